//! Hashes, compresses and compares one feed entry, then writes it.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::lookup::{Stored, title_of};
use super::revisions::keep_text;
use super::save::SaveResult;
use super::search::enqueue;
use super::values::{enclosures_to_json, hash_bits, media, media_to_json, pack, to_json, to_ms};
use super::{article_rules, stories};
use crate::domain::article::{Fnv, TextHash};
use crate::domain::{ArticleId, Entry, FeedId, Text, Time};

/// 1990-01-01 in milliseconds since 1970. Nothing on the web is older, so an earlier date is a mistake.
const EARLIEST: i64 = 631_152_000_000;
/// Milliseconds between two updates of a tombstone's `last_seen`.
const DAY: i64 = 86_400_000;

/// The write that one entry needs.
pub(super) enum Step {
    Add(Box<Fields>),
    /// The text changed; the store keeps the earlier one.
    Change {
        id: ArticleId,
        from: i64,
        fields: Box<Fields>,
    },
    /// The entry is an article from another reader: its text replaces that reader's, and its marks stay.
    Adopt {
        id: ArticleId,
        fields: Box<Fields>,
    },
    /// Only metadata changed.
    Refresh {
        id: ArticleId,
        fields: Box<Fields>,
    },
    /// Only the feed's count of comments changed.
    Count {
        id: ArticleId,
        stated: Option<u32>,
    },
    /// The feed still lists an expired entry.
    StillListed {
        key: String,
    },
}

/// Columns of an entry.
pub(super) struct Fields {
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
    media: Option<String>,
    has_transcript: bool,
    text_hash: i64,
    meta_hash: i64,
    summary: Value,
    content: Value,
}

