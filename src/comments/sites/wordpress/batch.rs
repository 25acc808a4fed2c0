//! The comments of one document of WordPress, with what was skipped in it.

use std::collections::BTreeSet;

use crate::domain::{Comment, Warning, pluralize};

/// The contents of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::comments) struct Batch {
    /// Comments in the document's order.
    pub(in crate::comments) comments: Vec<Comment>,
    /// Ids of pingbacks and trackbacks, which the site counts as comments.
    pub(in crate::comments) pings: BTreeSet<String>,
    /// Number of entries of other posts: some sites ignore which post is requested.
    pub(in crate::comments) other_posts: usize,
    /// Number of entries that could not be read.
    pub(in crate::comments) malformed: usize,
    /// Whether the document ends early or is damaged. The comments before that are kept.
    pub(in crate::comments) is_damaged: bool,
}

impl Batch {
    /// Number of entries of any kind in the document.
    pub(in crate::comments) fn entries(&self) -> usize {
        self.comments.len() + self.pings.len() + self.other_posts + self.malformed
    }

    /// Warns of each kind of entry that was skipped.
    pub(in crate::comments) fn warnings(&self) -> Vec<Warning> {
        let entries = if self.malformed == 1 { "entry" } else { "entries" };
        let skipped = [
            (self.pings.len(), format!("{} (counted by the site)", pluralize(self.pings.len(), "pingback"))),
            (self.other_posts, format!("{} of other posts", pluralize(self.other_posts, "comment"))),
            (self.malformed, format!("{} malformed {entries}", self.malformed)),
        ];
        let skipped = skipped.into_iter().filter(|(count, _)| *count > 0).map(|(_, what)| format!("skipped {what}"));
        let damaged = self.is_damaged.then(|| "the comment feed is damaged: kept the comments before that".to_owned());
        skipped.chain(damaged).map(Warning::new).collect()
    }
}
