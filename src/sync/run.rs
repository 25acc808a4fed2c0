//! Runs one sync: chooses feeds, fetches them in parallel, sends progress, and reports.
//!
//! `feed` fetches one feed; `follow_up` chooses and fetches threads and pages.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::feed::{self, FeedResult};
use super::jobs::{Cancel, run_bounded};
use super::offline::Network;
use super::repeats::sketch;
use super::report::{Options, Outcome, Progress, Report, SyncScope};
use super::rules::Rules;
use super::stories::group;
use super::{Context, SyncError, follow_up, outbox};
use crate::domain::{ArticleId, Text, Time};
use crate::net::host_key;
use crate::page;
use crate::store::{FeedState, Store, StoreError, SyncLock};

/// Articles indexed at once; bounded because the user's marks wait while a batch is written.
const INDEX_BATCH: usize = 200;
/// Most time for turning a batch into text.
pub(super) const BATCH_LIMIT: Duration = Duration::from_mins(1);
/// Most time for turning one article or comment into text.
pub(super) const ARTICLE_LIMIT: Duration = Duration::from_secs(5);
/// Days for which the articles of a removed feed stay, so that the user can undo the removal.
const REMOVED_FEED_DAYS: u32 = 30;
/// Days for which the texts stay that an online fact check found: as long as most articles are checked, and longer than
/// the days around an article within which texts are evidence.
pub(super) const FOUND_DAYS: u32 = 30;

/// Runs a sync, then deletes the articles of feeds that the user removed long ago. The report has the feeds that
/// failed; an error means that the store failed, or that another sync is running.
///
/// Holds the lock that keeps other processes from syncing. A progress message without a receiver is lost. At most
/// `global` requests of the client run at once, which bounds the bodies in memory too.
pub async fn run(
    context: &Context,
    options: &Options,
    progress: UnboundedSender<Progress>,
    cancel: Cancel,
) -> Result<Report, SyncError> {
    let began = Instant::now();
    let folder = context.store.file().parent().map(PathBuf::from).unwrap_or_default();
    let lock = context.store(move |_| SyncLock::try_acquire(&folder)).await?.ok_or(SyncError::Busy)?;
    let (rules, error) = Rules::load(context, progress.clone());
    let mut sync = Sync { context, options, progress, cancel, rules, report: Report::default() };
    if let Some(error) = error {
        sync.send(Progress::Warning(Text::line(&format!("new articles wait for their rules: {error}"))));
    }
    if context.delivery.as_ref().is_some_and(|delivery| delivery.with_sync) {
        sync.report.replies =
            outbox::send_locked(context, &|_| {}, &sync.cancel, false).await?.changed.iter().map(Into::into).collect();
    }
    let fetched = sync.feeds().await?;
    let is_cancelled = *sync.cancel.borrow();
    sync.rules.finish(context, is_cancelled).await?;
    sync.report.hidden_articles = sync.rules.hidden();
    sync.follow_up(fetched).await?;
    sync.report.seconds = began.elapsed().as_secs_f64();
    if !sync.report.cancelled {
        let now = context.now();
        context
            .store(move |store| {
                store.expire_found(FOUND_DAYS, now)?;
                store.purge_unsubscribed(REMOVED_FEED_DAYS, now)
            })
            .await?;
    }
    if options.index && !sync.report.cancelled {
        let indexed = index(context, &sync.progress, sync.cancel.clone()).await?;
        let grouped = indexed && group(context, sync.cancel.clone()).await?;
        sync.report.cancelled = !(grouped && sketch(context, sync.cancel.clone()).await?);
    }
    drop(lock);
    sync.send(Progress::Finished(sync.report.clone()));
    Ok(sync.report)
}

/// Indexes queued articles for searches, in batches. Returns false if the caller cancelled before the end.
pub async fn index(context: &Context, progress: &UnboundedSender<Progress>, cancel: Cancel) -> Result<bool, SyncError> {
    let mut left = context.store(Store::pending).await?;
    while left > 0 {
        if *cancel.borrow() {
            return Ok(false);
        }
        let _ = progress.send(Progress::Indexing { left });
        let now = context.store(index_batch).await?;
        if now >= left {
            // Another process queues articles as fast as this one indexes them, or none can be indexed.
            break;
        }
        left = now;
    }
    Ok(true)
}

