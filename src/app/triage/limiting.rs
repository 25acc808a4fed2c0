//! Fewer comments, or in another order: only some, sorted, what fits into a few minutes.

use super::state::Limited;
use crate::app::asks::{ask_open, reader_height, say};
use crate::app::reader_pane::{Reader, WORDS_A_MINUTE};
use crate::app::{Effect, Model, Prompt, PromptKind, tree};
use crate::domain::triage::{self, Limit, Order};
use crate::domain::{CommentStatus, Moderation, Text};

/// Minutes that are offered.
const MINUTES: &str = "5";
/// Ends the name of a limit that skims.
const SKIMMED: &str = " min";

/// Asks what to limit the comments to; shows all again where they are limited.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    if unlimit(model) {
        return say(model, "all comments");
    }
    crate::app::asks::ask(model, Prompt::new(PromptKind::Limit, ""))
}

/// Shows all again; says whether they were limited.
fn unlimit(model: &mut Model) -> bool {
    let height = reader_height(model);
    let mut was = false;
    model.reader.hold(height, |reader| {
        was = reader.triage.unlimit(&mut reader.folds);
        reader.rebuild();
        was
    });
    was
}

/// Limits the comments to what was typed.
pub(in crate::app) fn submit_limit(model: &mut Model, typed: &str) -> Vec<Effect> {
    let limit = match typed {
        ":unseen" => Limit::Unseen,
        ":kept" => Limit::Kept,
        _ if typed.starts_with(':') => return say(model, "only :unseen, :kept, @name or words; | asks again"),
        _ if typed.starts_with('@') => Limit::Author(typed.trim_start_matches('@').trim().to_owned()),
        _ => {
            // Texts are read off the screen's thread.
            let opened = model.reader.opened.clone();
            return opened.map(|opened| Effect::Limit(opened, typed.to_owned())).into_iter().collect();
        }
    };
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let found = triage::limit(&opened.thread, &limit, |i| reader.triage.mark(i));
    take(model, Limited { name: typed.trim_start_matches(':').to_owned(), shown: found.shown, matches: found.matches })
}

/// Shows only what a limit shows, and goes to the first match at or behind what is selected.
pub(in crate::app) fn take(model: &mut Model, limited: Limited) -> Vec<Effect> {
    if limited.matches.is_empty() {
        let none = match limited.name.as_str() {
            what @ ("unseen" | "kept") => format!("no comment here is {what}"),
            what => format!("no comment here for “{what}”"),
        };
        return say(model, &none);
    }
    let height = reader_height(model);
    let reader = &mut model.reader;
    let selected = u32::try_from(reader.selected.unwrap_or(0)).unwrap_or(0);
    let matches = &limited.matches;
    let next = matches.iter().find(|i| **i >= selected).or(matches.first()).map(|i| *i as usize);
    let notice =
        format!("{} for “{}”; | shows all again", crate::domain::pluralize(matches.len(), "comment"), limited.name);
    reader.triage.limit(limited, &mut reader.folds);
    reader.rebuild();
    tree::to(reader, next, height);
    say(model, &notice)
}

/// Sorts the threads in the next order.
pub(super) fn sort(model: &mut Model) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    model.options.sort = model.options.sort.next();
    let name = model.options.sort.as_str();
    let has_score = |node: crate::domain::Node<'_>| node.comment.score.is_some() || node.comment.votes.is_some();
    let is_idle = model.options.sort == Order::Score && !opened.thread.nodes().any(has_score);
    let remark = if is_idle { ", but no comment here has a score or votes" } else { "" };
    drop(say(model, &format!("sorted by: {name}{remark}")));
    vec![ask_open(model, opened.article.row.id)]
}

/// Asks for how many minutes there are.
pub(super) fn ask_skim(model: &mut Model) -> Vec<Effect> {
    let is_skimmed = |limited: &Limited| limited.name.ends_with(SKIMMED);
    if model.reader.triage.limited().is_some_and(is_skimmed) && unlimit(model) {
        return say(model, "all comments");
    }
    crate::app::asks::ask(model, Prompt::new(PromptKind::Skim, MINUTES))
}

/// Limits the comments to what is best read in so many minutes, and says how much of the thread that is.
pub(in crate::app) fn skim(model: &mut Model, typed: &str) -> Vec<Effect> {
    let Some(minutes) = typed.parse::<u32>().ok().filter(|minutes| (1..=600).contains(minutes)) else {
        return say(model, "give minutes from 1 to 600");
    };
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let skip = passed_over(reader);
    let speed = u32::try_from(WORDS_A_MINUTE).unwrap_or(200);
    let words = &reader.triage.study.words;
    if words.is_empty() {
        return say(model, "the comments are still being counted; try again in a moment");
    }
    let skim = triage::skim(&opened.thread, words, &skip, minutes, speed);
    let is_picked = |i: usize| u32::try_from(i).is_ok_and(|i| skim.picks.binary_search(&i).is_ok());
    let found = triage::limit_to(&opened.thread, (0..opened.thread.len()).map(is_picked).collect());
    let percent = u64::from(skim.words) * 100 / skim.of_words.max(1);
    let (picks, of) = (found.matches.len(), skim.of);
    let name = format!("{minutes}{SKIMMED}");
    let effects = take(model, Limited { name, shown: found.shown, matches: found.matches });
    if picks > 0 {
        let notice = format!("{minutes} min: {picks} of {of} comments, {percent}% of the words; | shows all again");
        model.status.say(Text::line(&notice), model.now);
    }
    effects
}

/// What is not worth the time: done, removed, muted, said before.
fn passed_over(reader: &Reader) -> Vec<bool> {
    let nodes = reader.opened.iter().flat_map(|opened| opened.thread.nodes());
    let is_over = |(i, node): (usize, crate::domain::Node<'_>)| {
        node.comment.state == Moderation::Removed
            || reader.triage.mark(i) == CommentStatus::Done
            || reader.triage.study.folds(i)
    };
    nodes.enumerate().map(is_over).collect()
}
