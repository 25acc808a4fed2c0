//! Reads links, media and captions, which change events that were read before.

use dom_query::NodeRef;
use url::Url;

use super::{Builder, End, Frame};
use crate::domain::Text;
use crate::page::dom::attribute;
use crate::page::rich_text::{Tag, TextEvent, is_visible};

impl Builder {
    pub(super) fn enter_link(&mut self, node: &NodeRef<'_>) {
        let href = attribute(node, "href").filter(|_| !self.in_link);
        let Some(target) = href.as_deref().and_then(|href| self.links.target(href)) else {
            let place = href.and_then(|href| self.links.fragment(&href));
            let end = match place.and_then(|place| self.jumps.get(&place)).copied() {
                Some(index) => {
                    self.events.push(TextEvent::Open(Tag::Jump(index)));
                    End::Jump(index)
                }
                None => End::Nothing,
            };
            self.frames.push(Frame { end, ..Frame::default() });
            return;
        };
        self.in_link = true;
        self.frames.push(Frame { end: End::Link(self.events.len(), target), ..Frame::default() });
        // A placeholder for the opening tag: the link gets its index only if it turns out to have text.
        self.events.push(TextEvent::Text(String::new()));
    }

    /// Ends a link and puts its number after its last word. A link with nothing to see is dropped.
    pub(super) fn leave_link(&mut self, start: usize, target: String) {
        self.in_link = false;
        // Only the link's own events are searched: looking further back takes quadratic time over many empty links.
        let inside = self.events.get(start + 1..).unwrap_or_default();
        let Some(last) = inside.iter().rposition(is_visible).map(|at| start + 1 + at) else {
            return;
        };
        let index = self.links.index(target);
        if let Some(opening) = self.events.get_mut(start) {
            *opening = TextEvent::Open(Tag::Link(index));
        }
        self.events.insert(last + 1, TextEvent::Number(index));
        if let Some(TextEvent::Text(text)) = self.events.get_mut(last) {
            let trimmed = text.trim_end().len();
            let space = text.split_off(trimmed);
            if !space.is_empty() {
                self.events.insert(last + 2, TextEvent::Text(space));
            }
        }
        self.events.push(TextEvent::Close(Tag::Link(index)));
    }

    /// Reads a medium as a label that links to it.
    pub(super) fn media(&mut self, node: &NodeRef<'_>, word: &str) {
        let source = node.descendants_it().find(|below| below.has_name("source"));
        let src = ["src", "data-src"]
            .iter()
            .find_map(|name| attribute(node, name))
            .or_else(|| source.and_then(|source| attribute(&source, "src")))
            .and_then(|src| self.links.source(&src));
        let Some(src) = src else { return };
        let about = attribute(node, "title").map(|title| Text::line(&title).into_string());
        let about = about
            .filter(|about| !about.is_empty())
            .or_else(|| Url::parse(&src).ok().and_then(|url| url.host_str().map(str::to_owned)));
        let label = about.map_or_else(|| format!("[{word}]"), |about| format!("[{word}: {about}]"));
        let wrapper = self.expected_child().unwrap_or(Tag::Paragraph);
        self.events.push(TextEvent::Open(wrapper));
        if self.in_link {
            self.events.push(TextEvent::Label(label));
        } else {
            let index = self.links.index(src);
            self.events.extend([
                TextEvent::Open(Tag::Link(index)),
                TextEvent::Label(label),
                TextEvent::Number(index),
                TextEvent::Close(Tag::Link(index)),
            ]);
        }
        self.events.push(TextEvent::Close(wrapper));
    }

    /// Removes a picture's description when its caption repeats it.
    pub(super) fn drop_repeated_alt(&mut self, start: usize) {
        let start = start.min(self.events.len());
        let (before, caption) = self.events.split_at_mut(start);
        let caption: String = caption
            .iter()
            .filter_map(|event| if let TextEvent::Text(text) = event { Some(text.as_str()) } else { None })
            .collect();
        let caption = Text::line(&caption);
        let image = before.iter_mut().rev().take(6).find_map(|event| match event {
            TextEvent::Image { alt, .. } => Some(alt),
            _ => None,
        });
        if let Some(alt) = image.filter(|alt| alt.trim() == caption.as_str()) {
            alt.clear();
        }
    }
}
