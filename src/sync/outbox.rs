//! Sends the queued replies one after the other, and finds out whether uncertain ones have arrived.
//!
//! `reply::outbox` defines the states of a reply, and the senders of `reply` its requests. This module makes sure that
//! a reply arrives once. It holds the sync lock, stores "sending" before the first byte leaves, and searches the thread
//! for an uncertain reply before it sends it again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::TimeDelta;

use super::delivery::Target;
use super::{Cancel, Context, SyncError, refresh_thread};
use crate::domain::{ArticleId, Moderation, Reply, ReplyId, ReplyState, ThreadSummary, pluralize};
use crate::page;
use crate::reply::{Event, Outcome, next, search, sender};
use crate::store::SyncLock;

/// Returns the user's identity at a host, with the account's secret, or a reason why there is none.
pub type Identities = dyn Fn(&str) -> Result<crate::reply::Identity, String> + Send + Sync;

/// Receives messages for the user about waits.
pub type OnProgress<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// Options for sending replies.
#[derive(Clone)]
pub struct DeliveryOptions {
    /// Finds the user's identity at a host. Blocks.
    pub identities: std::sync::Arc<Identities>,
    /// Whether every sync sends replies; otherwise only the user does.
    pub with_sync: bool,
    /// Shortest time between two replies to one site.
    pub pause: TimeDelta,
    /// Time after which a site should show a reply whose answer was lost.
    pub settle: TimeDelta,
    /// Address of the user's Isso server.
    pub isso: Option<String>,
}

/// Counts replies by state, for the user.
pub fn tally(states: impl Iterator<Item = ReplyState>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for state in states {
        *counts.entry(state.label()).or_default() += 1;
    }
    let parts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    parts.join(", ")
}

/// Result of a pass over the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// Replies whose state changed, each as it is now.
    pub changed: Vec<Reply>,
    /// Addresses of pages where the user has to paste a reply, and the texts.
    pub manual: Vec<(String, String)>,
}

impl Posted {
    /// Summarises the result in one line for the user; empty if nothing changed.
    #[must_use]
    pub fn summary(&self) -> String {
        if let [reply] = self.changed.as_slice() {
            let why = reply.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
            return format!("reply {}{why}", reply.state.label());
        }
        let counts = tally(self.changed.iter().map(|reply| reply.state));
        if counts.is_empty() { String::new() } else { format!("replies: {counts}") }
    }

    /// Whether a reply did not arrive.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.changed.iter().any(|reply| !reply.state.has_arrived())
    }
}

/// Sends all queued replies now, even those that should wait longer. Holds the lock that keeps other processes from
/// syncing or sending. Passes messages about waits to `on_progress`.
pub async fn send(context: &Context, on_progress: &OnProgress<'_>, cancel: Cancel) -> Result<Posted, SyncError> {
    let lock = lock(context).await?;
    let posted = send_locked(context, on_progress, &cancel, true).await;
    drop(lock);
    posted
}

/// Searches for one uncertain reply, and sends it again if it certainly has not arrived. If that can't be told, the
/// reply stays uncertain, unless the user accepts a second copy and wants it sent `anyway`.
pub async fn send_again(
    context: &Context,
    id: ReplyId,
    anyway: bool,
    on_progress: &OnProgress<'_>,
    cancel: Cancel,
) -> Result<Posted, SyncError> {
    let Some(mut options) = context.delivery.clone() else { return Ok(Posted::default()) };
    if anyway {
        // Searches at once, without waiting for the site, but does not send a reply that the search finds.
        options.settle = TimeDelta::zero();
    }
    let lock = lock(context).await?;
    let mut run = OutboxRun { context, on_progress, options, posted: Posted::default() };
    let all = context.store(crate::store::Store::replies).await?;
    if let Some(reply) = all.iter().find(|reply| reply.id == id) {
        run.process(reply.clone(), &all, &cancel).await?;
    }
    let now = context.store(move |store| store.reply(id)).await?;
    // Without a time to wait for, a search did not find the reply.
    let is_missed = |reply: &Reply| reply.state == ReplyState::Uncertain && reply.not_before.is_none();
    if let Some(reply) = now.filter(|reply| anyway && is_missed(reply))
        // The user did not mean an attempt that was made, and lost again, just now.
        && all.iter().any(|before| before.id == id && before.attempts == reply.attempts)
        && let Some(queued) = run.record(&reply, Event::Again).await?
    {
        run.send(queued, &all, &cancel).await?;
        let after = context.store(move |store| store.reply(id)).await?;
        if let Some(left) = after.filter(|reply| reply.state == ReplyState::Queued) {
            // The user's consent held for this attempt only: the next one searches again.
            let why = left.error.as_ref().map_or_else(|| "not sent".to_owned(), ToString::to_string);
            run.record(&left, Event::Lost(why)).await?;
        }
    }
    run.refresh().await;
    drop(lock);
    Ok(run.posted)
}

