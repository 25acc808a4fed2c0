//! What may become of a reply. Pure: the same reply and event always give the same.
//!
//! ```text
//! draft -> queued -> sending -> sent | pending | failed | queued (nothing has left) | uncertain
//! uncertain -> sent | pending (found) | queued (searched for in vain, where a second copy can't be)
//! uncertain -> queued (the user's word, who takes a second copy into account)
//! failed -> queued (the user's word)       queued, failed -> draft (written on)
//! ```
//!
//! The only way to a second copy would be from `sending` or `uncertain` to `queued`: the first is taken only when nothing
//! has left, the second after a search or by the user's own word.

use chrono::TimeDelta;

use crate::domain::{Reply, ReplyState, Text, Time};

/// Minutes until a reply that could not leave is tried again; doubled each time, up to a day.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// What happened to a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is to go out; one that may have arrived is looked for instead.
    Queue,
    /// One that may have arrived is to go out all the same: it may then be there twice.
    Again,
    /// It is to be written on.
    Edit,
    /// Its first byte is about to leave.
    Begin,
    /// The site has it, shows it, and may have told its id.
    Sent(Option<String>),
    /// The site has it and waits for moderation.
    Held(Option<String>),
    /// The site does not want it.
    Refused(String),
    /// Nothing has left or been taken; to be tried again, not before a time if one was told.
    NotSent(String, Option<Time>),
    /// It may have arrived: the answer was lost, or the program ended meanwhile.
    Lost(String),
    /// The thread was searched, and it is not there. Sending again makes no second copy if `is_safe`.
    Missing {
        /// The site itself refuses a second copy, or shows everything at once.
        is_safe: bool,
    },
    /// The thread could not be searched.
    Unsearched(String, Option<Time>),
}

/// Something that can't happen to a reply in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reply that is {} can't be {what}", .state.as_str())]
pub struct InvalidTransition {
    state: ReplyState,
    what: &'static str,
}

/// The reply after something has happened.
pub fn next(reply: &Reply, event: Event, now: Time) -> Result<Reply, InvalidTransition> {
    use ReplyState::{Draft, Failed, Pending, Queued, Sending, Sent, Uncertain};
    let wrong = |what| Err(InvalidTransition { state: reply.state, what });
    let mut after = reply.clone();
    let mut become_ = |state, error: Option<String>| {
        after.state = state;
        after.error = error.map(|error| Text::line(&error)).and_then(Text::non_empty);
        after.not_before = None;
    };
    match (reply.state, event) {
        (Draft | Failed | Queued, Event::Queue) | (Uncertain, Event::Again | Event::Missing { is_safe: true }) => {
            become_(Queued, None);
        }
        (_, Event::Queue | Event::Again) => return wrong("sent again"),
        (Draft | Queued | Failed, Event::Edit) => become_(Draft, None),
        (_, Event::Edit) => return wrong("written on"),
        (Queued, Event::Begin) => {
            become_(Sending, None);
            after.attempts += 1;
            after.tried = Some(now);
        }
        (_, Event::Begin) => return wrong("begun"),
        // What was held may be let through.
        (Queued | Sending | Uncertain | Pending, Event::Sent(id)) => {
            become_(Sent, None);
            after.remote = id.or(after.remote);
        }
        (Queued | Sending | Uncertain, Event::Held(id)) => {
            become_(Pending, None);
            after.remote = id.or(after.remote);
        }
        (_, Event::Sent(_) | Event::Held(_)) => return wrong("delivered"),
        (Queued | Sending, Event::Refused(why)) => become_(Failed, Some(why)),
        (_, Event::Refused(_)) => return wrong("refused"),
        (Queued | Sending, Event::NotSent(why, at)) => {
            become_(Queued, Some(why));
            // A site that could not be asked at all is asked with the next sync.
            let begun = reply.state == Sending;
            after.not_before = at.or_else(|| begun.then(|| now + wait(reply.attempts)));
        }
        (_, Event::NotSent(..)) => return wrong("not sent"),
        // What is queued again may have arrived before.
        (Queued | Sending | Uncertain, Event::Lost(why)) => become_(Uncertain, Some(why)),
        (_, Event::Lost(_)) => return wrong("lost"),
        (Uncertain, Event::Missing { is_safe: false }) => become_(
            Uncertain,
            Some(
                "it is not in the thread, but may be waiting for moderation there; say if it is to go out again"
                    .to_owned(),
            ),
        ),
        (_, Event::Missing { .. }) => return wrong("missed"),
        (Uncertain, Event::Unsearched(why, at)) => {
            become_(Uncertain, Some(why));
            after.not_before = Some(at.unwrap_or_else(|| now + wait(reply.attempts)));
        }
        (_, Event::Unsearched(..)) => return wrong("searched for"),
    }
    Ok(after)
}

