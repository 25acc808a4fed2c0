//! Reads schema.org's Comment in JSON-LD: below an article's `comment`, nested or flat with `parentItem`.
//!
//! JSON-LD about the article itself is left to `page`.

use dom_query::Document;
use url::Url;

use super::parts;
use super::tree::{self, Item, MAX_COMMENTS};
use crate::comments::json::{Json, Ref};
use crate::domain::{Comment, Html, Text, Votes, dates};

/// Most JSON values read in one page.
const MAX_VALUES: usize = 500_000;

/// Returns the comments, and the number of comments that the page states.
pub(super) fn read(document: &Document, base: Option<&Url>) -> (Vec<Comment>, Option<u32>) {
    let scripts = document.select(r#"script[type="application/ld+json" i]"#);
    let texts: Vec<[String; 2]> = scripts.nodes().iter().filter_map(|script| block(&script.text())).collect();
    let blocks: Vec<Json<'_>> = texts.iter().filter_map(parse).collect();
    let (mut items, mut above, mut stated) = (Vec::new(), Vec::new(), None);
    // Each value still to read, with the comment around it and whether its place makes it a comment.
    let mut waiting: Vec<(Ref<'_>, Option<usize>, bool)> =
        blocks.iter().rev().map(|block| (block.root(), None, false)).collect();
    let mut count = 0;
    while let Some((value, around, is_comment)) = waiting.pop() {
        count += 1;
        if count > MAX_VALUES || items.len() >= MAX_COMMENTS {
            break;
        }
        if value.is_array() {
            waiting.extend(value.items().rev().map(|value| (value, around, is_comment)));
        } else if value.is_object() {
            let mut inside = around;
            let refers = value.members().len() == 1 && value.get("@id").exists();
            if (is_comment || has_type(value, "Comment")) && !refers {
                inside = Some(items.len());
                above.push(around);
                items.push(item(value, base));
            } else if stated.is_none() {
                stated = stated_count(value);
            }
            // `parentItem` only refers to the parent, which stands elsewhere in the document.
            let parts = value.members().rev().filter(|(name, _)| *name != "parentItem");
            let parts = parts.filter(|(_, part)| part.is_object() || part.is_array());
            waiting.extend(parts.map(|(name, part)| (part, inside, name == "comment")));
        }
    }
    (tree::into_comments(items, &above), stated)
}

/// Returns the block without comments or CDATA around it, as it stands and with control characters as spaces.
///
/// Some pages break lines inside strings, which is invalid JSON.
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

/// Returns the number of comments that an article or posting states.
fn stated_count(object: Ref<'_>) -> Option<u32> {
    let counters = object.get("interactionStatistic");
    let of_comments = |counter: &Ref<'_>| {
        let kind = counter.get("interactionType");
        kind.str().or_else(|| kind.get("@type").str()).is_some_and(|kind| kind.ends_with("CommentAction"))
    };
    let counted = || std::iter::once(counters).chain(counters.items()).find(of_comments);
    object.get("commentCount").whole().or_else(|| counted()?.get("userInteractionCount").whole())
}

fn item(object: Ref<'_>, base: Option<&Url>) -> Item {
    let text = |name: &str| text(object.get(name));
    let url = text("url").and_then(|url| parts::resolve(&url, base));
    let (up, down) = (object.get("upvoteCount").whole(), object.get("downvoteCount").whole());
    let published = text("dateCreated").or_else(|| text("datePublished"));
    let body = text("text").or_else(|| text("articleBody")).or_else(|| text("description")).unwrap_or_default();
    let parent = object.get("parentItem");
    let by = Some(object.get("author")).filter(|by| by.exists()).unwrap_or_else(|| object.get("creator"));
    Item {
        name: name(object),
        parent: name(parent).or_else(|| parent.str().map(tree::name_of)),
        comment: Comment {
            author: author(by),
            published: published.and_then(|date| dates::parse_printed(&date)),
            html: Html(parts::html(&body)),
            votes: (up.is_some() || down.is_some())
                .then(|| Votes { up: up.unwrap_or_default(), down: down.unwrap_or_default() }),
            url,
            ..Comment::default()
        },
    }
}

/// Returns the comment's name in the page: its `@id`, the fragment of its address, or its `identifier`.
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
