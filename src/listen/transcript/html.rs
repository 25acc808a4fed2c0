//! Reads HTML transcripts: the podcast namespace's form, or just paragraphs.

use super::raw::{RawCue, RawCues, speaker};
use crate::domain::media::milliseconds;
use crate::page::{self, Dialogue};

pub(super) fn parse(text: &str) -> RawCues {
    let is_cut = text.len() > page::MAX_BYTES;
    let mut found = RawCues { is_cut, are_paragraphs: true, ..RawCues::default() };
    let (mut who, mut start) = (None, None);
    for part in page::dialogue(text) {
        match part {
            Dialogue::Speaker(name) => who = speaker(&name),
            Dialogue::Time(time) => {
                start = milliseconds(time.trim().trim_matches(['[', ']', '(', ')']));
                found.invalid_times += usize::from(start.is_none());
            }
            Dialogue::Paragraph(text) => {
                found.push(RawCue { start: start.take(), end: None, speaker: who.clone(), text });
            }
        }
    }
    found
}
