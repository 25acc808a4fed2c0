//! Sets preformatted text in its own lines, coloured if the page names their language.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::inline::{InlineStyle, Paragraph, Run};
use super::split_runs::SplitRuns;
use super::syntax;
use super::wrap::{LineBreak, columns};
use crate::domain::TextStyle;

/// Begins a line that continues the one above.
const CONTINUATION: &str = "↪ ";
/// Columns that a line must have for that mark.
const ROOM_FOR_MARK: usize = 8;
/// Blank lines in a row that are kept.
const MAX_BLANK: usize = 2;

/// Sets the lines, each at most `room` columns wide; longer ones are continued on the next line with a mark.
pub(super) fn lines(paragraph: &Paragraph, language: &str, room: usize) -> Vec<Vec<Run>> {
    let has_links = paragraph.runs.iter().any(|run| run.style != InlineStyle::default().with(run.style.marks));
    let coloured = if !has_links && !language.is_empty() { coloured(paragraph, language) } else { None };
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
            break_line(&line, room, &mut out);
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

/// Breaks a line that is too long: after a space in its last third, else between two graphemes.
fn break_line(line: &[Run], room: usize, out: &mut Vec<Vec<Run>>) {
    let mark = (room >= ROOM_FOR_MARK).then_some(CONTINUATION);
    let text: String = line.iter().map(|run| run.text.as_str()).collect();
    let mut split_runs = SplitRuns::of(line);
    let (mut start, mut used, mut at) = (0, 0, 0);
    // The end of the last space that leaves most of the line filled, and the columns up to there.
    let mut after_space: Option<(usize, usize)> = None;
    let mut end_line = |start: &mut usize, end: usize, out: &mut Vec<Vec<Run>>| {
        let rest = split_runs.line(&LineBreak { range: *start..end, hyphen: false });
        // White space that is wider than the room would make a blank line.
        if end < text.len() && text.get(*start..end).is_some_and(|part| part.trim().is_empty()) {
            *start = end;
            return;
        }
        let mut part = Vec::new();
        part.extend(
            mark.filter(|_| *start > 0)
                .map(|mark| Run { text: mark.to_owned(), style: InlineStyle::default().with(TextStyle::FAINT) }),
        );
        part.extend(rest);
        out.push(part);
        *start = end;
    };
    for grapheme in text.graphemes(true) {
        let width = grapheme.width();
        let before = used;
        if used > 0 && used + width > room {
            let (end, filled) = after_space.take().unwrap_or((at, used));
            end_line(&mut start, end, out);
            used = before - filled + mark.map_or(0, UnicodeWidthStr::width);
        }
        at += grapheme.len();
        used += width;
        if grapheme == " " && used * 3 > room * 2 {
            after_space = Some((at, used));
        }
    }
    end_line(&mut start, text.len(), out);
}
