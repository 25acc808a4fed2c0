//! Asks the user whether to search the web for evidence, and follows the search.
//!
//! Nothing is asked by itself: a search begins with the user's yes, after the hosts were named. `runtime` knows the
//! hosts and carries the search out.

use super::state::Online;
use super::{Effect as CheckEffect, Msg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::stack::{MENU_COLUMNS, Overlay};
use crate::app::ticket::Ticket;
use crate::domain::Text;
use crate::domain::text::list_names;
use crate::factcheck::online::{MAX_PAGES, MAX_QUERIES, NO_SOURCE};

/// Columns of a menu that its title can't use.
const BORDER: usize = 6;

/// Requests the names of the hosts that a search would ask.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    if model.factcheck.online.progress.is_some() {
        return Vec::new();
    }
    if model.factcheck.report.as_ref().is_some_and(|report| report.claims.is_empty()) {
        return note(model, "nothing to ask: the article has no claims");
    }
    let ticket = model.ticket();
    model.factcheck.online.ticket = ticket;
    vec![CheckEffect::Sources(ticket).into()]
}

/// Asks the user whether to ask these hosts.
pub(super) fn question(model: &mut Model, ticket: Ticket, hosts: &[Text]) -> Vec<Effect> {
    let is_open = matches!(model.overlays.last(), Some(Overlay::FactCheck(_)));
    if ticket != model.factcheck.online.ticket || !is_open {
        return Vec::new();
    }
    if hosts.is_empty() {
        return note(model, NO_SOURCE);
    }
    let detail = format!("at most {MAX_QUERIES} queries each, then at most {MAX_PAGES} pages of the results");
    let mut rows = vec![MenuRow::new("Ask", &detail, Msg::Search), MenuRow::info("Cancel", "")];
    let mut title = format!("Ask {}?", list_names(hosts));
    if title.chars().count() + BORDER > usize::from(model.size.0.min(MENU_COLUMNS)) {
        title = format!("Ask these {} hosts?", hosts.len());
        rows.extend(hosts.iter().map(|host| MenuRow::info(host, "")));
    }
    model.menu(&title, rows)
}

/// Begins the search, after the user's yes.
pub(super) fn search(model: &mut Model) -> Vec<Effect> {
    let Some(article) = model.factcheck.article else { return Vec::new() };
    let ticket = model.ticket();
    model.factcheck.online = Online { ticket, progress: Some(Text::line("searching online …")), notes: Vec::new() };
    vec![CheckEffect::Search(ticket, article).into()]
}

/// Shows what was found, and checks the article again with it.
pub(super) fn end(model: &mut Model, ticket: Ticket, notes: Vec<Text>) -> Vec<Effect> {
    if ticket != model.factcheck.online.ticket {
        return Vec::new();
    }
    let Some(article) = model.factcheck.article else { return Vec::new() };
    model.factcheck.online = Online { ticket, progress: None, notes };
    show_notes(model);
    let ticket = model.ticket();
    model.factcheck.ticket = ticket;
    vec![CheckEffect::Check(ticket, article).into()]
}

fn note(model: &mut Model, text: &str) -> Vec<Effect> {
    model.factcheck.online.notes = vec![Text::line(text)];
    show_notes(model);
    Vec::new()
}

/// Lays the panel out again from its start, where the notes are.
fn show_notes(model: &mut Model) {
    model.factcheck.lines.clear();
    for overlay in &mut model.overlays {
        if let Overlay::FactCheck(at) = overlay {
            *at = 0;
        }
    }
}