async fn lock(context: &Context) -> Result<SyncLock, SyncError> {
    let folder = context.store.file().parent().map(PathBuf::from).unwrap_or_default();
    context.store(move |_| SyncLock::try_acquire(&folder)).await?.ok_or(SyncError::Busy)
}

/// Like [`send`], but for callers that hold the lock. Skips replies that should wait longer, unless `by_user`.
pub(super) async fn send_locked(
    context: &Context,
    on_progress: &OnProgress<'_>,
    cancel: &Cancel,
    by_user: bool,
) -> Result<Posted, SyncError> {
    let Some(options) = context.delivery.clone() else { return Ok(Posted::default()) };
    let mut run = OutboxRun { context, on_progress, options, posted: Posted::default() };
    let replies = context.store(crate::store::Store::replies).await?;
    for reply in &replies {
        if *cancel.borrow() {
            break;
        }
        let has_to_wait = reply.not_before.is_some_and(|then| then > context.now());
        if by_user || !has_to_wait {
            run.process(reply.clone(), &replies, cancel).await?;
        }
    }
    run.refresh().await;
    Ok(run.posted)
}

/// Time after which a server may have forgotten the key by which it recognises a second copy.
const KEY_LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// One pass over the outbox.
pub(super) struct OutboxRun<'a> {
    pub(super) context: &'a Context,
    pub(super) on_progress: &'a OnProgress<'a>,
    pub(super) options: DeliveryOptions,
    posted: Posted,
}

