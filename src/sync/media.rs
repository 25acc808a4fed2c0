//! Fetches what a feed names beside an article's audio, and stores it: the transcript and a file of chapters.
//!
//! `listen` parses the files. `pages` decides when a transcript takes the place of the web page.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Context, SyncError, edits, host};
use crate::domain::{Article, ArticleId, Html, Text, Transcript, TranscriptLink, Warning};
use crate::listen::chapters;
use crate::listen::transcript::{self, TranscriptError};
use crate::net::{Request, Response, Trust};
use crate::page;
use crate::store::PageSaved;

const ACCEPT_TRANSCRIPT: &str = "text/vtt, application/x-subrip, application/json, text/html;q=0.9, */*;q=0.5";
const ACCEPT_CHAPTERS: &str = "application/json+chapters, application/json, */*;q=0.5";

/// Result of fetching an article's transcript and chapters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaFetched {
    /// Number of words of the article with its transcript; 0 if no transcript was fetched.
    pub words: usize,
    /// Number of chapters in the file of chapters; 0 if none was fetched.
    pub chapters: usize,
    /// What is wrong with the files, and why one of them could not be fetched.
    pub warnings: Vec<Warning>,
    /// Size of the bodies on the wire, in bytes.
    pub bytes: u64,
}

/// What came of the files that a feed names.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The files that were fetched. Its warnings are about them alone.
    pub(super) fetched: MediaFetched,
    /// Why files were not fetched, a line for each.
    pub(super) failures: Vec<Warning>,
    /// Whether the transcript is one of the failures.
    pub(super) lacks_transcript: bool,
    /// Whether a file was fetched.
    pub(super) has_any: bool,
}

/// Fetches the transcript and the file of chapters that the feed names for an article, and stores them.
///
/// The transcript becomes the full text of the article, after the feed's own text. The file of chapters is not fetched
/// if the feed itself has chapters. It is an error if the feed names files and none can be fetched.
pub async fn fetch_media(context: &Context, article: ArticleId) -> Result<MediaFetched, SyncError> {
    let trust = context.content_trust().await?;
    let article = context.store(move |store| store.article(article)).await?.ok_or(SyncError::NoArticle(article))?;
    let beside = fetch(context, &article, &trust).await?;
    if !beside.has_any && !beside.failures.is_empty() {
        return Err(beside.error());
    }
    let warnings = beside.warnings();
    Ok(MediaFetched { warnings, ..beside.fetched })
}

/// Like [`fetch_media`], but leaves it to the caller what failures mean.
pub(super) async fn fetch(context: &Context, article: &Article, trust: &Trust) -> Result<Beside, SyncError> {
    let id = article.row.id;
    let stated = context.store(move |store| store.feed_media(id)).await?;
    let mut beside = Beside::default();
    if let Some(url) = stated.chapters_url.clone().filter(|_| stated.chapters.is_empty()) {
        let result = fetch_chapters(context, id, url, trust).await;
        beside.add("chapters file", result)?;
    }
    if let Some(link) = stated.transcript(article.language.as_deref()).cloned() {
        let notes = beside.warnings();
        let result = fetch_transcript(context, article, link, notes, trust).await;
        beside.lacks_transcript = !beside.add("transcript", result)?;
    }
    Ok(beside)
}

impl Beside {
    /// Returns all that the user should know: what is wrong with the files, and which failed.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        self.fetched.warnings.iter().chain(&self.failures).cloned().collect()
    }

    /// Returns the failures as one error.
    pub(super) fn error(&self) -> SyncError {
        let lines: Vec<&str> = self.failures.iter().map(|failure| failure.0.as_str()).collect();
        SyncError::Media(Text::line(&lines.join("; ")))
    }

    /// Adds the result of one file, and returns whether it was fetched. Errors of the store end the fetch.
    fn add(&mut self, what: &str, result: Result<MediaFetched, SyncError>) -> Result<bool, SyncError> {
        match result {
            Ok(file) => {
                let warnings = file.warnings.iter().map(|warning| Warning::new(format!("{what}: {warning}")));
                self.fetched.warnings.extend(warnings);
                self.fetched.words += file.words;
                self.fetched.chapters += file.chapters;
                self.fetched.bytes += file.bytes;
                self.has_any = true;
                Ok(true)
            }
            Err(error @ (SyncError::Store(_) | SyncError::Interrupted | SyncError::NoArticle(_))) => Err(error),
            Err(error) => {
                self.failures.push(Warning::new(format!("{what}: {error}")));
                Ok(false)
            }
        }
    }
}

