//! The comment tree's keys: what is selected, folded, and scrolled into view.

use super::reader_pane::Reader;
use crate::domain::Thread;
use crate::input::Action;

/// Carries out an action of the comments' context, and says what there was not to go to; `None` when it was none.
pub(super) fn act(reader: &mut Reader, action: Action, height: usize) -> Option<&'static str> {
    let opened = reader.opened.clone()?;
    let thread = &opened.thread;
    let selected = reader.selected?;
    let folded = |reader: &Reader| reader.folds.is_folded(selected);
    match action {
        Action::Left if !folded(reader) => toggle(reader, thread, selected, height),
        Action::Left => to(reader, thread.parent(selected), height),
        Action::Parent => return Some(leap(reader, thread.parent(selected), height, "it answers no other comment")),
        Action::Root => {
            let root = Some(thread.root_of(selected)).filter(|root| *root != selected);
            return Some(leap(reader, root, height, "this is where it began"));
        }
        Action::Right if folded(reader) => toggle(reader, thread, selected, height),
        Action::ToggleFold => toggle(reader, thread, selected, height),
        Action::FoldSiblings => {
            reader.folds.fold_siblings(thread, selected);
            refold(reader, thread, height);
        }
        Action::FoldAll => {
            reader.folds.fold_all(thread);
            for (i, _) in thread.nodes().enumerate().filter(|(_, node)| node.depth == 0) {
                reader.folds.fold(i);
            }
            reader.level = 0;
            refold(reader, thread, height);
        }
        Action::UnfoldAll => {
            let study = reader.triage.study.clone();
            reader.triage.release(study.whys.keys().copied().filter(|i| study.folds(*i)));
            reader.folds.unfold_all();
            reader.level = u32::MAX;
            refold(reader, thread, height);
        }
        Action::FoldLevelLess | Action::FoldLevelMore => {
            let deepest = thread.nodes().map(|node| node.depth).max().unwrap_or(0);
            let level = reader.level.min(deepest);
            reader.level = if action == Action::FoldLevelLess { level.saturating_sub(1) } else { level + 1 };
            reader.folds.unfold_all();
            reader.folds.fold_to_level(thread, reader.level);
            refold(reader, thread, height);
        }
        Action::NextSibling => return Some(go(reader, thread.next_sibling(selected), height, "the last answer here")),
        Action::PreviousSibling => {
            return Some(go(reader, thread.prev_sibling(selected), height, "the first answer here"));
        }
        Action::NextThread => return Some(leap(reader, thread.next_thread(selected), height, "the last thread")),
        Action::PreviousThread => {
            let before = thread.prev_thread(selected);
            return Some(leap(reader, before, height, "the first thread"));
        }
        _ => return None,
    }
    Some("")
}

/// A step down: through a comment that is longer than the view, then to the next one that is visible.
pub(super) fn down(reader: &mut Reader, height: usize) {
    let Some((selected, (start, len))) = reader.selected.and_then(|i| Some((i, reader.lines_of(i)?))) else { return };
    if start + len > reader.top + height {
        return reader.scroll(1, height);
    }
    to(reader, reader.rows.next(Some(selected)), height);
}

/// A step up: through the comment, to the one before, and from the first back into the text.
pub(super) fn up(reader: &mut Reader, height: usize) {
    let Some((selected, (start, _))) = reader.selected.and_then(|i| Some((i, reader.lines_of(i)?))) else { return };
    if start < reader.top {
        return reader.scroll(-1, height);
    }
    let before = reader.rows.previous(Some(selected));
    if before.is_none() {
        reader.selected = None;
        return reader.scroll(-1, height);
    }
    to(reader, before, height);
}

/// Selects a comment, unfolding what hides it, and scrolls it into view.
pub(super) fn to(reader: &mut Reader, comment: Option<usize>, height: usize) {
    let Some(i) = comment else { return };
    reader.show_hidden(i);
    reader.selected = Some(i);
    show(reader, i, height);
}

/// The same, and unfolds it: whoever goes to what is left wants to read it. What was folded by itself stays so.
pub(super) fn to_open(reader: &mut Reader, comment: usize, height: usize) {
    if reader.folds.is_folded(comment) && !reader.triage.study.folds(comment) {
        reader.folds.unfold(comment);
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
fn leap(reader: &mut Reader, comment: Option<usize>, height: usize, missing: &'static str) -> &'static str {
    if comment.is_some() {
        reader.mark();
    }
    go(reader, comment, height, missing)
}

/// The first visible comment.
pub(super) fn first(reader: &mut Reader, height: usize) {
    to(reader, reader.rows.next(None), height);
}

/// The last visible comment.
pub(super) fn last(reader: &mut Reader, height: usize) {
    to(reader, reader.rows.previous(None), height);
}

/// Scrolls so that the comment is whole in view, or its beginning when it is too long. What lies far below comes to
/// the upper part of the view, so that its answers are seen too.
pub(super) fn show(reader: &mut Reader, comment: usize, height: usize) {
    let Some((start, len)) = reader.lines_of(comment) else { return };
    // The heading above the first comment belongs to it.
    let lead = if comment == 0 { start.saturating_sub(reader.comments_start()) } else { 0 };
    if start < reader.top + lead {
        reader.top = start - lead.min(start);
    } else if start > reader.top + height {
        reader.top = start.saturating_sub(height / 4);
    } else if start + len > reader.top + height {
        reader.top = (start + len).saturating_sub(height).min(start);
    }
    reader.clamp(height);
}

fn toggle(reader: &mut Reader, thread: &Thread, comment: usize, height: usize) {
    // Whoever unfolds what was folded by itself wants to read it, the next time too.
    if reader.folds.toggle(comment) {
        reader.triage.released.remove(&comment);
    } else if reader.triage.study.folds(comment) {
        reader.triage.released.insert(comment);
    }
    refold(reader, thread, height);
}

/// After a fold: the selection moves to what it was folded into, and stays on the same row of the screen.
pub(super) fn refold(reader: &mut Reader, thread: &Thread, height: usize) {
    let Some(selected) = reader.selected else { return };
    let row = reader.lines_of(selected).map(|(start, _)| start.saturating_sub(reader.top));
    let anchor = reader.folds.anchor(thread, selected);
    reader.selected = Some(anchor);
    reader.rebuild();
    if let (Some(row), Some((start, _))) = (row, reader.lines_of(anchor)) {
        reader.top = start.saturating_sub(row);
    }
    reader.clamp(height);
    show(reader, anchor, height);
}
