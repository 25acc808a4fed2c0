//! Preformatted text: its lines as they are, coloured when the page says what they are written in.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::inline::{InlineStyle, Paragraph, Run};
use super::split_runs::SplitRuns;
use super::syntax;
use super::wrap::{LineBreak, columns};
use crate::domain::TextStyle;

/// Stands before what goes on from the line above.
const GOES_ON: &str = "↪ ";
/// Below this there is no room for it.
const ROOM_FOR_MARK: usize = 8;
/// Empty lines in a row that are kept.
const MAX_BLANK: usize = 2;

/// The lines, each at most `room` columns wide. What is too long goes on in the next one, marked.
pub(super) fn lines(paragraph: &Paragraph, language: &str, room: usize) -> Vec<Vec<Run>> {
    let plain = paragraph.runs.iter().all(|run| run.style == InlineStyle::default().with(run.style.marks));
    let coloured = if plain && !language.is_empty() { coloured(paragraph, language) } else { None };
    let runs = coloured.as_ref().unwrap_or(&paragraph.runs);
    let mut lines = vec![Vec::new()];
    for run in runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !text.is_empty()) {
                line.push(Run { text: text.to_owned(), style: run.style });
            }
        }
    }
    let is_blank = |line: &Vec<Run>| line.iter().all(|run| run.text.trim().is_empty());
    let mut blank = MAX_BLANK;
    let mut out = Vec::new();
    for line in lines {
        blank = if is_blank(&line) { blank + 1 } else { 0 };
        if blank <= MAX_BLANK {
            fold(&line, room, &mut out);
        }
    }
    out
}

fn coloured(paragraph: &Paragraph, language: &str) -> Option<Vec<Run>> {
    let style = paragraph.runs.first()?.style;
    let parts = syntax::colour(&paragraph.text(), language)?;
    Some(parts.into_iter().map(|(text, marks)| Run { text, style: style.with(marks) }).collect())
}

/// Whether every line of the text fits.
pub(super) fn fits(paragraph: &Paragraph, room: usize) -> bool {
    paragraph.text().lines().all(|line| columns(line.trim_end()) <= room)
}

/// Cuts a line that is too long: behind a space in its last part, else between two characters.
fn fold(line: &[Run], room: usize, out: &mut Vec<Vec<Run>>) {
    let mark = (room >= ROOM_FOR_MARK).then_some(GOES_ON);
    let text: String = line.iter().map(|run| run.text.as_str()).collect();
    let mut split_runs = SplitRuns::of(line);
    let (mut start, mut used, mut at) = (0, 0, 0);
    // Behind the last space that leaves most of the line filled, and the columns before that.
    let mut gentle: Option<(usize, usize)> = None;
    let mut cut = |start: &mut usize, end: usize, out: &mut Vec<Vec<Run>>| {
        let cut = split_runs.take(&LineBreak { range: *start..end, hyphen: false });
        // White space that is wider than the room would be a blank line of its own.
        if end < text.len() && text.get(*start..end).is_some_and(|part| part.trim().is_empty()) {
            *start = end;
            return;
        }
        let mut part = Vec::new();
        part.extend(
            mark.filter(|_| *start > 0)
                .map(|mark| Run { text: mark.to_owned(), style: InlineStyle::default().with(TextStyle::FAINT) }),
        );
        part.extend(cut);
        out.push(part);
        *start = end;
    };
    for grapheme in text.graphemes(true) {
        let width = grapheme.width();
        let before = used;
        if used > 0 && used + width > room {
            let (end, filled) = gentle.take().unwrap_or((at, used));
            cut(&mut start, end, out);
            used = before - filled + mark.map_or(0, UnicodeWidthStr::width);
        }
        at += grapheme.len();
        used += width;
        if grapheme == " " && used * 3 > room * 2 {
            gentle = Some((at, used));
        }
    }
    cut(&mut start, text.len(), out);
}
