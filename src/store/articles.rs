//! Reads windows of article lists, and whole articles.
//!
//! In a list by time an article keeps its place, since `published` is set once. `list` builds the SQL, `ranking` the order.

use rusqlite::{Connection, OptionalExtension, Row};

use super::list::{self, Listing};
use super::query_sql::query_of;
use super::story_rows::{FoldedListing, fold, fold_top};
use super::values::{chapters, enclosures, from_ms, line, media, texts, time, unpack};
use super::{Store, StoreError};
use crate::domain::article::normalise_link;
use crate::domain::feed::title_from_address;
use crate::domain::{
    Article, ArticleId, ArticleRow, CommentCounts, FeedId, FetchedPage, ListQuery, Query, Text, Window,
};

impl Store {
    /// Reads up to `limit` rows of a list from `offset` on, and the list's length.
    pub fn window(&self, query: &ListQuery, offset: usize, limit: usize) -> Result<Window, StoreError> {
        let asked = query_of(query)?;
        self.read_folding(|conn, cache| {
            let folded = cache.fold(conn, query, || list::listing(conn, query, &asked))?;
            window_of(conn, folded, (offset, limit), false)
        })
    }

    /// Reads the first `limit` rows of a list. Unless its stories are few, its length is estimated, without folding all.
    pub fn top(&self, query: &ListQuery, limit: usize) -> Result<Window, StoreError> {
        let asked = query_of(query)?;
        self.read_folding(|conn, cache| {
            let rows = list::listing(conn, query, &asked)?;
            if let Some((folded, is_whole)) = fold_top(conn, &rows, query, limit)? {
                return window_of(conn, &folded, (0, limit), !is_whole);
            }
            window_of(conn, cache.fold(conn, query, || Ok(rows))?, (0, limit), false)
        })
    }

    /// Finds an article's place in a list, counted from zero; `None` if the list lacks it. An article that is folded
    /// under another of its story has the place of that one.
    pub fn position_of(&self, query: &ListQuery, article: ArticleId) -> Result<Option<usize>, StoreError> {
        let asked = query_of(query)?;
        self.read_folding(|conn, cache| {
            let folded = cache.fold(conn, query, || list::listing(conn, query, &asked))?;
            Ok(folded.with_position(conn, article)?.map(|(_, position)| position))
        })
    }

    /// Finds the next unread article of a list and its place there: the next one after `after` (which may have left the
    /// list), else the first. Never returns `after` itself. Of a story that is one row, it finds one article.
    pub fn next_unread(
        &self,
        after: Option<ArticleId>,
        query: &ListQuery,
    ) -> Result<Option<(ArticleId, usize)>, StoreError> {
        let asked = query_of(query)?;
        self.read_folding(|conn, cache| {
            let folded = cache.fold(conn, query, || list::listing(conn, query, &asked))?;
            let below = after.map(|id| folded.unfolded_around(id).1).unwrap_or_default();
            let unread = unread_rows(conn, query, &asked)?;
            let start = after.map(|id| unread.place(conn, folded.first_of(id))).transpose()?.flatten();
            let found = match (first_unread(conn, &below)?, &start) {
                (None, Some(start)) => unread.ids(conn, Some(start), 0, 1)?.first().copied(),
                (found, _) => found,
            };
            let found = match found {
                None => unread.ids(conn, None, 0, 1)?.first().copied().filter(|id| Some(*id) != after),
                found => found,
            };
            found.map(|id| folded.with_position(conn, id)).transpose().map(Option::flatten)
        })
    }

    /// Finds the last unread article before `before` (which may have left the list) and its place. Returns `None`
    /// at the top.
    pub fn previous_unread(
        &self,
        before: ArticleId,
        query: &ListQuery,
    ) -> Result<Option<(ArticleId, usize)>, StoreError> {
        let asked = query_of(query)?;
        self.read_folding(|conn, cache| {
            let folded = cache.fold(conn, query, || list::listing(conn, query, &asked))?;
            let (mut above, _) = folded.unfolded_around(before);
            above.reverse();
            if let Some(id) = first_unread(conn, &above)? {
                return folded.with_position(conn, id);
            }
            let unread = unread_rows(conn, query, &asked)?;
            let Some(start) = unread.place(conn, folded.first_of(before))? else { return Ok(None) };
            let Some(last) = unread.count_before(conn, &start)?.checked_sub(1) else { return Ok(None) };
            let found = unread.ids(conn, None, last, 1)?.first().copied();
            found.map(|id| folded.with_position(conn, id)).transpose().map(Option::flatten)
        })
    }

