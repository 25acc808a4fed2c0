//! Reads the transcript of a recording: SRT, `WebVTT`, the podcast namespace's JSON and HTML, or plain text.
//!
//! ```text
//! bytes -> encoding -> captions | json | html | plain -> RawCues -> speakers -> times -> Transcript -> article -> Html
//! ```
//!
//! The format is recognised by the content, since servers often state another one. Fetching is left to others.

mod article;
mod captions;
mod html;
mod join;
mod json;
mod plain;
mod raw;
mod speakers;
mod times;

use crate::domain::{Text, Warning, encoding};

pub use crate::domain::{Cue, Transcript};
pub use article::{paragraphs, to_html};

/// The largest transcript that is read, in bytes.
pub const MAX_BYTES: usize = 20_000_000;
/// The most cues read of one transcript.
pub const MAX_CUES: usize = 200_000;

/// An error in reading a transcript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// It is larger than [`MAX_BYTES`].
    #[error("the transcript has more than 20 MB")]
    TooLarge,
    /// It has no words.
    #[error("the transcript is empty")]
    Empty,
    /// It is audio, a picture or the like.
    #[error("not a transcript: the file is not text")]
    Binary,
    /// It is broken JSON, for this reason.
    #[error("not a transcript: invalid JSON ({0})")]
    BadJson(Text),
    /// It is JSON without a list of segments.
    #[error("not a transcript: JSON without “segments”")]
    NoSegments,
}

/// A format of transcripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Vtt,
    Srt,
    Json,
    Html,
    Plain,
}

/// Reads a transcript. `media_type` and `url` only decide where the content leaves a doubt.
pub fn parse(bytes: &[u8], media_type: Option<&str>, url: &str) -> Result<Transcript, TranscriptError> {
    if bytes.len() > MAX_BYTES {
        return Err(TranscriptError::TooLarge);
    }
    if is_binary(bytes) {
        return Err(TranscriptError::Binary);
    }
    let (text, mut warnings) = encoding::decode(bytes, media_type);
    let text = text.trim_start();
    let stated = stated(media_type, url);
    let format = recognise(text, stated);
    // Captions of one kind under the name of the other are common and harmless.
    let is_caption = |format| matches!(format, Format::Vtt | Format::Srt);
    if let Some(stated) = stated.filter(|stated| *stated != format && !(is_caption(*stated) && is_caption(format))) {
        warnings.push(Warning::new(format!("declared as {}, but is {}", stated.name(), format.name())));
    }
    let mut raw = match format {
        Format::Vtt => captions::parse(text, true),
        Format::Srt => captions::parse(text, false),
        Format::Json => json::parse(text)?,
        Format::Html => html::parse(text),
        Format::Plain => plain::parse(text),
    };
    raw.scrub();
    speakers::find(&mut raw.cues);
    warnings.append(&mut raw.warnings());
    let are_paragraphs = raw.are_paragraphs;
    let (cues, is_timed) = times::mend(raw.cues, &mut warnings);
    if cues.is_empty() {
        return Err(TranscriptError::Empty);
    }
    Ok(Transcript { cues, is_timed, are_paragraphs, warnings })
}

/// The index of the cue that is spoken at `ms`; in a pause, of the one before it. `None` before the first cue, and in a
/// transcript without times.
#[must_use]
pub fn cue_at(transcript: &Transcript, ms: u64) -> Option<usize> {
    let begun = transcript.cues.partition_point(|cue| cue.start <= ms);
    begun.checked_sub(1).filter(|_| transcript.is_timed)
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Vtt => "WebVTT",
            Self::Srt => "SRT",
            Self::Json => "JSON",
            Self::Html => "HTML",
            Self::Plain => "plain text",
        }
    }
}

/// Whether the first bytes have more control characters than text has.
fn is_binary(bytes: &[u8]) -> bool {
    // UTF-16 and UTF-32 are full of such bytes.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\0\0\xfe\xff") {
        return false;
    }
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let (mut zeros, mut odd) = (0, 0);
    for byte in head {
        zeros += usize::from(*byte == 0);
        odd += usize::from(matches!(byte, 1..=8 | 14..=26 | 28..=31));
    }
    let is_wide = zeros * 4 > head.len();
    (odd + if is_wide { 0 } else { zeros }) * 20 > head.len()
}

/// The format that the media type states, else the ending of the address.
fn stated(media_type: Option<&str>, url: &str) -> Option<Format> {
    let media_type = media_type.unwrap_or_default().split(';').next().unwrap_or_default().to_ascii_lowercase();
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let types = [
        ("vtt", Format::Vtt),
        ("srt", Format::Srt),
        ("subrip", Format::Srt),
        ("json", Format::Json),
        ("html", Format::Html),
    ];
    for (name, format) in types {
        if media_type.contains(name) {
            return Some(format);
        }
    }
    // Servers send text/plain for everything that they do not know.
    let endings = [
        (".vtt", Format::Vtt),
        (".srt", Format::Srt),
        (".json", Format::Json),
        (".html", Format::Html),
        (".txt", Format::Plain),
    ];
    endings.iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, format)| *format)
}

/// The format of `text` by its content, else as stated.
fn recognise(text: &str, stated: Option<Format>) -> Format {
    if text.starts_with("WEBVTT") {
        return Format::Vtt;
    }
    let second = text.chars().skip(1).find(|c| !c.is_whitespace());
    match (text.chars().next(), second) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{')) => return Format::Json,
        (Some('<'), Some(c)) if c.is_ascii_alphabetic() || c == '!' || c == '?' => return Format::Html,
        _ => {}
    }
    if captions::has_times(text) {
        return if stated == Some(Format::Vtt) { Format::Vtt } else { Format::Srt };
    }
    let head = crate::domain::text::prefix(text, 16_000).to_ascii_lowercase();
    let has_markup = ["<p>", "<cite", "<br", "<time"].iter().any(|tag| head.contains(tag));
    if has_markup || stated == Some(Format::Html) { Format::Html } else { Format::Plain }
}

#[cfg(test)]
mod tests;
