//! Distinguishes tables of data from tables that only lay out a page.

use dom_query::NodeRef;

use super::dom::{Step, Walk, attribute, name};

/// Columns of the widest table that a terminal can show.
const MAX_COLUMNS: usize = 24;
/// Cells of the largest table that is set as one.
const MAX_CELLS: usize = 6_000;
/// Bytes of text in a cell above which it is part of a page and not a value.
const LONG_CELL: usize = 600;

/// Whether `table` holds data, to be shown in rows and columns.
pub(super) fn is_data(table: NodeRef<'_>) -> bool {
    if attribute(&table, "role").is_some_and(|role| matches!(role.as_str(), "presentation" | "none")) {
        return false;
    }
    let mut count = Count::default();
    for step in Walk::below(table) {
        let Step::Enter(node) = step else { continue };
        if node.is_text() {
            count.text += node.text().trim().len();
            continue;
        }
        match name(&node).as_str() {
            "table" | "h1" | "h2" | "h3" | "form" | "iframe" | "pre" | "listing" | "xmp" | "plaintext" => return false,
            "caption" => count.is_stated = true,
            "tr" => count.end_row(),
            tag @ ("td" | "th") => {
                count.is_stated |= tag == "th";
                if !count.cell(&node) {
                    return false;
                }
            }
            _ => {}
        }
    }
    count.end_row();
    let area = count.columns * count.rows;
    count.columns > 1 && area <= MAX_CELLS && (count.is_stated || (count.rows > 1 && count.text < LONG_CELL * 20))
}

#[derive(Default)]
struct Count {
    rows: usize,
    columns: usize,
    in_row: usize,
    text: usize,
    text_before: usize,
    is_stated: bool,
}

impl Count {
    /// Counts a cell; false when the cell before it is too long or the row too wide.
    fn cell(&mut self, node: &NodeRef<'_>) -> bool {
        let fits = self.text - self.text_before <= LONG_CELL;
        self.text_before = self.text;
        self.in_row += usize::from(span(node, "colspan"));
        fits && self.in_row <= MAX_COLUMNS
    }

    fn end_row(&mut self) {
        self.rows += usize::from(self.in_row > 0);
        self.columns = self.columns.max(std::mem::take(&mut self.in_row));
    }
}

/// The number of columns (`colspan`) or rows (`rowspan`) that a cell covers.
pub(super) fn span(node: &NodeRef<'_>, name: &str) -> u16 {
    attribute(node, name).and_then(|value| value.parse().ok()).unwrap_or(1).clamp(1, 100)
}
