//! Makes an article of a page that the user previews.

use std::sync::Arc;

use crate::app::document::{Opened, PREVIEW_ID, View};
use crate::domain::host::host_of;
use crate::domain::triage::Order;
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
        comments: CommentCounts::default(),
        edited: None,
    };
    let notes = found.warnings.into_iter().map(|warning| warning.0).collect();
    let article = Article {
        row,
        html: found.html,
        from_page: true,
        page: Some(FetchedPage { at: Some(now), notes }),
        language: found.language,
        categories: Vec::new(),
        enclosures: Vec::new(),
        media: crate::domain::Media::default(),
        comments_url: None,
        comments_feed: None,
        guid: String::new(),
    };
    Opened {
        article,
        thread: Arc::default(),
        summaries: Vec::new(),
        tallies: Vec::new(),
        warnings: Vec::new(),
        view: View::Text,
        revisions: 0,
        change: None,
        position: None,
        folded: Vec::new(),
        released: Vec::new(),
        arrived: Vec::new(),
        order: Order::default(),
    }
}
