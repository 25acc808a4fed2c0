//! Holds the state of the box in which the user writes a reply.
//!
//! `buffer` edits the text, and `writing` opens, saves and closes the box.

use super::Effect as ComposeEffect;
use super::buffer::Buffer;
use super::wrap::Row;
use crate::app::effect::Effect;
use crate::app::layout::Area;
use crate::domain::{Reply, Text};

/// A reply that the user is writing in the box.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own of the text")]
pub struct Compose {
    /// The reply as the store has it.
    pub(super) reply: Reply,
    pub(super) buffer: Buffer,
    /// Whether the user has changed the text. Until then the store's text counts, which may have characters that the
    /// box can't show.
    pub(super) is_edited: bool,
    /// Whether the text has changed since it was last sent to the store.
    pub(super) is_unsaved: bool,
    /// The text that the store is saving.
    pub(super) saving: Option<String>,
    /// Whether the last save failed.
    pub(super) has_failed: bool,
    /// What follows once the text is saved, if the user has ended writing.
    pub(super) end: Option<End>,
    /// Whether the reader has gone to the parent comment.
    pub(super) is_found: bool,
    /// Lines that the user has scrolled back from the end of the parent comment.
    pub(super) back: usize,
    /// The text, wrapped into rows.
    pub(super) rows: Vec<Row>,
    /// The first row in view.
    pub(super) top: usize,
    /// The area of the box, and that of the text in it.
    pub(super) areas: (Area, Area),
    /// The name of the parent, for the title of the box.
    pub(super) answered: Text,
}

/// What follows when the user ends writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The menu of the reply.
    Menu,
    /// The user's editor.
    Editor,
}

impl Compose {
    /// Creates a box for a draft. It is laid out before the next frame.
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

    /// Wraps the text into rows of the current width.
    pub(super) fn wrap(&mut self) {
        let width = self.areas.1.width;
        // Before the first layout the width is unknown, so lines are not wrapped.
        self.rows = self.buffer.rows(if width == 0 { usize::MAX } else { usize::from(width) });
    }

    /// Returns the area of the box, and that of the text in it.
    #[must_use]
    pub fn areas(&self) -> (Area, Area) {
        self.areas
    }

    /// Returns the name of the parent: its author, or "the article".
    #[must_use]
    pub fn answered(&self) -> &str {
        &self.answered
    }

    /// Iterates over the rows in view.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().skip(self.top).map(|row| self.buffer.row(*row))
    }

    /// Returns whether there is text above the rows in view, and below them.
    #[must_use]
    pub fn has_more(&self) -> (bool, bool) {
        (self.top > 0, self.top + usize::from(self.areas.1.height) < self.rows.len())
    }

    /// Returns the cursor's column and row in the view.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        let (row, column) = self.buffer.cursor(&self.rows);
        (column, row.saturating_sub(self.top))
    }

    /// Returns whether the text is saved, for the frame of the box.
    #[must_use]
    pub fn save_status(&self) -> &'static str {
        match () {
            () if self.has_failed => "not saved",
            () if self.is_unsaved || self.saving.is_some() => "",
            () if self.buffer.is_blank() => "",
            () => "saved",
        }
    }

    /// Returns the text to save. When the user ends writing, it loses empty lines at the start and white space at the
    /// end.
    pub(super) fn text(&self) -> String {
        if !self.is_edited {
            return self.reply.text.clone();
        }
        let text = self.buffer.text();
        if self.end.is_some() { text.trim_matches('\n').trim_end().to_owned() } else { text }
    }

    /// Returns the effect that saves the text.
    pub(super) fn save(&mut self) -> Effect {
        let text = self.text();
        // The store finishes an earlier save first, so this save follows that text.
        let before = self.saving.replace(text.clone()).unwrap_or_else(|| self.reply.text.clone());
        self.is_unsaved = false;
        let heals = self.has_failed;
        ComposeEffect::Save { reply: Box::new(Reply { text, ..self.reply.clone() }), before, heals }.into()
    }
}
