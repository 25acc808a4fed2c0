//! Filters, sorts and skims the comments.

use super::Effect as ThreadEffect;
use super::state::AppliedFilter;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::prompt::PromptKind;
use crate::app::reader;
use crate::app::reader::state::Reader;
use crate::app::reader::tree;
use crate::app::reading_time::WORDS_A_MINUTE;
use crate::domain::triage::{self, CommentFilter, Order};
use crate::domain::{CommentStatus, Moderation, Node, pluralize};
use crate::input::Action;

/// The minutes that the prompt offers.
const MINUTES: &str = "5";
/// The end of the name of every filter that skims.
const SKIM_SUFFIX: &str = " min";

/// Clears the filter that is on, or else opens the prompt for one.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    if clear(model) {
        return model.say("filter cleared");
    }
    model.prompt(PromptKind::Filter, "")
}

/// Shows all comments; returns whether a filter was on.
fn clear(model: &mut Model) -> bool {
    let height = model.reader_height();
    let mut was = false;
    model.reader.hold_view(height, |reader| {
        was = reader.thread.triage.clear_filter(&mut reader.thread.folds);
        reader.rebuild();
        was
    });
    was
}

/// Shows only comments that match what the user typed.
pub(super) fn submit(model: &mut Model, typed: &str) -> Vec<Effect> {
    let filter = match typed {
        ":unseen" | ":new" => CommentFilter::Unseen,
        ":kept" => CommentFilter::Kept,
        _ if typed.starts_with(':') => {
            model.reopen_prompt();
            return model.say("unknown filter: use @name, :new, :kept or words");
        }
        _ if typed.starts_with('@') => CommentFilter::Author(typed.trim_start_matches('@').trim().to_owned()),
        _ => {
            // `runtime` searches the texts, because a long thread takes too long for the screen's thread.
            let opened = model.reader.opened.clone();
            return opened.map(|opened| ThreadEffect::Filter(opened, typed.to_owned()).into()).into_iter().collect();
        }
    };
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let found = triage::filter(&opened.thread, &filter, |i| reader.thread.triage.mark(i));
    let name = if filter == CommentFilter::Unseen { "new" } else { typed.trim_start_matches(':') };
    apply(model, AppliedFilter { name: name.to_owned(), shown: found.shown, matches: found.matches })
}

/// Shows only the comments of a filter and goes to the first match from the selected comment on.
pub(super) fn apply(model: &mut Model, filter: AppliedFilter) -> Vec<Effect> {
    if filter.matches.is_empty() {
        return model.say(&match filter.name.as_str() {
            name @ ("new" | "kept") => format!("no {name} comments here"),
            words => format!("no comment matches “{words}”"),
        });
    }
    let height = model.reader_height();
    let reader = &mut model.reader;
    let selected = u32::try_from(reader.thread.selected.unwrap_or(0)).unwrap_or(0);
    let matches = &filter.matches;
    let next = matches.iter().find(|i| **i >= selected).or(matches.first()).map(|i| *i as usize);
    let (count, name) = (pluralize(matches.len(), "comment"), filter.name.clone());
    reader.thread.triage.apply_filter(filter, &mut reader.thread.folds);
    reader.rebuild();
    tree::to(reader, next, height);
    let key = model.key(Action::Filter);
    model.say(&format!("{count} for “{name}” ({key}: clear the filter)"))
}

/// Sorts the threads in the next order.
pub(super) fn sort(model: &mut Model) -> Vec<Effect> {
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    model.options.sort = model.options.sort.next();
    let name = model.options.sort.as_str();
    let has_score = |node: Node<'_>| node.comment.score.is_some() || node.comment.votes.is_some();
    let is_idle = model.options.sort == Order::Score && !opened.thread.nodes().any(has_score);
    let note = if is_idle { ", but these comments have no scores" } else { "" };
    model.say(&format!("sorted by {name}{note}"));
    model.post(reader::Msg::Open(opened.article.row.id));
    Vec::new()
}

/// Asks how many minutes the user has, or clears the filter if it skims.
pub(super) fn ask_skim(model: &mut Model) -> Vec<Effect> {
    let is_skim = |filter: &AppliedFilter| filter.name.ends_with(SKIM_SUFFIX);
    if model.reader.thread.triage.filter().is_some_and(is_skim) && clear(model) {
        return model.say("filter cleared");
    }
    model.prompt(PromptKind::Skim, MINUTES)
}

/// Shows the best comments that the user can read in the typed number of minutes, and says what share they are.
pub(super) fn skim(model: &mut Model, typed: &str) -> Vec<Effect> {
    let Some(minutes) = typed.parse::<u32>().ok().filter(|minutes| (1..=600).contains(minutes)) else {
        model.reopen_prompt();
        return model.say("minutes: a number from 1 to 600");
    };
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let skip = skipped(reader);
    let speed = u32::try_from(WORDS_A_MINUTE).unwrap_or(200);
    let words = &reader.thread.triage.analysis.words;
    if words.is_empty() {
        model.reopen_prompt();
        return model.say("the comments are still being counted; try again in a moment");
    }
    let skim = triage::skim(&opened.thread, words, &skip, minutes, speed);
    let is_picked = |i: usize| u32::try_from(i).is_ok_and(|i| skim.picks.binary_search(&i).is_ok());
    let found = triage::filter_to(&opened.thread, (0..opened.thread.len()).map(is_picked).collect());
    let percent = u64::from(skim.words) * 100 / skim.of_words.max(1);
    let (picks, of) = (found.matches.len(), skim.of);
    let name = format!("{minutes}{SKIM_SUFFIX}");
    let effects = apply(model, AppliedFilter { name, shown: found.shown, matches: found.matches });
    if picks > 0 {
        let key = model.key(Action::Filter);
        model.say(&format!(
            "{minutes} min: {picks} of {of} comments, {percent}% of the words ({key}: clear the filter)"
        ));
    }
    effects
}

/// Returns for each comment whether skimming skips it: done, removed, muted and repeated ones.
fn skipped(reader: &Reader) -> Vec<bool> {
    let nodes = reader.opened.iter().flat_map(|opened| opened.thread.nodes());
    let is_skipped = |(i, node): (usize, Node<'_>)| {
        node.comment.state == Moderation::Removed
            || reader.thread.triage.mark(i) == CommentStatus::Done
            || reader.thread.triage.analysis.folds(i)
    };
    nodes.enumerate().map(is_skipped).collect()
}
