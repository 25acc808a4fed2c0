//! Finds the sentence that is spoken in the text on the screen, at any width.
//!
//! Letters and digits alone are compared, in the order of reading. So neither hyphens at line ends nor link numbers,
//! bullets and marks of notes matter, and text that the voice passes over is skipped.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::{Document, Line, Span, TextStyle};

/// A part of a line: its index in the document, its first column, and the column after its last.
pub type Piece = (usize, u16, u16);

/// The letters of a sentence that tells where a text begins, and how many such sentences are looked for.
const LONG: usize = 16;
const TRIED: usize = 5;

/// Where the sentence that is spoken is on the screen.
#[derive(Debug, Default)]
pub struct Spoken {
    /// The bytes of letters before each sentence, counted at the first call.
    starts: Vec<usize>,
    /// The letters of the document, by the width and number of lines that it had.
    letters: Option<((u16, usize), Letters)>,
    /// The bytes of letters on the screen before the first sentence: the notes before a transcript, for instance.
    base: usize,
    /// The sentence that was looked for last, and where its letters end.
    track: Option<usize>,
    end: usize,
    /// The parts of lines that it covers, top to bottom.
    pub pieces: Vec<Piece>,
}

/// The letters and digits of a document.
#[derive(Debug, Default)]
struct Letters {
    text: String,
    /// For each letter: where it begins in `text`, its line, its column and its columns.
    places: Vec<(usize, usize, u16, u16)>,
}

impl Spoken {
    /// Finds a sentence in the document. Returns whether it has changed or moved.
    pub fn find(&mut self, document: &Document, width: u16, track: usize, sentences: &[String]) -> bool {
        let key = (width, document.lines.len());
        let is_new = self.letters.as_ref().is_none_or(|(known, _)| *known != key);
        if !is_new && self.track == Some(track) {
            return false;
        }
        let follows = track.checked_sub(1) == self.track && self.track.is_some() && self.end > 0 && !is_new;
        if is_new {
            self.letters = Some((key, Letters::of(document)));
        }
        self.track = Some(track);
        self.pieces.clear();
        if let (Some((_, letters)), Some(sentence)) = (&self.letters, sentences.get(track)) {
            if self.starts.len() != sentences.len() || is_new {
                self.starts = starts_of(sentences);
                self.base = letters.base(sentences, &self.starts);
            }
            // Sentences come in the order of the text, so what came before this one says where to look first.
            let before = self.starts.get(track).copied().unwrap_or_default();
            let near = if follows { self.end } else { self.base + before };
            (self.pieces, self.end) = letters.find(&letters_of(sentence), near);
        }
        true
    }

    /// Forgets the sentence, since another text is shown.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Letters {
    fn of(document: &Document) -> Self {
        let mut letters = Self::default();
        for (at, line) in document.lines.iter().enumerate() {
            letters.add(at, line);
        }
        letters
    }

    fn add(&mut self, at: usize, line: &Line) {
        let mut column = 0_u16;
        for span in &line.spans {
            let is_text = !span.marks.contains(TextStyle::FAINT) && !is_note(span);
            for grapheme in span.text.graphemes(true) {
                let columns = u16::try_from(grapheme.width()).unwrap_or(1);
                let letter = letters_of(grapheme);
                if is_text && !letter.is_empty() {
                    self.places.push((self.text.len(), at, column, columns));
                    self.text.push_str(&letter);
                }
                column = column.saturating_add(columns);
            }
        }
    }

    /// Returns how many bytes of letters come before the first sentence. The first long ones tell, since the words of
    /// short ones come anywhere.
    fn base(&self, sentences: &[String], starts: &[usize]) -> usize {
        let long = sentences.iter().zip(starts).map(|(sentence, start)| (letters_of(sentence), start));
        let long = long.filter(|(letters, _)| letters.len() >= LONG).take(TRIED);
        let mut places = long.filter_map(|(letters, start)| self.text.find(&letters)?.checked_sub(*start));
        places.next().unwrap_or_default()
    }

