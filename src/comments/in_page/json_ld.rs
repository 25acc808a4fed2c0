//! schema.org's Comment in JSON-LD: under an article's `comment`, nested or flat with `parentItem`.
//!
//! What JSON-LD says about the article is left to `page`.

use dom_query::Document;
use serde_json::{Map, Value};
use url::Url;

use super::super::{dates, fields};
use super::parts;
use super::tree::{self, MAX_COMMENTS, Said};
use crate::domain::{Comment, Html, Text, Votes};

/// Values looked at in one page.
const MAX_VALUES: usize = 500_000;

type Object = Map<String, Value>;

/// The comments, and how many of them the page states.
pub(super) fn read(document: &Document, base: Option<&Url>) -> (Vec<Comment>, Option<u32>) {
    let scripts = document.select(r#"script[type="application/ld+json" i]"#);
    let blocks: Vec<Value> = scripts.nodes().iter().filter_map(|script| parse(&script.text())).collect();
    let (mut said, mut above, mut stated) = (Vec::new(), Vec::new(), None);
    // What is still to be looked at: a value, the comment around it, whether it is one by where it stands.
    let mut waiting: Vec<(&Value, Option<usize>, bool)> =
        blocks.iter().rev().map(|block| (block, None, false)).collect();
    let mut looked = 0;
    while let Some((value, around, is_comment)) = waiting.pop() {
        looked += 1;
        if looked > MAX_VALUES || said.len() >= MAX_COMMENTS {
            break;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev().map(|value| (value, around, is_comment))),
            Value::Object(object) => {
                let mut inside = around;
                let refers = object.len() == 1 && object.contains_key("@id");
                if (is_comment || has_type(object, "Comment")) && !refers {
                    inside = Some(said.len());
                    above.push(around);
                    said.push(comment(object, base));
                } else if stated.is_none() {
                    stated = count(object);
                }
                // What it answers is named there and stands elsewhere.
                let parts = object.iter().filter(|(key, _)| *key != "parentItem");
                let parts = parts.filter(|(_, value)| value.is_object() || value.is_array());
                let parts: Vec<_> = parts.map(|(key, value)| (value, inside, key == "comment")).collect();
                waiting.extend(parts.into_iter().rev());
            }
            _ => {}
        }
    }
    (tree::settle(said, &above), stated)
}

/// Some pages wrap the block in comments or CDATA, or break lines inside strings.
fn parse(raw: &str) -> Option<Value> {
    let start = raw.find(['{', '['])?;
    let json = raw.get(start..=raw.rfind(['}', ']'])?)?;
    let flat = || json.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&flat())).ok()
}

fn has_type(object: &Object, wanted: &str) -> bool {
    let is = |kind: &str| kind.rsplit(['/', ':']).next() == Some(wanted);
    match object.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// How many comments an article or posting says that it has.
fn count(object: &Object) -> Option<u32> {
    let named = object.get("commentCount").and_then(fields::count);
    let counters = match object.get("interactionStatistic") {
        Some(Value::Array(counters)) => counters.iter().collect(),
        Some(counter) => vec![counter],
        None => Vec::new(),
    };
    let of_comments = |counter: &&Value| {
        let kind = &counter["interactionType"];
        kind.as_str().or_else(|| kind["@type"].as_str()).is_some_and(|kind| kind.ends_with("CommentAction"))
    };
    named.or_else(|| counters.into_iter().find(of_comments).and_then(|c| fields::count(&c["userInteractionCount"])))
}

fn comment(object: &Object, base: Option<&Url>) -> Said {
    let text = |key: &str| text(object.get(key));
    let url = text("url").and_then(|url| parts::resolve(&url, base));
    let up = object.get("upvoteCount").and_then(fields::count);
    let down = object.get("downvoteCount").and_then(fields::count);
    let published = text("dateCreated").or_else(|| text("datePublished"));
    let words = text("text").or_else(|| text("articleBody")).or_else(|| text("description")).unwrap_or_default();
    let parent = object.get("parentItem").and_then(|parent| match parent {
        Value::Object(parent) => name(parent),
        parent => parent.as_str().map(tree::name_of),
    });
    Said {
        name: name(object),
        answers: parent,
        comment: Comment {
            author: author(object.get("author").or_else(|| object.get("creator"))),
            published: published.and_then(|date| dates::parse(&date)),
            html: Html(parts::html(&words)),
            votes: (up.is_some() || down.is_some())
                .then(|| Votes { up: up.unwrap_or_default(), down: down.unwrap_or_default() }),
            url,
            ..Comment::default()
        },
    }
}

/// What names it: its `@id`, the fragment of its address, a number of its own.
fn name(object: &Object) -> Option<String> {
    let id = object.get("@id").and_then(Value::as_str).map(tree::name_of);
    let url = object.get("url").and_then(Value::as_str).filter(|url| url.contains('#')).map(tree::name_of);
    let own = || object.get("identifier").and_then(fields::id);
    id.filter(|id| !id.is_empty()).or(url).or_else(own)
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(values) => values.iter().find_map(Value::as_str).map(str::to_owned),
        Value::Object(object) => object.get("@value")?.as_str().map(str::to_owned),
        _ => None,
    }
}

fn author(value: Option<&Value>) -> Option<Text> {
    match value? {
        Value::String(name) => parts::name(name),
        Value::Array(authors) => {
            authors.iter().find_map(|one| one.as_str().or_else(|| one["name"].as_str())).and_then(parts::name)
        }
        Value::Object(person) => text(person.get("name")).and_then(|name| parts::name(&name)),
        _ => None,
    }
}
