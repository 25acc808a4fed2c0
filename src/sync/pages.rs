//! Fetches an article's full page, extracts its text, and stores it beside the feed's text.
//!
//! `page` extracts the text; `follow_up` chooses the articles.

use super::{Context, SyncError, edits, host};
use crate::domain::encoding::decode_page;
use crate::domain::{ArticleId, Text, Warning};
use crate::net::{Request, Response, Trust};
use crate::page::{self, Extracted};
use crate::store::PageSaved;

const ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1";

/// Result of fetching a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFetched {
    /// Number of words of the text.
    pub words: usize,
    /// Reasons why the text may not be the article.
    pub warnings: Vec<Warning>,
    /// Size of the body on the wire, in bytes.
    pub bytes: u64,
}

/// Fetches an article's page and stores its text, which the reader then shows instead of the feed's.
pub async fn fetch_page(context: &Context, article: ArticleId) -> Result<PageFetched, SyncError> {
    let trust = context.content_trust().await?;
    fetch(context, article, &trust).await
}

pub(super) async fn fetch(context: &Context, id: ArticleId, trust: &Trust) -> Result<PageFetched, SyncError> {
    let article = context.store(move |store| store.article(id)).await?.ok_or(SyncError::NoArticle(id))?;
    let url = article.row.url.ok_or(SyncError::NoAddress(article.row.title))?;
    let (found, _, bytes) = extract(context, url, trust).await?;
    let (html, notes, now) = (found.html, found.warnings.clone(), context.now());
    match context.store(move |store| store.save_page(id, &html, &notes, now)).await? {
        PageSaved::NoArticle => return Err(SyncError::NoArticle(id)),
        PageSaved::Replaced => edits::classify_edit(context, id).await?,
        PageSaved::Kept => {}
    }
    Ok(PageFetched { words: found.words, warnings: found.warnings, bytes })
}

/// Fetches a page that an article links to and extracts its text, without storing it. Returns the page's address after
/// redirects too.
pub async fn read_page(context: &Context, url: String) -> Result<(Extracted, String), SyncError> {
    let trust = context.content_trust().await?;
    let (found, base, _) = extract(context, url, &trust).await?;
    Ok((found, base))
}

/// Fetches a page. Returns its text, its address after redirects, and its size on the wire in bytes.
async fn extract(context: &Context, url: String, trust: &Trust) -> Result<(Extracted, String, u64), SyncError> {
    let request = Request { url, accept: Some(ACCEPT), trust: trust.clone(), ..Request::default() };
    let response = context.client.get(&request).await?.ok()?;
    let unreadable = |reason: &str| SyncError::Page { host: host(&response.url), reason: Text::line(reason) };
    if !is_page(&response) {
        let kind = response.content_type.as_deref().unwrap_or_default();
        return Err(unreadable(&format!("the article is {kind}, not a web page; open it in a browser")));
    }
    let Response { url: base, body, content_type, wire: bytes, .. } = response.clone();
    let at = base.clone();
    let found =
        context.parse(&response.url, move || page::extract(&decode_page(&body, content_type.as_deref()), Some(&at)));
    let found = found.await?;
    if found.words == 0 {
        return Err(unreadable("the page has no text; open it in a browser"));
    }
    Ok((found, base, bytes))
}

/// Whether an answer is a page by its media type; one without a media type counts as a page.
fn is_page(response: &Response) -> bool {
    let Some(kind) = response.content_type.as_deref() else { return true };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/") || kind.contains("html") || kind.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_other_files_by_media_type() {
        for (kind, page) in [
            (None, true),
            (Some("text/html; charset=utf-8"), true),
            (Some("application/xhtml+xml"), true),
            (Some("application/pdf"), false),
            (Some("audio/mpeg"), false),
        ] {
            let response = Response { content_type: kind.map(str::to_owned), ..Response::default() };
            assert_eq!(is_page(&response), page, "{kind:?}");
        }
    }
}
