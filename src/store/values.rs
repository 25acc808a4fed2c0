//! Converts values to columns and back: times as milliseconds since 1970, HTML packed, text scrubbed when read.

use std::cell::RefCell;

use rusqlite::types::{FromSqlError, Type, Value, ValueRef};
use rusqlite::{Row, RowIndex};
use zstd::bulk::{Compressor, Decompressor};

use crate::domain::{Chapter, Enclosure, Html, Media, Text, Time};

/// Bytes of an article's HTML below which it is not compressed: a frame would hardly be smaller.
const PACK_FROM: usize = 256;
/// Bytes of a comment's HTML below which it is not compressed.
const PACK_COMMENTS_FROM: usize = 2048;
/// Largest content size of a frame, in bytes, that is allocated at once. Frames that state more are read in pieces.
const MAX_KNOWN: usize = 1 << 20;
/// Fastest of zstd's regular levels: an article has a few kilobytes, and the first sync has tens of thousands.
const LEVEL: i32 = 1;

pub(super) fn to_ms(time: Time) -> i64 {
    time.timestamp_millis()
}

pub(super) fn from_ms(ms: i64) -> Time {
    Time::from_timestamp_millis(ms).unwrap_or_default()
}

pub(super) fn time<I: RowIndex>(row: &Row<'_>, column: I) -> rusqlite::Result<Option<Time>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(from_ms))
}

/// Converts a number of rows for SQL; one too large for it means all rows.
pub(super) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Converts a number of rows from SQL.
pub(super) fn rows(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

/// Reads a line of text and scrubs it again, because another program may have written to the file.
pub(super) fn line<I: RowIndex>(row: &Row<'_>, column: I) -> rusqlite::Result<Option<Text>> {
    let text = row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    Ok(text.map(Text::line).and_then(Text::non_empty))
}

pub(super) fn texts<I: RowIndex>(row: &Row<'_>, column: I) -> rusqlite::Result<Vec<Text>> {
    let json = row.get_ref(column)?.as_str()?;
    if json == "[]" {
        return Ok(Vec::new());
    }
    Ok(serde_json::from_str::<Vec<String>>(json).map_err(broken)?.iter().map(|raw| Text::line(raw)).collect())
}

pub(super) fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

pub(super) fn enclosures_to_json(enclosures: &[Enclosure]) -> rusqlite::Result<String> {
    let parts: Vec<_> = enclosures.iter().map(|e| (&e.url, &e.media_type, e.length, e.seconds)).collect();
    to_json(&parts)
}

pub(super) fn enclosures(json: &str) -> rusqlite::Result<Vec<Enclosure>> {
    /// As stored before durations were, and since.
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Part {
        Old(String, Option<String>, Option<u64>),
        New(String, Option<String>, Option<u64>, Option<u32>),
    }
    let parts: Vec<Part> = serde_json::from_str(json).map_err(broken)?;
    let enclosure = |part| match part {
        Part::Old(url, media_type, length) => Enclosure { url, media_type, length, seconds: None },
        Part::New(url, media_type, length, seconds) => Enclosure { url, media_type, length, seconds },
    };
    Ok(parts.into_iter().map(enclosure).collect())
}

/// Converts media for its column; `None` if nothing is stated.
pub(super) fn media_to_json(media: &Media) -> rusqlite::Result<Option<String>> {
    if media.is_empty() { Ok(None) } else { to_json(media).map(Some) }
}

/// Reads media, and scrubs the titles again.
pub(super) fn media(json: Option<&str>) -> rusqlite::Result<Media> {
    let mut media: Media = json.map(serde_json::from_str).transpose().map_err(broken)?.unwrap_or_default();
    scrub(&mut media.chapters);
    Ok(media)
}

/// Reads packed chapters, and scrubs the titles again; none if the column is `NULL`.
pub(super) fn chapters<I: RowIndex>(row: &Row<'_>, column: I) -> rusqlite::Result<Vec<Chapter>> {
    let Some(Html(json)) = unpack(row, column)? else { return Ok(Vec::new()) };
    let mut chapters: Vec<Chapter> = serde_json::from_str(&json).map_err(broken)?;
    scrub(&mut chapters);
    Ok(chapters)
}

fn scrub(chapters: &mut [Chapter]) {
    for chapter in chapters {
        chapter.title = Text::line(&chapter.title);
    }
}

pub(super) fn broken(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

/// Packs HTML for a column: as text if short, else as a zstd frame; blank HTML as `NULL`.
pub(super) fn pack(html: Option<&Html>) -> Value {
    pack_from(html, PACK_FROM)
}

/// Like [`pack`], but for comments, which it compresses only if long: a thread may unpack a hundred thousand at once.
pub(super) fn pack_comment(html: &Html) -> Value {
    pack_from(Some(html), PACK_COMMENTS_FROM)
}

fn pack_from(html: Option<&Html>, from: usize) -> Value {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    let Some(Html(html)) = html.filter(|html| !html.0.trim().is_empty()) else {
        return Value::Null;
    };
    if html.len() < from {
        return Value::Text(html.clone());
    }
    let frame = COMPRESSOR.with_borrow_mut(|kept| {
        let mut compressor = kept.take().or_else(|| Compressor::new(LEVEL).ok())?;
        let frame = compressor.compress(html.as_bytes()).ok();
        *kept = Some(compressor);
        frame
    });
    // If the compressor fails, the text is stored uncompressed.
    frame.map_or_else(|| Value::Text(html.clone()), Value::Blob)
}

pub(super) fn unpack<I: RowIndex>(row: &Row<'_>, column: I) -> rusqlite::Result<Option<Html>> {
    unpack_ref(row.get_ref(column)?)
}

/// Like [`unpack`], but for a value that was read before.
pub(super) fn unpack_value(value: &Value) -> rusqlite::Result<Option<Html>> {
    unpack_ref(ValueRef::from(value))
}

fn unpack_ref(value: ValueRef<'_>) -> rusqlite::Result<Option<Html>> {
    let broken =
        |e: Box<dyn std::error::Error + Send + Sync>| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, e);
    match value {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => Ok(Some(Html(String::from_utf8_lossy(text).into_owned()))),
        ValueRef::Blob(frame) => {
            let bytes = decompress(frame).map_err(|e| broken(e.into()))?;
            String::from_utf8(bytes).map(|html| Some(Html(html))).map_err(|e| broken(e.into()))
        }
        ValueRef::Integer(_) | ValueRef::Real(_) => Err(FromSqlError::InvalidType.into()),
    }
}

/// Decompresses a frame. Keeps a decompressor for each thread, because one is slow to create and a thread of comments
/// may have a hundred thousand frames.
fn decompress(frame: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    let size = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten();
    let Some(size) = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MAX_KNOWN) else {
        return zstd::decode_all(frame);
    };
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = match kept.take() {
            Some(decompressor) => decompressor,
            None => Decompressor::new()?,
        };
        let bytes = decompressor.decompress(frame, size);
        *kept = Some(decompressor);
        bytes
    })
}

