//! The overlays: one stack, the top one has the keys.

use super::menu::Menu;
use super::prompt::Prompt;
use crate::app::palette::Palette;
use crate::app::reader::hints::Hints;

/// The most columns of the list of links.
pub const LINK_COLUMNS: u16 = 100;
/// The most columns of a menu.
pub const MENU_COLUMNS: u16 = 90;

/// One overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys and what they do, from this row on.
    Help(usize),
    /// The messages so far, from this row on, newest first.
    Messages(usize),
    /// The changelog, from this paragraph on.
    WhatsNew(usize),
    /// A line to type.
    Prompt(Prompt),
    /// A list to choose from.
    Menu(Menu),
    /// A comment that the user reads without going there: its place, and the first line in view.
    Peek(usize, usize),
    /// Labels on the links in view.
    Hints(Hints),
    /// The links of the text, with the place of the selected one.
    Links(usize),
    /// Every action, list and article.
    Palette(Box<Palette>),
}

impl Overlay {
    /// Keeps showing the same comment after the thread has changed: `now` gives the new place of an old one. Returns
    /// whether there is still something to show.
    pub(in crate::app) fn follow_comment(&mut self, now: &dyn Fn(usize) -> Option<usize>) -> bool {
        match self {
            Self::Peek(place, _) => now(*place).map(|moved| *place = moved).is_some(),
            _ => true,
        }
    }
}
