//! The user's editor, for a reply: a file of its own that is still there when the program or the machine stops.
//!
//! Giving the terminal away and taking it back is left to the caller.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::domain::{Reply, ReplyId};
use crate::reply::draft;

/// When neither VISUAL nor EDITOR says anything.
const USUAL: &str = "vi";

/// The file that a reply is written in.
fn file_of(state: &Path, id: ReplyId) -> PathBuf {
    state.join("drafts").join(format!("reply-{}.txt", id.0))
}

/// What a draft says in its file, which an editor left there before a sudden end; `None` when there is none. Whatever
/// letters an editor wrote are kept, as far as they are any.
pub fn left_behind(state: &Path, id: ReplyId) -> io::Result<Option<String>> {
    match std::fs::read(file_of(state, id)) {
        Ok(edited) => Ok(Some(draft::message(&String::from_utf8_lossy(&edited)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps a text that the store did not take, in the draft's file; gives back its name.
pub fn keep(state: &Path, id: ReplyId, text: &str) -> io::Result<PathBuf> {
    let file = file_of(state, id);
    put(&file, text)?;
    Ok(file)
}

/// Writes the file; an earlier one stands until this one is whole.
fn put(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let whole = file.with_extension("new");
    std::fs::write(&whole, text)?;
    std::fs::rename(&whole, file)
}

/// The file goes with the draft.
pub fn forget(state: &Path, id: ReplyId) {
    let _ = std::fs::remove_file(file_of(state, id));
}

/// Lets the user write in the editor, until it ends; what the reply says then. The file stays until [`forget`].
pub fn write(state: &Path, reply: &Reply, answered: &str) -> io::Result<String> {
    let file = file_of(state, reply.id);
    let text = left_behind(state, reply.id)?.unwrap_or_else(|| reply.text.clone());
    put(&file, &draft::template(&text, answered))?;
    let words = |name: &str| std::env::var(name).ok().filter(|words| !words.trim().is_empty());
    let editor = words("VISUAL").or_else(|| words("EDITOR")).unwrap_or_else(|| USUAL.to_owned());
    // Several words are a program and its arguments; no shell looks at them.
    let mut editor_words = editor.split_whitespace();
    let program = editor_words.next().unwrap_or(USUAL);
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("the editor {program}: {error}; set VISUAL or EDITOR"));
    let ended = Command::new(program).args(editor_words).arg(&file).status().map_err(named)?;
    if !ended.success() {
        return Err(io::Error::other(format!("the editor {program} ended with {ended}; what was written is kept")));
    }
    Ok(left_behind(state, reply.id)?.unwrap_or_default())
}
