//! Runs the user's editor on a reply.
//!
//! `library` manages the files of drafts; the session lends the terminal to the editor.

use std::io;
use std::path::Path;
use std::process::Command;

use crate::domain::Reply;
use crate::library::draft_files::{left_behind, start_edit};
use crate::reply::draft;
use crate::runtime::system::foreground;

/// The editor if neither VISUAL nor EDITOR is set.
const DEFAULT_EDITOR: &str = "vi";

/// Runs the user's editor on a draft until it ends; returns the text. The caller removes the file once the text is
/// stored.
///
/// If an earlier file has another text than the draft, that is added below the line.
pub fn write(state: &Path, reply: &Reply, answered: &str) -> io::Result<String> {
    let left = left_behind(state, reply.id)?;
    let file = start_edit(state, reply.id, &reply.text, &page(&reply.text, left.as_deref(), answered))?;
    edit(&file)?;
    let gone = || io::Error::other(format!("the editor left no file {}", file.display()));
    left_behind(state, reply.id)?.ok_or_else(gone)
}

/// Runs the user's editor on a file until it ends.
pub fn edit(file: &Path) -> io::Result<()> {
    let arguments = arguments(&["VISUAL", "EDITOR"], DEFAULT_EDITOR)?;
    let (program, arguments) = arguments.split_first().ok_or(io::ErrorKind::NotFound)?;
    let failed = |error: io::Error| {
        io::Error::new(error.kind(), format!("can't run the editor {program}: {error}; set VISUAL or EDITOR"))
    };
    let ended = foreground::status(Command::new(program).args(arguments).arg(file)).map_err(failed)?;
    if !ended.success() {
        return Err(io::Error::other(format!("the editor {program} failed ({ended}); the text saved so far is kept")));
    }
    Ok(())
}

/// Returns the program and the arguments that the first of some variables names which is set.
///
/// Words are divided as the POSIX shell does, with its quotes, but no shell runs and nothing is expanded.
pub(in crate::runtime) fn arguments(variables: &[&str], default: &str) -> io::Result<Vec<String>> {
    let set = variables.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    let Some((name, value)) = set.into_iter().find(|(_, value)| !value.trim().is_empty()) else {
        return Ok(vec![default.to_owned()]);
    };
    words(&value).ok_or_else(|| io::Error::other(format!("{name} has a quote without its end: {value}")))
}

/// Divides a line into words; `None` if a quote has no end.
fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(line)
}

/// Returns the text for the editor: the draft, and below the line what it answers and what was left before.
fn page(text: &str, left: Option<&str>, answered: &str) -> String {
    let left = left.filter(|left| *left != text && !left.trim().is_empty());
    let left = left.map(|left| format!("\n\nLeft in an editor before:\n\n{left}")).unwrap_or_default();
    draft::template(text, format!("{answered}{left}").trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_may_have_quotes_and_a_path_with_spaces() {
        assert_eq!(words("vim -c 'set tw=72'").unwrap(), ["vim", "-c", "set tw=72"]);
        assert_eq!(words("\"/opt/my editor/bin/ed\" -x").unwrap(), ["/opt/my editor/bin/ed", "-x"]);
        assert_eq!(words("ed $(id) `id`").unwrap(), ["ed", "$(id)", "`id`"], "nothing is expanded");
        assert_eq!(words("ed 'x"), None);
    }

    #[test]
    fn a_text_left_before_is_added_below_the_line() {
        let both = page("Newer.", Some("Older.\n\nStill."), "");
        assert_eq!(draft::message(&both), "Newer.");
        assert!(both.ends_with("# Left in an editor before:\n#\n# Older.\n#\n# Still.\n"), "{both}");
        for left in [None, Some("Newer."), Some(" \n")] {
            assert_eq!(page("Newer.", left, "Ann: yes"), draft::template("Newer.", "Ann: yes"));
        }
    }
}
