//! The tree: guarded, parsed, and walked without recursion.
//!
//! What its elements mean is left to `parse` and `extract`.

use dom_query::{Document, NodeRef};

use super::guard;

/// Deeper trees are flattened before they are set or searched: both take time in the square of the depth, and no
/// page made for people nests this deep.
const MAX_DEPTH: usize = 200;

/// The tree of `html`, whatever it is: a page or a fragment, both end up in a body.
pub(super) fn parse(html: &str) -> Document {
    Document::from(guard::guard_to(html, MAX_DEPTH).as_ref())
}

/// Coming to a node, and leaving an element that was entered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(NodeRef<'a>),
}

/// A walk over everything below a node, in document order.
pub(super) struct Walk<'a> {
    root: NodeRef<'a>,
    next: Option<Step<'a>>,
}

impl<'a> Walk<'a> {
    /// Everything below `root`, without `root` itself.
    pub(super) fn below(root: NodeRef<'a>) -> Self {
        Self { root, next: root.first_child().map(Step::Enter) }
    }

    /// Goes on after the node just entered, not into it. It isn't left either.
    pub(super) fn pass_over(&mut self, node: NodeRef<'a>) {
        self.next = self.after(node);
    }

    fn after(&self, node: NodeRef<'a>) -> Option<Step<'a>> {
        if node.id == self.root.id {
            return None;
        }
        match node.next_sibling() {
            Some(sibling) => Some(Step::Enter(sibling)),
            None => node.parent().filter(|parent| parent.id != self.root.id).map(Step::Leave),
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let step = self.next?;
        self.next = match step {
            Step::Enter(node) if node.is_element() => Some(node.first_child().map_or(Step::Leave(node), Step::Enter)),
            Step::Enter(node) | Step::Leave(node) => self.after(node),
        };
        Some(step)
    }
}

/// The element's name in lower case; empty for anything else.
pub(super) fn name(node: &NodeRef<'_>) -> String {
    node.node_name().map(|name| name.to_ascii_lowercase()).unwrap_or_default()
}

/// The attribute, trimmed; `None` when it is missing or empty.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Whether the author hid it, as far as the element itself says so.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_ascii_lowercase().replace(' ', "")).unwrap_or_default();
    node.has_attr("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}
