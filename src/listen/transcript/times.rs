//! Mends the times of cues: missing, all the same, out of order, overlapping or negative.

use super::Cue;
use super::raw::RawCue;
use crate::domain::{Text, Warning, pluralize};

/// Milliseconds that a letter takes to say, for cues that do not state when they end.
const MS_PER_LETTER: u64 = 70;
/// Milliseconds of an overlap that programs make by rounding.
const ROUNDING: u64 = 100;

/// Returns the cues in order, each ending before the next, and whether they have times.
pub(super) fn mend(mut raw: Vec<RawCue>, warnings: &mut Vec<Warning>) -> (Vec<Cue>, bool) {
    raw.retain(|cue| !cue.text.is_empty());
    let is_timed = has_times(&raw, warnings);
    if !is_timed {
        return (raw.into_iter().map(|cue| with_times(cue, 0, 0)).collect(), false);
    }
    let starts = starts(&raw);
    let mut cues: Vec<Cue> = Vec::with_capacity(raw.len());
    for (cue, start) in raw.into_iter().zip(starts) {
        // Without a stated end it is `u64::MAX` until the next cue is known.
        let end = cue.end.unwrap_or(u64::MAX);
        cues.push(with_times(cue, start, end));
    }
    let moved = cues.windows(2).filter(|pair| matches!(pair, [a, b] if b.start < a.start)).count();
    if moved > 0 {
        cues.sort_by_key(|cue| cue.start);
        let moved = pluralize(moved, "time");
        warnings.push(Warning::new(format!("sorted the cues, whose times went back {moved}")));
    }
    let mended = mend_ends(&mut cues);
    if mended > 0 {
        let mended = pluralize(mended, "cue");
        warnings.push(Warning::new(format!("mended the end of {mended}: before its start, or after the next one")));
    }
    (cues, true)
}

/// Whether the times say when something is spoken.
fn has_times(raw: &[RawCue], warnings: &mut Vec<Warning>) -> bool {
    let mut stated = raw.iter().filter_map(|cue| cue.start);
    let Some(first) = stated.next() else { return false };
    let (mut count, mut all_same) = (1, true);
    for start in stated {
        count += 1;
        all_same &= start == first;
    }
    let has_length = raw.iter().any(|cue| cue.end.is_some_and(|end| end > first));
    if all_same && (count > 1 || (first == 0 && !has_length && raw.len() > 1)) {
        warnings.push(Warning::new("all its times are the same: shown without times"));
        return false;
    }
    if count * 10 < raw.len() {
        warnings.push(Warning::new("most of its times are missing: shown without times"));
        return false;
    }
    true
}

fn with_times(cue: RawCue, start: u64, end: u64) -> Cue {
    Cue { start, end, speaker: cue.speaker, text: Text::line(&cue.text) }
}

/// The starts, with missing ones between their neighbours by the number of letters.
fn starts(raw: &[RawCue]) -> Vec<u64> {
    let mut starts: Vec<u64> = Vec::with_capacity(raw.len());
    let mut known = 0;
    let mut at = 0;
    while let Some(cue) = raw.get(at) {
        if let Some(start) = cue.start {
            known = start;
            starts.push(start);
            at += 1;
            continue;
        }
        let missing = raw.get(at..).unwrap_or_default().iter().take_while(|cue| cue.start.is_none()).count();
        let after = raw.get(at + missing).and_then(|cue| cue.start);
        // The letters of the cue before them, whose start is known, are said first.
        let run = raw.get(at.saturating_sub(1)..at + missing).unwrap_or_default();
        let said_first = if at == 0 { 0 } else { run.first().map_or(0, |cue| cue.text.len()) };
        let total: usize = run.iter().map(|cue| cue.text.len()).sum();
        let estimate = known + total as u64 * MS_PER_LETTER;
        let length = after.unwrap_or(estimate).saturating_sub(known);
        let mut letters = said_first;
        for cue in run.iter().skip(usize::from(at > 0)) {
            let part = u128::from(length) * letters as u128 / total.max(1) as u128;
            starts.push(known + u64::try_from(part).unwrap_or(0));
            letters += cue.text.len();
            at += 1;
        }
    }
    starts
}

/// Ends each cue after its start and before the next one; returns how many ends were wrong.
fn mend_ends(cues: &mut [Cue]) -> usize {
    let mut wrong = 0;
    let mut next = u64::MAX;
    for cue in cues.iter_mut().rev() {
        let is_stated = cue.end != u64::MAX && cue.end != cue.start;
        let said = cue.start.saturating_add((cue.text.len() as u64 * MS_PER_LETTER).max(1_000));
        if !is_stated || cue.end < cue.start {
            wrong += usize::from(is_stated);
            cue.end = if is_stated || next == u64::MAX { said.min(next) } else { next };
        } else if cue.end > next {
            wrong += usize::from(cue.end - next > ROUNDING);
            cue.end = next;
        }
        next = cue.start;
    }
    wrong
}
