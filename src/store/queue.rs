//! Stores the queue of articles to listen to, and where the user stopped listening to each.

use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{enclosures, line, to_ms};
use super::{Store, StoreError};
use crate::domain::feed::title_from_address;
use crate::domain::queue::{Heard, QueueItem, SoundKind};
use crate::domain::{ArticleId, Enclosure, ListQuery, Text, Time};

/// The most articles in the queue.
const MAX_QUEUE: usize = 10_000;

impl Store {
    /// Reads the queue, the next article first.
    pub fn queue(&self) -> Result<Vec<QueueItem>, StoreError> {
        self.read(|conn| {
            let sql =
                "SELECT a.id, a.title, coalesce(f.user_title, f.title) AS feed, f.url AS feed_url, l.at, l.seconds, l.kind, a.enclosures,
                       (SELECT page_audio FROM bodies b WHERE b.article = a.id) AS page_audio
                       FROM listen_queue q JOIN articles a ON a.id = q.article JOIN feeds f ON f.id = a.feed
                       LEFT JOIN listened l ON l.article = a.id ORDER BY q.place";
            conn.prepare_cached(sql)?.query_map([], item)?.collect()
        })
    }

    /// Reads an article as it would be in the queue.
    pub fn queue_item(&self, article: ArticleId) -> Result<Option<QueueItem>, StoreError> {
        self.read(move |conn| {
            let sql =
                "SELECT a.id, a.title, coalesce(f.user_title, f.title) AS feed, f.url AS feed_url, l.at, l.seconds, l.kind, a.enclosures,
                       (SELECT page_audio FROM bodies b WHERE b.article = a.id) AS page_audio
                       FROM articles a JOIN feeds f ON f.id = a.feed LEFT JOIN listened l ON l.article = a.id
                       WHERE a.id = ?";
            conn.prepare_cached(sql)?.query_row([article.0], item).optional()
        })
    }

    /// Replaces the queue. Articles that the store does not have are left out.
    pub fn set_queue(&self, articles: &[ArticleId]) -> Result<(), StoreError> {
        let articles = articles.to_vec();
        self.write(move |conn| {
            conn.execute("DELETE FROM listen_queue", [])?;
            append(conn, &articles).map(drop)
        })
    }

    /// Adds articles to the end of the queue, without those that it has. Returns the queue as it was before.
    pub fn enqueue(&self, articles: &[ArticleId]) -> Result<Vec<ArticleId>, StoreError> {
        let articles = articles.to_vec();
        self.write(move |conn| {
            let before = ids(conn)?;
            append(conn, &articles)?;
            Ok(before)
        })
    }

    /// Adds the articles of a list to the end of the queue, the oldest first. Returns the queue as it was before.
    pub fn enqueue_list(&self, query: &ListQuery) -> Result<Vec<ArticleId>, StoreError> {
        let mut window = self.window(query, 0, MAX_QUEUE)?;
        window.rows.reverse();
        self.enqueue(&window.rows.iter().map(|row| row.id).collect::<Vec<_>>())
    }

    /// Stores how much of an article the user has heard; `None` forgets it.
    pub fn set_heard(&self, article: ArticleId, heard: Option<Heard>, now: Time) -> Result<(), StoreError> {
        self.write(move |conn| {
            let Some(Heard { kind, position, seconds }) = heard else {
                return conn.prepare_cached("DELETE FROM listened WHERE article = ?")?.execute([article.0]).map(drop);
            };
            let sql = "INSERT OR REPLACE INTO listened (article, at, seconds, changed, kind)
                       SELECT id, ?2, ?3, ?4, ?5 FROM articles WHERE id = ?1";
            let values = (article.0, position, seconds, to_ms(now), kind.as_str());
            conn.prepare_cached(sql)?.execute(values).map(drop)
        })
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<QueueItem> {
    Ok(QueueItem {
        article: row.get("id").map(ArticleId)?,
        title: line(row, "title")?.unwrap_or_else(|| Text::line("(untitled)")),
        feed: match line(row, "feed")? {
            Some(title) => title,
            None => title_from_address(&row.get::<_, String>("feed_url")?),
        },
        heard: heard(row)?,
    })
}

/// Reads how much the user has heard. Before that, an article with a recording is heard as that.
fn heard(row: &Row<'_>) -> rusqlite::Result<Heard> {
    if let Some(kind) = row.get::<_, Option<String>>("kind")? {
        let (position, seconds) = (row.get("at")?, row.get("seconds")?);
        return Ok(Heard { kind: SoundKind::of_name(&kind), position, seconds });
    }
    let files = enclosures(row.get_ref("enclosures")?.as_str()?)?;
    let recording = files.iter().find(|file| file.is_audio()).or(files.iter().find(|file| file.is_audio_or_video()));
    let has_audio = recording.is_some() || row.get::<_, Option<String>>("page_audio")?.is_some();
    let kind = if has_audio { SoundKind::Audio } else { SoundKind::Voice };
    let stated = |file: &Enclosure| file.seconds.map(f64::from);
    Ok(Heard { kind, position: 0.0, seconds: recording.and_then(stated) })
}

fn ids(conn: &Connection) -> rusqlite::Result<Vec<ArticleId>> {
    let mut all = conn.prepare_cached("SELECT article FROM listen_queue ORDER BY place")?;
    all.query_map([], |row| row.get(0).map(ArticleId))?.collect()
}

fn append(conn: &Connection, articles: &[ArticleId]) -> rusqlite::Result<usize> {
    let sql = "INSERT OR IGNORE INTO listen_queue (article) SELECT id FROM articles
               WHERE id = ? AND (SELECT count(*) FROM listen_queue) < ?";
    let mut insert = conn.prepare_cached(sql)?;
    let mut added = 0;
    for article in articles {
        added += insert.execute((article.0, super::values::limit(MAX_QUEUE)))?;
    }
    Ok(added)
}
