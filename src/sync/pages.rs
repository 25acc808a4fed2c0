//! One article's full page: fetched, its story taken out, kept beside the feed's text.
//!
//! Finding the story is left to `page`, choosing which articles to `follow`.

use super::{Context, SyncError, edits, host};
use crate::domain::encoding::decode_page;
use crate::domain::{ArticleId, Text, Warning};
use crate::net::{Request, Response, Trust};
use crate::page::{self, Extracted};
use crate::store::PageSaved;

const ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1";
/// What asking for a page brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFetched {
    /// Words of the story.
    pub words: usize,
    /// Why it may not be what was wanted.
    pub warnings: Vec<Warning>,
    /// Bytes of the body as they came over the wire.
    pub bytes: u64,
}

/// Fetches an article's page and keeps its story, which is shown instead of the feed's text from then on.
pub async fn fetch_page(context: &Context, article: ArticleId) -> Result<PageFetched, SyncError> {
    let trust = context.content_trust().await?;
    fetch(context, article, &trust).await
}

pub(super) async fn fetch(context: &Context, id: ArticleId, trust: &Trust) -> Result<PageFetched, SyncError> {
    let article = context.store(move |store| store.article(id)).await?.ok_or(SyncError::NoArticle(id))?;
    let url = article.row.url.ok_or(SyncError::NoAddress(article.row.title))?;
    let (found, _, bytes) = story(context, url, trust).await?;
    let (html, notes, now) = (found.html, found.warnings.clone(), context.now());
    match context.store(move |store| store.save_page(id, &html, &notes, now)).await? {
        PageSaved::NoArticle => return Err(SyncError::NoArticle(id)),
        PageSaved::Replaced => edits::classify_edit(context, id).await?,
        PageSaved::Kept => {}
    }
    Ok(PageFetched { words: found.words, warnings: found.warnings, bytes })
}

/// Fetches a page that an article names and takes its story out; nothing is kept. Says also where it was found.
pub async fn read_page(context: &Context, url: String) -> Result<(Extracted, String), SyncError> {
    let trust = context.content_trust().await?;
    let (found, base, _) = story(context, url, &trust).await?;
    Ok((found, base))
}

/// The story of a page, the address it was found at in the end, and the bytes that it took.
async fn story(context: &Context, url: String, trust: &Trust) -> Result<(Extracted, String, u64), SyncError> {
    let request = Request { url, accept: Some(ACCEPT), trust: trust.clone(), ..Request::default() };
    let response = context.client.get(&request).await?.ok()?;
    let unreadable = |reason: &str| SyncError::Page { host: host(&response.url), reason: Text::line(reason) };
    if !is_page(&response) {
        let kind = response.content_type.as_deref().unwrap_or_default();
        return Err(unreadable(&format!("the article is no web page but {kind}; open it in a browser")));
    }
    let Response { url: base, body, content_type, wire: bytes, .. } = response.clone();
    let at = base.clone();
    let found =
        context.parse(&response.url, move || page::extract(&decode_page(&body, content_type.as_deref()), Some(&at)));
    let found = found.await?;
    if found.words == 0 {
        return Err(unreadable("the page has no text; it may need a browser"));
    }
    Ok((found, base, bytes))
}

/// A page by its media type; what does not say is taken for one.
fn is_page(response: &Response) -> bool {
    let Some(kind) = response.content_type.as_deref() else { return true };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/") || kind.contains("html") || kind.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_files() {
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
