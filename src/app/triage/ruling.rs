//! Rules from the keyboard: a menu of whom and what to mute or follow, why something is folded, who else said it.

use crate::app::asks::{reader_height, say};
use crate::app::{Effect, MenuAct, MenuRow, Model, PromptKind, Study, Why, menu};
use crate::domain::article::host_of;
use crate::domain::repeats::shown;
use crate::domain::triage::{Matcher, Rule, RuleError, Verb};
use crate::domain::{Text, pluralize};

/// Points a comment may have for "score below" to be offered with one more than it has.
const LOW: i64 = 1;

/// Whom and what the selected comment gives reason to mute or follow.
pub(super) fn menu(model: &mut Model, place: usize) -> Vec<Effect> {
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let Some(comment) = opened.thread.get(place).map(|node| node.comment) else { return Vec::new() };
    let study = reader.triage.study.clone();
    let mut rows: Vec<MenuRow> = stops(&study, place).collect();
    let is_there =
        |rule: &Rule| study.rules_on(place).any(|known| known.verb() == rule.verb() && known.is_about_same(rule));
    let mut offer = |label: String, verb, matcher| {
        if let Ok(rule) = Rule::new(verb, matcher, None)
            && !is_there(&rule)
        {
            rows.push(MenuRow::new(&label, "everywhere; u takes it back", MenuAct::AddRule(rule)));
        }
    };
    if let Some(author) = &comment.author {
        offer(format!("mute {author}"), Verb::Mute, Matcher::Author(author.to_string()));
        offer(format!("follow {author}"), Verb::Follow, Matcher::Author(author.to_string()));
    }
    let mut hosts: Vec<String> = reader.links_of(place).iter().filter_map(|link| host_of(link)).collect();
    hosts.dedup();
    for host in hosts {
        offer(format!("mute links to {host}"), Verb::Mute, Matcher::Site(host));
    }
    if let Some(score) = comment.score.filter(|score| *score <= LOW) {
        offer(format!("mute scores below {}", score + 1), Verb::Mute, Matcher::ScoreBelow(score + 1));
    }
    rows.push(MenuRow::new("mute a word …", "", MenuAct::Ask(PromptKind::MuteWord)));
    rows.push(MenuRow::new("follow a word …", "", MenuAct::Ask(PromptKind::FollowWord)));
    let title = match &comment.author {
        Some(_) => "Mute or follow",
        None => "Mute or follow (an unsigned comment is nobody's in particular)",
    };
    menu::show(model, title, rows)
}

/// Ends for the rules that hit a comment.
fn stops(study: &Study, place: usize) -> impl Iterator<Item = MenuRow> {
    study.rules_on(place).map(|rule| {
        let (told, verb) = (rule.to_string(), if rule.verb() == Verb::Mute { "muting" } else { "following" });
        let what = told.split_once(": ").map_or("", |(_, what)| what);
        MenuRow::new(&format!("stop {verb} {what}"), "u brings it back", MenuAct::RemoveRule(rule.clone()))
    })
}

/// A rule for a word that was typed.
pub(in crate::app) fn rule_for(verb: Verb, word: &str) -> Result<Rule, RuleError> {
    Rule::new(verb, Matcher::Word(word.to_owned()), None)
}

/// Why something is said of a comment, and how to undo it.
pub(super) fn why(model: &mut Model, place: usize) -> Vec<Effect> {
    let study = model.reader.triage.study.clone();
    let Some(why) = study.why(place) else {
        return say(model, "nothing was done to this comment by itself");
    };
    let told = why.told();
    let mut rows = Vec::new();
    match why {
        Why::Muted(_) => {
            rows.push(MenuRow::new("read it all the same", "it stays unfolded", MenuAct::Release(place)));
            rows.extend(stops(&study, place));
        }
        Why::Repeat { of, .. } => {
            rows.push(MenuRow::new("read it all the same", "it stays unfolded", MenuAct::Release(place)));
            rows.push(MenuRow::new("go to the first to say it", "ctrl-o comes back", MenuAct::GoTo(*of)));
        }
        Why::Followed(_) => {
            rows.push(MenuRow::new("a rule follows it: it is never folded", "", MenuAct::Nothing));
            rows.extend(stops(&study, place));
        }
        Why::Back(_) => {
            rows.push(MenuRow::new("what stands above it is done", "this came later", MenuAct::Nothing));
        }
    }
    menu::show(model, &told, rows)
}

/// A comment that was folded by itself is not any more.
pub(in crate::app) fn release(model: &mut Model, place: usize) {
    let height = reader_height(model);
    model.reader.hold(height, |reader| {
        reader.triage.release([place]);
        reader.folds.unfold(place);
        reader.rebuild();
        true
    });
}

/// Everyone who said what the selected comment says.
pub(super) fn cluster(model: &mut Model, place: usize) -> Vec<Effect> {
    let study = model.reader.triage.study.clone();
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let name = |i: usize| {
        opened.thread.get(i).and_then(|node| node.comment.author.clone()).unwrap_or_else(|| Text::line("unsigned"))
    };
    let id = |i: usize| opened.thread.get(i).map(|node| node.comment.id.as_str()).unwrap_or_default();
    let mut rows = Vec::new();
    let is_in = |cluster: &&crate::domain::repeats::Cluster| {
        cluster.first as usize == place || cluster.repeats().any(|(i, _)| i as usize == place)
    };
    if let Some(cluster) = study.clusters.iter().find(is_in) {
        let first = cluster.first as usize;
        rows.push(MenuRow::new(&name(first), &format!("#{} said it first", id(first)), MenuAct::GoTo(first)));
        for (i, repeat) in cluster.repeats() {
            let i = i as usize;
            let what = if repeat.part { "a paragraph of it" } else { "all of it" };
            let detail = format!("#{}, {what} ({})", id(i), shown(repeat.likeness));
            rows.push(MenuRow::new(&name(i), &detail, MenuAct::GoTo(i)));
        }
    }
    for there in study.elsewhere(place) {
        let who = there.author.clone().unwrap_or_else(|| Text::line("unsigned"));
        let detail = format!("under “{}” ({})", there.title, shown(there.likeness));
        rows.push(MenuRow::new(&who, &detail, MenuAct::Open(there.article)));
    }
    if rows.is_empty() {
        return say(model, "nobody else says this");
    }
    let title = format!("Repeated text, {}", pluralize(rows.len(), "time"));
    menu::show(model, &title, rows)
}
