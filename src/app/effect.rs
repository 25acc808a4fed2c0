//! Everything that the screen may ask of the world: an enum of the rooms' enums.

use super::msg::from_rooms;
use super::undo::Undo;
use super::{articles, compose, feeds, palette, reader, sync, thread, welcome};

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Of the list of feeds.
    Feeds(feeds::Effect),
    /// Of the list of articles.
    Articles(articles::Effect),
    /// Of the reader.
    Reader(reader::Effect),
    /// Of the comments.
    Thread(thread::Effect),
    /// Of the user's replies.
    Compose(compose::Effect),
    /// Of the command palette.
    Palette(palette::Effect),
    /// Of the page of the first run.
    Welcome(welcome::Effect),
    /// Of syncing.
    Sync(sync::Effect),
    /// Of the terminal and the desktop around it.
    Terminal(Terminal),
    /// Undo a change; answered by `undo::Msg`.
    Undo(Undo),
}

/// What only the owner of the terminal can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terminal {
    /// Open an http or https address in the browser.
    OpenUrl(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Paint with the next theme.
    NextTheme,
    /// Send the whole screen again.
    Redraw,
    /// Suspend the program until the shell continues it.
    Suspend,
    /// Leave the program.
    Quit,
}

from_rooms!(Effect:
    Feeds(feeds::Effect), Articles(articles::Effect), Reader(reader::Effect), Thread(thread::Effect),
    Compose(compose::Effect), Palette(palette::Effect), Welcome(welcome::Effect), Sync(sync::Effect),
    Terminal(Terminal), Undo(Undo),
);
