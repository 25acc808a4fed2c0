//! Reads the podcast namespace's JSON, and that of Whisper and of Podlove.

use serde_json::{Map, Value};

use super::join;
use super::raw::{RawCue, RawCues, speaker};
use super::{Text, TranscriptError};
use crate::domain::media::{from_seconds, milliseconds};

/// Milliseconds between two words that end a cue.
const PAUSE: u64 = 1_500;
/// Bytes after which a cue takes no more words.
const MAX_JOINED: usize = 400;
/// The most words of a segment that is added to the one before it.
const FEW_WORDS: usize = 3;

pub(super) fn parse(text: &str) -> Result<RawCues, TranscriptError> {
    let value: Value = serde_json::Deserializer::from_str(text)
        .into_iter()
        .next()
        .unwrap_or(Ok(Value::Null))
        .map_err(|error| TranscriptError::BadJson(Text::line(&error.to_string())))?;
    let list = segments(&value).ok_or(TranscriptError::NoSegments)?;
    let mut found = RawCues::default();
    for segment in list.iter().filter_map(Value::as_object) {
        let body = ["body", "text"].iter().find_map(|name| segment.get(*name)?.as_str()).unwrap_or_default();
        if body.trim().is_empty() {
            continue;
        }
        let start = time(segment, ["startTime", "start_ms", "start"], &mut found.invalid_times);
        let end = time(segment, ["endTime", "end_ms", "end"], &mut found.invalid_times);
        let cue = RawCue { start, end, speaker: name(segment), text: body.to_owned() };
        match found.cues.last_mut().filter(|last| continues(last, &cue)) {
            Some(last) => {
                join::append(&mut last.text, &cue.text);
                last.end = cue.end;
            }
            None => found.push(cue),
        }
    }
    Ok(found)
}

/// The list of segments, which some programs wrap once more.
fn segments(value: &Value) -> Option<&Vec<Value>> {
    const NAMES: [&str; 3] = ["segments", "transcript", "transcripts"];
    match value {
        Value::Array(list) => Some(list),
        Value::Object(fields) => NAMES.iter().find_map(|name| match fields.get(*name)? {
            Value::Array(list) => Some(list),
            Value::Object(inner) => NAMES.iter().find_map(|name| inner.get(*name)?.as_array()),
            _ => None,
        }),
        _ => None,
    }
}

/// The speaker; Podlove has an id there, and the name in `voice`.
fn name(segment: &Map<String, Value>) -> Option<Text> {
    ["voice", "speaker"].iter().find_map(|key| match segment.get(*key)? {
        Value::String(name) => speaker(name),
        Value::Number(number) => speaker(&format!("Speaker {number}")),
        Value::Object(fields) => speaker(fields.get("name")?.as_str()?),
        _ => None,
    })
}

/// The time that the first of these members states: seconds, or milliseconds in the second one.
fn time(segment: &Map<String, Value>, names: [&str; 3], invalid: &mut usize) -> Option<u64> {
    let (at, stated) = names.iter().enumerate().find_map(|(at, name)| Some((at, segment.get(*name)?)))?;
    let time = match stated {
        Value::Null => return None,
        Value::Number(number) if at == 1 => from_seconds(number.as_f64().unwrap_or(-1.0) / 1_000.0),
        Value::Number(number) => from_seconds(number.as_f64().unwrap_or(-1.0)),
        Value::String(text) => milliseconds(text),
        _ => None,
    };
    *invalid += usize::from(time.is_none());
    time
}

/// Whether a segment is a word or two of the sentence before it.
fn continues(last: &RawCue, next: &RawCue) -> bool {
    let follows = match (last.end.or(last.start), next.start) {
        (Some(end), Some(start)) => start >= last.start.unwrap_or(0) && start.saturating_sub(end) < PAUSE,
        (None, None) => true,
        _ => false,
    };
    follows
        && last.speaker == next.speaker
        && last.text.len() < MAX_JOINED
        && next.text.split_whitespace().take(FEW_WORDS + 1).count() <= FEW_WORDS
        && !join::ends_sentence(&last.text)
}
