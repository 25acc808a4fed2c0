//! Finds lists that look like comments: elements of one kind that are named like comments or stand inside such an
//! element. Nested lists are replies.
//!
//! Menus, share bars and teasers of other articles are lists too. So at least two elements must have text of their own
//! and an author or a date.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};
use url::Url;

use super::parts::name_words;
use super::{item, tree};
use crate::domain::Comment;

/// Elements that may hold a comment.
const ITEMS: [&str; 6] = ["li", "div", "article", "section", "dd", "tr"];
/// Elements that never contain a list of comments.
const EXCLUDED: [&str; 8] = ["nav", "form", "head", "script", "style", "template", "noscript", "select"];
/// Words in names of elements that are about other articles or hold no comments.
const EXCLUDED_WORDS: [&str; 18] = [
    "related",
    "recent",
    "latest",
    "popular",
    "trending",
    "recommended",
    "recommendations",
    "share",
    "sharing",
    "social",
    "menu",
    "nav",
    "navigation",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "sidebar",
    "toc",
];
/// Most kinds of elements examined, the most frequent first.
const MAX_GROUPS: usize = 16;
/// Most names of one element read.
const MAX_NAMES: usize = 8;
/// Fewest comments of a list.
const FEWEST: usize = 2;

/// Returns the comments of a page.
pub(super) fn read(document: &Document, base: Option<&Url>) -> Vec<Comment> {
    let items = items(document);
    tree::from_elements(&items, |node| item::read(node, base))
}

/// Returns the elements of the kind that holds the most comments, in document order.
fn items(document: &Document) -> Vec<NodeRef<'_>> {
    let mut groups = groups(document);
    groups.retain(|group| group.len() >= FEWEST);
    // The sort is stable: of two equally frequent kinds, the outer one comes first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups.truncate(MAX_GROUPS);
    let mut best: (usize, Vec<NodeRef<'_>>) = (0, Vec::new());
    for group in groups {
        let found = comments(&group);
        if found.0 > best.0 {
            best = found;
        }
    }
    best.1
}

/// Groups the elements that are named like comments, or stand inside one that is, by tag and name.
fn groups(document: &Document) -> Vec<Vec<NodeRef<'_>>> {
    let mut groups: Vec<Vec<NodeRef<'_>>> = Vec::new();
    let mut by_kind: HashMap<(String, String), usize> = HashMap::new();
    let (mut excluded, mut near): (HashSet<NodeId>, HashSet<NodeId>) = (HashSet::new(), HashSet::new());
    for node in document.root().descendants_it().filter(NodeRef::is_element) {
        let above = node.parent().map(|above| above.id);
        let tag = node.node_name().map(|name| name.to_string()).unwrap_or_default();
        let whole = matches!(tag.as_str(), "html" | "body" | "main");
        let names = names(&node);
        let is_excluded_word = |word: &String| EXCLUDED_WORDS.contains(&word.as_str());
        let other = names.iter().any(|name| name_words(name).iter().any(is_excluded_word));
        let is_inside = above.is_some_and(|above| excluded.contains(&above));
        let is_named_other = other && !whole && !names.iter().any(|name| is_comment(name));
        if is_inside || EXCLUDED.contains(&tag.as_str()) || is_named_other {
            excluded.insert(node.id);
            continue;
        }
        let is_near = above.is_some_and(|above| near.contains(&above));
        if ITEMS.contains(&tag.as_str()) {
            let mut kinds: Vec<String> = names.iter().filter(|name| is_near || is_comment(name)).cloned().collect();
            if is_near && tag == "li" {
                kinds.push(String::new());
            }
            for kind in kinds {
                let at = *by_kind.entry((tag.clone(), kind)).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                // An element's id and class may put it into the same group twice.
                if groups[at].last().is_none_or(|last| last.id != node.id) {
                    groups[at].push(node);
                }
            }
        }
        if is_near || (!whole && names.iter().any(|name| is_comment(name)) && !other) {
            near.insert(node.id);
        }
    }
    groups
}

