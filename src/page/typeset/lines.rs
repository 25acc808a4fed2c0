//! The renderer's lines made into the domain's: notes become marks, private characters graphemes, and the white space
//! is put in order.

use html2text::render::TaggedLine;
use unicode_segmentation::UnicodeSegmentation;

use super::cells::{Cells, GAP, columns};
use super::notes::{BAR, Note, glyph};
use crate::domain::{Line, Marks, Span, Text};

/// A line before it is scrubbed into the domain's.
#[derive(Debug, Clone, Default, PartialEq)]
struct Draft {
    runs: Vec<Run>,
    /// Quotes around it.
    bars: usize,
    /// Whether it says nothing beside those bars.
    blank: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Run {
    text: String,
    marks: Marks,
    link: Option<usize>,
}

/// The lines of a document no wider than `width`, unless one character is.
pub(super) fn lines(rendered: &[TaggedLine<Vec<Note>>], cells: &Cells, width: usize) -> Vec<Line> {
    let drafts = rendered.iter().map(|line| draft(line, cells));
    let mut out = Vec::with_capacity(rendered.len());
    let mut gap: Vec<Draft> = Vec::new();
    let mut bars = None;
    for line in drafts {
        if line.blank {
            gap.push(line);
            continue;
        }
        // One blank line for any number of them; none before the first line.
        if let (Some(above), false) = (bars, gap.is_empty()) {
            out.push(between(&gap, line.bars.min(above), width).finish());
        }
        gap.clear();
        bars = Some(line.bars);
        fold(line, width, &mut out);
    }
    out
}

/// The blank line for a gap with so many quotes on both of its sides.
fn between(gap: &[Draft], bars: usize, width: usize) -> Draft {
    gap.iter().find(|line| line.bars == bars && bars > 0 && line.columns() <= width).cloned().unwrap_or_default()
}

fn draft(rendered: &TaggedLine<Vec<Note>>, cells: &Cells) -> Draft {
    let mut draft = Draft { blank: true, ..Draft::default() };
    for tagged in rendered.tagged_strings() {
        let (marks, link) = looks(&tagged.tag);
        for c in tagged.s.chars() {
            if c == GAP {
                continue;
            }
            if let Some(glyph) = glyph(c) {
                draft.bars += usize::from(c == BAR);
                draft.blank &= c == BAR;
                draft.push(glyph.encode_utf8(&mut [0; 4]), marks | Marks::FAINT, None);
                continue;
            }
            let mut own = [0; 4];
            let text = cells.decode(c).unwrap_or_else(|| c.encode_utf8(&mut own));
            draft.blank &= text.trim().is_empty();
            let quiet = is_border(c) && !marks.contains(Marks::CODE);
            draft.push(text, if quiet { marks | Marks::FAINT } else { marks }, link);
        }
    }
    draft.trim_end();
    draft
}

fn looks(notes: &[Note]) -> (Marks, Option<usize>) {
    notes.iter().fold((Marks::NONE, None), |(marks, link), note| match note {
        Note::Plain => (marks, link),
        Note::Marks(more) => (marks | *more, link),
        Note::Link(index) => (marks, Some(*index)),
    })
}

/// The rules of tables are box-drawing characters.
fn is_border(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}')
}

impl Draft {
    fn push(&mut self, text: &str, marks: Marks, link: Option<usize>) {
        match self.runs.last_mut() {
            Some(run) if run.marks == marks && run.link == link => run.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), marks, link }),
        }
    }

    fn columns(&self) -> usize {
        self.runs.iter().map(|run| columns(&run.text)).sum()
    }

    fn trim_end(&mut self) {
        while let Some(run) = self.runs.last_mut() {
            run.text.truncate(run.text.trim_end().len());
            if !run.text.is_empty() {
                break;
            }
            self.runs.pop();
        }
    }

    fn finish(self) -> Line {
        let spans = self.runs.into_iter().map(|run| Span {
            // Not `Text::line`, which would take the indentation away.
            text: Text::block(&run.text),
            marks: run.marks,
            link: run.link,
        });
        Line { spans: spans.filter(|span| !span.text.is_empty()).collect() }
    }
}

/// Cuts a line that the renderer could not make narrow enough.
fn fold(line: Draft, width: usize, out: &mut Vec<Line>) {
    if line.columns() <= width {
        out.push(line.finish());
        return;
    }
    let mut part = Draft::default();
    let mut used = 0;
    let mut is_first = true;
    let mut put = |mut part: Draft| {
        part.trim_end();
        if !part.runs.is_empty() {
            out.push(part.finish());
        }
    };
    for run in line.runs {
        for grapheme in run.text.graphemes(true) {
            let wide = columns(grapheme);
            if used > 0 && used + wide > width {
                put(std::mem::take(&mut part));
                used = 0;
                is_first = false;
            }
            // Space at a cut is no indentation.
            if used > 0 || is_first || !grapheme.trim().is_empty() {
                part.push(grapheme, run.marks, run.link);
                used += wide;
            }
        }
    }
    put(part);
}
