//! Moves the cursor in the text of the box: by graphemes, by rows, and to a place.

use ratatui_textarea::CursorMove;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::buffer::Buffer;
use super::wrap::Row;

impl Buffer {
    /// Returns the cursor's line, and the byte of the line that it stands before.
    pub(super) fn at(&self) -> (usize, usize) {
        let cursor = self.text.cursor();
        let line = self.line(cursor.0);
        (cursor.0, line.char_indices().nth(cursor.1).map_or(line.len(), |(at, _)| at))
    }

    /// Returns a line of the text.
    pub(super) fn line(&self, line: usize) -> &str {
        self.text.lines().get(line).map(String::as_str).unwrap_or_default()
    }

    /// Moves the cursor to a byte of a line, or to the last byte or line if there are fewer.
    pub(super) fn jump(&mut self, line: usize, byte: usize) {
        let line = line.min(self.text.lines().len().saturating_sub(1));
        let text = self.line(line);
        let column = text.get(..byte).unwrap_or(text).chars().count();
        let number = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.text.move_cursor(CursorMove::Jump(number(line), number(column)));
    }

    /// Moves the cursor over a grapheme. Returns `false` at the end of the text.
    pub(super) fn step(&mut self, forwards: bool) -> bool {
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

    /// Returns the cursor's row, and its column in that row.
    pub(super) fn cursor(&self, rows: &[Row]) -> (usize, usize) {
        let (line, at) = self.at();
        let row = rows.iter().rposition(|row| row.line == line && row.start <= at).unwrap_or(0);
        let start = rows.get(row).map_or(0, |row| row.start);
        (row, self.line(line).get(start..at).unwrap_or_default().width())
    }

    /// Moves the cursor to a column of a row, or to the last place that does not belong to the next row.
    pub(super) fn go_to(&mut self, rows: &[Row], row: usize, column: usize) {
        let Some(here) = rows.get(row) else { return };
        let text = self.line(here.line).get(here.start..here.end).unwrap_or_default();
        let is_continued = rows.get(row + 1).is_some_and(|next| next.line == here.line);
        let mut at = 0;
        let mut used = 0;
        for (start, glyph) in text.grapheme_indices(true) {
            let is_last = start + glyph.len() == text.len();
            used += glyph.width();
            if used > column || (is_last && is_continued) {
                break;
            }
            at = start + glyph.len();
        }
        self.jump(here.line, here.start + at);
    }

    /// Moves the cursor a row up or down and keeps its column, also across shorter rows.
    pub(super) fn climb(&mut self, rows: &[Row], goal: Option<usize>, down: bool) {
        let (row, column) = self.cursor(rows);
        let goal = goal.unwrap_or(column);
        match (if down { row.checked_add(1) } else { row.checked_sub(1) }).filter(|row| *row < rows.len()) {
            Some(next) => self.go_to(rows, next, goal),
            None if down => self.edge(rows, true),
            None => self.edge(rows, false),
        }
        self.goal = Some(goal);
    }

    /// Moves the cursor to the start or the end of its row.
    pub(super) fn edge(&mut self, rows: &[Row], end: bool) {
        let (row, _) = self.cursor(rows);
        self.go_to(rows, row, if end { usize::MAX } else { 0 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
