//! What is to be said above the text: that it was changed, is an older one, or may not be what was wanted.

use crate::app::document::{Opened, View};
use crate::domain::{Text, Time};

/// Doubts about a page that are shown.
const MAX_DOUBTS: usize = 3;

/// Something to be said above the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The outlet changed its words at that moment.
    Edited(Time),
    /// The text is a change, counted from 0, the latest first.
    Change {
        /// When it was seen.
        then: Time,
        /// Which.
        at: usize,
        /// Of how many.
        of: usize,
    },
    /// The page was fetched before the outlet changed the article.
    Outdated,
    /// The page may not be what was wanted.
    Doubt(Text),
}

/// What is to be said above the text, a line each.
#[must_use]
pub fn notices(opened: &Opened) -> Vec<Notice> {
    let of = opened.revisions;
    if let (View::Change(at), Some(change)) = (opened.view, &opened.change) {
        return vec![Notice::Change { then: change.at, at, of }];
    }
    let edited = opened.article.row.edited.filter(|_| of > 0).map(Notice::Edited);
    let mut all: Vec<Notice> = edited.into_iter().collect();
    if let Some(page) = opened.article.page.as_ref().filter(|_| opened.view == View::Text) {
        all.extend(opened.is_outdated().then_some(Notice::Outdated));
        all.extend(page.notes.iter().take(MAX_DOUBTS).cloned().map(Notice::Doubt));
    }
    all
}
