//! Carries out the effects of the fact check, on a thread of their own.

use std::sync::Arc;

use crate::app::factcheck::{Effect, Msg};
use crate::runtime::shell::ports::Shell;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    let Effect::Check(ticket, article) = effect;
    let request = shell.requests.begin();
    let _ = shell.checks.send(Box::new(move |library| {
        let report = library.fact_check(article);
        request.answer(report.map(|report| Msg::Checked(ticket, report.map(Arc::new)).into()));
    }));
}
