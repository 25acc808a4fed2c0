//! A comment tree, stored as a flat pre-order list with depths and subtree sizes, and its navigation.
//!
//! Nothing here recurses, since the network decides the depth. Building the list is left to `build`, hiding comments to
//! `fold`, and each source maps its own spelling of "no parent" to `None`.

mod build;
mod index;
#[cfg(test)]
pub(in crate::domain) mod tests;

pub use build::{arrange, compare_ids};
use index::Index;

use super::{Comment, CommentBody};

/// A comment with its position in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    /// The comment.
    pub comment: &'a Comment,
    /// Index of its parent, always smaller than its own; `None` for a root.
    pub parent: Option<usize>,
    /// Number of ancestors.
    pub depth: u32,
    /// Number of comments below it, at every depth.
    pub descendants: u32,
    /// Whether it names a parent that is not loaded; it is a root in the meantime.
    pub orphan: bool,
}

/// A thread in pre-order: each comment is followed by its whole subtree of `descendants` comments.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    // Comments are large and may be very many, so building moves them in place; the tree's shape is kept beside them.
    comments: Vec<Comment>,
    shape: Vec<Shape>,
    index: Index,
}

/// A comment's position in the tree; the fields are those of [`Node`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    parent: Option<u32>,
    depth: u32,
    descendants: u32,
    orphan: bool,
}

/// Two threads are equal if their comments and shapes are; the hash index does not count.
impl PartialEq for Thread {
    fn eq(&self, other: &Self) -> bool {
        self.comments == other.comments && self.shape == other.shape
    }
}

impl Eq for Thread {}

impl Thread {
    /// Iterates over all comments in pre-order.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_>> + DoubleEndedIterator + Clone {
        self.comments.iter().zip(&self.shape).map(|(comment, shape)| node(comment, *shape))
    }

    /// Returns the number of comments.
    #[must_use]
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Returns whether there are no comments.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// Returns the comment at index `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<Node<'_>> {
        Some(node(self.comments.get(i)?, *self.shape.get(i)?))
    }

    /// Returns the index of the comment with this origin and id.
    #[must_use]
    pub fn index_of(&self, origin: u16, id: &str) -> Option<usize> {
        self.index.get((origin, id), |at| self.comments.get(at as usize).map(key)).map(|at| at as usize)
    }

    /// Returns the index of the parent of `i`; `None` for a root.
    #[must_use]
    pub fn parent(&self, i: usize) -> Option<usize> {
        self.get(i)?.parent
    }

    /// Returns the index after the whole subtree of `i`, which is the length of the list for the last subtree.
    #[must_use]
    pub fn end_of(&self, i: usize) -> usize {
        self.get(i).map_or(self.len(), |node| i + 1 + node.descendants as usize)
    }

    /// Returns the next reply to the same parent, or the next root.
    #[must_use]
    pub fn next_sibling(&self, i: usize) -> Option<usize> {
        let next = self.end_of(i);
        (self.get(next)?.parent == self.get(i)?.parent).then_some(next)
    }

    /// Returns the previous reply to the same parent, or the previous root.
    #[must_use]
    pub fn prev_sibling(&self, i: usize) -> Option<usize> {
        let parent = self.get(i)?.parent;
        let mut before = i.checked_sub(1)?;
        // The comment before `i` is its parent, or the last in the sibling's subtree.
        while self.parent(before) != parent {
            before = self.parent(before)?;
        }
        (Some(before) != parent).then_some(before)
    }

    /// Returns the root above `i`, or `i` if it is a root.
    #[must_use]
    pub fn root_of(&self, i: usize) -> usize {
        let mut root = i;
        while let Some(parent) = self.parent(root) {
            root = parent;
        }
        root
    }

    /// Returns the root after the one above `i`.
    #[must_use]
    pub fn next_thread(&self, i: usize) -> Option<usize> {
        self.next_sibling(self.root_of(i))
    }

    /// Returns the root before the one above `i`.
    #[must_use]
    pub fn prev_thread(&self, i: usize) -> Option<usize> {
        self.prev_sibling(self.root_of(i))
    }

    /// Returns whether `i` is a reply by the author of its root comment.
    #[must_use]
    pub fn is_by_root(&self, i: usize) -> bool {
        let root = self.root_of(i);
        let author = |i: usize| self.get(i).and_then(|node| node.comment.author.as_ref());
        root != i && author(i).is_some() && author(i) == author(root)
    }

    /// Fills in the body that an outline lacks.
    pub fn set_body(&mut self, i: usize, body: CommentBody) {
        if let Some(comment) = self.comments.get_mut(i) {
            (comment.html, comment.url, comment.outline) = (body.html, body.url, false);
        }
    }

    /// Converts the thread back to its comments, in pre-order.
    #[must_use]
    pub fn into_comments(self) -> Vec<Comment> {
        self.comments
    }
}

fn node(comment: &Comment, shape: Shape) -> Node<'_> {
    let Shape { parent, depth, descendants, orphan } = shape;
    Node { comment, parent: parent.map(|parent| parent as usize), depth, descendants, orphan }
}

/// Returns a comment's unique key within its article.
fn key(comment: &Comment) -> (u16, &str) {
    (comment.origin, &comment.id)
}
