//! Marks: done and on to the next, kept, seen in passing; and keeping all that.

use super::state::Changes;
use crate::app::asks::{reader_height, say};
use crate::app::reader_pane::Reader;
use crate::app::{Effect, Model, Opened, UNKEPT, tree};
use crate::domain::Mark;

/// Done with a comment and everything below it: it is folded, and the next that is left is gone to. What is kept stays so.
pub(super) fn done(model: &mut Model, place: usize) -> Vec<Effect> {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let end = opened.thread.end_of(place);
    let unkept: Vec<usize> = (place..end).filter(|i| reader.triage.mark(*i) != Mark::Kept).collect();
    let before = reader.triage.mark_all(unkept.into_iter(), Mark::Done);
    reader.folds.fold(place);
    tree::refold(reader, &opened.thread, height);
    let effects = told(&opened, before, Mark::Done);
    // The next one is looked at as soon as it is gone to.
    let left = reader.triage.left().saturating_sub(1);
    match reader.triage.next_left(Some(end.saturating_sub(1))) {
        Some(next) => {
            tree::to(reader, Some(next), height);
            let notice = format!("done; {left} left");
            model.status.say(crate::domain::Text::line(&notice), model.now);
        }
        None => drop(say(model, "done; nothing is left in this thread")),
    }
    effects
}

/// Keeps a comment, or lets it go.
pub(super) fn toggle_kept(model: &mut Model, place: usize) -> Vec<Effect> {
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let mark = if reader.triage.mark(place) == Mark::Kept { Mark::Seen } else { Mark::Kept };
    let before = reader.triage.mark_all(std::iter::once(place), mark);
    let effects = told(&opened, before, mark);
    drop(say(model, if mark == Mark::Kept { "kept" } else { "no longer kept" }));
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
        if is_through && reader.triage.mark(i) != Mark::Kept && !reader.folds.is_folded(i) {
            reader.folds.fold(i);
            folded += 1;
        }
    }
    tree::refold(reader, &opened.thread, height);
    say(model, &format!("{} folded", crate::domain::count(folded, "comment")))
}

/// Tells the store; taken back by what the places were.
fn told(opened: &std::sync::Arc<Opened>, before: Changes, mark: Mark) -> Vec<Effect> {
    if before.is_empty() || opened.article.row.id == UNKEPT {
        return Vec::new();
    }
    let marks = before.iter().map(|(i, _)| (*i, mark)).collect();
    vec![Effect::MarkComments { opened: opened.clone(), marks, before }]
}

/// The selected comment is looked at.
pub(in crate::app) fn see(model: &mut Model) {
    if model.focus == crate::app::Pane::Reader
        && let Some(selected) = model.reader.selected
    {
        model.reader.triage.see(selected);
    }
}

/// What was in view and has been paged past is looked at: comments of which the last words were below `top` and are above
/// the new top. One that began on the page before counts too, or whatever lies across a page's edge would stay unseen.
pub(in crate::app) fn see_between(reader: &mut Reader, top: usize) {
    let Some(lines) = reader.top.checked_sub(top) else { return };
    let rows = &reader.rows;
    // Below an unfolded comment is an empty line, which nobody has to look at.
    let passed =
        |i: &usize| rows.of(*i).is_some_and(|segment| segment.end() - usize::from(segment.len > 1) <= reader.top);
    let seen: Vec<usize> = rows.comments_in(top, lines).filter(passed).collect();
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
        let marks = seen.into_iter().map(|i| (i, Mark::Seen)).collect();
        effects.push(Effect::MarkComments { opened: opened.clone(), marks, before: Vec::new() });
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

/// Puts marks back as they were, in the thread as it is now, and shows the first of them.
pub(in crate::app) fn take_back(model: &mut Model, then: &Opened, marks: &[(usize, Mark)]) {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let Some(opened) = reader.opened.clone().filter(|opened| opened.article.row.id == then.article.row.id) else {
        return;
    };
    let now = |i: usize| opened.place_of(&then.name_of(i)?);
    let marks: Vec<(usize, Mark)> = marks.iter().filter_map(|(i, mark)| Some((now(*i)?, *mark))).collect();
    reader.triage.take_back(&marks);
    if let Some((first, _)) = marks.first() {
        reader.folds.unfold(*first);
        reader.rebuild();
        tree::to(reader, Some(*first), height);
    }
}
