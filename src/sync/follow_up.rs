//! Chooses the threads, pages and recordings that a sync fetches after a feed, and fetches them one after the other.
//!
//! `comments`, `pages` and `audio` fetch one of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::TimeDelta;
use tokio::sync::mpsc::UnboundedSender;

use super::audio::{Downloads, Room};
use super::{Context, Progress, SyncError, comments, pages};
use crate::comments::Source;
use crate::domain::{Article, ArticleId, ArticleRow, FeedId, ListQuery, RuleAction, RuleEffect, Scope, Text, Time};
use crate::listen;
use crate::net::Trust;
use crate::store::{FeedState, Store, StoreError, ThreadState};

/// Newest articles of a feed that a sync considers beside the new and changed ones.
const RECENT: usize = 50;
/// Age above which a sync does not fetch an article's thread again; opening the article does.
const RECENT_DAYS: TimeDelta = TimeDelta::days(14);
/// Most threads, and most pages, that one sync fetches for one feed: a first sync may bring a whole archive.
const MAX_PER_FEED: usize = 200;
/// What rules may ask a sync to fetch: their keys in `rules.toml`.
pub(super) const RULE_JOBS: &[&str] = &["full_text", "comments", "audio"];
/// Shortest time between two fetches of a thread.
const SHORTEST_REST: TimeDelta = TimeDelta::minutes(15);
/// Longest time after which a thread with new comments is fetched again.
const LONGEST_REST: TimeDelta = TimeDelta::days(1);

/// What to fetch after one feed.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Wanted {
    pub(super) comments: bool,
    pub(super) pages: bool,
    pub(super) audio: bool,
    /// Whether threads and pages that were never fetched are wanted, however old.
    pub(super) catch_up: bool,
}

/// Threads, pages and recordings to fetch after one feed.
#[derive(Debug, Default)]
pub(super) struct Plan {
    threads: Vec<ArticleId>,
    pages: Vec<ArticleId>,
    recordings: Vec<(ArticleId, String)>,
}

/// Counts of new comments and bytes, shared by all running plans, so that even a cancelled sync can report them.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals(Arc<(AtomicUsize, AtomicU64)>);

impl Totals {
    pub(super) fn comments(&self) -> usize {
        self.0.0.load(Ordering::Relaxed)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.0.1.load(Ordering::Relaxed)
    }

