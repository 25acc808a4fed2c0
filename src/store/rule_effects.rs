//! Keeps what rules have changed in articles, so that the user can undo it.
//!
//! `article_rules` decides which rules are for which articles.

use rusqlite::{Connection, Row};

use super::values::{line, to_ms};
use super::{Store, StoreError, stories};
use crate::domain::{ArticleId, RuleAction, RuleEffect, Time};

impl Store {
    /// Shows hidden articles again. Returns those that this changed, with the rules that had hidden them.
    pub fn unhide(&self, articles: &[ArticleId]) -> Result<Vec<RuleEffect>, StoreError> {
        let articles = articles.to_vec();
        self.write(move |conn| {
            let mut shown = Vec::new();
            for article in articles {
                let hides = |action: &RuleAction| matches!(action, RuleAction::Hide | RuleAction::HideDuplicate(_));
                for effect in effects_of(conn, article)?.into_iter().filter(|effect| hides(&effect.action)) {
                    revert(conn, &effect)?;
                    shown.push(effect);
                }
            }
            Ok(shown)
        })
    }

    /// Lists what rules have changed in an article.
    pub fn rule_effects(&self, article: ArticleId) -> Result<Vec<RuleEffect>, StoreError> {
        self.read(|conn| effects_of(conn, article))
    }

    /// Takes back what rules have changed in an article. Returns it, for [`Store::redo_rules`].
    pub fn undo_rules(&self, article: ArticleId) -> Result<Vec<RuleEffect>, StoreError> {
        self.write(move |conn| {
            let effects = effects_of(conn, article)?;
            effects.iter().try_for_each(|effect| revert(conn, effect))?;
            Ok(effects)
        })
    }

    /// Makes changes of rules once more that were taken back.
    pub fn redo_rules(&self, effects: &[RuleEffect], now: Time) -> Result<(), StoreError> {
        let effects = effects.to_vec();
        self.write(move |conn| effects.iter().try_for_each(|effect| perform(conn, effect, now)))
    }
}

/// Makes a change, and notes it if it changed something; or notes what is to be done later.
pub(super) fn perform(conn: &Connection, effect: &RuleEffect, now: Time) -> rusqlite::Result<()> {
    let RuleEffect { article, rule, action } = effect;
    let id = article.0;
    let changed = match action {
        RuleAction::Hide | RuleAction::HideDuplicate(_) => {
            let original = if let RuleAction::HideDuplicate(original) = action { Some(original.0) } else { None };
            let sql = "INSERT OR IGNORE INTO hidden_articles SELECT id, ?2, ?3 FROM articles WHERE id = ?1";
            let changed = conn.prepare_cached(sql)?.execute((id, rule.as_str(), original))?;
            conn.prepare_cached("UPDATE articles SET hidden = 3 WHERE id = ? AND hidden < 2")?.execute([id])?;
            changed
        }
        RuleAction::Read => conn
            .prepare_cached("UPDATE articles SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL")?
            .execute((id, to_ms(now)))?,
        RuleAction::Star => {
            conn.prepare_cached("UPDATE articles SET starred = 1 WHERE id = ? AND starred = 0")?.execute([id])?
        }
        RuleAction::Highlight => {
            conn.prepare_cached("UPDATE articles SET highlight = 1 WHERE id = ? AND highlight = 0")?.execute([id])?
        }
        RuleAction::Score(score) => {
            conn.prepare_cached("UPDATE articles SET score = score + ?2 WHERE id = ?1")?.execute((id, score))?
        }
        RuleAction::Tag(tag) => {
            let sql = "INSERT OR IGNORE INTO article_tags
                       SELECT ?2, id, feed, read_at IS NULL AND hidden <> 3 FROM articles WHERE id = ?1";
            conn.prepare_cached(sql)?.execute((id, tag.as_str()))?
        }
        RuleAction::FullText | RuleAction::Comments | RuleAction::Audio | RuleAction::Notify | RuleAction::Run(_) => {
            let sql = "INSERT OR IGNORE INTO rule_jobs (article, rule, key, value) SELECT id, ?2, ?3, ?4 FROM articles
                       WHERE id = ?1";
            return conn.prepare_cached(sql)?.execute((id, rule.as_str(), action.key(), action.value())).map(drop);
        }
    };
    if changed > 0 {
        let sql = "INSERT OR IGNORE INTO rule_effects (article, rule, key, value) VALUES (?, ?, ?, ?)";
        conn.prepare_cached(sql)?.execute((id, rule.as_str(), action.key(), action.value()))?;
    }
    Ok(())
}

/// Takes a change back.
fn revert(conn: &Connection, effect: &RuleEffect) -> rusqlite::Result<()> {
    let RuleEffect { article, rule, action } = effect;
    let id = article.0;
    match action {
        RuleAction::Hide | RuleAction::HideDuplicate(_) => {
            conn.prepare_cached("DELETE FROM hidden_articles WHERE article = ?")?.execute([id])?;
            let sql =
                "UPDATE articles SET hidden = (SELECT CASE WHEN f.subscribed THEN f.hidden ELSE 2 END FROM feeds f
                       WHERE f.id = articles.feed) WHERE id = ? AND hidden = 3";
            conn.prepare_cached(sql)?.execute([id])?;
            stories::enqueue(conn, *article)?;
        }
        RuleAction::Read => {
            conn.prepare_cached("UPDATE articles SET read_at = NULL WHERE id = ?")?.execute([id])?;
        }
        RuleAction::Star => {
            conn.prepare_cached("UPDATE articles SET starred = 0 WHERE id = ?")?.execute([id])?;
        }
        RuleAction::Highlight => {
            conn.prepare_cached("UPDATE articles SET highlight = 0 WHERE id = ?")?.execute([id])?;
        }
        RuleAction::Score(score) => {
            conn.prepare_cached("UPDATE articles SET score = score - ?2 WHERE id = ?1")?.execute((id, score))?;
        }
        RuleAction::Tag(tag) => {
            conn.prepare_cached("DELETE FROM article_tags WHERE article = ? AND tag = ?")?
                .execute((id, tag.as_str()))?;
        }
        RuleAction::FullText | RuleAction::Comments | RuleAction::Audio | RuleAction::Notify | RuleAction::Run(_) => {}
    }
    let sql = "DELETE FROM rule_effects WHERE article = ? AND rule = ? AND key = ? AND value = ?";
    conn.prepare_cached(sql)?.execute((id, rule.as_str(), action.key(), action.value())).map(drop)
}

fn effects_of(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<RuleEffect>> {
    let sql = "SELECT article, rule, key, value FROM rule_effects WHERE article = ? ORDER BY rule, key, value";
    let mut effects = conn.prepare_cached(sql)?;
    let effects = effects.query_map([article.0], effect)?;
    effects.filter_map(Result::transpose).collect()
}

/// Reads an effect; `None` if this version of tidings does not know it.
pub(super) fn effect(row: &Row<'_>) -> rusqlite::Result<Option<RuleEffect>> {
    let rule = line(row, 1)?.unwrap_or_default();
    let action = RuleAction::of_parts(row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?);
    let article = ArticleId(row.get(0)?);
    Ok(action.map(|action| RuleEffect { article, rule, action }))
}
