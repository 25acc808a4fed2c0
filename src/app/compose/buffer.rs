//! Edits the text of the box by keys. `cursor` moves in it.
//!
//! The text area of `ratatui_textarea` edits and undoes. Its drawing is not used, because it remembers the width of the
//! last frame, so that the next key would depend on that frame.

use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::history;
use super::wrap::{Row, wrap};
use crate::domain::Text;
use crate::input::{Code, Key};

/// The most bytes of a text: about as much as any site accepts. Columns of the cursor then fit into 16 bits.
pub(super) const MAX_BYTES: usize = 65_535;
/// The most keys that can be undone.
const MAX_UNDO: usize = 2_000;

/// The text of the box, with its cursor.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    pub(super) text: TextArea<'static>,
    /// The column that the cursor keeps while it moves up and down.
    pub(super) goal: Option<usize>,
}

impl Buffer {
    /// Creates a buffer with the cursor behind the last letter.
    pub(super) fn new(text: &str) -> Self {
        let mut text = TextArea::from(Text::block(text).split('\n'));
        text.set_max_histories(MAX_UNDO);
        text.move_cursor(CursorMove::Bottom);
        text.move_cursor(CursorMove::End);
        Self { text, goal: None }
    }

    /// Returns the whole text.
    pub(super) fn text(&self) -> String {
        self.text.lines().join("\n")
    }

    /// Returns whether the text is empty or has only white space.
    pub(super) fn is_blank(&self) -> bool {
        self.text.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Inserts text at the cursor, without characters that control the terminal. Returns `false` if the text is too long.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        self.goal = None;
        let text = Text::block(text);
        let has_room = self.len() + text.len() <= MAX_BYTES;
        if has_room {
            self.text.insert_str(text.as_str());
        }
        has_room
    }

    /// Returns the bytes of the text, with a line end for each line.
    fn len(&self) -> usize {
        self.text.lines().iter().map(|line| line.len() + 1).sum()
    }

    /// Undoes the last word or edit. Returns `false` when there is nothing to undo.
    pub(super) fn undo(&mut self) -> bool {
        self.goal = None;
        history::step(&mut self.text, true)
    }

    /// Redoes what was undone last. Returns `false` when there is nothing to redo.
    pub(super) fn redo(&mut self) -> bool {
        self.goal = None;
        history::step(&mut self.text, false)
    }

