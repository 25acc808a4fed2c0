//! Recognises articles that came from another reader: which entry of a feed is which imported article.
//!
//! newsboat makes a guid of its own where a feed states none: link and date, else the link, else the title. So the
//! identity of an imported article is certain only once a sync has found its entry. Until then it is stored under a
//! provisional identity, which holds the other reader's guid. `lookup` asks here for entries that the store does not
//! know, `import` for articles that it is given.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::lookup::{APART, link_of};
use super::values::to_ms;
use crate::domain::article::normalise_link;
use crate::domain::{ArticleId, Entry, FeedId};

/// Begins a provisional identity. No guid from a feed contains it.
const PROVISIONAL: char = '\u{1e}';

/// Returns the identity of an imported article before a sync has found its entry.
pub(super) fn provisional(guid: &str) -> String {
    format!("{PROVISIONAL}{}", guid.trim())
}

/// The imported articles of a feed that no sync has found yet.
#[derive(Default)]
pub(super) struct Awaited {
    rows: Vec<Row>,
    by_guid: HashMap<String, usize>,
    by_link: HashMap<String, Vec<usize>>,
    /// Guids of those that have expired, with the time when the feed last listed them.
    expired: Vec<(String, i64)>,
    taken: HashSet<ArticleId>,
}

struct Row {
    id: ArticleId,
    link: Option<String>,
    title: String,
    published: i64,
}

/// What was imported of an entry.
pub(super) enum Imported {
    Article(ArticleId),
    /// It has expired; the key of its tombstone, and when the feed last listed it.
    Expired(String, i64),
}

