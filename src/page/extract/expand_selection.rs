//! Stories whose paragraphs stand in several boxes, when only some of them were picked.
//!
//! Which box is the surest is judged in `pick`; here it grows to the smallest part of the page that holds the other
//! paragraphs of its kind too, if that is a text and no list of other stories.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};

use super::boilerplate::{linked_bytes, paragraph};
use crate::page::dom::name;

/// The picked part grows when it misses this part of the paragraphs' bytes, in percent of its own.
const MISSED: usize = 25;
/// Of what is added so much must be paragraphs, in percent.
const TOLD: usize = 70;
/// Of a text through and through so much is paragraphs, in percent.
const ALL_TOLD: usize = 85;
/// Of what is added no more may be links, in percent.
const LINKED: usize = 12;

/// Boxes around a paragraph by which it is known where it stands.
const BOXES: usize = 3;

/// What a part of the page holds, in bytes.
#[derive(Clone, Copy, Default)]
struct Measure {
    told: usize,
    text: usize,
    linked: usize,
}

impl Measure {
    fn of(node: &NodeRef<'_>) -> Self {
        let told = node.descendants_it().filter_map(|below| paragraph(&below)).map(|line| line.len()).sum();
        Self { told, text: squeezed(node), linked: linked_bytes(node) }
    }
}

/// The part of the page that holds the paragraphs of `story` and others like them;
/// `None` when `story` has most of them.
pub(super) fn expand_selection(document: &Document, story: &str) -> Option<String> {
    let told = Document::from(story);
    let picked: HashSet<String> = told.body()?.descendants_it().filter_map(|node| paragraph(&node)).collect();
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
    if inside.is_empty() || more * 100 < own * MISSED {
        return None;
    }
    let around = common(&inside.iter().map(|(node, _)| *node).collect::<Vec<_>>())?;
    let mut best = None;
    for above in std::iter::once(around).chain(around.ancestors_it(None)).take_while(|above| !above.has_name("html")) {
        let has = Measure::of(&above);
        let (told, text) = (has.told.saturating_sub(own), has.text.saturating_sub(own));
        if told * 100 < own * MISSED {
            continue;
        }
        if told * 100 < text * TOLD || has.linked * 100 > text * LINKED || headlines(&above) > 1 {
            break;
        }
        best = Some(above);
    }
    best.map(|node| node.inner_html().to_string())
}

/// Whether the document is made of paragraphs and hardly anything else.
pub(super) fn is_told(document: &Document) -> bool {
    let measure = document.body().map(|body| Measure::of(&body)).unwrap_or_default();
    measure.told * 100 >= measure.text * ALL_TOLD
}

/// The innermost element around all of them.
fn common<'a>(nodes: &[NodeRef<'a>]) -> Option<NodeRef<'a>> {
    let (first, rest) = nodes.split_first()?;
    let around: Vec<HashSet<NodeId>> =
        rest.iter().map(|node| node.ancestors_it(None).map(|above| above.id).collect()).collect();
    first.ancestors_it(None).find(|above| around.iter().all(|ids| ids.contains(&above.id)))
}

/// Where the paragraph stands: names and classes of the boxes around it, when they have classes.
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

fn squeezed(node: &NodeRef<'_>) -> usize {
    node.text().split_whitespace().map(|word| word.len() + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str =
        "The bridge reopened on Monday after fourteen months of work, and the first lorries crossed it.";

    #[test]
    fn a_story_in_rows_is_taken_whole() {
        let row = |number: usize| {
            format!("<div class=row><div class=col><div class=text><p>{STORY} {number}</p></div></div></div>")
        };
        let rows: String = (0..6).map(row).collect();
        let picked = format!("<p>{STORY} 1</p><p>{STORY} 2</p>");
        let page = |rest: &str| Document::from(format!("<main><h1>Bridge</h1>{rows}</main>{rest}"));
        let wide = expand_selection(&page(""), &picked).unwrap();
        assert!((0..6).all(|number| wide.contains(&format!("{STORY} {number}"))));
        assert_eq!(expand_selection(&page(""), &rows), None);
        let other = format!("<div class=list><div class=card><p>{STORY} 9</p></div></div>").repeat(9);
        assert_eq!(expand_selection(&page(&other), &rows), None);
        let linked = rows.replace("<p>", "<a href=/x>Another story of this valley</a><p>");
        assert_eq!(expand_selection(&Document::from(linked), &picked), None);
    }
}
