//! Runs the user's editor on a reply. The editor has the terminal meanwhile.

use crate::app::compose::{Effect, Msg as ComposeMsg};
use crate::app::msg::Msg;
use crate::app::undo::Undo;
use crate::domain::{Reply, Text, Time};
use crate::library::{Library, LibraryError};
use crate::runtime::compose::{DISCARDED, EMPTY, HAS_LEFT};
use crate::runtime::reader::quoting::quoted;
use crate::runtime::system::editor;

/// A draft for the editor, with the text that it answers.
pub(super) struct Editing {
    reply: Reply,
    answered: String,
}

/// Loads or begins the draft. Fails with the reason, for the user.
pub(super) fn prepare(library: &Library, effect: &Effect, now: Time) -> Result<Editing, Text> {
    let failed = |error: &dyn std::fmt::Display| Text::line(&error.to_string());
    let id = match effect {
        Effect::WriteInEditor(to) => {
            let place = (to.origin.as_str(), to.parent.as_ref());
            library.draft_for(to.article, place, now).map_err(|error| failed(&error))?
        }
        Effect::EditInEditor(id) => *id,
        _ => return Err(Text::default()),
    };
    let reply = library.draft_again(id, now).map_err(|error| failed(&error))?.ok_or_else(|| failed(&HAS_LEFT))?;
    let answered = quoted(library, &reply).unwrap_or_default();
    Ok(Editing { reply, answered })
}

/// Runs the editor, and stores what the user wrote.
pub(super) fn run(library: &Library, editing: Editing, now: Time) -> Msg {
    let Editing { reply, answered } = editing;
    let text = match editor::write(&library.paths.state, &reply, &answered) {
        Ok(text) => text,
        Err(error) => {
            // The editor may have saved text before it failed: that goes into the draft.
            let recovered = library.take_in(reply.id);
            let why = recovered.err().map_or_else(|| error.to_string(), |more| format!("{error}; {more}"));
            return ComposeMsg::NotEdited(reply.id, Text::line(&why)).into();
        }
    };
    store(library, reply, &text, now).unwrap_or_else(|error| Msg::Failed(Text::line(&error.to_string())))
}

fn store(library: &Library, reply: Reply, text: &str, now: Time) -> Result<Msg, LibraryError> {
    let saved = library.keep_written(&reply, text, now)?;
    if !text.trim().is_empty() {
        return Ok(ComposeMsg::Written(Box::new(saved)).into());
    }
    let is_gone = library.store.reply(reply.id).is_ok_and(|reply| reply.is_none());
    let had_text = is_gone && !reply.text.trim().is_empty();
    let notice = Text::line(if had_text { DISCARDED } else { EMPTY });
    let undo = had_text.then(|| Undo::Reply(Box::new(reply)));
    Ok(ComposeMsg::Changed { undo, notice, send: false }.into())
}
