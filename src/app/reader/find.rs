//! Searches the open article: its text and its comments, folded ones too.
//!
//! The lines of a comment are known once it is laid out. Until then a match points at the comment's header.

use super::scroll_map::Block;
use super::state::{Find, Reader};

/// Orders matches from the top of the scroll to its end.
fn rank(hit: &(Block, usize)) -> (usize, usize) {
    let block = match hit.0 {
        Block::Head => 0,
        Block::Body => 1,
        Block::Comment(i) => i + 2,
        _ => usize::MAX,
    };
    (block, hit.1)
}

impl Reader {
    /// Finds `words` in any case and returns how many lines match.
    pub fn find(&mut self, words: &str) -> usize {
        let words = words.to_lowercase();
        let mut matches = Vec::new();
        for (block, lines) in [(Block::Head, &self.page.head), (Block::Body, &self.page.body.lines)] {
            let found = lines.iter().enumerate().filter(|(_, line)| line.text().to_lowercase().contains(&words));
            matches.extend(found.map(|(at, _)| (block.clone(), at)));
        }
        let comments = self.opened.as_ref().map_or(0, |opened| opened.thread.len());
        for i in 0..comments {
            self.find_in(i, &words, &mut matches);
        }
        let count = matches.len();
        let top =
            self.scroll.map.at(self.scroll.top).map(|segment| rank(&(segment.block, self.scroll.top - segment.start)));
        let at = matches.iter().position(|hit| Some(rank(hit)) >= top).unwrap_or(0);
        self.find = Some(Find { words, matches, at });
        count
    }

    /// Adds the matches in one comment: in its author's name, and in its text if it is laid out.
    fn find_in(&self, i: usize, words: &str, matches: &mut Vec<(Block, usize)>) {
        let Some(node) = self.opened.as_ref().and_then(|opened| opened.thread.get(i)) else { return };
        let has = |text: &str| text.to_lowercase().contains(words);
        let lines = self.thread.bodies.lines(i);
        if node.comment.author.as_deref().is_some_and(has) {
            matches.push((Block::Comment(i), 0));
        }
        let found = lines.unwrap_or_default().iter().enumerate().filter(|(_, line)| has(&line.text()));
        matches.extend(found.map(|(at, _)| (Block::Comment(i), at + 1)));
    }

    /// Returns whether there are comments that are not laid out. Their texts are searched on another thread.
    pub(super) fn has_unset_comments(&self) -> bool {
        let comments = self.opened.as_ref().map_or(0, |opened| opened.thread.len());
        (0..comments).any(|i| self.thread.bodies.lines(i).is_none())
    }

    /// Adds the comments in which the store found `words`, and returns how many lines match in all. Returns `None` when
    /// the user searches for other words by now.
    pub(in crate::app) fn add_found(&mut self, words: &str, places: &[usize]) -> Option<usize> {
        let mut find = self.find.take_if(|find| find.words == words)?;
        let current = find.matches.get(find.at).map(rank);
        let not_laid_out = places.iter().filter(|i| self.thread.bodies.lines(**i).is_none());
        find.matches.extend(not_laid_out.map(|i| (Block::Comment(*i), 0)));
        find.matches.sort_by_key(rank);
        find.matches.dedup();
        find.at = find.matches.iter().position(|hit| Some(rank(hit)) >= current).unwrap_or(0);
        let count = find.matches.len();
        self.find = Some(find);
        Some(count)
    }

    /// Searches comments again once they are laid out, so that each match points at its line.
    pub(in crate::app) fn find_again(&mut self, laid_out: &[usize]) {
        let Some(mut find) = self.find.take() else { return };
        let current = find.matches.get(find.at).map(rank);
        find.matches.retain(|(block, _)| !matches!(block, Block::Comment(i) if laid_out.contains(i)));
        for i in laid_out {
            self.find_in(*i, &find.words, &mut find.matches);
        }
        find.matches.sort_by_key(rank);
        find.at = find.matches.iter().position(|hit| Some(rank(hit)) >= current).unwrap_or(0);
        self.find = Some(find);
    }

    /// Returns the line of the current match, unless a fold hides it.
    #[must_use]
    pub fn found_line(&self) -> Option<usize> {
        let find = self.find.as_ref()?;
        let (block, inside) = find.matches.get(find.at)?;
        let segment = self.scroll.map.find(block)?;
        (*inside < segment.len).then_some(segment.start + inside)
    }

    /// Jumps to the match `steps` behind the current one, continuing at the other end, and unfolds what hides it.
    pub fn find_jump(&mut self, steps: isize, height: usize) {
        let Some(find) = &mut self.find else { return };
        let count = isize::try_from(find.matches.len()).unwrap_or(isize::MAX);
        if count == 0 {
            return;
        }
        find.at = (isize::try_from(find.at).unwrap_or(0) + steps).rem_euclid(count).unsigned_abs();
        self.thread.selected = match find.matches.get(find.at) {
            Some((Block::Comment(i), _)) => Some(*i),
            _ => None,
        };
        if let Some(i) = self.thread.selected {
            self.show_hidden(i);
        }
        let Some(line) = self.found_line() else { return };
        if line < self.scroll.top || line >= self.scroll.top + height {
            self.scroll.top = line.saturating_sub(height / 3);
        }
        self.clamp(height);
    }
}
