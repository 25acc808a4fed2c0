//! Triage of a thread: marks, limits, rules and what was found out about it, from the keyboard.
//!
//! Each file has one part; what is pure of it lives in `domain::triage`.

mod limiting;
mod marking;
mod quoting;
mod ruling;
mod state;
mod study;

use super::{Effect, Model};
use crate::input::Action;

pub(super) use limiting::{skim, submit_limit, take as take_limit};
pub(super) use marking::{keep, own, see, see_between, take_back};
pub(super) use ruling::{release, rule_for};
pub use state::{Limited, Triage};
pub(super) use study::take as take_study;
pub use study::{Elsewhere, Study, Why};

/// Carries out an action of triage; `None` when it is none.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let place = model.reader.selected?;
    Some(match action {
        Action::Done => marking::done(model, place),
        Action::Keep => marking::toggle_kept(model, place),
        Action::FoldSeen => marking::fold_seen(model),
        Action::Limit => limiting::ask(model),
        Action::Sort => limiting::sort(model),
        Action::Skim => limiting::ask_skim(model),
        Action::Mute => ruling::menu(model, place),
        Action::Why => ruling::why(model, place),
        Action::Repeats => ruling::cluster(model, place),
        Action::Peek => quoting::peek(model, place),
        Action::ToQuote => quoting::jump(model, place),
        _ => return None,
    })
}
