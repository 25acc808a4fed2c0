//! Reads Mastodon's replies to a status, from the status' context.
//!
//! Without an account the server sends 60 replies, 20 levels deep. If a status counts more replies than were received,
//! its own context is requested too. The fields are those of Mastodon's API documentation.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::fields;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::host::without_scheme;
use crate::domain::{Comment, Endpoints, Html, Warning, dates};

/// Name of an answer in errors.
const KIND: &str = "Mastodon context";
/// Fewest digits of a status' id on hosts that are not configured; other programs' addresses have fewer.
const ID_DIGITS: usize = 10;
/// Most contexts requested besides the first.
const MAX_CONTEXTS: usize = 60;

/// A status on one server.
#[derive(Debug)]
pub(in crate::comments) struct Status {
    base: String,
    id: String,
    page: String,
    /// Contexts requested besides the first.
    contexts: usize,
    /// Number of replies that each status counts.
    counted: HashMap<String, u32>,
    /// Replies received to each status.
    replies: HashMap<String, HashSet<String>>,
}

impl Status {
    /// Returns the status that an address names: `/@USER/DIGITS` or `/users/USER/statuses/DIGITS`.
    pub(in crate::comments) fn detect(url: &Url, hints: &Hints) -> Option<Self> {
        let known = Endpoints::of(&hints.endpoints.mastodon, url);
        let base =
            known.map_or_else(|| url.origin().ascii_serialization(), |base| base.trim_end_matches('/').to_owned());
        let under = Url::parse(&base).ok()?.path().trim_end_matches('/').to_owned();
        let path: Vec<&str> = url.path().strip_prefix(&under)?.split('/').filter(|part| !part.is_empty()).collect();
        let id = match path.as_slice() {
            [user, id] if user.len() > 1 && user.starts_with('@') => id,
            ["users", _, "statuses", id] => id,
            _ => return None,
        };
        let has_length = id.len() >= if known.is_some() { 1 } else { ID_DIGITS } && id.len() <= 20;
        (has_length && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
            let mut page = url.clone();
            page.set_fragment(None);
            page.set_query(None);
            Self {
                base,
                id: (*id).to_owned(),
                page: page.into(),
                contexts: 0,
                counted: HashMap::new(),
                replies: HashMap::new(),
            }
        })
    }

    fn context(&self, id: &str) -> Request {
        Request::json(format!("{}/api/v1/statuses/{id}/context", self.base))
    }

    /// Notes the replies in the context of `of`, and requests the contexts of statuses with missing replies.
    ///
    /// `counts` has each status with the number of replies that it counts.
    fn note(&mut self, comments: &[Comment], counts: Vec<(String, u32)>, of: &str) -> (Vec<Request>, Vec<Warning>) {
        let new: Vec<(String, u32)> = counts.into_iter().filter(|(id, _)| !self.counted.contains_key(id)).collect();
        for comment in comments {
            if let Some(parent) = &comment.parent {
                self.replies.entry(parent.to_string()).or_default().insert(comment.id.to_string());
            }
        }
        self.counted.extend(new.iter().cloned());
        let missing =
            |id: &str, stated: u32| (stated as usize).saturating_sub(self.replies.get(id).map_or(0, HashSet::len));
        let mut gaps = Vec::new();
        let here = self.counted.get(of).map_or(0, |stated| missing(of, *stated));
        if here > 0 {
            gaps.push(Warning::new(format!("{} under {of} counted but not shown", replies(here))));
        }
        let lacking: Vec<(&str, usize)> = new
            .iter()
            .map(|(id, stated)| (id.as_str(), missing(id, *stated)))
            .filter(|(_, missing)| *missing > 0)
            .collect();
        let room = MAX_CONTEXTS.saturating_sub(self.contexts).min(lacking.len());
        let (wanted, skipped) = lacking.split_at(room);
        let skipped = skipped.iter().map(|(id, n)| format!("{} under {id} not requested", replies(*n)));
        gaps.extend(skipped.map(Warning::new));
        let more = wanted.iter().map(|(id, _)| self.context(id)).collect::<Vec<_>>();
        self.contexts += more.len();
        (more, gaps)
    }
}

impl Site for Status {
    fn method(&self) -> Method {
        Method::Mastodon
    }

    fn origin(&self) -> String {
        format!("mastodon:{}/{}", without_scheme(&self.base), self.id)
    }

    fn page(&self) -> Option<String> {
        Some(self.page.clone())
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![self.context(&self.id)]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let document = fields::of_answer(KIND, answer)?;
        let mut found = parse(&document, Some(&self.id))?;
        let descendants = document["descendants"].as_array().into_iter().flatten();
        let counts = descendants
            .filter_map(|status| Some((fields::id(&status["id"])?, fields::count(&status["replies_count"])?)));
        let of = answer.url.rsplit('/').nth(1).unwrap_or_default();
        let (more, gaps) = self.note(&found.comments, counts.collect(), of);
        found.more = more;
        found.gaps = gaps;
        Ok(found)
    }
}

