//! The box in which the user writes a reply.
//!
//! What keys do to the text is in `buffer`, what becomes of the reply in `writing`.

use super::Effect as ComposeEffect;
use super::buffer::Buffer;
use super::wrap::Row;
use crate::app::effect::Effect;
use crate::app::layout::Area;
use crate::domain::{Reply, Text};

/// A reply while it is written.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the text")]
pub struct Compose {
    /// As the store has it.
    pub(super) reply: Reply,
    pub(super) buffer: Buffer,
    /// Something was changed here: until then the text is the store's, which may have what the box can't show.
    pub(super) is_edited: bool,
    /// What was typed since the last time it was handed to the store.
    pub(super) is_unsaved: bool,
    /// What is on its way to the store.
    pub(super) saving: Option<String>,
    /// The last time it could not be kept.
    pub(super) has_failed: bool,
    /// It is to end, once it is saved.
    pub(super) end: Option<End>,
    /// Whether the answered comment was gone to.
    pub(super) is_found: bool,
    /// Lines that the view is scrolled back from where the answered comment ends.
    pub(super) back: usize,
    /// The text in rows of the box, and which of them is its first.
    pub(super) rows: Vec<Row>,
    pub(super) top: usize,
    /// Where the box is, and the text in it.
    pub(super) areas: (Area, Area),
    /// What is answered, in a word.
    pub(super) answered: Text,
}

/// What comes after the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The choice of what becomes of the reply.
    Menu,
    /// The user's editor.
    Editor,
}

impl Compose {
    /// A box for a draft, which is laid out before the next frame.
    pub(super) fn new(reply: Reply) -> Self {
        Self {
            buffer: Buffer::new(&reply.text),
            reply,
            is_edited: false,
            is_unsaved: false,
            saving: None,
            has_failed: false,
            end: None,
            is_found: false,
            back: 0,
            rows: Vec::new(),
            top: 0,
            areas: Default::default(),
            answered: Text::default(),
        }
    }

    /// Breaks the text into rows of the width there is.
    pub(super) fn wrap(&mut self) {
        let width = self.areas.1.width;
        // Before the first layout lines are not broken.
        self.rows = self.buffer.rows(if width == 0 { usize::MAX } else { usize::from(width) });
    }

    /// The box, and its inside.
    #[must_use]
    pub fn areas(&self) -> (Area, Area) {
        self.areas
    }

    /// What is answered, in a word.
    #[must_use]
    pub fn answered(&self) -> &str {
        &self.answered
    }

    /// The rows in view.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().skip(self.top).map(|row| self.buffer.row(*row))
    }

    /// Whether there is text above them, and below.
    #[must_use]
    pub fn has_more(&self) -> (bool, bool) {
        (self.top > 0, self.top + usize::from(self.areas.1.height) < self.rows.len())
    }

    /// Where the cursor is in them: column and row.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        let (row, column) = self.buffer.cursor(&self.rows);
        (column, row.saturating_sub(self.top))
    }

    /// How it stands with what was typed, in a word.
    #[must_use]
    pub fn save_status(&self) -> &'static str {
        match () {
            () if self.has_failed => "not saved",
            () if self.is_unsaved || self.saving.is_some() => "",
            () if self.buffer.is_blank() => "",
            () => "saved",
        }
    }

    /// What is kept in the end: without the white space behind it.
    pub(super) fn text(&self) -> String {
        if !self.is_edited {
            return self.reply.text.clone();
        }
        let text = self.buffer.text();
        if self.end.is_some() { text.trim_matches('\n').trim_end().to_owned() } else { text }
    }

    pub(super) fn save(&mut self) -> Effect {
        let text = self.text();
        // What is on its way is there before this is.
        let before = self.saving.replace(text.clone()).unwrap_or_else(|| self.reply.text.clone());
        self.is_unsaved = false;
        let heals = self.has_failed;
        ComposeEffect::Save { reply: Box::new(Reply { text, ..self.reply.clone() }), before, heals }.into()
    }
}
