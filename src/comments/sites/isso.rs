//! Reads Isso's comments: threads two levels deep, which the server knows by a page's path.
//!
//! An answer has a limited number of comments and states how many more there are. Those are requested by the date of
//! the last comment received. The fields are those of Isso's server API documentation.

use chrono::DateTime;
use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::fields;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Request};
use crate::domain::{Comment, Html, Moderation, Time, Votes, Warning, pluralize};

/// Name of an answer in errors.
const KIND: &str = "Isso answer";
/// Comments, and replies to each, in one request.
const PER_ANSWER: usize = 100;
/// The `mode` of a comment that waits for moderation.
const PENDING: u64 = 2;
/// The `mode` of a deleted comment that still has replies.
const DELETED: u64 = 4;

/// A page's thread on an Isso server.
#[derive(Debug)]
pub(in crate::comments) struct Thread {
    server: Url,
    /// The page's name on the server, mostly its path.
    uri: String,
    page: String,
    stated: u32,
}

impl Thread {
    /// Makes the thread on `server` for the page that it knows as `uri`.
    pub(in crate::comments) fn new(server: Url, uri: String, page: &Url) -> Self {
        Self { server, uri, page: page.as_str().to_owned(), stated: 0 }
    }

    fn request(&self, parent: Option<&str>, after: Option<&str>) -> Request {
        let mut url = self.server.clone();
        let folder = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&folder);
        let per_answer = PER_ANSWER.to_string();
        let mut query = url.query_pairs_mut();
        query.clear().append_pair("uri", &self.uri).append_pair("limit", &per_answer);
        query.append_pair("nested_limit", &per_answer);
        for (name, value) in [("parent", parent), ("after", after)] {
            value.map(|value| query.append_pair(name, value));
        }
        drop(query);
        Request::json(url)
    }
}

impl Site for Thread {
    fn method(&self) -> Method {
        Method::Isso
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![self.request(None, None)]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let document = fields::of_answer(KIND, answer)?;
        let page = Url::parse(&self.page).ok();
        let mut found = parse(&document, page.as_ref())?;
        // The counts of a further answer begin at the date that was requested.
        let is_further = Url::parse(answer.url).is_ok_and(|url| url.query_pairs().any(|(name, _)| name == "after"));
        let own = if is_further { 0 } else { fields::count(&document["total_replies"]).unwrap_or(0) };
        self.stated = self.stated.saturating_add(own);
        for level in levels(&document) {
            if level["id"] != document["id"] {
                self.stated = self.stated.saturating_add(fields::count(&level["total_replies"]).unwrap_or(0));
            }
            let Some(hidden) = fields::count(&level["hidden_replies"]).filter(|hidden| *hidden > 0) else { continue };
            let parent = fields::id(&level["id"]);
            match level["replies"].as_array().and_then(|replies| replies.last()).map(|last| last["created"].to_string())
            {
                Some(after) => found.more.push(self.request(parent.as_deref(), Some(&after))),
                None if parent.is_some() && !is_further => found.more.push(self.request(parent.as_deref(), None)),
                None => found.gaps.push(Warning::new(hidden_comments(hidden))),
            }
        }
        found.stated = Some(self.stated);
        Ok(found)
    }
}

fn hidden_comments(count: u32) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb} counted but not shown", pluralize(count as usize, "comment"))
}

/// Returns everything that has `replies`: the answer itself and each comment in it.
fn levels(document: &Value) -> impl Iterator<Item = &Value> {
    std::iter::once(document).chain(document["replies"].as_array().into_iter().flatten())
}

/// Whether a saved document is an answer of Isso.
pub(in crate::comments) fn is_answer(document: &Value) -> bool {
    document["replies"].is_array() && !document["total_replies"].is_null()
}

/// Reads an answer. `page` is the article's address, to make links to the comments.
pub(in crate::comments) fn parse(document: &Value, page: Option<&Url>) -> Result<Found, CommentsError> {
    if !document["replies"].is_array() {
        let why = document["message"].as_str().unwrap_or("no replies");
        return Err(CommentsError::malformed(KIND, why));
    }
    let entries = levels(document).flat_map(|level| level["replies"].as_array().into_iter().flatten());
    let (comments, warnings) = fields::collect(entries.map(|entry| comment(entry, page)));
    Ok(Found { comments, warnings, ..Found::default() })
}

fn comment(entry: &Value, page: Option<&Url>) -> Option<Comment> {
    let id = fields::id(&entry["id"])?;
    let text = entry["text"].as_str()?;
    let votes = fields::count(&entry["likes"]).zip(fields::count(&entry["dislikes"]));
    let url = page.cloned().map(|mut url| {
        url.set_fragment(Some(&format!("isso-{id}")));
        url.into()
    });
    Some(Comment {
        parent: fields::id(&entry["parent"]).map(Into::into),
        author: fields::name(&entry["author"]),
        published: entry["created"].as_f64().and_then(date),
        html: Html(text.trim().to_owned()),
        votes: votes.map(|(up, down)| Votes { up, down }),
        state: match entry["mode"].as_u64() {
            Some(PENDING) => Moderation::Pending,
            Some(DELETED) => Moderation::Removed,
            _ => Moderation::Visible,
        },
        url,
        id: id.into(),
        ..Comment::default()
    })
}

/// Converts seconds since 1970, with a fraction.
fn date(seconds: f64) -> Option<Time> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the largest number is no date")]
    DateTime::from_timestamp_micros((seconds * 1e6).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_answers_give_an_error_or_a_warning() {
        let read = |json: &str| parse(&serde_json::from_str(json).unwrap(), None);
        assert_eq!(read("[]").unwrap_err().to_string(), "Isso answer: no replies");
        let refused = r#"{"message": "missing uri query"}"#;
        assert_eq!(read(refused).unwrap_err().to_string(), "Isso answer: missing uri query");
        let malformed = r#"{"replies": [3, {"id": 1, "text": "", "created": 1e300, "likes": -1, "replies": {}}]}"#;
        let found = read(malformed).unwrap();
        assert_eq!((found.comments.len(), found.warnings.len()), (1, 1));
        assert_eq!((found.comments[0].published, found.comments[0].votes), (None, None));
    }
}
