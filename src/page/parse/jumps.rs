//! Finds references within a page: notes, their way back, and lists of contents.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeRef};

use crate::page::dom::{Step, Walk, attribute};
use crate::page::links::Links;

/// References that are read in one page; more are those of an index.
const MAX_JUMPS: usize = 5_000;

/// Numbers the existing places that links of this page lead to, in the order of their first mention.
pub(super) fn targets(document: &Document, links: &Links) -> HashMap<String, usize> {
    let mut wanted = Vec::new();
    let mut present = HashSet::new();
    for step in Walk::below(document.root()) {
        let Step::Enter(node) = step else { continue };
        if !node.is_element() {
            continue;
        }
        present.extend(id_of(&node));
        if node.has_name("a") && wanted.len() < MAX_JUMPS {
            wanted.extend(attribute(&node, "href").and_then(|href| links.fragment(&href)));
        }
    }
    let mut found = HashMap::new();
    for fragment in wanted.into_iter().filter(|fragment| present.contains(fragment)) {
        let next = found.len();
        found.entry(fragment).or_insert(next);
    }
    found
}

/// The name by which links find an element.
pub(super) fn id_of(node: &NodeRef<'_>) -> Option<String> {
    attribute(node, "id").or_else(|| attribute(node, "name").filter(|_| node.has_name("a")))
}
