//! Reads one element of a list that looks like comments: author, date and body, by the usual names of classes.
//!
//! Choosing the elements is left to `lists`.

use std::collections::HashSet;

use dom_query::{NodeId, NodeRef};
use url::Url;

use super::parts::{self, attribute, has_word, name_words};
use super::tree::{self, Item};
use crate::domain::{Comment, Html, Text};

/// Words in the classes of elements that hold an author's name.
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
/// Words in the classes of elements that hold a date.
const DATE: [&str; 10] =
    ["date", "time", "timestamp", "datetime", "when", "posted", "published", "created", "ago", "pubdate"];
/// Words in the classes of elements that hold a comment's body.
const BODY: [&str; 8] = ["body", "text", "content", "message", "entry", "description", "copy", "inner"];
/// Words in the classes of buttons and labels, which are no part of a comment's body.
const BOILERPLATE: [&str; 22] = [
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
/// Fewest letters of a comment.
const LETTERS: usize = 2;

/// Whether the element has text of its own and an author or a date. The contents of other `members` do not count.
pub(super) fn is_comment(node: &NodeRef<'_>, members: &HashSet<NodeId>) -> bool {
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

/// Reads the element, and removes everything but the body from it on the way.
pub(super) fn read(node: &NodeRef<'_>, base: Option<&Url>) -> Item {
    let inside: Vec<NodeRef<'_>> = parts::inside(node).collect();
    let signature = inside.iter().find(|node| is_author(node)).copied();
    let date = inside.iter().find(|node| is_date(node)).copied();
    let published = inside.iter().filter(|node| is_date(node)).find_map(parts::date);
    let author = signature.and_then(|node| name(&node));
    let link = inside.iter().filter_map(|node| attribute(node, "href")).find(|href| {
        href.rsplit_once('#').is_some_and(|(_, fragment)| Some(fragment) == attribute(node, "id").as_deref())
    });
    let id = ["id", "data-comment-id", "data-commentid", "data-id"].iter().find_map(|name| attribute(node, name));
    let here = attribute(node, "id").map(|id| format!("#{id}"));
    let url = link.or(here.filter(|_| base.is_some())).and_then(|address| parts::resolve(&address, base));
    let boilerplate = inside.iter().filter(|node| is_boilerplate(node)).copied();
    let unwanted: Vec<NodeRef<'_>> = signature.into_iter().chain(date).chain(boilerplate).collect();
    for node in unwanted {
        node.remove_from_parent();
    }
    let body =
        parts::inside(node).find(|node| has_class_word(node, &BODY) && !node.text().trim().is_empty()).unwrap_or(*node);
    drop_empty(&body);
    Item {
        name: id.map(|id| tree::name_of(&id)),
        parent: None,
        comment: Comment { author, published, html: Html(parts::body(&body)), url, ..Comment::default() },
    }
}

/// Whether one of the element's classes contains one of these words.
fn has_class_word(node: &NodeRef<'_>, wanted: &[&str]) -> bool {
    let classes = node.class().unwrap_or_default();
    classes.split_ascii_whitespace().any(|class| name_words(class).iter().any(|word| wanted.contains(&word.as_str())))
}

/// Whether an element is marked up or named as an author's, and holds only a short text.
fn is_author(node: &NodeRef<'_>) -> bool {
    let marked = has_word(node, "itemprop", "author") || has_word(node, "rel", "author");
    let cited = node.has_name("cite") && !node.ancestors_it(None).any(|above| above.has_name("blockquote"));
    (marked || cited || (has_class_word(node, &AUTHOR) && !has_class_word(node, &BODY) && !has_class_word(node, &DATE)))
        && !node
            .descendants_it()
            .any(|inner| inner.has_name("time") || inner.has_name("p") || has_class_word(&inner, &BODY))
        && name(node).is_some()
}

/// Whether an element is a `time`, or is named as a date and holds one or a short text with digits.
fn is_date(node: &NodeRef<'_>) -> bool {
    if node.has_name("time") {
        return true;
    }
    let dated = has_class_word(node, &DATE) || (node.has_name("abbr") && node.has_attr("title"));
    dated
        && (parts::date(node).is_some()
            || parts::short(node)
                .is_some_and(|text| text.chars().count() < 60 && text.chars().any(|c| c.is_ascii_digit())))
        && !node.descendants_it().any(|inner| inner.has_name("p"))
}

/// Returns the emphasised or linked name in an author's element, or else its text without "By" and "says".
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

/// Whether an element is a button or label beside the body, and does not contain the body.
fn is_boilerplate(node: &NodeRef<'_>) -> bool {
    let tag = node.has_name("time") || node.has_name("nav");
    tag || (has_class_word(node, &BOILERPLATE)
        && !has_class_word(node, &BODY)
        && !node
            .descendants_it()
            .any(|inner| inner.has_name("p") || (inner.is_element() && has_class_word(&inner, &BODY))))
}

/// Removes elements that became empty when their contents were removed.
fn drop_empty(body: &NodeRef<'_>) {
    let all: Vec<NodeRef<'_>> = parts::inside(body).collect();
    for node in all.into_iter().rev() {
        let holds = ["img", "br", "hr", "video", "audio", "picture", "td", "th"].iter().any(|name| node.has_name(name));
        if !holds && node.first_element_child().is_none() && node.text().trim().is_empty() {
            node.remove_from_parent();
        }
    }
}