impl OutboxRun<'_> {
    /// Stores the change that an event causes, and returns the reply as it is now. Returns `None` if the event is
    /// invalid in this state, or if another process has changed the reply.
    pub(super) async fn record(&mut self, reply: &Reply, event: Event) -> Result<Option<Reply>, SyncError> {
        let Ok(after) = next(reply, event, self.context.now()) else { return Ok(None) };
        let (from, changed) = (reply.state, after.clone());
        if !self.context.store(move |store| store.change_reply(from, &changed)).await? {
            return Ok(None);
        }
        self.posted.changed.retain(|known| known.id != after.id);
        self.posted.changed.push(after.clone());
        Ok(Some(after))
    }

    /// Does what the state of a reply calls for: sends it, searches for it, or nothing.
    async fn process(&mut self, mut reply: Reply, all: &[Reply], cancel: &Cancel) -> Result<(), SyncError> {
        // The process that was sending it has ended, since this one holds the lock.
        if reply.state == ReplyState::Sending {
            let lost = Event::Lost("tidings ended while sending it".to_owned());
            let Some(after) = self.record(&reply, lost).await? else { return Ok(()) };
            reply = after;
        }
        if reply.state == ReplyState::Queued && self.has_key_expired(&reply).await? {
            let lost = Event::Lost("the last attempt is long ago; searching for it first".to_owned());
            let Some(after) = self.record(&reply, lost).await? else { return Ok(()) };
            reply = after;
        }
        match reply.state {
            ReplyState::Pending => self.check_pending(&reply, all).await,
            ReplyState::Uncertain => {
                let Some(after) = self.search(&reply, all).await? else { return Ok(()) };
                if after.state == ReplyState::Queued { self.send(after, all, cancel).await } else { Ok(()) }
            }
            ReplyState::Queued => self.send(reply, all, cancel).await,
            ReplyState::Draft | ReplyState::Sending | ReplyState::Sent | ReplyState::Failed => Ok(()),
        }
    }

    /// Whether Mastodon may no longer recognise a second copy of a reply by its key.
    async fn has_key_expired(&self, reply: &Reply) -> Result<bool, SyncError> {
        let is_old = reply.tried.is_some_and(|tried| self.context.now() - tried >= KEY_LIFETIME);
        Ok(is_old && self.summary(reply).await?.is_some_and(|summary| summary.source.starts_with("mastodon")))
    }

    /// Searches the cached thread, which syncs fetch anyway, for a reply that waited for moderation. Needs no secret:
    /// if the reply's id is unknown, its text decides.
    async fn check_pending(&mut self, reply: &Reply, all: &[Reply]) -> Result<(), SyncError> {
        if let Some((id, Moderation::Visible)) = self.find(reply, "", all).await? {
            self.record(reply, Event::Sent(Some(id))).await?;
        }
        Ok(())
    }

    /// Fetches the thread of an uncertain reply and searches it for the reply. Returns `None` if the site should get
    /// more time to show it.
    async fn search(&mut self, reply: &Reply, all: &[Reply]) -> Result<Option<Reply>, SyncError> {
        let settle = self.options.settle;
        let left = reply.tried.map(|tried| (tried + settle - self.context.now()).min(settle));
        if let Some(left) = left.filter(|left| *left > TimeDelta::zero()) {
            let seconds = pluralize(usize::try_from(left.num_seconds() + 1).unwrap_or_default(), "second");
            let id = reply.id.0;
            (self.on_progress)(&format!("the site may take {seconds} more to show reply {id}; try again after that"));
            return Ok(None);
        }
        let target = match self.target(reply).await? {
            Ok(target) => target,
            Err(why) => return self.record(reply, Event::Unsearched(why, None)).await,
        };
        if let Err(error) = refresh_thread(self.context, reply.article, true).await {
            return self.record(reply, Event::Unsearched(format!("could not check the thread: {error}"), None)).await;
        }
        if let Some(why) = self.summary(reply).await?.and_then(|summary| summary.failure) {
            return self.record(reply, Event::Unsearched(format!("could not check the thread: {why}"), None)).await;
        }
        let event = match self.find(reply, target.name(), all).await? {
            Some((id, Moderation::Pending)) => Event::Held(Some(id)),
            Some((id, _)) => Event::Sent(Some(id)),
            None => {
                let is_recent = reply.tried.is_some_and(|tried| self.context.now() - tried < KEY_LIFETIME);
                let has_key = !target.hints.source.starts_with("mastodon") || is_recent;
                Event::Missing { is_safe: has_key && sender(target.hints).is_safe_to_repeat() }
            }
        };
        self.record(reply, event).await
    }

    /// Reads the summary of the very thread that a reply goes to, since an article's threads can fail separately.
    pub(super) async fn summary(&self, reply: &Reply) -> Result<Option<ThreadSummary>, SyncError> {
        let (id, origin) = (reply.article, reply.origin.clone());
        let summaries = self.context.store(move |store| store.thread_summaries(id)).await?;
        Ok(summaries.into_iter().find(|summary| summary.origin == origin))
    }

    /// Finds the comment of the cached thread that is this reply.
    async fn find(&self, reply: &Reply, name: &str, all: &[Reply]) -> Result<Option<(String, Moderation)>, SyncError> {
        let (id, origin) = (reply.article, reply.origin.clone());
        let Some(stored) = self.context.store(move |store| store.thread(id)).await? else { return Ok(None) };
        let Some(at) = stored.summaries.iter().position(|summary| summary.origin == origin) else { return Ok(None) };
        let name = name.to_owned();
        let known = all
            .iter()
            .filter(|other| other.id != reply.id)
            .filter_map(|other| other.remote.clone())
            .collect::<Vec<_>>();
        let wanted = reply.clone();
        let work = move || {
            let mut comments = stored.comments;
            comments.retain(|comment| usize::from(comment.origin) == at);
            let found = search::find(&wanted, &name, &comments, &known, page::plain);
            found.map(|comment| (comment.id.to_string(), comment.state))
        };
        self.context.parse("", work).await
    }

    /// Sends a queued reply, and records the outcome.
    async fn send(&mut self, mut reply: Reply, all: &[Reply], cancel: &Cancel) -> Result<(), SyncError> {
        let target = match self.target(&reply).await? {
            Ok(target) => target,
            Err(why) => return self.record(&reply, Event::Refused(why)).await.map(drop),
        };
        if let Some(why) = self.parent_removed(&reply).await? {
            return self.record(&reply, Event::Refused(why)).await.map(drop);
        }
        self.wait_for_turn(&target.host, cancel).await?;
        if *cancel.borrow() {
            return Ok(());
        }
        // The user may have changed or deleted it during the wait.
        let id = reply.id;
        let now = self.context.store(move |store| store.reply(id)).await?;
        if now.is_none_or(|now| now.text != reply.text || now.state != reply.state) {
            return Ok(());
        }
        let outcome = self.converse(&mut reply, &target).await?;
        let begun = reply.state == ReplyState::Sending;
        if begun {
            // A slow site may have received it only now, so the pause counts from here. An error must not hide the
            // outcome.
            let _ = self.record_turn(&target.host).await;
        }
        let event = match outcome {
            Outcome::Sent(id) => Event::Sent(id),
            Outcome::Pending(id) => Event::Held(id),
            Outcome::Duplicate => self.resolve_duplicate(&reply, &target, all).await?,
            Outcome::Refused(why) => Event::Refused(why),
            Outcome::Later(why, pause) => {
                let at =
                    pause.and_then(|pause| TimeDelta::from_std(pause).ok()).map(|pause| self.context.now() + pause);
                Event::NotSent(why, at)
            }
            Outcome::Lost(why) if begun => Event::Lost(why),
            Outcome::Lost(why) => Event::NotSent(why, None),
            Outcome::ByHand(page) => {
                let why = format!("this site accepts replies in a browser only, at {page}");
                self.posted.manual.push((page, reply.text.clone()));
                Event::Refused(why)
            }
        };
        self.record(&reply, event).await.map(drop)
    }

    /// Decides what became of a reply that the site refused as a duplicate, by the thread: it may be visible or held.
    async fn resolve_duplicate(&self, reply: &Reply, target: &Target, all: &[Reply]) -> Result<Event, SyncError> {
        let is_read = refresh_thread(self.context, reply.article, true).await.is_ok();
        let found = match self.find(reply, target.name(), all).await? {
            // An earlier reply with the same text counts too: the text is there, as the user wants.
            None => self.find(reply, target.name(), &[]).await?,
            found => found,
        };
        // Discourse also refuses a text that its author has in another topic. A text that was never sent before and is
        // not in this thread must be in another one.
        let is_discourse = target.hints.source.starts_with("discourse");
        Ok(match found {
            Some((id, Moderation::Visible)) => Event::Sent(Some(id)),
            Some((id, _)) => Event::Held(Some(id)),
            None if is_discourse && is_read && reply.attempts <= 1 => {
                Event::Refused("the site says it has this text already, but does not show it".to_owned())
            }
            None => Event::Held(None),
        })
    }

    /// Returns a reason for the user if, as far as the cache knows, the parent comment was removed.
    async fn parent_removed(&self, reply: &Reply) -> Result<Option<String>, SyncError> {
        let Some(parent) = reply.parent.clone() else { return Ok(None) };
        let (id, origin) = (reply.article, reply.origin.clone());
        let stored = self.context.store(move |store| store.thread_outline(id)).await?.unwrap_or_default();
        let at = stored.summaries.iter().position(|summary| summary.origin == origin);
        let comment = stored.comments.iter().find(|c| Some(usize::from(c.origin)) == at && c.id == parent);
        Ok(comment.filter(|comment| comment.is_removed()).map(|_| "the parent comment was removed".to_owned()))
    }

    /// Fetches the threads of sent replies, so that the user sees the replies there.
    async fn refresh(&self) {
        let arrived = self.posted.changed.iter().filter(|reply| reply.state == ReplyState::Sent);
        let articles: BTreeSet<ArticleId> = arrived.map(|reply| reply.article).collect();
        for article in articles {
            // If this fails, the next sync fetches the thread.
            let _ = refresh_thread(self.context, article, false).await;
        }
    }
}
