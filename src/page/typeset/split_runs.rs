//! Splits runs at the line breaks of their joined text.

use super::hyphenation;
use super::inline::Run;
use super::wrap::LineBreak;

/// Runs that are split line by line.
pub(super) struct SplitRuns<'a> {
    runs: &'a [Run],
    /// The run that the next line begins in.
    at: usize,
    /// Bytes before that run.
    start: usize,
}

impl<'a> SplitRuns<'a> {
    pub(super) fn of(runs: &'a [Run]) -> Self {
        Self { runs, at: 0, start: 0 }
    }

    /// Splits off the next line. Callers pass line breaks in the order of the text.
    pub(super) fn line(&mut self, line_break: &LineBreak) -> Vec<Run> {
        let mut line: Vec<Run> = Vec::new();
        while let Some(run) = self.runs.get(self.at) {
            let end = self.start + run.text.len();
            let from = line_break.range.start.clamp(self.start, end) - self.start;
            let to = line_break.range.end.clamp(self.start, end) - self.start;
            let text = run.text.get(from..to).unwrap_or_default();
            if !text.is_empty() {
                line.push(Run { text: text.to_owned(), style: run.style });
            }
            if end > line_break.range.end {
                break;
            }
            self.start = end;
            self.at += 1;
        }
        if let Some(last) = line.last_mut().filter(|_| line_break.hyphen) {
            last.text.push_str(hyphenation::HYPHEN);
        }
        line
    }
}
