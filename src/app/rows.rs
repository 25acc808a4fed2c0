//! The reader's one scroll, as segments: which lines belong to the text, which to which comment.
//!
//! Built anew when a fold or the width changes, in time linear in the visible comments; a line is then found by
//! bisection, so drawing costs what is in view.

use super::teaser::is_teaser;
use super::{Opened, SetPage, View, is_outdated};
use crate::domain::fold::Folds;
use crate::domain::{Text, Time};

/// What a stretch of lines is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
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
    pub part: Part,
}

/// Columns that a comment at `depth` is moved to the right, of `width`: two a level, as long as two thirds of the
/// width are left for the text.
#[must_use]
pub fn indent(depth: u32, width: u16) -> u16 {
    let deepest = width / 6;
    u16::try_from(depth).unwrap_or(u16::MAX).min(deepest) * 2
}

/// All segments, top to bottom.
#[must_use]
pub fn segments(opened: &Opened, page: &SetPage, folds: &Folds) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut push = |len: usize, part: Part| {
        if len > 0 {
            all.push(Segment { start, len, part });
            start += len;
        }
    };
    push(page.head.len(), Part::Head);
    push(1, Part::Gap);
    let notes = remarks(opened).len();
    push(notes, Part::Note);
    push(usize::from(notes > 0), Part::Gap);
    push(page.body.lines.len(), Part::Body);
    if is_teaser(opened, page) {
        push(1, Part::Gap);
        push(1, Part::Teaser);
    }
    push(2, Part::Gap);
    push(3 + opened.warnings.len().min(MAX_WARNINGS), Part::CommentsHead);
    let thread = &opened.thread;
    let mut missing: Option<&str> = None;
    for i in folds.visible(thread) {
        let Some(node) = thread.get(i) else { continue };
        if node.depth == 0 {
            let parent = node.comment.parent.as_deref().filter(|_| node.orphan);
            if let Some(id) = parent.filter(|id| missing != Some(id)) {
                push(1, Part::Missing(id.to_owned()));
            }
            missing = parent;
        }
        let is_folded = folds.is_folded(&node.comment.id);
        let text = if is_folded { 0 } else { page.comments.get(i).map_or(0, Vec::len) + 1 };
        push(1 + text, Part::Comment(i));
    }
    push(1, Part::Gap);
    push(1, Part::End);
    all
}

/// Something to be said above the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The outlet changed its words at that moment.
    Edited(Time),
    /// The text is a change, counted from 0, the latest first.
    Change {
        /// When it was seen.
        then: Time,
        /// Which.
        at: usize,
        /// Of how many.
        of: usize,
    },
    /// The page was fetched before the outlet changed the article.
    Outdated,
    /// The page may not be what was wanted.
    Doubt(Text),
}

/// What is to be said above the text, a line each.
#[must_use]
pub fn remarks(opened: &Opened) -> Vec<Remark> {
    let of = opened.revisions;
    if let (View::Change(at), Some(change)) = (opened.view, &opened.change) {
        return vec![Remark::Change { then: change.at, at, of }];
    }
    let edited = opened.article.row.edited.filter(|_| of > 0).map(Remark::Edited);
    let mut all: Vec<Remark> = edited.into_iter().collect();
    if let Some(page) = opened.article.page.as_ref().filter(|_| opened.view == View::Text) {
        all.extend(is_outdated(opened).then_some(Remark::Outdated));
        all.extend(page.notes.iter().take(MAX_WARNINGS).cloned().map(Remark::Doubt));
    }
    all
}

/// Warnings shown above the tree; the rest are in the thread's own list.
pub const MAX_WARNINGS: usize = 3;

/// The segment that holds a line.
#[must_use]
pub fn segment_at(segments: &[Segment], line: usize) -> Option<usize> {
    let at = segments.partition_point(|segment| segment.start + segment.len <= line);
    (at < segments.len()).then_some(at)
}

/// The segment of a comment, if it is visible.
#[must_use]
pub fn segment_of(segments: &[Segment], comment: usize) -> Option<usize> {
    segments.iter().position(|segment| segment.part == Part::Comment(comment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_leaves_room_for_the_text() {
        for width in 1..200_u16 {
            for depth in [0, 1, 5, 30, 10_000] {
                let left = indent(depth, width);
                assert!(left * 3 <= width, "{left} of {width}");
            }
        }
    }
}
