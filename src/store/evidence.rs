//! Finds stored articles of other outlets that may have evidence about the claims of an article.
//!
//! The search is bounded: rare terms come first, and no more articles are ranked than [`MAX_MATCHES`]. What the articles
//! say about a claim is left to `factcheck`.

use std::collections::HashSet;

use chrono::Duration;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::search::phrase;
use super::values::{from_ms, limit as sql_limit, line, rows as row_count, to_ms, unpack};
use super::{Store, StoreError};
use crate::domain::outlet::{Origin, outlet_key, outlet_name};
use crate::domain::{ArticleId, Html, Outlet, Text, Time};

/// Days before and after an article's publication within which others count as evidence.
pub const EVIDENCE_DAYS: i64 = 14;
/// Candidates that one search returns.
pub const MAX_CANDIDATES: usize = 250;
/// Articles of the checked article's own story that are candidates whatever their words; the others need terms.
const MAX_OF_STORY: usize = 100;
/// Matches of all terms that are ranked; terms beyond that are left out, the most frequent ones first.
const MAX_MATCHES: usize = 8_000;
/// Terms of one search.
const MAX_TERMS: usize = 80;
/// Ranked articles from which those of other outlets are taken.
const MAX_RANKED: usize = 2_000;
/// Articles waiting for the index whose titles are searched, the last stored first.
const MAX_QUEUED: usize = 2_000;
/// What a row has about the article and its feed; see [`Head::read`].
const HEAD: &str = "a.id, a.url, a.published, coalesce(f.user_title, f.title) AS feed_title, f.site, f.url AS feed_url, \
                    a.title";

/// An article of another outlet that may have evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub article: ArticleId,
    /// Its outlet.
    pub outlet: Outlet,
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: Text,
    /// Its text: the full page if fetched, else the feed's content or summary.
    pub html: Html,
    /// BCP 47 language tag of the article, else of its feed.
    pub language: Option<String>,
    /// When it was published.
    pub published: Time,
}

impl Store {
    /// Finds the outlet of an article; `None` if there is no such article.
    pub fn outlet(&self, article: ArticleId) -> Result<Option<Outlet>, StoreError> {
        self.read(|conn| {
            let sql = format!("SELECT {HEAD} FROM articles a JOIN feeds f ON f.id = a.feed WHERE a.id = ?");
            conn.prepare_cached(&sql)?.query_row([article.0], Head::read).optional().map(|head| Some(head?.outlet()))
        })
    }

    /// Finds articles of other outlets than `own` that are in `story` or have any of `terms`, published within
    /// [`EVIDENCE_DAYS`] of `around`. Those of the story come first, then the best matches. Articles that the index lacks
    /// so far are found by their titles.
    pub fn evidence_candidates(
        &self,
        terms: &[String],
        story: &[ArticleId],
        around: Time,
        own: &Outlet,
    ) -> Result<Vec<Candidate>, StoreError> {
        let days = Duration::days(EVIDENCE_DAYS);
        let window = (to_ms(around - days), to_ms(around + days));
        self.read(|conn| {
            let terms: Vec<&String> = terms.iter().take(MAX_TERMS).collect();
            let mut heads = of_story(conn, story, window)?;
            heads.extend(indexed(conn, &terms, window)?);
            heads.extend(queued(conn, &terms, window)?);
            let mut seen = HashSet::new();
            heads.retain(|head| head.outlet().host != own.host && seen.insert(head.article));
            heads.truncate(MAX_CANDIDATES);
            heads.into_iter().map(|head| head.candidate(conn)).collect()
        })
    }
}

/// What decides whether an article is a candidate, without its text.
struct Head {
    article: ArticleId,
    url: Option<String>,
    published: i64,
    feed_title: Option<Text>,
    site: Option<String>,
    feed_url: String,
    title: Text,
}

impl Head {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            article: ArticleId(row.get(0)?),
            url: row.get(1)?,
            published: row.get(2)?,
            feed_title: line(row, 3)?,
            site: row.get(4)?,
            feed_url: row.get(5)?,
            title: line(row, 6)?.unwrap_or_else(|| Text::line("(untitled)")),
        })
    }

    fn outlet(&self) -> Outlet {
        let origin = Origin { feed: &self.feed_url, site: self.site.as_deref() };
        let host = outlet_key(self.url.as_deref(), origin);
        let title = outlet_name(&host, self.feed_title.clone(), origin);
        Outlet { host, title }
    }

    fn candidate(self, conn: &Connection) -> rusqlite::Result<Candidate> {
        let sql = "SELECT coalesce(a.language, f.language), coalesce(b.page, b.content, b.summary)
                   FROM articles a JOIN feeds f ON f.id = a.feed LEFT JOIN bodies b ON b.article = a.id WHERE a.id = ?";
        let read = |row: &Row<'_>| Ok((row.get(0)?, unpack(row, 1)?.unwrap_or_default()));
        let (language, html) = conn.prepare_cached(sql)?.query_row([self.article.0], read)?;
        let outlet = self.outlet();
        let Self { article, url, published, title, .. } = self;
        Ok(Candidate { article, outlet, url, title, html, language, published: from_ms(published) })
    }
}

