//! Looks up each entry of a fetched feed: the identity it is stored under, and what is stored there.
//!
//! The head of `save` states the rules.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use rusqlite::{Connection, OptionalExtension};

use super::imported::{Awaited, Imported};
use crate::domain::article::{identity, normalise_link};
use crate::domain::{ArticleId, Entry, FeedId, Text};

/// Separates a repeated guid from the link and title that tell its entries apart. No guid from a feed contains it.
pub(super) const APART: char = '\u{1f}';

/// Identities of the entries of one answer, as hashes: an answer may have a million entries, and comes in batches.
#[derive(Default)]
pub(super) struct Keys {
    hasher: RandomState,
    /// Link and title of the first entry with each identity.
    first: HashMap<u64, u64>,
    /// Identities that several different entries share.
    repeated: HashSet<u64>,
    /// Identities that were used already.
    used: HashSet<u64>,
}

impl Keys {
    /// Notes a batch. Returns the identity of each entry.
    pub(super) fn add(&mut self, entries: &[Entry]) -> Vec<String> {
        let plain: Vec<String> = entries.iter().map(identity).collect();
        for (key, entry) in plain.iter().zip(entries) {
            let key = self.hasher.hash_one(key);
            let shown = self.hasher.hash_one((link_of(entry), entry.title.as_deref()));
            if *self.first.entry(key).or_insert(shown) != shown {
                self.repeated.insert(key);
            }
        }
        plain
    }

    /// Whether several different entries so far share an identity.
    pub(super) fn repeat(&self) -> bool {
        !self.repeated.is_empty()
    }

    fn is_repeated(&self, plain: &str) -> bool {
        self.repeat() && self.repeated.contains(&self.hasher.hash_one(plain))
    }

    /// Uses an identity. Returns whether this is the first time.
    pub(super) fn take(&mut self, key: &str) -> bool {
        self.used.insert(self.hasher.hash_one(key))
    }
}

/// Returns the link of an entry in the form in which identities have it.
pub(super) fn link_of(entry: &Entry) -> Option<String> {
    entry.url.as_deref().map(|url| normalise_link(url).unwrap_or_else(|| url.to_owned()))
}

/// Returns the title under which an entry is stored, which is never empty.
pub(super) fn title_of(entry: &Entry, untitled: fn(&Entry) -> Text) -> String {
    let title = entry.title.clone().and_then(Text::non_empty);
    let title = title.or_else(|| untitled(entry).non_empty()).or_else(|| Text::line(entry.url.as_deref()?).non_empty());
    title.map_or_else(|| "(untitled)".to_owned(), Text::into_string)
}

/// Row stored under an entry's identity.
pub(super) enum Stored {
    Nothing,
    Expired {
        last_seen: i64,
    },
    /// An article from another reader, not found by a sync before.
    Imported {
        id: ArticleId,
    },
    Article {
        id: ArticleId,
        text_hash: i64,
        meta_hash: i64,
        stated_by_feed: Option<u32>,
    },
}

/// Looks up the entries of a batch with their plain identities: the identity to use for each, and the row stored there.
/// Returns `None` if there is no such feed.
pub(super) fn find(
    conn: &Connection,
    feed: FeedId,
    entries: &[(&Entry, String)],
    keys: &Keys,
    awaited: &mut Option<Awaited>,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<Option<Vec<(String, Stored)>>> {
    let Some(repeated) = conn
        .prepare_cached("SELECT guids_repeat FROM feeds WHERE id = ?")?
        .query_row([feed.0], |row| row.get::<_, bool>(0))
        .optional()?
    else {
        return Ok(None);
    };
    let mut found = Vec::with_capacity(entries.len());
    for (entry, plain) in entries {
        let repeats = keys.is_repeated(plain) || (repeated && has_separated(conn, feed, plain)?);
        let (key, stored) = if repeats {
            find_separated(conn, feed, entry, plain, untitled)?
        } else {
            (plain.clone(), stored(conn, feed, plain)?)
        };
        found.push(match stored {
            Stored::Nothing => {
                let awaited = match awaited {
                    Some(awaited) => awaited,
                    None => awaited.insert(Awaited::load(conn, feed)?),
                };
                match awaited.take(entry, repeats) {
                    Some(Imported::Article(id)) => (key, Stored::Imported { id }),
                    Some(Imported::Expired(key, last_seen)) => (key, Stored::Expired { last_seen }),
                    None => (key, Stored::Nothing),
                }
            }
            stored => (key, stored),
        });
    }
    Ok(Some(found))
}

/// Whether an earlier answer repeated this identity, so that articles are stored with link and title added to it.
fn has_separated(conn: &Connection, feed: FeedId, plain: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM articles WHERE feed = ?1 AND identity > ?2 AND identity < ?3 LIMIT 1";
    let (from, to) = (format!("{plain}{APART}"), format!("{plain} "));
    conn.prepare_cached(sql)?.query_row((feed.0, from, to), |_| Ok(())).optional().map(|found| found.is_some())
}

/// Finds an entry whose identity repeats. Its key has link and title added, unless the same article was stored under
/// the plain identity before that one repeated.
fn find_separated(
    conn: &Connection,
    feed: FeedId,
    entry: &Entry,
    plain: &str,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<(String, Stored)> {
    let title = entry.title.as_deref().unwrap_or_default();
    let url = link_of(entry).unwrap_or_default();
    let key = format!("{plain}{APART}{url}{APART}{title}");
    let there = stored(conn, feed, &key)?;
    if !matches!(there, Stored::Nothing) {
        return Ok((key, there));
    }
    let sql = "SELECT title, url FROM articles WHERE feed = ? AND identity = ?";
    let same = conn
        .prepare_cached(sql)?
        .query_row((feed.0, plain), |row| {
            let (old_title, old_url): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let old_url = old_url.map(|url| normalise_link(&url).unwrap_or(url)).unwrap_or_default();
            Ok(old_title == title_of(entry, untitled) && old_url == url)
        })
        .optional()?;
    if same == Some(true) { Ok((plain.to_owned(), stored(conn, feed, plain)?)) } else { Ok((key, there)) }
}

fn stored(conn: &Connection, feed: FeedId, key: &str) -> rusqlite::Result<Stored> {
    let sql = "SELECT id, text_hash, meta_hash, stated_by_feed FROM articles WHERE feed = ? AND identity = ?";
    let article = conn.prepare_cached(sql)?.query_row((feed.0, key), |row| {
        Ok(Stored::Article {
            id: ArticleId(row.get(0)?),
            text_hash: row.get(1)?,
            meta_hash: row.get(2)?,
            stated_by_feed: row.get(3)?,
        })
    });
    if let Some(article) = article.optional()? {
        return Ok(article);
    }
    let expired = conn
        .prepare_cached("SELECT last_seen FROM tombstones WHERE feed = ? AND identity = ?")?
        .query_row((feed.0, key), |row| Ok(Stored::Expired { last_seen: row.get(0)? }))
        .optional()?;
    Ok(expired.unwrap_or(Stored::Nothing))
}
