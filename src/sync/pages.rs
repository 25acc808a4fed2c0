//! Fetches an article's full text, and stores it beside the feed's text: its transcript, else the text of its page.
//!
//! `media` fetches transcripts, `page` extracts the text of a page, and `follow_up` chooses the articles.

use super::{Context, SyncError, edits, host, media, reviews};
use crate::domain::encoding::decode_page;
use crate::domain::{Article, ArticleId, Review, Text, Warning};
use crate::net::{Request, Response, Trust};
use crate::page::{self, Extracted};
use crate::store::PageSaved;

const ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1";

/// Result of fetching a full text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFetched {
    /// Number of words of the text.
    pub words: usize,
    /// Reasons why the text may not be the article.
    pub warnings: Vec<Warning>,
    /// Size of the bodies on the wire, in bytes.
    pub bytes: u64,
}

/// Fetches an article's full text and stores it; the reader then shows it instead of the feed's.
///
/// The transcript that the feed names is the full text. Without one, or if it fails, it is the text of the web page.
/// A file of chapters is fetched too. A stored transcript that can't be fetched again stays, and the error says why.
pub async fn fetch_page(context: &Context, article: ArticleId) -> Result<PageFetched, SyncError> {
    let trust = context.content_trust().await?;
    fetch(context, article, &trust).await
}

pub(super) async fn fetch(context: &Context, id: ArticleId, trust: &Trust) -> Result<PageFetched, SyncError> {
    let article = context.store(move |store| store.article(id)).await?.ok_or(SyncError::NoArticle(id))?;
    let beside = media::fetch(context, &article, trust).await?;
    if beside.fetched.words > 0 {
        let warnings = beside.warnings();
        return Ok(PageFetched { words: beside.fetched.words, warnings, bytes: beside.fetched.bytes });
    }
    if beside.lacks_transcript && context.store(move |store| store.has_transcript(id)).await? {
        return Err(beside.error());
    }
    let bytes = beside.fetched.bytes;
    match fetch_web_page(context, article, beside.warnings(), trust).await {
        Ok(page) => Ok(PageFetched { bytes: page.bytes + bytes, ..page }),
        Err(error @ (SyncError::Store(_) | SyncError::Interrupted | SyncError::NoArticle(_))) => Err(error),
        // The file of chapters is all that an article without an address has.
        Err(SyncError::NoAddress(_)) if beside.has_any && beside.failures.is_empty() => {
            Ok(PageFetched { words: 0, warnings: beside.warnings(), bytes })
        }
        Err(error) if beside.failures.is_empty() => Err(error),
        Err(error) => Err(SyncError::Media(Text::line(&format!("{}; page: {error}", beside.error())))),
    }
}

/// Fetches the web page of an article and stores its text. `notes` are stored with it, after its own warnings.
async fn fetch_web_page(
    context: &Context,
    article: Article,
    notes: Vec<Warning>,
    trust: &Trust,
) -> Result<PageFetched, SyncError> {
    let id = article.row.id;
    let url = article.row.url.ok_or(SyncError::NoAddress(article.row.title))?;
    let Page { found, reviews, bytes, .. } = extract(context, url, trust).await?;
    let reviews = reviews::with_those_of_the_feed(context, id, reviews).await?;
    let warnings: Vec<Warning> = found.warnings.into_iter().chain(notes).collect();
    let (html, notes, now) = (found.html, warnings.clone(), context.now());
    let audio = found.audio;
    let saved = context.store(move |store| {
        let saved = store.save_page(id, &html, &notes, now)?;
        store.set_page_audio(id, audio.as_deref())?;
        store.save_reviews(id, &reviews)?;
        Ok(saved)
    });
    match saved.await? {
        PageSaved::NoArticle => return Err(SyncError::NoArticle(id)),
        PageSaved::Replaced => edits::classify_edit(context, id).await?,
        PageSaved::Kept => {}
    }
    Ok(PageFetched { words: found.words, warnings, bytes })
}

/// Fetches a page that an article links to and extracts its text, without storing it. Returns the page's address after
/// redirects too.
pub async fn read_page(context: &Context, url: String) -> Result<(Extracted, String), SyncError> {
    let trust = context.content_trust().await?;
    let page = extract(context, url, &trust).await?;
    Ok((page.found, page.base))
}

/// A fetched page.
pub(super) struct Page {
    pub(super) found: Extracted,
    /// The published fact-checks that it has.
    pub(super) reviews: Vec<Review>,
    /// Its address after redirects.
    pub(super) base: String,
    /// Its size on the wire.
    bytes: u64,
}

/// Fetches a page and extracts its article and its reviews.
pub(super) async fn extract(context: &Context, url: String, trust: &Trust) -> Result<Page, SyncError> {
    let request = Request { url, accept: Some(ACCEPT), trust: trust.clone(), ..Request::default() };
    let response = context.client.get(&request).await?.ok()?;
    let unreadable = |reason: &str| SyncError::Page { host: host(&response.url), reason: Text::line(reason) };
    if !is_page(&response) {
        let kind = response.content_type.as_deref().unwrap_or_default();
        return Err(unreadable(&format!("the article is {kind}, not a web page; open it in a browser")));
    }
    let Response { url: base, body, content_type, wire: bytes, .. } = response.clone();
    let at = base.clone();
    let parsed = context.parse(&response.url, move || {
        let html = decode_page(&body, content_type.as_deref());
        (page::extract(&html, Some(&at)), reviews::read(&html, &host(&at)))
    });
    let (found, reviews) = parsed.await?;
    if found.words == 0 {
        return Err(unreadable("the page has no text; open it in a browser"));
    }
    Ok(Page { found, reviews, base, bytes })
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
