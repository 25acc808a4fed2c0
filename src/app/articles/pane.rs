//! The list of articles: a window over the store, and a cursor that may be anywhere in the whole list.

use super::{Around, Effect};
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, ArticleRow, ListQuery, Text, Window};

/// Rows kept on either side of the cursor: more than any terminal is high.
pub const REACH: usize = 120;
/// Closer than this to the edge of the window, the next one is read.
const MARGIN: usize = 50;
/// Rows in view above an article that was jumped to.
const CONTEXT: usize = 4;

/// The middle pane.
#[derive(Debug, Clone, Default)]
pub struct ArticlesPane {
    /// Which list.
    pub query: ListQuery,
    /// What it is called.
    pub title: Text,
    /// The stretch in memory.
    pub window: Window,
    /// The selected place, counted over the whole list.
    pub cursor: usize,
    /// The first place shown.
    pub top: usize,
    /// Whether a window of this list has arrived.
    pub loaded: bool,
    asked: Ticket,
    /// The article that was jumped to and has not been found yet, and its place if it can't be.
    sought: Option<(ArticleId, usize)>,
    /// Where the cursor was when the last question was asked.
    asked_from: usize,
}

impl ArticlesPane {
    /// The selected row, if it is in memory.
    #[must_use]
    pub fn selected(&self) -> Option<&ArticleRow> {
        self.row(self.cursor)
    }

    /// The row at a place of the whole list, if it is in memory.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<&ArticleRow> {
        self.window.rows.get(place.checked_sub(self.window.offset)?)
    }

    /// Turns to another list.
    pub fn turn_to(&mut self, query: ListQuery, title: Text, ticket: Ticket) -> Effect {
        *self = Self { query, title, asked: ticket, ..Self::default() };
        Effect::Load { ticket, query: self.query.clone(), around: Around::Place(0) }
    }

    /// Reads the list again, staying on the selected article.
    pub fn reload(&mut self, ticket: Ticket) -> Effect {
        let around = match (self.sought, self.selected()) {
            (Some((article, place)), _) => Around::Article(article, place),
            (None, Some(row)) => Around::Article(row.id, self.cursor),
            (None, None) => Around::Place(self.cursor),
        };
        self.ask(ticket, around)
    }

    /// Reads on when the cursor has come near the edge of what is in memory.
    pub fn read_on(&mut self, ticket: Ticket) -> Option<Effect> {
        let loaded = self.window.offset..self.window.offset + self.window.rows.len();
        let near_top = self.window.offset > 0 && self.cursor < loaded.start + MARGIN;
        let near_end = loaded.end < self.window.total && self.cursor + MARGIN >= loaded.end;
        (self.loaded && (near_top || near_end)).then(|| self.ask(ticket, Around::Place(self.cursor)))
    }

    /// Takes a window in, unless a newer one was asked for.
    pub fn load(&mut self, ticket: Ticket, window: Window, found: Option<usize>) {
        if ticket != self.asked {
            return;
        }
        self.window = window;
        self.loaded = true;
        let is_jump = self.sought.take().is_some();
        if let Some(place) = found {
            // Whoever has moved since the question was asked stays as far from it, and the rows above move along.
            let cursor = (self.cursor + place).saturating_sub(self.asked_from);
            self.top = (self.top + cursor).saturating_sub(self.cursor);
            self.cursor = cursor;
            if is_jump {
                self.top = cursor.saturating_sub(CONTEXT);
            }
        }
        self.cursor = self.cursor.min(self.window.total.saturating_sub(1));
        self.top = self.top.min(self.cursor);
    }

    /// Moves the cursor by rows.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.window.total.saturating_sub(1));
    }

    /// Reads the stretch around an article that isn't in memory.
    pub fn jump_to(&mut self, article: ArticleId, place: usize, ticket: Ticket) -> Effect {
        self.sought = Some((article, place));
        self.ask(ticket, Around::Article(article, place))
    }

    /// Changes the rows of these articles in memory, ahead of the store's answer.
    pub fn touch(&mut self, articles: &[ArticleId], change: impl Fn(&mut ArticleRow)) {
        self.window.rows.iter_mut().filter(|row| articles.contains(&row.id)).for_each(change);
    }

    fn ask(&mut self, ticket: Ticket, around: Around) -> Effect {
        self.asked = ticket;
        self.asked_from = self.cursor;
        Effect::Load { ticket, query: self.query.clone(), around }
    }
}
