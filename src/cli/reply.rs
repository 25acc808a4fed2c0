//! `tidings reply` and `tidings outbox`: write a reply, and list, send, retry or discard replies.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::App;
use super::args::OutboxCommand;
use super::json;
use super::out::Out;
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, ReplyState};
use crate::library::draft_files;
use crate::page;
use crate::reply::{Event, draft, next};
use crate::runtime::system::editor;
use crate::sync::{self, Posted};

/// Most characters of a reply in a list.
const EXCERPT: usize = 50;

pub(super) fn run(
    app: &App,
    name: &str,
    to: Option<&str>,
    message: Option<&PathBuf>,
    as_json: bool,
    out: &mut Out,
) -> anyhow::Result<()> {
    let article = app.article(name)?;
    let row = app.library.store.article(article)?.map(|found| found.row);
    if let Some(row) = row.filter(|row| row.url.is_none() && to.is_none()) {
        bail!("the article “{}” has no address to reply to", row.title);
    }
    let (origin, parent, answered) = find_parent(app, article, to)?;
    let store = &app.library.store;
    let text = match message {
        Some(file) => {
            let bytes = super::input::read(file)?;
            String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", file.display()))?
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
            bail!("the editor needs a terminal; use --message FILE, or --message - for standard input");
        }
        // Continues an earlier draft if there is one.
        let id = app.library.draft_for(article, (&origin, parent.as_ref()), now)?;
        let Some(reply) = store.reply(id)? else { bail!("draft {} no longer exists", id.0) };
        let state = &app.settings.paths.state;
        let written = editor::write(state, &reply, &answered);
        if written.is_err() {
            app.library.take_in(id)?;
        }
        let written = written.with_context(|| format!("draft {} is saved", id.0))?;
        let kept = app.library.keep_written(&reply, &written, now)?;
        draft::check(&written)?;
        if let Some(why) = kept.error.filter(|_| kept.id != id) {
            super::out::print_stderr(&why);
        }
        kept.id
    };
    let queued = change(app, id, Event::Queue)?;
    if as_json {
        return print_json(&queued, out);
    }
    out.line(&format!("queued reply {}; the next sync sends it, or `tidings outbox send`", id.0))?;
    Ok(())
}

/// Finds the thread and the parent of a reply, and the text to show above it in the editor.
fn find_parent(
    app: &App,
    article: ArticleId,
    to: Option<&str>,
) -> anyhow::Result<(String, Option<CommentRef>, String)> {
    let Some(opened) = app.library.opened(article)? else { bail!("article {} no longer exists", article.0) };
    let Some(id) = to else {
        // The first thread is the outlet's; without one, the reply goes to the thread of another source.
        let origin = opened.summaries.first().map(|head| head.origin.clone()).unwrap_or_default();
        return Ok((origin, None, opened.article.row.title.to_string()));
    };
    let mut nodes = opened.thread.nodes().enumerate();
    let Some((place, node)) = nodes.find(|(_, node)| node.comment.id == id) else {
        bail!("no comment {id} under this article; `tidings comments {}` lists the loaded comments", article.0);
    };
    if node.comment.is_removed() {
        bail!("comment {id} was removed at the site, so it takes no replies");
    }
    let Some(named) = opened.name_of(place) else { bail!("no comment {id} under this article") };
    let author = node.comment.author.as_deref().unwrap_or("anonymous");
    let base = node.comment.url.as_deref().or(opened.article.row.url.as_deref());
    let answered = format!("{author}:\n\n{}", page::quotable_with_links(&node.comment.html.0, base));
    Ok((named.origin.clone(), Some(named), answered))
}

/// Applies an event to a stored reply.
fn change(app: &App, id: ReplyId, event: Event) -> anyhow::Result<Reply> {
    let store = &app.library.store;
    let Some(reply) = store.reply(id)? else { bail!("no reply {}; `tidings outbox` lists the replies", id.0) };
    let after = next(&reply, event, chrono::Utc::now())?;
    if !store.change_reply(reply.state, &after)? {
        bail!("another tidings has just changed reply {}; see `tidings outbox`", id.0);
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
                bail!("no reply {id}, or it is being sent; `tidings outbox` lists the replies");
            };
            draft_files::forget(&app.settings.paths.state, dropped.id);
            if as_json {
                return print_json(&dropped, out);
            }
            out.line(&format!("discarded reply {id}: {}", excerpt(&dropped.text)))?;
            Ok(())
        }
    }
}

