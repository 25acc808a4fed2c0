//! One sync from beginning to end: which feeds, side by side, progress, the report.
//!
//! What happens to one feed is left to `feed`, which threads and pages follow to `follow`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::feed::{self, Asked};
use super::jobs::{Cancel, run_bounded};
use super::offline::Network;
use super::repeats::sketch;
use super::report::{Options, Outcome, Progress, Report, SyncScope};
use super::{Context, SyncError, follow, outbox};
use crate::domain::{ArticleId, Text, Time};
use crate::net::host_key;
use crate::page;
use crate::store::{FeedState, Store, StoreError, SyncLock};

/// Articles indexed in one go: readers' marks wait for no longer than that takes.
const INDEX_BATCH: usize = 200;
/// How long turning a batch, or one article, into text may take.
pub(super) const BATCH_LIMIT: Duration = Duration::from_mins(1);
pub(super) const ARTICLE_LIMIT: Duration = Duration::from_secs(5);

/// Syncs. Feeds that fail are in the report, with their reasons; an error is the store's, or another sync's.
///
/// Takes the lock that keeps other processes from syncing meanwhile. Progress goes out as it happens and is lost when
/// nobody listens. At most `global` requests of the client are under way, and no more bodies in memory.
pub async fn run(
    context: &Context,
    options: &Options,
    progress: UnboundedSender<Progress>,
    cancel: Cancel,
) -> Result<Report, SyncError> {
    let began = Instant::now();
    let folder = context.store.file().parent().map(PathBuf::from).unwrap_or_default();
    let lock = context.store(move |_| SyncLock::try_acquire(&folder)).await?.ok_or(SyncError::Busy)?;
    let mut sync = Sync { context, options, progress, cancel, report: Report::default() };
    if context.mailing.as_ref().is_some_and(|mailing| mailing.with_sync) {
        sync.report.replies =
            outbox::send_locked(context, &|_| {}, &sync.cancel, false).await?.changed.iter().map(Into::into).collect();
    }
    let followed = sync.feeds().await?;
    sync.follow(followed).await?;
    sync.report.seconds = began.elapsed().as_secs_f64();
    if options.index && !sync.report.cancelled {
        let indexed = index(context, &sync.progress, sync.cancel.clone()).await?;
        sync.report.cancelled = !(indexed && sketch(context, sync.cancel.clone()).await?);
    }
    drop(lock);
    sync.say(Progress::Finished(sync.report.clone()));
    Ok(sync.report)
}

/// Indexes for searches what waits for it, in batches; says false when it was cancelled before the end.
pub async fn index(context: &Context, progress: &UnboundedSender<Progress>, cancel: Cancel) -> Result<bool, SyncError> {
    let mut left = context.store(Store::pending).await?;
    while left > 0 {
        if *cancel.borrow() {
            return Ok(false);
        }
        let _ = progress.send(Progress::Indexing { left });
        let now = context.store(index_batch).await?;
        if now >= left {
            // Another process adds as fast as this one takes away, or there is nothing that can be taken.
            break;
        }
        left = now;
    }
    Ok(true)
}

/// Indexes all that waits, here and now: for a search that must not miss anything.
pub fn index_all(store: &Store) -> Result<(), StoreError> {
    let mut left = store.pending()?;
    while left > 0 {
        let now = index_batch(store)?;
        if now >= left {
            break;
        }
        left = now;
    }
    Ok(())
}

/// One batch at full speed; if an article in it is more than the parser can bear, the batch again, article by article.
fn index_batch(store: &Store) -> Result<usize, StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.index_pending(INDEX_BATCH, page::plain))
        .unwrap_or_else(|| store.index_pending(INDEX_BATCH, plain_or_nothing))
}

/// The text of an article; nothing when it can't be told, which leaves title and author to be found by.
fn plain_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(ARTICLE_LIMIT, move || page::plain(&html)).unwrap_or_default()
}

struct Sync<'a> {
    context: &'a Context,
    options: &'a Options,
    progress: UnboundedSender<Progress>,
    cancel: Cancel,
    report: Report,
}

