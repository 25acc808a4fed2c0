//! Keeps the top of the reader's view in place when the width, the folds or the shown text change.
//!
//! `saved_place` keeps the place across restarts.

use super::state::{Anchor, Reader};
use crate::app::document::View;

impl Reader {
    /// Returns the anchor to restore when the reader turns to one of the article's texts. The view of a change begins
    /// at the top; on the way back the text is where the user left it.
    pub(in crate::app) fn anchor_for(&mut self, view: View) -> Option<Anchor> {
        let is_change = |view| matches!(view, View::Change(_));
        let shown = self.opened.as_ref().map_or(view, |opened| opened.view);
        let anchor = self.anchor();
        match (is_change(shown), is_change(view)) {
            (false, true) => {
                self.jumps.saved_anchor = anchor;
                self.scroll.top = 0;
                None
            }
            (true, true) if shown != view => {
                self.scroll.top = 0;
                None
            }
            (true, false) => self.jumps.saved_anchor.take().or(anchor),
            _ => anchor,
        }
    }

    /// Returns the anchor of the line at the top of the view.
    pub(in crate::app) fn anchor(&self) -> Option<Anchor> {
        if let Some((_, anchor)) = self.scroll.anchor.as_ref().filter(|(top, _)| *top == self.scroll.top) {
            return Some(anchor.clone());
        }
        let segment = self.scroll.map.at(self.scroll.top)?;
        let letters = (segment.start..self.scroll.top).map(|line| self.letters(line)).sum();
        let offset = (self.scroll.top - segment.start, segment.len);
        Some(Anchor { block: segment.block, offset, letters })
    }

    /// Scrolls the view so that the anchor's line is at the top. The caller clamps the view to the end of the scroll.
    pub(in crate::app) fn restore(&mut self, anchor: Option<Anchor>) {
        let Some(anchor) = anchor else { return };
        let Some(segment) = self.scroll.map.find(&anchor.block) else { return };
        let last = segment.start + segment.len.saturating_sub(1);
        self.scroll.top = if segment.len == anchor.offset.1 || anchor.letters == 0 {
            (segment.start + anchor.offset.0).min(last)
        } else {
            let mut before = 0;
            let line = (segment.start..last).find(|line| {
                before += self.letters(*line);
                before > anchor.letters
            });
            line.unwrap_or(last)
        };
        self.scroll.anchor = Some((self.scroll.top, anchor));
    }

    /// Counts the letters of a line without white space, because their number is the same at every width.
    fn letters(&self, line: usize) -> usize {
        let count = |span: &crate::domain::Span| span.text.chars().filter(|c| !c.is_whitespace()).count();
        self.line(line).map_or(0, |line| line.spans.iter().map(count).sum())
    }
}
