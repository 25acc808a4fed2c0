//! Asks the user's analyst on a key, and takes its answer.
//!
//! The analyst is a program of the user's; `runtime` runs it. It never runs by itself.

use std::sync::Arc;

use super::Effect as CheckEffect;
use super::notes::{Analyst, AnalystState};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::ticket::Ticket;
use crate::domain::Text;
use crate::factcheck::Report;
use crate::factcheck::analyst::Analysis;

/// Asks the analyst, or does so once the check has ended.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    if model.factcheck.analyst.state == AnalystState::Running {
        return Vec::new();
    }
    model.factcheck.lines.clear();
    let Some(report) = model.factcheck.report.clone() else {
        model.factcheck.analyst.state = AnalystState::Wanted;
        return Vec::new();
    };
    let ticket = model.ticket();
    let has_claims = !report.claims.is_empty();
    let nothing = || AnalystState::Failed(Text::line("nothing to ask the analyst: the article has no claims"));
    let state = if has_claims { AnalystState::Running } else { nothing() };
    model.factcheck.analyst = Analyst { ticket, state };
    has_claims.then(|| CheckEffect::AskAnalyst(ticket, report).into()).into_iter().collect()
}

/// Takes the report of a check that has ended. Notes about other claims are dropped.
pub(super) fn on_report(model: &mut Model, earlier: Option<&Report>) -> Vec<Effect> {
    let claims = |report: &Report| report.claims.iter().map(|claim| claim.text.clone()).collect::<Vec<_>>();
    match model.factcheck.analyst.state {
        AnalystState::Wanted => return ask(model),
        AnalystState::Idle => {}
        _ if earlier.map(claims) == model.factcheck.report.as_deref().map(claims) => {}
        _ => {
            let stops = stop(model);
            model.factcheck.analyst = Analyst::default();
            return stops;
        }
    }
    Vec::new()
}

/// Takes the analyst's answer, or the reason why there is none.
pub(super) fn on_answer(model: &mut Model, ticket: Ticket, answer: Result<Arc<Analysis>, Text>) {
    if ticket == model.factcheck.analyst.ticket {
        model.factcheck.analyst.state = answer.map_or_else(AnalystState::Failed, AnalystState::Answered);
        model.factcheck.lines.clear();
    }
}

/// Stops the analyst if it is running.
pub(super) fn stop(model: &Model) -> Vec<Effect> {
    let is_running = model.factcheck.analyst.state == AnalystState::Running;
    is_running.then(|| CheckEffect::StopAnalyst.into()).into_iter().collect()
}
