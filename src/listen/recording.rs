//! Finds the publisher's recording of an article.
//!
//! Fetching and playing it is left to others.

use crate::domain::{Article, Enclosure};
use crate::page::audio_of;

/// The recording of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Its absolute http or https address.
    pub url: String,
    /// Its length in seconds, if the feed states one.
    pub seconds: Option<u32>,
}

/// Returns the recording to play: the first enclosure with audio, else the `<audio>` of the page, else the first of the
/// text, else the first enclosure with video, whose sound is played.
#[must_use]
pub fn recording(article: &Article) -> Option<Recording> {
    let enclosure = |found: &Enclosure| Recording { url: found.url.clone(), seconds: found.seconds };
    let is_remote = |found: &&Enclosure| found.url.starts_with("http://") || found.url.starts_with("https://");
    let mut enclosures = article.enclosures.iter().filter(is_remote);
    if let Some(found) = enclosures.clone().find(|found| found.is_audio()) {
        return Some(enclosure(found));
    }
    let on_page = article.page.as_ref().and_then(|page| page.audio.clone());
    let in_text = || audio_of(&article.html.0, article.row.url.as_deref()).into_iter().next();
    on_page
        .or_else(in_text)
        .map(|url| Recording { url, seconds: None })
        .or_else(|| enclosures.find(|found| found.is_audio_or_video()).map(enclosure))
}
