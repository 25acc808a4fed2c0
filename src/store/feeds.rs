//! Subscribed feeds: made equal to the user's list, and listed.
//!
//! The list itself (`feeds.toml`) belongs to `settings`; how fetching goes is `fetches`.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{line, texts, time, to_json};
use super::{Store, StoreError};
use crate::domain::feed::title_from_address;
use crate::domain::{FeedId, FeedRow, Subscription, Text};

/// What [`Store::reconcile`] changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// New feeds, and ones subscribed to again.
    pub added: Vec<FeedId>,
    /// Feeds that are no longer in the list; their articles stay until [`Store::purge_unsubscribed`].
    pub removed: Vec<FeedId>,
    /// Feeds whose title, folder, tags, flags or place changed.
    pub changed: usize,
}

/// The user's part of a feed's row.
#[derive(PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the subscription's independent flags")]
struct Wanted {
    subscribed: bool,
    position: i64,
    title: Option<String>,
    folder: Option<String>,
    tags: String,
    hidden: bool,
    interval: Option<u32>,
    comments: bool,
    pages: bool,
}

impl Wanted {
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
        })
    }

    /// The copy of it that the articles carry.
    fn visibility(&self) -> u8 {
        if self.subscribed { u8::from(self.hidden) } else { 2 }
    }
}

impl Store {
    /// Makes the feeds equal to `list`, by address: new ones are added, missing ones unsubscribed, the rest brought up
    /// to date. The first of two entries with one address counts. Writes nothing when nothing differs.
    pub fn reconcile(&self, list: &[Subscription]) -> Result<Reconciled, StoreError> {
        let mut seen = HashSet::new();
        let list: Vec<Subscription> = list.iter().filter(|s| seen.insert(s.url.clone())).cloned().collect();
        if self.read(|conn| Ok(plan(conn, &list)?.is_empty()))? {
            return Ok(Reconciled::default());
        }
        // Planned again inside the transaction: another process may have written since.
        self.write(move |conn| {
            let mut done = Reconciled::default();
            for change in plan(conn, &list)? {
                apply(conn, &change, &mut done)?;
            }
            Ok(done)
        })
    }

    /// The subscribed feeds, in the user's order.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        self.read(|conn| {
            let sql =
                "SELECT id, url, user_title, title, folder, tags, hidden, unread, articles, last_success, error, site
                       FROM feeds WHERE subscribed = 1 ORDER BY position, id";
            conn.prepare_cached(sql)?.query_map([], feed_row)?.collect()
        })
    }

    /// The subscribed feed with this address.
    pub fn feed_by_url(&self, url: &str) -> Result<Option<FeedId>, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("SELECT id FROM feeds WHERE subscribed = 1 AND url = ?")?
                .query_row([url], |row| row.get(0).map(FeedId))
                .optional()
        })
    }

    /// Gives a feed another address, keeping its articles: for a permanent redirect, before the user's list is
    /// rewritten. `false` when that address is another feed's already.
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
    /// The row to change and what is there; `None` adds one.
    stored: Option<(FeedId, Wanted)>,
    wanted: Wanted,
}

fn plan(conn: &Connection, list: &[Subscription]) -> rusqlite::Result<Vec<Change>> {
    let sql = "SELECT id, url, subscribed, position, user_title, folder, tags, hidden, interval, comments, pages
               FROM feeds";
    let mut stored: HashMap<String, (FeedId, Wanted)> = conn
        .prepare_cached(sql)?
        .query_map([], |row| Ok((row.get("url")?, (FeedId(row.get("id")?), Wanted::from_row(row)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let mut changes = Vec::new();
    for (position, subscription) in list.iter().enumerate() {
        let wanted = Wanted::from_subscription(position, subscription)?;
        let stored = stored.remove(&subscription.url);
        if stored.as_ref().is_none_or(|(_, current)| *current != wanted) {
            changes.push(Change { url: subscription.url.clone(), stored, wanted });
        }
    }
    // Unsubscribed feeds keep their titles and tags, for the day they are subscribed to again.
    for (url, (id, current)) in stored {
        if current.subscribed {
            let wanted = Wanted { subscribed: false, ..Wanted::from_subscription(0, &Subscription::default())? };
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
            if subscribed {
                done.changed += 1;
            } else {
                // Due at once, whatever was planned when it left.
                conn.prepare_cached("UPDATE feeds SET next_due = NULL, gone = 0, failures = 0 WHERE id = ?")?
                    .execute([id.0])?;
                done.added.push(*id);
            }
        }
    }
    if current.visibility() != wanted.visibility() {
        conn.prepare_cached("UPDATE articles SET hidden = ? WHERE feed = ?")?.execute((wanted.visibility(), id.0))?;
    }
    Ok(())
}

fn update(conn: &Connection, id: FeedId, wanted: &Wanted) -> rusqlite::Result<()> {
    let w = wanted;
    let sql = "UPDATE feeds SET subscribed = ?, position = ?, user_title = ?, folder = ?, tags = ?, hidden = ?,
               interval = ?, comments = ?, pages = ? WHERE id = ?";
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
