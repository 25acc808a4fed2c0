//! Stores articles from another reader with their marks, and never twice: `imported` recognises those that are stored.

use std::collections::HashMap;

use rusqlite::Connection;

use super::entries::{Fields, fields};
use super::imported::{Known, provisional};
use super::values::to_ms;
use super::{Store, StoreError};
use crate::domain::{ArticleId, Entry, FeedId, ImportCounts, ImportedArticle, Text, Time};

/// An import that is under way: what the store has of each feed that came up so far.
pub struct Import<'a> {
    store: &'a Store,
    known: HashMap<FeedId, Known>,
}

impl Store {
    /// Begins to import articles.
    #[must_use]
    pub fn import(&self) -> Import<'_> {
        Import { store: self, known: HashMap::new() }
    }

    /// Gives a feed the title that another reader knows of it, if it has none yet.
    pub fn suggest_title(&self, feed: FeedId, title: &Text) -> Result<(), StoreError> {
        let title = title.as_str().to_owned();
        self.write(move |conn| {
            conn.prepare_cached("UPDATE feeds SET title = ?2 WHERE id = ?1 AND title IS NULL AND ?2 <> ''")?
                .execute((feed.0, title))
                .map(drop)
        })
    }
}

/// Stands for the number of an article that the present part is about to store.
const NOT_STORED: ArticleId = ArticleId(0);

/// What to do about one article.
enum Step {
    Add {
        fields: Box<Fields>,
        key: String,
        read: bool,
        starred: bool,
    },
    Mark {
        id: ArticleId,
        read: bool,
        starred: bool,
    },
    /// Another row of an article that the same part adds.
    MarkAdded {
        key: String,
        read: bool,
        starred: bool,
    },
}

impl Import<'_> {
    /// Stores articles of a feed in one transaction. One that is stored already keeps its text, and gets the marks that
    /// it lacks. With `is_dry` nothing is stored, and the counts say what would be. `untitled` makes missing titles.
    pub fn articles(
        &mut self,
        feed: FeedId,
        articles: &[ImportedArticle],
        now: Time,
        is_dry: bool,
        untitled: fn(&Entry) -> Text,
    ) -> Result<ImportCounts, StoreError> {
        let known = match self.known.entry(feed) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(self.store.read(|conn| Known::load(conn, feed))?)
            }
        };
        let mut counts = ImportCounts::default();
        let mut steps = Vec::new();
        for ImportedArticle { entry, read, starred } in articles {
            let (read, starred) = (*read, *starred);
            counts.read += usize::from(read);
            counts.starred += usize::from(starred);
            if let Some(id) = known.find(entry) {
                counts.known += 1;
                steps.push(match id {
                    NOT_STORED => Step::MarkAdded { key: provisional(&entry.guid), read, starred },
                    id => Step::Mark { id, read, starred },
                });
            } else if known.has_expired(entry) {
                counts.known += 1;
            } else {
                counts.added += 1;
                let key = provisional(&entry.guid);
                known.insert(key.clone(), NOT_STORED);
                if !is_dry {
                    let fields = fields(entry, key.clone(), now, untitled);
                    let fields = fields.map_err(|e| StoreError::from_sqlite(self.store.file(), &e))?;
                    steps.push(Step::Add { fields: Box::new(fields), key, read, starred });
                }
            }
        }
        if is_dry || steps.is_empty() {
            return Ok(counts);
        }
        let stored = self.store.write(move |conn| write(conn, feed, &steps, now))?;
        for (key, id) in stored {
            known.insert(key, id);
        }
        Ok(counts)
    }
}

fn write(conn: &Connection, feed: FeedId, steps: &[Step], now: Time) -> rusqlite::Result<Vec<(String, ArticleId)>> {
    let mut stored = Vec::new();
    for step in steps {
        match step {
            Step::Add { fields, key, read, starred } => {
                // Nothing is inserted if another process has just imported the same article.
                let Some(id) = fields.insert(conn, feed, now)? else { continue };
                mark(conn, id, *read, *starred, now)?;
                stored.push((key.clone(), id));
            }
            Step::MarkAdded { key, read, starred } => {
                if let Some((_, id)) = stored.iter().find(|(stored, _)| stored == key) {
                    mark(conn, *id, *read, *starred, now)?;
                }
            }
            Step::Mark { id, read, starred } => mark(conn, *id, *read, *starred, now)?,
        }
    }
    Ok(stored)
}

/// Adds marks, and removes none.
fn mark(conn: &Connection, id: ArticleId, read: bool, starred: bool, now: Time) -> rusqlite::Result<()> {
    if read {
        conn.prepare_cached("UPDATE articles SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL")?
            .execute((id.0, to_ms(now)))?;
    }
    if starred {
        conn.prepare_cached("UPDATE articles SET starred = 1 WHERE id = ? AND starred = 0")?.execute([id.0])?;
    }
    Ok(())
}
