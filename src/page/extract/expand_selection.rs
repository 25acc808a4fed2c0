//! Expands a selection to the whole article, when its paragraphs stand in several boxes and only some were picked.
//!
//! The selection grows to the smallest part of the page that holds the other paragraphs of its kind. That part must be
//! prose and no list of other articles. Picking the first box is left to `pick`.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};

use super::boilerplate::{linked_bytes, paragraph};
use crate::page::dom::name;

/// Bytes of paragraphs of its kind that a selection must miss to be expanded, in percent of its own.
const MIN_MISSED: usize = 25;
/// Share of the added text that must be prose, in percent.
const MIN_PROSE_OF_ADDED: usize = 70;
/// Share of a text that must be prose for it to be an article, in percent.
const MIN_PROSE_OF_TEXT: usize = 85;
/// Share of the added text that may be links, in percent.
const MAX_LINKED: usize = 12;

/// Boxes around a paragraph that identify its kind.
const BOXES: usize = 3;

/// Bytes of text in a part of the page: in paragraphs of prose, in total, in links.
#[derive(Clone, Copy, Default)]
struct Measure {
    prose: usize,
    text: usize,
    linked: usize,
}

impl Measure {
    fn of(node: &NodeRef<'_>) -> Self {
        let prose = node.descendants_it().filter_map(|below| paragraph(&below)).map(|line| line.len()).sum();
        Self { prose, text: text_bytes(node), linked: linked_bytes(node) }
    }
}

/// The smallest part of the page that holds the paragraphs of `article` and others of their kind; `None` when `article`
/// has most of them.
pub(super) fn expand_selection(document: &Document, article: &str) -> Option<String> {
    let prose = Document::from(article);
    let picked: HashSet<String> = prose.body()?.descendants_it().filter_map(|node| paragraph(&node)).collect();
    let lines: Vec<(NodeRef<'_>, String)> =
        document.body()?.descendants_it().filter_map(|node| paragraph(&node).map(|line| (node, line))).collect();
    let inside: Vec<&(NodeRef<'_>, String)> = lines.iter().filter(|(_, line)| picked.contains(line)).collect();
    let places: HashSet<String> = inside.iter().filter_map(|(node, _)| place(node)).collect();
    let is_missed = |(node, line): &&(NodeRef<'_>, String)| {
        !picked.contains(line) && place(node).is_some_and(|place| places.contains(&place))
    };
    let missed: Vec<&(NodeRef<'_>, String)> = lines.iter().filter(is_missed).collect();
    let bytes = |lines: &[&(NodeRef<'_>, String)]| lines.iter().map(|(_, line)| line.len()).sum::<usize>();
    let (own, more) = (bytes(&inside), bytes(&missed));
    if inside.is_empty() || more * 100 < own * MIN_MISSED {
        return None;
    }
    let around = common_ancestor(&inside.iter().map(|(node, _)| *node).collect::<Vec<_>>())?;
    let mut best = None;
    for above in std::iter::once(around).chain(around.ancestors_it(None)).take_while(|above| !above.has_name("html")) {
        let has = Measure::of(&above);
        let (prose, text) = (has.prose.saturating_sub(own), has.text.saturating_sub(own));
        if prose * 100 < own * MIN_MISSED {
            continue;
        }
        if prose * 100 < text * MIN_PROSE_OF_ADDED || has.linked * 100 > text * MAX_LINKED || headlines(&above) > 1 {
            break;
        }
        best = Some(above);
    }
    best.map(|node| node.inner_html().to_string())
}

/// Whether the document is nearly all prose.
pub(super) fn is_mostly_prose(document: &Document) -> bool {
    let measure = document.body().map(|body| Measure::of(&body)).unwrap_or_default();
    measure.prose * 100 >= measure.text * MIN_PROSE_OF_TEXT
}

/// The innermost element that contains all nodes.
fn common_ancestor<'a>(nodes: &[NodeRef<'a>]) -> Option<NodeRef<'a>> {
    let (first, rest) = nodes.split_first()?;
    let around: Vec<HashSet<NodeId>> =
        rest.iter().map(|node| node.ancestors_it(None).map(|above| above.id).collect()).collect();
    first.ancestors_it(None).find(|above| around.iter().all(|ids| ids.contains(&above.id)))
}

/// The kind of a paragraph by its place: the names and classes of the boxes around it, if two of them have classes.
fn place(node: &NodeRef<'_>) -> Option<String> {
    let around: Vec<String> = node
        .ancestors_it(Some(BOXES))
        .map(|above| format!("{}.{}", name(&above), above.attr("class").unwrap_or_default()))
        .collect();
    (around.iter().filter(|place| !place.ends_with('.')).count() >= 2).then(|| around.join(" "))
}

fn headlines(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|below| below.has_name("h1")).count()
}

fn text_bytes(node: &NodeRef<'_>) -> usize {
    node.text().split_whitespace().map(|word| word.len() + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The bridge reopened on Monday after fourteen months of work, and the first lorries crossed it.";

    #[test]
    fn an_article_in_rows_is_selected_whole() {
        let row = |number: usize| {
            format!("<div class=row><div class=col><div class=text><p>{TEXT} {number}</p></div></div></div>")
        };
        let rows: String = (0..6).map(row).collect();
        let picked = format!("<p>{TEXT} 1</p><p>{TEXT} 2</p>");
        let page = |rest: &str| Document::from(format!("<main><h1>Bridge</h1>{rows}</main>{rest}"));
        let wide = expand_selection(&page(""), &picked).unwrap();
        assert!((0..6).all(|number| wide.contains(&format!("{TEXT} {number}"))));
        assert_eq!(expand_selection(&page(""), &rows), None);
        let other = format!("<div class=list><div class=card><p>{TEXT} 9</p></div></div>").repeat(9);
        assert_eq!(expand_selection(&page(&other), &rows), None);
        let linked = rows.replace("<p>", "<a href=/x>Another article about this valley</a><p>");
        assert_eq!(expand_selection(&Document::from(linked), &picked), None);
    }
}
