//! Isso: comments on a page's path, two levels deep.
//!
//! An answer holds a number of comments and says how many more there are; those are asked for by the moment of the last
//! one that came. Field meanings are those of Isso's server API documentation.

use chrono::DateTime;
use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::source::{Answer, Method, Request};
use crate::comments::{CommentsError, fields};
use crate::domain::{Comment, Html, Moderation, Time, Votes, Warning};

const KIND: &str = "Isso answer";
/// Comments, and answers to each, that are asked for at once.
const PER_ANSWER: usize = 100;
/// What Isso calls a comment that waits for moderation, and one that is gone while its answers are not.
const PENDING: u64 = 2;
const DELETED: u64 = 4;

/// A page's thread on an Isso server.
#[derive(Debug)]
pub(in crate::comments) struct Thread {
    server: Url,
    /// What the server knows the page by, mostly its path.
    uri: String,
    page: String,
    stated: u32,
}

impl Thread {
    /// The thread on `server` for the page that it knows as `uri`.
    pub(in crate::comments) fn new(server: Url, uri: String, page: &Url) -> Self {
        Self { server, uri, page: page.as_str().to_owned(), stated: 0 }
    }

    fn request(&self, parent: Option<&str>, after: Option<&str>) -> Request {
        let mut url = self.server.clone();
        let folder = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&folder);
        let per_answer = PER_ANSWER.to_string();
        let mut question = url.query_pairs_mut();
        question.clear().append_pair("uri", &self.uri).append_pair("limit", &per_answer);
        question.append_pair("nested_limit", &per_answer);
        for (name, value) in [("parent", parent), ("after", after)] {
            value.map(|value| question.append_pair(name, value));
        }
        drop(question);
        Request { url: url.into(), accept: "application/json" }
    }
}

impl Site for Thread {
    fn method(&self) -> Method {
        Method::Isso
    }

    fn origin(&self) -> String {
        String::new()
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![self.request(None, None)]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let document = fields::of_answer(KIND, answer)?;
        let page = Url::parse(&self.page).ok();
        let mut found = parse(&document, page.as_ref())?;
        // What is counted in an answer to a further question begins at that question's moment.
        let again = Url::parse(answer.url).is_ok_and(|url| url.query_pairs().any(|(name, _)| name == "after"));
        let own = if again { 0 } else { fields::count(&document["total_replies"]).unwrap_or(0) };
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
                None if parent.is_some() && !again => found.more.push(self.request(parent.as_deref(), None)),
                None => found.gaps.push(Warning::new(format!("{hidden} comments are counted and not shown"))),
            }
        }
        found.stated = Some(self.stated);
        Ok(found)
    }
}

/// The answer itself and each comment in it: all that has `replies`.
fn levels(document: &Value) -> impl Iterator<Item = &Value> {
    std::iter::once(document).chain(document["replies"].as_array().into_iter().flatten())
}

/// Whether a saved document is Isso's.
pub(in crate::comments) fn is_answer(document: &Value) -> bool {
    document["replies"].is_array() && !document["total_replies"].is_null()
}

/// Reads an answer. `page` is where the comments stand for people.
pub(in crate::comments) fn parse(document: &Value, page: Option<&Url>) -> Result<Found, CommentsError> {
    if !document["replies"].is_array() {
        let why = document["message"].as_str().unwrap_or("no replies in it");
        return Err(CommentsError::malformed(KIND, why));
    }
    let entries = levels(document).flat_map(|level| level["replies"].as_array().into_iter().flatten());
    let mut found = Found::default();
    let mut odd = 0;
    for entry in entries {
        match comment(entry, page) {
            Some(comment) => found.comments.push(comment),
            None => odd += 1,
        }
    }
    if odd > 0 {
        found.warnings.push(Warning::new(format!("{odd} entries that are no comments are left out")));
    }
    Ok(found)
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
        published: entry["created"].as_f64().and_then(moment),
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

/// Seconds since 1970, with a fraction.
fn moment(seconds: f64) -> Option<Time> {
    #[expect(clippy::cast_possible_truncation, reason = "a number too large for a date ends at one that is none")]
    DateTime::from_timestamp_micros((seconds * 1e6).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_answers_cost_no_more_than_an_error() {
        let read = |json: &str| parse(&serde_json::from_str(json).unwrap(), None);
        assert_eq!(read("[]").unwrap_err().to_string(), "Isso answer: no replies in it");
        let refused = r#"{"message": "missing uri query"}"#;
        assert_eq!(read(refused).unwrap_err().to_string(), "Isso answer: missing uri query");
        let odd = r#"{"replies": [3, {"id": 1, "text": "", "created": 1e300, "likes": -1, "replies": {}}]}"#;
        let found = read(odd).unwrap();
        assert_eq!((found.comments.len(), found.warnings.len()), (1, 1));
        assert_eq!((found.comments[0].published, found.comments[0].votes), (None, None));
    }
}
