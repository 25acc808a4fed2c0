//! Finds the place that a seek leads to: a second, a sentence, a paragraph, a chapter.

use super::{Order, Playback, Recording};

/// Seconds into a sentence or chapter from which "previous" leads to its beginning first.
const BACK_TO_START: f64 = 2.0;
/// Seconds of a move by sentences in a recording whose sentences nobody knows.
const SENTENCE: f64 = 5.0;
/// Seconds of a move by chapters in a recording without chapters.
const CHAPTER: f64 = 60.0;

/// Where the sentences and chapters of a recording begin, in seconds and in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// The sentences, or what the transcript has instead.
    pub sentences: Vec<f64>,
    /// The chapters.
    pub chapters: Vec<f64>,
}

impl Marks {
    /// Returns the sentence that sounds at a second, counted from 0.
    pub(super) fn sentence_at(&self, second: f64) -> usize {
        // A player may report a second that lies a little before the place that it went to.
        self.sentences.partition_point(|start| *start <= second + 0.05).saturating_sub(1)
    }

    /// Returns the second of the mark that lies `by` marks from a second. Without marks, and beyond the last one, moves
    /// by `step` seconds.
    fn beside(marks: &[f64], second: f64, by: isize, step: f64) -> f64 {
        let begun = marks.partition_point(|start| *start <= second + 0.05);
        let into = begun.checked_sub(1).and_then(|at| marks.get(at)).map_or(0.0, |start| second - start);
        let by = if by < 0 && into > BACK_TO_START { by + 1 } else { by };
        let target = begun.saturating_add_signed(by).saturating_sub(1);
        match marks.get(target) {
            Some(start) if (by > 0) == (*start > second) => *start,
            _ => second + if by < 0 { -step } else { step },
        }
    }
}

impl Playback {
    /// Returns the track and the second within it of a second of the whole.
    pub(super) fn place(&self, second: f64) -> (usize, f64) {
        let second = if second.is_finite() { second.max(0.0) } else { 0.0 };
        let begun = self.starts.partition_point(|start| *start <= second).saturating_sub(1);
        let at = begun.min(self.tracks.len().saturating_sub(1));
        let Some(track) = self.tracks.get(at) else { return (0, 0.0) };
        let rest = second - self.start_of(at);
        // Nobody knows yet how long some recordings are.
        let is_endless = self.recording.is_some() && track.seconds <= 0.0;
        (at, if is_endless { rest } else { rest.min(track.seconds.max(0.0)) })
    }

    pub(super) fn seek(&mut self, second: f64, orders: &mut Vec<Order>) {
        let (track, offset) = self.place(second);
        self.jump(track, offset, orders);
    }

    pub(super) fn skip_sentences(&mut self, by: isize, orders: &mut Vec<Order>) {
        if let Some(Recording { marks, .. }) = &self.recording {
            let target = Marks::beside(&marks.sentences, self.offset, by, SENTENCE);
            return self.seek(target, orders);
        }
        let by = if by < 0 && self.offset > BACK_TO_START { by + 1 } else { by };
        match self.at.saturating_add_signed(by) {
            target if target < self.tracks.len() => self.jump(target, 0.0, orders),
            _ => self.finish(orders),
        }
    }

    pub(super) fn skip_paragraphs(&mut self, by: isize, orders: &mut Vec<Order>) {
        if let Some(Recording { marks, .. }) = &self.recording {
            let target = Marks::beside(&marks.chapters, self.offset, by, CHAPTER);
            return self.seek(target, orders);
        }
        let mut starts: Vec<usize> = Vec::new();
        for (at, track) in self.tracks.iter().enumerate() {
            if starts.last().is_none_or(|last| self.tracks[*last].block != track.block) {
                starts.push(at);
            }
        }
        let here = starts.partition_point(|start| *start <= self.at).saturating_sub(1);
        let into = self.elapsed() - starts.get(here).map_or(0.0, |start| self.start_of(*start));
        let by = if by < 0 && into > BACK_TO_START { by + 1 } else { by };
        match starts.get(here.saturating_add_signed(by)) {
            Some(track) => self.jump(*track, 0.0, orders),
            None => self.finish(orders),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lead_to_their_beginning() {
        let marks = [0.0, 10.0, 20.0];
        for (second, by, expected) in [
            (0.0, 1, 10.0),
            (9.99, 1, 20.0),
            (12.5, 1, 20.0),
            (12.5, -1, 10.0),
            (11.0, -1, 0.0),
            (1.0, -1, 0.0),
            (25.0, -2, 10.0),
            (25.0, 1, 30.0),
            (12.5, 2, 17.5),
        ] {
            let target = Marks::beside(&marks, second, by, 5.0);
            assert!((target - expected).abs() < 0.001, "{second} {by}: {target}");
        }
        assert!((Marks::beside(&[], 12.0, -1, 5.0) - 7.0).abs() < 0.001);
        assert!((Marks::beside(&[30.0], 12.0, 1, 5.0) - 30.0).abs() < 0.001);
        assert!((Marks::beside(&[30.0], 12.0, -1, 5.0) - 7.0).abs() < 0.001, "before the first mark");
    }

    #[test]
    fn the_sentence_of_a_second_is_the_last_that_has_begun() {
        let marks = Marks { sentences: vec![1.0, 4.0, 9.0], ..Marks::default() };
        let sentences: Vec<usize> = [0.0, 1.0, 3.9, 4.0, 100.0].map(|second| marks.sentence_at(second)).to_vec();
        assert_eq!(sentences, [0, 0, 0, 1, 2]);
        assert_eq!(Marks::default().sentence_at(5.0), 0);
    }
}
