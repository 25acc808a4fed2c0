//! The comment tree's keys: what is selected, folded, and scrolled into view.

use super::state::Reader;
use crate::domain::{Node, Thread};
use crate::input::Action;

/// Carries out an action of the comments' context, and says what there was not to go to; `None` when it was none.
pub(in crate::app) fn act(reader: &mut Reader, action: Action, height: usize) -> Option<&'static str> {
    let opened = reader.opened.clone()?;
    let thread = &opened.thread;
    let selected = reader.thread.selected?;
    let folded = |reader: &Reader| reader.thread.folds.is_folded(selected);
    match action {
        Action::Left if !folded(reader) => toggle(reader, thread, selected, height),
        Action::Left => to(reader, thread.parent(selected), height),
        Action::Parent => return Some(jump(reader, thread.parent(selected), height, "no parent comment")),
        Action::Root => {
            let root = Some(thread.root_of(selected)).filter(|root| *root != selected);
            return Some(jump(reader, root, height, "already at the top comment"));
        }
        Action::Right if folded(reader) => toggle(reader, thread, selected, height),
        Action::ToggleFold => toggle(reader, thread, selected, height),
        Action::FoldSiblings => {
            reader.thread.folds.fold_siblings(thread, selected);
            refold(reader, thread, height);
        }
        Action::FoldAll => {
            reader.thread.folds.fold_all(thread);
            for (i, _) in thread.nodes().enumerate().filter(|(_, node)| node.depth == 0) {
                reader.thread.folds.fold(i);
            }
            reader.thread.level = 0;
            refold(reader, thread, height);
        }
        Action::UnfoldAll => {
            let analysis = reader.thread.triage.analysis.clone();
            reader.thread.triage.release(analysis.annotations.keys().copied().filter(|i| analysis.folds(*i)));
            reader.thread.folds.unfold_all();
            reader.thread.level = u32::MAX;
            refold(reader, thread, height);
        }
        Action::FoldLevelLess | Action::FoldLevelMore => {
            let deepest = thread.nodes().map(|node| node.depth).max().unwrap_or(0);
            let level = reader.thread.level.min(deepest);
            reader.thread.level = if action == Action::FoldLevelLess { level.saturating_sub(1) } else { level + 1 };
            reader.thread.folds.unfold_all();
            reader.thread.folds.fold_to_level(thread, reader.thread.level);
            refold(reader, thread, height);
        }
        Action::NextSibling => return Some(go(reader, thread.next_sibling(selected), height, "no next reply")),
        Action::PreviousSibling => {
            return Some(go(reader, thread.prev_sibling(selected), height, "no previous reply"));
        }
        Action::NextThread => return Some(jump(reader, thread.next_thread(selected), height, "no next thread")),
        Action::PreviousThread => {
            let before = thread.prev_thread(selected);
            return Some(jump(reader, before, height, "no previous thread"));
        }
        _ => return None,
    }
    Some("")
}

/// A step down: through a comment that is longer than the view, then to the next one that is visible.
pub(in crate::app) fn down(reader: &mut Reader, height: usize) {
    let Some((selected, (start, len))) = reader.thread.selected.and_then(|i| Some((i, reader.lines_of(i)?))) else {
        return;
    };
    if start + len > reader.scroll.top + height {
        return reader.scroll(1, height);
    }
    to(reader, reader.scroll.map.next(Some(selected)), height);
}

/// A step up: through the comment, to the one before, and from the first back into the text.
pub(in crate::app) fn up(reader: &mut Reader, height: usize) {
    let Some((selected, (start, _))) = reader.thread.selected.and_then(|i| Some((i, reader.lines_of(i)?))) else {
        return;
    };
    if start < reader.scroll.top {
        return reader.scroll(-1, height);
    }
    let before = reader.scroll.map.previous(Some(selected));
    if before.is_none() {
        reader.thread.selected = None;
        return reader.scroll(-1, height);
    }
    to(reader, before, height);
}