    /// Returns the parts of lines that `wanted` covers, and where its letters end: the first place at or after `near`
    /// bytes, else the first of all.
    fn find(&self, wanted: &str, near: usize) -> (Vec<Piece>, usize) {
        if wanted.is_empty() {
            return (Vec::new(), 0);
        }
        // What the screen shows but the voice passes over only lets the place come later.
        let near = (0..=near.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let after = self.text.get(near..).and_then(|rest| rest.find(wanted)).map(|at| at + near);
        let Some(start) = after.or_else(|| self.text.find(wanted)) else { return (Vec::new(), 0) };
        let end = start + wanted.len();
        let first = self.places.partition_point(|(at, ..)| *at < start);
        let mut pieces: Vec<Piece> = Vec::new();
        for (_, line, column, columns) in self.places.iter().skip(first).take_while(|(at, ..)| *at < end) {
            match pieces.last_mut().filter(|(last, ..)| last == line) {
                Some((.., to)) => *to = column + columns,
                None => pieces.push((*line, *column, column + columns)),
            }
        }
        (pieces, end)
    }
}

/// Returns how many bytes of letters come before each sentence.
fn starts_of(sentences: &[String]) -> Vec<usize> {
    let mut before = 0;
    let start = |sentence: &String| {
        let start = before;
        before += letters_of(sentence).len();
        start
    };
    sentences.iter().map(start).collect()
}

/// Returns whether a span is the mark of a note, which is not spoken.
fn is_note(span: &Span) -> bool {
    span.jump.is_some() && span.text.chars().all(|c| !c.is_alphabetic())
}

/// Returns the letters and digits of a text, in lower case.
fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{RenderOptions, render};

    fn shown(html: &str, width: usize, sentences: &[&str]) -> Vec<Vec<String>> {
        let document = render(html, None, &RenderOptions::new(width).hyphenated(Some("en")));
        let sentences: Vec<String> = sentences.iter().map(|&sentence| sentence.to_owned()).collect();
        let mut spoken = Spoken::default();
        let text = |(line, from, to): &Piece| {
            let line = document.lines[*line].text();
            line.chars().skip(usize::from(*from)).take(usize::from(to - from)).collect::<String>()
        };
        (0..sentences.len())
            .map(|track| {
                assert!(spoken.find(&document, u16::try_from(width).unwrap(), track, &sentences));
                spoken.pieces.iter().map(text).collect()
            })
            .collect()
    }

    #[test]
    fn a_sentence_is_found_at_every_width() {
        let html = "<p>The ferry <a href='https://a.example/'>was late</a>. Nobody minded the extraordinary delay.</p>";
        let sentences = ["The ferry was late.", "Nobody minded the extraordinary delay."];
        let wide = shown(html, 80, &sentences);
        assert_eq!(wide[0], ["The ferry was late"]);
        assert_eq!(wide[1], ["Nobody minded the extraordinary delay"]);
        for width in 8..80 {
            for (pieces, sentence) in shown(html, width, &sentences).iter().zip(sentences) {
                let all: String = pieces.concat();
                let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
                assert_eq!(letters(&all), letters(sentence), "{width}");
            }
        }
    }

    #[test]
    fn a_sentence_that_comes_twice_is_found_in_its_place() {
        let html = "<p>No. Then a gull. No. Then rain.</p>";
        let sentences = ["No.", "Then a gull.", "No.", "Then rain."];
        let document = render(html, None, &RenderOptions::new(80));
        let mut spoken = Spoken::default();
        let all: Vec<String> = sentences.map(str::to_owned).to_vec();
        spoken.find(&document, 80, 2, &all);
        assert_eq!(spoken.pieces, [(0, 17, 19)]);
    }

    #[test]
    fn short_words_of_a_transcript_are_found_after_its_notes() {
        let html =
            "<p>Yes. Notes.</p><p><b>Ann:</b> Yes. We waited for the late ferry.</p><p><b>Bo:</b> Yes. We did.</p>";
        let sentences = ["Yes.", "We waited for the late ferry.", "Yes.", "We did."].map(str::to_owned).to_vec();
        let document = render(html, None, &RenderOptions::new(80));
        let line = |track, spoken: &mut Spoken| {
            spoken.find(&document, 80, track, &sentences);
            document.lines[spoken.pieces[0].0].text()
        };
        let mut spoken = Spoken::default();
        for (track, speaker) in [(0, "Ann"), (1, "Ann"), (2, "Bo"), (3, "Bo")] {
            assert!(line(track, &mut spoken).starts_with(speaker), "{track}");
            // A jump finds the same place.
            assert!(line(track, &mut Spoken::default()).starts_with(speaker), "{track}");
        }
    }

    #[test]
    fn announcements_and_unknown_sentences_are_nowhere() {
        assert_eq!(shown("<p>Words.</p>", 40, &["", "Others."]), [Vec::<String>::new(), Vec::new()]);
    }

    #[test]
    fn nothing_is_looked_for_twice() {
        let document = render("<p>One. Two.</p>", None, &RenderOptions::new(40));
        let sentences = ["One.".to_owned(), "Two.".to_owned()];
        let mut spoken = Spoken::default();
        assert!(spoken.find(&document, 40, 0, &sentences) && !spoken.find(&document, 40, 0, &sentences));
        assert!(spoken.find(&document, 40, 1, &sentences) && spoken.find(&document, 39, 1, &sentences));
    }
}
