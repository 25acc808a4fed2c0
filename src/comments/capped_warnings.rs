//! What is said of a conversation, its gaps and oddities: the first few in words, the rest as a number.
//!
//! A source may name thousands. What each says is left to whoever found it.

use crate::domain::Warning;

/// Remarks that are kept of one kind.
const MOST: usize = 20;
/// Characters of one: an id that stands in it may be of any length.
const CHARS: usize = 300;

/// Remarks of one kind.
#[derive(Debug, Default)]
pub(super) struct CappedWarnings {
    named: Vec<Warning>,
    more: usize,
}

impl CappedWarnings {
    pub(super) fn push(&mut self, remark: Warning) {
        if self.named.len() >= MOST {
            self.more += 1;
        } else if remark.0.chars().nth(CHARS).is_some() {
            self.named.push(Warning::new(remark.0.chars().take(CHARS).chain(['…']).collect::<String>()));
        } else {
            self.named.push(remark);
        }
    }

    /// Puts a remark before the others: it must not be one of those that are only counted.
    pub(super) fn lead(&mut self, remark: Warning) {
        self.named.insert(0, remark);
        if self.named.len() > MOST {
            self.named.pop();
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, capped_warnings: impl IntoIterator<Item = Warning>) {
        for remark in capped_warnings {
            self.push(remark);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The lines; `kind` is what one of them is called.
    pub(super) fn into_lines(self, kind: &str) -> Vec<Warning> {
        let plural = if self.more == 1 { "" } else { "s" };
        let rest = (self.more > 0).then(|| Warning::new(format!("and {} more {kind}{plural}", self.more)));
        self.named.into_iter().chain(rest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_named_and_the_rest_counted() {
        let detect = |count: usize| {
            let mut capped_warnings = CappedWarnings::default();
            capped_warnings.extend((0..count).map(|n| Warning::new(format!("gap {n}"))));
            capped_warnings.into_lines("gap")
        };
        for (count, lines, last) in
            [(1, 1, "gap 0"), (20, 20, "gap 19"), (21, 21, "and 1 more gap"), (332, 21, "and 312 more gaps")]
        {
            let said = detect(count);
            assert_eq!((said.len(), said.last().unwrap().to_string().as_str()), (lines, last));
        }
        assert!(detect(0).is_empty());
        let mut capped_warnings = CappedWarnings::default();
        capped_warnings.extend((0..30).map(|n| Warning::new(format!("gap {n}"))));
        capped_warnings.lead(Warning::new("first"));
        let said: Vec<String> = capped_warnings.into_lines("gap").iter().map(ToString::to_string).collect();
        assert_eq!((said[0].as_str(), said[19].as_str(), said[20].as_str()), ("first", "gap 18", "and 11 more gaps"));
        let mut capped_warnings = CappedWarnings::default();
        capped_warnings.push(Warning::new("x".repeat(1000)));
        assert_eq!(capped_warnings.into_lines("gap")[0].0.chars().count(), CHARS + 1);
    }
}
