//! Shows the menus of rules: what to mute or follow, why a comment is folded, and which comments have the same text.

use super::Msg;
use super::analysis::{Annotation, ThreadAnalysis};
use crate::app::document::Opened;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::PromptKind;
use crate::app::{overlay, reader};
use crate::domain::host::host_of;
use crate::domain::repeats::{Cluster, format_likeness};
use crate::domain::triage::{Matcher, Rule, Verb};
use crate::domain::{CommentRef, Text, pluralize};
use crate::input::Action;

/// The menu offers to mute low scores for comments with at most this score.
const LOW: i64 = 1;

/// Shows the menu of what the user can mute or follow in a comment.
pub(super) fn menu(model: &mut Model, place: usize) -> Vec<Effect> {
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return Vec::new() };
    let Some(comment) = opened.thread.get(place).map(|node| node.comment) else { return Vec::new() };
    let analysis = reader.thread.triage.analysis.clone();
    let undo = model.key(Action::Undo);
    let mut rows: Vec<MenuRow> = stops(&analysis, place, &undo).collect();
    let exists =
        |rule: &Rule| analysis.rules_on(place).any(|known| known.verb() == rule.verb() && known.is_about_same(rule));
    let mut offer = |label: String, verb, matcher| {
        if let Ok(rule) = Rule::new(verb, matcher, None)
            && !exists(&rule)
        {
            rows.push(MenuRow::new(&label, &format!("everywhere ({undo}: undo)"), Msg::AddRule(rule)));
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
    rows.push(MenuRow::new("mute a word …", "", overlay::Msg::OpenPrompt(PromptKind::MuteWord)));
    rows.push(MenuRow::new("follow a word …", "", overlay::Msg::OpenPrompt(PromptKind::FollowWord)));
    let title = match &comment.author {
        Some(_) => "Mute or follow",
        None => "Mute or follow (anonymous: author can't be muted)",
    };
    model.menu(title, rows)
}

/// Returns menu rows that remove the rules that match a comment.
fn stops(analysis: &ThreadAnalysis, place: usize, undo: &str) -> impl Iterator<Item = MenuRow> {
    analysis.rules_on(place).map(move |rule| {
        let (words, verb) = (rule.to_string(), if rule.verb() == Verb::Mute { "muting" } else { "following" });
        let what = words.split_once(": ").map_or("", |(_, what)| what);
        MenuRow::new(&format!("stop {verb} {what}"), &format!("({undo}: undo)"), Msg::RemoveRule(rule.clone()))
    })
}

/// Shows why a comment is annotated or folded, with choices that undo it.
pub(super) fn why(model: &mut Model, place: usize) -> Vec<Effect> {
    let analysis = model.reader.thread.triage.analysis.clone();
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let Some(annotation) = analysis.annotation(place) else { return model.say("not folded automatically") };
    let back = model.key(Action::JumpBack);
    let show =
        opened.name_of(place).map(|name| MenuRow::new("show this comment", "it stays unfolded", Msg::Release(name)));
    let stops = stops(&analysis, place, &model.key(Action::Undo)).collect::<Vec<_>>();
    let mut rows = Vec::new();
    match annotation {
        Annotation::Muted(_) => {
            rows.extend(show);
            rows.extend(stops);
        }
        Annotation::Repeat { of, .. } => {
            rows.extend(show);
            rows.extend(go_to(&opened, *of, "go to the first comment with this text", &format!("({back}: back)")));
        }
        Annotation::Followed(_) => {
            rows.push(MenuRow::info("followed by a rule, so never folded", ""));
            rows.extend(stops);
        }
        Annotation::Back(_) => rows.push(MenuRow::info("new since you marked its parent done", "")),
    }
    model.menu(&annotation.label(), rows)
}

/// Returns a menu row that goes to a comment.
fn go_to(opened: &Opened, place: usize, label: &str, detail: &str) -> Option<MenuRow> {
    opened.name_of(place).map(|name| MenuRow::new(label, detail, reader::Msg::GoToComment(name)))
}

/// Unfolds a comment and exempts it from automatic folding.
pub(super) fn release(model: &mut Model, name: &CommentRef) {
    let height = model.reader_height();
    let Some(place) = model.reader.opened.as_ref().and_then(|opened| opened.place_of(name)) else { return };
    model.reader.hold_view(height, |reader| {
        reader.thread.triage.release([place]);
        reader.thread.folds.unfold(place);
        reader.rebuild();
        true
    });
}

/// Lists the other comments with the text of the selected one.
pub(super) fn cluster(model: &mut Model, place: usize) -> Vec<Effect> {
    let analysis = model.reader.thread.triage.analysis.clone();
    let Some(opened) = model.reader.opened.clone() else { return Vec::new() };
    let name = |i: usize| {
        opened.thread.get(i).and_then(|node| node.comment.author.clone()).unwrap_or_else(|| Text::line("anonymous"))
    };
    let id = |i: usize| opened.thread.get(i).map(|node| node.comment.id.as_str()).unwrap_or_default();
    let mut rows = Vec::new();
    let is_in =
        |cluster: &&Cluster| cluster.first as usize == place || cluster.repeats().any(|(i, _)| i as usize == place);
    if let Some(cluster) = analysis.clusters.iter().find(is_in) {
        let first = cluster.first as usize;
        rows.extend(go_to(&opened, first, &name(first), &format!("#{}, the first", id(first))));
        for (i, repeat) in cluster.repeats() {
            let i = i as usize;
            let part = if repeat.part { ", a paragraph" } else { "" };
            let detail = format!("#{}{part} ({})", id(i), format_likeness(repeat.likeness));
            rows.extend(go_to(&opened, i, &name(i), &detail));
        }
    }
    for there in analysis.elsewhere(place) {
        let author = there.author.clone().unwrap_or_else(|| Text::line("anonymous"));
        let detail = format!("under “{}” ({})", there.title, format_likeness(there.likeness));
        rows.push(MenuRow::new(&author, &detail, reader::Msg::Open(there.article)));
    }
    if rows.is_empty() {
        return model.say("no other comment has this text");
    }
    let title = format!("Repeated text, {}", pluralize(rows.len(), "comment"));
    model.menu(&title, rows)
}
