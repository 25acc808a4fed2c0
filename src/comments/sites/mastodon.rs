//! Mastodon: what was said under a status, from the status' context.
//!
//! Those who are not signed in get 60 answers, 20 deep. Where a status counts more answers than came, its own context
//! is asked too. Field meanings are those of Mastodon's API documentation.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::source::{Answer, Hints, Method, Request};
use crate::comments::{CommentsError, Endpoints, dates, fields};
use crate::domain::{Comment, Html, Warning};

const KIND: &str = "Mastodon context";
/// Digits that a status' number has at least; shorter ones on unknown hosts are other programs'.
const ID_DIGITS: usize = 10;
/// Contexts asked for beside the first.
const MAX_CONTEXTS: usize = 60;

/// A status on one server.
#[derive(Debug)]
pub(in crate::comments) struct Status {
    base: String,
    id: String,
    page: String,
    asked: usize,
    /// How many answers each status counts, and which came.
    counted: HashMap<String, u32>,
    answers: HashMap<String, HashSet<String>>,
}

impl Status {
    /// The status that an address names: `/@user/DIGITS`, `/users/USER/statuses/DIGITS`.
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
        let digits = id.len() >= if known.is_some() { 1 } else { ID_DIGITS } && id.len() <= 20;
        (digits && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
            let mut page = url.clone();
            page.set_fragment(None);
            page.set_query(None);
            Self {
                base,
                id: (*id).to_owned(),
                page: page.into(),
                asked: 0,
                counted: HashMap::new(),
                answers: HashMap::new(),
            }
        })
    }

    fn context(&self, id: &str) -> Request {
        Request { url: format!("{}/api/v1/statuses/{id}/context", self.base), accept: "application/json" }
    }

    /// Notes who answers whom, and asks on where more answers are counted than came.
    fn follow(&mut self, comments: &[Comment], counts: Vec<(String, u32)>, of: &str) -> (Vec<Request>, Vec<Warning>) {
        let new: Vec<(String, u32)> = counts.into_iter().filter(|(id, _)| !self.counted.contains_key(id)).collect();
        for comment in comments {
            if let Some(parent) = &comment.parent {
                self.answers.entry(parent.to_string()).or_default().insert(comment.id.to_string());
            }
        }
        self.counted.extend(new.iter().cloned());
        let missing =
            |id: &str, stated: u32| (stated as usize).saturating_sub(self.answers.get(id).map_or(0, HashSet::len));
        let mut gaps = Vec::new();
        let here = self.counted.get(of).map_or(0, |stated| missing(of, *stated));
        if here > 0 {
            gaps.push(Warning::new(format!("{here} answers under {of} are counted and not shown")));
        }
        let lacking: Vec<(&str, usize)> = new
            .iter()
            .map(|(id, stated)| (id.as_str(), missing(id, *stated)))
            .filter(|(_, missing)| *missing > 0)
            .collect();
        let room = MAX_CONTEXTS.saturating_sub(self.asked).min(lacking.len());
        let (ask, leave) = lacking.split_at(room);
        gaps.extend(leave.iter().map(|(id, n)| Warning::new(format!("{n} answers under {id} were not asked for"))));
        let more = ask.iter().map(|(id, _)| self.context(id)).collect::<Vec<_>>();
        self.asked += more.len();
        (more, gaps)
    }
}

impl Site for Status {
    fn method(&self) -> Method {
        Method::Mastodon
    }

    fn origin(&self) -> String {
        let host = self.base.split_once("://").map_or(self.base.as_str(), |(_, host)| host);
        format!("mastodon:{host}/{}", self.id)
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
        let (more, gaps) = self.follow(&found.comments, counts.collect(), of);
        found.more = more;
        found.gaps = gaps;
        Ok(found)
    }
}

/// Whether a saved document is a context.
pub(in crate::comments) fn is_context(document: &Value) -> bool {
    document["descendants"].is_array() && document["ancestors"].is_array()
}

/// Reads a context. Without the status' number, it is what the first answer answers.
pub(in crate::comments) fn parse(document: &Value, status: Option<&str>) -> Result<Found, CommentsError> {
    let Some(descendants) = document["descendants"].as_array() else {
        let why = document["error"].as_str().unwrap_or("no descendants in it");
        return Err(CommentsError::malformed(KIND, why));
    };
    let first = descendants.first().and_then(|first| fields::id(&first["in_reply_to_id"]));
    let root = status.map(str::to_owned).or(first);
    // Whoever is answered by those who answer the status wrote it.
    let to_root = descendants.iter().find(|one| root.is_some() && fields::id(&one["in_reply_to_id"]) == root);
    let author = to_root.and_then(|one| fields::id(&one["in_reply_to_account_id"]));
    let comments: Vec<Comment> =
        descendants.iter().filter_map(|one| comment(one, root.as_deref(), author.as_deref())).collect();
    if comments.is_empty() && !descendants.is_empty() {
        return Err(CommentsError::malformed(KIND, "none of its descendants is a status"));
    }
    let odd = descendants.len() - comments.len();
    let warnings = (odd > 0).then(|| Warning::new(format!("{odd} entries that are no statuses are left out")));
    Ok(Found { comments, warnings: warnings.into_iter().collect(), ..Found::default() })
}

fn comment(status: &Value, root: Option<&str>, author: Option<&str>) -> Option<Comment> {
    let account = &status["account"];
    let by = fields::id(&account["id"]);
    Some(Comment {
        id: fields::id(&status["id"])?.into(),
        parent: fields::id(&status["in_reply_to_id"]).filter(|parent| Some(parent.as_str()) != root).map(Into::into),
        author: fields::name(&account["display_name"]).or_else(|| fields::name(&account["acct"])),
        published: status["created_at"].as_str().and_then(dates::parse),
        html: Html(body(status)),
        score: status["favourites_count"].as_i64(),
        url: fields::web(&status["url"]).or_else(|| fields::web(&status["uri"])),
        by_author: by.is_some() && by.as_deref() == author,
        ..Comment::default()
    })
}

/// The content, the warning before it and the pictures behind it.
fn body(status: &Value) -> String {
    let mut html = String::new();
    if let Some(warning) = status["spoiler_text"].as_str().filter(|text| !text.trim().is_empty()) {
        html = format!("<p><strong>{}</strong></p>", escaped(warning));
    }
    html.push_str(status["content"].as_str().unwrap_or_default().trim());
    for media in status["media_attachments"].as_array().into_iter().flatten() {
        if let Some(url) = fields::web(&media["url"]) {
            let described = escaped(media["description"].as_str().unwrap_or_default());
            let url = escaped(&url);
            let picture = media["type"].as_str() == Some("image");
            let shown = if picture {
                format!("<p><img src=\"{url}\" alt=\"{described}\"></p>")
            } else {
                format!("<p><a href=\"{url}\">{}</a></p>", if described.is_empty() { &url } else { &described })
            };
            html.push_str(&shown);
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_told_by_their_address() {
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
            let asked = status.map(|mut status| status.begin().remove(0).url);
            assert_eq!(asked.as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_context_says_why() {
        for (json, expected) in [
            ("{}", "Mastodon context: no descendants in it"),
            (r#"{"error": "Record not found"}"#, "Mastodon context: Record not found"),
            (r#"{"descendants": [3, {}]}"#, "Mastodon context: none of its descendants is a status"),
        ] {
            let error = parse(&serde_json::from_str(json).unwrap(), None).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