/// Selects a comment, unfolding what hides it, and scrolls it into view.
pub(in crate::app) fn to(reader: &mut Reader, comment: Option<usize>, height: usize) {
    let Some(i) = comment else { return };
    reader.show_hidden(i);
    reader.thread.selected = Some(i);
    show(reader, i, height);
}

/// The same, and unfolds it: whoever goes to what is left wants to read it. What was folded by itself stays so.
pub(in crate::app) fn to_open(reader: &mut Reader, comment: usize, height: usize) {
    if reader.thread.folds.is_folded(comment) && !reader.thread.triage.analysis.folds(comment) {
        reader.thread.folds.unfold(comment);
        reader.rebuild();
    }
    to(reader, Some(comment), height);
}

/// Goes to a comment, or has `missing` to say.
fn go(reader: &mut Reader, comment: Option<usize>, height: usize, missing: &'static str) -> &'static str {
    to(reader, comment, height);
    if comment.is_some() { "" } else { missing }
}

/// The same, with a way back.
fn jump(reader: &mut Reader, comment: Option<usize>, height: usize, missing: &'static str) -> &'static str {
    if comment.is_some() {
        reader.remember_place();
    }
    go(reader, comment, height, missing)
}

/// The first visible comment.
pub(in crate::app) fn first(reader: &mut Reader, height: usize) {
    to(reader, reader.scroll.map.next(None), height);
}

/// The last visible comment.
pub(in crate::app) fn last(reader: &mut Reader, height: usize) {
    to(reader, reader.scroll.map.previous(None), height);
}

/// Scrolls so that the comment is whole in view, or its beginning when it is too long. What lies far below comes to
/// the upper part of the view, so that its answers are seen too.
pub(in crate::app) fn show(reader: &mut Reader, comment: usize, height: usize) {
    let Some((start, len)) = reader.lines_of(comment) else { return };
    // The heading above the first comment belongs to it.
    let lead = if comment == 0 { start.saturating_sub(reader.comments_start()) } else { 0 };
    if start < reader.scroll.top + lead {
        reader.scroll.top = start - lead.min(start);
    } else if start > reader.scroll.top + height {
        reader.scroll.top = start.saturating_sub(height / 4);
    } else if start + len > reader.scroll.top + height {
        reader.scroll.top = (start + len).saturating_sub(height).min(start);
    }
    reader.clamp(height);
}

fn toggle(reader: &mut Reader, thread: &Thread, comment: usize, height: usize) {
    // Whoever unfolds what was folded by itself wants to read it, the next time too.
    if reader.thread.folds.toggle(comment) {
        reader.thread.triage.released.remove(&comment);
    } else if reader.thread.triage.analysis.folds(comment) {
        reader.thread.triage.released.insert(comment);
    }
    refold(reader, thread, height);
}

/// After a fold: the selection moves to what it was folded into, and stays on the same row of the screen.
pub(in crate::app) fn refold(reader: &mut Reader, thread: &Thread, height: usize) {
    let Some(selected) = reader.thread.selected else { return };
    let row = reader.lines_of(selected).map(|(start, _)| start.saturating_sub(reader.scroll.top));
    let anchor = reader.thread.folds.anchor(thread, selected);
    reader.thread.selected = Some(anchor);
    reader.rebuild();
    if let (Some(row), Some((start, _))) = (row, reader.lines_of(anchor)) {
        reader.scroll.top = start.saturating_sub(row);
    }
    reader.clamp(height);
    show(reader, anchor, height);
}

/// Scrolls to the reply that was written or chosen last, or the comment that it has become.
pub(super) fn to_pending_reply(reader: &mut Reader, height: usize) {
    let Some((id, opened)) = reader.pending.reply.take().zip(reader.opened.clone()) else { return };
    let is_reply = |node: Node<'_>| node.comment.reply.is_some_and(|(known, _)| known == id);
    let place = opened.thread.nodes().position(is_reply).or_else(|| opened.place_of_reply(id));
    to(reader, place, height);
}
