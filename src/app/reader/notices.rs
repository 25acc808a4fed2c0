//! Lists the notices above the text: that a rule hides it, that it was edited, shows a change, is out of date, or may be the wrong text.

use crate::app::document::{Opened, View};
use crate::domain::{Text, Time};

/// The most warnings about a page that are shown.
const MAX_WARNINGS: usize = 3;

/// A notice above the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Why the article is hidden.
    Hidden(Text),
    /// The outlet edited the article at this time.
    Edited(Time),
    /// The reader shows one of the changes.
    Change {
        /// When tidings saw the change.
        then: Time,
        /// The number of the change, from 0 for the latest.
        at: usize,
        /// The number of changes in all.
        of: usize,
    },
    /// The outlet edited the article after its full text was fetched.
    Outdated,
    /// A warning that the full text may be the wrong text.
    Doubt(Text),
}

/// Returns the notices above the text, one for each line.
#[must_use]
pub fn notices(opened: &Opened) -> Vec<Notice> {
    let of = opened.revisions;
    if let (View::Change(at), Some(change)) = (opened.view, &opened.change) {
        return vec![Notice::Change { then: change.at, at, of }];
    }
    let edited = opened.article.row.edited.filter(|_| of > 0).map(Notice::Edited);
    let hidden = opened.article.row.hidden_because.clone().map(Notice::Hidden);
    let mut all: Vec<Notice> = hidden.into_iter().chain(edited).collect();
    if let Some(page) = opened.article.page.as_ref().filter(|_| opened.view == View::Text) {
        all.extend(opened.is_outdated().then_some(Notice::Outdated));
        all.extend(page.notes.iter().take(MAX_WARNINGS).cloned().map(Notice::Doubt));
    }
    all
}
