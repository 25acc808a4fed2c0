//! A comment tree as a flat pre-order list with depth and subtree length, and where its edges lead.
//!
//! Nothing here recurses: depth comes from the network. Making the list is left to `build`, what is hidden to `fold`,
//! spelling "no parent" one way to the sources.

mod build;
mod index;
#[cfg(test)]
pub(in crate::domain) mod tests;

pub use build::{arrange, compare_ids};
use index::Index;

use super::{Comment, CommentBody};

/// One comment in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    /// The comment.
    pub comment: &'a Comment,
    /// Where its parent stands in the list; `None` at the top. Always smaller than its own place.
    pub parent: Option<usize>,
    /// Steps from the top.
    pub depth: u32,
    /// Comments below it, at every depth.
    pub descendants: u32,
    /// Its parent is named but not loaded: it stands at the top in the meantime.
    pub orphan: bool,
}

/// A thread in pre-order: each comment is followed by its whole subtree, `descendants` long.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    // Comments are large and may be very many: they lie as they came, put in order, and what is told of them beside.
    comments: Vec<Comment>,
    places: Vec<Place>,
    index: Index,
}

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    parent: Option<u32>,
    depth: u32,
    descendants: u32,
    orphan: bool,
}

/// Two threads are the same when their comments are.
impl PartialEq for Thread {
    fn eq(&self, other: &Self) -> bool {
        self.comments == other.comments && self.places == other.places
    }
}

impl Eq for Thread {}

impl Thread {
    /// Every comment, in pre-order.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_>> + DoubleEndedIterator + Clone {
        self.comments.iter().zip(&self.places).map(|(comment, place)| node(comment, *place))
    }

    /// How many comments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Whether nobody has said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// The comment at place `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<Node<'_>> {
        Some(node(self.comments.get(i)?, *self.places.get(i)?))
    }

    /// Where the comment with this id of this origin stands.
    #[must_use]
    pub fn index_of(&self, origin: u16, id: &str) -> Option<usize> {
        self.index.get((origin, id), |at| self.comments.get(at as usize).map(key)).map(|at| at as usize)
    }

    /// The comment that `i` answers; `None` at the top.
    #[must_use]
    pub fn parent(&self, i: usize) -> Option<usize> {
        self.get(i)?.parent
    }

    /// The place after `i`'s whole subtree; the length of the list at its end.
    #[must_use]
    pub fn end_of(&self, i: usize) -> usize {
        self.get(i).map_or(self.len(), |node| i + 1 + node.descendants as usize)
    }

    /// The next answer to the same comment, or the next root.
    #[must_use]
    pub fn next_sibling(&self, i: usize) -> Option<usize> {
        let next = self.end_of(i);
        (self.get(next)?.parent == self.get(i)?.parent).then_some(next)
    }

    /// The answer to the same comment before `i`, or the root before it.
    #[must_use]
    pub fn prev_sibling(&self, i: usize) -> Option<usize> {
        let parent = self.get(i)?.parent;
        let mut before = i.checked_sub(1)?;
        // What stands just before is the parent itself or the last of the sibling's subtree.
        while self.parent(before) != parent {
            before = self.parent(before)?;
        }
        (Some(before) != parent).then_some(before)
    }

    /// The root that `i` hangs under; `i` itself when it is one.
    #[must_use]
    pub fn root_of(&self, i: usize) -> usize {
        let mut root = i;
        while let Some(parent) = self.parent(root) {
            root = parent;
        }
        root
    }

    /// The root after the one that `i` hangs under.
    #[must_use]
    pub fn next_thread(&self, i: usize) -> Option<usize> {
        self.next_sibling(self.root_of(i))
    }

    /// The root before the one that `i` hangs under.
    #[must_use]
    pub fn prev_thread(&self, i: usize) -> Option<usize> {
        self.prev_sibling(self.root_of(i))
    }

    /// The comment that everything around `i` answers to has the same author, and `i` is not that comment.
    #[must_use]
    pub fn is_by_root(&self, i: usize) -> bool {
        let root = self.root_of(i);
        let author = |i: usize| self.get(i).and_then(|node| node.comment.author.as_ref());
        root != i && author(i).is_some() && author(i) == author(root)
    }

    /// Gives a comment what its outline lacks.
    pub fn set_words(&mut self, i: usize, words: CommentBody) {
        if let Some(comment) = self.comments.get_mut(i) {
            (comment.html, comment.url, comment.outline) = (words.html, words.url, false);
        }
    }

    /// The comments again, in pre-order.
    #[must_use]
    pub fn into_comments(self) -> Vec<Comment> {
        self.comments
    }
}

fn node(comment: &Comment, place: Place) -> Node<'_> {
    let Place { parent, depth, descendants, orphan } = place;
    Node { comment, parent: parent.map(|parent| parent as usize), depth, descendants, orphan }
}

/// What tells a comment from all others of its article.
fn key(comment: &Comment) -> (u16, &str) {
    (comment.origin, &comment.id)
}