/// Returns an element's id without its trailing number, and its classes.
fn names(node: &NodeRef<'_>) -> Vec<String> {
    let id =
        node.id_attr().map(|id| id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_').to_owned());
    let classes = node.class().unwrap_or_default();
    let classes = classes.split_ascii_whitespace().map(str::to_owned);
    id.into_iter().filter(|id| !id.is_empty()).chain(classes).take(MAX_NAMES).collect()
}

/// Whether a name suggests comments, as `comment-list` does and `responsive`, `commentary` or `no-comments` do not.
fn is_comment(name: &str) -> bool {
    let words = name_words(name);
    let denied = words.first().is_some_and(|word| matches!(word.as_str(), "no" | "has" | "with" | "without"));
    let suggests = |word: &String| {
        (word.starts_with("comment") && !word.starts_with("commentar"))
            || matches!(word.as_str(), "reply" | "replies" | "response" | "responses" | "respond")
    };
    !denied && words.iter().any(suggests)
}

/// Counts the comments of a group, and returns their elements with the members of the group around them.
fn comments<'a>(group: &[NodeRef<'a>]) -> (usize, Vec<NodeRef<'a>>) {
    let members: HashSet<NodeId> = group.iter().map(|node| node.id).collect();
    let mut kept: HashSet<NodeId> = HashSet::new();
    let mut count = 0;
    for node in group {
        if item::is_comment(node, &members) {
            count += 1;
            kept.insert(node.id);
            for above in node.ancestors_it(None).filter(|above| members.contains(&above.id)) {
                if !kept.insert(above.id) {
                    break;
                }
            }
        }
    }
    if count < FEWEST || count * 2 < group.len() {
        return (0, Vec::new());
    }
    (count, group.iter().filter(|node| kept.contains(&node.id)).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(html: &str) -> Vec<(Option<String>, String, Option<usize>)> {
        let comments = read(&Document::from(html), None);
        let at = |id: &str| comments.iter().position(|comment| comment.id == id);
        let row = |c: &Comment| {
            (c.author.as_ref().map(ToString::to_string), c.html.0.clone(), c.parent.as_deref().and_then(at))
        };
        comments.iter().map(row).collect()
    }

    #[test]
    fn lists_of_comments_are_found() {
        let expected =
            [(Some("Ann"), "<p>One.</p>", None), (Some("Bob"), "<p>Two.</p>", Some(0)), (None, "<p>Three.</p>", None)];
        let expected = expected.map(|(author, html, parent)| (author.map(str::to_owned), html.to_owned(), parent));
        for html in [
            "<ul class=comment-list><li class=c1><b class=user>Ann</b> <p>One.</p><ul><li class=c1><b class=user>Bob</b><p>Two.</p></li></ul></li>
             <li class=c1><time datetime=2026-11-01>today</time><p>Three.</p></li></ul>",
            "<div id=comments><ol><li><cite>Ann</cite><p>One.</p><ol><li><cite>Bob</cite><p>Two.</p></li></ol></li>
             <li><span class=date>November 1, 2026</span><p>Three.</p></li></ol></div>",
            "<section class=replies><div class=reply><a rel=author href=/ann>Ann</a><div class=reply-body><p>One.</p></div>
             <div class=reply><a rel=author href=/bob>Bob</a><div class=reply-body><p>Two.</p></div></div></div>
             <div class=reply><span class=timestamp>2026-11-01 10:00</span><div class=reply-body><p>Three.</p></div></div></section>",
        ] {
            assert_eq!(rows(html), expected, "{html}");
        }
    }

    #[test]
    fn lists_without_comments_are_ignored() {
        for html in [
            "<nav class=comments><ul><li><b class=user>Ann</b>One.</li><li><b class=user>Bob</b>Two.</li></ul></nav>",
            "<ul class=recent-comments><li>x</li></ul><div class=recent><ul class=comments><li><b class=user>Ann</b>One.</li>
             <li><b class=user>Bob</b>Two.</li></ul></div>",
            "<ul class=related-articles><li class=teaser><b class=author>Ann</b>One.</li><li class=teaser><b class=author>Bob</b>Two.</li></ul>",
            "<div class=responsive><div class=card><b class=author>Ann</b>One.</div><div class=card><b class=author>Bob</b>Two.</div></div>",
            "<ul class=comments><li><b class=user>Ann</b> said one.</li></ul>",
            "<ul class=comments><li>Share</li><li>Print</li><li>Save</li></ul>",
            "<div class=comments>12</div><div class=comments>13</div>",
        ] {
            assert_eq!(rows(html), [], "{html}");
        }
    }

    #[test]
    fn names_that_suggest_comments_are_recognised() {
        assert_eq!(name_words("commentList_item-2"), ["comment", "list", "item", "2"]);
        for (name, expected) in [
            ("js-comment", true),
            ("commentlist", true),
            ("userReply", true),
            ("responsive", false),
            ("no-comments", false),
            ("commentary", false),
        ] {
            assert_eq!(is_comment(name), expected, "{name}");
        }
    }
}
