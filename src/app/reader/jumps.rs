//! Jumps within an article, and goes back from them.

use super::scroll_map::Block;
use super::state::Reader;

impl Reader {
    /// Remembers the current place, so that `jump_back` can return to it.
    pub fn remember_place(&mut self) {
        let selected = self.selected_name();
        self.jumps.list.extend(self.anchor().map(|anchor| (anchor, selected)));
    }

    /// Jumps to a line and shows it a quarter of the view below the top. `jump_back` returns from there.
    pub fn jump(&mut self, line: usize, height: usize) {
        self.remember_place();
        self.thread.selected = None;
        self.scroll.top = line.saturating_sub(height / 4);
        self.clamp(height);
    }

    /// Goes back to where the last jump began. Returns `false` when there is no jump to go back from.
    pub fn jump_back(&mut self, height: usize) -> bool {
        let Some((anchor, selected)) = self.jumps.list.pop() else { return false };
        self.thread.selected = selected.and_then(|name| self.opened.as_ref()?.place_of(&name));
        if let Some(selected) = self.thread.selected {
            self.show_hidden(selected);
        }
        self.restore(Some(anchor));
        self.clamp(height);
        true
    }

    /// Goes from the comments to the line of the text that the user left for them, or else to the top.
    pub(in crate::app) fn leave_comments(&mut self, height: usize) {
        self.jumps.left_comment = self.selected_name();
        let is_text = |block: &Block| matches!(block, Block::Head | Block::Note | Block::Body | Block::Teaser);
        let from_text =
            self.jumps.list.iter().rposition(|(anchor, selected)| selected.is_none() && is_text(&anchor.block));
        self.thread.selected = None;
        match from_text {
            Some(at) => {
                self.jumps.list.truncate(at + 1);
                self.jump_back(height);
            }
            None => self.scroll.top = 0,
        }
    }

    /// Takes out the comment that the user left for the text, if the filter shows it. A folded thread stands for it.
    pub(in crate::app) fn take_left_comment(&mut self) -> Option<usize> {
        let (name, opened) = (self.jumps.left_comment.take()?, self.opened.as_ref()?);
        let place = self.thread.folds.anchor(&opened.thread, opened.place_of(&name)?);
        (!self.thread.triage.is_filtered_out(place)).then_some(place)
    }
}
