//! Moves and folds in the comment tree, and scrolls the selected comment into view.

use super::state::Reader;
use crate::domain::{Node, Thread};
use crate::input::Action;

/// Carries out an action on the tree; `None` when it is for another file. The string is a notice for the status line
/// when there is no comment to go to, and empty otherwise.
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

/// Moves down: scrolls to the end of the selected comment, then selects the next visible one.
pub(in crate::app) fn down(reader: &mut Reader, height: usize) {
    let Some((selected, (start, len))) = reader.thread.selected.and_then(|i| Some((i, reader.lines_of(i)?))) else {
        return;
    };
    if start + len > reader.scroll.top + height {
        return reader.scroll(1, height);
    }
    to(reader, reader.scroll.map.next(Some(selected)), height);
}

/// Moves up: scrolls to the start of the selected comment, then selects the one before. From the first comment it goes
/// back into the text.
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

/// Selects a comment, unfolds what hides it, and scrolls it into view.
pub(in crate::app) fn to(reader: &mut Reader, comment: Option<usize>, height: usize) {
    let Some(i) = comment else { return };
    reader.show_hidden(i);
    reader.thread.selected = Some(i);
    show(reader, i, height);
}

/// Like [`to`], but also unfolds the comment, because the user wants to read it. An automatic fold stays.
pub(in crate::app) fn to_open(reader: &mut Reader, comment: usize, height: usize) {
    if reader.thread.folds.is_folded(comment) && !reader.thread.triage.analysis.folds(comment) {
        reader.thread.folds.unfold(comment);
        reader.rebuild();
    }
    to(reader, Some(comment), height);
}

/// Goes to a comment, or returns `missing` as a notice when there is none.
fn go(reader: &mut Reader, comment: Option<usize>, height: usize, missing: &'static str) -> &'static str {
    to(reader, comment, height);
    if comment.is_some() { "" } else { missing }
}

/// Like [`go`], but the user can go back from there.
fn jump(reader: &mut Reader, comment: Option<usize>, height: usize, missing: &'static str) -> &'static str {
    if comment.is_some() {
        reader.remember_place();
    }
    go(reader, comment, height, missing)
}

/// Goes to the first visible comment.
pub(in crate::app) fn first(reader: &mut Reader, height: usize) {
    to(reader, reader.scroll.map.next(None), height);
}

/// Goes to the last visible comment.
pub(in crate::app) fn last(reader: &mut Reader, height: usize) {
    to(reader, reader.scroll.map.previous(None), height);
}

/// Scrolls so that the whole comment is in view, or its beginning if it is too long. A comment far below moves to the
/// upper part of the view, so that its replies are in view too.
pub(in crate::app) fn show(reader: &mut Reader, comment: usize, height: usize) {
    let Some((start, len)) = reader.lines_of(comment) else { return };
    // The heading above the first comment is shown with it.
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

/// Folds or unfolds a comment.
fn toggle(reader: &mut Reader, thread: &Thread, comment: usize, height: usize) {
    // A comment that was folded automatically stays unfolded the next time once the user has unfolded it.
    if reader.thread.folds.toggle(comment) {
        reader.thread.triage.released.remove(&comment);
    } else if reader.thread.triage.analysis.folds(comment) {
        reader.thread.triage.released.insert(comment);
    }
    refold(reader, thread, height);
}

/// Brings the view up to date after a change of folds. If a fold now hides the selected comment, the selection moves to
/// the folded one. It stays on the same row of the screen.
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

/// Scrolls to the reply that the user wrote or chose last, or to the comment that the site has made of it.
pub(super) fn to_pending_reply(reader: &mut Reader, height: usize) {
    let Some((id, opened)) = reader.pending.reply.take().zip(reader.opened.clone()) else { return };
    let is_reply = |node: Node<'_>| node.comment.reply.is_some_and(|(known, _)| known == id);
    let place = opened.thread.nodes().position(is_reply).or_else(|| opened.place_of_reply(id));
    to(reader, place, height);
}
