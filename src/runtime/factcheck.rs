//! Carries out the effects of the fact check, on threads of their own.

pub mod analyst;

use std::sync::Arc;

use crate::app::factcheck::{Effect, Msg};
use crate::runtime::shell::ports::Shell;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    let (ticket, article) = match effect {
        Effect::Check(ticket, article) => (ticket, article),
        Effect::AskAnalyst(ticket, report) => return shell.analyst.ask(ticket, report),
        Effect::StopAnalyst => return shell.analyst.stop(),
    };
    let request = shell.requests.begin();
    let _ = shell.checks.send(Box::new(move |library| {
        let report = library.fact_check(article);
        request.answer(report.map(|report| Msg::Checked(ticket, report.map(Arc::new)).into()));
    }));
}
