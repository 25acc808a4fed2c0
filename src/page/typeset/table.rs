//! Sets tables: in columns, shrunk if need be; as records, one field below the other, where they don't fit.

use super::inline::{InlineStyle, Paragraph, Run};
use super::split_runs::SplitRuns;
use super::wrap::{LineBreak, columns, line_breaks, longest_word};
use crate::domain::TextStyle;

/// Columns of the screen between two columns of the table.
const GAP: usize = 2;
/// Columns up to which the longest word of a column limits how far that column shrinks.
const LONG_WORD: usize = 24;
/// Lines of a cell above which the table is set as records.
const TALL: usize = 8;
/// Columns by which the further lines of a record's field are indented.
const FIELD: usize = 2;
/// Separates rows whose cells have several lines.
const BETWEEN: &str = "┄";
/// Underlines the headings.
const UNDER: &str = "─";

#[derive(Debug, Default)]
struct Cell {
    text: Paragraph,
    /// Columns of the table that it covers.
    span: usize,
    /// Whether it heads its column or row.
    heads: bool,
}

/// A table whose rows and cells are being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Cell>>,
    /// For each column, the further rows that a cell above covers.
    covered: Vec<usize>,
}

impl Table {
    pub(super) fn open_row(&mut self) {
        self.rows.push(Vec::new());
        self.skip_covered();
    }

    pub(super) fn cell(&mut self, text: Paragraph, (span, rows): (u16, u16), heads: bool) {
        if self.rows.is_empty() {
            self.open_row();
        }
        let span = usize::from(span.max(1));
        let at = self.width_of_last();
        if self.covered.len() < at + span {
            self.covered.resize(at + span, 0);
        }
        for covered in self.covered.iter_mut().skip(at).take(span) {
            *covered = usize::from(rows.max(1)) - 1;
        }
        self.push(Cell { text, span, heads });
        self.skip_covered();
    }

