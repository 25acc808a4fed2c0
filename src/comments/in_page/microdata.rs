//! Reads schema.org's Comment in microdata: `itemtype="https://schema.org/Comment"`, or `itemprop="comment"` with
//! properties.

use dom_query::{Document, NodeRef};
use url::Url;

use super::parts::{self, attribute, has_word};
use super::tree::{self, Item};
use crate::domain::{Comment, Html, Text, Votes};

/// Returns the comments, and the number of comments that the page states.
pub(super) fn read(document: &Document, base: Option<&Url>) -> (Vec<Comment>, Option<u32>) {
    let holders: Vec<NodeRef<'_>> = parts::all(document).filter(is_comment).collect();
    let count = |node: &NodeRef<'_>| {
        let value = || attribute(node, "content").unwrap_or_else(|| node.text().trim().to_owned());
        if has_word(node, "itemprop", "commentCount") {
            return value().parse().ok();
        }
        let counts = has_word(node, "itemprop", "interactionCount");
        counts.then(value).and_then(|value| value.strip_prefix("UserComments:")?.trim().parse().ok())
    };
    let stated = if holders.is_empty() { None } else { parts::all(document).find_map(|node| count(&node)) };
    (tree::from_elements(&holders, |node| item(node, base)), stated)
}

fn is_comment(node: &NodeRef<'_>) -> bool {
    let kind = node.attr("itemtype").unwrap_or_default();
    let is = |wanted: &str| kind.split_ascii_whitespace().any(|kind| kind.rsplit('/').next() == Some(wanted));
    node.has_attr("itemscope") && (is("Comment") || is("UserComments") || has_word(node, "itemprop", "comment"))
}

fn item(node: &NodeRef<'_>, base: Option<&Url>) -> Item {
    let properties = properties(node);
    let property = |names: &[&str]| {
        names.iter().find_map(|name| properties.iter().find(|property| has_word(property, "itemprop", name)).copied())
    };
    let url = property(&["url", "discussionUrl"]).and_then(|node| parts::address(&node, base));
    let fragment = url.as_deref().filter(|url| url.contains('#')).map(tree::name_of);
    let count = |name: &str| {
        let node = property(&[name])?;
        attribute(&node, "content").unwrap_or_else(|| node.text().trim().to_owned()).parse::<u32>().ok()
    };
    let (up, down) = (count("upvoteCount"), count("downvoteCount"));
    let own = attribute(node, "id").or_else(|| attribute(node, "itemid").map(|id| tree::name_of(&id)));
    let named = own.or(fragment);
    let parent = property(&["parentItem"]).and_then(|node| {
        attribute(&node, "href").or_else(|| attribute(&node, "itemid")).or_else(|| attribute(&node, "content"))
    });
    let published = property(&["dateCreated", "datePublished", "commentTime"]).and_then(|node| parts::date(&node));
    let author = property(&["author", "creator"]).and_then(|node| name(&node));
    let text = property(&["text", "commentText", "articleBody", "description"]);
    let html =
        text.map(|node| attribute(&node, "content").map_or_else(|| parts::body(&node), |text| parts::html(&text)));
    let here = || parts::resolve(&format!("#{}", attribute(node, "id")?), Some(base?));
    Item {
        name: named,
        parent: parent.map(|parent| tree::name_of(&parent)),
        comment: Comment {
            author,
            published,
            html: Html(html.unwrap_or_default()),
            votes: (up.is_some() || down.is_some())
                .then(|| Votes { up: up.unwrap_or_default(), down: down.unwrap_or_default() }),
            url: url.or_else(here),
            ..Comment::default()
        },
    }
}

/// Returns the properties of this item, without those of items nested in it.
fn properties<'a>(node: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let own = |property: &NodeRef<'a>| {
        property.has_attr("itemprop")
            && property
                .ancestors_it(None)
                .find(|above| above.has_attr("itemscope"))
                .is_some_and(|owner| owner.id == node.id)
    };
    parts::inside(node).filter(own).collect()
}

/// Reads the name of a person, who is an item with a `name` or plain text.
fn name(node: &NodeRef<'_>) -> Option<Text> {
    let value = |node: &NodeRef<'_>| attribute(node, "content").unwrap_or_else(|| node.text().to_string());
    let inner = parts::inside(node).find(|inner| has_word(inner, "itemprop", "name"));
    parts::name(&inner.map_or_else(|| value(node), |inner| value(&inner)))
}