/// Reads the articles of a story, at most [`MAX_OF_STORY`].
fn of_story(conn: &Connection, story: &[ArticleId], window: (i64, i64)) -> rusqlite::Result<Vec<Head>> {
    let sql = format!(
        "SELECT {HEAD} FROM articles a JOIN feeds f ON f.id = a.feed
         WHERE a.id = ? AND a.hidden < 2 AND a.published BETWEEN ? AND ?"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let ids = story.iter().take(MAX_OF_STORY);
    let heads = ids.map(|id| statement.query_row((id.0, window.0, window.1), Head::read).optional());
    heads.filter_map(Result::transpose).collect()
}

/// Searches the index, best match first.
fn indexed(conn: &Connection, terms: &[&String], window: (i64, i64)) -> rusqlite::Result<Vec<Head>> {
    // Ids grow with time, so a range of ids keeps the index from reading the rest of its lists.
    let sql = "SELECT min(id), max(id) FROM articles INDEXED BY articles_by_time
               WHERE hidden < 2 AND published BETWEEN ? AND ?";
    let ids: (Option<i64>, Option<i64>) =
        conn.prepare_cached(sql)?.query_row(window, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(first), Some(last)) = ids else { return Ok(Vec::new()) };
    let Some(expression) = rare(conn, terms, (first, last))? else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {HEAD} FROM articles_fts s CROSS JOIN articles a ON a.id = s.rowid JOIN feeds f ON f.id = a.feed
         WHERE articles_fts MATCH ? AND s.rowid BETWEEN ? AND ? AND a.hidden < 2 AND a.published BETWEEN ? AND ?
         ORDER BY bm25(articles_fts, 4.0, 0.0, 1.0), a.id DESC LIMIT ?"
    );
    let bounds = [first, last, window.0, window.1, sql_limit(MAX_RANKED)].map(Value::Integer);
    let params = std::iter::once(Value::Text(expression)).chain(bounds);
    conn.prepare_cached(&sql)?.query_map(params_from_iter(params), Head::read)?.collect()
}

/// Returns an expression of the rarest terms, as many as keep the matches within their limit; `None` without any.
fn rare(conn: &Connection, terms: &[&String], (first, last): (i64, i64)) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?
               LIMIT ?)";
    let mut count = conn.prepare_cached(sql)?;
    let mut counted: Vec<(usize, String)> = Vec::new();
    for phrase in terms.iter().filter_map(|term| phrase(term)) {
        let found = count.query_row((&phrase, first, last, sql_limit(MAX_MATCHES)), |row| row.get(0).map(row_count))?;
        if found > 0 && !counted.iter().any(|(_, known)| *known == phrase) {
            counted.push((found, phrase));
        }
    }
    counted.sort();
    let mut matches = 0;
    let mut taken: Vec<String> = Vec::new();
    for (found, phrase) in counted {
        matches += found;
        if matches > MAX_MATCHES && !taken.is_empty() {
            break;
        }
        taken.push(phrase);
    }
    Ok((!taken.is_empty()).then(|| taken.join(" OR ")))
}

/// Finds articles that the index lacks so far by words of their titles, newest first.
fn queued(conn: &Connection, terms: &[&String], window: (i64, i64)) -> rusqlite::Result<Vec<Head>> {
    let wanted: Vec<String> = terms.iter().map(|term| term.to_lowercase()).collect();
    let sql = format!(
        "SELECT {HEAD} FROM (SELECT article FROM index_queue ORDER BY article DESC LIMIT ?) q
         CROSS JOIN articles a ON a.id = q.article JOIN feeds f ON f.id = a.feed
         WHERE a.hidden < 2 AND a.published BETWEEN ? AND ?"
    );
    let mut found = Vec::new();
    let mut statement = conn.prepare_cached(&sql)?;
    for head in statement.query_map((sql_limit(MAX_QUEUED), window.0, window.1), Head::read)? {
        let head = head?;
        let title = head.title.to_lowercase();
        if wanted.iter().any(|term| title.contains(term.as_str())) {
            found.push(head);
        }
    }
    Ok(found)
}
