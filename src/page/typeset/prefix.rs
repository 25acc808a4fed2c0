//! Makes the prefixes of lines: bars of quotations, bullets and numbers of items, indentation.

use super::inline::{InlineStyle, Run};
use super::wrap::columns;
use crate::domain::TextStyle;

/// The bar beside a quotation.
const BAR: &str = "▎ ";

/// The prefix of one quotation, item or indented block.
#[derive(Debug)]
struct Prefix {
    id: usize,
    /// The bullet or number of an item, until its first line has it.
    marker: Option<String>,
    columns: usize,
    is_quote: bool,
}

/// The prefixes around this place, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    stack: Vec<Prefix>,
    next_id: usize,
    /// The ids of the last line's prefixes.
    last: Vec<usize>,
    /// Columns that all may take together; beyond that the outermost are not shown.
    limit: usize,
}

impl Prefixes {
    pub(super) fn new(width: usize) -> Self {
        Self { limit: width / 2, ..Self::default() }
    }

    pub(super) fn quote(&mut self) {
        self.push(None, columns(BAR), true);
    }

    /// Adds an item, whose first line begins with `marker` and whose other lines are indented by its width.
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
    pub(super) fn has_waiting_marker(&self) -> bool {
        self.stack.last().is_some_and(|prefix| prefix.marker.is_some())
    }

    /// Columns of all prefixes that are shown.
    pub(super) fn columns(&self) -> usize {
        self.shown().iter().map(|prefix| prefix.columns).sum()
    }

    /// The prefixes of the next line.
    pub(super) fn line(&mut self) -> Vec<Run> {
        let runs = self.shown().iter().map(|prefix| prefix.run()).collect();
        for prefix in &mut self.stack {
            prefix.marker = None;
        }
        self.last = self.stack.iter().map(|prefix| prefix.id).collect();
        runs
    }

    /// The bars of a blank line between the last line and the next: those that both have.
    pub(super) fn blank(&self) -> Vec<Run> {
        let shared = self.shown().into_iter().filter(|prefix| self.last.contains(&prefix.id));
        let mut runs: Vec<Run> = shared.map(|prefix| Prefix { marker: None, ..*prefix }.run()).collect();
        while runs.last().is_some_and(|run| run.text.trim().is_empty()) {
            runs.pop();
        }
        runs
    }

    fn push(&mut self, marker: Option<String>, columns: usize, is_quote: bool) {
        self.next_id += 1;
        self.stack.push(Prefix { id: self.next_id, marker, columns, is_quote });
    }

    /// The innermost prefixes that fit into the limit together.
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