    fn add(&self, comments: usize, bytes: u64) {
        self.0.0.fetch_add(comments, Ordering::Relaxed);
        self.0.1.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Chooses the threads, pages and recordings to fetch for a feed, given its new and changed articles.
pub(super) async fn plan(
    context: &Context,
    state: FeedState,
    changed: Vec<ArticleId>,
    Wanted { comments, pages, audio, catch_up }: Wanted,
) -> Result<Plan, SyncError> {
    let own = context.clone();
    let plan = context.store(move |store| {
        let recordings = if audio { choose_recordings(&own.downloads, store, &state)? } else { Vec::new() };
        let threads = if comments { choose_threads(&own, store, &state, &changed, catch_up)? } else { Vec::new() };
        let pages = if pages { choose_pages(store, &state, changed, catch_up)? } else { Vec::new() };
        Ok(Plan { threads, pages, recordings })
    });
    plan.await
}

/// Returns those of some articles that no rule hides.
pub(super) fn shown(store: &Store, articles: &[ArticleId]) -> Result<Vec<ArticleId>, StoreError> {
    let rows = store.rows(articles)?.into_iter();
    Ok(rows.filter(|row| row.hidden_because.is_none()).map(|row| row.id).collect())
}

/// Adds what rules ask for and no plan has yet: a plan for each feed, with the newest articles first.
pub(super) async fn add_wishes(
    context: &Context,
    plans: &mut Vec<Plan>,
    jobs: Vec<RuleEffect>,
) -> Result<(), SyncError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let threads: HashSet<ArticleId> = plans.iter().flat_map(|plan| &plan.threads).copied().collect();
    let pages: HashSet<ArticleId> = plans.iter().flat_map(|plan| &plan.pages).copied().collect();
    let recordings: HashSet<ArticleId> = plans.iter().flat_map(|plan| &plan.recordings).map(|(id, _)| *id).collect();
    let own = context.clone();
    let wished = context.store(move |store| {
        let mut wished: BTreeMap<FeedId, Plan> = BTreeMap::new();
        for RuleEffect { article: id, action, .. } in jobs {
            let Some(article) = store.article(id)? else { continue };
            let plan = wished.entry(article.row.feed).or_default();
            match action {
                RuleAction::FullText
                    if plan.pages.len() < MAX_PER_FEED && !pages.contains(&id) && !store.has_page(id)? =>
                {
                    plan.pages.push(id);
                }
                RuleAction::Comments if plan.threads.len() < MAX_PER_FEED && !threads.contains(&id) => {
                    let has_thread = || has_thread(&own, &article);
                    if is_wanted(article.row.published, store.thread_state(id)?, has_thread, own.now()) {
                        plan.threads.push(id);
                    }
                }
                RuleAction::Audio if plan.recordings.len() < MAX_PER_FEED && !recordings.contains(&id) => {
                    let found = listen::recording(&article).filter(|found| own.downloads.file(&found.url).is_none());
                    plan.recordings.extend(found.map(|found| (id, found.url)));
                }
                _ => {}
            }
            plan.pages.dedup();
            plan.threads.dedup();
            plan.recordings.dedup();
        }
        Ok(wished)
    });
    plans.extend(wished.await?.into_values());
    Ok(())
}

/// Chooses the recordings of unread articles that are not there yet.
fn choose_recordings(
    downloads: &Downloads,
    store: &Store,
    state: &FeedState,
) -> Result<Vec<(ArticleId, String)>, StoreError> {
    let list = ListQuery { scope: Scope::Feed(state.id), unread_only: true, ..ListQuery::default() };
    let mut wanted = Vec::new();
    for row in store.window(&list, 0, RECENT)?.rows {
        let recording = store.article(row.id)?.as_ref().and_then(listen::recording);
        wanted.extend(recording.filter(|found| downloads.file(&found.url).is_none()).map(|found| (row.id, found.url)));
    }
    Ok(wanted)
}

fn choose_pages(
    store: &Store,
    state: &FeedState,
    mut wanted: Vec<ArticleId>,
    catch_up: bool,
) -> Result<Vec<ArticleId>, StoreError> {
    if catch_up {
        let list = ListQuery { scope: Scope::Feed(state.id), ..ListQuery::default() };
        for row in store.window(&list, 0, RECENT)?.rows {
            // Without an address an article has nothing to fetch but what the feed names beside its audio.
            let is_fetched = store.has_page(row.id)? || (row.url.is_none() && store.has_chapters(row.id)?);
            if !wanted.contains(&row.id) && !is_fetched {
                wanted.push(row.id);
            }
        }
    }
    wanted.truncate(MAX_PER_FEED);
    Ok(wanted)
}

fn choose_threads(
    context: &Context,
    store: &Store,
    state: &FeedState,
    changed: &[ArticleId],
    catch_up: bool,
) -> Result<Vec<ArticleId>, StoreError> {
    let now = context.now();
    let list = ListQuery { scope: Scope::Feed(state.id), ..ListQuery::default() };
    let rows = store.window(&list, 0, RECENT)?.rows.into_iter();
    let is_missing = |row: &ArticleRow| catch_up && row.comments.loaded == 0;
    let recent = rows.filter(|row| now - row.published < RECENT_DAYS || is_missing(row)).map(|row| row.id);
    let mut seen = HashSet::new();
    let mut wanted = Vec::new();
    for id in changed.iter().copied().chain(recent).filter(|id| seen.insert(*id)) {
        let Some(article) = store.article(id)? else { continue };
        let has_thread = || has_thread(context, &article);
        if is_wanted(article.row.published, store.thread_state(id)?, has_thread, now) {
            wanted.push(id);
        }
        if wanted.len() >= MAX_PER_FEED {
            break;
        }
    }
    Ok(wanted)
}

/// Whether a thread may have new comments and was not fetched lately. The feed's number tells; without one, only a
/// fetch can. Older threads grow more slowly, so they rest longer: some feeds always state more comments than the site
/// shows.
fn is_wanted(published: Time, state: ThreadState, has_thread: impl FnOnce() -> bool, now: Time) -> bool {
    let rest = ((now - published) / 10).clamp(SHORTEST_REST, LONGEST_REST);
    let is_rested = state.fetched.is_none_or(|fetched| now - fetched >= rest);
    is_rested && state.stated_by_feed.map_or_else(has_thread, |stated| stated > state.visible)
}

/// Whether the feed names a thread, or the article's own address is one. A site that merely may have comments is not
/// asked for each of its articles.
fn has_thread(context: &Context, article: &Article) -> bool {
    let is_linked = article.comments_url.is_some() || article.comments_feed.is_some();
    is_linked || Source::plan(&comments::hints(context, article)).iter().any(Source::is_named)
}

impl Plan {
    pub(super) fn len(&self) -> usize {
        self.threads.len() + self.pages.len() + self.recordings.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fetches the pages, threads and recordings in turn. Reports failures as progress and goes on; an error means that the store
    /// failed.
    pub(super) async fn run(
        self,
        context: &Context,
        trust: &Trust,
        totals: &Totals,
        progress: &UnboundedSender<Progress>,
    ) -> Result<(), SyncError> {
        for article in self.pages {
            match pages::fetch(context, article, trust).await {
                Ok(page) => {
                    totals.add(0, page.bytes);
                    let _ = progress.send(Progress::Page { article });
                }
                Err(error) => report(progress, "page", article, error)?,
            }
        }
        for article in self.threads {
            match comments::refresh(context, article, trust, false).await {
                Ok(thread) => {
                    totals.add(thread.new, thread.bytes);
                    let _ = progress.send(Progress::Thread { article, new: thread.new });
                }
                Err(error) => report(progress, "comments", article, error)?,
            }
        }
        for (article, url) in self.recordings {
            let bytes = AtomicU64::new(0);
            let counted = |done, _| bytes.store(done, Ordering::Relaxed);
            match context.downloads.fetch(context, &url, Room::Free, counted).await {
                Ok(_) => {
                    totals.add(0, bytes.into_inner());
                    let _ = progress.send(Progress::Recording { article });
                }
                Err(error) => report(progress, "audio", article, error)?,
            }
        }
        Ok(())
    }
}

/// Reports that a page, thread or recording failed. Returns errors that end the sync.
fn report(
    progress: &UnboundedSender<Progress>,
    what: &str,
    article: ArticleId,
    error: SyncError,
) -> Result<(), SyncError> {
    if matches!(error, SyncError::Store(_) | SyncError::Interrupted) {
        return Err(error);
    }
    let _ = progress.send(Progress::Warning(Text::line(&format!("{what} of article {}: {error}", article.0))));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_fetched_if_they_may_have_more_comments() {
        let now: Time = "2026-05-10T12:00:00Z".parse().unwrap();
        let ago = |minutes: i64| now - TimeDelta::minutes(minutes);
        for (name, stated_by_feed, visible, link, published, fetched, wanted) in [
            ("never fetched, some stated", Some(17), 0, true, ago(60), None, true),
            ("never fetched, none stated", Some(0), 0, true, ago(60), None, false),
            ("never fetched, not stated but linked", None, 0, true, ago(60), None, true),
            ("nothing known of a thread", None, 0, false, ago(60), None, false),
            ("all loaded", Some(17), 17, true, ago(60), Some(ago(50)), false),
            ("more stated", Some(18), 17, true, ago(60), Some(ago(50)), true),
            ("more stated, but just fetched", Some(18), 17, true, ago(60), Some(ago(5)), false),
            ("no number in the feed", None, 0, true, ago(60), Some(ago(50)), true),
            ("no number in the feed, but just fetched", None, 0, true, ago(60), Some(ago(5)), false),
            ("an old thread rests longer", Some(18), 17, true, ago(1000), Some(ago(50)), false),
            ("an old thread rests a day at most", Some(18), 17, true, ago(100_000), Some(ago(1500)), true),
            ("a date in the future", Some(18), 17, true, ago(-9999), Some(ago(20)), true),
        ] {
            let state = ThreadState { fetched, stated_by_feed, visible };
            assert_eq!(is_wanted(published, state, || link, now), wanted, "{name}");
        }
    }
}
