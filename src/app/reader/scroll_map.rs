//! Maps the lines of the reader's scroll to segments: which lines belong to the text, and which to which comment.
//!
//! The map is built again when a fold, a text or the width changes, in one pass over the comments' sizes. It finds a
//! line by bisection, so drawing costs only the lines in view.

use std::collections::BTreeMap;

use crate::domain::{Folds, Thread};

/// The kind of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Headline and byline.
    Head,
    /// The notices above the text.
    Note,
    /// The text.
    Body,
    /// A line that offers to fetch the full text.
    Teaser,
    /// The heading "17 Comments" and the lines below it.
    CommentsHead,
    /// The heading of one of several threads, by the thread's index.
    Origin(u16),
    /// A line in place of a parent comment that is not loaded, by its id.
    Missing(String),
    /// A comment by its place in the thread: a header line, and its text unless it is folded.
    Comment(usize),
    /// Empty lines.
    Gap,
    /// The line at the end, with the next article.
    End,
}

/// A stretch of lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its first line, counted from the top of the scroll.
    pub start: usize,
    /// Its number of lines.
    pub len: usize,
    /// Its kind.
    pub block: Block,
}

impl Segment {
    /// Returns the line behind its last one.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.len
    }
}

/// All segments from top to bottom.
#[derive(Debug, Clone, Default)]
pub struct ScrollMap {
    /// The segments down to the comments' heading.
    before: Vec<Segment>,
    /// The line below the comments' heading.
    first: usize,
    /// For each comment the line where its block begins, counted from `first`; behind them the end of the last block. A
    /// hidden comment has no lines.
    starts: Vec<u32>,
    /// The lines above a comment that belong to its block, one for each `Origin` or `Missing`.
    leads: BTreeMap<usize, Vec<Block>>,
}

/// The lines below the comments.
const AFTER: [Block; 2] = [Block::Gap, Block::End];

impl ScrollMap {
    /// Builds the map from the segments above the comments and from `height`, the lines of a comment's text. With a
    /// filter, `shown` says which comments have lines.
    #[must_use]
    pub fn build(
        before: Vec<Segment>,
        thread: &Thread,
        folds: &Folds,
        shown: Option<&[bool]>,
        height: impl Fn(usize) -> u32,
    ) -> Self {
        let first = before.last().map_or(0, Segment::end);
        let mut map = Self { before, first, starts: Vec::with_capacity(thread.len() + 1), leads: BTreeMap::new() };
        let is_shown = |i: usize| shown.is_none_or(|shown| shown.get(i) == Some(&true));
        // Replies have the origin of their root. A comment is large, so the scan reads only roots.
        let several = thread.nodes().any(|node| node.depth == 0 && node.comment.origin > 0);
        let (mut line, mut hidden_until) = (0, 0);
        let (mut missing, mut origin) = (None, None);
        for (i, node) in thread.nodes().enumerate() {
            map.starts.push(line);
            if i < hidden_until || !is_shown(i) {
                continue;
            }
            if node.depth == 0 {
                let mut leads = Vec::new();
                if several && origin != Some(node.comment.origin) {
                    origin = Some(node.comment.origin);
                    leads.push(Block::Origin(node.comment.origin));
                }
                let parent = node.comment.parent.as_deref().filter(|_| node.orphan);
                leads.extend(parent.filter(|_| missing != parent).map(|id| Block::Missing(id.to_owned())));
                missing = parent;
                if !leads.is_empty() {
                    line += u32::try_from(leads.len()).unwrap_or(0);
                    map.leads.insert(i, leads);
                }
            }
            if folds.is_folded(i) {
                hidden_until = i + 1 + node.descendants as usize;
                line += 1;
            } else {
                line += 2 + height(i);
            }
        }
        map.starts.push(line);
        map
    }

