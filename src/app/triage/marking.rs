//! Marks: done and on to the next, kept, seen in passing; and keeping all that.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::state::Changes;
use crate::app::asks::{reader_height, say};
use crate::app::reader_pane::Reader;
use crate::app::undo::remember;
use crate::app::{Effect, Model, Opened, UNKEPT, Undo, tree};
use crate::domain::{ArticleId, CommentRef, CommentStatus};

/// Done with a comment and everything below it: it is folded, and the next that is left is gone to. What is kept stays so,
/// and what a limit does not show.
pub(super) fn done(model: &mut Model, place: usize) -> Vec<Effect> {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let end = opened.thread.end_of(place);
    let is_meant = |i: &usize| reader.triage.mark(*i) != CommentStatus::Kept && !reader.triage.leaves_out(*i);
    let meant: Vec<usize> = (place..end).filter(is_meant).collect();
    let before = reader.triage.mark_all(meant.into_iter(), CommentStatus::Done);
    let done = if before.len() > 1 { format!("{} done", before.len()) } else { "done".to_owned() };
    let unfold = !reader.folds.is_folded(place);
    reader.folds.fold(place);
    tree::refold(reader, &opened.thread, height);
    let effects = told(model, &opened, (before, unfold), CommentStatus::Done);
    let reader = &mut model.reader;
    // The next one is looked at as soon as it is gone to.
    let left = reader.triage.left().saturating_sub(1);
    let next = reader.triage.pass_to_next(Some(end.saturating_sub(1)));
    let notice = match next {
        Some(next) if next < place => format!("{done}; {left} left; from the top again"),
        Some(_) => format!("{done}; {left} left"),
        None if reader.triage.limited().is_some() => format!("{done}; nothing is left here; | shows all again"),
        None => format!("{done}; nothing is left in this thread"),
    };
    if let Some(next) = next {
        tree::to_open(reader, next, height);
    }
    drop(say(model, &notice));
    effects
}

/// Keeps a comment, or lets it go.
pub(super) fn toggle_kept(model: &mut Model, place: usize) -> Vec<Effect> {
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let mark = if reader.triage.mark(place) == CommentStatus::Kept { CommentStatus::Seen } else { CommentStatus::Kept };
    let before = reader.triage.mark_all(std::iter::once(place), mark);
    let effects = told(model, &opened, (before, false), mark);
    drop(say(model, if mark == CommentStatus::Kept { "kept" } else { "no longer kept" }));
    effects
}

/// Folds what has been seen and has nothing left below it.
pub(super) fn fold_seen(model: &mut Model) -> Vec<Effect> {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let mut folded = 0;
    for i in 0..opened.thread.len() {
        let is_through = reader.triage.left_in(i, opened.thread.end_of(i)) == 0;
        if is_through && reader.triage.mark(i) != CommentStatus::Kept && !reader.folds.is_folded(i) {
            reader.folds.fold(i);
            folded += 1;
        }
    }
    tree::refold(reader, &opened.thread, height);
    say(model, &format!("{} folded", crate::domain::pluralize(folded, "comment")))
}

/// Tells the store. It can be taken back at once, by what the places were.
fn told(
    model: &mut Model,
    opened: &Arc<Opened>,
    (before, unfold): (Changes, bool),
    mark: CommentStatus,
) -> Vec<Effect> {
    let article = opened.article.row.id;
    if before.is_empty() || article == UNKEPT {
        return Vec::new();
    }
    let names = before.iter().filter_map(|(i, was)| Some((opened.name_of(*i)?, *was)));
    remember(&mut model.undo, Some(Undo::Marks { article, marks: names.collect(), unfold }));
    let marks = before.iter().map(|(i, _)| (*i, mark)).collect();
    vec![Effect::MarkComments { opened: opened.clone(), marks }]
}

/// The selected comment is looked at, unless it is folded. What was folded by itself says why in its line: that is enough.
pub(in crate::app) fn see(model: &mut Model) {
    if model.focus == crate::app::Pane::Reader
        && let Some(selected) = model.reader.selected
        && is_open(&model.reader, selected)
    {
        model.reader.triage.see(selected);
    }
}

fn is_open(reader: &Reader, i: usize) -> bool {
    !reader.folds.is_folded(i) || reader.triage.study.folds(i)
}

/// What was in view and has been paged past is looked at: comments of which the last words were below `top` and are above
/// the new top. One that began on the page before counts too, or whatever lies across a page's edge would stay unseen.
pub(in crate::app) fn see_between(reader: &mut Reader, top: usize) {
    let Some(lines) = reader.top.checked_sub(top) else { return };
    let rows = &reader.rows;
    // Below an unfolded comment is an empty line, which nobody has to look at.
    let passed =
        |i: &usize| rows.of(*i).is_some_and(|segment| segment.end() - usize::from(segment.len > 1) <= reader.top);
    let seen: Vec<usize> = rows.comments_in(top, lines).filter(passed).filter(|i| is_open(reader, *i)).collect();
    for i in seen {
        reader.triage.see(i);
    }
}

/// What the store does not know yet: what was seen, and what is folded.
pub(in crate::app) fn keep(model: &mut Model) -> Vec<Effect> {
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone().filter(|opened| opened.article.row.id != UNKEPT) else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    let seen = reader.triage.take_seen();
    if !seen.is_empty() {
        effects.push(Effect::SeeComments { opened: opened.clone(), places: seen });
    }
    let own = own(reader);
    if reader.kept_folds != own {
        let (folded, released) = own.clone();
        reader.kept_folds = own;
        effects.push(Effect::KeepFolds { opened, folded, released });
    }
    effects
}

/// The user's own folds, and what no rule folds any more.
pub(in crate::app) fn own(reader: &Reader) -> (Vec<usize>, Vec<usize>) {
    (reader.triage.own_folds(&reader.folds), reader.triage.released.iter().copied().collect())
}

/// Puts marks back as they were, in the thread as it is now, and shows the first of them. What has come below them since
/// and is done only because they were is left again.
pub(in crate::app) fn take_back(
    model: &mut Model,
    article: ArticleId,
    (marks, unfold): (&[(CommentRef, CommentStatus)], bool),
) -> Vec<Effect> {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone().filter(|opened| opened.article.row.id == article) else {
        return Vec::new();
    };
    let marks: Vec<(usize, CommentStatus)> =
        marks.iter().filter_map(|(name, mark)| Some((opened.place_of(name)?, *mark))).collect();
    let Some((first, _)) = marks.first().copied() else { return Vec::new() };
    let known: BTreeSet<usize> = marks.iter().map(|(i, _)| *i).collect();
    let since = |i: &usize| {
        let is_new = opened.thread.get(*i).is_some_and(|node| node.comment.new);
        is_new && reader.triage.mark(*i) == CommentStatus::Done && !known.contains(i)
    };
    let since: Vec<(usize, CommentStatus)> = match marks.as_slice() {
        [_] => Vec::new(),
        _ => (first..opened.thread.end_of(first)).filter(since).map(|i| (i, CommentStatus::Unseen)).collect(),
    };
    reader.triage.take_back(&marks);
    reader.triage.take_back(&since);
    if unfold {
        reader.folds.unfold(first);
        reader.rebuild();
    }
    // A limit stays, and what it leaves out out of view.
    tree::to(reader, marks.iter().map(|(i, _)| *i).find(|i| !reader.triage.leaves_out(*i)), height);
    if since.is_empty() { Vec::new() } else { vec![Effect::MarkComments { opened, marks: since }] }
}
