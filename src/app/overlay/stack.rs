//! Defines the overlays. They form a stack, and the top one has the keys.

use super::menu::Menu;
use super::prompt::Prompt;
use crate::app::palette::Palette;
use crate::app::reader::hints::Hints;

/// The most columns of the list of links.
pub const LINK_COLUMNS: u16 = 100;
/// The most columns of the queue.
pub const QUEUE_COLUMNS: u16 = 100;
/// The most columns of the panel of the fact check.
pub const FACT_CHECK_COLUMNS: u16 = 100;
/// The most columns of a menu.
pub const MENU_COLUMNS: u16 = 90;

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The help, with its first row in view.
    Help(usize),
    /// The list of messages, the newest first, with its first row in view.
    Messages(usize),
    /// What is new, with its first paragraph in view.
    WhatsNew(usize),
    /// A prompt.
    Prompt(Prompt),
    /// A menu.
    Menu(Menu),
    /// A comment that the user reads without going there: its place, and its first line in view.
    Peek(usize, usize),
    /// Labels on the links in view.
    Hints(Hints),
    /// The list of the links in the text, with the index of the selected one.
    Links(usize),
    /// The queue of articles to listen to, with the index of the selected one.
    Queue(usize),
    /// The story of an article, with the index of the selected article.
    Story(usize),
    /// The fact check, with the index of the selected line.
    FactCheck(usize),
    /// The command palette.
    Palette(Box<Palette>),
}

impl Overlay {
    /// Keeps showing the same comment after the thread was loaded again, where `now` maps an old place to the new one.
    /// Returns `false` if the comment is gone.
    pub(in crate::app) fn follow_comment(&mut self, now: &dyn Fn(usize) -> Option<usize>) -> bool {
        match self {
            Self::Peek(place, _) => now(*place).map(|moved| *place = moved).is_some(),
            _ => true,
        }
    }
}
