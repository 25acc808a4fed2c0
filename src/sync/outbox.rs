//! Sends what waits in the outbox, one reply after the other, and finds out what became of those that were lost.
//!
//! What may become of a reply is told by `reply::outbox`, how it is handed over by the senders. Here is the order of
//! things that makes it arrive once: the lock of all syncs is held, "sending" is in the store before the first byte
//! leaves, and what is uncertain is searched for before anything is sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::TimeDelta;

use super::{Cancel, Context, SyncError, refresh_thread};
use crate::domain::{ArticleId, Moderation, Reply, ReplyId, ReplyState, ThreadSummary, pluralize};
use crate::page;
use crate::reply::{Event, Outcome, next, search, sender};
use crate::store::SyncLock;

/// Who replies at a host, with the secret of the account there.
pub type Identities = dyn Fn(&str) -> Result<crate::reply::Identity, String> + Send + Sync;

/// Hears, in words, what takes its time.
pub type OnProgress<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// How replies go out.
#[derive(Clone)]
pub struct DeliveryOptions {
    /// Who replies where. Blocks.
    pub identities: std::sync::Arc<Identities>,
    /// With every sync; else only when asked to.
    pub with_sync: bool,
    /// Between two replies to one site.
    pub pause: TimeDelta,
    /// How long a site has to show a reply of which the answer was lost.
    pub settle: TimeDelta,
    /// The server of Isso, where the user has named one; may be empty.
    pub isso: String,
}

/// How many replies are how far, in words.
pub fn tally(states: impl Iterator<Item = ReplyState>) -> String {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for state in states {
        *counted.entry(state.told()).or_default() += 1;
    }
    let told: Vec<String> = counted.iter().map(|(state, of)| format!("{of} {state}")).collect();
    told.join(", ")
}

/// What came of the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// Replies that changed, each as it is now.
    pub changed: Vec<Reply>,
    /// Pages where a person has to hand a reply over, and what each says.
    pub manual: Vec<(String, String)>,
}

impl Posted {
    /// In words; empty when nothing happened.
    #[must_use]
    pub fn in_words(&self) -> String {
        if let [reply] = self.changed.as_slice() {
            let why = reply.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
            return format!("your reply, {}{why}", reply.state.told());
        }
        let told = tally(self.changed.iter().map(|reply| reply.state));
        if told.is_empty() { String::new() } else { format!("replies: {told}") }
    }

    /// Whether something did not arrive.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.changed.iter().any(|reply| !reply.state.has_arrived())
    }
}

/// Sends what is in the outbox now, whatever pause it was to have. Takes the lock that keeps others from syncing or
/// sending meanwhile. What takes its time is told.
pub async fn send(context: &Context, tell: &OnProgress<'_>, cancel: Cancel) -> Result<Posted, SyncError> {
    let lock = lock(context).await?;
    let posted = send_locked(context, tell, &cancel, true).await;
    drop(lock);
    posted
}

