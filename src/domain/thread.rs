//! A comment tree as a flat pre-order list with depth and subtree length.

use super::{Comment, Warning};

/// One comment in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The comment.
    pub comment: Comment,
    /// Steps from the top.
    pub depth: u32,
    /// Comments below it, at every depth.
    pub descendants: u32,
    /// Its parent is named but not loaded: it stands at the top in the meantime.
    pub orphan: bool,
}

/// A thread in pre-order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    nodes: Vec<Node>,
}

impl Thread {
    /// Orders `comments` into a tree.
    #[must_use]
    pub fn build(_comments: Vec<Comment>) -> (Self, Vec<Warning>) {
        (Self::default(), Vec::new())
    }
}