/// Indexes all queued articles. Blocks. For searches that must not miss an article.
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

/// Indexes one batch. If an article in it makes the parser panic or exceed its time, indexes the batch again with a
/// time limit for each article.
fn index_batch(store: &Store) -> Result<usize, StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.index_pending(INDEX_BATCH, page::plain))
        .unwrap_or_else(|| store.index_pending(INDEX_BATCH, plain_or_nothing))
}

/// Like [`index_batch`], but indexes the articles that rules are applied to next.
pub(super) fn index_for_rules(store: &Store, limit: usize) -> Result<(), StoreError> {
    let fast = store.clone();
    page::run_with_deadline(BATCH_LIMIT, move || fast.index_for_rules(limit, page::plain))
        .unwrap_or_else(|| store.index_for_rules(limit, plain_or_nothing))
}

/// Returns the text of an article. If the parser fails, returns nothing, and searches find only title and author.
fn plain_or_nothing(html: &str) -> String {
    let html = html.to_owned();
    page::run_with_deadline(ARTICLE_LIMIT, move || page::plain(&html)).unwrap_or_default()
}

struct Sync<'a> {
    context: &'a Context,
    options: &'a Options,
    progress: UnboundedSender<Progress>,
    cancel: Cancel,
    rules: Rules,
    report: Report,
}

