//! Applies the user's rules to the new articles of a sync while it fetches, so that no list shows an article as unread for
//! long that a rule hides or marks read.
//!
//! `store` matches and changes the articles; `follow_up` fetches what the rules ask for. The caller of the sync runs
//! commands and notifies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedSender;

use super::run::index_for_rules;
use super::{Context, Progress, SyncError};
use crate::domain::{ArticleRule, Text};
use crate::store::Store;

/// Articles to which rules are applied at once; bounded because the user's marks wait meanwhile.
const BATCH: usize = 200;
/// Shortest time between two applications during a sync, because each costs something for every rule.
const PAUSE: Duration = Duration::from_millis(500);

/// The rules of one sync. Clones share the count and the turn.
#[derive(Clone)]
pub(super) struct Rules {
    /// `None` if `rules.toml` can't be read: articles then wait for a later sync.
    all: Option<Arc<[ArticleRule]>>,
    needs_index: bool,
    hides_duplicates: bool,
    hidden: Arc<AtomicUsize>,
    progress: UnboundedSender<Progress>,
    /// Held while rules are applied; when that ended last. The articles of feeds that end meanwhile become one batch.
    turn: Arc<Mutex<Option<Instant>>>,
}

impl Rules {
    /// Reads the rules. The error says why they can't be read.
    pub(super) fn load(context: &Context, progress: UnboundedSender<Progress>) -> (Self, Option<Text>) {
        let (rules, error) = match (context.article_rules)() {
            Ok(rules) => (Some(rules), None),
            Err(error) => (None, Some(error)),
        };
        let needs_index = rules.iter().flatten().any(ArticleRule::needs_index);
        let all = rules.map(Into::into);
        (
            Self {
                all,
                needs_index,
                hides_duplicates: context.hides_duplicates,
                hidden: Arc::default(),
                progress,
                turn: Arc::default(),
            },
            error,
        )
    }

    /// Number of articles that rules have hidden.
    pub(super) fn hidden(&self) -> usize {
        self.hidden.load(Ordering::Relaxed)
    }

    /// Whether there is nothing to apply.
    fn is_idle(&self) -> bool {
        !self.hides_duplicates && self.all.as_ref().is_some_and(|rules| rules.is_empty())
    }

    /// Applies the rules to all articles that wait for them, unless that was done just now and only a few wait.
    pub(super) async fn apply(&self, context: &Context) -> Result<(), SyncError> {
        if self.is_idle() {
            return Ok(());
        }
        let mut turn = self.turn.lock().await;
        let is_soon = turn.is_some_and(|ended| ended.elapsed() < PAUSE);
        if !is_soon || context.store(Store::rules_pending).await? >= BATCH {
            self.apply_all(context).await?;
            *turn = Some(Instant::now());
        }
        Ok(())
    }

    async fn apply_all(&self, context: &Context) -> Result<(), SyncError> {
        let Some(rules) = self.all.clone() else { return Ok(()) };
        let mut left = context.store(Store::rules_pending).await?;
        while left > 0 {
            let (rules, needs_index, now) = (rules.clone(), self.needs_index, context.now());
            let hides_duplicates = self.hides_duplicates;
            let apply = move |store: &Store| {
                if needs_index {
                    index_for_rules(store, BATCH)?;
                }
                store.apply_rules(&rules, hides_duplicates, BATCH, now)
            };
            let applied = context.store(apply).await?;
            self.hidden.fetch_add(applied.hidden, Ordering::Relaxed);
            left = applied.left;
            if left > BATCH {
                let _ = self.progress.send(Progress::Rules { left });
            }
        }
        Ok(())
    }

    /// Ends the sync: applies the rules to what still waits, unless the caller cancelled. Without rules it empties the queue,
    /// so that a rule of tomorrow is not applied to the articles of today.
    pub(super) async fn finish(&self, context: &Context, is_cancelled: bool) -> Result<(), SyncError> {
        if self.is_idle() {
            return context.store(Store::skip_rules).await;
        }
        if is_cancelled {
            return Ok(());
        }
        self.apply_all(context).await?;
        let now = context.now();
        if self.hides_duplicates { context.store(move |store| store.expire_prints(now)).await } else { Ok(()) }
    }
}
