//! Lists the segments of the scroll above the comments: headline, notices, text, and the comments' heading.

use super::notices::notices;
use super::scroll_map::{Block, Segment};
use super::teaser::is_teaser;
use crate::app::document::{LaidOutPage, Opened};
use crate::app::thread::heading;

/// Returns the segments above the first comment.
#[must_use]
pub(super) fn above(opened: &Opened, page: &LaidOutPage) -> Vec<Segment> {
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
