//! Carries out the effects of the user's replies: stores drafts, and sends the outbox.

use crate::app::compose::{Effect, Msg as ComposeMsg, ReplyAct, ReplyTo};
use crate::app::msg::Msg;
use crate::app::undo::Undo;
use crate::domain::{Reply, ReplyId, Text, Time};
use crate::library::{Library, LibraryError, draft_files};
use crate::reply::{Event, draft, next};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;

/// The notice for a discarded reply that had text.
pub(super) const DISCARDED: &str = "reply discarded";
/// The notice for a reply without text.
pub(super) const EMPTY: &str = "nothing written, no reply";
/// The error for a reply that can't become a draft again.
pub(super) const HAS_LEFT: &str = "this reply can't be edited: it was sent, or no longer exists";

/// Starts an effect of this room; returns it if it needs the terminal.
pub(super) fn start(shell: &Shell, effect: Effect) -> Option<Effect> {
    match effect {
        Effect::WriteInEditor(_) | Effect::EditInEditor(_) => return Some(effect),
        Effect::Load(id) => shell.read(Reading::Other, move |library| {
            let reply = library.store.reply(id)?;
            Ok(reply.map_or_else(gone, |reply| ComposeMsg::Written(Box::new(reply)).into()))
        }),
        Effect::List => {
            shell.read(Reading::Other, |library| Ok(ComposeMsg::Listed(library.store.replies()?).into()));
        }
        Effect::LookForDrafts => {
            shell.read(Reading::Other, |library| Ok(ComposeMsg::Unfinished(library.store.has_drafts()?).into()));
        }
        Effect::Change(id, act) => shell.write(move |library, now| change(library, id, act, now)),
        Effect::Send => shell.fetcher.outbox(None),
        Effect::SendAgain(id) => shell.fetcher.outbox(Some(id)),
        Effect::Begin(to) => {
            shell.write_for(shell.requests.request_or(failed), move |library, now| Ok(begin(library, &to, now)));
        }
        Effect::Reopen(id) => {
            shell.write_for(shell.requests.request_or(failed), move |library, now| Ok(reopen(library, id, now)));
        }
        Effect::Save { reply, before, heals } => {
            let id = reply.id;
            let why = Text::line("your reply can't be saved; its text is still in the box");
            let not_saved = move || ComposeMsg::NotSaved(id, why.clone()).into();
            shell.write_for(shell.requests.request_or(not_saved), move |library, now| {
                Ok(save(library, &reply, &before, heals, now))
            });
        }
        Effect::DropDraft { id, before } => shell.write(move |library, _| drop_draft(library, id, &before)),
    }
    None
}

fn failed() -> Msg {
    not_begun(&"this reply can't be opened; try again")
}

fn not_begun(why: &dyn std::fmt::Display) -> Msg {
    ComposeMsg::NotBegun(Text::line(&why.to_string())).into()
}

fn gone() -> Msg {
    Msg::Failed(Text::line("this reply no longer exists, or is being sent"))
}

fn changed(undo: Option<Undo>, notice: &str, send: bool) -> Msg {
    ComposeMsg::Changed { undo, notice: Text::line(notice), send }.into()
}

/// Carries out what the user chose from the menu of a reply.
fn change(library: &Library, id: ReplyId, act: ReplyAct, now: Time) -> Result<Msg, LibraryError> {
    match act {
        ReplyAct::Hold => Ok(match library.draft_again(id, now)? {
            Some(_) => changed(None, "held: a draft again", false),
            None => gone(),
        }),
        ReplyAct::Search => Ok(changed(None, "checking whether it has arrived …", true)),
        ReplyAct::Drop => {
            library.take_in(id)?;
            let Some(reply) = library.store.drop_reply(id)? else { return Ok(gone()) };
            draft_files::forget(&library.paths.state, id);
            Ok(changed(Some(Undo::Reply(Box::new(reply))), DISCARDED, false))
        }
        ReplyAct::Queue | ReplyAct::Send => queue(library, id, act == ReplyAct::Send, now),
    }
}

fn queue(library: &Library, id: ReplyId, send: bool, now: Time) -> Result<Msg, LibraryError> {
    library.take_in(id)?;
    let Some(reply) = library.store.reply(id)? else { return Ok(gone()) };
    if let Err(error) = draft::check(&reply.text) {
        return Ok(Msg::Failed(Text::line(&error.to_string())));
    }
    Ok(match next(&reply, Event::Queue, now) {
        Ok(after) if library.store.change_reply(reply.state, &after)? => {
            changed(None, if send { "sending …" } else { "queued for the next sync" }, send)
        }
        Ok(_) => gone(),
        Err(error) => Msg::Failed(Text::line(&error.to_string())),
    })
}

/// Opens a draft in the box: the one that the user began for this comment, or a new one.
fn begin(library: &Library, to: &ReplyTo, now: Time) -> Msg {
    match library.draft_for(to.article, (&to.origin, to.parent.as_ref()), now) {
        Ok(id) => reopen(library, id, now),
        Err(error) => not_begun(&error),
    }
}

/// Opens a reply in the box, if it has not been sent.
fn reopen(library: &Library, id: ReplyId, now: Time) -> Msg {
    match library.draft_again(id, now) {
        Ok(Some(reply)) => ComposeMsg::Begun(Box::new(reply)).into(),
        Ok(None) => not_begun(&HAS_LEFT),
        Err(error) => not_begun(&error),
    }
}

/// Saves the text so far. If another process has changed the draft, the text becomes a new draft; if the store fails, a
/// file has it.
fn save(library: &Library, reply: &Reply, before: &str, heals: bool, now: Time) -> Msg {
    let was = reply.id;
    let saved = match library.store.update_draft(was, before, &reply.text) {
        Ok(true) => Ok((reply.clone(), None)),
        Ok(false) => library.save_beside(reply, now),
        Err(error) => Err(error.into()),
    };
    match saved {
        Ok((reply, notice)) => {
            if heals {
                draft_files::forget(&library.paths.state, was);
            }
            ComposeMsg::Saved { was, reply: Box::new(reply), notice }.into()
        }
        Err(error) => {
            let copy = match draft_files::save_copy(&library.paths.state, was, &reply.text, before) {
                Ok(file) => format!("a copy is in {}", file.display()),
                Err(_) => "its text is only in the box".to_owned(),
            };
            let why = format!("your reply can't be saved, {copy}: {error}");
            ComposeMsg::NotSaved(was, Text::line(&why)).into()
        }
    }
}

/// Removes a draft without text, unless another process has written to it.
fn drop_draft(library: &Library, id: ReplyId, before: &str) -> Result<Msg, LibraryError> {
    if library.store.drop_draft(id, before)? {
        draft_files::forget(&library.paths.state, id);
    }
    Ok(changed(None, EMPTY, false))
}
