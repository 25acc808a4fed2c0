//! Reads SRT and `WebVTT` (<https://www.w3.org/TR/webvtt1/>), as programs write them and as people repair them.
//!
//! A line with times begins a cue. In SRT its words go on to the next such line, without the number above that; in
//! `WebVTT` an empty line ends them, so that headers, notes, styles and regions are outside of all cues.

use super::raw::{RawCue, RawCues, speaker};
use crate::domain::Text;
use crate::domain::media::milliseconds;
use crate::domain::text::prefix;

/// Lines from the start in which times are looked for.
const HEAD: usize = 300;
/// The longest tag, in bytes; a `<` without an end within this is text.
const MAX_TAG: usize = 300;
/// The longest reference such as `&nbsp;`, in bytes without the `&`.
const MAX_REFERENCE: usize = 12;

/// Whether the first lines have times as captions do.
pub(super) fn has_times(text: &str) -> bool {
    lines(text).take(HEAD).any(|line| matches!(timing(line), Some((Some(_), Some(_)))))
}

pub(super) fn parse(text: &str, is_vtt: bool) -> RawCues {
    let mut found = RawCues::default();
    let mut open: Option<Open<'_>> = None;
    let mut number = 0;
    for line in lines(text) {
        if let Some((start, end)) = timing(line) {
            found.invalid_times += usize::from(start.is_none()) + usize::from(end.is_none());
            number += 1;
            if let Some(mut cue) = open.replace(Open { start, end, lines: Vec::new() }) {
                cue.drop_number(number);
                cue.close(&mut found);
            }
        } else if let Some(cue) = &mut open {
            cue.lines.push(line);
            if is_vtt && line.trim().is_empty() {
                cue.close(&mut found);
                open = None;
            }
        }
    }
    if let Some(cue) = open {
        cue.close(&mut found);
    }
    found
}

/// The lines, ended by any convention; files that were converted twice end them by `\r\r\n`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end).map(|line| line.trim_end_matches('\r'))
}

/// The times of a line such as `00:00:01,000 --> 00:00:02,000 align:start`; `None` if it is no such line.
fn timing(line: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (start, rest) = line.split_once("->")?;
    let is_full = start.ends_with('-');
    let start = start.trim_end_matches('-').trim();
    let end = rest.split_whitespace().next().unwrap_or_default();
    let times = (milliseconds(start), milliseconds(end));
    let is_time =
        start.starts_with(|c: char| c.is_ascii_digit() || c == '-') && start.contains(':') && start.len() < 30;
    (is_time && (is_full || (times.0.is_some() && times.1.is_some()))).then_some(times)
}

/// A cue whose words are being read.
struct Open<'a> {
    start: Option<u64>,
    end: Option<u64>,
    lines: Vec<&'a str>,
}

impl Open<'_> {
    /// Drops the number of the next cue, which stands above its times or, with empty lines in between, counts on.
    fn drop_number(&mut self, next: usize) {
        let Some(last) = self.lines.iter().rposition(|line| !line.trim().is_empty()) else { return };
        let word = self.lines.get(last).map_or("", |line| line.trim());
        let is_number = word.len() <= 9 && word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && (last + 1 == self.lines.len() || word.parse() == Ok(next)) {
            self.lines.truncate(last);
        }
    }

    /// Adds the cue, or one for each voice in it, which share its time by the number of their letters.
    fn close(&self, found: &mut RawCues) {
        let spans = spans(&self.lines.join("\n"));
        let total: usize = spans.iter().map(|span| span.text.len()).sum();
        let at = |letters: usize| match (self.start, self.end) {
            (Some(start), Some(end)) if spans.len() > 1 => {
                let length = u128::from(end.saturating_sub(start));
                let part = length * letters as u128 / total.max(1) as u128;
                Some(start + u64::try_from(part).unwrap_or(0))
            }
            _ => None,
        };
        let mut letters = 0;
        for span in &spans {
            let start = at(letters).or(self.start);
            letters += span.text.len();
            let end = at(letters).or(self.end);
            found.push(RawCue { start, end, speaker: span.speaker.clone(), text: span.text.clone() });
        }
    }
}

/// Words of one voice.
#[derive(Default)]
struct Span {
    speaker: Option<Text>,
    text: String,
}

/// Takes the words of a cue apart by `<v Name>`, without other tags and with references resolved.
fn spans(raw: &str) -> Vec<Span> {
    let mut all = vec![Span::default()];
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((tag, next)) = tag(after) else {
            push(&mut all, before);
            push(&mut all, "<");
            rest = after;
            continue;
        };
        push(&mut all, before);
        rest = next;
        let (kind, name) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        match kind.split('.').next() {
            Some("v") => all.push(Span { speaker: speaker(&resolved(name)), text: String::new() }),
            Some("/v") => all.push(Span::default()),
            _ => {}
        }
    }
    push(&mut all, rest);
    for span in &mut all {
        let words = without_overrides(&resolved(&span.text));
        words.trim().clone_into(&mut span.text);
    }
    all.retain(|span| !span.text.is_empty());
    all
}

fn push(all: &mut [Span], text: &str) {
    if let Some(span) = all.last_mut() {
        span.text.push_str(text);
    }
}

/// Splits `i>text` behind a `<` into the tag and the rest; `None` if it is no tag.
fn tag(after: &str) -> Option<(&str, &str)> {
    after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/').then_some(())?;
    let (tag, next) = after.split_at_checked(prefix(after, MAX_TAG).find(['>', '<'])?)?;
    next.strip_prefix('>').map(|next| (tag, next))
}

/// Removes positions such as `{\an8}`, which `SubStation` Alpha left in SRT.
fn without_overrides(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{\\") {
        out.push_str(before);
        let end = prefix(after, MAX_TAG).find('}').and_then(|at| after.get(at + 1..));
        if end.is_none() {
            out.push_str("{\\");
        }
        rest = end.unwrap_or(after);
    }
    out.push_str(rest);
    out
}

/// Resolves the references that captions have.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = prefix(after, MAX_REFERENCE).split_once(';').map(|(name, _)| name);
        let found = name.and_then(|name| Some((character(name)?, after.get(name.len() + 1..)?)));
        let (c, next) = found.unwrap_or(('&', after));
        out.push(c);
        rest = next;
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16)).ok()?;
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => return None,
    })
}
