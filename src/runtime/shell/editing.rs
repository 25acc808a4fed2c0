//! Runs the user's editor on a reply or a settings file. The editor has the terminal meanwhile.

use crate::app::compose::{Effect, Msg as ComposeMsg};
use crate::app::msg::Msg;
use crate::app::undo::Undo;
use crate::domain::{Reply, Text, Time, pluralize};
use crate::library::{Library, LibraryError};
use crate::runtime::compose::{DISCARDED, EMPTY, HAS_LEFT};
use crate::runtime::reader::quoting::quoted;
use crate::runtime::system::editor;
use crate::settings::{RulesFile, Settings, SettingsFile, Subscriptions};

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

/// Runs the editor on a settings file, and checks what the user wrote.
pub(super) fn edit_settings(library: &Library, file: SettingsFile) -> Msg {
    let path = library.paths.settings_file(file);
    let edited = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| editor::edit(&path));
    if let Err(error) = edited {
        return Msg::Failed(Text::line(&error.to_string()));
    }
    match check(library, file) {
        Ok(said) => Msg::Notice(Text::line(&format!("{} has no errors{said}", file.name()))),
        Err(error) => {
            let more = error.lines().count().saturating_sub(1);
            let more = if more > 0 { format!(" (and {})", pluralize(more, "other problem")) } else { String::new() };
            Msg::Failed(Text::line(&format!("{}{more}", error.lines().next().unwrap_or_default())))
        }
    }
}

/// Checks a file; says when it takes effect.
fn check(library: &Library, file: SettingsFile) -> Result<&'static str, String> {
    match file {
        // The session reads it again at its next look, and shows the feeds.
        SettingsFile::Feeds => {
            Subscriptions::load(&library.paths.feeds_file()).map_err(|error| error.to_string())?;
            Ok("")
        }
        SettingsFile::Rules => {
            RulesFile::load(&library.paths.rules_file()).map_err(|error| error.to_string())?;
            Ok("")
        }
        _ => {
            Settings::load(Some(&library.paths.config)).map_err(|error| error.to_string())?;
            Ok(", and is read at the next start")
        }
    }
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
