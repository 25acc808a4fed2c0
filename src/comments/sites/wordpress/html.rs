//! Finds the comments in a post's page, and their parents.
//!
//! Themes differ in everything but the ids that WordPress' own reply script needs, `comment-7`, `div-comment-7` or
//! `li-comment-7`, and the class `depth-2`. The contents of one comment are left to `markup`, the page around the
//! comments to `page`.
//!
//! A site nests replies only down to a depth of its own, five by default. Deeper replies stand beside their parents,
//! which the page then does not name.

use std::collections::{BTreeMap, HashMap};

use dom_query::{Document, NodeId, NodeRef};
use url::Url;

use super::batch::Batch;
use super::page::{self, SiteInfo};
use super::{address, markup};
use crate::domain::Comment;
use crate::page::wordpress::comment_number;

/// Most steps from an element with a comment's id up to the element that holds the whole comment.
const MAX_CLIMB: usize = 3;
/// Largest N of a `depth-N` class that is believed.
const MAX_DEPTH: usize = 4096;

/// The comments of a post's page.
#[derive(Debug, Default)]
pub(in crate::comments) struct Page {
    /// The comments on the page.
    pub(in crate::comments) batch: Batch,
    /// The number in the heading over them.
    pub(in crate::comments) stated: Option<u32>,
    /// The other pages of comments that the page links to, by number.
    pub(super) pages: BTreeMap<u32, Url>,
    /// Whether some replies may stand beside their parents because the site limits the depth.
    pub(super) is_flattened: bool,
    /// Number of levels of comments on the page.
    pub(super) depth: usize,
    /// Whether only a part of the page was read, because of its size or depth.
    pub(in crate::comments) is_cut: bool,
    /// What the page reveals about the site.
    pub(super) site: SiteInfo,
}

impl Page {
    /// Whether the page is a WordPress post's, or has comments in WordPress' markup.
    pub(in crate::comments) fn is_wordpress(&self) -> bool {
        self.site.is_wordpress || self.batch.entries() > 0
    }
}

/// Reads a page. Without its address (`base`), the links to further pages of comments are not read.
pub(in crate::comments) fn parse(html: &str, base: Option<&Url>) -> Page {
    let guarded = crate::page::guard_nested(html);
    let document = Document::from(&*guarded.html);
    let found = find(&document);
    let levels = levels(&found);
    let depth = levels.iter().max().map_or(0, |deepest| deepest + 1);
    let site = page::site(&document, base);
    let is_flattened = is_flattened(&found, &levels);
    let mut page = Page { site, depth, is_flattened, is_cut: guarded.is_cut, ..Page::default() };
    // Replies come after their parents. In reverse order, a comment's replies are removed before it is read.
    for comment in found.iter().rev() {
        if comment.is_ping {
            page.batch.pings.insert(comment.number.clone());
        } else {
            let parent = comment.parent.and_then(|at| found.get(at)).map(|above| above.number.clone());
            page.batch.comments.push(markup::read(&comment.node, &comment.number, parent, base));
        }
        comment.node.remove_from_parent();
    }
    page.batch.comments.reverse();
    drop_other_posts(&mut page.batch, page::canonical(&document, base).iter().chain(base));
    page.stated = page::heading_count(&document);
    page.pages = page::comment_pages(&document, base);
    page
}

/// Drops comments that link to other posts, as a "recent comments" box has them, if any comment links to this page.
fn drop_other_posts<'a>(batch: &mut Batch, here: impl Iterator<Item = &'a Url>) {
    let here: Vec<&Url> = here.collect();
    let is_here = |comment: &Comment| {
        let address = comment.url.as_deref().and_then(address::web);
        address.map(|url| here.iter().any(|page| address::is_same_post(&url, page)))
    };
    if batch.comments.iter().any(|comment| is_here(comment) == Some(true)) {
        batch.comments.retain(|comment| is_here(comment) != Some(false));
    }
}

/// An element that holds one comment and, in most themes, its replies.
struct Found<'a> {
    node: NodeRef<'a>,
    number: String,
    parent: Option<usize>,
    depth: Option<usize>,
    is_ping: bool,
}

