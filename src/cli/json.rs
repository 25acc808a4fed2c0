//! The JSON of `--json`. Keys are stable, but versions may add some; absent values are null.

use serde::Serialize;

use super::render::{plain, prose};
use crate::app::document::Opened;
use crate::domain::{
    Article, ArticleId, ArticleRow, CommentCounts, CommentStatus, Enclosure, Entry, FeedId, FeedRow, LoadedThread,
    Media, Moderation, ParsedFeed, Reply, ReplyId, ReplyState, StoryId, Text, Thread, ThreadSummary, Time, Warning,
};
use crate::page::Extracted;

/// A time as RFC 3339, in UTC, to the second.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Timestamp(String);

impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        Self(time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }
}

#[derive(Serialize)]
pub(super) struct Feed<'a> {
    id: FeedId,
    url: &'a str,
    title: &'a Text,
    folder: Option<&'a Text>,
    tags: &'a [Text],
    hidden: bool,
    unread: u32,
    articles: u32,
    last_success: Option<Timestamp>,
    error: Option<&'a Text>,
}

impl<'a> From<&'a FeedRow> for Feed<'a> {
    fn from(row: &'a FeedRow) -> Self {
        Self {
            id: row.id,
            url: &row.url,
            title: &row.title,
            folder: row.folder.as_ref(),
            tags: &row.tags,
            hidden: row.hidden,
            unread: row.unread,
            articles: row.articles,
            last_success: row.last_success.map(Timestamp::from),
            error: row.error.as_ref(),
        }
    }
}

/// A reply in the outbox.
#[derive(Serialize)]
pub(super) struct OutboxReply<'a> {
    id: ReplyId,
    article: ArticleId,
    parent: Option<&'a str>,
    state: ReplyState,
    attempts: u32,
    error: Option<&'a Text>,
    created: Timestamp,
    text: &'a str,
    remote: Option<&'a str>,
}

impl<'a> From<&'a Reply> for OutboxReply<'a> {
    fn from(reply: &'a Reply) -> Self {
        Self {
            id: reply.id,
            article: reply.article,
            parent: reply.parent.as_deref(),
            state: reply.state,
            attempts: reply.attempts,
            error: reply.error.as_ref(),
            created: reply.created.into(),
            text: &reply.text,
            remote: reply.remote.as_deref(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ListedArticle<'a> {
    id: ArticleId,
    feed: FeedId,
    feed_title: &'a Text,
    title: &'a Text,
    author: Option<&'a Text>,
    url: Option<&'a str>,
    published: Timestamp,
    read: bool,
    starred: bool,
    tags: &'a [Text],
    comments: CommentCounts,
    edited: Option<Timestamp>,
    story: Option<StoryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
}

impl<'a> ListedArticle<'a> {
    pub(super) fn new(row: &'a ArticleRow, story: Option<StoryId>, snippet: Option<String>) -> Self {
        Self {
            id: row.id,
            feed: row.feed,
            feed_title: &row.feed_title,
            title: &row.title,
            author: row.author.as_ref(),
            url: row.url.as_deref(),
            published: row.published.into(),
            read: row.read,
            starred: row.starred,
            tags: &row.tags,
            comments: row.comments,
            edited: row.edited.map(Timestamp::from),
            story,
            snippet,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Link {
    number: usize,
    url: String,
}

#[derive(Serialize)]
pub(super) struct ShownArticle<'a> {
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
    pub(super) fn new(article: &'a Article, links: Vec<String>, comments: Option<Comments<'a>>) -> Self {
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

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the stable keys")]
pub(super) struct Comments<'a> {
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
    pub(super) fn stored(opened: &'a Opened) -> Self {
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
    pub(super) fn inspected(loaded: &'a LoadedThread, thread: &'a Thread, warnings: Vec<Warning>) -> Self {
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

#[derive(Serialize)]
pub(super) struct InspectedFeed<'a> {
    format: &'a str,
    title: Option<&'a Text>,
    url: Option<&'a str>,
    description: Option<&'a Text>,
    language: Option<&'a str>,
    entries: Vec<InspectedEntry<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct InspectedEntry<'a> {
    id: Option<&'a str>,
    title: Option<&'a Text>,
    url: Option<&'a str>,
    author: Option<&'a Text>,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    summary: Option<&'a str>,
    content: Option<&'a str>,
    comments_url: Option<&'a str>,
    comments_feed: Option<&'a str>,
    comment_count: Option<u32>,
    categories: &'a [Text],
    enclosures: &'a [Enclosure],
    #[serde(flatten)]
    media: &'a Media,
}

impl<'a> InspectedFeed<'a> {
    pub(super) fn new(feed: &'a ParsedFeed, warnings: &'a [Warning]) -> Self {
        Self {
            format: feed.format,
            title: feed.title.as_ref(),
            url: feed.url.as_deref(),
            description: feed.description.as_ref(),
            language: feed.language.as_deref(),
            entries: feed.entries.iter().map(InspectedEntry::new).collect(),
            warnings,
        }
    }
}

impl<'a> InspectedEntry<'a> {
    fn new(entry: &'a Entry) -> Self {
        Self {
            id: Some(entry.guid.as_str()).filter(|guid| !guid.is_empty()),
            title: entry.title.as_ref(),
            url: entry.url.as_deref(),
            author: entry.author.as_ref(),
            published: entry.published.map(Timestamp::from),
            updated: entry.updated.map(Timestamp::from),
            summary: entry.summary.as_ref().map(|html| html.0.as_str()),
            content: entry.content.as_ref().map(|html| html.0.as_str()),
            comments_url: entry.comments_url.as_deref(),
            comments_feed: entry.comments_feed.as_deref(),
            comment_count: entry.comment_count,
            categories: &entry.categories,
            enclosures: &entry.enclosures,
            media: &entry.media,
        }
    }
}

#[derive(Serialize)]
pub(super) struct InspectedPage<'a> {
    title: &'a Text,
    author: Option<&'a Text>,
    published: Option<Timestamp>,
    site: Option<&'a Text>,
    language: Option<&'a str>,
    image: Option<&'a str>,
    text: String,
    html: &'a str,
    words: usize,
    warnings: &'a [Warning],
}

impl<'a> InspectedPage<'a> {
    pub(super) fn new(found: &'a Extracted) -> Self {
        Self {
            title: &found.title,
            author: found.author.as_ref(),
            published: found.published.map(Timestamp::from),
            site: found.site.as_ref(),
            language: found.language.as_deref(),
            image: found.image.as_deref(),
            text: prose(&found.html.0),
            html: &found.html.0,
            words: found.words,
            warnings: &found.warnings,
        }
    }
}
