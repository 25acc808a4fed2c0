//! Carries out the effects of the command palette: finds articles by their titles.

use crate::app::palette::state::TITLES;
use crate::app::palette::{Effect, Msg as PaletteMsg};
use crate::domain::ListQuery;
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;

/// The most words of a title to search for; users type fewer.
const MAX_WORDS: usize = 16;

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    let Effect::FindTitles { ticket, words } = effect;
    // The palette requests the newest articles once. Of searches that wait, only the last is carried out.
    let kind = if words.is_empty() { Reading::Other } else { Reading::Titles };
    shell.read(kind, move |library| {
        let words: Vec<&str> = words.split_whitespace().take(MAX_WORDS).collect();
        let rows = if words.is_empty() {
            library.store.window(&ListQuery::default(), 0, TITLES)?.rows
        } else {
            library.store.titles(&words, TITLES)?
        };
        Ok(PaletteMsg::Titles { ticket, rows }.into())
    });
}
