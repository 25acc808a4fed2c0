//! A reading position in an article, in terms that do not depend on the width of the text.
//!
//! Finding it on a screen is left to `app`, saving it to `store`.

use super::CommentRef;

/// The position at the top of the view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// The comment at the top; `None` in the article's text.
    pub comment: Option<CommentRef>,
    /// Characters of the text, or of that comment, above the view, white space not counted.
    pub letters: usize,
    /// The selected comment.
    pub selected: Option<CommentRef>,
}
