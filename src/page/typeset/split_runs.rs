//! Runs cut along the lines of their joined text.

use super::hyphenation;
use super::inline::Run;
use super::wrap::LineBreak;

/// Cuts runs along the lines of their joined text.
pub(super) struct SplitRuns<'a> {
    runs: &'a [Run],
    /// The run that the next line begins in, and the bytes before it.
    at: usize,
    start: usize,
}

impl<'a> SplitRuns<'a> {
    pub(super) fn of(runs: &'a [Run]) -> Self {
        Self { runs, at: 0, start: 0 }
    }

    /// The next line; lines are asked for in the order of the text.
    pub(super) fn take(&mut self, cut: &LineBreak) -> Vec<Run> {
        let mut line: Vec<Run> = Vec::new();
        while let Some(run) = self.runs.get(self.at) {
            let end = self.start + run.text.len();
            let from = cut.range.start.clamp(self.start, end) - self.start;
            let to = cut.range.end.clamp(self.start, end) - self.start;
            let text = run.text.get(from..to).unwrap_or_default();
            if !text.is_empty() {
                line.push(Run { text: text.to_owned(), style: run.style });
            }
            if end > cut.range.end {
                break;
            }
            self.start = end;
            self.at += 1;
        }
        if let Some(last) = line.last_mut().filter(|_| cut.hyphen) {
            last.text.push_str(hyphenation::HYPHEN);
        }
        line
    }
}
