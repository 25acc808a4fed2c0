//! The JSON of `--json`. Keys are stable, but versions may add some; absent values are null.
//!
//! The JSON of one article and of its comments is made by `runtime::export`, because commands and files get it too.

use std::borrow::Cow;

use serde::Serialize;

use super::render::prose;
use crate::domain::login::mask;
use crate::domain::{
    ArticleId, ArticleRow, CommentCounts, Enclosure, Entry, FeedId, FeedRow, Media, ParsedFeed, Reply, ReplyId,
    ReplyState, StoryId, Text, Warning,
};
use crate::page::Extracted;
pub(super) use crate::runtime::export::json::{Comments, ShownArticle, Timestamp};

#[derive(Serialize)]
pub(super) struct Feed<'a> {
    id: FeedId,
    url: Cow<'a, str>,
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
            url: mask(&row.url),
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
    hidden_because: Option<&'a Text>,
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
            hidden_because: row.hidden_because.as_ref(),
            snippet,
        }
    }
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
