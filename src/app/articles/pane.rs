//! Holds the list of articles: a window of rows in memory, and a cursor that may be anywhere in the whole list.

use super::{Around, Effect};
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, ArticleRow, ListQuery, Text, Window, pluralize};

/// Rows in memory on either side of the cursor: more than a terminal is high.
pub const REACH: usize = 120;
/// The pane loads the next window when the cursor is within this many rows of the edge of the current one.
const MARGIN: usize = 50;
/// Rows in view above an article that the cursor has jumped to.
const CONTEXT: usize = 4;

/// The state of the list of articles.
#[derive(Debug, Clone, Default)]
pub struct ArticlesPane {
    /// The query that defines the list.
    pub query: ListQuery,
    /// The title of the list.
    pub title: Text,
    /// The filter that narrows the list.
    pub filter: Option<Filter>,
    /// The rows in memory.
    pub window: Window,
    /// The selected place, counted over the whole list.
    pub cursor: usize,
    /// The place where the user began to select rows; they reach from here to the cursor.
    pub anchor: Option<usize>,
    /// The first place in view.
    pub top: usize,
    /// Whether a window of this list has arrived.
    pub loaded: bool,
    /// The last question for a window.
    asked: Ticket,
    /// The article that the cursor jumps to once it is found, and the place to use if it is not.
    sought: Option<(ArticleId, usize)>,
    /// The place of the cursor at the last question.
    asked_from: usize,
}

/// A filter of the list.
#[derive(Debug, Clone)]
pub struct Filter {
    /// What the user typed.
    pub words: String,
    /// The list without the filter.
    pub(super) whole: ListQuery,
    /// The article that was selected in the whole list, and its place.
    pub(super) selected: Option<(ArticleId, usize)>,
}

impl ArticlesPane {
    /// Returns the selected row, if it is in memory.
    #[must_use]
    pub fn selected(&self) -> Option<&ArticleRow> {
        self.row(self.cursor)
    }

    /// Returns the first of the rows that the user has selected, and their number; `None` if the user selects none.
    #[must_use]
    pub fn selection(&self) -> Option<(usize, usize)> {
        self.anchor.map(|anchor| (anchor.min(self.cursor), anchor.abs_diff(self.cursor) + 1))
    }

    /// Takes out the selected rows, at most `most`, and ends the selection. `None` if none are selected; an error says why
    /// they cannot be had.
    pub(in crate::app) fn take_selection(&mut self, most: usize) -> Option<Result<Vec<ArticleRow>, String>> {
        let (from, count) = self.selection()?;
        let rows: Vec<ArticleRow> = (from..from + count.min(most)).filter_map(|at| self.row(at)).cloned().collect();
        if rows.len() < count {
            return Some(Err(format!("{} selected, but at most {most} work at once", pluralize(count, "row"))));
        }
        self.anchor = None;
        Some(Ok(rows))
    }

    /// Returns the row at a place of the whole list, if it is in memory.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<&ArticleRow> {
        self.window.rows.get(place.checked_sub(self.window.offset)?)
    }

    /// Turns to another list, and returns the effect that loads its top.
    pub fn turn_to(&mut self, query: ListQuery, title: Text, ticket: Ticket) -> Effect {
        *self = Self { query, title, asked: ticket, ..Self::default() };
        Effect::Load { ticket, query: self.query.clone(), around: Around::Place(0) }
    }

    /// Reads the list again around the selected article.
    pub fn reload(&mut self, ticket: Ticket) -> Effect {
        let around = match (self.sought, self.selected()) {
            (Some((article, place)), _) => Around::Article(article, place),
            (None, Some(row)) => Around::Article(row.id, self.cursor),
            (None, None) => Around::Place(self.cursor),
        };
        self.ask(ticket, around)
    }

    /// Loads the window around the cursor when the cursor is near the edge of the rows in memory.
    pub fn read_on(&mut self, ticket: Ticket) -> Option<Effect> {
        let loaded = self.window.offset..self.window.offset + self.window.rows.len();
        let near_top = self.window.offset > 0 && self.cursor < loaded.start + MARGIN;
        let near_end = loaded.end < self.window.total && self.cursor + MARGIN >= loaded.end;
        (self.loaded && (near_top || near_end)).then(|| self.ask(ticket, Around::Place(self.cursor)))
    }

    /// Stores a window, unless the pane has asked for a newer one.
    pub fn load(&mut self, ticket: Ticket, window: Window, found: Option<usize>) {
        if ticket != self.asked {
            return;
        }
        self.window = window;
        self.loaded = true;
        let is_jump = self.sought.take().is_some();
        if let Some(place) = found {
            // If the user has moved the cursor since the question, it keeps its distance from the article that was
            // selected then. The rows above keep their places on the screen.
            let cursor = (self.cursor + place).saturating_sub(self.asked_from);
            self.anchor = self.anchor.map(|anchor| (anchor + cursor).saturating_sub(self.cursor));
            self.top = (self.top + cursor).saturating_sub(self.cursor);
            self.cursor = cursor;
            if is_jump {
                self.top = cursor.saturating_sub(CONTEXT);
            }
        }
        self.cursor = self.cursor.min(self.window.total.saturating_sub(1));
        self.anchor = self.anchor.filter(|_| self.window.total > 0).map(|anchor| anchor.min(self.window.total - 1));
        self.top = self.top.min(self.cursor);
    }

    /// Moves the cursor by a number of rows.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.window.total.saturating_sub(1));
    }

    /// Loads the window around an article that isn't in memory, and moves the cursor there.
    pub fn jump_to(&mut self, article: ArticleId, place: usize, ticket: Ticket) -> Effect {
        self.sought = Some((article, place));
        self.ask(ticket, Around::Article(article, place))
    }

    /// Reads the list again with the cursor on an article, whose row stays where it is on the screen.
    pub fn go_to(&mut self, article: ArticleId, place: usize, ticket: Ticket) -> Effect {
        self.ask(ticket, Around::Article(article, place))
    }

    /// Changes the rows of articles in memory, before the store has answered.
    pub fn touch(&mut self, articles: &[ArticleId], change: impl Fn(&mut ArticleRow)) {
        self.window.rows.iter_mut().filter(|row| articles.contains(&row.id)).for_each(change);
    }

    /// Returns the effect that loads a window, and drops the answers to earlier questions.
    fn ask(&mut self, ticket: Ticket, around: Around) -> Effect {
        self.asked = ticket;
        self.asked_from = self.cursor;
        Effect::Load { ticket, query: self.query.clone(), around }
    }
}
