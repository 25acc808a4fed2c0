//! Routes GET requests to answers, with conditional requests (RFC 9110).
//!
//! Pure: an answer depends only on the site's tables, the posted comments and the request. One file a format writes the
//! bodies, `form` checks posted comments, and `mod.rs` listens.

use chrono::{DateTime, Utc};
use hyper::StatusCode;
use hyper::header::{
    ALLOW, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LINK, LOCATION,
};

use super::outlets::OUTLETS;
use super::site::{Article, Kind, Outlet, SiteData};
use super::{atom, form, json_feed, pages, rdf, recording, rest, rss, site};
use crate::domain::Time;
use crate::domain::article::Fnv;

const HTML: &str = "text/html; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=UTF-8";
const ATOM: &str = "application/atom+xml; charset=UTF-8";
const RDF: &str = "application/rdf+xml";
const JSON: &str = "application/json; charset=UTF-8";
const JSON_FEED: &str = "application/feed+json";

/// An answer before the conditions of the request are applied.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// Time of the last change, for validators; `None` for answers without them.
    changed: Option<Time>,
}

impl Answer {
    fn new(status: StatusCode, media_type: &str, body: String) -> Self {
        let answer = Self { status, headers: HeaderMap::new(), body, changed: None };
        answer.with(CONTENT_TYPE, media_type)
    }

    fn found(media_type: &str, body: String, changed: Time) -> Self {
        Self { changed: Some(changed), ..Self::new(StatusCode::OK, media_type, body) }
    }

    /// Makes an HTML page with any status, without validators.
    pub(super) fn page(status: StatusCode, body: String) -> Self {
        Self::new(status, HTML, body)
    }

    /// Makes a redirect to `url`.
    pub(super) fn moved(status: StatusCode, url: &str) -> Self {
        Self::new(status, HTML, String::new()).with(LOCATION, url)
    }

    /// Makes a JSON answer with any status, without validators.
    pub(super) fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        Self::new(status, JSON, body.to_string())
    }

    /// Splits the answer into status, headers and body, as they are sent.
    pub(super) fn parts(self) -> (StatusCode, HeaderMap, String) {
        (self.status, self.headers, self.body)
    }

    /// Adds a header. Drops a value that is invalid in a header; the tables hold none.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }
}

/// Answers a GET request for `path_and_query`, such as `/feed/` or `/?p=12`.
pub(super) fn answer(data: &SiteData, path_and_query: &str, request: &HeaderMap) -> (StatusCode, HeaderMap, String) {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let answer = route(data, path, query).unwrap_or_else(|| {
        Answer::new(StatusCode::NOT_FOUND, HTML, "<!doctype html><title>404</title><p>Page not found.</p>".to_owned())
    });
    let answer = conditional(answer, request);
    answer.parts()
}

fn route(data: &SiteData, path: &str, query: &str) -> Option<Answer> {
    if let Some(rest_path) = path.strip_prefix("/wp-json") {
        return Some(rest::answer(data, rest_path.trim_matches('/'), query));
    }
    if path == form::PATH {
        let refusal = Answer::page(StatusCode::METHOD_NOT_ALLOWED, String::new());
        return Some(refusal.with(ALLOW, "POST"));
    }
    if let Some((_, media_type, text)) =
        [recording::CHAPTERS, recording::TRANSCRIPT].into_iter().find(|it| it.0 == path)
    {
        return Some(Answer::new(StatusCode::OK, media_type, text.to_owned()));
    }
    if path == "/"
        && let Some(id) = query.strip_prefix("p=")
    {
        return short_link(data, id);
    }
    OUTLETS.iter().find_map(|outlet| {
        if path == outlet.feed {
            return Some(feed(data, outlet));
        }
        if path == outlet.home {
            return Some(Answer::found(HTML, pages::home(data, outlet), data.outlet_changed(outlet)));
        }
        let (slug, below) = path.strip_prefix(outlet.root)?.split_once('/')?;
        let article = outlet.articles.iter().find(|article| article.slug == slug)?;
        under_article(data, outlet, article, below)
    })
}

/// Redirects WordPress's short link `/?p=12` to the article.
fn short_link(data: &SiteData, id: &str) -> Option<Answer> {
    let (outlet, article) = site::post(id.parse().ok()?)?;
    Some(Answer::moved(StatusCode::MOVED_PERMANENTLY, &data.article_url(outlet, article)))
}

fn feed(data: &SiteData, outlet: &Outlet) -> Answer {
    let (media_type, body) = match outlet.kind {
        Kind::WordPress => (RSS, rss::wordpress(data, outlet)),
        Kind::Rss => (RSS, rss::plain(data, outlet)),
        Kind::Atom => (ATOM, atom::feed(data, outlet)),
        Kind::Rdf => (RDF, rdf::feed(data, outlet)),
        Kind::JsonFeed => (JSON_FEED, json_feed::feed(data, outlet)),
    };
    Answer::found(media_type, body, data.outlet_changed(outlet))
}

/// Answers for an article's page or one of its comment feeds; `below` is the path after the article's address.
fn under_article(data: &SiteData, outlet: &Outlet, article: &Article, below: &str) -> Option<Answer> {
    let changed = data.changed(article);
    let answer = match (outlet.kind, below) {
        (Kind::WordPress, "") => {
            let page = Answer::found(HTML, pages::article(data, outlet, article), changed);
            rest::links(data, article).iter().fold(page, |page, link| page.with(LINK, link))
        }
        (_, "") => Answer::found(HTML, pages::article(data, outlet, article), changed),
        (Kind::WordPress, "feed/") => Answer::found(RSS, rss::comments(data, outlet, article), changed),
        (Kind::WordPress, "feed/atom/") => {
            Answer::found(ATOM, atom::wordpress_comments(data, outlet, article), changed)
        }
        (Kind::Atom, "replies.atom") => Answer::found(ATOM, atom::replies(data, outlet, article), changed),
        _ => return None,
    };
    Some(answer)
}

/// Adds validators to a successful answer, and answers 304 if the client has the current version.
///
/// By RFC 9110, section 13, `If-None-Match` takes precedence over `If-Modified-Since`.
fn conditional(mut answer: Answer, request: &HeaderMap) -> Answer {
    let Some(changed) = answer.changed.filter(|_| answer.status == StatusCode::OK) else {
        return answer;
    };
    let mut hash = Fnv::default();
    hash.write(answer.body.as_bytes());
    let tag = format!("\"{:016x}\"", hash.0);
    let value = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    let unchanged = match value(IF_NONE_MATCH) {
        Some(tags) => tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag),
        None => value(IF_MODIFIED_SINCE)
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .is_some_and(|since| DateTime::<Utc>::from(since) >= changed),
    };
    if unchanged {
        answer.status = StatusCode::NOT_MODIFIED;
        answer.body.clear();
        answer.headers.remove(CONTENT_TYPE);
    }
    answer.with(ETAG, &tag).with(LAST_MODIFIED, &httpdate::fmt_http_date(changed.into()))
}
