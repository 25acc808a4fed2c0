//! Saving a feed's entries: which are new, which changed, which are the same as last time.
//!
//! Three steps: look up what is stored (a reader), hash and compress what differs (the calling thread, so that several
//! feeds do it side by side), write it (one job on the writer). What another process stored in between is left alone.
//!
//! An entry is the same article as long as its guid is (see [`identity`]), else its normalised link, else its text.
//! A new guid makes a new article even at an old link: feeds whose entries all link to one page are more common than
//! feeds that change their guids. Where one answer has two entries with one guid, the guid does not tell them apart
//! and link and title are added to it from then on.
//!
//! An article's time is set once, when it is first seen: the stated time, unless it is missing, in the future or
//! before 1990. Feeds that state "now" at every fetch would otherwise move their articles to the top for ever.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::fetches::{FetchRecord, write_record};
use super::pages::keep_revision;
use super::search::enqueue;
use super::values::{enclosures_to_json, hash_bits, pack, to_json, to_ms};
use super::{Store, StoreError};
use crate::domain::article::{Fnv, identity, normalise_link};
use crate::domain::{ArticleId, Entry, FeedId, ParsedFeed, Text, Time};

/// 1990-01-01: nothing on the web is older; what says so has a broken clock.
const EARLIEST: i64 = 631_152_000_000;
/// A character that no guid from a feed has, between a guid that repeats and what tells its entries apart.
const APART: char = '\u{1f}';
/// Milliseconds after which the sight of an expired entry is written down again.
const DAY: i64 = 86_400_000;

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

/// The entries' identities.
struct Keys {
    plain: Vec<String>,
    /// Those that several different entries share.
    repeated: HashSet<String>,
}

impl Keys {
    fn of(entries: &[Entry]) -> Self {
        let plain: Vec<String> = entries.iter().map(identity).collect();
        let mut first: HashMap<&str, &Entry> = HashMap::new();
        let mut repeated = HashSet::new();
        for (key, entry) in plain.iter().zip(entries) {
            let other = *first.entry(key).or_insert(entry);
            if link(other) != link(entry) || other.title != entry.title {
                repeated.insert(key.clone());
            }
        }
        Self { plain, repeated }
    }
}

fn link(entry: &Entry) -> Option<String> {
    entry.url.as_deref().map(|url| normalise_link(url).unwrap_or_else(|| url.to_owned()))
}

/// What is stored under an entry's identity.
enum Stored {
    Nothing,
    Expired { last_seen: i64 },
    Article { id: ArticleId, text_hash: i64, meta_hash: i64, stated_by_feed: Option<u32> },
}

/// Looks all entries up: the identity to use for each and what is there. `None` when there is no such feed.
fn find(
    conn: &Connection,
    feed: FeedId,
    entries: &[Entry],
    keys: &Keys,
) -> rusqlite::Result<Option<Vec<(String, Stored)>>> {
    let Some(repeated) = conn
        .prepare_cached("SELECT guids_repeat FROM feeds WHERE id = ?")?
        .query_row([feed.0], |row| row.get::<_, bool>(0))
        .optional()?
    else {
        return Ok(None);
    };
    let mut found = Vec::with_capacity(entries.len());
    for (entry, plain) in entries.iter().zip(&keys.plain) {
        if keys.repeated.contains(plain) || (repeated && known_apart(conn, feed, plain)?) {
            found.push(find_apart(conn, feed, entry, plain)?);
        } else {
            found.push((plain.clone(), stored(conn, feed, plain)?));
        }
    }
    Ok(Some(found))
}

/// Whether an earlier answer repeated this identity.
fn known_apart(conn: &Connection, feed: FeedId, plain: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM articles WHERE feed = ?1 AND identity > ?2 AND identity < ?3 LIMIT 1";
    let (from, to) = (format!("{plain}{APART}"), format!("{plain} "));
    conn.prepare_cached(sql)?.query_row((feed.0, from, to), |_| Ok(())).optional().map(|found| found.is_some())
}

