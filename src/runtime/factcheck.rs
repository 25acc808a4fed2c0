//! Carries out the effects of the fact check: checks and the analyst on threads of their own, searches on those for the
//! network.

pub mod analyst;

use std::sync::Arc;

use crate::app::factcheck::{Effect, Msg};
use crate::runtime::shell::ports::Shell;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Check(ticket, article) => {
            let request = shell.requests.begin();
            let _ = shell.checks.send(Box::new(move |library| {
                let report = library.fact_check(article);
                request.answer(report.map(|report| Msg::Checked(ticket, report.map(Arc::new)).into()));
            }));
        }
        Effect::Sources(ticket) => {
            shell.requests.begin().send(Msg::Sources(ticket, shell.fetcher.context().online.hosts()).into());
        }
        Effect::Search(ticket, article) => shell.fetcher.search_online(ticket, article),
        Effect::StopSearch => shell.fetcher.stop_search(),
        Effect::AskAnalyst(ticket, report) => shell.analyst.ask(ticket, report),
        Effect::StopAnalyst => shell.analyst.stop(),
    }
}
