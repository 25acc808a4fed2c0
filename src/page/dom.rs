//! Builds the tree of guarded HTML and walks it without recursion.
//!
//! The meaning of elements is left to `parse` and `extract`.

use dom_query::{Document, NodeRef};

use super::guard;

/// Elements nested deeper lose their tags: parsing takes time in the square of the depth, and no page made for people
/// nests this deep.
const MAX_DEPTH: usize = 200;

/// Parses a page or a fragment; the parser puts either into a body.
pub(super) fn parse(html: &str) -> Document {
    Document::from(guard::guard_to(html, MAX_DEPTH).as_ref())
}

/// A step of a walk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// Comes to a node.
    Enter(NodeRef<'a>),
    /// Leaves an element that was entered.
    Leave(NodeRef<'a>),
}

/// A walk over everything below a node, in document order.
pub(super) struct Walk<'a> {
    root: NodeRef<'a>,
    next: Option<Step<'a>>,
}

impl<'a> Walk<'a> {
    /// Walks everything below `root`, but not `root` itself.
    pub(super) fn below(root: NodeRef<'a>) -> Self {
        Self { root, next: root.first_child().map(Step::Enter) }
    }

    /// Skips the children of the node that was just entered; no step leaves that node.
    pub(super) fn skip_children(&mut self, node: NodeRef<'a>) {
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

/// Escapes text for HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Whether the element's own attributes hide it.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_ascii_lowercase().replace(' ', "")).unwrap_or_default();
    node.has_attr("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}