fn replies(count: usize) -> String {
    format!("{count} {}", if count == 1 { "reply" } else { "replies" })
}

/// Whether a saved document is a context.
pub(in crate::comments) fn is_context(document: &Value) -> bool {
    document["descendants"].is_array() && document["ancestors"].is_array()
}

/// Reads the context of `status`, by default the parent of the first reply.
pub(in crate::comments) fn parse(document: &Value, status: Option<&str>) -> Result<Found, CommentsError> {
    let Some(descendants) = document["descendants"].as_array() else {
        let why = document["error"].as_str().unwrap_or("no descendants");
        return Err(CommentsError::malformed(KIND, why));
    };
    let first = descendants.first().and_then(|first| fields::id(&first["in_reply_to_id"]));
    let root = status.map(str::to_owned).or(first);
    // Replies to the status name its author's account.
    let to_root = descendants.iter().find(|one| root.is_some() && fields::id(&one["in_reply_to_id"]) == root);
    let author = to_root.and_then(|one| fields::id(&one["in_reply_to_account_id"]));
    let read = descendants.iter().map(|one| comment(one, root.as_deref(), author.as_deref()));
    let (comments, warnings) = fields::collect(read);
    if comments.is_empty() && !descendants.is_empty() {
        return Err(CommentsError::malformed(KIND, "none of its descendants is a status"));
    }
    Ok(Found { comments, warnings, ..Found::default() })
}

fn comment(status: &Value, root: Option<&str>, author: Option<&str>) -> Option<Comment> {
    let account = &status["account"];
    let by = fields::id(&account["id"]);
    Some(Comment {
        id: fields::id(&status["id"])?.into(),
        parent: fields::id(&status["in_reply_to_id"]).filter(|parent| Some(parent.as_str()) != root).map(Into::into),
        author: fields::name(&account["display_name"]).or_else(|| fields::name(&account["acct"])),
        published: status["created_at"].as_str().and_then(dates::parse_printed),
        html: Html(body(status)),
        score: status["favourites_count"].as_i64(),
        url: fields::web(&status["url"]).or_else(|| fields::web(&status["uri"])),
        by_author: by.is_some() && by.as_deref() == author,
        ..Comment::default()
    })
}

/// Builds the body: the content warning, the content and the attached media.
fn body(status: &Value) -> String {
    let mut html = String::new();
    if let Some(warning) = status["spoiler_text"].as_str().filter(|text| !text.trim().is_empty()) {
        html = format!("<p><strong>{}</strong></p>", escape(warning));
    }
    html.push_str(status["content"].as_str().unwrap_or_default().trim());
    for media in status["media_attachments"].as_array().into_iter().flatten() {
        if let Some(url) = fields::web(&media["url"]) {
            let description = escape(media["description"].as_str().unwrap_or_default());
            let url = escape(&url);
            let is_image = media["type"].as_str() == Some("image");
            let element = if is_image {
                format!("<p><img src=\"{url}\" alt=\"{description}\"></p>")
            } else {
                format!("<p><a href=\"{url}\">{}</a></p>", if description.is_empty() { &url } else { &description })
            };
            html.push_str(&element);
        }
    }
    html
}

/// Escapes plain text for HTML and its attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_recognised_by_their_address() {
        let hints = Hints {
            endpoints: Endpoints { mastodon: vec!["http://127.0.0.1:8000/m".to_owned()], ..Endpoints::default() },
            ..Hints::default()
        };
        for (url, expected) in [
            (
                "https://a.example/@ann/109876543210987654",
                Some("https://a.example/api/v1/statuses/109876543210987654/context"),
            ),
            (
                "https://a.example/@ann@b.example/1234567890?x=y#z",
                Some("https://a.example/api/v1/statuses/1234567890/context"),
            ),
            (
                "https://a.example/users/ann/statuses/1234567890",
                Some("https://a.example/api/v1/statuses/1234567890/context"),
            ),
            ("http://127.0.0.1:8000/m/@ann/12", Some("http://127.0.0.1:8000/m/api/v1/statuses/12/context")),
            ("http://127.0.0.1:8000/x/@ann/12", None),
            ("https://a.example/@ann/123456789", None),
            ("https://a.example/@ann/how-to-1234567890", None),
            ("https://a.example/@ann/1234567890/embed", None),
            ("https://a.example/@/1234567890", None),
            ("https://a.example/ann/1234567890", None),
        ] {
            let status = Status::detect(&Url::parse(url).unwrap(), &hints);
            let request = status.map(|mut status| status.begin().remove(0).url);
            assert_eq!(request.as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn an_error_is_quoted() {
        for (json, expected) in [
            ("{}", "Mastodon context: no descendants"),
            (r#"{"error": "Record not found"}"#, "Mastodon context: Record not found"),
            (r#"{"descendants": [3, {}]}"#, "Mastodon context: none of its descendants is a status"),
        ] {
            let error = parse(&serde_json::from_str(json).unwrap(), None).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
