//! Labels the links in view, so that the user follows one by typing a letter or two.
//!
//! This file finds where labels stand. `links` handles the keys, and `ui` paints the labels.

use super::state::Reader;
use crate::domain::Line;

/// The letters of labels, those under the resting fingers first.
pub(super) const LETTERS: &[u8] = b"asdfghjklewruioptyvbncmxzq";

/// Where a span leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// A link: an index into the page's links.
    Link(usize),
    /// A place in the text, for example a footnote: an index into the text's jumps.
    Jump(usize),
}

/// A link in view, by the line and the span that it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The line, counted over the whole scroll.
    pub line: usize,
    /// The span of that line.
    pub span: usize,
    /// Where it leads.
    pub target: LinkTarget,
}

/// The labels on the links in view, while the user types one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The letters that the user has typed so far.
    pub typed: String,
    /// The links in view when the labels were shown, in the order of their labels.
    pub spots: Vec<Spot>,
    /// Whether the reader previews the page instead of the browser opening it.
    pub is_preview: bool,
}

impl Reader {
    /// Lists the links in view from top to bottom, each at its first span.
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

/// Returns where a span leads, if it is part of a link or a reference.
pub(in crate::app) fn target_of(span: &crate::domain::Span) -> Option<LinkTarget> {
    span.link.map(LinkTarget::Link).or(span.jump.map(LinkTarget::Jump))
}

/// Returns the label of the link at `place` of `count` links: one letter, or two when one letter can't tell them apart.
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
