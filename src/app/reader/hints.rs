//! Labels on the links in view, so that a letter or two follows one.
//!
//! Where a label stands is found here and painted in `ui`; what a key does is in `links`.

use super::state::Reader;
use crate::domain::Line;

/// The letters of labels, the easiest first.
pub(super) const LETTERS: &[u8] = b"asdfghjklewruioptyvbncmxzq";

/// What a span leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// A link: an index into the page's links.
    Link(usize),
    /// A place in the text: an index into its jumps.
    Jump(usize),
}

/// A link in view: the line of the scroll and the span that it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The line, counted over the whole scroll.
    pub line: usize,
    /// The span of that line.
    pub span: usize,
    /// Where it leads.
    pub target: LinkTarget,
}

/// Labels on the links in view, one of which is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The label so far.
    pub typed: String,
    /// What is labelled, in the order of the labels: as it was when they were shown.
    pub spots: Vec<Spot>,
    /// Whether the link is read here, not in the browser.
    pub here: bool,
}

impl Reader {
    /// The links in view, top to bottom, each at its first span.
    #[must_use]
    pub fn spots(&self, height: usize) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        for line in self.scroll.top..self.scroll.top.saturating_add(height).min(self.total()) {
            let spans = self.line(line).map(|line: &Line| line.spans.as_slice()).unwrap_or_default();
            for (span, target) in spans.iter().enumerate().filter_map(|(at, span)| Some((at, target_of(span)?))) {
                if spots.iter().all(|known| known.target != target) {
                    spots.push(Spot { line, span, target });
                }
            }
        }
        spots
    }
}

pub(in crate::app) fn target_of(span: &crate::domain::Span) -> Option<LinkTarget> {
    span.link.map(LinkTarget::Link).or(span.jump.map(LinkTarget::Jump))
}

/// The label of the link at `place`, of `count`: one letter each, or two when there are many.
#[must_use]
pub fn label(place: usize, count: usize) -> String {
    let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
    if count <= LETTERS.len() {
        return letter(place).to_string();
    }
    format!("{}{}", letter(place / LETTERS.len()), letter(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_differ() {
        for count in [1, 26, 27, 400] {
            let labels: std::collections::BTreeSet<String> = (0..count).map(|place| label(place, count)).collect();
            assert_eq!(labels.len(), count);
            assert!(labels.iter().all(|label| label.len() == if count > 26 { 2 } else { 1 }));
        }
    }
}