    /// Reads the rows of these articles in the given order, and skips deleted ones.
    pub fn rows(&self, ids: &[ArticleId]) -> Result<Vec<ArticleRow>, StoreError> {
        self.read(|conn| rows(conn, ids))
    }

    /// Reads a whole article; `None` if there is none with this id.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.read(|conn| article(conn, id))
    }

    /// Finds the article with cached comments that has the next higher id than `after`, or the lowest id without it.
    pub fn next_with_comments(&self, after: Option<ArticleId>) -> Result<Option<ArticleId>, StoreError> {
        let sql = "SELECT min(article) FROM comments WHERE article > ?";
        let after = after.map_or(i64::MIN, |id| id.0);
        self.read(|conn| {
            let next = conn.prepare_cached(sql)?.query_row([after], |row| row.get::<_, Option<i64>>(0))?;
            Ok(next.map(ArticleId))
        })
    }

    /// Finds the article that a user names by its number, address or guid; the newest, if several match.
    pub fn find_article(&self, name: &str) -> Result<Option<ArticleId>, StoreError> {
        let name = name.trim();
        self.read(|conn| {
            if let Ok(id) = name.parse::<i64>()
                && let Some(found) = first(conn, "SELECT id FROM articles WHERE hidden <> 2 AND id = ?", id)?
            {
                return Ok(Some(found));
            }
            let by_identity = "SELECT max(id) FROM articles WHERE hidden <> 2 AND feed IN (SELECT id FROM feeds)
                               AND identity = ?";
            let by_url = "SELECT max(id) FROM articles WHERE hidden <> 2 AND url = ?";
            let normal = normalise_link(name).unwrap_or_else(|| name.to_owned());
            for (sql, key) in [(by_url, name), (by_identity, name), (by_identity, normal.as_str())] {
                if let Some(id) = first(conn, sql, key)? {
                    return Ok(Some(id));
                }
            }
            Ok(None)
        })
    }

    /// Runs `ask` on a list, within one read transaction.
    pub(super) fn listed<T>(
        &self,
        query: &ListQuery,
        ask: impl FnOnce(&Connection, &Listing) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let asked = query_of(query)?;
        self.read(|conn| ask(conn, &list::listing(conn, query, &asked)?))
    }
}

/// Reads a part of a list.
fn window_of(
    conn: &Connection,
    folded: &FoldedListing,
    (offset, limit): (usize, usize),
    is_estimate: bool,
) -> rusqlite::Result<Window> {
    let ids = folded.ids(conn, offset, limit)?;
    let (total, in_story) = (folded.total(conn)?, folded.in_story(&ids));
    Ok(Window { rows: rows(conn, &ids)?, offset, total, is_estimate, in_story })
}

/// Lists the unread rows of a list; of each story that it folds, the first row only.
fn unread_rows(conn: &Connection, query: &ListQuery, asked: &Query) -> rusqlite::Result<Listing> {
    let unread = ListQuery { unread_only: true, unread_since: None, ..query.clone() };
    fold(conn, list::listing(conn, &unread, asked)?, &unread).map(FoldedListing::into_rows)
}

/// Finds the first unread article of some.
fn first_unread(conn: &Connection, articles: &[ArticleId]) -> rusqlite::Result<Option<ArticleId>> {
    let mut is_unread = conn.prepare_cached("SELECT 1 FROM articles WHERE id = ? AND read_at IS NULL")?;
    for article in articles {
        if is_unread.exists([article.0])? {
            return Ok(Some(*article));
        }
    }
    Ok(None)
}

