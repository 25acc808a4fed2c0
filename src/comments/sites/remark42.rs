//! Reads Remark42's comments: all comments on a page's address in one answer.
//!
//! The flat form is requested, as the nested one may be too deep for a JSON parser. The fields are those of Remark42's
//! API documentation.

use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::fields;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Request};
use crate::domain::{Comment, Html, Moderation, Votes, dates};

/// Name of an answer in errors.
const KIND: &str = "Remark42 answer";
/// The user id of a deleted account or comment.
const DELETED_USER: &str = "deleted";

/// A page's thread on a Remark42 server.
#[derive(Debug)]
pub(in crate::comments) struct Thread {
    request: Option<Request>,
    page: Option<Url>,
}

impl Thread {
    /// Makes the thread of `site` on `server` for `page`.
    pub(in crate::comments) fn new(server: &Url, site: &str, page: &str) -> Self {
        let mut url = server.clone();
        let path = format!("{}/api/v1/find", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.query_pairs_mut().clear().extend_pairs([("site", site), ("url", page), ("format", "plain")]);
        Self { request: Some(Request::json(url)), page: Url::parse(page).ok() }
    }
}

impl Site for Thread {
    fn method(&self) -> Method {
        Method::Remark42
    }

    fn begin(&mut self) -> Vec<Request> {
        self.request.take().into_iter().collect()
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        parse(&fields::of_answer(KIND, answer)?, self.page.as_ref())
    }
}

/// Whether a saved document is an answer of Remark42, flat or nested.
pub(in crate::comments) fn is_answer(document: &Value) -> bool {
    document["comments"].as_array().is_some_and(|comments| {
        let first = comments.first().map(|first| first.get("comment").unwrap_or(first));
        document["info"].is_object() || first.is_some_and(|first| first["locator"].is_object())
    })
}

/// Reads an answer, flat or nested. `page` is the article's address, to make links to the comments.
pub(in crate::comments) fn parse(document: &Value, page: Option<&Url>) -> Result<Found, CommentsError> {
    let Some(entries) = document["comments"].as_array() else {
        let why = ["details", "error"].iter().find_map(|field| document[field].as_str());
        // A page without comments has no list.
        return if document["info"].is_object() && why.is_none() {
            Ok(Found { stated: Some(0), ..Found::default() })
        } else {
            Err(CommentsError::malformed(KIND, why.unwrap_or("no comments")))
        };
    };
    let mut waiting: Vec<&Value> = entries.iter().rev().collect();
    let read = std::iter::from_fn(|| {
        let entry = waiting.pop()?;
        waiting.extend(entry["replies"].as_array().into_iter().flatten().rev());
        Some(comment(entry.get("comment").unwrap_or(entry), page))
    });
    let (comments, warnings) = fields::collect(read);
    Ok(Found { comments, stated: fields::count(&document["info"]["count"]), warnings, ..Found::default() })
}

fn comment(entry: &Value, page: Option<&Url>) -> Option<Comment> {
    let id = fields::id(&entry["id"])?;
    let user = &entry["user"];
    let is_removed = entry["delete"] == true;
    let url = fields::web(&entry["locator"]["url"]).and_then(|url| Url::parse(&url).ok()).or_else(|| page.cloned());
    let url = url.map(|mut url| {
        url.set_fragment(Some(&format!("remark42__comment-{id}")));
        url.into()
    });
    Some(Comment {
        parent: fields::id(&entry["pid"]).map(Into::into),
        author: fields::name(&user["name"]).filter(|_| user["id"].as_str() != Some(DELETED_USER)),
        published: entry["time"].as_str().and_then(dates::parse_printed),
        html: Html(entry["text"].as_str()?.trim().to_owned()),
        score: entry["score"].as_i64(),
        votes: votes(&entry["votes"]),
        state: if is_removed { Moderation::Removed } else { Moderation::Visible },
        url,
        id: id.into(),
        ..Comment::default()
    })
}

/// Counts the votes, which are true or false by user. Most servers do not send them.
fn votes(value: &Value) -> Option<Votes> {
    let votes = value.as_object().filter(|votes| !votes.is_empty())?;
    let count = |wanted: bool| u32::try_from(votes.values().filter(|vote| **vote == wanted).count()).ok();
    Some(Votes { up: count(true)?, down: count(false)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nested_form_is_read_too() {
        let json = r#"{"comments": [{"comment": {"id": "a", "pid": "", "text": "A", "locator": {}},
            "replies": [{"comment": {"id": "b", "pid": "a", "text": "B", "votes": {"x": true, "y": false, "z": true}}}, 3]}],
            "info": {"count": 2}}"#;
        let found = parse(&serde_json::from_str(json).unwrap(), None).unwrap();
        let rows: Vec<_> = found.comments.iter().map(|c| (c.id.as_str(), c.parent.as_deref())).collect();
        assert_eq!(rows, [("a", None), ("b", Some("a"))]);
        assert_eq!(found.comments[1].votes, Some(Votes { up: 2, down: 1 }));
        assert_eq!((found.stated, found.warnings.len()), (Some(2), 1));
    }

    #[test]
    fn an_error_is_quoted() {
        let read = |json: &str| parse(&serde_json::from_str(json).unwrap(), None);
        let refused = r#"{"code": 1, "details": "site not found", "error": "nope"}"#;
        assert_eq!(read(refused).unwrap_err().to_string(), "Remark42 answer: site not found");
        assert_eq!(read("7").unwrap_err().to_string(), "Remark42 answer: no comments");
        assert_eq!(read(r#"{"comments": null, "info": {}}"#).unwrap().stated, Some(0));
    }
}
