//! One element of a list that looks like comments: who, when and what, by the names that people give such things.
//!
//! Which elements are looked at is left to `lists`.

use std::collections::HashSet;

use dom_query::{NodeId, NodeRef};
use url::Url;

use super::lists::words;
use super::parts::{self, attribute, has_word};
use super::tree::{self, Said};
use crate::domain::{Comment, Html, Text};

const AUTHOR: [&str; 13] = [
    "author",
    "user",
    "username",
    "name",
    "by",
    "byline",
    "fn",
    "commenter",
    "poster",
    "nick",
    "nickname",
    "login",
    "member",
];
const DATE: [&str; 10] =
    ["date", "time", "timestamp", "datetime", "when", "posted", "published", "created", "ago", "pubdate"];
const BODY: [&str; 8] = ["body", "text", "content", "message", "entry", "description", "copy", "inner"];
const FURNITURE: [&str; 22] = [
    "reply",
    "replies",
    "report",
    "share",
    "like",
    "likes",
    "vote",
    "votes",
    "rating",
    "permalink",
    "avatar",
    "gravatar",
    "edit",
    "flag",
    "actions",
    "tools",
    "toolbar",
    "menu",
    "badge",
    "controls",
    "buttons",
    "says",
];
/// Words of one text that count as said.
const LETTERS: usize = 2;

/// Whether there are words in this element, and an author or a date; what stands in other `members` is theirs.
pub(super) fn is_said(node: &NodeRef<'_>, members: &HashSet<NodeId>) -> bool {
    let (mut signed, mut letters) = (false, 0);
    let mut waiting: Vec<NodeRef<'_>> = node.children();
    while let Some(node) = waiting.pop() {
        if node.is_text() {
            letters += node.text().chars().filter(|c| c.is_alphabetic()).take(LETTERS).count();
        }
        if !node.is_element() || members.contains(&node.id) {
            continue;
        }
        if is_author(&node) || is_date(&node) {
            signed = true;
        } else if !["a", "button", "script", "style", "form", "nav"].iter().any(|name| node.has_name(name)) {
            waiting.extend(node.children());
        }
        if signed && letters >= LETTERS {
            return true;
        }
    }
    false
}

/// Reads the element and takes it apart on the way.
pub(super) fn said(node: &NodeRef<'_>, base: Option<&Url>) -> Said {
    let inside: Vec<NodeRef<'_>> = parts::inside(node).collect();
    let signature = inside.iter().find(|node| is_author(node)).copied();
    let moment = inside.iter().find(|node| is_date(node)).copied();
    let published = inside.iter().filter(|node| is_date(node)).find_map(parts::date);
    let author = signature.and_then(|node| name(&node));
    let link = inside.iter().filter_map(|node| attribute(node, "href")).find(|href| {
        href.rsplit_once('#').is_some_and(|(_, fragment)| Some(fragment) == attribute(node, "id").as_deref())
    });
    let id = ["id", "data-comment-id", "data-commentid", "data-id"].iter().find_map(|name| attribute(node, name));
    let here = attribute(node, "id").map(|id| format!("#{id}"));
    let url = link.or(here.filter(|_| base.is_some())).and_then(|address| parts::resolve(&address, base));
    let furniture = inside.iter().filter(|node| is_furniture(node)).copied();
    let unwanted: Vec<NodeRef<'_>> = signature.into_iter().chain(moment).chain(furniture).collect();
    for node in unwanted {
        node.remove_from_parent();
    }
    let body = parts::inside(node).find(|node| named(node, &BODY) && !node.text().trim().is_empty()).unwrap_or(*node);
    drop_empty(&body);
    Said {
        name: id.map(|id| tree::name_of(&id)),
        answers: None,
        comment: Comment { author, published, html: Html(parts::body(&body)), url, ..Comment::default() },
    }
}

/// Whether one of the element's classes has one of these words.
fn named(node: &NodeRef<'_>, wanted: &[&str]) -> bool {
    let classes = node.class().unwrap_or_default();
    classes.split_ascii_whitespace().any(|class| words(class).iter().any(|word| wanted.contains(&word.as_str())))
}

/// An element that is named after an author and has nothing but a short text in it.
fn is_author(node: &NodeRef<'_>) -> bool {
    let marked = has_word(node, "itemprop", "author") || has_word(node, "rel", "author");
    let cited = node.has_name("cite") && !node.ancestors_it(None).any(|above| above.has_name("blockquote"));
    (marked || cited || (named(node, &AUTHOR) && !named(node, &BODY) && !named(node, &DATE)))
        && !node.descendants_it().any(|inner| inner.has_name("time") || inner.has_name("p") || named(&inner, &BODY))
        && name(node).is_some()
}

fn is_date(node: &NodeRef<'_>) -> bool {
    if node.has_name("time") {
        return true;
    }
    let dated = named(node, &DATE) || (node.has_name("abbr") && node.has_attr("title"));
    dated
        && (parts::date(node).is_some()
            || parts::short(node)
                .is_some_and(|text| text.chars().count() < 60 && text.chars().any(|c| c.is_ascii_digit())))
        && !node.descendants_it().any(|inner| inner.has_name("p"))
}

/// What is emphasised or linked in an author's element, else all of it but the words around a name.
fn name(node: &NodeRef<'_>) -> Option<Text> {
    let inner = parts::inside(node).filter(|inner| ["b", "strong", "a", "cite"].iter().any(|tag| inner.has_name(tag)));
    let emphasised = inner.into_iter().find_map(|inner| parts::name(&parts::short(&inner)?));
    emphasised.or_else(|| {
        let whole = Text::line(&parts::short(node)?);
        let text =
            whole.as_str().strip_prefix("By ").or_else(|| whole.as_str().strip_prefix("by ")).unwrap_or(whole.as_str());
        let text = text.trim_end_matches(':').trim_end();
        parts::name(text.strip_suffix(" says").or_else(|| text.strip_suffix(" wrote")).unwrap_or(text))
    })
}

/// Buttons and signs around what was said; not what holds the words as well.
fn is_furniture(node: &NodeRef<'_>) -> bool {
    let tag = node.has_name("time") || node.has_name("nav");
    tag || (named(node, &FURNITURE)
        && !named(node, &BODY)
        && !node.descendants_it().any(|inner| inner.has_name("p") || (inner.is_element() && named(&inner, &BODY))))
}

/// Elements that are empty now that what they held is gone.
fn drop_empty(body: &NodeRef<'_>) {
    let all: Vec<NodeRef<'_>> = parts::inside(body).collect();
    for node in all.into_iter().rev() {
        let holds = ["img", "br", "hr", "video", "audio", "picture", "td", "th"].iter().any(|name| node.has_name(name));
        if !holds && node.first_element_child().is_none() && node.text().trim().is_empty() {
            node.remove_from_parent();
        }
    }
}