    /// Adds lines to comments, or removes lines if the number is negative, and moves everything below them.
    pub fn resize(&mut self, grown: &BTreeMap<usize, i32>) {
        let (mut from, mut by) = (0, 0_i32);
        for (i, lines) in grown.iter().map(|(i, lines)| (*i, *lines)).chain([(self.starts.len(), 0)]) {
            let to = (i + 1).min(self.starts.len());
            if by != 0 {
                self.starts[from..to].iter_mut().for_each(|start| *start = start.saturating_add_signed(by));
            }
            (from, by) = (to, by.saturating_add(lines));
        }
    }

    /// Returns the number of lines of the whole scroll.
    #[must_use]
    pub fn total(&self) -> usize {
        if self.before.is_empty() { 0 } else { self.end_of_comments() + AFTER.len() }
    }

    /// Returns the line below the last comment.
    fn end_of_comments(&self) -> usize {
        self.first + self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Returns the segment that contains a line.
    #[must_use]
    pub fn at(&self, line: usize) -> Option<Segment> {
        if line < self.first {
            let at = self.before.partition_point(|segment| segment.end() <= line);
            return self.before.get(at).cloned();
        }
        if let Some(below) = line.checked_sub(self.end_of_comments()) {
            let block = AFTER.get(below).filter(|_| !self.before.is_empty())?;
            return Some(Segment { start: line, len: 1, block: block.clone() });
        }
        let inside = u32::try_from(line - self.first).unwrap_or(u32::MAX);
        // The last block that begins at or above the line. Hidden blocks are empty, so the search skips them.
        let i = self.starts.partition_point(|start| *start <= inside).checked_sub(1)?;
        let (start, lead) = (self.first + self.starts[i] as usize, self.lead(i));
        match lead.get(line - start) {
            Some(block) => Some(Segment { start: line, len: 1, block: block.clone() }),
            None => self.of(i),
        }
    }

    /// Returns the lines above a comment that belong to its block.
    fn lead(&self, i: usize) -> &[Block] {
        self.leads.get(&i).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the segment of a comment, if it is visible.
    #[must_use]
    pub fn of(&self, i: usize) -> Option<Segment> {
        let (start, end) = (*self.starts.get(i)? as usize, *self.starts.get(i + 1)? as usize);
        let lead = self.lead(i).len();
        let segment = Segment {
            start: self.first + start + lead,
            len: (end - start).checked_sub(lead)?,
            block: Block::Comment(i),
        };
        (segment.len > 0).then_some(segment)
    }

    /// Iterates over the segments, beginning with the one that contains a line.
    pub fn from(&self, line: usize) -> impl Iterator<Item = Segment> + '_ {
        std::iter::successors(self.at(line), |segment| self.at(segment.end()))
    }

    /// Finds the first segment of a kind.
    #[must_use]
    pub fn find(&self, block: &Block) -> Option<Segment> {
        match block {
            Block::Comment(i) => self.of(*i),
            Block::Origin(_) | Block::Missing(_) => {
                let (i, at) =
                    self.leads.iter().find_map(|(i, lead)| Some((*i, lead.iter().position(|p| p == block)?)))?;
                let start = self.first + *self.starts.get(i)? as usize + at;
                Some(Segment { start, len: 1, block: block.clone() })
            }
            Block::End => self.at(self.end_of_comments() + 1),
            _ => self.before.iter().find(|segment| segment.block == *block).cloned(),
        }
    }

    /// Returns the next visible comment behind `i`, or the first visible one.
    #[must_use]
    pub fn next(&self, i: Option<usize>) -> Option<usize> {
        let from = i.map_or(0, |i| i + 1);
        let sizes = self.starts.get(from..)?.windows(2);
        sizes.into_iter().position(|pair| pair[1] > pair[0]).map(|at| from + at)
    }

    /// Returns the visible comment before `i`, or the last visible one.
    #[must_use]
    pub fn previous(&self, i: Option<usize>) -> Option<usize> {
        let until = i.unwrap_or(self.starts.len().saturating_sub(1));
        let sizes = self.starts.get(..=until)?.windows(2);
        sizes.into_iter().rposition(|pair| pair[1] > pair[0])
    }

    /// Iterates over the comments that have lines among the `height` lines from `top` on.
    pub fn comments_in(&self, top: usize, height: usize) -> impl Iterator<Item = usize> + '_ {
        let bottom = top.saturating_add(height);
        let mut at = self.from(top.max(self.first)).take_while(move |segment| segment.start < bottom);
        std::iter::from_fn(move || {
            at.find_map(|segment| match segment.block {
                Block::Comment(i) => Some(Some(i)),
                Block::Gap | Block::End => Some(None),
                _ => None,
            })
            .flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Comment;
    use proptest::prelude::*;

    fn comments() -> impl Strategy<Value = Vec<Comment>> {
        let row = (0..20_u32, proptest::option::weighted(0.8, 0..24_u32), 0..2_u16);
        proptest::collection::vec(row, 0..40).prop_map(|rows| {
            let comment = |(id, parent, origin): (u32, Option<u32>, u16)| Comment {
                id: id.to_string().into(),
                parent: parent.map(|parent| parent.to_string().into()),
                origin,
                ..Comment::default()
            };
            rows.into_iter().map(comment).collect()
        })
    }

    proptest! {
        #[test]
        fn every_line_belongs_to_one_segment_and_every_visible_comment_has_some(
            comments in comments(),
            folded in proptest::collection::vec(0..40_usize, 0..8),
            limit in proptest::option::of(proptest::collection::vec(any::<bool>(), 40)),
        ) {
            let thread = Thread::build(comments).0;
            let folds: Folds = folded.into_iter().collect();
            // A filter that shows a comment shows its ancestors too.
            let limit = limit.map(|mut shown| {
                for i in (0..thread.len()).rev() {
                    if let Some(parent) = thread.parent(i).filter(|_| shown[i]) {
                        shown[parent] = true;
                    }
                }
                shown
            });
            let shown = limit.as_deref();
            let segment = |start, len, block| Segment { start, len, block };
            let before = vec![segment(0, 3, Block::Head), segment(3, 2, Block::CommentsHead)];
            let map = ScrollMap::build(before, &thread, &folds, shown, |i| u32::try_from(i % 3).unwrap());
            let visible: Vec<usize> = match shown {
                None => folds.visible(&thread).collect(),
                Some(shown) => folds.visible(&thread).filter(|i| shown[*i]).collect(),
            };

            let mut line = 0;
            let mut seen = Vec::new();
            for segment in map.from(0) {
                prop_assert_eq!(segment.start, line);
                prop_assert!((segment.start..segment.end()).all(|line| map.at(line) == Some(segment.clone())));
                prop_assert_eq!(map.find(&segment.block).is_some(), segment.block != Block::Gap);
                line = segment.end();
                if let Block::Comment(i) = segment.block {
                    seen.push(i);
                }
            }
            prop_assert_eq!(line, map.total());
            prop_assert_eq!(&seen, &visible);
            prop_assert_eq!(map.at(line), None);

            let down: Vec<usize> = std::iter::successors(map.next(None), |i| map.next(Some(*i))).collect();
            let mut up: Vec<usize> = std::iter::successors(map.previous(None), |i| map.previous(Some(*i))).collect();
            up.reverse();
            prop_assert_eq!(&down, &visible);
            prop_assert_eq!(&up, &visible);
            prop_assert_eq!(map.comments_in(0, usize::MAX).collect::<Vec<_>>(), visible.clone());

            // Resizing gives the same map as building it again.
            let height = |i: usize| u32::try_from(i * i % 4).unwrap();
            let mut resized = map.clone();
            let open = visible.iter().filter(|i| !folds.is_folded(**i));
            let by = |i: usize| height(i).cast_signed() - i32::try_from(i % 3).unwrap();
            resized.resize(&open.map(|i| (*i, by(*i))).collect());
            let again = ScrollMap::build(map.before.clone(), &thread, &folds, shown, height);
            prop_assert_eq!(resized.starts, again.starts);
        }
    }
}
