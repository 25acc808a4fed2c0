//! Transcripts: the words of a recording, with the times at which they are spoken.
//!
//! Reading the formats of transcripts is left to `listen`, storing them to `store`.

use super::{Text, Warning};

/// Words that are spoken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds from the start of the recording; 0 in a transcript without times.
    pub start: u64,
    /// When it ends, never after the next one starts.
    pub end: u64,
    /// Who speaks, if the transcript names speakers.
    pub speaker: Option<Text>,
    /// The words in one line, never empty.
    pub text: Text,
}

/// The words of a recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The cues: by time, or in the order of the text if there are no times.
    pub cues: Vec<Cue>,
    /// Whether the cues have times.
    pub is_timed: bool,
    /// Whether each cue is a paragraph of its own already.
    pub are_paragraphs: bool,
    /// What was wrong with the transcript.
    pub warnings: Vec<Warning>,
}

impl Transcript {
    /// Fits the times into a recording of `length` milliseconds. Times that go far beyond its end belong to another
    /// one, or are in another unit; the words then stay without times.
    #[must_use]
    pub fn fit(mut self, length: u64) -> Self {
        let beyond = self.cues.iter().filter(|cue| cue.start >= length).count();
        if !self.is_timed || length == 0 {
            return self;
        }
        self.is_timed = beyond * 10 <= self.cues.len();
        if !self.is_timed {
            self.warnings.push(Warning::new("its times go beyond the end of the recording: shown without times"));
        }
        let last = if self.is_timed { length } else { 0 };
        for cue in &mut self.cues {
            cue.start = cue.start.min(last);
            cue.end = cue.end.min(last);
        }
        self
    }
}
