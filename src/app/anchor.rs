//! What stays at the top of the reader's view, whatever the width, the folds and the text that is shown.
//!
//! Keeping it across restarts is left to `position`.

use super::View;
use super::reader_pane::Reader;
use super::rows::Part;

/// What is at the top of the view, whatever the width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) top: usize,
    pub(super) part: Part,
    /// Lines of the part above the view, of how many.
    pub(super) offset: (usize, usize),
    /// Letters of the part above the view.
    pub(super) letters: usize,
}

impl Reader {
    /// What is to be at the top in one of the article's texts. Changes begin at theirs; behind them the text is where
    /// it was.
    pub(super) fn anchor_for(&mut self, view: View) -> Option<Anchor> {
        let is_change = |view| matches!(view, View::Change(_));
        let shown = self.opened.as_ref().map_or(view, |opened| opened.view);
        let anchor = self.anchor();
        match (is_change(shown), is_change(view)) {
            (false, true) => {
                self.aside = anchor;
                self.top = 0;
                None
            }
            (true, true) if shown != view => {
                self.top = 0;
                None
            }
            (true, false) => self.aside.take().or(anchor),
            _ => anchor,
        }
    }

    /// What is at the top. As long as nothing is scrolled it stays the same, so that several changes of width in a
    /// row don't add up to a drift.
    pub(super) fn anchor(&self) -> Option<Anchor> {
        if let Some(anchor) = self.anchored.clone().filter(|anchor| anchor.top == self.top) {
            return Some(anchor);
        }
        let segment = self.rows.at(self.top)?;
        let before = (segment.start..self.top).map(|line| self.letters(line)).sum();
        let offset = (self.top - segment.start, segment.len);
        Some(Anchor { top: self.top, part: segment.part, offset, letters: before })
    }

    pub(super) fn restore(&mut self, anchor: Option<Anchor>) {
        let Some(anchor) = anchor else { return };
        let Some(segment) = self.rows.find(&anchor.part) else { return };
        let last = segment.start + segment.len.saturating_sub(1);
        self.top = if segment.len == anchor.offset.1 || anchor.letters == 0 {
            (segment.start + anchor.offset.0).min(last)
        } else {
            let mut before = 0;
            let line = (segment.start..last).find(|line| {
                before += self.letters(*line);
                before > anchor.letters
            });
            line.unwrap_or(last)
        };
        self.anchored = Some(Anchor { top: self.top, ..anchor });
    }

    /// What was restored stays the anchor wherever the end of the scroll has put it.
    pub(super) fn settle_anchor(&mut self) {
        if let Some(anchor) = &mut self.anchored {
            anchor.top = self.top;
        }
    }

    /// Letters of a line: what stays the same at every width.
    fn letters(&self, line: usize) -> usize {
        let count = |span: &crate::domain::Span| span.text.chars().filter(|c| !c.is_whitespace()).count();
        self.line(line).map_or(0, |line| line.spans.iter().map(count).sum())
    }
}