/// Finds every comment once, in document order.
fn find(document: &Document) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut by_number: HashMap<String, usize> = HashMap::new();
    let mut by_node: HashMap<NodeId, usize> = HashMap::new();
    let mut last_at_depth: BTreeMap<usize, usize> = BTreeMap::new();
    for node in document.root().descendants_it() {
        let Some(number) = comment_number(&node) else { continue };
        if by_number.contains_key(&number) {
            continue;
        }
        let holder = holder(node, &by_node);
        let above = holder.ancestors_it(None).find_map(|above| by_node.get(&above.id).copied());
        let depth = depth(&holder).or_else(|| depth(&node));
        let by_class = depth.and_then(|d| last_at_depth.get(&d.checked_sub(1)?).copied());
        let nested_too_little = above.and_then(|at| found[at].depth).zip(depth).is_some_and(|(a, d)| d > a + 1);
        let parent = if nested_too_little { by_class.or(above) } else { above.or(by_class) };
        let at = found.len();
        if let Some(depth) = depth {
            last_at_depth.split_off(&depth);
            last_at_depth.insert(depth, at);
        }
        let is_ping = [&holder, &node].iter().any(|n| n.has_class("pingback") || n.has_class("trackback"));
        by_number.insert(number.clone(), at);
        by_node.insert(holder.id, at);
        found.push(Found { node: holder, number, parent, depth, is_ping });
    }
    found
}

/// Returns the element around `node` that WordPress marked as a comment, unless another comment holds it already.
fn holder<'a>(node: NodeRef<'a>, taken: &HashMap<NodeId, usize>) -> NodeRef<'a> {
    if is_marked(&node) {
        return node;
    }
    let mut free = node.ancestors_it(Some(MAX_CLIMB)).take_while(|above| !taken.contains_key(&above.id));
    free.find(is_marked).unwrap_or(node)
}

/// Whether WordPress' `comment_class()` has given the element a depth, as it does for every comment's.
fn is_marked(node: &NodeRef<'_>) -> bool {
    depth(node).is_some()
}

fn depth(node: &NodeRef<'_>) -> Option<usize> {
    let class = node.class()?;
    let depth = class.split_ascii_whitespace().find_map(|name| name.strip_prefix("depth-")?.parse().ok())?;
    (1..=MAX_DEPTH).contains(&depth).then_some(depth)
}

