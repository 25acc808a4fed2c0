//! The reader's place in an article, kept across restarts and other widths.
//!
//! Kept when the article is left, when the reader is, and now and then while it is read. An article at its top, or one
//! that was read to its end, has no place to come back to.

use super::anchor::Anchor;
use super::asks::reader_height;
use super::reader_pane::Reader;
use super::{Effect, Model, Part, UNKEPT, View};
use crate::domain::{CommentRef, Position};

/// What is to be written, if the place is another than the one the store knows.
pub(super) fn keep_position(model: &mut Model) -> Option<Effect> {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let opened = reader.opened.clone()?;
    // Neither an older text nor the feed's teaser is where reading goes on, and what was not moved stays as it was.
    if opened.article.row.id == UNKEPT || opened.view != View::Text || reader.page.width == 0 || height == 0 {
        return None;
    }
    let position = if reader.has_moved() { reader.position(height) } else { reader.origin.clone() };
    if reader.kept == position {
        return None;
    }
    reader.kept.clone_from(&position);
    Some(Effect::KeepPosition(opened.article.row.id, position))
}

impl Reader {
    /// Whether the view is elsewhere than where the article was opened.
    fn has_moved(&self) -> bool {
        (self.top, self.selected_name()) != self.start
    }

    /// The present place; `None` at the top, and once the end has been in view.
    fn position(&self, height: usize) -> Option<Position> {
        let is_top = self.top == 0 && self.selected.is_none();
        if is_top || self.top + height >= self.total() {
            return None;
        }
        let anchor = self.anchor()?;
        // What stands between the comments belongs to the next of them.
        let comment = self.rows.from(self.top).find_map(|segment| match segment.part {
            Part::Comment(_) => Some(self.name_of(&segment.part)),
            Part::Head | Part::Note | Part::Body => Some(None),
            _ => None,
        })?;
        let is_inside = matches!(anchor.part, Part::Comment(_) | Part::Body);
        let letters = if is_inside { anchor.letters } else { 0 };
        let position = Position { comment, letters, selected: self.selected_name() };
        (position != Position::default()).then_some(position)
    }

    /// Goes to a place that was kept. Comments that are gone leave the view at the top.
    pub(super) fn go_to(&mut self, position: &Position, height: usize) {
        let index = |name: &CommentRef| self.opened.as_ref()?.place_of(name);
        let part = match &position.comment {
            Some(name) => index(name).map(Part::Comment),
            None => Some(Part::Body),
        };
        self.selected = position.selected.as_ref().and_then(index);
        if part == Some(Part::Comment(0)) && position.letters == 0 {
            // The heading above the first comment belongs to it.
            self.top = self.comments_start();
        } else {
            let anchor = part.map(|part| Anchor { top: 0, part, offset: (0, 0), letters: position.letters });
            self.restore(anchor);
        }
        self.clamp(height);
        self.settle_anchor();
        self.kept = Some(position.clone());
        self.origin = Some(position.clone());
        self.start = (self.top, self.selected_name());
    }
}