impl Sync<'_> {
    fn send(&self, progress: Progress) {
        // A dropped receiver does not stop the sync.
        let _ = self.progress.send(progress);
    }

    /// Fetches all feeds. Returns those that did not fail, each with its new and changed articles.
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
        self.send(Progress::Started { total: states.len() });
        let is_unconditional = self.options.ask == SyncScope::Force;
        let mut succeeded = Vec::new();
        let mut network = Network::default();
        let (rules, progress) = (self.rules.clone(), self.progress.clone());
        let jobs = interleaved(states).into_iter().map(|state| {
            let (context, rules, progress) = (context.clone(), rules.clone(), progress.clone());
            let known = state.clone();
            (state, async move {
                let fetched = feed::fetch(&context, &known, is_unconditional, &progress).await?;
                if matches!(fetched.outcome, Outcome::Fetched { new, .. } if new > 0) {
                    rules.apply(&context).await?;
                }
                Ok(fetched)
            })
        });
        let ended = run_bounded(self.limit(), self.cancel.clone(), jobs, |state, fetched| {
            let fetched = match fetched {
                Some(Ok(fetched)) => fetched,
                // Another process blocks the store: only this feed fails.
                Some(Err(error @ SyncError::Store(StoreError::Busy { .. }))) => {
                    FeedResult::failed(&state, Text::line(&error.to_string()))
                }
                None | Some(Err(SyncError::Interrupted)) => {
                    FeedResult::failed(&state, Text::line("could not be processed, because of a bug in tidings"))
                }
                Some(Err(error)) => return Err(error),
            };
            if let Some((state, fetched)) = network.note(state, fetched) {
                succeeded.extend(self.count(state, fetched));
            }
            Ok(())
        });
        let ended = ended.await?;
        self.report.cancelled |= !ended;
        self.settle(network).await?;
        Ok(succeeded)
    }

    /// Reports the feeds that could not be connected to: as one message without a network, else each as failed.
    async fn settle(&mut self, network: Network) -> Result<(), SyncError> {
        let is_offline = network.is_missing();
        let unreached = network.into_unreached();
        if is_offline {
            let titles: Vec<Text> = unreached.iter().map(|(_, fetched)| fetched.title.clone()).collect();
            self.report.waiting = titles.len();
            self.send(Progress::Offline { titles });
        }
        for (state, fetched) in unreached {
            let Outcome::Failed(reason) = &fetched.outcome else { continue };
            if is_offline {
                self.report.add_failure(&state.url, reason);
                continue;
            }
            feed::failed(self.context, &state, reason.clone(), None).await?;
            self.count(state, fetched);
        }
        Ok(())
    }

    /// Chooses the feeds to fetch, of those that the user named.
    fn chosen(&self, states: Vec<FeedState>, now: Time) -> Vec<FeedState> {
        let is_chosen = |state: &FeedState| match self.options.ask {
            SyncScope::Due => !state.gone && state.next_due.is_none_or(|due| due <= now),
            // A user who names a gone feed wants to try it again.
            SyncScope::All => !state.gone || self.options.only.is_some(),
            SyncScope::Force => true,
        };
        states.into_iter().filter(is_chosen).collect()
    }

    /// Reports the result of one feed. Returns the feed and its new and changed articles, unless it failed.
    fn count(&mut self, state: FeedState, fetched: FeedResult) -> Option<(FeedState, Vec<ArticleId>)> {
        let FeedResult { title, outcome, failure, bytes, moved, articles } = fetched;
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
        let has_succeeded = !matches!(outcome, Outcome::Failed(_));
        self.send(Progress::Feed { id: state.id, title, outcome, failure });
        if let Some(moved) = moved {
            self.report.moved.push(moved.clone());
            self.send(Progress::Moved(moved));
        }
        has_succeeded.then_some((state, articles))
    }

    /// Fetches the threads, pages and recordings of the fetched feeds, and those that rules ask for.
    async fn follow_up(&mut self, fetched: Vec<(FeedState, Vec<ArticleId>)>) -> Result<(), SyncError> {
        let context = self.context;
        let mut plans = Vec::new();
        for (state, mut articles) in fetched {
            if self.rules.hidden() > 0 {
                articles = context.store(move |store| follow_up::shown(store, &articles)).await?;
            }
            let comments = self.options.comments || state.comments;
            let pages = self.options.pages || state.pages;
            let audio = self.options.audio || state.audio;
            if (comments || pages || audio) && !*self.cancel.borrow() {
                let wanted = follow_up::Wanted { comments, pages, audio, catch_up: self.options.catch_up };
                plans.push(follow_up::plan(context, state, articles, wanted).await?);
            }
        }
        let wishes = context.store(|store| store.rule_jobs(follow_up::RULE_JOBS)).await?;
        follow_up::add_wishes(context, &mut plans, wishes.clone()).await?;
        plans.retain(|plan| !plan.is_empty());
        if *self.cancel.borrow() {
            return Ok(());
        }
        if plans.is_empty() {
            return context.store(move |store| store.finish_rule_jobs(&wishes)).await;
        }
        self.send(Progress::FollowUp { total: plans.iter().map(follow_up::Plan::len).sum() });
        let trust = context.content_trust().await?;
        let totals = follow_up::Totals::default();
        let jobs = plans.into_iter().map(|plan| {
            let (context, progress) = (context.clone(), self.progress.clone());
            let (trust, totals) = (trust.clone(), totals.clone());
            ((), async move { plan.run(&context, &trust, &totals, &progress).await })
        });
        let ended = run_bounded(self.limit(), self.cancel.clone(), jobs, |(), done| done.unwrap_or(Ok(()))).await?;
        self.report.cancelled |= !ended;
        if ended {
            context.store(move |store| store.finish_rule_jobs(&wishes)).await?;
        }
        self.report.comments += totals.comments();
        self.report.bytes += totals.bytes();
        Ok(())
    }

    fn limit(&self) -> usize {
        self.context.client.options().global.max(1)
    }
}

/// Reorders feeds so that those of one host are spread out, since a host with many feeds would delay the others.
fn interleaved(states: Vec<FeedState>) -> Vec<FeedState> {
    let mut next_round: HashMap<String, usize> = HashMap::new();
    let mut rounds: Vec<(usize, FeedState)> = Vec::with_capacity(states.len());
    for state in states {
        let round = next_round.entry(host_key(&state.url).unwrap_or_default()).or_default();
        rounds.push((*round, state));
        *round += 1;
    }
    rounds.sort_by_key(|(round, _)| *round);
    rounds.into_iter().map(|(_, state)| state).collect()
}
