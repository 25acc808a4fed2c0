//! Keeps drafts in files for the user's editor, so that their text survives when the program or the machine stops.
//!
//! `runtime` runs the editor.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::ReplyId;
use crate::reply::draft;

/// Returns the file in which the user writes a reply.
fn file_of(state: &Path, id: ReplyId) -> PathBuf {
    state.join("drafts").join(format!("reply-{}.txt", id.0))
}

/// Returns the file with the draft's text at the time when the editor's file was written.
///
/// If the store still has that text, the editor's file is the newer one.
fn base_of(state: &Path, id: ReplyId) -> PathBuf {
    file_of(state, id).with_extension("was")
}

/// A draft's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Text in the file.
    pub text: String,
    /// Text of the draft before the editor started, if known.
    pub before: Option<String>,
}

/// Lists the drafts that have files.
pub(super) fn all(state: &Path) -> Vec<ReplyId> {
    let files = std::fs::read_dir(state.join("drafts")).into_iter().flatten().flatten();
    let number = |name: &str| name.strip_prefix("reply-")?.strip_suffix(".txt")?.parse().ok().map(ReplyId);
    files.filter_map(|file| number(file.file_name().to_str()?)).collect()
}

/// Reads a draft's file; `None` if it has none.
pub(super) fn read(state: &Path, id: ReplyId) -> io::Result<Option<DraftFile>> {
    let before = std::fs::read_to_string(base_of(state, id)).ok();
    Ok(left_behind(state, id)?.map(|text| DraftFile { text, before }))
}

/// Records the text of the draft on which its file is based.
pub(super) fn write_base(state: &Path, id: ReplyId, text: &str) -> io::Result<()> {
    std::fs::write(base_of(state, id), text)
}

/// Reads the text that an editor left in a draft's file; `None` if there is no file.
///
/// A file that is not UTF-8 is an error, because a guess at its encoding could lose letters.
pub fn left_behind(state: &Path, id: ReplyId) -> io::Result<Option<String>> {
    let file = file_of(state, id);
    let edited = match std::fs::read(&file) {
        Ok(edited) => edited,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let edited = String::from_utf8(edited).map_err(|_| {
        let why = format!("{} is not UTF-8; save it as UTF-8, or remove it", file.display());
        io::Error::new(io::ErrorKind::InvalidData, why)
    })?;
    Ok(Some(draft::message(&edited)))
}

/// Saves a text in the draft's file, because the store can't; returns the file. `before` is the last saved text.
pub fn save_copy(state: &Path, id: ReplyId, text: &str, before: &str) -> io::Result<PathBuf> {
    let file = file_of(state, id);
    // If the store has failed before, `before` is the text of the previous copy, and the base is already recorded.
    let is_later_copy = left_behind(state, id).ok().flatten().is_some_and(|copy| copy == before);
    replace(&file, text)?;
    if !is_later_copy {
        write_base(state, id, before)?;
    }
    Ok(file)
}

/// Replaces a file by a complete one, so that no crash leaves a part of the text.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("new");
    std::fs::write(&new, text)?;
    std::fs::rename(&new, file)
}

/// Removes the files of a draft.
pub fn forget(state: &Path, id: ReplyId) {
    let _ = std::fs::remove_file(file_of(state, id));
    let _ = std::fs::remove_file(base_of(state, id));
}

/// Writes a draft's file for the editor; returns it. `page` is the text for the editor, `draft` that of the draft.
pub fn start_edit(state: &Path, id: ReplyId, draft: &str, page: &str) -> io::Result<PathBuf> {
    let file = file_of(state, id);
    replace(&file, page)?;
    // In this order, because a crash between the two must not make an old file look newer than the draft.
    write_base(state, id, draft)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_found_by_their_files() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(all(dir.path()), []);
        let drafts = dir.path().join("drafts");
        std::fs::create_dir_all(&drafts).unwrap();
        for name in ["reply-7.txt", "reply-7.was", "reply-8.new", "reply-x.txt", "notes.txt"] {
            std::fs::write(drafts.join(name), "Words.").unwrap();
        }
        assert_eq!(all(dir.path()), [ReplyId(7)]);
        forget(dir.path(), ReplyId(7));
        assert_eq!(read(dir.path(), ReplyId(7)).unwrap(), None);
        assert!(!drafts.join("reply-7.was").exists());
    }
}
