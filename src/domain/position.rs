//! A place in an article, in terms that no width of the text changes.
//!
//! Finding it on a screen is left to `app`, keeping it to `store`.

use super::CommentRef;

/// What is at the top of the view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// The comment at the top; `None` in the text.
    pub comment: Option<CommentRef>,
    /// Letters of the text, or of that comment, above the view; white space is not counted.
    pub letters: usize,
    /// The selected comment.
    pub selected: Option<CommentRef>,
}
