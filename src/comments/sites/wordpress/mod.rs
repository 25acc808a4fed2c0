//! WordPress: REST, the post's comment feeds, and its page in whatever markup the theme has.
//!
//! [`Plan`] decides what to ask; the other files read one kind of document each and know nothing of each other.
//! WordPress prints "Anonymous" where a comment is unsigned, in feeds and pages though not in REST: exactly that name
//! is read as no name.

mod address;
mod answers;
mod feed;
mod gaps;
mod html;
mod markup;
mod page;
mod plan;
mod rest;

pub(in crate::comments) use address::{web, web_with_fragment};
pub use feed::parse as parse_feed;
pub use html::parse as parse_page;
pub use plan::Plan;
pub use rest::parse as parse_rest;

use std::collections::BTreeSet;

use crate::domain::{Comment, Text, Warning};

/// What one document held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Its comments, in its own order.
    pub comments: Vec<Comment>,
    /// Ids of pingbacks and trackbacks: the site counts them, but nobody said anything.
    pub pings: BTreeSet<String>,
    /// Entries of other posts, which a site that ignores the question answers with.
    pub foreign: usize,
    /// Entries that could not be read.
    pub unusable: usize,
    /// It broke off or went wrong on the way; what came before is here.
    pub damaged: bool,
}

impl Batch {
    /// How many entries the document had.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.comments.len() + self.pings.len() + self.foreign + self.unusable
    }

    /// What was left out, in words.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let counted = [
            (
                self.pings.len(),
                "pingback is counted by the site and left out",
                "pingbacks are counted by the site and left out",
            ),
            (self.foreign, "comment of another post is left out", "comments of other posts are left out"),
            (self.unusable, "entry that is no comment is left out", "entries that are no comments are left out"),
        ];
        let said = counted.into_iter().filter(|(count, ..)| *count > 0);
        let said = said.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }));
        let damaged = self.damaged.then(|| "the comment feed breaks off; what came before is kept".to_owned());
        said.chain(damaged).map(Warning::new).collect()
    }
}

/// A name from HTML, entities resolved.
fn name(raw: &str) -> Option<Text> {
    let plain = if raw.contains(['&', '<']) { crate::page::one_line(raw) } else { raw.to_owned() };
    Text::line(&plain).non_empty()
}

/// A name as feeds and pages print it.
pub(in crate::comments) fn author(raw: &str) -> Option<Text> {
    name(raw).filter(|name| name.as_str() != "Anonymous")
}
