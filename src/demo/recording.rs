//! The recording of the demo site: a foghorn and some bells, made by us and computed when a player asks for it.
//!
//! The chapters and the transcript beside it have the times of [`NOTES`].

use std::f32::consts::TAU;
use std::sync::LazyLock;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

/// The article that has the recording, and the recording's path.
pub(super) const ARTICLE: u32 = 1176;
pub(super) const PATH: &str = "/media/foghorn.wav";
/// Path, media type and text of the files beside the recording.
pub(super) const CHAPTERS: (&str, &str, &str) =
    ("/media/foghorn.chapters.json", "application/json+chapters", include_str!("content/media/foghorn.chapters.json"));
pub(super) const TRANSCRIPT: (&str, &str, &str) =
    ("/media/foghorn.vtt", "text/vtt", include_str!("content/media/foghorn.vtt"));
/// Its length in seconds.
pub(super) const SECONDS: u32 = 30;
/// Samples a second, of eight bits each.
const RATE: u32 = 8_000;
/// Bytes before the samples.
const HEADER: u32 = 44;
/// The bytes of the file.
pub(super) const LENGTH: u32 = HEADER + SECONDS * RATE;
/// The version of the file, which never changes.
const TAG: &str = "\"foghorn\"";

#[derive(Clone, Copy)]
enum Voice {
    Horn,
    Bell,
}

/// Begin and length in seconds, frequency in hertz, and what sounds: everything in E flat.
const NOTES: &[(f32, f32, f32, Voice)] = &[
    (0.0, 6.0, 77.8, Voice::Horn),
    (7.0, 1.5, 51.9, Voice::Horn),
    (9.0, 3.0, 311.1, Voice::Bell),
    (10.0, 3.0, 392.0, Voice::Bell),
    (11.0, 3.0, 466.2, Voice::Bell),
    (12.0, 3.0, 523.3, Voice::Bell),
    (13.0, 4.0, 622.3, Voice::Bell),
    (15.0, 3.0, 523.3, Voice::Bell),
    (16.0, 3.0, 466.2, Voice::Bell),
    (17.0, 3.0, 415.3, Voice::Bell),
    (18.0, 3.0, 349.2, Voice::Bell),
    (19.0, 3.0, 311.1, Voice::Bell),
    (21.0, 5.0, 77.8, Voice::Horn),
    (22.0, 3.0, 311.1, Voice::Bell),
    (23.0, 3.0, 466.2, Voice::Bell),
    (24.0, 3.0, 622.3, Voice::Bell),
    (27.0, 3.0, 311.1, Voice::Bell),
];

/// The file: WAV with one channel.
static FILE: LazyLock<Bytes> = LazyLock::new(|| {
    let mut file = Vec::with_capacity(LENGTH as usize);
    let samples = SECONDS * RATE;
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(samples + HEADER - 8).to_le_bytes());
    // PCM with one channel, whose frames have one byte of eight bits.
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(b"\x01\0\x08\0data");
    file.extend_from_slice(&samples.to_le_bytes());
    file.extend((0..samples).map(sample));
    Bytes::from(file)
});

#[expect(clippy::cast_precision_loss, reason = "the recording has fewer than 2^24 samples")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is within 0 and 255")]
fn sample(at: u32) -> u8 {
    let second = at as f32 / RATE as f32;
    let sounding = NOTES.iter().filter(|(start, length, ..)| (*start..start + length).contains(&second));
    let sum: f32 = sounding.map(|(start, length, hertz, voice)| voice.at(second - start, *length, *hertz)).sum();
    (128.0 + 100.0 * sum.clamp(-1.0, 1.0)) as u8
}

impl Voice {
    /// Returns the voice's part of a sample, between -1 and 1, at a second of its note.
    fn at(self, second: f32, length: f32, hertz: f32) -> f32 {
        let partial = |number: f32| (TAU * hertz * number * second).sin();
        // Notes fade in and out, so that none clicks.
        let fade = (second / 0.01).min((length - second) / 0.2).min(1.0);
        fade * match self {
            Self::Horn => 0.3 * partial(1.0) + 0.2 * partial(2.0) + 0.1 * partial(3.0) + 0.1 * partial(5.0),
            Self::Bell => (-1.5 * second).exp() * (0.3 * partial(1.0) + 0.1 * partial(2.0) + 0.08 * partial(2.76)),
        }
    }
}

