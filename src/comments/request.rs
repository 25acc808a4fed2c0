//! What a source and its caller exchange: hints about an article, requests and answers.

use url::Url;

use super::method::Method;
use crate::domain::Endpoints;

/// Most requests for one thread.
const MAX_REQUESTS: usize = 200;
/// Most requests for one thread when the user asks for all of it.
const MAX_THOROUGH: usize = 2_000;

/// What is known about an article before its comments are requested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The article's address.
    pub article_url: Option<String>,
    /// The thread's page, as the feed names it.
    pub comments_url: Option<String>,
    /// The thread's feed, as the article's feed names it.
    pub comments_feed: Option<String>,
    /// The article's guid.
    pub guid: Option<String>,
    /// Number of comments that the feed states.
    pub stated: Option<u32>,
    /// Methods that this host is known to block, which the source skips.
    pub skip: Vec<Method>,
    /// Base addresses of the services.
    pub endpoints: Endpoints,
    /// Whether to search services by the article's address for threads that no hint names.
    pub look_up: bool,
    /// Whether to spend as many requests as a very long thread takes.
    pub is_thorough: bool,
}

impl Hints {
    /// The most requests that one thread may take.
    pub(super) fn most(&self) -> usize {
        if self.is_thorough { MAX_THOROUGH } else { MAX_REQUESTS }
    }

    /// The addresses that may name a thread on another site, likeliest first.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Url> {
        let all = [&self.comments_url, &self.article_url, &self.guid].into_iter();
        all.flatten().filter_map(|address| Url::parse(address.trim()).ok())
    }
}

/// One address to fetch, with GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Absolute, http or https.
    pub url: String,
    /// The `Accept` header.
    pub accept: &'static str,
}

impl Request {
    /// Requests JSON.
    pub(super) fn json(url: impl Into<String>) -> Self {
        Self { url: url.into(), accept: "application/json" }
    }
}

/// A server's answer to one request.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The address after redirects.
    pub url: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// Names and values in the order received; names may repeat.
    pub headers: &'a [(String, String)],
    /// The body, decompressed.
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Returns the first header of this name, ignoring case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers_named(name).next()
    }

    /// Returns every header of this name, ignoring case.
    pub fn headers_named(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the status is a success.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_any_case() {
        let headers = [("Link".to_owned(), "a".to_owned()), ("link".to_owned(), "b".to_owned())];
        let answer = Answer { url: "", status: 200, headers: &headers, body: b"" };
        assert_eq!(answer.header("LINK"), Some("a"));
        assert_eq!(answer.headers_named("link").count(), 2);
        assert_eq!(answer.header("etag"), None);
    }
}