/// Looks for one reply that may have arrived, and sends it again if it is surely not there. Where that can't be told it
/// stays as it is; unless it is to go out `anyway`, by the word of somebody who takes a second copy into account.
pub async fn send_again(
    context: &Context,
    id: ReplyId,
    anyway: bool,
    tell: &OnProgress<'_>,
    cancel: Cancel,
) -> Result<Posted, SyncError> {
    let Some(mut mailing) = context.mailing.clone() else { return Ok(Posted::default()) };
    if anyway {
        // Nothing is waited for, but what is there already is not sent.
        mailing.settle = TimeDelta::zero();
    }
    let lock = lock(context).await?;
    let mut round = OutboxRun { context, tell, mailing, posted: Posted::default() };
    let all = context.store(crate::store::Store::replies).await?;
    if let Some(reply) = all.iter().find(|reply| reply.id == id) {
        round.one(reply.clone(), &all, &cancel).await?;
    }
    let now = context.store(move |store| store.reply(id)).await?;
    // It was searched for, and not found.
    let is_missed = |reply: &Reply| reply.state == ReplyState::Uncertain && reply.not_before.is_none();
    if let Some(reply) = now.filter(|reply| anyway && is_missed(reply))
        // What was tried just now and lost again is no longer what the user spoke of.
        && all.iter().any(|before| before.id == id && before.attempts == reply.attempts)
        && let Some(queued) = round.note(&reply, Event::Again).await?
    {
        round.send(queued, &all, &cancel).await?;
        let after = context.store(move |store| store.reply(id)).await?;
        if let Some(left) = after.filter(|reply| reply.state == ReplyState::Queued) {
            // The word was for now: later it is looked for again.
            let why = left.error.as_ref().map_or_else(|| "it did not leave".to_owned(), ToString::to_string);
            round.note(&left, Event::Lost(why)).await?;
        }
    }
    round.refresh().await;
    drop(lock);
    Ok(round.posted)
}

async fn lock(context: &Context) -> Result<SyncLock, SyncError> {
    let folder = context.store.file().parent().map(PathBuf::from).unwrap_or_default();
    context.store(move |_| SyncLock::try_acquire(&folder)).await?.ok_or(SyncError::Busy)
}

/// The same while the lock is held; what is to wait is left alone unless it `is_asked_for`.
pub(super) async fn send_locked(
    context: &Context,
    tell: &OnProgress<'_>,
    cancel: &Cancel,
    is_asked_for: bool,
) -> Result<Posted, SyncError> {
    let Some(mailing) = context.mailing.clone() else { return Ok(Posted::default()) };
    let mut round = OutboxRun { context, tell, mailing, posted: Posted::default() };
    let replies = context.store(crate::store::Store::replies).await?;
    for reply in &replies {
        if *cancel.borrow() {
            break;
        }
        let is_to_wait = reply.not_before.is_some_and(|then| then > context.now());
        if is_asked_for || !is_to_wait {
            round.one(reply.clone(), &replies, cancel).await?;
        }
    }
    round.refresh().await;
    Ok(round.posted)
}

/// A try so old is forgotten by those who join a second copy by its key.
const KEY_LIVES: TimeDelta = TimeDelta::minutes(30);

/// One pass over the outbox.
pub(super) struct OutboxRun<'a> {
    pub(super) context: &'a Context,
    pub(super) tell: &'a OnProgress<'a>,
    pub(super) mailing: DeliveryOptions,
    posted: Posted,
}

