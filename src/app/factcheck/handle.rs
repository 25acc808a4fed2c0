//! Handles messages and actions of the fact check.

use super::{Effect as CheckEffect, Msg, analyst, online};
use crate::app::effect::{Effect, Terminal};
use crate::app::layout::list_areas;
use crate::app::listen::spoken::Spoken;
use crate::app::model::Model;
use crate::app::overlay::stack::{FACT_CHECK_COLUMNS, Overlay};
use crate::app::reader;
use crate::input::Action;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Checked(ticket, report) if ticket == model.factcheck.ticket => {
            if report.is_none() {
                model.overlays.retain(|overlay| !matches!(overlay, Overlay::FactCheck(_)));
                return model.say("the article was deleted");
            }
            let earlier = std::mem::replace(&mut model.factcheck.report, report);
            model.factcheck.lines.clear();
            return analyst::on_report(model, earlier.as_deref());
        }
        Msg::Choose(line) => {
            if let Some(url) = model.factcheck.lines.get(line).and_then(|line| line.url.clone()) {
                return vec![Terminal::OpenUrl(url).into()];
            }
            let Some(evidence) = model.factcheck.evidence_at(line) else { return Vec::new() };
            let Some(article) = evidence.article else {
                return evidence.url.clone().map(|url| Terminal::OpenUrl(url).into()).into_iter().collect();
            };
            let quote = evidence.quote.clone();
            model.overlays.pop();
            model.factcheck.target = Some((article, quote));
            model.post(reader::Msg::Enter(article));
        }
        Msg::AskOnline => return online::ask(model),
        Msg::Sources(ticket, hosts) => return online::question(model, ticket, &hosts),
        Msg::Search => return online::search(model),
        Msg::Progress(ticket, text) if ticket == model.factcheck.online.ticket => {
            // The list of messages keeps whom tidings has asked, also where the title is cut.
            model.status.note(text.clone(), model.now);
            model.factcheck.online.progress = Some(text);
        }
        Msg::Checked(..) | Msg::Progress(..) => {}
        Msg::Searched(ticket, notes) => return online::end(model, ticket, notes),
        Msg::StopSearch => return vec![CheckEffect::StopSearch.into()],
        Msg::AskAnalyst => return analyst::ask(model),
        Msg::Analysed(ticket, answer) => analyst::on_answer(model, ticket, answer),
        Msg::StopAnalyst => return analyst::stop(model),
    }
    Vec::new()
}

/// Carries out an action; `None` if it is none of the fact check.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::FactCheck => Some(open(model)),
        Action::CheckOnline | Action::AskAnalyst => {
            let effects = open(model);
            if model.overlays.last() == Some(&Overlay::FactCheck(0)) {
                model.post(if action == Action::CheckOnline { Msg::AskOnline } else { Msg::AskAnalyst });
            }
            Some(effects)
        }
        _ => None,
    }
}

/// Opens the panel and checks the open article.
fn open(model: &mut Model) -> Vec<Effect> {
    let opened = model.reader.opened.as_ref().filter(|opened| !opened.is_preview());
    let Some(article) = opened.map(|opened| opened.article.row.id) else {
        return model.say("no stored article to check");
    };
    let mut effects = analyst::stop(model);
    let ticket = model.ticket();
    model.factcheck = super::state::FactCheck { article: Some(article), ticket, ..Default::default() };
    model.overlays.push(Overlay::FactCheck(0));
    effects.push(CheckEffect::Check(ticket, article).into());
    effects
}

/// Lays the panel out for the size of the screen, and shows the chosen sentence once its article is open.
pub(in crate::app) fn settle(model: &mut Model) {
    if model.overlays.iter().any(|overlay| matches!(overlay, Overlay::FactCheck(_))) {
        let (_, inside) = list_areas(model.size, FACT_CHECK_COLUMNS, usize::from(model.size.1));
        model.factcheck.lay_out(inside.width, model.options.clock);
    }
    let opened = model.reader.opened.as_ref().map(|opened| opened.article.row.id);
    if let Some((_, quote)) = model.factcheck.target.take_if(|(article, _)| Some(*article) == opened) {
        show(model, quote.into_string());
    }
}

/// Scrolls the open article to a sentence, if its text has it.
fn show(model: &mut Model, quote: String) {
    let mut spoken = Spoken::default();
    let page = model.reader.page.clone();
    spoken.find(&page.body, page.width, 0, &[quote]);
    let Some((line, ..)) = spoken.pieces.first() else { return };
    if let Some(start) = model.reader.body_start() {
        model.reader.jump(start + line, model.reader_height());
    }
}
