//! Saves a feed's entries, and tells new, changed and unchanged ones apart.
//!
//! A large feed comes in batches, each of which is a transaction. Saving a batch has three steps. A reader looks up what is
//! stored. The calling thread hashes and compresses what differs, so that several feeds do it in parallel. One job on the
//! writer writes it, and leaves alone whatever another process stored in between.
//!
//! An entry is the same article while its guid stays the same; without a guid, while its normalised link or else its
//! text does (see `domain::article::identity`). A new guid makes a new article even at an old link: feeds whose entries
//! all link to one page are more common than feeds that change their guids. If one answer has two entries with one
//! guid, link and title are added to that guid from then on.
//!
//! An article's time is set once, when a fetch first sees it: the stated time, unless it is missing, in the future or
//! before 1990. Otherwise feeds that state "now" at every fetch would move their articles to the top each time.

use std::sync::Arc;

use rusqlite::Connection;

use super::entries::step;
use super::fetches::{FetchRecord, write_record};
use super::imported::Awaited;
use super::lookup::{Keys, find};
use super::{Store, StoreError};
use crate::domain::{ArticleId, Entry, FeedId, ParsedFeed, Text, Time};

/// Result of [`Store::save_feed`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaveResult {
    /// New articles, newest last.
    pub new: Vec<ArticleId>,
    /// Articles whose title or text changed.
    pub updated: Vec<ArticleId>,
    /// Unchanged articles for which the feed now names a transcript, and did not before.
    pub transcripts: Vec<ArticleId>,
    /// Number of entries that were stored already and unchanged, or expired, or repeated.
    pub unchanged: usize,
}

impl SaveResult {
    /// Adds the result of the batch that follows.
    pub fn add(&mut self, next: Self) {
        self.new.extend(next.new);
        self.updated.extend(next.updated);
        self.transcripts.extend(next.transcripts);
        self.unchanged += next.unchanged;
    }
}

impl Store {
    /// Saves a fetched feed as one batch: its own data, its entries, and the record of the fetch. `untitled` makes a title
    /// for an entry without one; `now` is the time of the fetch. Saving the same answer again changes nothing. Does nothing
    /// if there is no such feed.
    pub fn save_feed(
        &self,
        feed: FeedId,
        parsed: &ParsedFeed,
        fetch: &FetchRecord,
        now: Time,
        untitled: fn(&Entry) -> Text,
    ) -> Result<SaveResult, StoreError> {
        self.save_batch(&mut Saving::new(feed, parsed, now, untitled), &parsed.entries, Some(fetch))
    }

    /// Saves a batch of a fetched feed in one transaction. The batches come in turn, the last one of the feed first. The
    /// last call has the record of the fetch: until then a feed counts as not fetched, so that the next sync saves
    /// again what an interrupted one has left.
    pub fn save_batch(
        &self,
        saving: &mut Saving,
        entries: &[Entry],
        fetch: Option<&FetchRecord>,
    ) -> Result<SaveResult, StoreError> {
        let Saving { feed, now, untitled, .. } = *saving;
        let plain = saving.keys.add(entries);
        let pairs: Vec<(&Entry, String)> = entries.iter().zip(plain).collect();
        let found = self.read(|conn| find(conn, feed, &pairs, &saving.keys, &mut saving.awaited, untitled))?;
        let Some(found) = found else { return Ok(SaveResult::default()) };
        let mut result = SaveResult::default();
        let mut steps = Vec::new();
        // From the last entry to the first: of two entries with one time, the upper one in the feed gets the higher id,
        // so lists show it above the other too.
        for ((entry, _), (key, stored)) in pairs.iter().zip(found).rev() {
            if !saving.keys.take(&key) {
                result.unchanged += 1;
                continue;
            }
            match step(entry, key, &stored, now, untitled).map_err(|e| StoreError::from_sqlite(self.file(), &e))? {
                Some(step) => steps.push(step),
                None => result.unchanged += 1,
            }
        }
        if steps.is_empty() && fetch.is_none() {
            return Ok(result);
        }
        let (metadata, fetch, repeats) = (Arc::clone(&saving.metadata), fetch.cloned(), saving.keys.repeat());
        self.write(move |conn| {
            metadata.write(conn, feed, repeats)?;
            for step in &steps {
                step.write(conn, feed, now, &mut result)?;
            }
            if let Some(fetch) = &fetch {
                write_record(conn, feed, fetch)?;
            }
            Ok(result)
        })
    }
}

/// A feed whose answer is saved in batches.
pub struct Saving {
    feed: FeedId,
    now: Time,
    untitled: fn(&Entry) -> Text,
    metadata: Arc<FeedMetadata>,
    keys: Keys,
    awaited: Option<Awaited>,
}

impl Saving {
    /// Begins to save the answer of a feed, which states this about itself: see [`Store::save_feed`].
    #[must_use]
    pub fn new(feed: FeedId, head: &ParsedFeed, now: Time, untitled: fn(&Entry) -> Text) -> Self {
        let metadata = Arc::new(FeedMetadata::of(head));
        Self { feed, now, untitled, metadata, keys: Keys::default(), awaited: None }
    }
}

/// Data that a feed states about itself.
struct FeedMetadata {
    format: &'static str,
    title: Option<String>,
    site: Option<String>,
    description: Option<String>,
    language: Option<String>,
    interval: Option<u32>,
}

impl FeedMetadata {
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

    /// Writes the metadata. Texts that the feed no longer states stay as they were.
    fn write(&self, conn: &Connection, feed: FeedId, repeats: bool) -> rusqlite::Result<()> {
        let sql = "UPDATE feeds SET title = coalesce(?2, title), site = coalesce(?3, site),
                   description = coalesce(?4, description), language = coalesce(?5, language), format = ?6, hint = ?7,
                   guids_repeat = guids_repeat OR ?8 WHERE id = ?1";
        let Self { format, title, site, description, language, interval } = self;
        conn.prepare_cached(sql)?
            .execute((feed.0, title, site, description, language, format, interval, repeats))
            .map(drop)
    }
}
