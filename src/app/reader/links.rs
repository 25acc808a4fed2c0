//! Follows links: by labels on the links in view, by number, from the list of links, and back again.
//!
//! `runtime` opens addresses and fetches previews.

use super::hints::{Hints, LETTERS, LinkTarget, label};
use crate::app::document::PREVIEW_ID;
use crate::app::effect::{Effect, Terminal};
use crate::app::model::Model;
use crate::app::overlay::prompt::PromptKind;
use crate::app::overlay::stack::Overlay;
use crate::app::reader;
use crate::domain::host::host_of;
use crate::domain::pluralize;
use crate::input::{Code, Key};

/// Labels the links in view.
pub(super) fn hint(model: &mut Model, is_preview: bool) -> Vec<Effect> {
    let mut spots = model.reader.spots(model.reader_height());
    // A reference to a place in the text has no page to preview.
    spots.retain(|spot| !is_preview || matches!(spot.target, LinkTarget::Link(_)));
    spots.truncate(LETTERS.len() * LETTERS.len());
    if spots.is_empty() {
        return model.say("no links in view");
    }
    model.overlays.push(Overlay::Hints(Hints { typed: String::new(), is_preview, spots }));
    Vec::new()
}

/// Handles a key while labels are shown.
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
    let Hints { typed, is_preview, spots } = hints.clone();
    let labels: Vec<String> = (0..spots.len()).map(|place| label(place, spots.len())).collect();
    if let Some(spot) = labels.iter().position(|label| *label == typed).and_then(|at| spots.get(at)) {
        model.overlays.pop();
        return follow(model, spot.target, is_preview);
    }
    if !labels.iter().any(|label| label.starts_with(&typed)) {
        model.overlays.pop();
        return model.say(&format!("no link with the label “{typed}”"));
    }
    Vec::new()
}

/// Goes to a place in the text, opens a link in the browser, or previews its page.
pub(super) fn follow(model: &mut Model, target: LinkTarget, is_preview: bool) -> Vec<Effect> {
    match target {
        LinkTarget::Jump(index) => {
            let height = model.reader_height();
            let line = model.reader.page.body.jumps.get(index).copied().flatten();
            let Some(line) = line.and_then(|line| Some(model.reader.body_start()? + line)) else {
                return model.say("this reference has no target in the text");
            };
            model.reader.jump(line, height);
            Vec::new()
        }
        LinkTarget::Link(index) => match model.reader.thread.bodies.links.get(index).cloned() {
            Some(url) if is_preview => preview(model, url),
            Some(url) => vec![Terminal::OpenUrl(url).into()],
            None => model.say("this link has no address"),
        },
    }
}

/// Previews the page behind a link in the reader. Going back opens the current article again.
fn preview(model: &mut Model, url: String) -> Vec<Effect> {
    let ticket = model.ticket();
    // A late answer for the open article must not replace the preview.
    model.reader.pending.article = (ticket, Some(PREVIEW_ID));
    let host = host_of(&url).unwrap_or_default();
    model.say(&format!("fetching page from {host} …"));
    vec![reader::Effect::Preview { ticket, url, width: model.text_width() }.into()]
}

/// Opens a link by its number. A digit key begins the number, and is the whole number if there are fewer than ten links.
pub(super) fn open_numbered(model: &mut Model, key: Key) -> Vec<Effect> {
    let digit = key.typed().filter(char::is_ascii_digit).map(String::from).unwrap_or_default();
    if model.reader.thread.bodies.links.len() < 10 && !digit.is_empty() {
        return open_number(model, &digit);
    }
    model.prompt(PromptKind::Link, &digit)
}

/// Opens the link with the number that the user typed.
pub(super) fn open_number(model: &mut Model, number: &str) -> Vec<Effect> {
    let links = &model.reader.thread.bodies.links;
    let link = number.parse::<usize>().ok().and_then(|n| links.get(n.checked_sub(1)?));
    if let Some(url) = link {
        vec![Terminal::OpenUrl(url.clone()).into()]
    } else {
        let count = pluralize(links.len(), "link");
        model.say(&format!("no link {number}; this text has {count}"))
    }
}

/// Goes back to where the last jump began, or to the article from which the user followed a link.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    let height = model.reader_height();
    if model.reader.jump_back(height) {
        return Vec::new();
    }
    match model.article_history.pop() {
        Some(article) => vec![super::opening::ask(model, article)],
        None => model.say("nothing to go back to"),
    }
}

/// Shows the list of all links of the text.
pub(super) fn list(model: &mut Model) -> Vec<Effect> {
    if model.reader.thread.bodies.links.is_empty() {
        return model.say("this text has no links");
    }
    // The user probably wants a link in view, so the cursor starts at the first one.
    let spots = model.reader.spots(model.reader_height());
    let in_view = spots.iter().find_map(|spot| match spot.target {
        LinkTarget::Link(index) => Some(index),
        LinkTarget::Jump(_) => None,
    });
    model.overlays.push(Overlay::Links(in_view.unwrap_or(0)));
    Vec::new()
}
