//! Makes an article of a page that the user previews.

use std::sync::Arc;

use crate::app::document::{Opened, PREVIEW_ID};
use crate::domain::host::host_of;
use crate::domain::{Article, ArticleRow, CommentCounts, FeedId, FetchedPage, Text, Time};
use crate::page::Extracted;

/// Makes an article of a page behind a link. It belongs to no feed, and the store does not know it.
pub(in crate::runtime) fn preview(found: Extracted, url: String, now: Time) -> Opened {
    let feed_title = found.site.unwrap_or_else(|| Text::line(&host_of(&url).unwrap_or_default()));
    let row = ArticleRow {
        id: PREVIEW_ID,
        feed: FeedId(0),
        feed_title,
        title: found.title.non_empty().unwrap_or_else(|| Text::line(&url)),
        author: found.author,
        published: found.published.unwrap_or(now),
        url: Some(url),
        read: true,
        starred: false,
        tags: Vec::new(),
        comments: CommentCounts::default(),
        edited: None,
        is_highlighted: false,
        hidden_because: None,
    };
    let notes = found.warnings.into_iter().map(|warning| warning.0).collect();
    let article = Article {
        from_page: true,
        page: Some(FetchedPage { at: Some(now), notes, audio: found.audio }),
        language: found.language,
        ..Article::new(row, found.html)
    };
    Opened::new(article, Arc::default())
}
