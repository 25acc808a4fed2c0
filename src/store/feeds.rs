//! Reconciles the stored feeds with the user's list of subscriptions, and lists them.
//!
//! `settings` owns the list itself (`feeds.toml`); `fetches` keeps how fetching each feed went.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{line, texts, time, to_json};
use super::{Store, StoreError, stories};
use crate::domain::feed::title_from_address;
use crate::domain::{FeedId, FeedRow, Subscription, Text};

/// Feeds that [`Store::reconcile`] changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// New feeds, and feeds that the user subscribed to again.
    pub added: Vec<FeedId>,
    /// Feeds that left the list; the store keeps their articles until [`Store::purge_unsubscribed`] deletes them.
    pub removed: Vec<FeedId>,
    /// Number of feeds whose title, folder, tags, flags or place changed.
    pub changed: usize,
}

/// The columns of a feed's row that the user's list decides.
#[derive(PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the subscription's independent flags")]
struct FeedSettings {
    subscribed: bool,
    position: i64,
    title: Option<String>,
    folder: Option<String>,
    tags: String,
    hidden: bool,
    interval: Option<u32>,
    comments: bool,
    pages: bool,
    audio: bool,
    without_stories: bool,
}

impl FeedSettings {
    fn from_subscription(position: usize, s: &Subscription) -> rusqlite::Result<Self> {
        let string = |text: &Option<Text>| text.clone().and_then(Text::non_empty).map(Text::into_string);
        Ok(Self {
            subscribed: true,
            position: i64::try_from(position).unwrap_or(i64::MAX),
            title: string(&s.title),
            folder: string(&s.folder),
            tags: to_json(&s.tags)?,
            hidden: s.hidden,
            interval: s.interval,
            comments: s.comments,
            pages: s.pages,
            audio: s.audio,
            without_stories: s.without_stories,
        })
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            subscribed: row.get("subscribed")?,
            position: row.get("position")?,
            title: row.get("user_title")?,
            folder: row.get("folder")?,
            tags: row.get("tags")?,
            hidden: row.get("hidden")?,
            interval: row.get("interval")?,
            comments: row.get("comments")?,
            pages: row.get("pages")?,
            audio: row.get("audio")?,
            without_stories: row.get("without_stories")?,
        })
    }

    /// The value of `hidden` that the feed's articles carry: 0 listed, 1 hidden, 2 unsubscribed. Articles that a rule
    /// hides carry 3 unless the feed is unsubscribed.
    fn visibility(&self) -> u8 {
        if self.subscribed { u8::from(self.hidden) } else { 2 }
    }
}

impl Store {
    /// Makes the feeds equal to `list`, by address: adds new ones, unsubscribes missing ones, updates the rest. The
    /// first of two entries with one address counts. Writes nothing if nothing differs.
    pub fn reconcile(&self, list: &[Subscription]) -> Result<Reconciled, StoreError> {
        let mut seen = HashSet::new();
        let list: Vec<Subscription> = list.iter().filter(|s| seen.insert(s.url.clone())).cloned().collect();
        if self.read(|conn| Ok(plan(conn, &list)?.is_empty()))? {
            return Ok(Reconciled::default());
        }
        // Plans again inside the transaction, since another process may have written meanwhile.
        self.write(move |conn| {
            let mut done = Reconciled::default();
            for change in plan(conn, &list)? {
                apply(conn, &change, &mut done)?;
            }
            Ok(done)
        })
    }

    /// Lists the subscribed feeds in the user's order.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        self.read(|conn| {
            let sql =
                "SELECT id, url, user_title, title, folder, tags, hidden, unread, articles, last_success, error, site,
                       position FROM feeds WHERE subscribed = 1";
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(12)?, feed_row(row)?)))?;
            let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            // SQLite would copy all columns of every row to sort them.
            rows.sort_by_key(|(position, feed)| (*position, feed.id));
            Ok(rows.into_iter().map(|(_, feed)| feed).collect())
        })
    }

    /// Finds the subscribed feed with this address.
    pub fn feed_by_url(&self, url: &str) -> Result<Option<FeedId>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT id FROM feeds WHERE subscribed = 1 AND url = ?")?
                .query_row([url], |row| row.get(0).map(FeedId))
                .optional()
        })
    }

    /// Gives a feed another address and keeps its articles. After a permanent redirect the caller moves the feed first,
    /// then rewrites the user's list. Returns `false` if another feed already has that address.
    pub fn move_feed(&self, feed: FeedId, url: &str) -> Result<bool, StoreError> {
        let url = url.to_owned();
        self.write(move |conn| {
            let sql = "UPDATE OR IGNORE feeds SET url = ?2, moved_to = NULL, moved_count = 0, gone = 0,
                       etag = NULL, last_modified = NULL WHERE id = ?1";
            Ok(conn.prepare_cached(sql)?.execute((feed.0, url))? == 1)
        })
    }
}

