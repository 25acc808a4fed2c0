//! Holds the settings of the screen.

use crate::domain::triage::Order;
use crate::domain::{ClockFormat, Column, Dates, Scope, StoryId};
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
    /// Whether lists of several feeds show a story as one row.
    pub fold_stories: bool,
    /// The columns of lists of articles behind the titles, from left to right.
    pub columns: [Option<Column>; 4],
    /// How dates are written in lists.
    pub dates: Dates,
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

impl Options {
    /// Returns the unfolded stories of a list that is turned to: none. `None` if the list folds no stories.
    #[must_use]
    pub fn unfolded(&self, scope: &Scope) -> Option<Vec<StoryId>> {
        let has_feeds = matches!(scope, Scope::All | Scope::Unread | Scope::Folder(_) | Scope::Tag(_));
        (self.fold_stories && has_feeds).then(Vec::new)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            measure: 72,
            unread_only: false,
            read_stories: false,
            fold_stories: true,
            columns: columns(&Column::DEFAULT),
            dates: Dates::default(),
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

/// Returns the columns that the user has chosen, each at most once.
#[must_use]
pub fn columns(chosen: &[Column]) -> [Option<Column>; 4] {
    let mut columns = [None; 4];
    let first = |at: usize, column: &Column| chosen.iter().position(|known| known == column) == Some(at);
    let once = chosen.iter().enumerate().filter(|(at, column)| first(*at, column));
    for (place, (_, column)) in columns.iter_mut().zip(once) {
        *place = Some(*column);
    }
    columns
}
