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

/// What the draft said when its file was written: whether the store has a newer text is told by that.
fn base_of(state: &Path, id: ReplyId) -> PathBuf {
    file_of(state, id).with_extension("was")
}

/// A text in a draft's file, and what the draft said before it was written, if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) text: String,
    pub(super) was: Option<String>,
}

/// The drafts that have files.
pub(super) fn all_left(state: &Path) -> Vec<ReplyId> {
    let files = std::fs::read_dir(state.join("drafts")).into_iter().flatten().flatten();
    let number = |name: &str| name.strip_prefix("reply-")?.strip_suffix(".txt")?.parse().ok().map(ReplyId);
    files.filter_map(|file| number(file.file_name().to_str()?)).collect()
}

/// What is left of one draft.
pub(super) fn left(state: &Path, id: ReplyId) -> io::Result<Option<Left>> {
    let was = std::fs::read_to_string(base_of(state, id)).ok();
    Ok(left_behind(state, id)?.map(|text| Left { text, was }))
}

/// The draft's file goes on from what the draft says now.
pub(super) fn based_on(state: &Path, id: ReplyId, text: &str) -> io::Result<()> {
    std::fs::write(base_of(state, id), text)
}

/// What a draft says in its file, which an editor left there before a sudden end; `None` when there is none. What is no
/// UTF-8 is not guessed at: letters would be lost.
pub fn left_behind(state: &Path, id: ReplyId) -> io::Result<Option<String>> {
    let file = file_of(state, id);
    let edited = match std::fs::read(&file) {
        Ok(edited) => edited,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let other = || {
        let why = format!("{} is not UTF-8: save it so, or remove it", file.display());
        io::Error::new(io::ErrorKind::InvalidData, why)
    };
    let edited = String::from_utf8(edited).map_err(|_| other())?;
    Ok(Some(draft::message(&edited)))
}

/// Keeps a text that the store, which says `before`, did not take, in the draft's file; gives back its name.
pub fn keep(state: &Path, id: ReplyId, text: &str, before: &str) -> io::Result<PathBuf> {
    let file = file_of(state, id);
    // A copy of what the store did not take either says already what the store has.
    let is_later_copy = left_behind(state, id).ok().flatten().is_some_and(|copy| copy == before);
    put(&file, text)?;
    if !is_later_copy {
        based_on(state, id, before)?;
    }
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
    let _ = std::fs::remove_file(base_of(state, id));
}

/// Lets the user write in the editor, until it ends; what the reply says then. The file stays until [`forget`]. What an
/// earlier one holds and the reply does not say, since it was written on elsewhere, stands below the line.
pub fn write(state: &Path, reply: &Reply, answered: &str) -> io::Result<String> {
    let file = file_of(state, reply.id);
    let left = left_behind(state, reply.id)?;
    put(&file, &page(&reply.text, left.as_deref(), answered))?;
    // In this order: a text is never taken for newer than it is.
    based_on(state, reply.id, &reply.text)?;
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
    let gone = || io::Error::other(format!("the file that the editor {program} was given is gone: {}", file.display()));
    left_behind(state, reply.id)?.ok_or_else(gone)
}

/// What the editor gets.
fn page(text: &str, left: Option<&str>, answered: &str) -> String {
    let left = left.filter(|left| *left != text && !left.trim().is_empty());
    let left = left.map(|left| format!("\n\nLeft in an editor before:\n\n{left}")).unwrap_or_default();
    draft::template(text, format!("{answered}{left}").trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_and_is_not_said_stands_below_the_line() {
        let both = page("Newer.", Some("Older.\n\nStill."), "");
        assert_eq!(draft::message(&both), "Newer.");
        assert!(both.ends_with("# Left in an editor before:\n#\n# Older.\n#\n# Still.\n"), "{both}");
        for left in [None, Some("Newer."), Some(" \n")] {
            assert_eq!(page("Newer.", left, "Ann: yes"), draft::template("Newer.", "Ann: yes"));
        }
    }

    #[test]
    fn drafts_are_known_by_their_files() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(all_left(dir.path()), []);
        let drafts = dir.path().join("drafts");
        std::fs::create_dir_all(&drafts).unwrap();
        for name in ["reply-7.txt", "reply-7.was", "reply-8.new", "reply-x.txt", "notes.txt"] {
            std::fs::write(drafts.join(name), "Words.").unwrap();
        }
        assert_eq!(all_left(dir.path()), [ReplyId(7)]);
        forget(dir.path(), ReplyId(7));
        assert_eq!(left(dir.path(), ReplyId(7)).unwrap(), None);
        assert!(!drafts.join("reply-7.was").exists());
    }
}