async fn fetch_chapters(
    context: &Context,
    article: ArticleId,
    url: String,
    trust: &Trust,
) -> Result<MediaFetched, SyncError> {
    let response = get(context, url, ACCEPT_CHAPTERS, trust).await?;
    let (at, bytes) = (response.url.clone(), response.wire);
    let parse = move || chapters::parse(&response.body, response.content_type.as_deref(), &response.url);
    let (found, mut warnings) = context.parse(&at, parse).await?.map_err(|error| unreadable(&at, &error))?;
    if found.is_empty() {
        warnings.push(Warning::new("it has no chapters"));
    }
    let count = found.len();
    context.store(move |store| store.save_chapters(article, &found)).await?;
    Ok(MediaFetched { chapters: count, warnings, bytes, ..MediaFetched::default() })
}

/// Fetches a transcript and stores it. `notes` are stored with it, after its own warnings.
async fn fetch_transcript(
    context: &Context,
    article: &Article,
    link: TranscriptLink,
    notes: Vec<Warning>,
    trust: &Trust,
) -> Result<MediaFetched, SyncError> {
    let (id, now) = (article.row.id, context.now());
    let response = get(context, link.url, ACCEPT_TRANSCRIPT, trust).await?;
    let (at, bytes) = (response.url.clone(), response.wire);
    let feed_text = context.store(move |store| store.feed_text(id)).await?.unwrap_or_default();
    let audio = article.enclosures.iter().find(|enclosure| enclosure.is_audio_or_video());
    let seconds = audio.and_then(|audio| audio.seconds);
    let media_type = response.content_type.clone().or(link.media_type);
    let read = move || read(&response, media_type.as_deref(), seconds, &feed_text);
    let (words, html, mut found) = context.parse(&at, read).await?.map_err(|error| unreadable(&at, &error))?;
    let warnings = found.warnings.clone();
    found.warnings = warnings.iter().map(|warning| Warning::new(format!("transcript: {warning}"))).collect();
    found.warnings.extend(notes);
    match context.store(move |store| store.save_transcript(id, &html, &found, now)).await? {
        PageSaved::NoArticle => return Err(SyncError::NoArticle(id)),
        PageSaved::Replaced => edits::classify_edit(context, id).await?,
        PageSaved::Kept => {}
    }
    Ok(MediaFetched { words, warnings, bytes, ..MediaFetched::default() })
}

/// Reads a transcript. Returns the number of words and the text of the article, which is `feed_text` and the
/// transcript. `seconds` is the length of the recording.
fn read(
    response: &Response,
    media_type: Option<&str>,
    seconds: Option<u32>,
    feed_text: &Html,
) -> Result<(usize, Html, Transcript), TranscriptError> {
    let found = transcript::parse(&response.body, media_type, &response.url)?;
    let mut found = found.fit(u64::from(seconds.unwrap_or_default()) * 1_000);
    let feed_text = page::closed(&feed_text.0);
    let html = format!("{feed_text}\n<h2>Transcript</h2>\n{}", transcript::to_html(&found).0);
    if html.len() > page::MAX_BYTES {
        found.warnings.push(Warning::new("it is too long: its end is not shown"));
    }
    let words = page::plain(&html).unicode_words().count();
    Ok((words, Html(html), found))
}

async fn get(context: &Context, url: String, accept: &'static str, trust: &Trust) -> Result<Response, SyncError> {
    let request = Request { url, accept: Some(accept), trust: trust.clone(), ..Request::default() };
    Ok(context.client.get(&request).await?.ok()?)
}

fn unreadable(url: &str, error: &impl ToString) -> SyncError {
    SyncError::Page { host: host(url), reason: Text::line(&error.to_string()) }
}
