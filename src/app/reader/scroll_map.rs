//! The reader's one scroll, as segments: which lines belong to the text, which to which comment.
//!
//! Built anew when a fold, a text or the width changes, in one pass over the comments' sizes; a line is then found by
//! bisection, so drawing costs what is in view. What is said above the text is left to `notices`.

use std::collections::BTreeMap;

use super::notices::notices;
use super::teaser::is_teaser;
use crate::app::document::{Opened, LaidOutPage};
use crate::app::thread::heading;
use crate::domain::{Folds, Thread};

/// What a stretch of lines is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Headline and byline.
    Head,
    /// What is to be said about the text.
    Note,
    /// The text.
    Body,
    /// Where the rest of the text is.
    Teaser,
    /// "17 Comments" and what is to be said about them.
    CommentsHead,
    /// Where the comments of one of several threads begin: its place among them.
    Origin(u16),
    /// Stands in for a comment that is answered but not loaded: its id.
    Missing(String),
    /// A comment, by its place in the thread: a header, and its text unless it is folded.
    Comment(usize),
    /// Nothing.
    Gap,
    /// The end, and what comes next.
    End,
}

/// A stretch of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its first line, counted over the whole scroll.
    pub start: usize,
    /// How many.
    pub len: usize,
    /// What it is.
    pub block: Block,
}

impl Segment {
    /// The line after it.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.len
    }
}

/// All segments, top to bottom.
#[derive(Debug, Clone, Default)]
pub struct ScrollMap {
    /// Down to the comments' heading.
    before: Vec<Segment>,
    /// The line under the heading.
    first: usize,
    /// For each comment where its block begins, counted from `first`, and the end of the last one. A hidden comment has
    /// no lines.
    starts: Vec<u32>,
    /// What stands above a comment, a line each; part of its block.
    leads: BTreeMap<usize, Vec<Block>>,
}

/// Below the comments: a gap and the end.
const AFTER: [Block; 2] = [Block::Gap, Block::End];

impl ScrollMap {
    /// Counts everything: `before` stands above the comments, `height` says how many lines a comment's text has. With a
    /// limit only comments that it shows have lines.
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
        // Answers are of their root's origin. Comments are large: the fewer are looked at the better.
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

    /// Gives comments whose texts are shown so many lines more, or fewer; what stands below them moves.
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

    /// Lines of the whole scroll.
    #[must_use]
    pub fn total(&self) -> usize {
        if self.before.is_empty() { 0 } else { self.end_of_comments() + AFTER.len() }
    }

    fn end_of_comments(&self) -> usize {
        self.first + self.starts.last().map_or(0, |end| *end as usize)
    }

    /// The segment that holds a line.
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
        // The last that begins here or above: hidden ones end where they begin, and are passed over.
        let i = self.starts.partition_point(|start| *start <= inside).checked_sub(1)?;
        let (start, lead) = (self.first + self.starts[i] as usize, self.lead(i));
        match lead.get(line - start) {
            Some(block) => Some(Segment { start: line, len: 1, block: block.clone() }),
            None => self.of(i),
        }
    }

    fn lead(&self, i: usize) -> &[Block] {
        self.leads.get(&i).map(Vec::as_slice).unwrap_or_default()
    }

    /// The lines of a comment, if it is visible.
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

    /// The segments from the one that holds a line on.
    pub fn from(&self, line: usize) -> impl Iterator<Item = Segment> + '_ {
        std::iter::successors(self.at(line), |segment| self.at(segment.end()))
    }

    /// The first segment of this kind.
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

    /// The next visible comment behind `i`, or the first of all.
    #[must_use]
    pub fn next(&self, i: Option<usize>) -> Option<usize> {
        let from = i.map_or(0, |i| i + 1);
        let sizes = self.starts.get(from..)?.windows(2);
        sizes.into_iter().position(|pair| pair[1] > pair[0]).map(|at| from + at)
    }

    /// The visible comment before `i`, or the last of all.
    #[must_use]
    pub fn previous(&self, i: Option<usize>) -> Option<usize> {
        let until = i.unwrap_or(self.starts.len().saturating_sub(1));
        let sizes = self.starts.get(..=until)?.windows(2);
        sizes.into_iter().rposition(|pair| pair[1] > pair[0])
    }

    /// The visible comments that have lines from `top` on, `height` of them.
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

/// What stands above the comments, their heading included.
#[must_use]
pub fn above(opened: &Opened, page: &LaidOutPage) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut push = |len: usize, block: Block| {
        if len > 0 {
            all.push(Segment { start, len, block });
            start += len;
        }
    };
    push(page.head.len(), Block::Head);
    push(1, Block::Gap);
    let notes = notices(opened).len();
    push(notes, Block::Note);
    push(usize::from(notes > 0), Block::Gap);
    push(page.body.lines.len(), Block::Body);
    if is_teaser(opened, page) {
        push(1, Block::Gap);
        push(1, Block::Teaser);
    }
    push(2, Block::Gap);
    push(3 + heading::wrapped(opened, page.width).len(), Block::CommentsHead);
    all
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
            // What is shown has the way to it shown.
            let limit = limit.map(|mut shown| {
                for i in (0..thread.len()).rev() {
                    if let Some(parent) = thread.parent(i).filter(|_| shown[i]) {
                        shown[parent] = true;
                    }
                }
                shown
            });
            let shown = limit.as_deref();
            let before = vec![Segment { start: 0, len: 3, block: Block::Head }, Segment { start: 3, len: 2, block: Block::CommentsHead }];
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

            // Texts that turn out longer or shorter move what is below as counting all again does.
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