impl Awaited {
    pub(super) fn load(conn: &Connection, feed: FeedId) -> rusqlite::Result<Self> {
        let range = (feed.0, PROVISIONAL.to_string(), APART.to_string());
        let mut awaited = Self::default();
        let sql = "SELECT id, identity, url, title, published FROM articles
                   WHERE feed = ? AND identity >= ? AND identity < ?";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(range.clone())?;
        while let Some(row) = rows.next()? {
            let guid: String = row.get(1)?;
            let link = row.get_ref(2)?.as_str_or_null()?.and_then(normalise_link);
            let at = awaited.rows.len();
            awaited.by_guid.insert(guid.trim_start_matches(PROVISIONAL).to_owned(), at);
            if let Some(link) = &link {
                awaited.by_link.entry(link.clone()).or_default().push(at);
            }
            awaited.rows.push(Row { id: ArticleId(row.get(0)?), link, title: row.get(3)?, published: row.get(4)? });
        }
        let sql = "SELECT identity, last_seen FROM tombstones WHERE feed = ? AND identity >= ? AND identity < ?";
        awaited.expired = conn
            .prepare_cached(sql)?
            .query_map(range, |row| {
                Ok((row.get::<_, String>(0)?.trim_start_matches(PROVISIONAL).to_owned(), row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(awaited)
    }

    /// Finds and takes what was imported of `entry`, if anything. `repeats` says that the answer has other entries with
    /// the same identity, so that it alone decides nothing.
    pub(super) fn take(&mut self, entry: &Entry, repeats: bool) -> Option<Imported> {
        let guid = entry.guid.trim();
        let link = link_of(entry);
        let found = match (guid, &link) {
            ("", Some(link)) => self.by_link(entry, link, repeats),
            ("", None) => entry.title.as_deref().and_then(|title| self.by_guid.get(title.trim()).copied()),
            (guid, link) => self
                .by_guid
                .get(guid)
                .copied()
                .filter(|at| !repeats || self.rows.get(*at).is_some_and(|r| r.link == *link)),
        };
        if let Some(row) = found.and_then(|at| self.rows.get(at)).filter(|row| !self.taken.contains(&row.id)) {
            self.taken.insert(row.id);
            return Some(Imported::Article(row.id));
        }
        let is_expired = |expired: &str| match (guid, entry.url.as_deref()) {
            ("", Some(url)) => expired.starts_with(url),
            ("", None) => entry.title.as_deref().is_some_and(|title| title.trim() == expired),
            (guid, _) => guid == expired,
        };
        let (guid, last_seen) = self.expired.iter().find(|(expired, _)| is_expired(expired))?;
        Some(Imported::Expired(provisional(guid), *last_seen))
    }

    /// Finds the article with a link: of several the one with the entry's date, else the latest one with its title.
    fn by_link(&self, entry: &Entry, link: &str, repeats: bool) -> Option<usize> {
        let free = |at: &usize| self.rows.get(*at).is_some_and(|row| !self.taken.contains(&row.id));
        let candidates: Vec<usize> = self.by_link.get(link)?.iter().copied().filter(free).collect();
        let row = |at: usize| self.rows.get(at);
        // newsboat stores whole seconds.
        let second = entry.published.or(entry.updated).map(|time| to_ms(time).div_euclid(1000));
        let same_time = |at: &usize| row(*at).is_some_and(|row| Some(row.published.div_euclid(1000)) == second);
        let title = entry.title.as_deref().unwrap_or_default();
        let same_title = |at: &usize| row(*at).is_some_and(|row| row.title == title);
        let by_date = candidates.iter().copied().find(|at| same_time(at) && (!repeats || same_title(at)));
        let by_date = by_date.or_else(|| candidates.iter().copied().find(same_time));
        let by_title = || candidates.iter().copied().filter(same_title).max_by_key(|at| row(*at).map(|r| r.published));
        let only = || candidates.first().copied().filter(|_| candidates.len() == 1 && !repeats);
        by_date.or_else(by_title).or_else(only)
    }
}

/// The articles that the store has of a feed, to find imported ones among them.
#[derive(Default)]
pub(super) struct Known {
    by_identity: HashMap<String, ArticleId>,
    /// Articles whose guid or link repeats in the feed: link, title and time by what repeats.
    repeated: HashMap<String, Vec<(String, String, i64, ArticleId)>>,
    /// Articles with neither guid nor link, by title.
    by_title: HashMap<String, ArticleId>,
    expired: HashSet<String>,
}

impl Known {
    pub(super) fn load(conn: &Connection, feed: FeedId) -> rusqlite::Result<Self> {
        let mut known = Self::default();
        let sql = "SELECT id, identity, title, published FROM articles WHERE feed = ?";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([feed.0])?;
        while let Some(row) = rows.next()? {
            let (id, identity, title) = (ArticleId(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, String>(2)?);
            if let [plain, link, _] = identity.splitn(3, APART).collect::<Vec<_>>()[..] {
                let list = known.repeated.entry(plain.to_owned()).or_default();
                list.push((link.to_owned(), title, row.get(3)?, id));
                continue;
            }
            if identity.starts_with("hash:") {
                known.by_title.insert(title, id);
            }
            known.by_identity.insert(identity, id);
        }
        let mut statement = conn.prepare_cached("SELECT identity FROM tombstones WHERE feed = ?")?;
        known.expired = statement.query_map([feed.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(known)
    }

    /// Finds the stored article that an imported one is.
    pub(super) fn find(&self, entry: &Entry) -> Option<ArticleId> {
        let guid = entry.guid.trim();
        let link = link_of(entry);
        let own = self.by_identity.get(guid).or_else(|| self.by_identity.get(&provisional(guid)));
        let by_link = || match &link {
            Some(link) => self.by_identity.get(link),
            None => self.by_title.get(guid),
        };
        own.copied().or_else(|| self.repeated(guid, link.as_deref(), entry)).or_else(|| by_link().copied()).or_else(
            || {
                let link = link.as_deref()?;
                self.repeated(link, Some(link), entry)
            },
        )
    }

    fn repeated(&self, plain: &str, link: Option<&str>, entry: &Entry) -> Option<ArticleId> {
        let list = self.repeated.get(plain)?;
        let link = link.unwrap_or_default();
        let (title, time) = (entry.title.as_deref().unwrap_or_default(), entry.published.map(to_ms));
        let same_link = |row: &&(String, String, i64, ArticleId)| row.0 == link;
        let by_title = list.iter().filter(same_link).find(|row| row.1 == title);
        let by_time = || list.iter().filter(same_link).find(|row| Some(row.2) == time);
        by_title.or_else(by_time).map(|row| row.3)
    }

    /// Returns whether the article was stored and has expired.
    pub(super) fn has_expired(&self, entry: &Entry) -> bool {
        let guid = entry.guid.trim();
        let has = |key: &str| self.expired.contains(key);
        has(guid) || has(&provisional(guid)) || link_of(entry).is_some_and(|link| has(&link))
    }

    /// Adds an article that was just stored.
    pub(super) fn insert(&mut self, identity: String, id: ArticleId) {
        self.by_identity.insert(identity, id);
    }
}