impl OutboxRun<'_> {
    /// Writes down what happened; the reply as it is now. `None` when somebody else was quicker.
    pub(super) async fn note(&mut self, reply: &Reply, event: Event) -> Result<Option<Reply>, SyncError> {
        let Ok(after) = next(reply, event, self.context.now()) else { return Ok(None) };
        let (from, keep) = (reply.state, after.clone());
        if !self.context.store(move |store| store.change_reply(from, &keep)).await? {
            return Ok(None);
        }
        self.posted.changed.retain(|known| known.id != after.id);
        self.posted.changed.push(after.clone());
        Ok(Some(after))
    }

    async fn one(&mut self, reply: Reply, all: &[Reply], cancel: &Cancel) -> Result<(), SyncError> {
        let mut reply = reply;
        // Whoever had it on its way is gone: the lock is ours.
        if reply.state == ReplyState::Sending {
            let lost = Event::Lost("the program ended while it was on its way".to_owned());
            let Some(after) = self.note(&reply, lost).await? else { return Ok(()) };
            reply = after;
        }
        if reply.state == ReplyState::Queued && self.is_forgotten(&reply).await? {
            let lost = Event::Lost("it was tried long ago, and is looked for again".to_owned());
            let Some(after) = self.note(&reply, lost).await? else { return Ok(()) };
            reply = after;
        }
        match reply.state {
            ReplyState::Pending => self.look(&reply, all).await,
            ReplyState::Uncertain => {
                let Some(after) = self.search(&reply, all).await? else { return Ok(()) };
                if after.state == ReplyState::Queued { self.send(after, all, cancel).await } else { Ok(()) }
            }
            ReplyState::Queued => self.send(reply, all, cancel).await,
            ReplyState::Draft | ReplyState::Sending | ReplyState::Sent | ReplyState::Failed => Ok(()),
        }
    }

    /// Mastodon joins a second copy by its key for a while only.
    async fn is_forgotten(&self, reply: &Reply) -> Result<bool, SyncError> {
        let is_old = reply.tried.is_some_and(|tried| self.context.now() - tried >= KEY_LIVES);
        Ok(is_old && self.head(reply).await?.is_some_and(|head| head.source.starts_with("mastodon")))
    }

    /// What waited for moderation may be in the thread by now, which the sync fetches anyway. Nobody is asked for a
    /// secret for that: of a reply whose id is not known the words decide.
    async fn look(&mut self, reply: &Reply, all: &[Reply]) -> Result<(), SyncError> {
        if let Some((id, Moderation::Visible)) = self.find(reply, "", all).await? {
            self.note(reply, Event::Sent(Some(id))).await?;
        }
        Ok(())
    }

    /// Searches the thread, fetched anew, for a reply that may have arrived.
    async fn search(&mut self, reply: &Reply, all: &[Reply]) -> Result<Option<Reply>, SyncError> {
        let left = reply.tried.map(|tried| (tried + self.mailing.settle - self.context.now()).min(self.mailing.settle));
        if let Some(left) = left.filter(|left| *left > TimeDelta::zero()) {
            let seconds = pluralize(usize::try_from(left.num_seconds() + 1).unwrap_or_default(), "second");
            (self.tell)(&format!("the site has {seconds} to show reply {}; then it is looked for", reply.id.0));
            return Ok(None);
        }
        let target = match self.target(reply).await? {
            Ok(target) => target,
            Err(why) => return self.note(reply, Event::Unsearched(why, None)).await,
        };
        if let Err(error) = refresh_thread(self.context, reply.article, true).await {
            return self.note(reply, Event::Unsearched(format!("not found out yet: {error}"), None)).await;
        }
        if let Some(why) = self.head(reply).await?.and_then(|head| head.failure) {
            return self.note(reply, Event::Unsearched(format!("not found out yet: {why}"), None)).await;
        }
        let event = match self.find(reply, target.name(), all).await? {
            Some((id, Moderation::Pending)) => Event::Held(Some(id)),
            Some((id, _)) => Event::Sent(Some(id)),
            None => {
                let is_young = reply.tried.is_some_and(|tried| self.context.now() - tried < KEY_LIVES);
                let is_kept = !target.hints.source.starts_with("mastodon") || is_young;
                Event::Missing { is_safe: is_kept && sender(target.hints).is_safe_to_repeat() }
            }
        };
        self.note(reply, event).await
    }

    /// What is known of the thread that a reply goes to. Another one of the article may be read when this one is not.
    pub(super) async fn head(&self, reply: &Reply) -> Result<Option<ThreadSummary>, SyncError> {
        let (id, origin) = (reply.article, reply.origin.clone());
        let summaries = self.context.store(move |store| store.thread_heads(id)).await?;
        Ok(summaries.into_iter().find(|head| head.origin == origin))
    }

    /// The comment of the cached thread that is this reply.
    async fn find(&self, reply: &Reply, name: &str, all: &[Reply]) -> Result<Option<(String, Moderation)>, SyncError> {
        let (id, origin) = (reply.article, reply.origin.clone());
        let Some(stored) = self.context.store(move |store| store.thread(id)).await? else { return Ok(None) };
        let Some(at) = stored.summaries.iter().position(|head| head.origin == origin) else { return Ok(None) };
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

    /// Hands a reply over.
    async fn send(&mut self, reply: Reply, all: &[Reply], cancel: &Cancel) -> Result<(), SyncError> {
        let target = match self.target(&reply).await? {
            Ok(target) => target,
            Err(why) => return self.note(&reply, Event::Refused(why)).await.map(drop),
        };
        if let Some(why) = self.gone(&reply).await? {
            return self.note(&reply, Event::Refused(why)).await.map(drop);
        }
        self.wait_for_turn(&target.host, cancel).await?;
        if *cancel.borrow() {
            return Ok(());
        }
        // It may have been written on while others had their turn.
        let id = reply.id;
        let now = self.context.store(move |store| store.reply(id)).await?;
        if now.is_none_or(|now| now.text != reply.text || now.state != reply.state) {
            return Ok(());
        }
        let mut reply = reply;
        let end = self.converse(&mut reply, &target).await?;
        let begun = reply.state == ReplyState::Sending;
        if begun {
            // A slow site took it in just now: that counts, not when it was begun. What became of it counts more.
            let _ = self.had_its_turn(&target.host).await;
        }
        let event = match end {
            Outcome::Sent(id) => Event::Sent(id),
            Outcome::Pending(id) => Event::Held(id),
            Outcome::Duplicate => {
                // Shown or held: the thread tells. Discourse refuses what somebody has said in any topic: what was never
                // tried before and is not here was said elsewhere.
                let is_of_site = target.hints.source.starts_with("discourse");
                let is_read = refresh_thread(self.context, reply.article, true).await.is_ok();
                let found = match self.find(&reply, target.name(), all).await? {
                    // The same words of an earlier reply: they are there, which is what was wanted.
                    None => self.find(&reply, target.name(), &[]).await?,
                    found => found,
                };
                match found {
                    Some((id, Moderation::Visible)) => Event::Sent(Some(id)),
                    Some((id, _)) => Event::Held(Some(id)),
                    None if is_of_site && is_read && reply.attempts <= 1 => {
                        Event::Refused("the site says that it has this text already, but does not show it".to_owned())
                    }
                    None => Event::Held(None),
                }
            }
            Outcome::Refused(why) => Event::Refused(why),
            Outcome::Later(why, pause) => {
                let at =
                    pause.and_then(|pause| TimeDelta::from_std(pause).ok()).map(|pause| self.context.now() + pause);
                Event::NotSent(why, at)
            }
            Outcome::Lost(why) if begun => Event::Lost(why),
            Outcome::Lost(why) => Event::NotSent(why, None),
            Outcome::ByHand(page) => {
                let why = format!("this site takes replies from people only, at {page}");
                self.posted.manual.push((page, reply.text.clone()));
                Event::Refused(why)
            }
        };
        self.note(&reply, event).await.map(drop)
    }

    /// Why the comment that is answered can't be answered any more, as far as the cache knows.
    async fn gone(&self, reply: &Reply) -> Result<Option<String>, SyncError> {
        let Some(parent) = reply.parent.clone() else { return Ok(None) };
        let (id, origin) = (reply.article, reply.origin.clone());
        let stored = self.context.store(move |store| store.thread_outline(id)).await?.unwrap_or_default();
        let at = stored.summaries.iter().position(|head| head.origin == origin);
        let comment = stored.comments.iter().find(|c| Some(usize::from(c.origin)) == at && c.id == parent);
        Ok(comment.filter(|comment| comment.is_removed()).map(|_| "the comment that it answers was removed".to_owned()))
    }

    /// What has arrived is to be seen in its thread.
    async fn refresh(&self) {
        let arrived = self.posted.changed.iter().filter(|reply| reply.state == ReplyState::Sent);
        let articles: BTreeSet<ArticleId> = arrived.map(|reply| reply.article).collect();
        for article in articles {
            // If it fails now the next sync fetches it.
            let _ = refresh_thread(self.context, article, false).await;
        }
    }
}
