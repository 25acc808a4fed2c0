//! Holds the settings of the screen.

use crate::domain::ClockFormat;
use crate::domain::triage::Order;
use crate::settings::ReplyEditor;

/// The settings of the screen.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Options {
    /// The most columns of a line of text.
    pub measure: u16,
    /// Whether lists show unread articles only.
    pub unread_only: bool,
    /// Whether opening an article marks its whole story read.
    pub read_stories: bool,
    /// Whether the screen uses only ASCII characters.
    pub ascii: bool,
    /// Whether links are written so that the terminal can open them.
    pub hyperlinks: bool,
    /// Whether tidings reorders text from right to left for the terminal.
    pub bidi: bool,
    /// Whether images are shown.
    pub pictures: bool,
    /// The order of comments.
    pub sort: Order,
    /// The user's time zone and clock, for writing times.
    pub clock: ClockFormat,
    /// Where the user writes replies.
    pub reply_editor: ReplyEditor,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            measure: 72,
            unread_only: false,
            read_stories: false,
            ascii: false,
            hyperlinks: false,
            bidi: true,
            pictures: false,
            sort: Order::default(),
            clock: ClockFormat::default(),
            reply_editor: ReplyEditor::Box,
        }
    }
}
