//! `tidings reply` and `tidings outbox`: write a reply, and see to those on their way.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::App;
use super::args::OutboxCommand;
use super::json;
use super::out::Out;
use super::render::plain;
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, ReplyState, pluralize};
use crate::reply::{Event, draft, next};
use crate::runtime::editor;
use crate::sync::{self, Posted};

/// Characters of a reply that a list shows.
const SHOWN: usize = 50;

pub(super) fn run(
    app: &App,
    name: &str,
    to: Option<&str>,
    message: Option<&PathBuf>,
    as_json: bool,
    out: &mut Out,
) -> anyhow::Result<()> {
    let article = app.article(name)?;
    let (origin, parent, answered) = target(app, article, to)?;
    let store = &app.library.store;
    let text = match message {
        Some(file) => {
            let bytes = super::input::read(file)?;
            String::from_utf8(bytes).with_context(|| format!("{} is no UTF-8 text", file.display()))?
        }
        None => String::new(),
    };
    let text = draft::message(&text);
    if message.is_some() {
        draft::check(&text)?;
    }
    let now = chrono::Utc::now();
    let id = if message.is_some() {
        store.begin_reply(article, parent.as_ref(), &origin, &text, now)?
    } else {
        if !std::io::stdin().is_terminal() {
            bail!("an editor needs a terminal; --message FILE, or --message - for standard input, goes without");
        }
        // What was begun is gone on with.
        let id = app.library.draft_for(article, (&origin, parent.as_ref()), now)?;
        let Some(reply) = store.reply(id)? else { bail!("the draft {} is gone", id.0) };
        let state = &app.settings.paths.state;
        let written = editor::write(state, &reply, &answered);
        if written.is_err() {
            app.library.take_in(id)?;
        }
        let written = written.with_context(|| format!("the draft {} is kept", id.0))?;
        let kept = app.library.keep_written(&reply, &written, now)?;
        draft::check(&written)?;
        if let Some(why) = kept.error.filter(|_| kept.id != id) {
            super::out::complain(&why);
        }
        kept.id
    };
    let queued = change(app, id, Event::Queue)?;
    if as_json {
        return one(&queued, out);
    }
    out.line(&format!("reply {} is queued; it goes out with the next sync, or now with `tidings outbox send`", id.0))?;
    Ok(())
}

/// The thread, the comment, and in words what is answered.
fn target(app: &App, article: ArticleId, to: Option<&str>) -> anyhow::Result<(String, Option<CommentRef>, String)> {
    let Some(opened) = app.library.opened(article)? else { bail!("the article is gone") };
    let Some(id) = to else {
        // A thread elsewhere is what is answered when the outlet has none of its own.
        let origin = opened.summaries.first().map(|head| head.origin.clone()).unwrap_or_default();
        return Ok((origin, None, opened.article.row.title.to_string()));
    };
    let mut nodes = opened.thread.nodes().enumerate();
    let Some((place, node)) = nodes.find(|(_, node)| node.comment.id == id) else {
        bail!(
            "there is no comment {id} under this article; `tidings comments {}` shows those that are loaded",
            article.0
        );
    };
    if node.comment.is_removed() {
        bail!("the comment {id} was removed at the site: nothing can answer it");
    }
    let Some(named) = opened.name_of(place) else { bail!("there is no comment {id} under this article") };
    let author = node.comment.author.as_deref().unwrap_or("unsigned");
    let answered = format!("{author}:\n\n{}", plain(&node.comment.html.0));
    Ok((named.origin.clone(), Some(named), answered))
}

fn change(app: &App, id: ReplyId, event: Event) -> anyhow::Result<Reply> {
    let store = &app.library.store;
    let Some(reply) = store.reply(id)? else { bail!("there is no reply {}; `tidings outbox` lists them", id.0) };
    let after = next(&reply, event, chrono::Utc::now())?;
    if !store.change_reply(reply.state, &after)? {
        bail!("the reply {} has just been changed by somebody else; look again", id.0);
    }
    Ok(after)
}

pub(super) fn outbox(app: &App, command: Option<&OutboxCommand>, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    match command {
        None | Some(OutboxCommand::List) => list(app, as_json, out),
        Some(OutboxCommand::Send) => send(app, as_json, out),
        Some(OutboxCommand::Retry { id, anyway }) => retry(app, ReplyId(*id), *anyway, as_json, out),
        Some(OutboxCommand::Drop { id }) => {
            let Some(dropped) = app.library.store.drop_reply(ReplyId(*id))? else {
                bail!("there is no reply {id}, or it is on its way; `tidings outbox` lists them");
            };
            editor::forget(&app.settings.paths.state, dropped.id);
            if as_json {
                return one(&dropped, out);
            }
            out.line(&format!("reply {id} is dropped; it said: {}", beginning(&dropped.text)))?;
            Ok(())
        }
    }
}

