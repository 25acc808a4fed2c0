//! What is to be said above the text: that it was changed, is an older one, or may not be what was wanted.

use super::{Opened, View, is_outdated};
use crate::domain::{Text, Time};

/// Doubts about a page that are shown.
const MAX_DOUBTS: usize = 3;

/// Something to be said above the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
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
pub fn remarks(opened: &Opened) -> Vec<Remark> {
    let of = opened.revisions;
    if let (View::Change(at), Some(change)) = (opened.view, &opened.change) {
        return vec![Remark::Change { then: change.at, at, of }];
    }
    let edited = opened.article.row.edited.filter(|_| of > 0).map(Remark::Edited);
    let mut all: Vec<Remark> = edited.into_iter().collect();
    if let Some(page) = opened.article.page.as_ref().filter(|_| opened.view == View::Text) {
        all.extend(is_outdated(opened).then_some(Remark::Outdated));
        all.extend(page.notes.iter().take(MAX_DOUBTS).cloned().map(Remark::Doubt));
    }
    all
}
