//! An answer of a server: its status, the headers that callers need, and its body.
//!
//! `sync` decides what to do about a status.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;

use super::NetError;
use crate::domain::Text;

/// Headers kept by name beside the fields, for comment sources.
const KEPT: [&str; 4] = ["content-type", "link", "x-wp-total", "x-wp-totalpages"];
/// Longest header value that is kept, in bytes.
const MAX_VALUE: usize = 8192;
/// Most headers that are kept.
const MAX_KEPT: usize = 32;

/// An answer of any status, with its whole body (empty for 304).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// Status after all redirects.
    pub status: u16,
    /// Address after all redirects, without credentials.
    pub url: String,
    /// Target of the redirects 301 and 308 before any temporary one; keeps credentials on their own host.
    pub permanent: Option<String>,
    /// `ETag` as the server wrote it, for the next request.
    pub etag: Option<String>,
    /// `Last-Modified` as the server wrote it, for the next request.
    pub last_modified: Option<String>,
    /// `Content-Type` with its parameters.
    pub content_type: Option<String>,
    /// `Retry-After` as a duration; a date counts from the answer's own `Date`.
    pub retry_after: Option<Duration>,
    /// `max-age` of `Cache-Control`.
    pub max_age: Option<Duration>,
    /// `Content-Type`, `Link`, `X-WP-Total` and `X-WP-TotalPages` as the server wrote them, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// Decompressed body.
    pub body: Vec<u8>,
    /// Size of the body on the wire, in bytes.
    pub wire: u64,
    /// Where the user has set the access that the server got, if it got one.
    pub login: Option<Text>,
}

impl Response {
    /// Reads status and headers; the caller adds the body.
    pub(super) fn from_headers(status: u16, url: String, headers: &HeaderMap, now: SystemTime) -> Self {
        let value = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?.trim();
            (!value.is_empty() && value.len() <= MAX_VALUE).then(|| value.to_owned())
        };
        let date = value("date").and_then(|date| httpdate::parse_http_date(&date).ok());
        Self {
            status,
            url,
            permanent: None,
            etag: value("etag"),
            last_modified: value("last-modified"),
            content_type: value("content-type"),
            retry_after: value("retry-after").and_then(|text| retry_after(&text, date.unwrap_or(now))),
            max_age: value("cache-control").and_then(|text| max_age(&text)),
            headers: kept(headers),
            body: Vec::new(),
            wire: 0,
            login: None,
        }
    }

    /// Returns the first of [`Self::headers`] with this name, which must be in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(kept, _)| kept == name).map(|(_, value)| value.as_str())
    }

    /// Whether the resource has not changed since the last answer (304).
    #[must_use]
    pub fn not_modified(&self) -> bool {
        self.status == 304
    }

    /// Returns the answer if its status is a success, else [`NetError::Status`].
    pub fn ok(self) -> Result<Self, NetError> {
        if matches!(self.status, 200..=299) {
            return Ok(self);
        }
        let host = url::Url::parse(&self.url).map_or_else(|_| Text::line(&self.url), |url| super::redirect::host(&url));
        Err(NetError::Status { host, status: self.status, retry_after: self.retry_after, login: self.login })
    }
}

fn kept(headers: &HeaderMap) -> Vec<(String, String)> {
    let named = KEPT.iter().flat_map(|name| headers.get_all(*name).iter().map(move |value| (name, value)));
    named
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.to_str().ok()?.to_owned())))
        .filter(|(_, value)| value.len() <= MAX_VALUE)
        .take(MAX_KEPT)
        .collect()
}

/// Parses seconds or an HTTP date (RFC 9110, section 10.2.3); a date in the past means no wait.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let at = httpdate::parse_http_date(text).ok()?;
    Some(at.duration_since(now).unwrap_or_default())
}

fn max_age(text: &str) -> Option<Duration> {
    let directives = text.split(',').map(|part| part.trim().to_ascii_lowercase());
    let mut age = None;
    for directive in directives {
        match directive.split_once('=') {
            None if matches!(directive.as_str(), "no-cache" | "no-store") => return None,
            Some(("max-age", value)) => age = value.trim_matches('"').parse::<u32>().ok(),
            _ => {}
        }
    }
    age.map(|seconds| Duration::from_secs(seconds.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:40:37 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn max_age_is_read_and_no_cache_wins() {
        for (text, seconds) in [
            ("max-age=600", Some(600)),
            ("public, Max-Age=\"60\", must-revalidate", Some(60)),
            ("no-cache, max-age=600", None),
            ("private", None),
            ("max-age=-1", None),
        ] {
            assert_eq!(max_age(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
