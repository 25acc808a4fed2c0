//! Reads published fact-checks (schema.org `ClaimReview`) from pages and from the feed's own texts, and stores the latter.
//!
//! `factcheck` reads the JSON-LD, `pages` fetches the pages and stores what they have.

use super::{Context, SyncError};
use crate::domain::{ArticleId, Entry, Html, Review};
use crate::factcheck::{MAX_REVIEWS, parse_reviews};
use crate::page;

/// The type of a published fact-check, in any JSON-LD that has one.
const TYPE: &str = "ClaimReview";

/// Reads the fact-checks in a page or a text. `site` publishes those that name no publisher.
pub(super) fn read(html: &str, site: &str) -> Vec<Review> {
    let scripts = page::json_ld_with(html, TYPE);
    let scripts: Vec<&str> = scripts.iter().map(String::as_str).collect();
    parse_reviews(&scripts, site)
}

/// Whether an entry of a feed may have a fact-check in its text.
pub(super) fn is_possible(entry: &Entry) -> bool {
    [&entry.content, &entry.summary].into_iter().flatten().any(|Html(html)| html.contains(TYPE))
}

/// Adds the fact-checks of the feed's text to those of the page, without repeats.
pub(super) async fn with_those_of_the_feed(
    context: &Context,
    article: ArticleId,
    mut reviews: Vec<Review>,
) -> Result<Vec<Review>, SyncError> {
    for review in of_the_feed(context, article).await? {
        if reviews.len() < MAX_REVIEWS && !reviews.contains(&review) {
            reviews.push(review);
        }
    }
    Ok(reviews)
}

/// Stores the fact-checks in the feed's texts of articles. An article whose page is stored keeps those of its page.
pub(super) async fn save_those_of_the_feed(context: &Context, articles: &[ArticleId]) -> Result<(), SyncError> {
    for id in articles.iter().copied() {
        if context.store(move |store| store.has_page(id)).await? {
            continue;
        }
        let reviews = of_the_feed(context, id).await?;
        context.store(move |store| store.save_reviews(id, &reviews)).await?;
    }
    Ok(())
}

async fn of_the_feed(context: &Context, article: ArticleId) -> Result<Vec<Review>, SyncError> {
    let text = context.store(move |store| store.feed_text(article)).await?;
    let Some(Html(html)) = text.filter(|Html(html)| html.contains(TYPE)) else { return Ok(Vec::new()) };
    let Some(outlet) = context.store(move |store| store.outlet(article)).await? else { return Ok(Vec::new()) };
    let parsed = context.parse(&outlet.host.clone(), move || read(&html, &outlet.host)).await;
    match parsed {
        // A text that can't be parsed has no fact-checks, and the article is stored without them.
        Err(SyncError::Parse { .. }) => Ok(Vec::new()),
        other => other,
    }
}
