//! Drafts in files: what the user's editor works on, still there when the program or the machine stops.
//!
//! Starting the editor is left to `runtime`.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::ReplyId;
use crate::reply::draft;

/// The file that a reply is written in.
fn file_of(state: &Path, id: ReplyId) -> PathBuf {
    state.join("drafts").join(format!("reply-{}.txt", id.0))
}

/// What the draft said when its file was written: whether the store has a newer text is told by that.
fn base_of(state: &Path, id: ReplyId) -> PathBuf {
    file_of(state, id).with_extension("was")
}

/// A draft's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// The text.
    pub text: String,
    /// What the draft said before the editor was started, if that is known.
    pub was: Option<String>,
}

/// The drafts that have files.
pub(super) fn all(state: &Path) -> Vec<ReplyId> {
    let files = std::fs::read_dir(state.join("drafts")).into_iter().flatten().flatten();
    let number = |name: &str| name.strip_prefix("reply-")?.strip_suffix(".txt")?.parse().ok().map(ReplyId);
    files.filter_map(|file| number(file.file_name().to_str()?)).collect()
}

/// What is left of one draft.
pub(super) fn read(state: &Path, id: ReplyId) -> io::Result<Option<DraftFile>> {
    let was = std::fs::read_to_string(base_of(state, id)).ok();
    Ok(left_behind(state, id)?.map(|text| DraftFile { text, was }))
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
pub fn save_copy(state: &Path, id: ReplyId, text: &str, before: &str) -> io::Result<PathBuf> {
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

/// Writes a draft's file for an editor; an earlier file stands until this one is complete. Returns its name.
pub fn start_edit(state: &Path, id: ReplyId, draft: &str, page: &str) -> io::Result<PathBuf> {
    let file = file_of(state, id);
    put(&file, page)?;
    // In this order: a text is never taken for newer than it is.
    based_on(state, id, draft)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_known_by_their_files() {
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