fn wait(attempts: u32) -> TimeDelta {
    (FIRST_WAIT * 2_i32.pow(attempts.min(12))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{ArticleId, ReplyId};

    fn reply(state: ReplyState) -> Reply {
        Reply {
            id: ReplyId(1),
            article: ArticleId(1),
            origin: String::new(),
            parent: None,
            state,
            attempts: 0,
            error: None,
            created: Time::default(),
            tried: None,
            not_before: None,
            remote: None,
            text: "Well said.".to_owned(),
        }
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Queue),
            Just(Event::Again),
            Just(Event::Edit),
            Just(Event::Begin),
            Just(Event::Sent(Some("7".into()))),
            Just(Event::Held(None)),
            Just(Event::Refused("no".into())),
            Just(Event::NotSent("off".into(), None)),
            Just(Event::Lost("cut".into())),
            any::<bool>().prop_map(|is_safe| Event::Missing { is_safe }),
            Just(Event::Unsearched("off".into(), None)),
        ]
    }

    #[test]
    fn what_may_follow_what() {
        use ReplyState::{Draft, Failed, Pending, Queued, Sending, Sent, Uncertain};
        for (from, event, to) in [
            (Draft, Event::Queue, Some(Queued)),
            (Queued, Event::Begin, Some(Sending)),
            (Sending, Event::Sent(None), Some(Sent)),
            (Sending, Event::Held(None), Some(Pending)),
            (Sending, Event::Refused("no".into()), Some(Failed)),
            (Sending, Event::Lost("cut".into()), Some(Uncertain)),
            (Sending, Event::NotSent("off".into(), None), Some(Queued)),
            (Uncertain, Event::Missing { is_safe: true }, Some(Queued)),
            (Uncertain, Event::Missing { is_safe: false }, Some(Uncertain)),
            (Uncertain, Event::Queue, None),
            (Uncertain, Event::Again, Some(Queued)),
            (Failed, Event::Again, None),
            (Sending, Event::Again, None),
            (Uncertain, Event::Begin, None),
            (Uncertain, Event::NotSent("off".into(), None), None),
            (Failed, Event::Queue, Some(Queued)),
            (Failed, Event::Begin, None),
            (Pending, Event::Sent(None), Some(Sent)),
            (Sent, Event::Queue, None),
            (Sent, Event::Begin, None),
            (Sending, Event::Queue, None),
            (Sending, Event::Edit, None),
        ] {
            let after = next(&reply(from), event.clone(), Time::default());
            assert_eq!(after.map(|after| after.state).ok(), to, "{from:?} {event:?}");
        }
    }

    #[test]
    fn what_has_not_left_goes_out_with_the_next_sync_unless_the_site_asked_for_a_pause() {
        let off =
            |state, at| next(&reply(state), Event::NotSent("off".into(), at), Time::default()).unwrap().not_before;
        let asked = Some(Time::default() + TimeDelta::seconds(15));
        assert_eq!((off(ReplyState::Queued, None), off(ReplyState::Queued, asked)), (None, asked));
        let waits = Some(Time::default() + FIRST_WAIT);
        assert_eq!((off(ReplyState::Sending, None), off(ReplyState::Sending, asked)), (waits, asked));
    }

    #[test]
    fn waits_grow_to_a_day() {
        assert_eq!(wait(0), TimeDelta::minutes(1));
        assert_eq!(wait(3), TimeDelta::minutes(8));
        assert_eq!(wait(u32::MAX), TimeDelta::days(1));
    }

    proptest! {
        /// Between two departures the reply was either known not to have arrived, or searched for, or sent by the user's
        /// own word; the text is never touched.
        #[test]
        fn nothing_leaves_twice_unawares(events in proptest::collection::vec(any_event(), 0..40)) {
            let mut at = reply(ReplyState::Draft);
            let mut may_have_arrived = false;
            let mut has_arrived = false;
            for event in events {
                let Ok(after) = next(&at, event.clone(), Time::default()) else { continue };
                match event {
                    Event::Begin => {
                        prop_assert!(!may_have_arrived && !has_arrived);
                        may_have_arrived = true;
                    }
                    Event::NotSent(..) | Event::Refused(_) | Event::Missing { is_safe: true } | Event::Again => {
                        may_have_arrived = false;
                    }
                    Event::Sent(_) | Event::Held(_) => has_arrived = true,
                    _ => {}
                }
                prop_assert_eq!(&after.text, &at.text);
                prop_assert!(after.attempts >= at.attempts);
                at = after;
            }
        }
    }
}
