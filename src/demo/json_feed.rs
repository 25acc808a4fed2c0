//! Writes JSON Feed 1.1 (jsonfeed.org). An untitled note has no `title` member.

use serde_json::{Value, json};

use super::markup::{rfc3339, teaser};
use super::site::{Article, Outlet, SiteData};

/// Writes the feed.
pub(super) fn feed(data: &SiteData, outlet: &Outlet) -> String {
    let items: Vec<Value> = outlet.articles.iter().map(|article| item(data, outlet, article)).collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "description": outlet.tagline,
        "home_page_url": data.url(outlet.home),
        "feed_url": data.url(outlet.feed),
        "language": "en",
        "items": items,
    })
    .to_string()
}

fn item(data: &SiteData, outlet: &Outlet, article: &Article) -> Value {
    let url = data.article_url(outlet, article);
    let mut item = json!({
        "id": url,
        "url": url,
        "content_html": article.body,
        "summary": teaser(article.body),
        "date_published": rfc3339(data.time(article.ago)),
        "authors": [{ "name": article.author }],
        "tags": article.categories,
    });
    if !article.title.is_empty()
        && let Some(fields) = item.as_object_mut()
    {
        fields.insert("title".to_owned(), article.title.into());
    }
    item
}