/// For an identity that repeats: with link and title, or the article that came under it alone before that was known.
fn find_apart(conn: &Connection, feed: FeedId, entry: &Entry, plain: &str) -> rusqlite::Result<(String, Stored)> {
    let title = entry.title.as_deref().unwrap_or_default();
    let url = link(entry).unwrap_or_default();
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
            Ok(old_title == title && old_url == url)
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

/// What is to be written for one entry.
enum Step {
    Add(Box<Fields>),
    /// The text is another: the one before is kept.
    Change {
        id: ArticleId,
        from: i64,
        fields: Box<Fields>,
    },
    /// Only what stands around the text is another.
    Refresh {
        id: ArticleId,
        fields: Box<Fields>,
    },
    /// Only the feed's count of comments is another.
    Count {
        id: ArticleId,
        stated: Option<u32>,
    },
    /// An expired entry is still there.
    Sight {
        key: String,
    },
}

/// An entry as columns.
struct Fields {
    key: String,
    guid: String,
    title: String,
    author: Option<String>,
    url: Option<String>,
    published: i64,
    updated: Option<i64>,
    stated: Option<u32>,
    comments_url: Option<String>,
    comments_feed: Option<String>,
    categories: String,
    enclosures: String,
    text_hash: i64,
    meta_hash: i64,
    summary: Value,
    content: Value,
}

fn step(
    entry: &Entry,
    key: String,
    stored: &Stored,
    now: Time,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<Option<Step>> {
    let (text_hash, meta_hash) = (text_hash(entry), meta_hash(entry));
    let fields = |key| fields(entry, key, text_hash, meta_hash, now, untitled).map(Box::new);
    Ok(match *stored {
        Stored::Nothing => Some(Step::Add(fields(key)?)),
        Stored::Expired { last_seen } => (to_ms(now) - last_seen > DAY).then_some(Step::Sight { key }),
        Stored::Article { id, text_hash: from, .. } if from != text_hash => {
            Some(Step::Change { id, from, fields: fields(key)? })
        }
        Stored::Article { id, meta_hash: from, .. } if from != meta_hash => {
            Some(Step::Refresh { id, fields: fields(key)? })
        }
        Stored::Article { id, stated_by_feed, .. } => {
            let stated = entry.comment_count;
            (stated.is_some() && stated != stated_by_feed).then_some(Step::Count { id, stated })
        }
    })
}

fn fields(
    entry: &Entry,
    key: String,
    text_hash: i64,
    meta_hash: i64,
    now: Time,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<Fields> {
    let title = entry.title.clone().and_then(Text::non_empty);
    let title = title.or_else(|| untitled(entry).non_empty()).or_else(|| Text::line(entry.url.as_deref()?).non_empty());
    let content = pack(entry.content.as_ref());
    // Many feeds give the whole text as summary too.
    let summary = if entry.summary == entry.content { Value::Null } else { pack(entry.summary.as_ref()) };
    Ok(Fields {
        key,
        guid: entry.guid.clone(),
        title: title.map_or_else(|| "(untitled)".to_owned(), Text::into_string),
        author: entry.author.clone().map(Text::into_string),
        url: entry.url.clone(),
        published: moment(entry, to_ms(now)),
        updated: entry.updated.map(to_ms),
        stated: entry.comment_count,
        comments_url: entry.comments_url.clone(),
        comments_feed: entry.comments_feed.clone(),
        categories: to_json(&entry.categories)?,
        enclosures: enclosures_to_json(&entry.enclosures)?,
        text_hash,
        meta_hash,
        summary,
        content,
    })
}

/// When the article counts as published, if it is first seen at `now`.
fn moment(entry: &Entry, now: i64) -> i64 {
    let stated = entry.published.or(entry.updated).map(to_ms);
    stated.filter(|ms| (EARLIEST..=now).contains(ms)).unwrap_or(now)
}

fn text_hash(entry: &Entry) -> i64 {
    let mut hash = Fnv::default();
    hash.write(entry.title.as_deref().unwrap_or_default().as_bytes());
    for html in [&entry.summary, &entry.content] {
        hash.write(html.as_ref().map_or("", |html| &html.0).as_bytes());
    }
    hash_bits(hash.0)
}

fn meta_hash(entry: &Entry) -> i64 {
    let mut hash = Fnv::default();
    let author = entry.author.as_deref();
    for part in [
        Some(&*entry.guid),
        author,
        entry.url.as_deref(),
        entry.comments_url.as_deref(),
        entry.comments_feed.as_deref(),
    ] {
        hash.write(part.unwrap_or_default().as_bytes());
    }
    for category in &entry.categories {
        hash.write(category.as_bytes());
    }
    for enclosure in &entry.enclosures {
        hash.write(enclosure.url.as_bytes());
        hash.write(enclosure.media_type.as_deref().unwrap_or_default().as_bytes());
        hash.write(&enclosure.length.unwrap_or_default().to_le_bytes());
    }
    hash_bits(hash.0)
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

impl Step {
    fn write(&self, conn: &Connection, feed: FeedId, now: Time, result: &mut SaveResult) -> rusqlite::Result<()> {
        match self {
            Self::Add(fields) => match fields.insert(conn, feed, now)? {
                Some(id) => result.new.push(id),
                None => result.unchanged += 1,
            },
            Self::Change { id, from, fields } => {
                if fields.change(conn, *id, *from, now)? {
                    result.updated.push(*id);
                } else {
                    result.unchanged += 1;
                }
            }
            Self::Refresh { id, fields } => {
                fields.refresh(conn, *id)?;
                result.unchanged += 1;
            }
            Self::Count { id, stated } => {
                restate(conn, *id, *stated)?;
                result.unchanged += 1;
            }
            Self::Sight { key } => {
                conn.prepare_cached("UPDATE tombstones SET last_seen = ? WHERE feed = ? AND identity = ?")?
                    .execute((to_ms(now), feed.0, key))?;
                result.unchanged += 1;
            }
        }
        Ok(())
    }
}

impl Fields {
    /// `None` when another process was quicker.
    fn insert(&self, conn: &Connection, feed: FeedId, now: Time) -> rusqlite::Result<Option<ArticleId>> {
        let sql = "INSERT OR IGNORE INTO articles (feed, identity, guid, title, author, url, published, updated,
                       first_seen, stated, stated_by_feed, comments_url, comments_feed, categories, enclosures,
                       text_hash, meta_hash, hidden)
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                       CASE WHEN subscribed THEN hidden ELSE 2 END FROM feeds WHERE id = ?1";
        let added = conn.prepare_cached(sql)?.execute(rusqlite::params![
            feed.0,
            self.key,
            self.guid,
            self.title,
            self.author,
            self.url,
            self.published,
            self.updated,
            to_ms(now),
            self.stated,
            self.comments_url,
            self.comments_feed,
            self.categories,
            self.enclosures,
            self.text_hash,
            self.meta_hash,
        ])?;
        if added == 0 {
            return Ok(None);
        }
        let id = ArticleId(conn.last_insert_rowid());
        if self.has_text() {
            conn.prepare_cached("INSERT INTO bodies (article, summary, content) VALUES (?, ?, ?)")?.execute((
                id.0,
                &self.summary,
                &self.content,
            ))?;
        }
        enqueue(conn, id)?;
        Ok(Some(id))
    }

    /// `false` when another process has changed or deleted the article meanwhile.
    fn change(&self, conn: &Connection, id: ArticleId, from: i64, now: Time) -> rusqlite::Result<bool> {
        let mut current = conn.prepare_cached("SELECT 1 FROM articles WHERE id = ? AND text_hash = ?")?;
        if current.query_row((id.0, from), |_| Ok(())).optional()?.is_none() {
            return Ok(false);
        }
        keep_revision(conn, id, now)?;
        self.refresh(conn, id)?;
        // An entry that has lost its text altogether keeps the one that was stored.
        if self.has_text() {
            let sql = "INSERT INTO bodies (article, summary, content) VALUES (?, ?, ?)
                       ON CONFLICT DO UPDATE SET summary = excluded.summary, content = excluded.content";
            conn.prepare_cached(sql)?.execute((id.0, &self.summary, &self.content))?;
        }
        enqueue(conn, id)?;
        Ok(true)
    }

    fn refresh(&self, conn: &Connection, id: ArticleId) -> rusqlite::Result<()> {
        let sql = "UPDATE articles SET guid = ?2, title = ?3, author = ?4, url = ?5, updated = ?6, comments_url = ?7,
                   comments_feed = ?8, categories = ?9, enclosures = ?10, text_hash = ?11, meta_hash = ?12
                   WHERE id = ?1";
        conn.prepare_cached(sql)?.execute(rusqlite::params![
            id.0,
            self.guid,
            self.title,
            self.author,
            self.url,
            self.updated,
            self.comments_url,
            self.comments_feed,
            self.categories,
            self.enclosures,
            self.text_hash,
            self.meta_hash,
        ])?;
        restate(conn, id, self.stated)
    }

    fn has_text(&self) -> bool {
        self.summary != Value::Null || self.content != Value::Null
    }
}

/// Takes the feed's count of comments when the feed changed it: what the thread's own site says is newer otherwise.
fn restate(conn: &Connection, id: ArticleId, stated: Option<u32>) -> rusqlite::Result<()> {
    let sql = "UPDATE articles SET stated = ?2, stated_by_feed = ?2
               WHERE id = ?1 AND ?2 IS NOT NULL AND stated_by_feed IS NOT ?2";
    conn.prepare_cached(sql)?.execute((id.0, stated)).map(|_| ())
}