/// One reply, as a list of it is printed.
fn one(reply: &Reply, out: &mut Out) -> anyhow::Result<()> {
    out.json(&[json::Outgoing::from(reply)])
}

fn retry(app: &App, id: ReplyId, anyway: bool, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let reply = app.library.store.reply(id)?;
    if let Some(reply) = &reply {
        draft::check(&reply.text)?;
    }
    // One that is on its way is another program's, or was lost with one.
    if !reply.is_some_and(|reply| matches!(reply.state, ReplyState::Uncertain | ReplyState::Sending)) {
        let after = change(app, id, Event::Queue)?;
        if as_json {
            return one(&after, out);
        }
        out.line(&format!("reply {} is {} again", id.0, after.state.as_str()))?;
        return Ok(());
    }
    app.online(async |context| {
        let (_stop, cancel) = tokio::sync::watch::channel(false);
        Ok(sync::send_again(context, id, anyway, &super::out::complain, cancel).await?)
    })?;
    let Some(reply) = app.library.store.reply(id)? else { bail!("there is no reply {} any more", id.0) };
    if as_json {
        one(&reply, out)?;
    } else {
        print(app, &reply, out)?;
    }
    out.finish()?;
    match reply.state {
        ReplyState::Uncertain => {
            bail!("it may have arrived; `tidings outbox retry {} --anyway` sends it again all the same", id.0)
        }
        state if state.has_arrived() => Ok(()),
        _ => bail!("it did not arrive"),
    }
}

fn list(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    // A box that was open for a moment, when the program ended suddenly, has left no word.
    let mut replies = app.library.store.replies()?;
    replies.retain(|reply| !reply.is_unwritten());
    if as_json {
        return out.json(&replies.iter().map(json::Outgoing::from).collect::<Vec<_>>());
    }
    if replies.is_empty() {
        out.line("The outbox is empty. `tidings reply ARTICLE` writes a reply.")?;
    }
    for reply in &replies {
        print(app, reply, out)?;
    }
    Ok(())
}

fn print(app: &App, reply: &Reply, out: &mut Out) -> anyhow::Result<()> {
    let to = reply.parent.as_ref().map(|parent| format!(" #{parent}")).unwrap_or_default();
    let state = reply.state.as_str();
    out.line(&format!("{:>4}  {state:<9}  article {}{to}  {}", reply.id.0, reply.article.0, beginning(&reply.text)))?;
    if let Some(error) = &reply.error {
        out.line(&format!("      {error}"))?;
    }
    if let Some(then) = reply.not_before.filter(|then| *then > chrono::Utc::now()) {
        let then = app.clock().time_with_seconds(then);
        out.line(&format!("      waits until {then}; `tidings outbox send` does not"))?;
    }
    Ok(())
}

fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() { short + "…" } else { short }
}

fn send(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let posted: Posted = app.online(async |context| {
        let (stop, cancel) = tokio::sync::watch::channel(false);
        let sending = sync::send(context, &super::out::complain, cancel);
        tokio::pin!(sending);
        loop {
            tokio::select! {
                done = &mut sending => break Ok(done?),
                // What is on its way is still seen to its end.
                _ = tokio::signal::ctrl_c() => drop(stop.send(true)),
            }
        }
    })?;
    if as_json {
        out.json(&posted.changed.iter().map(json::Outgoing::from).collect::<Vec<_>>())?;
    } else if posted.changed.is_empty() {
        let left = app.library.store.replies()?.iter().filter(|reply| reply.state == ReplyState::Queued).count();
        let later = if left > 0 { format!("; {} for later", pluralize(left, "reply")) } else { String::new() };
        out.line(&format!("nothing was to be sent{later}"))?;
    } else {
        for reply in &posted.changed {
            print(app, reply, out)?;
        }
    }
    out.finish()?;
    let failed = posted.changed.iter().filter(|reply| !reply.state.has_arrived()).count();
    if failed > 0 {
        let all = posted.changed.iter().map(|reply| reply.state);
        bail!("not all of it has arrived: {}", sync::tally(all));
    }
    Ok(())
}