fn first(conn: &Connection, sql: &str, key: impl rusqlite::ToSql) -> rusqlite::Result<Option<ArticleId>> {
    let found = conn.prepare_cached(sql)?.query_row([key], |row| row.get::<_, Option<i64>>(0)).optional()?;
    Ok(found.flatten().map(ArticleId))
}

/// Selects an article's row; `article_row` reads the columns in this order.
const ROW: &str = "SELECT a.id, a.feed, coalesce(f.user_title, f.title), a.title, a.author, a.url, a.published,
    a.read_at IS NOT NULL, a.starred, a.stated, a.loaded, a.unseen, a.edited, f.url,
    (SELECT json_group_array(t.tag ORDER BY t.tag) FROM article_tags t WHERE t.article = a.id),
    a.highlight, (SELECT CASE WHEN h.original IS NULL THEN 'hidden by rule “' || h.rule || '”' ELSE 'the same article is in '
        || coalesce((SELECT coalesce(p.user_title, p.title, p.url) FROM articles o JOIN feeds p ON p.id = o.feed
                     WHERE o.id = h.original), 'another feed') END
     FROM hidden_articles h WHERE h.article = a.id)
    FROM articles a JOIN feeds f ON f.id = a.feed WHERE a.id = ?";

pub(super) fn rows(conn: &Connection, ids: &[ArticleId]) -> rusqlite::Result<Vec<ArticleRow>> {
    let mut statement = conn.prepare_cached(ROW)?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(statement.query_row([id.0], article_row).optional()?);
    }
    Ok(rows)
}

fn article_row(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        id: ArticleId(row.get(0)?),
        feed: FeedId(row.get(1)?),
        feed_title: match line(row, 2)? {
            Some(title) => title,
            None => title_from_address(&row.get::<_, String>(13)?),
        },
        title: line(row, 3)?.unwrap_or_else(|| Text::line("(untitled)")),
        author: line(row, 4)?,
        url: row.get(5)?,
        published: from_ms(row.get(6)?),
        read: row.get(7)?,
        starred: row.get(8)?,
        tags: texts(row, 14)?,
        comments: CommentCounts { stated: row.get(9)?, loaded: row.get(10)?, unseen: row.get(11)? },
        edited: time(row, 12)?,
        is_highlighted: row.get(15)?,
        hidden_because: line(row, 16)?,
    })
}

fn article(conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Article>> {
    let Some(short) = rows(conn, &[id])?.pop() else { return Ok(None) };
    let sql = "SELECT a.language, a.categories, a.enclosures, a.media, a.comments_url, a.comments_feed, a.guid,
               f.language AS feed_language, b.page IS NOT NULL AS from_page,
               coalesce(b.page, b.content, b.summary) AS html, b.page_at,
               coalesce(b.page_notes, '[]') AS page_notes, b.page_audio, c.chapters
               FROM articles a JOIN feeds f ON f.id = a.feed LEFT JOIN bodies b ON b.article = a.id
               LEFT JOIN chapters c ON c.article = a.id WHERE a.id = ?";
    conn.prepare_cached(sql)?
        .query_row([id.0], |row| {
            let from_page = row.get("from_page")?;
            let page = FetchedPage {
                at: time(row, "page_at")?,
                notes: texts(row, "page_notes")?,
                audio: row.get("page_audio")?,
            };
            let mut media = media(row.get_ref("media")?.as_str_or_null()?)?;
            if media.chapters.is_empty() {
                media.chapters = chapters(row, "chapters")?;
            }
            Ok(Article {
                row: short,
                html: unpack(row, "html")?.unwrap_or_default(),
                from_page,
                page: Some(page).filter(|_| from_page),
                language: row.get::<_, Option<String>>("language")?.or(row.get("feed_language")?),
                categories: texts(row, "categories")?,
                enclosures: enclosures(&row.get::<_, String>("enclosures")?)?,
                media,
                comments_url: row.get("comments_url")?,
                comments_feed: row.get("comments_feed")?,
                guid: row.get("guid")?,
            })
        })
        .optional()
}
