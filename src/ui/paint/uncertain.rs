//! Handles characters of uncertain width: flags, joined emoji, emoji with a skin tone or a variation selector.
//!
//! tmux and some terminals give them other widths than Unicode does, so text painted over them could leave halves
//! behind. Rows with such a character are sent as a whole, and the character's cells are blanked first.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};

use super::cells;

/// Knows which rows of the last frame had a character of uncertain width.
#[derive(Debug, Default)]
pub struct UncertainRows(Vec<bool>);

impl UncertainRows {
    /// Makes the terminal get whole rows where one has such a character now, or had one in the last frame.
    pub fn send_whole(&mut self, buf: &mut Buffer) {
        let area = buf.area;
        let mut now = vec![false; usize::from(area.height)];
        let rows = buf.content.chunks_mut(usize::from(area.width.max(1)));
        for (row, (cells, now)) in rows.zip(&mut now).enumerate() {
            for cell in cells.iter_mut().filter(|cell| is_uncertain(cell.symbol())) {
                *now = true;
                let columns = cells::width(cell.symbol());
                if let (CellDiffOption::None, Some(width)) = (cell.diff_option, NonZeroU16::new(columns)) {
                    // Spaces first, then back: whatever the terminal's width is, no old character is left.
                    let blank = " ".repeat(usize::from(columns));
                    let symbol = format!("{blank}\x1b[{columns}D{}", cell.symbol());
                    cell.set_symbol(&symbol);
                    cell.set_diff_option(CellDiffOption::ForcedWidth(width));
                }
            }
            if *now || self.0.get(row) == Some(&true) {
                for cell in cells.iter_mut().filter(|cell| cell.diff_option == CellDiffOption::None) {
                    cell.set_diff_option(CellDiffOption::AlwaysUpdate);
                }
            }
        }
        self.0 = now;
    }
}

/// Returns whether terminals may disagree about the width of a grapheme.
fn is_uncertain(symbol: &str) -> bool {
    // Such graphemes have more than three bytes; nearly every cell has one.
    symbol.len() > 3
        && symbol.chars().any(|c| {
            matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::UnicodeWidthStr;

    /// A row of a terminal with its own width for such characters.
    struct Terminal {
        cells: Vec<String>,
        uncertain: usize,
    }

    impl Terminal {
        fn print(&mut self, mut x: usize, text: &str) {
            let mut rest = text;
            while let Some(glyph) = rest.graphemes(true).next() {
                rest = &rest[glyph.len()..];
                if glyph == "\u{1b}" {
                    let (columns, behind) = rest.trim_start_matches('[').split_once('D').unwrap();
                    x -= columns.parse::<usize>().unwrap();
                    rest = behind;
                    continue;
                }
                let columns = if is_uncertain(glyph) { self.uncertain } else { glyph.width().max(1) };
                for at in x..(x + columns).min(self.cells.len()) {
                    self.erase(at);
                    self.cells[at] = if at == x { glyph.to_owned() } else { "half".to_owned() };
                }
                x += columns;
            }
        }

        /// Blanks all of a wide character whose cell `at` is overwritten.
        fn erase(&mut self, at: usize) {
            let start = (0..=at).rev().find(|at| self.cells[*at] != "half").unwrap_or(0);
            if self.cells[at] == "half" {
                self.cells[start] = " ".to_owned();
            }
            let mut behind = at + 1;
            while self.cells.get(behind).is_some_and(|cell| cell == "half") {
                self.cells[behind] = " ".to_owned();
                behind += 1;
            }
            self.cells[at] = " ".to_owned();
        }
    }

    fn frame(text: &str, rows: &mut UncertainRows) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        buf.set_string(0, 0, text, Style::default());
        rows.send_whole(&mut buf);
        buf
    }

    #[test]
    fn a_flag_of_any_width_leaves_no_halves_when_it_is_overwritten() {
        for glyph in ["🇫🇷", "👨‍👩‍👧", "❤️", "👍🏽"] {
            for uncertain in [1, 2, 3, 4, 6] {
                let mut rows = UncertainRows::default();
                let mut terminal = Terminal { cells: vec!["x".to_owned(); 12], uncertain };
                let mut before = Buffer::empty(Rect::new(0, 0, 12, 1));
                for text in [
                    format!("ab{glyph}cd      "),
                    "plain text  ".to_owned(),
                    format!("{glyph}           "),
                    " ".repeat(12),
                ] {
                    let next = frame(&text, &mut rows);
                    for (x, _, cell) in before.diff(&next) {
                        terminal.print(usize::from(x), cell.symbol());
                    }
                    before = next;
                    if !text.contains(glyph) {
                        assert_eq!(terminal.cells.concat(), text, "{glyph} as {uncertain} columns");
                    }
                }
            }
        }
    }

    #[test]
    fn other_rows_are_sent_as_before() {
        let mut rows = UncertainRows::default();
        let buf = frame("日本 e\u{301} abc", &mut rows);
        assert!(buf.content.iter().all(|cell| cell.diff_option == CellDiffOption::None));
    }
}
