//! The media of an article beyond its files: transcripts, chapters, and the times in both.
//!
//! Reading them out of feeds is left to `feeds`, reading files of chapters and transcripts to `listen`.

use serde::{Deserialize, Serialize};

use super::Text;

/// The most transcripts kept of one article.
pub const MAX_TRANSCRIPTS: usize = 20;
/// The most chapters kept of one article.
pub const MAX_CHAPTERS: usize = 1_000;
/// The latest time in milliseconds that counts as one, 11 days: no recording is as long.
pub const MAX_MS: u64 = 1_000_000_000;

/// The transcripts and chapters that a feed states for an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// Transcripts, in the feed's order.
    pub transcripts: Vec<TranscriptLink>,
    /// Absolute address of a file of chapters (`podcast:chapters`).
    pub chapters_url: Option<String>,
    /// Chapters in the feed itself (`psc:chapters`), by time.
    pub chapters: Vec<Chapter>,
}

/// A transcript that a feed links to (`podcast:transcript`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptLink {
    /// Absolute address.
    pub url: String,
    /// Media type as stated, in lower case.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// BCP 47 language tag; `None` is the article's language.
    pub language: Option<String>,
    /// Relation as stated, in lower case: `captions` promises times.
    pub rel: Option<String>,
}

/// A named part of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Milliseconds from the start of the recording.
    #[serde(rename = "start_ms")]
    pub start: u64,
    /// The title, never empty.
    pub title: Text,
    /// Absolute address of a page about it.
    pub url: Option<String>,
}

impl Media {
    /// Returns whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the transcript to read along with: in `language` before others, with times before those without.
    #[must_use]
    pub fn transcript(&self, language: Option<&str>) -> Option<&TranscriptLink> {
        self.transcripts.iter().min_by_key(|link| (!link.is_in(language), link.format_rank()))
    }
}

impl Chapter {
    /// Returns the seconds from the start of the recording.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        seconds(self.start)
    }
}

/// Converts milliseconds into seconds.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "times are at most `MAX_MS`")]
pub fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}

impl TranscriptLink {
    /// Returns whether the transcript is in a language, as far as it states one. Regions do not count.
    fn is_in(&self, language: Option<&str>) -> bool {
        let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match (&self.language, language) {
            (Some(own), Some(wanted)) => main(own) == main(wanted),
            _ => true,
        }
    }

    /// Ranks the formats by what they know about times, from 0 for the best.
    fn format_rank(&self) -> u8 {
        let media_type = self.media_type.as_deref().unwrap_or_default();
        let path = self.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let is =
            |kind: &str, ending: &str| media_type.contains(kind) || (media_type.is_empty() && path.ends_with(ending));
        match () {
            () if is("vtt", ".vtt") => 0,
            () if is("subrip", ".srt") || media_type.contains("srt") => 1,
            () if is("json", ".json") => 2,
            () if is("html", ".html") => 3,
            () => 4,
        }
    }
}

/// Chapters by time without those that begin together, and the number of chapters that were dropped.
#[must_use]
pub fn in_order(mut chapters: Vec<Chapter>) -> (Vec<Chapter>, usize) {
    let stated = chapters.len();
    chapters.sort_by_key(|chapter| chapter.start);
    chapters.dedup_by_key(|chapter| chapter.start);
    chapters.truncate(MAX_CHAPTERS);
    let dropped = stated - chapters.len();
    (chapters, dropped)
}

/// Parses `1:02:03.456`, `62:03,4` or seconds into milliseconds; `None` if it is no time or later than [`MAX_MS`].
#[must_use]
pub fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(fraction) {
        return None;
    }
    let mut seconds: u64 = 0;
    for (place, part) in whole.split(':').enumerate() {
        let number: u64 = part.parse().ok().filter(|_| is_number(part) && place < 3)?;
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    seconds.checked_mul(1_000)?.checked_add(thousandths).filter(|ms| *ms <= MAX_MS)
}

/// Converts seconds into milliseconds; `None` if they are negative, no number or later than [`MAX_MS`].
#[must_use]
pub fn from_seconds(seconds: f64) -> Option<u64> {
    let ms = (seconds * 1_000.0).round();
    #[expect(clippy::cast_precision_loss, reason = "the constant is small")]
    let range = 0.0..=MAX_MS as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
    range.contains(&ms).then_some(ms as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_up_to_three_parts_and_a_fraction() {
        for (text, ms) in [
            ("00:01:02.345", Some(62_345)),
            ("62", Some(62_000)),
            ("1:02", Some(62_000)),
            (" 00:00:06,210 ", Some(6_210)),
            ("0:00:00,78", Some(780)),
            ("1.5", Some(1_500)),
            ("0.123456", Some(123)),
            ("90:00", Some(5_400_000)),
            ("100:00:00.000", Some(360_000_000)),
            ("", None),
            (":", None),
            ("1:", None),
            ("1.", None),
            ("1:2:3:4", None),
            ("-5", None),
            ("+5", None),
            ("1e3", None),
            ("٣", None),
            ("1:2.3.4", None),
            ("32 min", None),
            ("1000001", None),
            ("99999999999999999999:00:00", None),
            ("18446744073709551615", None),
        ] {
            assert_eq!(milliseconds(text), ms, "{text}");
        }
        for (seconds, ms) in [
            (0.0, Some(0)),
            (94.0, Some(94_000)),
            (0.0005, Some(1)),
            (-1.0, None),
            (-0.0001, Some(0)),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (1e30, None),
        ] {
            assert_eq!(from_seconds(seconds), ms, "{seconds}");
        }
    }

    #[test]
    fn chapters_come_in_the_order_of_time() {
        let chapter = |start, title| Chapter { start, title: Text::line(title), url: None };
        let (kept, dropped) = in_order(vec![chapter(5, "b"), chapter(1, "a"), chapter(5, "again"), chapter(9, "c")]);
        assert_eq!(kept.iter().map(|chapter| chapter.title.as_str()).collect::<String>(), "abc");
        assert_eq!(dropped, 1);
        assert_eq!(in_order((0..2_000).map(|at| chapter(at, "x")).collect()).0.len(), MAX_CHAPTERS);
    }

    #[test]
    fn the_transcript_with_times_in_the_language_is_chosen() {
        let link = |url: &str, media_type: &str, language: Option<&str>| TranscriptLink {
            url: url.to_owned(),
            media_type: Some(media_type.to_owned()).filter(|kind| !kind.is_empty()),
            language: language.map(str::to_owned),
            rel: None,
        };
        let media = Media {
            transcripts: vec![
                link("a", "text/html", Some("en")),
                link("b", "application/x-subrip", Some("es")),
                link("c.JSON?x", "", Some("en-GB")),
                link("d", "text/plain", None),
            ],
            ..Media::default()
        };
        let chosen = |language| media.transcript(language).map(|link| link.url.as_str());
        assert_eq!(chosen(Some("en-US")), Some("c.JSON?x"));
        assert_eq!(chosen(Some("es")), Some("b"));
        assert_eq!(chosen(Some("fr")), Some("d"));
        assert_eq!(chosen(None), Some("b"));
        assert_eq!(Media::default().transcript(None), None);
    }
}
