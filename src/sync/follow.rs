//! Which threads and pages a sync asks for after a feed, and asking for them one after the other.
//!
//! How one of them is fetched is left to `comments` and `pages`.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::TimeDelta;
use tokio::sync::mpsc::UnboundedSender;

use super::{Context, Progress, SyncError, comments, pages};
use crate::comments::Source;
use crate::domain::{Article, ArticleId, ArticleRow, ListQuery, Scope, Text, Time};
use crate::net::Trust;
use crate::store::{FeedState, Store, StoreError, ThreadState};

/// Articles of one feed that a sync looks at beside the news.
const RECENT: usize = 50;
/// Older articles' threads are left to those who open them.
const RECENT_DAYS: TimeDelta = TimeDelta::days(14);
/// Threads, and pages, asked for in one sync of one feed: a first sync may bring a whole archive.
const MOST: usize = 200;
/// A thread is asked for again after this at the earliest, and after a day at the latest.
const SOONEST: TimeDelta = TimeDelta::minutes(15);
const LATEST: TimeDelta = TimeDelta::days(1);

/// What follows one feed.
#[derive(Debug)]
pub(super) struct Plan {
    threads: Vec<ArticleId>,
    pages: Vec<ArticleId>,
}

/// Counted while the plans run, so that a cancelled sync still says what it brought.
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

/// Plans what follows a feed that brought `news`.
pub(super) async fn plan(
    context: &Context,
    state: FeedState,
    news: Vec<ArticleId>,
    (comments, pages): (bool, bool),
    catch_up: bool,
) -> Result<Plan, SyncError> {
    let own = context.clone();
    let plan = context.store(move |store| {
        let threads = if comments { threads(&own, store, &state, &news, catch_up)? } else { Vec::new() };
        let pages = if pages { pages_of(store, &state, news, catch_up)? } else { Vec::new() };
        Ok(Plan { threads, pages })
    });
    plan.await
}

fn pages_of(
    store: &Store,
    state: &FeedState,
    mut wanted: Vec<ArticleId>,
    catch_up: bool,
) -> Result<Vec<ArticleId>, StoreError> {
    if catch_up {
        let list = ListQuery { scope: Scope::Feed(state.id), ..ListQuery::default() };
        for row in store.window(&list, 0, RECENT)?.rows {
            if !wanted.contains(&row.id) && !store.has_page(row.id)? {
                wanted.push(row.id);
            }
        }
    }
    wanted.truncate(MOST);
    Ok(wanted)
}

fn threads(
    context: &Context,
    store: &Store,
    state: &FeedState,
    news: &[ArticleId],
    catch_up: bool,
) -> Result<Vec<ArticleId>, StoreError> {
    let now = context.now();
    let list = ListQuery { scope: Scope::Feed(state.id), ..ListQuery::default() };
    let rows = store.window(&list, 0, RECENT)?.rows.into_iter();
    let is_missing = |row: &ArticleRow| catch_up && row.comments.loaded == 0;
    let recent = rows.filter(|row| now - row.published < RECENT_DAYS || is_missing(row)).map(|row| row.id);
    let mut seen = HashSet::new();
    let mut wanted = Vec::new();
    for id in news.iter().copied().chain(recent).filter(|id| seen.insert(*id)) {
        let Some(article) = store.article(id)? else { continue };
        let has_thread = || has_thread(context, &article);
        if is_wanted(article.row.published, store.thread_state(id)?, has_thread, now) {
            wanted.push(id);
        }
        if wanted.len() >= MOST {
            break;
        }
    }
    Ok(wanted)
}

/// Whether a thread may hold something new and was not asked for a moment ago. The feed's number tells; where a feed has
/// none, only asking does. Threads grow slower the older they are, and some state more comments than they ever show.
fn is_wanted(published: Time, state: ThreadState, has_thread: impl FnOnce() -> bool, now: Time) -> bool {
    let rest = ((now - published) / 10).clamp(SOONEST, LATEST);
    let is_rested = state.fetched.is_none_or(|fetched| now - fetched >= rest);
    is_rested && state.stated_by_feed.map_or_else(has_thread, |stated| stated > state.visible)
}

/// Whether the feed names a thread, or the article's own address is one. That an outlet may have comments is no reason
/// to ask for every page that it has.
fn has_thread(context: &Context, article: &Article) -> bool {
    let is_linked = article.comments_url.is_some() || article.comments_feed.is_some();
    is_linked || Source::plan(&comments::hints(context, article)).iter().any(Source::is_named)
}

impl Plan {
    pub(super) fn len(&self) -> usize {
        self.threads.len() + self.pages.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fetches everything in turn. What fails is told and passed over; an error is the store's.
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
                Err(error) => tell(progress, "page", article, error)?,
            }
        }
        for article in self.threads {
            match comments::refresh(context, article, trust, false).await {
                Ok(thread) => {
                    totals.add(thread.new, thread.bytes);
                    let _ = progress.send(Progress::Thread { article, new: thread.new });
                }
                Err(error) => tell(progress, "comments", article, error)?,
            }
        }
        Ok(())
    }
}

fn tell(
    progress: &UnboundedSender<Progress>,
    what: &str,
    article: ArticleId,
    error: SyncError,
) -> Result<(), SyncError> {
    if matches!(error, SyncError::Store(_) | SyncError::Interrupted) {
        return Err(error);
    }
    let _ = progress.send(Progress::Trouble(Text::line(&format!("{what} of article {}: {error}", article.0))));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_asked_for_when_they_may_have_more() {
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
            ("no feed tells whether there is more", None, 0, true, ago(60), Some(ago(50)), true),
            ("nor a moment after it was asked", None, 0, true, ago(60), Some(ago(5)), false),
            ("an old thread rests longer", Some(18), 17, true, ago(1000), Some(ago(50)), false),
            ("but not for ever", Some(18), 17, true, ago(100_000), Some(ago(1500)), true),
            ("a date in the future", Some(18), 17, true, ago(-9999), Some(ago(20)), true),
        ] {
            let state = ThreadState { fetched, stated_by_feed, visible };
            assert_eq!(is_wanted(published, state, || link, now), wanted, "{name}");
        }
    }
}
