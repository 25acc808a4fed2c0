//! The text that is being written: what keys do to it, and where the cursor is in its rows.
//!
//! Editing and its undo are the crate's; its drawing is not used: that keeps the width of the last frame in the text, so
//! that the next key would depend on what was painted.

use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::history;
use super::wrap::{Row, wrapped};
use crate::domain::Text;
use crate::input::{Code, Key};

/// Bytes that a text may have: about what any site takes. Columns of the cursor fit into 16 bits with that.
pub(super) const MOST_BYTES: usize = 65_535;
/// Keys that can be undone.
const UNDONE: usize = 2_000;

/// The text, with its cursor.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    text: TextArea<'static>,
    /// The column that going up and down keeps to.
    goal: Option<usize>,
}

impl Buffer {
    /// With the cursor behind the last letter.
    pub(super) fn new(text: &str) -> Self {
        let mut text = TextArea::from(Text::block(text).split('\n'));
        text.set_max_histories(UNDONE);
        text.move_cursor(CursorMove::Bottom);
        text.move_cursor(CursorMove::End);
        Self { text, goal: None }
    }

    pub(super) fn text(&self) -> String {
        self.text.lines().join("\n")
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Puts text in at the cursor, without what would steer the terminal; says whether there was room for it.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        self.goal = None;
        let text = Text::block(text);
        let has_room = self.len() + text.len() <= MOST_BYTES;
        if has_room {
            self.text.insert_str(text.as_str());
        }
        has_room
    }

    fn len(&self) -> usize {
        self.text.lines().iter().map(|line| line.len() + 1).sum()
    }

    /// Takes back what was done last: a word that was typed, or whatever else it was.
    pub(super) fn undo(&mut self) -> bool {
        self.goal = None;
        history::step(&mut self.text, true)
    }

    /// Does that again.
    pub(super) fn redo(&mut self) -> bool {
        self.goal = None;
        history::step(&mut self.text, false)
    }

    /// What a key does to the text, whose rows are these: as in shells and as in forms. This is the one place where our
    /// keys become the crate's. Says whether there was room for what was typed.
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

    /// The cursor: its line, and the byte of it that it stands before.
    fn at(&self) -> (usize, usize) {
        let cursor = self.text.cursor();
        let line = self.line(cursor.0);
        (cursor.0, line.char_indices().nth(cursor.1).map_or(line.len(), |(at, _)| at))
    }

    fn line(&self, line: usize) -> &str {
        self.text.lines().get(line).map(String::as_str).unwrap_or_default()
    }

    /// Goes to a byte of a line, or to the last there is.
    fn jump(&mut self, line: usize, byte: usize) {
        let line = line.min(self.text.lines().len().saturating_sub(1));
        let text = self.line(line);
        let column = text.get(..byte).unwrap_or(text).chars().count();
        let number = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.text.move_cursor(CursorMove::Jump(number(line), number(column)));
    }

    /// A character as people see it to the right or left; says whether there was one.
    fn step(&mut self, forwards: bool) -> bool {
        let (line, at) = self.at();
        let (before, behind) = self.line(line).split_at_checked(at).unwrap_or_default();
        let (line, at) = if forwards {
            match behind.graphemes(true).next() {
                Some(glyph) => (line, at + glyph.len()),
                None if line + 1 < self.text.lines().len() => (line + 1, 0),
                None => return false,
            }
        } else {
            match (before.graphemes(true).next_back(), line.checked_sub(1)) {
                (Some(glyph), _) => (line, at - glyph.len()),
                (None, Some(above)) => (above, usize::MAX),
                (None, None) => return false,
            }
        };
        self.jump(line, at);
        true
    }

    fn delete_behind(&mut self) {
        if self.step(true) {
            self.delete_before();
        }
    }

    fn delete_before(&mut self) {
        let (line, at) = self.at();
        let before = self.line(line).get(..at).unwrap_or_default();
        match before.graphemes(true).next_back().map(|glyph| (glyph.len(), glyph.chars().count())) {
            // At once, so that undo brings it back whole.
            Some((bytes, letters)) => {
                self.jump(line, at - bytes);
                self.text.delete_str(letters);
            }
            None => drop(self.text.delete_char()),
        }
    }

    /// The row that the cursor is in, and its column there.
    pub(super) fn cursor(&self, rows: &[Row]) -> (usize, usize) {
        let (line, at) = self.at();
        let row = rows.iter().rposition(|row| row.line == line && row.start <= at).unwrap_or(0);
        let start = rows.get(row).map_or(0, |row| row.start);
        (row, self.line(line).get(start..at).unwrap_or_default().width())
    }

