//! Reads the answer of `/wp/v2/comments`: a flat JSON array of comments with their parents.
//!
//! Each entry is read on its own, so that a malformed comment costs only itself. The fields are those of the WordPress
//! REST API handbook.

use serde_json::Value;

use super::address::web_with_fragment;
use super::batch::Batch;
use crate::comments::error::CommentsError;
use crate::comments::{fields, html};
use crate::domain::{Comment, Html, Moderation, dates};

/// Name of an answer in errors.
const KIND: &str = "WordPress REST answer";

/// Reads one page of comments. Comments that name another post than `post` are skipped.
pub(in crate::comments) fn parse(json: &str, post: Option<u64>) -> Result<Batch, CommentsError> {
    let document: Value = fields::of_text(KIND, json)?;
    let entries = match &document {
        Value::Array(entries) => entries,
        Value::Object(object) => match object.get("comments") {
            Some(Value::Array(entries)) => entries,
            _ => return Err(refusal(&document)),
        },
        _ => return Err(CommentsError::malformed(KIND, "not an array of comments")),
    };
    let mut batch = Batch::default();
    for entry in entries {
        if matches!(entry["type"].as_str(), Some("pingback" | "trackback")) {
            batch.pings.extend(id(&entry["id"]));
        } else if post.is_some() && entry["post"].as_u64().is_some_and(|of| Some(of) != post) {
            batch.other_posts += 1;
        } else if let Some(comment) = comment(entry) {
            batch.comments.push(comment);
        } else {
            batch.malformed += 1;
        }
    }
    if batch.malformed > 0 && batch.malformed == batch.entries() {
        return Err(CommentsError::malformed(KIND, "none of its entries is a comment"));
    }
    Ok(batch)
}

/// Reads WordPress' error, an object such as `{"code": "rest_forbidden", "message": "…"}`.
fn refusal(document: &Value) -> CommentsError {
    match (document["message"].as_str(), document["code"].as_str()) {
        (Some(message), _) if !message.is_empty() => CommentsError::malformed(KIND, message),
        (_, Some(code)) => CommentsError::malformed(KIND, code),
        _ => CommentsError::malformed(KIND, "an object instead of an array of comments"),
    }
}

fn comment(entry: &Value) -> Option<Comment> {
    let content = entry.get("content")?;
    let body = content["rendered"].as_str().or_else(|| content.as_str()).unwrap_or_default();
    Some(Comment {
        id: id(&entry["id"])?.into(),
        parent: id(&entry["parent"]).map(Into::into),
        // REST leaves the name of an unsigned comment empty, so "Anonymous" is a name here.
        author: entry["author_name"].as_str().and_then(html::name),
        published: entry["date_gmt"].as_str().and_then(dates::parse_printed),
        html: Html(body.trim().to_owned()),
        state: state(entry["status"].as_str()),
        url: entry["link"].as_str().and_then(web_with_fragment),
        ..Comment::default()
    })
}

/// Reads a positive number, or its digits in a string. WordPress writes "none" as zero.
fn id(value: &Value) -> Option<String> {
    let number = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(digits) => digits.trim().parse().ok()?,
        _ => return None,
    };
    (number > 0).then(|| number.to_string())
}

fn state(status: Option<&str>) -> Moderation {
    match status {
        Some("hold" | "unapproved" | "0") => Moderation::Pending,
        Some("trash" | "spam" | "post-trashed") => Moderation::Removed,
        _ => Moderation::Visible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read() {
        let json = r#"[{"id": 7, "post": 4, "parent": 6, "author_name": "Zo&euml; &amp; Co", "date": "2025-12-20T18:00:00",
            "date_gmt": "2025-12-20T16:00:00", "content": {"rendered": "<p>Hi</p>\n"}, "status": "hold",
            "link": "http://a.example/x/#comment-7", "type": "comment"},
            {"id": "8", "parent": 0, "author_name": "", "content": {"rendered": ""}, "type": "comment"},
            {"id": 9, "type": "pingback"}, {"id": 10, "post": 5, "type": "comment"}]"#;
        let batch = parse(json, Some(4)).unwrap();
        assert_eq!((batch.comments.len(), batch.pings.len(), batch.other_posts, batch.malformed), (2, 1, 1, 0));
        let first = &batch.comments[0];
        assert_eq!((first.id.as_str(), first.parent.as_deref()), ("7", Some("6")));
        assert_eq!(first.author.as_deref(), Some("Zoë & Co"));
        assert_eq!(first.published.unwrap().to_rfc3339(), "2025-12-20T16:00:00+00:00");
        assert_eq!((first.html.0.as_str(), first.state), ("<p>Hi</p>", Moderation::Pending));
        assert_eq!(first.url.as_deref(), Some("http://a.example/x/#comment-7"));
        let second = &batch.comments[1];
        assert_eq!((second.id.as_str(), second.parent.as_deref(), second.author.as_deref()), ("8", None, None));
        assert_eq!(batch.warnings()[0].to_string(), "skipped 1 pingback (counted by the site)");
        assert_eq!(parse(r#"{"comments": [{"id": 1, "content": "x"}]}"#, None).unwrap().comments.len(), 1);
    }

    #[test]
    fn a_malformed_entry_costs_only_itself() {
        let json = r#"[null, 3, "x", [], {}, {"id": 4}, {"id": -1, "content": ""}, {"id": 1e30, "content": ""}, {"id": [1], "content": ""},
            {"id": 5, "parent": "root", "author_name": 7, "date_gmt": false, "content": [], "link": {}, "status": 9}]"#;
        let batch = parse(json, None).unwrap();
        assert_eq!((batch.comments.len(), batch.malformed), (1, 9));
        assert_eq!(batch.comments[0], Comment { id: "5".into(), ..Comment::default() });
    }

    #[test]
    fn errors_are_one_line() {
        let deep = "[".repeat(100_000);
        for (json, expected) in [
            (r#"{"code":"rest_forbidden","message":"Sorry,\nno."}"#, "WordPress REST answer: Sorry, no."),
            (r#"{"code":"rest_no_route"}"#, "WordPress REST answer: rest_no_route"),
            ("<html>", "WordPress REST answer: HTML instead of JSON"),
            (r#"[{"id": 1, "username": "ann"}]"#, "WordPress REST answer: none of its entries is a comment"),
            ("3", "WordPress REST answer: not an array of comments"),
            ("[{", "WordPress REST answer: EOF while parsing"),
            (&deep, "WordPress REST answer: recursion limit exceeded"),
        ] {
            let error = parse(json, None).unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains('\n'), "{error}");
        }
    }
}
