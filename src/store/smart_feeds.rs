//! Reconciles the stored smart feeds with the user's list, and lists them with their stored counts.
//!
//! `settings` owns the list itself (`feeds.toml`); `smart_counts` counts their unread articles.

use std::collections::HashMap;

use rusqlite::Connection;

use super::values::{limit as sql_limit, line};
use super::{Store, StoreError};
use crate::domain::query::{Condition, Measure, Part};
use crate::domain::{Query, SmartFeed, SmartFeedId, SmartFeedRow, Text};

/// A smart feed as the store has it.
struct Stored {
    id: i64,
    query: String,
    folder: Option<String>,
    position: i64,
}

/// A change of the stored smart feeds.
enum Change {
    Remove(i64),
    Update(i64, Wanted),
    Add(Wanted),
}

/// What the list says of a smart feed.
struct Wanted {
    name: String,
    query: String,
    folder: Option<String>,
    position: i64,
}

impl Store {
    /// Makes the smart feeds equal to `list`, by name. A smart feed with another name and the same query is a renamed one.
    /// A new or changed query is counted by the next [`Store::count_smart_feeds`]. Writes nothing if nothing differs.
    pub fn reconcile_smart_feeds(&self, list: &[SmartFeed]) -> Result<(), StoreError> {
        if self.read(|conn| Ok(plan(conn, list)?.is_empty()))? {
            return Ok(());
        }
        let list = list.to_vec();
        // Plans again inside the transaction, since another process may have written meanwhile.
        self.write(move |conn| {
            for change in plan(conn, &list)? {
                apply(conn, &change)?;
            }
            conn.prepare_cached("UPDATE smart_turn SET turn = turn + 1")?.execute([])?;
            Ok(())
        })
    }

    /// Lists the smart feeds in the user's order, with the counts that are stored.
    pub fn smart_feeds(&self) -> Result<Vec<SmartFeedRow>, StoreError> {
        self.read(|conn| {
            let sql = "SELECT id, name, query, folder, unread FROM smart_feeds WHERE name IS NOT NULL
                       ORDER BY position, id";
            conn.prepare_cached(sql)?
                .query_map([], |row| {
                    let name = line(row, 1)?.unwrap_or_default();
                    let feed = SmartFeed { name, query: row.get(2)?, folder: line(row, 3)? };
                    Ok(SmartFeedRow { id: SmartFeedId(row.get(0)?), feed, unread: row.get(4)? })
                })?
                .collect()
        })
    }
}

/// Lists what differs. Removals come first, then renamed and changed smart feeds, so that no two ever have one name.
fn plan(conn: &Connection, list: &[SmartFeed]) -> rusqlite::Result<Vec<Change>> {
    let sql = "SELECT name, id, query, folder, position FROM smart_feeds WHERE name IS NOT NULL";
    let mut stored: HashMap<String, Stored> = conn
        .prepare_cached(sql)?
        .query_map([], |row| {
            let stored = Stored { id: row.get(1)?, query: row.get(2)?, folder: row.get(3)?, position: row.get(4)? };
            Ok((row.get(0)?, stored))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let (mut updates, mut new) = (Vec::new(), Vec::new());
    for (position, feed) in list.iter().enumerate() {
        let wanted = Wanted {
            name: feed.name.to_string(),
            query: feed.query.clone(),
            folder: feed.folder.clone().map(Text::into_string),
            position: sql_limit(position),
        };
        match stored.remove(feed.name.as_str()) {
            Some(known)
                if (&known.query, &known.folder, known.position)
                    == (&wanted.query, &wanted.folder, wanted.position) => {}
            Some(known) => updates.push(Change::Update(known.id, wanted)),
            None => new.push(wanted),
        }
    }
    let mut added = Vec::new();
    for wanted in new {
        let same_query = stored.iter().find(|(_, known)| known.query == wanted.query).map(|(name, _)| name.clone());
        match same_query.and_then(|name| stored.remove(&name)) {
            Some(known) => updates.push(Change::Update(known.id, wanted)),
            None => added.push(Change::Add(wanted)),
        }
    }
    let removed = stored.into_values().map(|known| Change::Remove(known.id));
    Ok(removed.chain(updates).chain(added).collect())
}

fn apply(conn: &Connection, change: &Change) -> rusqlite::Result<()> {
    match change {
        // Counting deletes its articles in portions, and then the row.
        Change::Remove(id) => {
            conn.prepare_cached("UPDATE smart_feeds SET name = NULL WHERE id = ?")?.execute([id])?;
        }
        Change::Update(id, Wanted { name, query, folder, position }) => {
            let about = About::of(query);
            let sql = "UPDATE smart_feeds SET name = ?2, folder = ?4, position = ?5, about_feeds = ?6,
                       about_stories = ?7, about_time = ?8, wanted = wanted + (query <> ?3), query = ?3 WHERE id = ?1";
            let (feeds, stories, time) = (about.feeds, about.stories, about.time);
            conn.prepare_cached(sql)?.execute((id, name, query, folder, position, feeds, stories, time))?;
        }
        Change::Add(Wanted { name, query, folder, position }) => {
            let about = About::of(query);
            let sql = "INSERT INTO smart_feeds (name, query, folder, position, about_feeds, about_stories, about_time)
                       VALUES (?, ?, ?, ?, ?, ?, ?)";
            let (feeds, stories, time) = (about.feeds, about.stories, about.time);
            conn.prepare_cached(sql)?.execute((name, query, folder, position, feeds, stories, time))?;
        }
    }
    Ok(())
}

/// What a query asks about, besides the article itself.
struct About {
    feeds: bool,
    stories: bool,
    time: bool,
}

impl About {
    fn of(query: &str) -> Self {
        // The list was checked when it was read, so an error is one of another version, and finds nothing.
        let query = Query::parse(query).unwrap_or_default();
        let is_about_feeds = |c: &Condition| matches!(c, Condition::Feed(_) | Condition::Folder(_) | Condition::Tag(_));
        let is_about_stories =
            |c: &Condition| matches!(c, Condition::Has(Part::Story) | Condition::Number(Measure::Outlets, ..));
        Self {
            feeds: query.has(is_about_feeds),
            stories: query.has(is_about_stories),
            time: query.has(|c| matches!(c, Condition::Age(..))),
        }
    }
}
