//! Marks comments by key as done or kept, and undoes marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Effect as ThreadEffect;
use super::state::Changes;
use crate::app::document::Opened;
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::reader::tree;
use crate::app::undo::{Undo, remember};
use crate::domain::{ArticleId, CommentRef, CommentStatus, pluralize};
use crate::input::Action;

/// Marks a comment and everything below it done, folds it, and goes to the next new one. Kept comments stay kept, and
/// comments that a filter hides stay as they are.
pub(super) fn done(model: &mut Model, place: usize) -> Vec<Effect> {
    let height = model.reader_height();
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let end = opened.thread.end_of(place);
    let triage = &mut reader.thread.triage;
    let changes = |i: &usize| triage.mark(*i) != CommentStatus::Kept && !triage.is_filtered_out(*i);
    let changed: Vec<usize> = (place..end).filter(changes).collect();
    let before = triage.mark_all(changed.into_iter(), CommentStatus::Done);
    let done = if before.len() > 1 { format!("{} done", before.len()) } else { "done".to_owned() };
    let unfold = !reader.thread.folds.is_folded(place);
    reader.thread.folds.fold(place);
    tree::refold(reader, &opened.thread, height);
    let effects = store(model, &opened, (before, unfold), CommentStatus::Done);
    let triage = &mut model.reader.thread.triage;
    // The next comment is seen as soon as the selection is on it.
    let unseen = triage.unseen().saturating_sub(1);
    let next = triage.pass_to_next(Some(end.saturating_sub(1)));
    let is_filtered = triage.filter().is_some();
    let notice = match next {
        Some(next) if next < place => format!("{done} · {unseen} new, continued from the top"),
        Some(_) => format!("{done} · {unseen} new"),
        None if is_filtered => format!("{done} · no more new here ({}: clear the filter)", model.key(Action::Filter)),
        None => format!("{done} · no more new comments"),
    };
    if let Some(next) = next {
        tree::to_open(&mut model.reader, next, height);
    }
    model.say(&notice);
    effects
}

/// Keeps a comment, or stops keeping it.
pub(super) fn toggle_kept(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let triage = &mut model.reader.thread.triage;
    let is_kept = triage.mark(place) == CommentStatus::Kept;
    let mark = if is_kept { CommentStatus::Seen } else { CommentStatus::Kept };
    let before = triage.mark_all(std::iter::once(place), mark);
    let effects = store(model, &opened, (before, false), mark);
    model.say(if is_kept { "no longer kept" } else { "kept" });
    effects
}

/// Folds every comment that is seen and has no unseen replies.
pub(super) fn fold_seen(model: &mut Model) -> Vec<Effect> {
    let height = model.reader_height();
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let view = &mut reader.thread;
    let mut folded = 0;
    for i in 0..opened.thread.len() {
        let is_all_seen = view.triage.unseen_in(i, opened.thread.end_of(i)) == 0;
        if is_all_seen && view.triage.mark(i) != CommentStatus::Kept && !view.folds.is_folded(i) {
            view.folds.fold(i);
            folded += 1;
        }
    }
    tree::refold(reader, &opened.thread, height);
    model.say(&format!("{} folded", pluralize(folded, "comment")))
}

/// Stores marks, and remembers the earlier ones so that the user can undo the change.
fn store(
    model: &mut Model,
    opened: &Arc<Opened>,
    (before, unfold): (Changes, bool),
    mark: CommentStatus,
) -> Vec<Effect> {
    if before.is_empty() || opened.is_preview() {
        return Vec::new();
    }
    let article = opened.article.row.id;
    let names = before.iter().filter_map(|(i, was)| Some((opened.name_of(*i)?, *was)));
    remember(&mut model.undo, Some(Undo::Marks { article, marks: names.collect(), unfold }));
    let marks = before.iter().map(|(i, _)| (*i, mark)).collect();
    vec![ThreadEffect::Mark { opened: opened.clone(), marks }.into()]
}

/// Marks the selected comment seen, unless it is folded.
pub(super) fn see_selected(model: &mut Model) {
    if model.focus == Pane::Reader
        && let Some(selected) = model.reader.thread.selected
        && model.reader.is_read_when_in_view(selected)
    {
        model.reader.thread.triage.see(selected);
    }
}

/// Restores earlier marks in the current thread and shows the first comment of them. Comments that came below it
/// meanwhile are done only because of it, so they become unseen again.
pub(super) fn unmark(
    model: &mut Model,
    article: ArticleId,
    (marks, unfold): (&[(CommentRef, CommentStatus)], bool),
) -> Vec<Effect> {
    let height = model.reader_height();
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone().filter(|opened| opened.article.row.id == article) else {
        return Vec::new();
    };
    let marks: Vec<(usize, CommentStatus)> =
        marks.iter().filter_map(|(name, mark)| Some((opened.place_of(name)?, *mark))).collect();
    let Some((first, _)) = marks.first().copied() else { return Vec::new() };
    let known: BTreeSet<usize> = marks.iter().map(|(i, _)| *i).collect();
    let triage = &mut reader.thread.triage;
    let since = |i: &usize| {
        let is_new = opened.thread.get(*i).is_some_and(|node| node.comment.new);
        is_new && triage.mark(*i) == CommentStatus::Done && !known.contains(i)
    };
    let since: Vec<(usize, CommentStatus)> = match marks.as_slice() {
        [_] => Vec::new(),
        _ => (first..opened.thread.end_of(first)).filter(since).map(|i| (i, CommentStatus::Unseen)).collect(),
    };
    triage.restore_marks(&marks);
    triage.restore_marks(&since);
    if unfold {
        reader.thread.folds.unfold(first);
        reader.rebuild();
    }
    // The filter stays on, so the first comment that it shows is selected.
    let shown = marks.iter().map(|(i, _)| *i).find(|i| !reader.thread.triage.is_filtered_out(*i));
    tree::to(reader, shown, height);
    if since.is_empty() { Vec::new() } else { vec![ThreadEffect::Mark { opened, marks: since }.into()] }
}