    /// Edits the text by a key, as shells and forms do. `rows` are the current rows of the text. Returns `false` if the
    /// text has no room for the typed character.
    pub(super) fn edit(&mut self, key: Key, rows: &[Row]) -> bool {
        let goal = self.goal.take();
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) => return self.insert(c.encode_utf8(&mut [0; 4])),
            (Code::Enter, ..) | (Code::Char('j' | 'm'), true, false) => return self.insert("\n"),
            (Code::Tab, false, false) => return self.insert("\t"),
            (Code::Backspace, true, _) | (Code::Backspace, _, true) | (Code::Char('w'), true, false) => {
                self.text.delete_word();
            }
            (Code::Backspace, ..) | (Code::Char('h'), true, false) => self.delete_before(),
            (Code::Delete, true, _) | (Code::Delete, _, true) | (Code::Char('d'), false, true) => {
                self.text.delete_next_word();
            }
            (Code::Delete, ..) | (Code::Char('d'), true, false) => self.delete_behind(),
            (Code::Char('u'), true, false) => drop(self.text.delete_line_by_head()),
            (Code::Char('k'), true, false) => drop(self.text.delete_line_by_end()),
            (Code::Left, true, _) | (Code::Left, _, true) | (Code::Char('b'), false, true) => {
                self.text.move_cursor(CursorMove::WordBack);
            }
            (Code::Right, true, _) | (Code::Right, _, true) | (Code::Char('f'), false, true) => {
                self.text.move_cursor(CursorMove::WordForward);
            }
            (Code::Left, ..) | (Code::Char('b'), true, false) => drop(self.step(false)),
            (Code::Right, ..) | (Code::Char('f'), true, false) => drop(self.step(true)),
            (Code::Up, ..) | (Code::Char('p'), true, false) => self.climb(rows, goal, false),
            (Code::Down, ..) | (Code::Char('n'), true, false) => self.climb(rows, goal, true),
            (Code::Home, true, _) => self.jump(0, 0),
            (Code::End, true, _) => self.jump(usize::MAX, usize::MAX),
            (Code::Home, ..) | (Code::Char('a'), true, false) => self.edge(rows, false),
            (Code::End, ..) | (Code::Char('e'), true, false) => self.edge(rows, true),
            _ => {}
        }
        true
    }

    /// Deletes the grapheme behind the cursor, or the line end.
    fn delete_behind(&mut self) {
        if self.step(true) {
            self.delete_before();
        }
    }

    /// Deletes the grapheme before the cursor, or the line end.
    fn delete_before(&mut self) {
        let (line, at) = self.at();
        let before = self.line(line).get(..at).unwrap_or_default();
        match before.graphemes(true).next_back().map(|glyph| (glyph.len(), glyph.chars().count())) {
            // All characters are deleted in one edit, so that undo restores the whole grapheme.
            Some((bytes, letters)) => {
                self.jump(line, at - bytes);
                self.text.delete_str(letters);
            }
            None => drop(self.text.delete_char()),
        }
    }

    /// Returns the text of a row.
    pub(super) fn row(&self, row: Row) -> &str {
        self.line(row.line).get(row.start..row.end).unwrap_or_default()
    }

    /// Wraps the text into rows of a number of columns.
    pub(super) fn rows(&self, columns: usize) -> Vec<Row> {
        wrap(self.text.lines(), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn press(buffer: &mut Buffer, columns: usize, keys: &str) {
        for key in keys.split(' ') {
            let rows = buffer.rows(columns);
            assert!(buffer.edit(key.parse().unwrap(), &rows), "{key}");
        }
    }

    #[test]
    fn keys_edit_as_in_shells_and_forms() {
        for (text, keys, after) in [
            ("rust is", "ctrl-w x", "rust x"),
            ("one two", "left left X", "one tXwo"),
            ("one two", "home X", "Xone two"),
            ("one\ntwo", "up end X", "oneX\ntwo"),
            ("one\ntwo", "home backspace", "onetwo"),
            ("one\ntwo", "up end delete", "onetwo"),
            ("one", "enter t w o", "one\ntwo"),
            ("one two", "ctrl-u X", "X"),
            ("one two", "ctrl-left ctrl-k X", "one X"),
            ("one\ntwo", "up ctrl-a X ctrl-e Y", "XoneY\ntwo"),
            ("one two", "alt-b alt-b delete", "ne two"),
            ("one two", "ctrl-home ctrl-delete X", "X two"),
            // A combining accent, a family and a flag are one grapheme each.
            ("e\u{301}", "backspace", ""),
            ("a👨‍👩‍👧b", "left backspace", "ab"),
            ("🇫🇷x", "home delete", "x"),
            ("e\u{301}x", "left left X", "Xe\u{301}x"),
        ] {
            let mut buffer = Buffer::new(text);
            press(&mut buffer, 40, keys);
            assert_eq!(buffer.text(), after, "{text:?}: {keys}");
        }
    }

    #[test]
    fn graphemes_typed_character_by_character_stay_whole() {
        let mut buffer = Buffer::new("");
        let text = "e\u{301} 👨‍👩‍👧 ❤\u{fe0f} ש 日";
        for c in text.chars() {
            assert!(buffer.edit(Key::char(c), &[]));
        }
        assert_eq!(buffer.text(), text);
    }

    #[test]
    fn inserted_text_loses_control_characters_and_is_undone_in_one_step() {
        let mut buffer = Buffer::new("a");
        assert!(buffer.insert("\u{1b}[31mred\u{202e}\r\ntab\there\u{7}"));
        assert_eq!(buffer.text(), "ared\ntab    here");
        assert!(buffer.undo() && !buffer.undo());
        assert_eq!(buffer.text(), "a");
        assert!(buffer.redo());
        assert!(!buffer.insert(&"x".repeat(MAX_BYTES)), "no site accepts so much");
        assert_eq!(buffer.text(), "ared\ntab    here");
    }

    proptest! {
        #[test]
        fn the_cursor_stays_in_the_text(keys in prop::collection::vec(0..KEYS.len(), 0..60), columns in 1..12_usize) {
            let mut buffer = Buffer::new("é日 one\n\ntwo 👨‍👩‍👧 three");
            for key in keys {
                press(&mut buffer, columns, KEYS[key]);
                let rows = buffer.rows(columns);
                let (row, column) = buffer.cursor(&rows);
                prop_assert!(row < rows.len());
                prop_assert!(column <= buffer.row(rows[row]).width());
            }
        }
    }

    const KEYS: &[&str] = &[
        "a",
        "space",
        "日",
        "enter",
        "backspace",
        "delete",
        "left",
        "right",
        "up",
        "down",
        "home",
        "end",
        "ctrl-w",
        "ctrl-u",
        "ctrl-k",
        "alt-d",
        "ctrl-left",
        "ctrl-right",
        "ctrl-home",
        "ctrl-end",
        "tab",
        "ctrl-a",
        "ctrl-e",
    ];
}
