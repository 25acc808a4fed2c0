//! Keeps a line of the text in view that moves by itself: the sentence that a voice reads.

use super::state::Reader;

impl Reader {
    /// Returns whether the view has a line of the text, counted from its first.
    pub(in crate::app) fn has_in_view(&self, line: usize, height: usize) -> bool {
        self.body_start().is_some_and(|start| (self.scroll.top..self.scroll.top + height).contains(&(start + line)))
    }

    /// Scrolls a line of the text to the upper quarter of the view, if it is not in the upper three.
    pub(in crate::app) fn bring_into_view(&mut self, line: usize, height: usize) {
        let Some(start) = self.body_start() else { return };
        let (line, quarter) = (start + line, height / 4);
        if !(self.scroll.top..self.scroll.top + (height - quarter).max(1)).contains(&line) {
            self.scroll.top = line.saturating_sub(quarter).min(self.total().saturating_sub(height));
        }
    }
}
