//! Makes an article of a transcript: paragraphs, with the name of the speaker where it changes.

use std::fmt::Write as _;
use std::ops::Range;

use super::{Cue, Transcript, join};
use crate::domain::Html;

/// Sentences of a paragraph.
const SENTENCES: usize = 5;
/// Bytes after which a paragraph ends with its cue: some transcripts have no punctuation.
const MAX_PARAGRAPH: usize = 1_500;
/// Milliseconds of silence after a sentence that end a paragraph.
const PAUSE: u64 = 2_000;
/// Milliseconds of silence that end a paragraph even within a sentence.
const LONG_PAUSE: u64 = 6_000;

/// The cues of each paragraph: of one speaker, about five sentences, up to a pause.
#[must_use]
pub fn paragraphs(transcript: &Transcript) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let (mut from, mut sentences, mut bytes) = (0, 0, 0);
    let mut before: Option<&Cue> = None;
    for (at, cue) in transcript.cues.iter().enumerate() {
        let is_full = |last: &Cue| {
            let pause = if transcript.is_timed { cue.start.saturating_sub(last.end) } else { 0 };
            let at_sentence = join::ends_sentence(&last.text) && (sentences >= SENTENCES || pause >= PAUSE);
            transcript.are_paragraphs
                || last.speaker != cue.speaker
                || at_sentence
                || pause >= LONG_PAUSE
                || bytes >= MAX_PARAGRAPH
        };
        if before.is_some_and(is_full) {
            all.push(from..at);
            (from, sentences, bytes) = (at, 0, 0);
        }
        sentences += join::sentences(&cue.text);
        bytes += cue.text.len();
        before = Some(cue);
    }
    if before.is_some() {
        all.push(from..transcript.cues.len());
    }
    all
}

/// The transcript as the text of an article. The words of its cues follow each other as in [`paragraphs`].
#[must_use]
pub fn to_html(transcript: &Transcript) -> Html {
    let mut html = String::new();
    let mut speaker = None;
    for range in paragraphs(transcript) {
        let cues = transcript.cues.get(range).unwrap_or_default();
        html.push_str("<p>");
        let own = cues.first().and_then(|cue| cue.speaker.as_ref());
        if let Some(name) = own.filter(|_| own != speaker) {
            let _ = write!(html, "<b>{}:</b> ", escaped(name));
        }
        speaker = own;
        let mut text = String::new();
        for cue in cues {
            join::append(&mut text, &cue.text);
        }
        html.push_str(&escaped(&text));
        html.push_str("</p>\n");
    }
    Html(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
