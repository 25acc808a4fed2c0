//! Handles the messages and actions of the user's commands.

use std::sync::Arc;

use super::state::Running;
use super::{Effect as CommandsEffect, Msg, Run};
use crate::app::document::{Opened, PREVIEW_ID};
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::msg::Msg as AnyMsg;
use crate::app::overlay::menu::MenuRow;
use crate::app::ticket::Ticket;
use crate::app::{articles, sync};
use crate::domain::{ArticleId, Text, pluralize};
use crate::input::{Action, Code, Key};
use crate::settings::{Command, CommandRun};

/// The most commands that run at once: a key that repeats must not fill the machine.
const MAX_RUNNING: usize = 20;

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Started(ticket) => {
            let Some(running) = model.commands.find(ticket) else { return Vec::new() };
            running.has_started = true;
            let (command, article) = (running.command.clone(), running.article);
            model.say(&format!("{} is running", command.name));
            follow_up(model, (command.marks_read, command.goes_on), article)
        }
        Msg::Done(ticket, line) => done(model, ticket, &line),
        Msg::Failed(ticket, why) => match model.commands.take(ticket) {
            Some(running) => model.fail(Text::line(&format!("{}: {why}", running.command.name))),
            None => Vec::new(),
        },
        Msg::Ready(ticket) => use_terminal(model, ticket),
        Msg::Cancel(ticket) => {
            // It is no longer listed, whatever time its program takes to end.
            let Some(running) = model.commands.take(ticket) else { return Vec::new() };
            model.say(&format!("{}: cancelled", running.command.name));
            vec![CommandsEffect::Cancel(ticket).into()]
        }
        Msg::CancelSync => vec![sync::Effect::Cancel.into()],
    }
}

/// Carries out an action; `None` if it is none of the commands.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Command(at) => Some(run(model, at.into())),
        Action::Cancel if !model.commands.running.is_empty() => Some(list(model)),
        _ => None,
    }
}

/// Runs a command on the open or selected article, or on each of the selected rows.
fn run(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some(command) = model.commands.list.get(at).cloned() else { return Vec::new() };
    let free = MAX_RUNNING.saturating_sub(model.commands.running.len());
    let has_selection = model.focus == Pane::Articles && model.articles.anchor.is_some();
    if command.run != CommandRun::Background && has_selection {
        return model.say(&format!("{} runs on one article at a time", command.name));
    }
    let selected = has_selection.then(|| model.articles.take_selection(free)).flatten();
    match selected {
        Some(Ok(rows)) => rows.into_iter().flat_map(|row| start(model, &command, row.id, None)).collect(),
        Some(Err(why)) => model.say(&why),
        None => run_on_target(model, &command),
    }
}

fn run_on_target(model: &mut Model, command: &Arc<Command>) -> Vec<Effect> {
    if model.commands.running.len() >= MAX_RUNNING {
        let key = model.key(Action::Cancel);
        return model.say(&format!("{MAX_RUNNING} commands are running; {key} lists them"));
    }
    let Some(article) = model.target().map(|row| row.id) else {
        return model.say(&format!("{} needs an article; select one", command.name));
    };
    let opened = model.reader.opened.clone().filter(|_| model.focus == Pane::Reader);
    start(model, command, article, opened)
}

/// Starts a command on an article.
fn start(model: &mut Model, command: &Arc<Command>, article: ArticleId, opened: Option<Arc<Opened>>) -> Vec<Effect> {
    let command = command.clone();
    let ticket = model.ticket();
    let since = model.now;
    model.commands.running.push(Running { ticket, command: command.clone(), article, since, has_started: false });
    if command.run != CommandRun::Terminal {
        model.say(&format!("{} …", command.name));
    }
    vec![CommandsEffect::Run(Box::new(Run { ticket, command, article, opened })).into()]
}

/// Says that a command has succeeded, and does what the user wants then.
fn done(model: &mut Model, ticket: Ticket, line: &Text) -> Vec<Effect> {
    let Some(running) = model.commands.take(ticket) else { return Vec::new() };
    let command = &running.command;
    if running.has_started {
        model.status.note(Text::line(&format!("{} has ended", command.name)), model.now);
        return Vec::new();
    }
    model.say(&if line.is_empty() { format!("{}: done", command.name) } else { format!("{}: {line}", command.name) });
    follow_up(model, (command.marks_read, command.goes_on), running.article)
}

/// Marks the article read and goes on, unless the user has gone elsewhere meanwhile.
fn follow_up(model: &mut Model, (marks_read, goes_on): (bool, bool), article: ArticleId) -> Vec<Effect> {
    let is_target = model.overlays.is_empty() && model.target().is_some_and(|row| row.id == article);
    if goes_on && is_target {
        let action = if model.focus == Pane::Reader { Action::NextUnread } else { Action::Down };
        model.post(AnyMsg::Act(action, Key::plain(Code::Enter)));
    }
    if !marks_read || article == PREVIEW_ID {
        return Vec::new();
    }
    model.articles.touch(&[article], |row| row.read = true);
    vec![articles::Effect::SetRead { articles: vec![article], read: true }.into()]
}

/// Gives the terminal to a command, unless the user is typing.
fn use_terminal(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if !model.is_composing() && model.overlays.is_empty() {
        return vec![CommandsEffect::UseTerminal(ticket).into()];
    }
    let Some(running) = model.commands.take(ticket) else { return Vec::new() };
    model.say(&format!("{} wanted the terminal while you were busy; run it again", running.command.name));
    vec![CommandsEffect::Cancel(ticket).into()]
}

/// Lists what is running. Choosing a row cancels it.
fn list(model: &mut Model) -> Vec<Effect> {
    let mut rows = Vec::new();
    for running in &model.commands.running {
        let seconds = usize::try_from((model.now - running.since).num_seconds()).unwrap_or_default();
        let time = format!("running for {}", pluralize(seconds, "second"));
        rows.push(MenuRow::new(&running.command.name, &time, Msg::Cancel(running.ticket)));
    }
    if model.status.progress.is_some() || model.status.fetching_page {
        rows.push(MenuRow::new("sync", "running", Msg::CancelSync));
    }
    model.menu("Running: select one to cancel it", rows)
}
