//! Keeps the reader's place in an article across restarts and changes of width.
//!
//! The reader stores it when the user leaves the article or the program, and now and then while the user reads. An
//! article at its top, or one that the user has read to the end, has no place to come back to.

use super::scroll_map::Block;
use super::state::{Anchor, Reader};
use crate::app::document::View;
use crate::domain::{ArticleId, CommentRef, Position};

impl Reader {
    /// Returns the article and its place if the store has another place, and counts it as stored.
    pub(in crate::app) fn unsaved_place(&mut self, height: usize) -> Option<(ArticleId, Option<Position>)> {
        let opened = self.opened.as_deref()?;
        // A change or the feed's text has other lines than the text in which the user goes on reading.
        if opened.is_preview() || opened.view != View::Text || self.page.width == 0 || height == 0 {
            return None;
        }
        let id = opened.article.row.id;
        let has_moved = self.place() != self.saved.start;
        let position = if has_moved { self.position(height) } else { self.saved.opened.clone() };
        if self.saved.stored == position {
            return None;
        }
        self.saved.stored.clone_from(&position);
        Some((id, position))
    }

    /// Returns the top of the view and the selected comment, in terms that hold at every width.
    pub(in crate::app) fn place(&self) -> Option<(Anchor, Option<CommentRef>)> {
        Some((self.anchor()?, self.selected_name()))
    }

    /// Returns the place as the store keeps it, or `None` at the top and when the end is in view.
    fn position(&self, height: usize) -> Option<Position> {
        let is_top = self.scroll.top == 0 && self.thread.selected.is_none();
        if is_top || self.scroll.top + height >= self.total() {
            return None;
        }
        let anchor = self.anchor()?;
        // A line between two comments counts as the start of the second.
        let comment = self.scroll.map.from(self.scroll.top).find_map(|segment| match segment.block {
            Block::Comment(_) => Some(self.name_of(&segment.block)),
            Block::Head | Block::Note | Block::Body => Some(None),
            _ => None,
        })?;
        let is_inside = matches!(anchor.block, Block::Comment(_) | Block::Body);
        let letters = if is_inside { anchor.letters } else { 0 };
        let position = Position { comment, letters, selected: self.selected_name() };
        (position != Position::default()).then_some(position)
    }

    /// Goes to a place from the store. The view stays at the top if the place's comment no longer exists.
    pub(in crate::app) fn go_to(&mut self, position: &Position, height: usize) {
        let index = |name: &CommentRef| self.opened.as_ref()?.place_of(name);
        let block = match &position.comment {
            Some(name) => index(name).map(Block::Comment),
            None => Some(Block::Body),
        };
        self.thread.selected = position.selected.as_ref().and_then(index);
        if block == Some(Block::Comment(0)) && position.letters == 0 {
            // The heading above the first comment is shown with it.
            self.scroll.top = self.comments_start();
        } else {
            self.restore(block.map(|block| Anchor { block, offset: (0, 0), letters: position.letters }));
        }
        self.clamp(height);
        self.settle_anchor();
    }

    /// Keeps the restored anchor even if the end of the scroll has moved the view away from it.
    fn settle_anchor(&mut self) {
        if let Some((top, _)) = &mut self.scroll.anchor {
            *top = self.scroll.top;
        }
    }
}
