//! A list of warnings with a cap: the first few in full, the rest as a count.
//!
//! A source may report thousands of gaps. Each warning's wording is left to the code that finds the problem.

use crate::domain::Warning;

/// Most warnings of one kind kept in full.
const MOST: usize = 20;
/// Most characters of one warning: an id inside it may be of any length.
const CHARS: usize = 300;

/// Warnings of one kind.
#[derive(Debug, Default)]
pub(super) struct CappedWarnings {
    kept: Vec<Warning>,
    more: usize,
}

impl CappedWarnings {
    /// Adds a warning, cut to [`CHARS`], or counts it once [`MOST`] are kept.
    pub(super) fn push(&mut self, warning: Warning) {
        if self.kept.len() >= MOST {
            self.more += 1;
        } else if warning.0.chars().nth(CHARS).is_some() {
            self.kept.push(Warning::new(warning.0.chars().take(CHARS).chain(['…']).collect::<String>()));
        } else {
            self.kept.push(warning);
        }
    }

    /// Puts a warning first, so that it is never among those that are only counted.
    pub(super) fn push_front(&mut self, warning: Warning) {
        self.kept.insert(0, warning);
        if self.kept.len() > MOST {
            self.kept.pop();
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, warnings: impl IntoIterator<Item = Warning>) {
        for warning in warnings {
            self.push(warning);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Returns the kept warnings and, if any were only counted, a last line such as "and 12 more gaps".
    pub(super) fn into_lines(self, noun: &str) -> Vec<Warning> {
        let plural = if self.more == 1 { "" } else { "s" };
        let rest = (self.more > 0).then(|| Warning::new(format!("and {} more {noun}{plural}", self.more)));
        self.kept.into_iter().chain(rest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(count: usize) -> CappedWarnings {
        let mut gaps = CappedWarnings::default();
        gaps.extend((0..count).map(|n| Warning::new(format!("gap {n}"))));
        gaps
    }

    #[test]
    fn the_first_few_are_kept_and_the_rest_counted() {
        for (count, lines, last) in
            [(1, 1, "gap 0"), (20, 20, "gap 19"), (21, 21, "and 1 more gap"), (332, 21, "and 312 more gaps")]
        {
            let found = gaps(count).into_lines("gap");
            assert_eq!((found.len(), found.last().unwrap().to_string().as_str()), (lines, last));
        }
        assert!(gaps(0).into_lines("gap").is_empty());
    }

    #[test]
    fn a_warning_put_first_displaces_the_last() {
        let mut thirty = gaps(30);
        thirty.push_front(Warning::new("first"));
        let lines: Vec<String> = thirty.into_lines("gap").iter().map(ToString::to_string).collect();
        assert_eq!(
            (lines[0].as_str(), lines[19].as_str(), lines[20].as_str()),
            ("first", "gap 18", "and 11 more gaps")
        );
    }

    #[test]
    fn a_long_warning_is_cut() {
        let mut warnings = CappedWarnings::default();
        warnings.push(Warning::new("x".repeat(1000)));
        assert_eq!(warnings.into_lines("gap")[0].0.chars().count(), CHARS + 1);
    }
}
