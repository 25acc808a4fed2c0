//! Applies rules to new articles, once: their queue, and what is left to do for them.
//!
//! Saving an article queues it. One transaction matches a batch of the queue with all rules, changes the articles and
//! takes them out of the queue, so that a crash neither skips an article nor applies a rule twice. `sync` calls it, and
//! does what only it can do: fetch. `rule_effects` makes the changes. Nothing here deletes an article.

use std::sync::Arc;

use rusqlite::Connection;

use super::hits::hits;
use super::rule_effects::{effect, perform};
use super::values::{self, to_json, to_ms};
use super::{Store, StoreError, duplicates};
use crate::domain::{ArticleId, ArticleRule, Query, RuleAction, RuleEffect, Text, Time};

/// Articles whose matches are searched at once outside of a sync.
const PASS: usize = 500;

/// What applying rules to a batch has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Articles of the batch.
    pub articles: usize,
    /// Articles that are hidden now.
    pub hidden: usize,
    /// Articles left in the queue.
    pub left: usize,
}

/// What rules match among stored articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleMatches {
    /// Number of articles that were compared.
    pub articles: usize,
    /// The matches of each rule, newest first.
    pub matches: Vec<Vec<ArticleId>>,
}

impl Store {
    /// Counts the articles that no rule was applied to yet.
    pub fn rules_pending(&self) -> Result<usize, StoreError> {
        self.read(pending)
    }

    /// Applies rules to up to `limit` queued articles, the first stored first, and takes them out of the queue. Rules that
    /// compare scores come after the others. A search for words misses the text of an article that is not indexed yet, so
    /// callers index first. With `hides_duplicates` it hides articles that repeat one of another feed before.
    pub fn apply_rules(
        &self,
        rules: &Arc<[ArticleRule]>,
        hides_duplicates: bool,
        limit: usize,
        now: Time,
    ) -> Result<Applied, StoreError> {
        let rules = Arc::clone(rules);
        self.write(move |conn| apply(conn, &rules, hides_duplicates, (limit, now)))
    }

    /// Empties the queue, if there are no rules to apply.
    pub fn skip_rules(&self) -> Result<(), StoreError> {
        if self.rules_pending()? == 0 {
            return Ok(());
        }
        self.write(|conn| conn.execute("DELETE FROM rule_queue", []).map(drop))
    }

    /// Finds what queries match among the articles of subscribed feeds that were published since `since`, hidden ones
    /// too. Callers index first. Reads in portions.
    pub fn rule_matches(&self, queries: &[Query], since: Time) -> Result<RuleMatches, StoreError> {
        let ids = self.read(|conn| {
            let sql =
                "SELECT published, id FROM articles INDEXED BY articles_by_time WHERE hidden < 2 AND published >= ?1
                       UNION ALL
                       SELECT a.published, a.id FROM hidden_articles h CROSS JOIN articles a ON a.id = h.article
                       WHERE a.hidden = 3 AND a.published >= ?1 ORDER BY 1 DESC, 2 DESC";
            conn.prepare_cached(sql)?
                .query_map([to_ms(since)], |row| row.get(1).map(ArticleId))?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let queries: Vec<&Query> = queries.iter().collect();
        let mut found = RuleMatches { articles: ids.len(), matches: vec![Vec::new(); queries.len()] };
        for portion in ids.chunks(PASS) {
            let matched = self.read(|conn| hits(conn, portion, &queries))?;
            for (all, some) in found.matches.iter_mut().zip(matched) {
                all.extend(some);
            }
        }
        Ok(found)
    }

    /// Lists what rules have asked for under one of these keys and was not done yet, the newest articles first.
    pub fn rule_jobs(&self, keys: &[&str]) -> Result<Vec<RuleEffect>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT article, rule, key, value FROM rule_jobs WHERE key IN (SELECT value FROM json_each(?))
                       ORDER BY article DESC, rule, value";
            let mut jobs = conn.prepare_cached(sql)?;
            let jobs = jobs.query_map([to_json(&keys)?], effect)?;
            jobs.filter_map(Result::transpose).collect()
        })
    }

    /// Forgets what rules have asked for, because it was done or will not be.
    pub fn finish_rule_jobs(&self, jobs: &[RuleEffect]) -> Result<(), StoreError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let jobs = jobs.to_vec();
        self.write(move |conn| {
            let sql = "DELETE FROM rule_jobs WHERE key = ? AND article = ? AND rule = ? AND value = ?";
            let mut delete = conn.prepare_cached(sql)?;
            for RuleEffect { article, rule, action } in jobs {
                delete.execute((action.key(), article.0, rule.as_str(), action.value()))?;
            }
            Ok(())
        })
    }
}

/// Queues a new article.
pub(super) fn enqueue(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO rule_queue VALUES (?)")?.execute([article.0]).map(drop)
}

fn pending(conn: &Connection) -> rusqlite::Result<usize> {
    conn.query_row("SELECT count(*) FROM rule_queue", [], |row| row.get(0).map(values::rows))
}

fn apply(
    conn: &Connection,
    rules: &[ArticleRule],
    hides_duplicates: bool,
    (limit, now): (usize, Time),
) -> rusqlite::Result<Applied> {
    let sql = "SELECT article FROM rule_queue ORDER BY article LIMIT ?";
    let batch = conn
        .prepare_cached(sql)?
        .query_map([values::limit(limit)], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for article in batch.iter().filter(|_| hides_duplicates) {
        if let Some(original) = duplicates::original(conn, *article)? {
            let action = RuleAction::HideDuplicate(original);
            perform(conn, &RuleEffect { article: *article, rule: Text::default(), action }, now)?;
        }
    }
    let (last, first): (Vec<&ArticleRule>, Vec<&ArticleRule>) = rules.iter().partition(|rule| rule.reads_score());
    for stage in [first, last] {
        let queries: Vec<&Query> = stage.iter().map(|rule| &rule.query).collect();
        for (rule, articles) in stage.iter().zip(hits(conn, &batch, &queries)?) {
            for article in articles {
                for action in &rule.actions {
                    let (rule, action) = (rule.name.clone(), action.clone());
                    perform(conn, &RuleEffect { article, rule, action }, now)?;
                }
            }
        }
    }
    let ids = to_json(&batch)?;
    // A hidden article is no news.
    let sql = "DELETE FROM rule_jobs WHERE key = 'notify' AND article IN (SELECT value FROM json_each(?))
               AND article IN (SELECT article FROM hidden_articles)";
    conn.prepare_cached(sql)?.execute([&ids])?;
    let sql = "SELECT count(*) FROM json_each(?) j CROSS JOIN hidden_articles h ON h.article = j.value";
    let hidden = conn.prepare_cached(sql)?.query_row([&ids], |row| row.get(0).map(values::rows))?;
    conn.prepare_cached("DELETE FROM rule_queue WHERE article IN (SELECT value FROM json_each(?))")?.execute([&ids])?;
    Ok(Applied { articles: batch.len(), hidden, left: pending(conn)? })
}