    /// Sets the table in lines of at most `room` columns.
    pub(super) fn set(mut self, room: usize) -> Vec<Vec<Run>> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.text.runs.is_empty()));
        match self.widths(room).filter(|widths| !self.is_tall(widths)) {
            Some(widths) => self.grid(&widths),
            None => self.records(room),
        }
    }

    /// Whether a cell has too many lines at these widths.
    fn is_tall(&self, widths: &[usize]) -> bool {
        self.rows.iter().flat_map(|row| cells_with_columns(row)).any(|(at, cell)| {
            let width = cell_width(widths, at, cell.span);
            columns(&cell.text.text()) > width * TALL
        })
    }

    fn push(&mut self, cell: Cell) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    fn width_of_last(&self) -> usize {
        self.rows.last().map_or(0, |row| row.iter().map(|cell| cell.span).sum())
    }

    /// Adds empty cells where a cell above reaches down.
    fn skip_covered(&mut self) {
        loop {
            let at = self.width_of_last();
            match self.covered.get_mut(at) {
                Some(rows) if *rows > 0 => *rows -= 1,
                _ => return,
            }
            self.push(Cell { span: 1, ..Cell::default() });
        }
    }

    /// The widths of the columns; `None` when they don't fit.
    fn widths(&self, room: usize) -> Option<Vec<usize>> {
        let count = self.rows.iter().map(|row| row.iter().map(|cell| cell.span).sum()).max().unwrap_or(0);
        let room = room.checked_sub(GAP * count.saturating_sub(1))?;
        let mut natural = vec![1; count];
        let mut least = vec![1; count];
        // Cells of one column come first: those that cover several add only the width that is missing.
        let mut cells: Vec<(usize, &Cell)> = self.rows.iter().flat_map(|row| cells_with_columns(row)).collect();
        cells.sort_by_key(|(_, cell)| cell.span);
        for (at, cell) in cells {
            let text = cell.text.text();
            let widest = text.lines().map(columns).max().unwrap_or(0);
            widen(&mut natural, at, cell.span, widest);
            widen(&mut least, at, cell.span, longest_word(&text).min(LONG_WORD));
        }
        let (wanted, needed): (usize, usize) = (natural.iter().sum(), least.iter().sum());
        if wanted <= room {
            return Some(natural);
        }
        (needed <= room).then(|| shrunk(&natural, &least, room))
    }

    fn grid(&self, widths: &[usize]) -> Vec<Vec<Run>> {
        let numeric: Vec<bool> = (0..widths.len()).map(|column| self.is_numeric(column)).collect();
        let rows: Vec<Vec<Vec<Run>>> = self.rows.iter().map(|row| grid_row(row, widths, &numeric)).collect();
        let is_tall = rows.iter().any(|row| row.len() > 1);
        let width = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let heads = self.heading().is_some();
        let mut out = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            if at == 1 && heads {
                let under: Vec<String> = widths.iter().map(|width| UNDER.repeat(*width)).collect();
                out.push(vec![faint(under.join(&" ".repeat(GAP)))]);
            } else if at > 0 && is_tall {
                out.push(vec![faint(BETWEEN.repeat(width))]);
            }
            out.extend(row);
        }
        out
    }

    /// Sets each row as a list of its fields, named by the headings.
    fn records(&self, room: usize) -> Vec<Vec<Run>> {
        let heading = self.heading();
        let names = |at: usize| heading.and_then(|row| cells_with_columns(row).find(|(place, _)| *place == at));
        let mut out: Vec<Vec<Run>> = Vec::new();
        for row in self.rows.iter().skip(usize::from(heading.is_some() && self.rows.len() > 1)) {
            if !out.is_empty() {
                out.push(Vec::new());
            }
            for (at, cell) in cells_with_columns(row).filter(|(_, cell)| !cell.text.runs.is_empty()) {
                let mut runs = Vec::new();
                if let Some((_, name)) = names(at).filter(|(_, name)| !std::ptr::eq(*name, cell)) {
                    runs.extend(name.text.runs.iter().cloned());
                    runs.push(faint(": ".to_owned()));
                }
                runs.extend(cell.text.runs.iter().cloned());
                hanging(&runs, room, &mut out);
            }
        }
        out
    }

    /// The first row, if all its cells head columns.
    fn heading(&self) -> Option<&Vec<Cell>> {
        self.rows.first().filter(|row| row.iter().all(|cell| cell.heads || cell.text.runs.is_empty()))
    }

    /// Whether a column holds figures, which are aligned right.
    fn is_numeric(&self, column: usize) -> bool {
        let skip = usize::from(self.heading().is_some());
        let mut cells = self
            .rows
            .iter()
            .skip(skip)
            .flat_map(|row| cells_with_columns(row))
            .filter(|(at, cell)| *at == column && cell.span == 1 && !cell.text.runs.is_empty());
        let mut any = false;
        cells.all(|(_, cell)| {
            any = true;
            is_figure(&cell.text.text())
        }) && any
    }
}

/// Shrinks columns to fit `room`: short ones keep their width, long ones share the rest equally.
fn shrunk(natural: &[usize], least: &[usize], room: usize) -> Vec<usize> {
    let mut widths = vec![0; natural.len()];
    let mut open: Vec<usize> = (0..natural.len()).collect();
    let mut left = room;
    loop {
        let share = left / open.len().max(1);
        let find = |fits: &dyn Fn(usize, usize) -> Option<usize>| {
            open.iter().enumerate().find_map(|(at, column)| {
                let width = fits(natural.get(*column).copied()?, least.get(*column).copied()?)?;
                Some((at, width))
            })
        };
        // Columns that need more than their share come first, since they leave less for the others.
        let needy = find(&|_, least| Some(least).filter(|least| *least > share));
        let Some((at, width)) = needy.or_else(|| find(&|natural, _| Some(natural).filter(|natural| *natural <= share)))
        else {
            break;
        };
        let column = open.remove(at);
        if let Some(slot) = widths.get_mut(column) {
            *slot = width;
        }
        left = left.saturating_sub(width);
    }
    let count = open.len();
    for (at, column) in open.into_iter().enumerate() {
        if let Some(slot) = widths.get_mut(column) {
            *slot = left / count + usize::from(at < left % count);
        }
    }
    widths
}

