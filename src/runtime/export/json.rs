//! The JSON of one article and of its comments. Keys are stable, but versions may add some; absent values are null.

use std::fmt::Write as _;

use serde::Serialize;

use super::render::plain;
use crate::app::document::Opened;
use crate::domain::clock_format::timestamp;
use crate::domain::{
    Article, ArticleId, CommentStatus, Enclosure, FeedId, LoadedThread, Media, Moderation, Text, Thread, ThreadSummary,
    Time, Warning,
};

/// Writes one JSON document, without characters that control a terminal. Fails if a value can't be JSON.
pub fn document(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(escape(&serde_json::to_string_pretty(value)?))
}

/// A time as RFC 3339, in UTC, to the second.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        Self(timestamp(time))
    }
}

/// A link of the text.
#[derive(Serialize)]
pub struct Link {
    number: usize,
    url: String,
}

/// One article with its text.
#[derive(Serialize)]
pub struct ShownArticle<'a> {
    id: ArticleId,
    feed: FeedId,
    title: &'a Text,
    author: Option<&'a Text>,
    url: Option<&'a str>,
    published: Timestamp,
    language: Option<&'a str>,
    text: String,
    links: Vec<Link>,
    enclosures: &'a [Enclosure],
    #[serde(flatten)]
    media: &'a Media,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<Comments<'a>>,
}

impl<'a> ShownArticle<'a> {
    /// Makes the JSON of an article whose text has these links.
    #[must_use]
    pub fn new(article: &'a Article, links: Vec<String>, comments: Option<Comments<'a>>) -> Self {
        let row = &article.row;
        Self {
            id: row.id,
            feed: row.feed,
            title: &row.title,
            author: row.author.as_ref(),
            url: row.url.as_deref(),
            published: row.published.into(),
            language: article.language.as_deref(),
            text: plain(&article.html.0),
            links: links.into_iter().enumerate().map(|(i, url)| Link { number: i + 1, url }).collect(),
            enclosures: &article.enclosures,
            media: &article.media,
            comments,
        }
    }
}

/// The comments of an article.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the stable keys")]
pub struct Comments<'a> {
    article: Option<ArticleId>,
    source: Option<String>,
    stated: Option<u32>,
    loaded: usize,
    unseen: usize,
    complete: bool,
    comments: Vec<Comment<'a>>,
    threads: Vec<SourceThread<'a>>,
    warnings: Vec<Warning>,
}

/// The thread of an article at one source.
#[derive(Serialize)]
struct SourceThread<'a> {
    origin: &'a str,
    source: &'a str,
    url: Option<&'a str>,
    stated: Option<u32>,
    loaded: usize,
    complete: bool,
    gaps: &'a [Warning],
    error: Option<&'a Text>,
}

#[derive(Serialize)]
struct Comment<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    depth: u32,
    author: Option<&'a Text>,
    published: Option<Timestamp>,
    text: String,
    score: Option<i64>,
    state: Moderation,
    descendants: u32,
    mark: CommentStatus,
    edited: bool,
    /// Index in `threads`.
    thread: u16,
}

impl<'a> Comments<'a> {
    /// Makes the JSON of a stored thread.
    #[must_use]
    pub fn stored(opened: &'a Opened) -> Self {
        let thread = &opened.thread;
        Self {
            article: Some(opened.article.row.id),
            source: Some(opened.source()).filter(|source| !source.is_empty()),
            stated: opened.article.row.comments.stated,
            loaded: thread.len(),
            unseen: opened.article.row.comments.unseen as usize,
            complete: opened.is_complete(),
            comments: comments_of(thread),
            threads: opened
                .summaries
                .iter()
                .zip(&opened.tallies)
                .map(|(head, tally)| SourceThread::new(head, tally.loaded))
                .collect(),
            warnings: opened
                .summaries
                .iter()
                .flat_map(|head| &head.warnings)
                .chain(&opened.warnings)
                .cloned()
                .collect(),
        }
    }

    /// Makes the JSON of an inspected thread.
    #[must_use]
    pub fn inspected(loaded: &'a LoadedThread, thread: &'a Thread, warnings: Vec<Warning>) -> Self {
        Self {
            article: None,
            source: Some(loaded.source.clone()).filter(|source| !source.is_empty()),
            stated: loaded.stated,
            loaded: thread.len(),
            unseen: thread.len(),
            complete: loaded.complete,
            comments: comments_of(thread),
            threads: Vec::new(),
            warnings,
        }
    }
}

impl<'a> SourceThread<'a> {
    fn new(head: &'a ThreadSummary, loaded: usize) -> Self {
        Self {
            origin: &head.origin,
            source: &head.source,
            url: head.page.as_deref(),
            stated: head.stated,
            loaded,
            complete: head.complete,
            gaps: &head.gaps,
            error: head.failure.as_ref(),
        }
    }
}

fn comments_of(thread: &Thread) -> Vec<Comment<'_>> {
    thread
        .nodes()
        .map(|node| Comment {
            id: &node.comment.id,
            parent: node.comment.parent.as_deref(),
            depth: node.depth,
            author: node.comment.author.as_ref(),
            published: node.comment.published.map(Timestamp::from),
            text: plain(&node.comment.html.0),
            score: node.comment.score,
            state: node.comment.state,
            descendants: node.descendants,
            mark: node.comment.mark,
            edited: node.comment.edited,
            thread: node.comment.origin,
        })
        .collect()
}

/// Escapes all characters in JSON that control a terminal or reorder text.
///
/// JSON itself requires that only for C0 controls. Outside of strings JSON has none of the others.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let is_unsafe = (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_unsafe {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_no_control_characters_and_keeps_its_meaning() {
        let hostile = "\u{1b}[31m\u{9b}2J\u{7f}\u{202e}é";
        let written = escape(&serde_json::to_string(hostile).unwrap());
        assert!(!written.chars().any(|c| c.is_control() || c == '\u{202e}'), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
    }
}
