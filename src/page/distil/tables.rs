//! Tables in the story: rows and cells when they hold data, plain divisions when they only lay out a page.

use dom_query::NodeRef;

use super::{Distiller, End};
use crate::page::story::{Piece, Tag};
use crate::page::tables::is_data;
pub(super) use crate::page::tables::span;

impl Distiller {
    pub(super) fn enter_table(&mut self, table: NodeRef<'_>) {
        let is_data = is_data(table);
        self.open(if is_data { Tag::Table } else { Tag::Division }, End::Table);
        self.tables.push(is_data.then(|| self.pieces.len() - 1));
    }

    /// A row or a cell.
    pub(super) fn enter_table_part(&mut self, part: Tag) {
        let is_data = self.tables.last().is_some_and(Option::is_some);
        self.open(if is_data { part } else { Tag::Division }, End::Nothing);
    }

    /// Cuts cells that reach below the last row: the renderer panics on them.
    pub(super) fn leave_table(&mut self) {
        let Some(start) = self.tables.pop().flatten() else { return };
        let parts = self.pieces.get_mut(start..).unwrap_or_default();
        let mut left = parts.iter().filter(|piece| **piece == Piece::Open(Tag::Row)).count();
        for piece in parts {
            match piece {
                Piece::Close(Tag::Row) => left = left.saturating_sub(1),
                Piece::Open(Tag::Cell { span: (_, rows), .. }) | Piece::Close(Tag::Cell { span: (_, rows), .. }) => {
                    *rows = u16::try_from(left).map_or(*rows, |left| left.min(*rows));
                }
                _ => {}
            }
        }
    }

    pub(super) fn enter_table_caption(&mut self) {
        self.open(Tag::Caption, End::TableCaption(self.pieces.len()));
    }

    /// A grid holds rows only: the caption moves before it.
    pub(super) fn lift_caption(&mut self, start: usize) {
        let Some(table) = self.tables.last().copied().flatten().filter(|table| *table <= start) else {
            return;
        };
        if let Some(moved) = self.pieces.get_mut(table..) {
            moved.rotate_left(start - table);
        }
        if let Some(Some(began)) = self.tables.last_mut() {
            *began = self.pieces.iter().rposition(|piece| *piece == Piece::Open(Tag::Table)).unwrap_or(*began);
        }
    }
}
