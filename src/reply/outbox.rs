//! The states of a reply, and the events that change them. Does no I/O and reads no clock.
//!
//! ```text
//! draft -> queued -> sending -> sent | pending | failed | queued (nothing was sent) | uncertain
//! uncertain -> sent | pending (found) | queued (not found, and the site refuses a second copy)
//! uncertain -> queued (the user accepts a second copy)
//! failed -> queued (the user retries)       queued, failed -> draft (the user edits)
//! ```
//!
//! A second copy can arise only on the way from `sending` or `uncertain` to `queued`. The first is taken only if
//! nothing was sent, the second only after a search or at the user's request.

use chrono::TimeDelta;

use crate::domain::{Reply, ReplyState, Text, Time};

/// Wait before the next attempt to send a reply; doubled each time.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// Longest wait before the next attempt.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// Something that happened to a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The user sends the reply. A reply that may have arrived is searched for instead.
    Queue,
    /// The user sends a reply again that may have arrived, and accepts a second copy.
    Again,
    /// The user edits the reply.
    Edit,
    /// The first byte of the reply is about to be sent.
    Begin,
    /// The site shows the reply, and may have given its id.
    Sent(Option<String>),
    /// The site has the reply, which waits for moderation, and may have given its id.
    Held(Option<String>),
    /// The site refused the reply.
    Refused(String),
    /// Nothing was sent or accepted. The next attempt is not before the given time, if any.
    NotSent(String, Option<Time>),
    /// The reply may have arrived: the answer was lost, or the program ended before it came.
    Lost(String),
    /// A search has not found the reply in its thread.
    Missing {
        /// Whether sending again makes no second copy, because the site refuses one or shows every reply at once.
        is_safe: bool,
    },
    /// The thread could not be searched.
    Unsearched(String, Option<Time>),
}

/// An event that can't happen to a reply in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reply that is {} can't be {what}", .state.as_str())]
pub struct InvalidTransition {
    state: ReplyState,
    what: &'static str,
}

/// Returns the reply after an event.
pub fn next(reply: &Reply, event: Event, now: Time) -> Result<Reply, InvalidTransition> {
    use ReplyState::{Draft, Failed, Pending, Queued, Sending, Sent, Uncertain};
    let invalid = |what| Err(InvalidTransition { state: reply.state, what });
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
        (_, Event::Queue | Event::Again) => return invalid("sent again"),
        (Draft | Queued | Failed, Event::Edit) => become_(Draft, None),
        (_, Event::Edit) => return invalid("edited"),
        (Queued, Event::Begin) => {
            become_(Sending, None);
            after.attempts += 1;
            after.tried = Some(now);
        }
        (_, Event::Begin) => return invalid("sent"),
        // A moderator may approve a held reply.
        (Queued | Sending | Uncertain | Pending, Event::Sent(id)) => {
            become_(Sent, None);
            after.remote = id.or(after.remote);
        }
        (Queued | Sending | Uncertain, Event::Held(id)) => {
            become_(Pending, None);
            after.remote = id.or(after.remote);
        }
        (_, Event::Sent(_) | Event::Held(_)) => return invalid("delivered"),
        (Queued | Sending, Event::Refused(why)) => become_(Failed, Some(why)),
        (_, Event::Refused(_)) => return invalid("refused"),
        (Queued | Sending, Event::NotSent(why, at)) => {
            become_(Queued, Some(why));
            // If no attempt was made, the next sync tries again.
            let was_sending = reply.state == Sending;
            after.not_before = at.or_else(|| was_sending.then(|| now + wait(reply.attempts)));
        }
        (_, Event::NotSent(..)) => return invalid("not sent"),
        // A reply that was queued again may have arrived at an earlier attempt.
        (Queued | Sending | Uncertain, Event::Lost(why)) => become_(Uncertain, Some(why)),
        (_, Event::Lost(_)) => return invalid("lost"),
        (Uncertain, Event::Missing { is_safe: false }) => become_(
            Uncertain,
            Some("not in the thread; it may be awaiting moderation, so confirm before it is sent again".to_owned()),
        ),
        (_, Event::Missing { .. }) => return invalid("missing"),
        (Uncertain, Event::Unsearched(why, at)) => {
            become_(Uncertain, Some(why));
            after.not_before = Some(at.unwrap_or_else(|| now + wait(reply.attempts)));
        }
        (_, Event::Unsearched(..)) => return invalid("searched for"),
    }
    Ok(after)
}

/// Returns the wait after so many attempts.
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
    fn only_valid_transitions_are_allowed() {
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
    fn an_unsent_reply_waits_for_the_next_sync_or_for_the_pause_that_the_site_asked_for() {
        let not_before =
            |state, at| next(&reply(state), Event::NotSent("off".into(), at), Time::default()).unwrap().not_before;
        let pause = Some(Time::default() + TimeDelta::seconds(15));
        assert_eq!((not_before(ReplyState::Queued, None), not_before(ReplyState::Queued, pause)), (None, pause));
        let first = Some(Time::default() + FIRST_WAIT);
        assert_eq!((not_before(ReplyState::Sending, None), not_before(ReplyState::Sending, pause)), (first, pause));
    }

    #[test]
    fn waits_grow_to_a_day() {
        assert_eq!(wait(0), TimeDelta::minutes(1));
        assert_eq!(wait(3), TimeDelta::minutes(8));
        assert_eq!(wait(u32::MAX), TimeDelta::days(1));
    }

    proptest! {
        /// Between two attempts the reply is known not to have arrived, was searched for, or is sent again at the
        /// user's request. The text never changes.
        #[test]
        fn no_reply_is_sent_twice_without_a_search_or_consent(events in proptest::collection::vec(any_event(), 0..40)) {
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