/// Returns the number of ancestors of each comment.
fn levels(found: &[Found<'_>]) -> Vec<usize> {
    let mut levels: Vec<usize> = Vec::with_capacity(found.len());
    for comment in found {
        levels.push(comment.parent.map_or(0, |at| levels[at] + 1));
    }
    levels
}

/// Whether a comment has several replies at the deepest level: some of them may be replies to each other.
fn is_flattened(found: &[Found<'_>], levels: &[usize]) -> bool {
    let deepest = levels.iter().max();
    let at_bottom = found.iter().zip(levels).filter(|(_, level)| Some(*level) == deepest);
    let mut has_reply = vec![false; found.len()];
    let mut parents = at_bottom.filter_map(|(comment, _)| comment.parent);
    parents.any(|parent| std::mem::replace(&mut has_reply[parent], true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(html: &str) -> Vec<(String, Option<String>)> {
        parse(html, None).batch.comments.into_iter().map(|c| (c.id.into(), c.parent.map(Into::into))).collect()
    }

    fn row(id: &str, parent: &str) -> (String, Option<String>) {
        (id.into(), (parent != "-").then(|| parent.into()))
    }

    #[test]
    fn parents_are_found_in_every_kind_of_nesting() {
        for (markup, html) in [
            ("list items", "<ol><li id=comment-1 class='comment depth-1'><article id=div-comment-1>a</article><ol class=children>
                <li id=comment-2 class=depth-2>b</li></ol></li><li id=comment-3 class=depth-1>c</li></ol>"),
            ("no classes", "<ol><li id=li-comment-1><div id=comment-1>a</div><ul><li id=li-comment-2><div id=comment-2>b</div></li></ul></li>
                <li id=li-comment-3><div id=comment-3>c</div></li></ol>"),
            ("ids inside", "<ul><li class='comment depth-1'><div id=comment-1>a</div><ul><li class='comment depth-2'><div id=comment-2>b</div></li></ul></li>
                <li class='comment depth-1'><div id=comment-3>c</div></li></ul>"),
            ("flat", "<div id=comment-1 class=depth-1>a</div><div id=comment-2 class=depth-2>b</div><div id=comment-3 class=depth-1>c</div>"),
            ("sections", "<article id=comment-1>a<section class=child-comments><article id=comment-2>b</article></section></article><article id=comment-3>c</article>"),
            ("one depth for all", "<div id=comment-1 class=depth-1>a<div id=comment-2 class=depth-1>b</div></div><div id=comment-3 class=depth-1>c</div>"),
        ] {
            assert_eq!(rows(html), [row("1", "-"), row("2", "1"), row("3", "-")], "{markup}");
        }
    }

    #[test]
    fn a_tab_around_all_comments_is_not_the_first_of_them() {
        let html = "<ul class=tabs><li class=comments><div id=comment-1>a</div><div id=comment-2>b</div></li></ul>";
        assert_eq!(rows(html), [row("1", "-"), row("2", "-")]);
    }

    #[test]
    fn other_ids_are_ignored() {
        let html = "<textarea id=comment></textarea><p id=comment-></p><p id=comment-notes></p><p id=xcomment-1></p>
            <p id=comment-999999999999999999999999></p>";
        assert_eq!(rows(html), []);
        assert!(!parse(html, None).is_wordpress());
    }

    #[test]
    fn recent_comments_on_other_posts_are_dropped() {
        let html = "<link rel=canonical href=http://a.example/x/><li id=comment-1><a href='http://a.example/x/comment-page-2/#comment-1'>t</a></li>
            <li id=comment-2>no link</li><aside><li id=comment-3><a href='http://a.example/y/#comment-3'>more</a></li></aside>";
        let base = Url::parse("https://a.example/x/?utm_source=y").unwrap();
        for base in [None, Some(&base)] {
            let ids: Vec<String> = parse(html, base).batch.comments.into_iter().map(|c| c.id.into()).collect();
            assert_eq!(ids, ["1", "2"], "{base:?}");
        }
        let moved = "<li id=comment-1><a href='http://old.example/z/#comment-1'>t</a></li>";
        assert_eq!(parse(moved, Some(&base)).batch.comments.len(), 1, "no comment links to this page");
    }

    #[test]
    fn pings_are_counted_and_replies_to_them_keep_their_parent() {
        let html = "<li id=comment-1 class='pingback depth-1'>p<ul><li id=comment-2 class=depth-2>b</li></ul></li><li id=comment-3 class=trackback>t</li>";
        let page = parse(html, None);
        assert_eq!(page.batch.pings.len(), 2);
        assert_eq!(rows(html), [row("2", "1")]);
    }

    #[test]
    fn flattening_is_suspected_if_the_deepest_comments_have_siblings() {
        let level = |id: u32, depth: u32| format!("<div id=comment-{id} class=depth-{depth}>x</div>");
        for (depths, expected) in
            [(&[1, 1, 1][..], false), (&[1, 2, 3, 1, 2, 3], false), (&[1, 2, 3, 3], true), (&[1, 2, 2, 3], false)]
        {
            let html: String = depths.iter().zip(1..).map(|(depth, id)| level(id, *depth)).collect();
            assert_eq!(parse(&html, None).is_flattened, expected, "{depths:?}");
        }
    }

    #[test]
    fn hostile_nesting_is_read() {
        let deep: Vec<String> = (1..=10_000).map(|i| format!("<ul><li id=comment-{i} class=depth-{i}>x")).collect();
        let comments = parse(&deep.concat(), None).batch.comments;
        let count = comments.len();
        assert!(count > 0);
        assert_eq!(crate::domain::Thread::build(comments).0.len(), count);
        let huge = u128::MAX;
        let wide: Vec<String> = (1..=5_000).map(|i| format!("<li id=comment-{i} class=depth-{huge}>x</li>")).collect();
        assert_eq!(rows(&wide.concat()).len(), 5_000);
    }
}