struct Change {
    url: String,
    /// The row to change and its present settings; `None` adds a row.
    stored: Option<(FeedId, FeedSettings)>,
    wanted: FeedSettings,
}

fn plan(conn: &Connection, list: &[Subscription]) -> rusqlite::Result<Vec<Change>> {
    let sql =
        "SELECT id, url, subscribed, position, user_title, folder, tags, hidden, interval, comments, pages, audio,
               without_stories FROM feeds";
    let mut stored: HashMap<String, (FeedId, FeedSettings)> = conn
        .prepare_cached(sql)?
        .query_map([], |row| Ok((row.get("url")?, (FeedId(row.get("id")?), FeedSettings::from_row(row)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let mut changes = Vec::new();
    for (position, subscription) in list.iter().enumerate() {
        let wanted = FeedSettings::from_subscription(position, subscription)?;
        let stored = stored.remove(&subscription.url);
        if stored.as_ref().is_none_or(|(_, current)| *current != wanted) {
            changes.push(Change { url: subscription.url.clone(), stored, wanted });
        }
    }
    // Unsubscribed feeds keep their titles and tags, since the user may subscribe again.
    for (url, (id, current)) in stored {
        if current.subscribed {
            let settings = FeedSettings::from_subscription(0, &Subscription::default())?;
            let wanted = FeedSettings { subscribed: false, ..settings };
            changes.push(Change { url, stored: Some((id, current)), wanted });
        }
    }
    Ok(changes)
}

fn apply(conn: &Connection, change: &Change, done: &mut Reconciled) -> rusqlite::Result<()> {
    let Change { url, stored, wanted } = change;
    let Some((id, current)) = stored else {
        conn.prepare_cached("INSERT INTO feeds (url) VALUES (?)")?.execute([url])?;
        let id = FeedId(conn.last_insert_rowid());
        done.added.push(id);
        return update(conn, id, wanted);
    };
    match (current.subscribed, wanted.subscribed) {
        (_, false) => {
            conn.prepare_cached("UPDATE feeds SET subscribed = 0 WHERE id = ?")?.execute([id.0])?;
            done.removed.push(*id);
        }
        (subscribed, true) => {
            update(conn, *id, wanted)?;
            if current.without_stories != wanted.without_stories {
                stories::set_without(conn, *id, wanted.without_stories)?;
            }
            if subscribed {
                done.changed += 1;
            } else {
                // Due at once, whatever the plan was when the user removed it.
                let sql = "UPDATE feeds SET next_due = NULL, gone = 0, failures = 0, unsubscribed_at = NULL
                           WHERE id = ?";
                conn.prepare_cached(sql)?.execute([id.0])?;
                done.added.push(*id);
            }
        }
    }
    if current.visibility() != wanted.visibility() {
        let sql = "UPDATE articles SET hidden =
                       CASE WHEN ?1 < 2 AND id IN (SELECT article FROM hidden_articles) THEN 3 ELSE ?1 END
                   WHERE feed = ?2";
        conn.prepare_cached(sql)?.execute((wanted.visibility(), id.0))?;
    }
    Ok(())
}

fn update(conn: &Connection, id: FeedId, wanted: &FeedSettings) -> rusqlite::Result<()> {
    let w = wanted;
    let sql = "UPDATE feeds SET subscribed = ?, position = ?, user_title = ?, folder = ?, tags = ?, hidden = ?,
               interval = ?, comments = ?, pages = ?, audio = ?, without_stories = ? WHERE id = ?";
    conn.prepare_cached(sql)?
        .execute((
            w.subscribed,
            w.position,
            &w.title,
            &w.folder,
            &w.tags,
            w.hidden,
            w.interval,
            w.comments,
            w.pages,
            w.audio,
            w.without_stories,
            id.0,
        ))
        .map(|_| ())
}

fn feed_row(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let url: String = row.get(1)?;
    let title = match line(row, 2)? {
        Some(title) => title,
        None => line(row, 3)?.unwrap_or_else(|| title_from_address(&url)),
    };
    Ok(FeedRow {
        id: FeedId(row.get(0)?),
        url,
        title,
        folder: line(row, 4)?,
        tags: texts(row, 5)?,
        hidden: row.get(6)?,
        unread: row.get(7)?,
        articles: row.get(8)?,
        last_success: time(row, 9)?,
        error: line(row, 10)?,
        site: row.get(11)?,
    })
}
