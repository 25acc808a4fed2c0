//! What stands in front of lines: bars of quotes, bullets and numbers of items, the room under them.

use super::inline::{InlineStyle, Run};
use super::wrap::columns;
use crate::domain::TextStyle;

/// The bar beside a quote.
const BAR: &str = "▎ ";

#[derive(Debug)]
struct Prefix {
    id: usize,
    /// Shown in front of the first line only.
    marker: Option<String>,
    columns: usize,
    is_quote: bool,
}

/// The prefixes of this place, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    stack: Vec<Prefix>,
    next_id: usize,
    /// Those of the last line.
    last: Vec<usize>,
    /// Columns they may take together; the outermost go first.
    limit: usize,
}

impl Prefixes {
    pub(super) fn new(width: usize) -> Self {
        Self { limit: width / 2, ..Self::default() }
    }

    pub(super) fn quote(&mut self) {
        self.push(None, columns(BAR), true);
    }

    /// Room for `marker`, which stands in front of the first line.
    pub(super) fn item(&mut self, marker: String) {
        let columns = columns(&marker);
        self.push(Some(marker), columns, false);
    }

    pub(super) fn indent(&mut self, columns: usize) {
        self.push(None, columns, false);
    }

    pub(super) fn pop(&mut self) {
        self.stack.pop();
    }

    /// Whether the innermost item has no line yet.
    pub(super) fn waits(&self) -> bool {
        self.stack.last().is_some_and(|prefix| prefix.marker.is_some())
    }

    /// Columns of all that is shown.
    pub(super) fn columns(&self) -> usize {
        self.shown().iter().map(|prefix| prefix.columns).sum()
    }

    /// What stands in front of the next line.
    pub(super) fn line(&mut self) -> Vec<Run> {
        let runs = self.shown().iter().map(|prefix| prefix.run()).collect();
        for prefix in &mut self.stack {
            prefix.marker = None;
        }
        self.last = self.stack.iter().map(|prefix| prefix.id).collect();
        runs
    }

    /// What stands on a blank line between the last line and the next: the bars that are beside both.
    pub(super) fn blank(&self) -> Vec<Run> {
        let both = self.shown().into_iter().filter(|prefix| self.last.contains(&prefix.id));
        let mut runs: Vec<Run> = both.map(|prefix| Prefix { marker: None, ..*prefix }.run()).collect();
        while runs.last().is_some_and(|run| run.text.trim().is_empty()) {
            runs.pop();
        }
        runs
    }

    fn push(&mut self, marker: Option<String>, columns: usize, is_quote: bool) {
        self.next_id += 1;
        self.stack.push(Prefix { id: self.next_id, marker, columns, is_quote });
    }

    /// The innermost prefixes that have room together.
    fn shown(&self) -> Vec<&Prefix> {
        let mut used = 0;
        let fits = |prefix: &&Prefix| {
            used += prefix.columns;
            used <= self.limit
        };
        let mut shown: Vec<&Prefix> = self.stack.iter().rev().take_while(fits).collect();
        shown.reverse();
        shown
    }
}

impl Prefix {
    fn run(&self) -> Run {
        let text = match &self.marker {
            _ if self.is_quote => BAR.to_owned(),
            Some(marker) => marker.clone(),
            None => " ".repeat(self.columns),
        };
        let quote = if self.is_quote { TextStyle::QUOTE } else { TextStyle::NONE };
        Run { text, style: InlineStyle::default().with(quote | TextStyle::FAINT) }
    }
}
