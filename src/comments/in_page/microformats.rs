//! Reads microformats 2: `.u-comment.h-cite` and `.p-comment` below an `.h-entry`, as blogs show webmentions.

use dom_query::{Document, NodeRef};
use url::Url;

use super::parts::{self, attribute};
use super::tree::{self, Item};
use crate::domain::{Comment, Html, Text};

/// Returns the comments of a page.
pub(super) fn read(document: &Document, base: Option<&Url>) -> Vec<Comment> {
    let holders: Vec<NodeRef<'_>> = parts::all(document).filter(is_comment).collect();
    tree::from_elements(&holders, |node| item(node, base))
}

/// Whether an element is a comment. Some style sheets use `p-comment` too; the microformat has properties inside.
fn is_comment(node: &NodeRef<'_>) -> bool {
    let has = |class: &str| node.has_class(class);
    let cited = has("h-cite") || has("h-entry");
    let property = || parts::inside(node).any(|inner| inner.has_class("p-author") || inner.has_class("dt-published"));
    (has("u-comment") || has("p-comment")) && (cited || property())
}

fn item(node: &NodeRef<'_>, base: Option<&Url>) -> Item {
    let inside: Vec<NodeRef<'_>> = parts::inside(node).collect();
    // A property inside a nested microformat, such as the author's h-card, is not the comment's.
    let own = |found: &NodeRef<'_>| {
        let mut above = found.ancestors_it(None).take_while(|above| above.id != node.id);
        !above
            .any(|above| above.class().is_some_and(|class| class.split_ascii_whitespace().any(|c| c.starts_with("h-"))))
    };
    let find = |class: &str| inside.iter().find(|found| found.has_class(class) && own(found)).copied();
    let url = find("u-url").and_then(|node| parts::address(&node, base));
    let uid =
        find("u-uid").and_then(|node| parts::address(&node, base).or_else(|| Some(node.text().trim().to_owned())));
    let named = attribute(node, "id").or_else(|| uid.as_deref().map(tree::name_of));
    let content = ["e-content", "p-content", "p-summary", "p-name"].iter().find_map(|class| find(class));
    let here = || parts::resolve(&format!("#{}", attribute(node, "id")?), Some(base?));
    let author = find("p-author").and_then(|node| name(&node));
    let published = find("dt-published").and_then(|node| parts::date(&node));
    Item {
        name: named.filter(|name| !name.is_empty()).or_else(|| url.clone()),
        parent: None,
        comment: Comment {
            author,
            published,
            html: Html(content.map(|node| parts::body(&node)).unwrap_or_default()),
            url: url.or_else(here),
            ..Comment::default()
        },
    }
}

/// Reads the name on a person's card, or the alternative text of its picture.
fn name(card: &NodeRef<'_>) -> Option<Text> {
    let inside: Vec<NodeRef<'_>> = parts::inside(card).collect();
    let named = inside.iter().find(|node| node.has_class("p-name")).and_then(parts::short);
    let pictured = || inside.iter().find_map(|node| attribute(node, "alt").filter(|_| node.has_name("img")));
    let whole = || parts::short(card).and_then(|text| parts::name(&text)).or_else(|| parts::name(&pictured()?));
    named.and_then(|name| parts::name(&name)).or_else(whole)
}
