//! Reads tables: as rows and cells if they hold data, as divisions if they only lay out a page.

use dom_query::NodeRef;

use super::{Builder, End};
use crate::page::rich_text::{Tag, TextEvent};
use crate::page::tables::is_data;
pub(super) use crate::page::tables::span;

impl Builder {
    pub(super) fn enter_table(&mut self, table: NodeRef<'_>) {
        let is_data = is_data(table);
        self.open(if is_data { Tag::Table } else { Tag::Division }, End::Table);
        self.tables.push(is_data.then(|| self.events.len() - 1));
    }

    /// Enters a row or a cell.
    pub(super) fn enter_table_part(&mut self, part: Tag) {
        let is_data = self.tables.last().is_some_and(Option::is_some);
        self.open(if is_data { part } else { Tag::Division }, End::Nothing);
    }

    pub(super) fn enter_table_caption(&mut self) {
        self.open(Tag::Caption, End::TableCaption(self.events.len()));
    }

    /// Moves a caption before its table, which holds rows only.
    pub(super) fn lift_caption(&mut self, start: usize) {
        let Some(table) = self.tables.last().copied().flatten().filter(|table| *table <= start) else {
            return;
        };
        if let Some(moved) = self.events.get_mut(table..) {
            moved.rotate_left(start - table);
        }
        if let Some(Some(began)) = self.tables.last_mut() {
            *began = self.events.iter().rposition(|event| *event == TextEvent::Open(Tag::Table)).unwrap_or(*began);
        }
    }
}
