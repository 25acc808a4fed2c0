//! Triage of a thread: marks, limits, rules and what was found out about it, from the keyboard.
//!
//! Each file has one part; what is pure of it lives in `domain::triage`.

mod limiting;
mod marking;
mod quoting;
mod ruling;
mod state;
mod study;

use super::asks::{FOR_COMMENTS, NO_COMMENTS, say};
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
    let of_thread: Option<fn(&mut Model) -> Vec<Effect>> = match action {
        Action::Limit => Some(limiting::ask),
        Action::Sort => Some(limiting::sort),
        Action::Skim => Some(limiting::ask_skim),
        Action::FoldSeen => Some(marking::fold_seen),
        _ => None,
    };
    let of_comment: Option<fn(&mut Model, usize) -> Vec<Effect>> = match action {
        Action::Done => Some(marking::done),
        Action::Keep => Some(marking::toggle_kept),
        Action::Mute => Some(ruling::menu),
        Action::Why => Some(ruling::why),
        Action::Repeats => Some(ruling::cluster),
        Action::Peek => Some(quoting::peek),
        Action::ToQuote => Some(quoting::jump),
        _ => None,
    };
    let is_empty = model.reader.opened.as_ref().is_none_or(|opened| opened.thread.is_empty());
    match (of_thread, of_comment, model.reader.selected) {
        (Some(_), ..) if is_empty => Some(say(model, NO_COMMENTS)),
        (Some(act), ..) => Some(act(model)),
        (None, Some(act), Some(place)) => Some(act(model, place)),
        (None, Some(_), None) => Some(say(model, FOR_COMMENTS)),
        (None, None, _) => None,
    }
}
