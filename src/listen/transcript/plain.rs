//! Reads transcripts of plain text: paragraphs, with or without times before them.

use super::raw::{RawCue, RawCues, speaker};
use super::speakers;
use crate::domain::media::milliseconds;

/// The longest line that may be only a name and a time, in bytes.
const MAX_HEADER: usize = 80;

pub(super) fn parse(text: &str) -> RawCues {
    let has_blank_lines = lines(text.trim()).any(str::is_empty);
    // Without empty lines the text may be wrapped to a width.
    let mut found = RawCues { are_paragraphs: has_blank_lines, ..RawCues::default() };
    let stated = lines(text).filter(|line| header(line).is_some()).count();
    // A line may begin with a time of the day; in transcripts with times, many do.
    let is_timed = stated > 1 && stated * 6 >= lines(text).filter(|line| !line.is_empty()).count();
    let mut cue = RawCue::default();
    for line in lines(text) {
        let header = header(line).filter(|_| is_timed);
        let begins = header.is_some() || line.is_empty() || !has_blank_lines || speakers::prefix(line).is_some();
        if begins && !cue.text.is_empty() {
            found.push(std::mem::take(&mut cue));
        }
        if line.is_empty() {
            continue;
        }
        let words = match header {
            Some(header) => {
                // A header without words belongs to the lines after it.
                cue = RawCue { start: Some(header.start), speaker: header.name.and_then(speaker), ..RawCue::default() };
                header.words
            }
            None => line,
        };
        if !cue.text.is_empty() {
            cue.text.push(' ');
        }
        cue.text.push_str(words);
    }
    found.push(cue);
    found
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end).map(str::trim)
}

/// The time before words, and who says them.
struct Header<'a> {
    start: u64,
    name: Option<&'a str>,
    words: &'a str,
}

/// Reads `[00:01:02] words`, `1:02 words` or `Name  1:02`; `None` for all other lines.
fn header(line: &str) -> Option<Header<'_>> {
    let time = |word: &str| {
        let word = word.trim_matches(['[', ']', '(', ')', '-', '–']);
        word.contains(':').then(|| milliseconds(word)).flatten()
    };
    let (first, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if let Some(start) = time(first) {
        return Some(Header { start, name: None, words: words.trim() });
    }
    let (name, last) = line.rsplit_once(char::is_whitespace).filter(|_| line.len() <= MAX_HEADER)?;
    let is_name = speakers::is_name(name.trim().trim_end_matches([':', ',']));
    Some(Header { start: time(last).filter(|_| is_name)?, name: Some(name), words: "" })
}