/// The cells of a row, each with the column that it begins in.
fn cells_with_columns(row: &[Cell]) -> impl Iterator<Item = (usize, &Cell)> {
    row.iter().scan(0, |next, cell| {
        let at = *next;
        *next += cell.span;
        Some((at, cell))
    })
}

/// The width of a cell, in columns of the screen.
fn cell_width(widths: &[usize], at: usize, span: usize) -> usize {
    let covered = widths.get(at..(at + span).min(widths.len())).unwrap_or_default();
    covered.iter().sum::<usize>() + GAP * covered.len().saturating_sub(1)
}

/// Widens the columns that a cell covers until it fits.
fn widen(widths: &mut [usize], at: usize, span: usize, wanted: usize) {
    let has = cell_width(widths, at, span);
    let end = (at + span).min(widths.len());
    if let Some(last) = end.checked_sub(1).and_then(|last| widths.get_mut(last)) {
        *last += wanted.saturating_sub(has);
    }
}

/// Sets a row in lines.
fn grid_row(row: &[Cell], widths: &[usize], numeric: &[bool]) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = Vec::new();
    let mut left = 0;
    for (at, cell) in cells_with_columns(row) {
        let width = cell_width(widths, at, cell.span);
        let right = cell.span == 1 && numeric.get(at).copied().unwrap_or(false);
        for (y, runs) in wrapped(&cell.text.runs, width).into_iter().enumerate() {
            if lines.len() <= y {
                lines.push(Vec::new());
            }
            let Some(line) = lines.get_mut(y) else { break };
            let used: usize = line.iter().map(|run| columns(&run.text)).sum();
            let own: usize = runs.iter().map(|run| columns(&run.text)).sum();
            let start = left + if right { width.saturating_sub(own) } else { 0 };
            line.push(Run { text: " ".repeat(start.saturating_sub(used)), style: InlineStyle::default() });
            line.extend(runs);
        }
        left += width + GAP;
    }
    lines
}

/// Breaks runs into lines of at most `width` columns.
fn wrapped(runs: &[Run], width: usize) -> Vec<Vec<Run>> {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let mut split_runs = SplitRuns::of(runs);
    line_breaks(&text, width, None).iter().map(|line_break: &LineBreak| split_runs.line(line_break)).collect()
}

/// Sets a field of a record; its further lines are indented.
fn hanging(runs: &[Run], room: usize, out: &mut Vec<Vec<Run>>) {
    let indent = if room > FIELD * 4 { FIELD } else { 0 };
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let first = line_breaks(&text, room, None).into_iter().next();
    let Some(first) = first else { return };
    let mut split_runs = SplitRuns::of(runs);
    out.push(split_runs.line(&first));
    let start = text.get(first.range.end..).map_or(text.len(), |rest| text.len() - rest.trim_start().len());
    let rest = text.get(start..).unwrap_or_default();
    for line_break in line_breaks(rest, room - indent, None) {
        let range = line_break.range.start + start..line_break.range.end + start;
        let mut line = vec![Run { text: " ".repeat(indent), style: InlineStyle::default() }];
        line.extend(split_runs.line(&LineBreak { range, hyphen: line_break.hyphen }));
        out.push(line);
    }
}

fn faint(text: String) -> Run {
    Run { text, style: InlineStyle::default().with(TextStyle::FAINT) }
}

/// Whether the text is a number, perhaps with a sign, a unit or separators.
fn is_figure(text: &str) -> bool {
    let text = text.trim();
    text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " .,+-−–%$€£¥/:\u{a0}\u{202f}'".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_columns_shrink_before_short_ones() {
        for (natural, least, room, expected) in [
            (vec![10, 50, 20], vec![5, 9, 8], 60, vec![10, 30, 20]),
            (vec![50, 50], vec![5, 5], 41, vec![21, 20]),
            (vec![50, 50, 4], vec![30, 5, 4], 50, vec![30, 16, 4]),
            (vec![9, 9], vec![9, 9], 18, vec![9, 9]),
            (vec![6, 10], vec![2, 10], 12, vec![2, 10]),
        ] {
            assert_eq!(shrunk(&natural, &least, room), expected, "{natural:?} in {room}");
        }
    }
}
