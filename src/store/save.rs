//! Saving a feed's entries: which are new, which changed, which are the same as last time.
//!
//! Three steps: look up what is stored (a reader), hash and compress what differs (the calling thread, so that several
//! feeds do it side by side), write it (one job on the writer). What another process stored in between is left alone.
//!
//! An entry is the same article as long as its guid is (see `domain::article::identity`), else its normalised link, else its text.
//! A new guid makes a new article even at an old link: feeds whose entries all link to one page are more common than
//! feeds that change their guids. Where one answer has two entries with one guid, the guid does not tell them apart
//! and link and title are added to it from then on.
//!
//! An article's time is set once, when it is first seen: the stated time, unless it is missing, in the future or
//! before 1990. Feeds that state "now" at every fetch would otherwise move their articles to the top for ever.

use std::collections::HashSet;

use rusqlite::Connection;

use super::entries::step;
use super::fetches::{FetchRecord, write_record};
use super::lookup::{Keys, find};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Entry, FeedId, ParsedFeed, Text, Time};

/// What saving a feed brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaveResult {
    /// Articles that were not there before, newest last.
    pub new: Vec<ArticleId>,
    /// Articles whose title or text changed.
    pub updated: Vec<ArticleId>,
    /// Entries that were there already, unchanged, expired or repeated.
    pub unchanged: usize,
}

impl Store {
    /// Saves what a fetch brought: the feed's own data, its entries, and the record of the fetch, all or nothing.
    /// `untitled` makes a title for an entry that has none. `now` is when the entries were seen. Saving the same again
    /// makes nothing new. Does nothing when there is no such feed.
    pub fn save_feed(
        &self,
        feed: FeedId,
        parsed: &ParsedFeed,
        fetch: &FetchRecord,
        now: Time,
        untitled: fn(&Entry) -> Text,
    ) -> Result<SaveResult, StoreError> {
        let keys = Keys::of(&parsed.entries);
        let Some(found) = self.read(|conn| find(conn, feed, &parsed.entries, &keys))? else {
            return Ok(SaveResult::default());
        };
        let mut result = SaveResult::default();
        let mut steps = Vec::new();
        let mut seen = HashSet::new();
        // From the last entry to the first: of two with one time, the upper one in the feed gets the higher id and
        // stands above the other in lists too.
        for (entry, (key, stored)) in parsed.entries.iter().zip(found).rev() {
            if !seen.insert(key.clone()) {
                result.unchanged += 1;
                continue;
            }
            match step(entry, key, &stored, now, untitled).map_err(|e| StoreError::from_sqlite(self.file(), &e))? {
                Some(step) => steps.push(step),
                None => result.unchanged += 1,
            }
        }
        let head = Head::of(parsed);
        let (fetch, repeats) = (fetch.clone(), !keys.repeated.is_empty());
        self.write(move |conn| {
            write_head(conn, feed, &head, repeats)?;
            write_record(conn, feed, &fetch)?;
            for step in &steps {
                step.write(conn, feed, now, &mut result)?;
            }
            Ok(result)
        })
    }
}

/// What a feed says of itself.
struct Head {
    format: &'static str,
    title: Option<String>,
    site: Option<String>,
    description: Option<String>,
    language: Option<String>,
    interval: Option<u32>,
}

impl Head {
    fn of(parsed: &ParsedFeed) -> Self {
        let string = |text: &Option<Text>| text.clone().and_then(Text::non_empty).map(Text::into_string);
        Self {
            format: parsed.format,
            title: string(&parsed.title),
            site: parsed.url.clone(),
            description: string(&parsed.description),
            language: parsed.language.clone(),
            interval: parsed.interval,
        }
    }
}

/// What the feed no longer says stays as it was.
fn write_head(conn: &Connection, feed: FeedId, head: &Head, repeats: bool) -> rusqlite::Result<()> {
    let sql = "UPDATE feeds SET title = coalesce(?2, title), site = coalesce(?3, site),
               description = coalesce(?4, description), language = coalesce(?5, language), format = ?6, hint = ?7,
               guids_repeat = guids_repeat OR ?8 WHERE id = ?1";
    conn.prepare_cached(sql)?
        .execute((
            feed.0,
            &head.title,
            &head.site,
            &head.description,
            &head.language,
            head.format,
            head.interval,
            repeats,
        ))
        .map(|_| ())
}