/// Finds the write that `entry` needs, if any.
pub(super) fn step(
    entry: &Entry,
    key: String,
    stored: &Stored,
    now: Time,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<Option<Step>> {
    let media = media_to_json(&entry.media)?;
    let (text_hash, meta_hash) = (text_hash(entry), meta_hash(entry, media.as_deref()));
    let fields = |key| fields_with(entry, key, media, (text_hash, meta_hash), now, untitled).map(Box::new);
    Ok(match *stored {
        Stored::Nothing => Some(Step::Add(fields(key)?)),
        Stored::Expired { last_seen } => (to_ms(now) - last_seen > DAY).then_some(Step::StillListed { key }),
        Stored::Imported { id } => Some(Step::Adopt { id, fields: fields(key)? }),
        Stored::Article { id, text_hash: from, .. } if from != text_hash && from != old_text_hash(entry) => {
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

/// Makes the columns of an entry that is stored under the identity `key`.
pub(super) fn fields(entry: &Entry, key: String, now: Time, untitled: fn(&Entry) -> Text) -> rusqlite::Result<Fields> {
    let media = media_to_json(&entry.media)?;
    let hashes = (text_hash(entry), meta_hash(entry, media.as_deref()));
    fields_with(entry, key, media, hashes, now, untitled)
}

fn fields_with(
    entry: &Entry,
    key: String,
    media: Option<String>,
    (text_hash, meta_hash): (i64, i64),
    now: Time,
    untitled: fn(&Entry) -> Text,
) -> rusqlite::Result<Fields> {
    let content = pack(entry.content.as_ref());
    // Many feeds repeat the whole text as the summary.
    let summary = if entry.summary == entry.content { Value::Null } else { pack(entry.summary.as_ref()) };
    Ok(Fields {
        key,
        guid: entry.guid.clone(),
        title: title_of(entry, untitled),
        author: entry.author.clone().map(Text::into_string),
        url: entry.url.clone(),
        published: publication_time(entry, to_ms(now)),
        updated: entry.updated.map(to_ms),
        stated: entry.comment_count,
        comments_url: entry.comments_url.clone(),
        comments_feed: entry.comments_feed.clone(),
        categories: to_json(&entry.categories)?,
        enclosures: enclosures_to_json(&entry.enclosures)?,
        media,
        has_transcript: !entry.media.transcripts.is_empty(),
        text_hash,
        meta_hash,
        summary,
        content,
    })
}

/// Publication time, in milliseconds, of an article first seen at `now`: the stated time if plausible, else `now`.
fn publication_time(entry: &Entry, now: i64) -> i64 {
    let stated = entry.published.or(entry.updated).map(to_ms);
    stated.filter(|ms| (EARLIEST..=now).contains(ms)).unwrap_or(now)
}

fn text_hash(entry: &Entry) -> i64 {
    let mut hash = TextHash::default();
    texts(entry).for_each(|text| hash.write(text.as_bytes()));
    hash_bits(hash.0)
}

/// Returns the hash that articles stored by tidings 0.2 have, which took ten times as long.
fn old_text_hash(entry: &Entry) -> i64 {
    let mut hash = Fnv::default();
    texts(entry).for_each(|text| hash.write(text.as_bytes()));
    hash_bits(hash.0)
}

fn texts(entry: &Entry) -> impl Iterator<Item = &str> {
    let html = [&entry.summary, &entry.content].map(|html| html.as_ref().map_or("", |html| html.0.as_str()));
    std::iter::once(entry.title.as_deref().unwrap_or_default()).chain(html)
}

fn meta_hash(entry: &Entry, media: Option<&str>) -> i64 {
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
        // Nothing is added without a duration: articles that were stored before durations were keep their hash.
        if let Some(seconds) = enclosure.seconds {
            hash.write(&seconds.to_le_bytes());
        }
    }
    // Nor without transcripts and chapters, for the same reason.
    if let Some(media) = media {
        hash.write(media.as_bytes());
    }
    hash_bits(hash.0)
}

impl Step {
    pub(super) fn write(
        &self,
        conn: &Connection,
        feed: FeedId,
        now: Time,
        result: &mut SaveResult,
    ) -> rusqlite::Result<()> {
        match self {
            Self::Add(fields) => match fields.insert(conn, feed, now)? {
                Some(id) => {
                    // Only what a feed brings is new: rules leave articles alone that the user imports.
                    article_rules::enqueue(conn, id)?;
                    result.new.push(id);
                }
                None => result.unchanged += 1,
            },
            Self::Change { id, from, fields } => {
                if fields.change(conn, *id, *from, now)? {
                    result.updated.push(*id);
                } else {
                    result.unchanged += 1;
                }
            }
            Self::Adopt { id, fields } => {
                if fields.has_transcript {
                    result.transcripts.push(*id);
                }
                fields.adopt(conn, *id)?;
                result.unchanged += 1;
            }
            Self::Refresh { id, fields } => {
                if fields.has_transcript && !names_transcript(conn, *id)? {
                    result.transcripts.push(*id);
                }
                fields.refresh(conn, *id)?;
                result.unchanged += 1;
            }
            Self::Count { id, stated } => {
                update_stated(conn, *id, *stated)?;
                result.unchanged += 1;
            }
            Self::StillListed { key } => {
                conn.prepare_cached("UPDATE tombstones SET last_seen = ? WHERE feed = ? AND identity = ?")?
                    .execute((to_ms(now), feed.0, key))?;
                result.unchanged += 1;
            }
        }
        Ok(())
    }
}

impl Fields {
    /// Inserts the article. Returns `None` if another process already has.
    pub(super) fn insert(&self, conn: &Connection, feed: FeedId, now: Time) -> rusqlite::Result<Option<ArticleId>> {
        let sql = "INSERT OR IGNORE INTO articles (feed, identity, guid, title, author, url, published, updated,
                       first_seen, stated, stated_by_feed, comments_url, comments_feed, categories, enclosures,
                       text_hash, meta_hash, media, hidden)
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
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
            self.media,
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
        stories::enqueue(conn, id)?;
        Ok(Some(id))
    }

    /// Updates an article whose text changed. Returns `false` if another process changed or deleted it meanwhile.
    fn change(&self, conn: &Connection, id: ArticleId, from: i64, now: Time) -> rusqlite::Result<bool> {
        let mut current = conn.prepare_cached("SELECT 1 FROM articles WHERE id = ? AND text_hash = ?")?;
        if current.query_row((id.0, from), |_| Ok(())).optional()?.is_none() {
            return Ok(false);
        }
        keep_text(conn, id, now)?;
        self.refresh(conn, id)?;
        self.replace_text(conn, id)?;
        Ok(true)
    }

    /// Gives an article from another reader the identity and text of its entry. Does nothing if another process has
    /// stored the entry meanwhile.
    fn adopt(&self, conn: &Connection, id: ArticleId) -> rusqlite::Result<()> {
        let sql = "UPDATE OR IGNORE articles SET identity = ?2 WHERE id = ?1";
        if conn.prepare_cached(sql)?.execute((id.0, &self.key))? == 0 {
            return Ok(());
        }
        self.refresh(conn, id)?;
        self.replace_text(conn, id)
    }

    /// Stores the text. If the entry has none any more, the stored text stays.
    fn replace_text(&self, conn: &Connection, id: ArticleId) -> rusqlite::Result<()> {
        if self.has_text() {
            let sql = "INSERT INTO bodies (article, summary, content) VALUES (?, ?, ?)
                       ON CONFLICT DO UPDATE SET summary = excluded.summary, content = excluded.content";
            conn.prepare_cached(sql)?.execute((id.0, &self.summary, &self.content))?;
        }
        enqueue(conn, id)
    }

    fn refresh(&self, conn: &Connection, id: ArticleId) -> rusqlite::Result<()> {
        let sql = "UPDATE articles SET guid = ?2, title = ?3, author = ?4, url = ?5, updated = ?6, comments_url = ?7,
                   comments_feed = ?8, categories = ?9, enclosures = ?10, text_hash = ?11, meta_hash = ?12,
                   media = ?13
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
            self.media,
        ])?;
        update_stated(conn, id, self.stated)
    }

    fn has_text(&self) -> bool {
        self.summary != Value::Null || self.content != Value::Null
    }
}

/// Whether the stored media of an article name a transcript.
fn names_transcript(conn: &Connection, id: ArticleId) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT media FROM articles WHERE id = ?")?
        .query_row([id.0], |row| media(row.get_ref(0)?.as_str_or_null()?))
        .optional()
        .map(|found| found.is_some_and(|found| !found.transcripts.is_empty()))
}

/// Stores the feed's count of comments if the feed changed it; otherwise the count of the thread's site is newer.
fn update_stated(conn: &Connection, id: ArticleId, stated: Option<u32>) -> rusqlite::Result<()> {
    let sql = "UPDATE articles SET stated = ?2, stated_by_feed = ?2
               WHERE id = ?1 AND ?2 IS NOT NULL AND stated_by_feed IS NOT ?2";
    conn.prepare_cached(sql)?.execute((id.0, stated)).map(|_| ())
}