    /// Goes to a place in a row, or to the last one of it that is not the next row's.
    pub(super) fn go_to(&mut self, rows: &[Row], row: usize, column: usize) {
        let Some(here) = rows.get(row) else { return };
        let text = self.line(here.line).get(here.start..here.end).unwrap_or_default();
        let has_more = rows.get(row + 1).is_some_and(|next| next.line == here.line);
        let mut at = 0;
        let mut used = 0;
        for (start, glyph) in text.grapheme_indices(true) {
            let is_last = start + glyph.len() == text.len();
            used += glyph.width();
            if used > column || (is_last && has_more) {
                break;
            }
            at = start + glyph.len();
        }
        self.jump(here.line, here.start + at);
    }

    /// A row up or down, in the same column as far as there is one.
    fn climb(&mut self, rows: &[Row], goal: Option<usize>, down: bool) {
        let (row, column) = self.cursor(rows);
        let goal = goal.unwrap_or(column);
        match (if down { row.checked_add(1) } else { row.checked_sub(1) }).filter(|row| *row < rows.len()) {
            Some(next) => self.go_to(rows, next, goal),
            None if down => self.edge(rows, true),
            None => self.edge(rows, false),
        }
        self.goal = Some(goal);
    }

    /// To the beginning or the end of the row.
    fn edge(&mut self, rows: &[Row], end: bool) {
        let (row, _) = self.cursor(rows);
        self.go_to(rows, row, if end { usize::MAX } else { 0 });
    }

    /// The text of a row, without what hangs over.
    pub(super) fn row(&self, row: Row) -> &str {
        self.line(row.line).get(row.start..row.end).unwrap_or_default()
    }

    /// The text in rows of so many columns.
    pub(super) fn rows(&self, columns: usize) -> Vec<Row> {
        wrapped(self.text.lines(), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(buffer: &Buffer, columns: usize) -> Vec<String> {
        buffer.rows(columns).into_iter().map(|row| buffer.row(row).trim_end().to_owned()).collect()
    }

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
            // An accent of its own, a family and a flag go as one.
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
    fn what_is_typed_letter_by_letter_stays_whole() {
        let mut buffer = Buffer::new("");
        let text = "e\u{301} 👨‍👩‍👧 ❤\u{fe0f} ש 日";
        for c in text.chars() {
            assert!(buffer.edit(Key::char(c), &[]));
        }
        assert_eq!(buffer.text(), text);
    }

    #[test]
    fn up_and_down_go_by_rows_and_keep_their_column() {
        let mut buffer = Buffer::new("one two three four\nx\nfive six seven");
        // In ten columns: "one two ", "three four", "x", "five six ", "seven".
        assert_eq!(shown(&buffer, 10), ["one two", "three four", "x", "five six", "seven"]);
        press(&mut buffer, 10, "up");
        assert_eq!(buffer.cursor(&buffer.rows(10)), (3, 5));
        press(&mut buffer, 10, "up up");
        assert_eq!(buffer.cursor(&buffer.rows(10)), (1, 5), "over the short line");
        press(&mut buffer, 10, "end");
        assert_eq!(buffer.cursor(&buffer.rows(10)), (1, 10));
        press(&mut buffer, 10, "up end");
        assert_eq!(buffer.cursor(&buffer.rows(10)), (0, 7), "before the space that hangs over");
        press(&mut buffer, 10, "up up X");
        assert!(buffer.text().starts_with("Xone"));
    }

    #[test]
    fn what_is_put_in_steers_nothing_and_is_undone_as_one() {
        let mut buffer = Buffer::new("a");
        assert!(buffer.insert("\u{1b}[31mred\u{202e}\r\ntab\there\u{7}"));
        assert_eq!(buffer.text(), "ared\ntab    here");
        assert!(buffer.undo() && !buffer.undo());
        assert_eq!(buffer.text(), "a");
        assert!(buffer.redo());
        assert!(!buffer.insert(&"x".repeat(MOST_BYTES)), "no site takes so much");
        assert_eq!(buffer.text(), "ared\ntab    here");
    }

    proptest! {
        #[test]
        fn no_keys_lose_the_cursor(keys in prop::collection::vec(0..KEYS.len(), 0..60), columns in 1..12_usize) {
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
