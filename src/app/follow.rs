//! Following what the text refers to: hints on the links in view, the list of all links, notes and the way back.
//!
//! Where a link's label stands is found here, and painted in `ui`; what opening means is left to `runtime`.

use super::asks::{ask_open, reader_height, say};
use super::reader_pane::Reader;
use super::{Effect, Model, Overlay};
use crate::domain::article::host_of;
use crate::domain::{ArticleId, Line};
use crate::input::{Code, Key};

/// The letters of labels, the easiest first.
const LETTERS: &[u8] = b"asdfghjklewruioptyvbncmxzq";

/// The article of a page that is only looked at: no store knows it.
pub const UNKEPT: ArticleId = ArticleId(0);

/// What a span leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A link: an index into the page's links.
    Link(usize),
    /// A place in the text: an index into its jumps.
    Jump(usize),
}

/// A link in view: the line of the scroll and the span that it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Counted over the whole scroll.
    pub line: usize,
    /// Of that line.
    pub span: usize,
    /// Where it leads.
    pub target: Target,
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
        for line in self.top..self.top.saturating_add(height).min(self.total()) {
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

pub(super) fn target_of(span: &crate::domain::Span) -> Option<Target> {
    span.link.map(Target::Link).or(span.jump.map(Target::Jump))
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

/// Puts labels on what is in view.
pub(super) fn hint(model: &mut Model, here: bool) -> Vec<Effect> {
    let mut spots = model.reader.spots(reader_height(model));
    // Only links can be read.
    spots.retain(|spot| !here || matches!(spot.target, Target::Link(_)));
    spots.truncate(LETTERS.len() * LETTERS.len());
    if spots.is_empty() {
        return say(model, "no link is in view");
    }
    model.overlays.push(Overlay::Hints(Hints { typed: String::new(), here, spots }));
    Vec::new()
}

/// A key while labels are shown.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Overlay::Hints(hints)) = model.overlays.last_mut() else { return Vec::new() };
    match (key.code, key.typed()) {
        (Code::Backspace, _) => drop(hints.typed.pop()),
        (_, Some(letter)) => hints.typed.push(letter.to_ascii_lowercase()),
        _ => {
            model.overlays.pop();
            return Vec::new();
        }
    }
    let Hints { typed, here, spots } = hints.clone();
    let labels: Vec<String> = (0..spots.len()).map(|place| label(place, spots.len())).collect();
    if let Some(spot) = labels.iter().position(|label| *label == typed).and_then(|at| spots.get(at)) {
        model.overlays.pop();
        return follow(model, spot.target, here);
    }
    if !labels.iter().any(|label| label.starts_with(&typed)) {
        model.overlays.pop();
        return say(model, &format!("no link in view is labelled {typed}"));
    }
    Vec::new()
}

/// Goes where a target leads: to a place in the text, to the browser, or to the page read here.
pub(super) fn follow(model: &mut Model, target: Target, here: bool) -> Vec<Effect> {
    match target {
        Target::Jump(index) => {
            let height = reader_height(model);
            let line = model.reader.page.body.jumps.get(index).copied().flatten();
            let Some(line) = line.and_then(|line| Some(model.reader.body_start()? + line)) else {
                return say(model, "what this refers to is not in the text");
            };
            model.reader.leap(line, height);
            Vec::new()
        }
        Target::Link(index) => match model.reader.texts.links.get(index).cloned() {
            Some(url) if here => read_here(model, url),
            Some(url) => vec![Effect::OpenUrl(url)],
            None => say(model, "this link leads nowhere"),
        },
    }
}

/// Reads the page behind a link in the reader; the way back leads to the article that is open now.
fn read_here(model: &mut Model, url: String) -> Vec<Effect> {
    let ticket = model.ticket();
    // What else comes for the article that is open must not take this page's place.
    model.reader.asked = (ticket, Some(UNKEPT));
    let host = host_of(&url).unwrap_or_default();
    let mut effects = say(model, &format!("fetching the page from {host} …"));
    effects.push(Effect::ReadUrl { ticket, url, width: model.text_width() });
    effects
}

/// Back to where the last jump began: in the text, or in the article before.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    let height = reader_height(model);
    if model.reader.leap_back(height) {
        return Vec::new();
    }
    match model.trail.pop() {
        Some(article) => vec![ask_open(model, article)],
        None => say(model, "no jump to go back from"),
    }
}

/// Shows all links of the text, to choose one.
pub(super) fn list(model: &mut Model) -> Vec<Effect> {
    if model.reader.texts.links.is_empty() {
        return say(model, "this text has no links");
    }
    // The first link in view is the likeliest.
    let spots = model.reader.spots(reader_height(model));
    let in_view = spots.iter().find_map(|spot| match spot.target {
        Target::Link(index) => Some(index),
        Target::Jump(_) => None,
    });
    model.overlays.push(Overlay::Links(in_view.unwrap_or(0)));
    Vec::new()
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