/// Converts a hash to a column's type by keeping its bits.
pub(super) fn hash_bits(hash: u64) -> i64 {
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    #[test]
    fn packed_html_unpacks_to_the_same_html() {
        let conn = Connection::open_in_memory().unwrap();
        for html in ["short", &"<p>long</p>".repeat(100), &"é漢\u{0}".repeat(300)] {
            let packed = pack(Some(&Html(html.into())));
            let out = conn.query_row("SELECT ?", [packed], |row| unpack(row, 0)).unwrap();
            assert_eq!(out, Some(Html(html.into())));
        }
        assert_eq!(pack(Some(&Html(" \n".into()))), Value::Null);
        assert_eq!(pack(None), Value::Null);
    }

    #[test]
    fn enclosures_survive_json() {
        let url = "https://a.example/\"x\".mp3".to_owned();
        let mut all = vec![Enclosure { url, media_type: None, length: Some(3), seconds: Some(60) }];
        assert_eq!(enclosures(&enclosures_to_json(&all).unwrap()).unwrap(), all);
        all[0].seconds = None;
        assert_eq!(
            enclosures(r#"[["https://a.example/\"x\".mp3",null,3]]"#).unwrap(),
            all,
            "older stores have no duration"
        );
        assert!(enclosures("{").is_err());
    }

    #[test]
    fn media_survive_json() {
        let chapter = Chapter { start: 61_000, title: Text::line("a \"b\""), url: None };
        let all =
            Media { chapters_url: Some("https://a.example/c".into()), chapters: vec![chapter], ..Media::default() };
        assert_eq!(media(media_to_json(&all).unwrap().as_deref()).unwrap(), all);
        assert_eq!(media_to_json(&Media::default()).unwrap(), None);
        assert_eq!(media(None).unwrap(), Media::default());
        assert_eq!(media(Some(r#"{"later":1}"#)).unwrap(), Media::default(), "a later version may add to it");
        assert!(media(Some("{")).is_err());
        let title = &media(Some(r#"{"chapters":[{"start_ms":1,"title":"a\nb\u001b[1m"}]}"#)).unwrap().chapters[0].title;
        assert_eq!(title.as_str(), "a b");
    }
}
