//! Applies the user's rules to the new articles of a sync, as soon as a feed is stored, so that no list shows an article
//! as unread that a rule hides or marks read.
//!
//! `store` matches and changes the articles; `follow_up` fetches what the rules ask for. The caller of the sync runs
//! commands and notifies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Mutex;

use super::run::index_for_rules;
use super::{Context, SyncError};
use crate::domain::{ArticleRule, Text};
use crate::store::Store;

/// Articles to which rules are applied at once; bounded because the user's marks wait meanwhile.
const BATCH: usize = 200;

/// The rules of one sync. Clones share the count and the turn.
#[derive(Clone)]
pub(super) struct Rules {
    /// `None` if `rules.toml` can't be read: articles then wait for a later sync.
    all: Option<Arc<[ArticleRule]>>,
    needs_index: bool,
    hidden: Arc<AtomicUsize>,
    /// Held while rules are applied. The articles of feeds that end meanwhile become one batch.
    turn: Arc<Mutex<()>>,
}

impl Rules {
    /// Reads the rules. The error says why they can't be read.
    pub(super) fn load(context: &Context) -> (Self, Option<Text>) {
        let (rules, error) = match (context.article_rules)() {
            Ok(rules) => (Some(rules), None),
            Err(error) => (None, Some(error)),
        };
        let needs_index = rules.iter().flatten().any(ArticleRule::needs_index);
        let all = rules.map(Into::into);
        (Self { all, needs_index, hidden: Arc::default(), turn: Arc::default() }, error)
    }

    /// Number of articles that rules have hidden.
    pub(super) fn hidden(&self) -> usize {
        self.hidden.load(Ordering::Relaxed)
    }

    /// Applies the rules to all articles that wait for them.
    pub(super) async fn apply(&self, context: &Context) -> Result<(), SyncError> {
        let Some(rules) = self.all.clone().filter(|rules| !rules.is_empty()) else { return Ok(()) };
        let _turn = self.turn.lock().await;
        let mut left = context.store(Store::rules_pending).await?;
        while left > 0 {
            let (rules, needs_index, now) = (rules.clone(), self.needs_index, context.now());
            let apply = move |store: &Store| {
                if needs_index {
                    index_for_rules(store, BATCH)?;
                }
                store.apply_rules(&rules, BATCH, now)
            };
            let applied = context.store(apply).await?;
            self.hidden.fetch_add(applied.hidden, Ordering::Relaxed);
            left = applied.left;
        }
        Ok(())
    }

    /// Ends the sync: applies the rules to what still waits, or takes articles from the queue that no rule is for, so
    /// that a rule of tomorrow is not applied to them.
    pub(super) async fn finish(&self, context: &Context) -> Result<(), SyncError> {
        if self.all.as_ref().is_some_and(|rules| rules.is_empty()) {
            return context.store(Store::skip_rules).await;
        }
        self.apply(context).await
    }
}