/// Answers a request for the recording: the whole, or a part of it (RFC 9110, section 14).
pub(super) fn answer(request: &HeaderMap) -> Response<Full<Bytes>> {
    let value = |name| request.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let range = value(header::RANGE).filter(|_| value(header::IF_RANGE).is_none_or(|tag| tag == TAG));
    let (status, part, stated) = match range.and_then(part) {
        None => (StatusCode::OK, FILE.clone(), None),
        Some((from, to)) if from < to => {
            let part = FILE.slice(from as usize..to as usize);
            (StatusCode::PARTIAL_CONTENT, part, Some(format!("bytes {from}-{}/{LENGTH}", to - 1)))
        }
        Some(_) => (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new(), Some(format!("bytes */{LENGTH}"))),
    };
    let mut response = Response::new(Full::new(part));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ETAG, HeaderValue::from_static(TAG));
    if let Some(stated) = stated.and_then(|stated| HeaderValue::from_str(&stated).ok()) {
        headers.insert(header::CONTENT_RANGE, stated);
    }
    response
}

/// Returns the first byte of a part and the one after its last. `None` for what is no single part: the whole is sent.
fn part(range: &str) -> Option<(u32, u32)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    if from.is_empty() {
        return Some((LENGTH.saturating_sub(to.parse().ok()?), LENGTH));
    }
    let to = if to.is_empty() { LENGTH } else { to.parse::<u32>().ok()?.saturating_add(1).min(LENGTH) };
    Some((from.parse().ok()?, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::{chapters, transcript};

    #[test]
    fn the_recording_is_sound_of_its_stated_length() {
        assert_eq!(FILE.len(), LENGTH as usize);
        assert!(crate::listen::sound_file::is_sound(&FILE));
        for second in [0.5_f32, 7.5, 9.2, 19.5, 25.0, 27.5] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the seconds are few")]
            let at = HEADER as usize + (second * 8_000.0) as usize;
            assert!(FILE[at..at + 400].iter().any(|sample| sample.abs_diff(128) > 15), "{second}");
        }
    }

    #[test]
    fn parts_are_sent_as_asked_for() {
        for (range, tag, status, stated) in [
            (None, None, 200, None),
            (Some("bytes=0-"), None, 206, Some("bytes 0-240043/240044")),
            (Some("bytes=10-19"), Some(TAG), 206, Some("bytes 10-19/240044")),
            (Some("bytes=240000-999999999"), None, 206, Some("bytes 240000-240043/240044")),
            (Some("bytes=-44"), None, 206, Some("bytes 240000-240043/240044")),
            (Some("bytes=240044-"), None, 416, Some("bytes */240044")),
            (Some("bytes=10-"), Some("\"other\""), 200, None),
            (Some("bytes=1-2,5-6"), None, 200, None),
            (Some("lines=1-2"), None, 200, None),
        ] {
            let mut request = HeaderMap::new();
            for (name, value) in [(header::RANGE, range), (header::IF_RANGE, tag)] {
                value.map(|value| request.insert(name, HeaderValue::from_static(value)));
            }
            let response = answer(&request);
            let found = response.headers().get(header::CONTENT_RANGE).map(|value| value.to_str().unwrap());
            assert_eq!((response.status().as_u16(), found), (status, stated), "{range:?} {tag:?}");
        }
    }

    #[test]
    fn chapters_and_transcript_have_times_within_the_recording() {
        let (path, media_type, text) = CHAPTERS;
        let (found, warnings) = chapters::parse(text.as_bytes(), Some(media_type), path).unwrap();
        assert_eq!((found.len(), found[0].start, warnings.len()), (3, 0, 0));
        let starts: Vec<f32> = NOTES.iter().map(|note| note.0).collect();
        for chapter in &found {
            let at = chapter.start;
            assert!(starts.iter().any(|start| (start * 1000.0).to_string() == at.to_string()), "{at}: a note begins");
        }
        let (_, media_type, text) = TRANSCRIPT;
        let script = transcript::parse(text.as_bytes(), Some(media_type), TRANSCRIPT.0).unwrap();
        assert!(format!("{script:?}").contains("E flat"), "{script:?}");
    }
}