impl Sync<'_> {
    fn say(&self, progress: Progress) {
        // A listener that has gone does not stop the work.
        let _ = self.progress.send(progress);
    }

    /// Asks all feeds; what came of each that went well, for what is to follow.
    async fn feeds(&mut self) -> Result<Vec<(FeedState, Vec<ArticleId>)>, SyncError> {
        let context = self.context;
        let now = context.now();
        let only = self.options.only.clone();
        let states = context.store(move |store| store.feed_states(only.as_deref())).await?;
        for (host, until, _) in context.store(move |store| store.hosts_waiting(now)).await? {
            let left = (until - now).to_std().unwrap_or_default();
            context.client.pause(&format!("http://{host}/"), left);
        }
        let states = self.chosen(states, now);
        self.report.feeds = states.len();
        self.say(Progress::Started { total: states.len() });
        let whole = self.options.ask == SyncScope::Force;
        let mut followed = Vec::new();
        let mut network = Network::default();
        let jobs = interleaved(states).into_iter().map(|state| {
            let context = context.clone();
            let known = state.clone();
            (state, async move { feed::ask(&context, &known, whole).await })
        });
        let ended = run_bounded(self.limit(), self.cancel.clone(), jobs, |state, asked| {
            let asked = match asked {
                Some(Ok(asked)) => asked,
                // Another program holds the store up: that costs this feed, not the rest.
                Some(Err(error @ SyncError::Store(StoreError::Busy { .. }))) => {
                    Asked::failed(&state, Text::line(&error.to_string()))
                }
                None | Some(Err(SyncError::Interrupted)) => {
                    Asked::failed(&state, Text::line("it could not be taken in, by a fault of this program"))
                }
                Some(Err(error)) => return Err(error),
            };
            if let Some((state, asked)) = network.note(state, asked) {
                followed.extend(self.count(state, asked));
            }
            Ok(())
        });
        let ended = ended.await?;
        self.report.cancelled |= !ended;
        self.settle(network).await?;
        Ok(followed)
    }

    /// Reports the feeds that could not be connected to: as one message without a network, else each as failed.
    async fn settle(&mut self, network: Network) -> Result<(), SyncError> {
        let is_offline = network.is_missing();
        let unreached = network.into_unreached();
        if is_offline {
            let titles: Vec<Text> = unreached.iter().map(|(_, asked)| asked.title.clone()).collect();
            self.report.waiting = titles.len();
            self.say(Progress::Offline { waiting: titles.len(), titles });
        }
        for (state, asked) in unreached {
            let Outcome::Failed(reason) = &asked.outcome else { continue };
            if is_offline {
                self.report.add_failure(&state.url, reason);
                continue;
            }
            feed::failed(self.context, &state, reason.clone(), None).await?;
            self.count(state, asked);
        }
        Ok(())
    }

    /// The feeds to ask, of those that the user chose.
    fn chosen(&self, states: Vec<FeedState>, now: Time) -> Vec<FeedState> {
        let is_chosen = |state: &FeedState| match self.options.ask {
            SyncScope::Due => !state.gone && state.next_due.is_none_or(|due| due <= now),
            // Who names a feed that is gone wants to see for himself.
            SyncScope::All => !state.gone || self.options.only.is_some(),
            SyncScope::Force => true,
        };
        states.into_iter().filter(is_chosen).collect()
    }

    /// Tells and counts what came of one feed; what is to follow if it went well.
    fn count(&mut self, state: FeedState, asked: Asked) -> Option<(FeedState, Vec<ArticleId>)> {
        let Asked { title, outcome, failure, bytes, moved, news } = asked;
        let report = &mut self.report;
        report.bytes += bytes;
        match &outcome {
            Outcome::Fetched { new, updated, .. } => {
                report.fetched += 1;
                report.new_articles += new;
                report.updated_articles += updated;
            }
            Outcome::NotModified => report.not_modified += 1,
            Outcome::Failed(reason) => report.add_failure(&state.url, reason),
        }
        let went_well = !matches!(outcome, Outcome::Failed(_));
        self.say(Progress::Feed { id: state.id, title, outcome, failure });
        if let Some(moved) = moved {
            self.report.moved.push(moved.clone());
            self.say(Progress::Moved(moved));
        }
        went_well.then_some((state, news))
    }

    /// Fetches the threads and pages that the feeds' news call for.
    async fn follow(&mut self, followed: Vec<(FeedState, Vec<ArticleId>)>) -> Result<(), SyncError> {
        let context = self.context;
        let mut plans = Vec::new();
        for (state, news) in followed {
            let comments = self.options.comments || state.comments;
            let pages = self.options.pages || state.pages;
            if (comments || pages) && !*self.cancel.borrow() {
                plans.push(follow::plan(context, state, news, (comments, pages), self.options.catch_up).await?);
            }
        }
        plans.retain(|plan| !plan.is_empty());
        if plans.is_empty() || *self.cancel.borrow() {
            return Ok(());
        }
        self.say(Progress::Following { total: plans.iter().map(follow::Plan::len).sum() });
        let trust = context.content_trust().await?;
        let totals = follow::Totals::default();
        let jobs = plans.into_iter().map(|plan| {
            let (context, progress) = (context.clone(), self.progress.clone());
            let (trust, totals) = (trust.clone(), totals.clone());
            ((), async move { plan.run(&context, &trust, &totals, &progress).await })
        });
        let ended = run_bounded(self.limit(), self.cancel.clone(), jobs, |(), done| done.unwrap_or(Ok(()))).await?;
        self.report.cancelled |= !ended;
        self.report.comments += totals.comments();
        self.report.bytes += totals.bytes();
        Ok(())
    }

    fn limit(&self) -> usize {
        self.context.client.options().global.max(1)
    }
}

/// The same feeds with those of one host spread out, so that a host with many of them does not hold up the others.
fn interleaved(states: Vec<FeedState>) -> Vec<FeedState> {
    let mut met: HashMap<String, usize> = HashMap::new();
    let mut rounds: Vec<(usize, FeedState)> = Vec::with_capacity(states.len());
    for state in states {
        let round = met.entry(host_key(&state.url).unwrap_or_default()).or_default();
        rounds.push((*round, state));
        *round += 1;
    }
    rounds.sort_by_key(|(round, _)| *round);
    rounds.into_iter().map(|(_, state)| state).collect()
}
