//! Carries out the effects of the comments: stores marks, folds and rules, and lays out, searches and analyses texts.

mod analysis;
mod batch;
mod search;

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::document::{LaidOutComment, Opened};
use crate::app::msg::Msg;
use crate::app::thread::indent::text_room;
use crate::app::thread::{Effect, Msg as ThreadMsg};
use crate::app::undo::{self, Undo};
use crate::domain::triage::Rule;
use crate::domain::{CommentRef, Line, Text};
use crate::library::{Library, LibraryError};
use crate::page;
use crate::runtime::shell::ports::Shell;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::LayOut { opened, width, places } => lay_out(shell, opened, width, places),
        Effect::LayOutChanges { opened, width, place } => lay_out_changes(shell, opened, width, place),
        Effect::Analyse(opened) => analysis::start(shell, opened),
        Effect::Filter(opened, words) => search::filter(shell, opened, words),
        Effect::FindIn(opened, words) => search::find(shell, opened, words),
        Effect::Mark { opened, marks } => shell.write(move |library, _| {
            let named = marks.iter().filter_map(|(i, mark)| Some((opened.name_of(*i)?, *mark))).collect();
            library.store.mark_comments(opened.article.row.id, named)?;
            Ok(stored())
        }),
        Effect::See { opened, places } => shell.write(move |library, _| {
            library.store.mark_seen(opened.article.row.id, names(&opened, &places))?;
            Ok(stored())
        }),
        Effect::KeepFolds { opened, folded, released } => shell.write_quietly(move |library, _| {
            let (folded, released) = (names(&opened, &folded), names(&opened, &released));
            Ok(library.store.set_folds(opened.article.row.id, folded, released)?)
        }),
        Effect::AddRule(rule) => shell.write(move |library, _| add_rule(library, rule)),
        Effect::RemoveRule(rule) => shell.write(move |library, _| remove_rule(library, &rule)),
        Effect::Visit(article, fetched) => shell.write(move |library, _| {
            library.store.visit_thread(article, fetched)?;
            Ok(stored())
        }),
        Effect::Fetch(article, is_thorough) => shell.fetcher.thread(article, is_thorough),
    }
}

fn stored() -> Msg {
    undo::Msg::Changed { undo: None, notice: None }.into()
}

fn names(opened: &Opened, places: &[usize]) -> Vec<CommentRef> {
    places.iter().filter_map(|i| opened.name_of(*i)).collect()
}

/// Adds a rule to `rules.toml`, in place of a rule that does the opposite.
fn add_rule(library: &Library, rule: Rule) -> Result<Msg, LibraryError> {
    let replaced = library.change_rules(|rules| rules.put(&rule))?;
    let notice = match replaced.as_deref() {
        None => format!("this rule already exists: {rule}"),
        Some([]) => rule.to_string(),
        Some([old, ..]) => format!("{rule}, in place of {old}"),
    };
    let undo = replaced.map(|add| Undo::Rules { remove: vec![rule], add });
    Ok(ThreadMsg::RulesChanged { undo, notice: Text::line(&notice) }.into())
}

/// Removes a rule from `rules.toml`.
fn remove_rule(library: &Library, rule: &Rule) -> Result<Msg, LibraryError> {
    let add = library.change_rules(|rules| rules.remove_all(|known| known == rule))?;
    let exists = !add.is_empty();
    let notice = if exists { format!("rule removed: {rule}") } else { format!("no such rule: {rule}") };
    let undo = exists.then_some(Undo::Rules { remove: Vec::new(), add });
    Ok(ThreadMsg::RulesChanged { undo, notice: Text::line(&notice) }.into())
}

/// Undoes a change of rules.
pub(super) fn restore_rules(library: &Library, remove: &[Rule], add: &[Rule]) -> Result<(), LibraryError> {
    library.change_rules(|rules| {
        rules.remove_all(|known| remove.contains(known))?;
        add.iter().try_for_each(|rule| rules.add(rule).map(drop))
    })
}

/// Lays out the texts of comments.
fn lay_out(shell: &Shell, opened: Arc<Opened>, width: u16, places: Vec<usize>) {
    let (thread, wanted) = (opened.thread.clone(), places.clone());
    let not_laid_out = move || ThreadMsg::NotLaidOut { thread: thread.clone(), width, places: wanted.clone() }.into();
    let (request, cache) = (shell.requests.request_or(not_laid_out), shell.cache.clone());
    let _ = shell.pages.send(Box::new(move |library| match library.bodies(&opened, &places) {
        Ok(bodies) => {
            let comments = cache.lay_out_comments(&opened, width, bodies);
            for msg in answers(&opened, width, places, comments) {
                request.send(msg.into());
            }
        }
        Err(error) => request.answer(Err(error)),
    }));
}

/// Answers for every place that was requested: with its text, or as not laid out.
fn answers(
    opened: &Opened,
    width: u16,
    mut places: Vec<usize>,
    comments: Vec<(usize, LaidOutComment)>,
) -> [ThreadMsg; 2] {
    let laid_out: HashSet<usize> = comments.iter().map(|(i, _)| *i).collect();
    places.retain(|i| !laid_out.contains(i));
    let thread = opened.thread.clone();
    [ThreadMsg::LaidOut { thread: thread.clone(), width, comments }, ThreadMsg::NotLaidOut { thread, width, places }]
}

/// Lays out a comment, and marks its changes since the previous version.
fn lay_out_changes(shell: &Shell, opened: Arc<Opened>, width: u16, place: usize) {
    let request = shell.requests.begin();
    let _ = shell.pages.send(Box::new(move |library| {
        let Some(name) = opened.name_of(place) else { return };
        let earlier = match library.store.comment_revisions(opened.article.row.id, &name) {
            Ok(earlier) => earlier,
            Err(error) => return request.answer(Err(error.into())),
        };
        let Some((_, before)) = earlier.into_iter().next() else { return };
        let now = match library.bodies(&opened, &[place]) {
            Ok(bodies) => bodies.into_iter().next().map(|(_, body)| body).unwrap_or_default(),
            Err(error) => return request.answer(Err(error)),
        };
        let article = opened.clone();
        let lay_out = move || changes(&article, (place, width), (&before.0, &now.html.0));
        let lines = page::run_with_deadline(page::LIMIT, lay_out).unwrap_or_default();
        let comments = vec![(place, LaidOutComment { lines, url: now.url, ..LaidOutComment::default() })];
        request.send(ThreadMsg::LaidOut { thread: opened.thread.clone(), width, comments }.into());
    }));
}

fn changes(opened: &Opened, (place, width): (usize, u16), (before, now): (&str, &str)) -> Vec<Line> {
    let Some(node) = opened.thread.get(place) else { return Vec::new() };
    let version = |html| page::Version { title: "", html };
    page::changes(version(before), version(now), text_room(node.depth, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Extracted;
    use crate::runtime::reader::preview::preview;

    #[test]
    fn every_requested_text_is_answered() {
        let opened = preview(Extracted::default(), "https://a.example/".to_owned(), crate::domain::Time::default());
        // The texts at 0 and 3 were too late.
        let comments = vec![(2, LaidOutComment::default()), (1, LaidOutComment::default())];
        let thread = opened.thread.clone();
        assert_eq!(
            answers(&opened, 40, vec![0, 1, 2, 3], comments.clone()),
            [
                ThreadMsg::LaidOut { thread: thread.clone(), width: 40, comments },
                ThreadMsg::NotLaidOut { thread, width: 40, places: vec![0, 3] }
            ]
        );
    }
}