/// Prints one reply as JSON: a list of one, so that all commands of the outbox print lists.
fn print_json(reply: &Reply, out: &mut Out) -> anyhow::Result<()> {
    out.json(&[json::OutboxReply::from(reply)])
}

fn retry(app: &App, id: ReplyId, anyway: bool, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let reply = app.library.store.reply(id)?;
    if let Some(reply) = &reply {
        draft::check(&reply.text)?;
    }
    // A reply in the state "sending" belongs to another process, or to one that has crashed.
    if !reply.is_some_and(|reply| matches!(reply.state, ReplyState::Uncertain | ReplyState::Sending)) {
        let after = change(app, id, Event::Queue)?;
        if as_json {
            return print_json(&after, out);
        }
        out.line(&format!("reply {}: {} again", id.0, after.state.as_str()))?;
        return Ok(());
    }
    app.online(async |context| {
        let (_stop, cancel) = tokio::sync::watch::channel(false);
        Ok(sync::send_again(context, id, anyway, &super::out::print_stderr, cancel).await?)
    })?;
    let Some(reply) = app.library.store.reply(id)? else { bail!("reply {} no longer exists", id.0) };
    if as_json {
        print_json(&reply, out)?;
    } else {
        print(app, &reply, out)?;
    }
    out.finish()?;
    match reply.state {
        ReplyState::Uncertain => {
            bail!("the reply may have arrived; `tidings outbox retry {} --anyway` sends it again", id.0)
        }
        state if state.has_arrived() => Ok(()),
        _ => bail!("the reply did not arrive"),
    }
}

fn list(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    // A crash with an open, empty box leaves a draft without text.
    let mut replies = app.library.store.replies()?;
    replies.retain(|reply| !reply.is_unwritten());
    if as_json {
        return out.json(&replies.iter().map(json::OutboxReply::from).collect::<Vec<_>>());
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
    out.line(&format!("{:>4}  {state:<9}  article {}{to}  {}", reply.id.0, reply.article.0, excerpt(&reply.text)))?;
    if let Some(error) = &reply.error {
        out.line(&format!("      {error}"))?;
    }
    if let Some(then) = reply.not_before.filter(|then| *then > chrono::Utc::now()) {
        let then = app.clock().time_with_seconds(then);
        out.line(&format!("      will be sent after {then}, or now with `tidings outbox send`"))?;
    }
    Ok(())
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(EXCERPT).collect();
    if short.len() < line.len() { short + "…" } else { short }
}

fn send(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let posted: Posted = app.online(async |context| {
        let (stop, cancel) = tokio::sync::watch::channel(false);
        let sending = sync::send(context, &super::out::print_stderr, cancel);
        tokio::pin!(sending);
        loop {
            tokio::select! {
                done = &mut sending => break Ok(done?),
                // A reply that is being sent is finished; the others stay queued.
                _ = tokio::signal::ctrl_c() => drop(stop.send(true)),
            }
        }
    })?;
    if as_json {
        out.json(&posted.changed.iter().map(json::OutboxReply::from).collect::<Vec<_>>())?;
    } else if posted.changed.is_empty() {
        let left = app.library.store.replies()?.iter().filter(|reply| reply.state == ReplyState::Queued).count();
        let queued = if left > 0 { format!("; {left} still queued") } else { String::new() };
        out.line(&format!("no reply was sent{queued}"))?;
    } else {
        for reply in &posted.changed {
            print(app, reply, out)?;
        }
    }
    out.finish()?;
    let failed = posted.changed.iter().filter(|reply| !reply.state.has_arrived()).count();
    if failed > 0 {
        let all = posted.changed.iter().map(|reply| reply.state);
        bail!("not all replies have arrived: {}", sync::tally(all));
    }
    Ok(())
}
