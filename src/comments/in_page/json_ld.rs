//! schema.org's Comment in JSON-LD: under an article's `comment`, nested or flat with `parentItem`.
//!
//! What JSON-LD says about the article is left to `page`.

use dom_query::Document;
use url::Url;

use super::super::dates;
use super::super::json::{Json, Ref};
use super::parts;
use super::tree::{self, MAX_COMMENTS, Said};
use crate::domain::{Comment, Html, Text, Votes};

/// Values looked at in one page.
const MAX_VALUES: usize = 500_000;

/// The comments, and how many of them the page states.
pub(super) fn read(document: &Document, base: Option<&Url>) -> (Vec<Comment>, Option<u32>) {
    let scripts = document.select(r#"script[type="application/ld+json" i]"#);
    let texts: Vec<[String; 2]> = scripts.nodes().iter().filter_map(|script| block(&script.text())).collect();
    let blocks: Vec<Json<'_>> = texts.iter().filter_map(parse).collect();
    let (mut said, mut above, mut stated) = (Vec::new(), Vec::new(), None);
    // What is still to be looked at: a value, the comment around it, whether it is one by where it stands.
    let mut waiting: Vec<(Ref<'_>, Option<usize>, bool)> =
        blocks.iter().rev().map(|block| (block.root(), None, false)).collect();
    let mut looked = 0;
    while let Some((value, around, is_comment)) = waiting.pop() {
        looked += 1;
        if looked > MAX_VALUES || said.len() >= MAX_COMMENTS {
            break;
        }
        if value.is_array() {
            waiting.extend(value.items().rev().map(|value| (value, around, is_comment)));
        } else if value.is_object() {
            let mut inside = around;
            let refers = value.members().len() == 1 && value.get("@id").exists();
            if (is_comment || has_type(value, "Comment")) && !refers {
                inside = Some(said.len());
                above.push(around);
                said.push(comment(value, base));
            } else if stated.is_none() {
                stated = count(value);
            }
            // What it answers is named there and stands elsewhere.
            let parts = value.members().rev().filter(|(name, _)| *name != "parentItem");
            let parts = parts.filter(|(_, part)| part.is_object() || part.is_array());
            waiting.extend(parts.map(|(name, part)| (part, inside, name == "comment")));
        }
    }
    (tree::settle(said, &above), stated)
}

/// Some pages wrap the block in comments or CDATA, or break lines inside strings: it as it stands, and on one line.
fn block(raw: &str) -> Option<[String; 2]> {
    let start = raw.find(['{', '['])?;
    let json = raw.get(start..=raw.rfind(['}', ']'])?)?;
    Some([json.to_owned(), json.replace(|c: char| c.is_control(), " ")])
}

fn parse(texts: &[String; 2]) -> Option<Json<'_>> {
    texts.iter().find_map(|text| Json::parse("json-ld", text).ok())
}

fn has_type(object: Ref<'_>, wanted: &str) -> bool {
    let is = |kind: Ref<'_>| kind.str().is_some_and(|kind| kind.rsplit(['/', ':']).next() == Some(wanted));
    let kind = object.get("@type");
    is(kind) || kind.items().any(is)
}

/// How many comments an article or posting says that it has.
fn count(object: Ref<'_>) -> Option<u32> {
    let counters = object.get("interactionStatistic");
    let of_comments = |counter: &Ref<'_>| {
        let kind = counter.get("interactionType");
        kind.str().or_else(|| kind.get("@type").str()).is_some_and(|kind| kind.ends_with("CommentAction"))
    };
    let counted = || std::iter::once(counters).chain(counters.items()).find(of_comments);
    object.get("commentCount").whole().or_else(|| counted()?.get("userInteractionCount").whole())
}

fn comment(object: Ref<'_>, base: Option<&Url>) -> Said {
    let text = |name: &str| text(object.get(name));
    let url = text("url").and_then(|url| parts::resolve(&url, base));
    let (up, down) = (object.get("upvoteCount").whole(), object.get("downvoteCount").whole());
    let published = text("dateCreated").or_else(|| text("datePublished"));
    let words = text("text").or_else(|| text("articleBody")).or_else(|| text("description")).unwrap_or_default();
    let parent = object.get("parentItem");
    let by = Some(object.get("author")).filter(|by| by.exists()).unwrap_or_else(|| object.get("creator"));
    Said {
        name: name(object),
        answers: name(parent).or_else(|| parent.str().map(tree::name_of)),
        comment: Comment {
            author: author(by),
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
fn name(object: Ref<'_>) -> Option<String> {
    let id = object.get("@id").str().map(tree::name_of);
    let url = object.get("url").str().filter(|url| url.contains('#')).map(tree::name_of);
    id.filter(|id| !id.is_empty()).or(url).or_else(|| object.get("identifier").id().filter(|id| id != "0"))
}

fn text(value: Ref<'_>) -> Option<String> {
    let text = value.str().filter(|text| !text.trim().is_empty());
    let text = text.or_else(|| value.items().find_map(Ref::str)).or_else(|| value.get("@value").str());
    text.map(str::to_owned)
}

fn author(value: Ref<'_>) -> Option<Text> {
    let of_many = || value.items().find_map(|one| one.str().or_else(|| one.get("name").str())).map(str::to_owned);
    let name = value.str().map(str::to_owned).or_else(of_many).or_else(|| text(value.get("name")));
    name.and_then(|name| parts::name(&name))
}
