//! The user's editor, for a reply.
//!
//! Files of drafts are the library's; lending the terminal to the editor is left to the session.

use std::io;
use std::path::Path;
use std::process::Command;

use crate::domain::Reply;
use crate::library::draft_files::{left_behind, start_edit};
use crate::reply::draft;

/// The editor when neither VISUAL nor EDITOR is set.
const USUAL: &str = "vi";

/// Runs the user's editor on a draft until it ends, and returns the text. The file stays until the draft is stored. What an
/// earlier file has and the draft does not, because it was edited elsewhere, stands below the line.
pub fn write(state: &Path, reply: &Reply, answered: &str) -> io::Result<String> {
    let left = left_behind(state, reply.id)?;
    let file = start_edit(state, reply.id, &reply.text, &page(&reply.text, left.as_deref(), answered))?;
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
}
