//! Cues as the formats state them, before their times are mended.

use super::MAX_CUES;
use crate::domain::{Text, Warning, pluralize};

/// A cue as stated.
#[derive(Debug, Clone, Default)]
pub(super) struct RawCue {
    pub(super) start: Option<u64>,
    pub(super) end: Option<u64>,
    pub(super) speaker: Option<Text>,
    /// The words, unscrubbed until [`RawCues::scrub`].
    pub(super) text: String,
}

/// The cues of a transcript, at most [`MAX_CUES`].
#[derive(Debug, Default)]
pub(super) struct RawCues {
    pub(super) cues: Vec<RawCue>,
    /// Times that are stated and not valid.
    pub(super) invalid_times: usize,
    /// Cues beyond the limit.
    pub(super) more: usize,
    /// Whether each cue is a paragraph of its own.
    pub(super) are_paragraphs: bool,
    /// Whether the format could not be read to its end.
    pub(super) is_cut: bool,
}

impl RawCues {
    /// Adds a cue, unless it has neither words nor a speaker.
    pub(super) fn push(&mut self, cue: RawCue) {
        if cue.text.trim().is_empty() && cue.speaker.is_none() {
            return;
        }
        if self.cues.len() < MAX_CUES {
            self.cues.push(cue);
        } else {
            self.more += 1;
        }
    }

    /// Scrubs all words to lines.
    pub(super) fn scrub(&mut self) {
        for cue in &mut self.cues {
            cue.text = Text::line(&cue.text).into_string();
        }
    }

    pub(super) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.more > 0 {
            let skipped = pluralize(self.more, "cue");
            warnings.push(Warning::new(format!("the transcript has more than {MAX_CUES} cues: skipped {skipped}")));
        }
        if self.is_cut {
            warnings.push(Warning::new("the transcript is too long: skipped its end"));
        }
        if self.invalid_times > 0 {
            let count = pluralize(self.invalid_times, "invalid time");
            warnings.push(Warning::new(format!("ignored {count}")));
        }
        warnings
    }
}

/// Cleans the name of a speaker; `None` if nothing is left of it.
pub(super) fn speaker(raw: &str) -> Option<Text> {
    /// The longest name kept, in characters.
    const MOST: usize = 100;
    let name: String = Text::line(raw).chars().take(MOST).collect();
    let name = name.trim_end_matches([':', '：', ' ']);
    Text::line(name).non_empty()
}
