//! Defines the effects of the screen: an enum of the rooms' enums.

use super::msg::from_rooms;
use super::undo::Undo;
use super::{
    articles, commands, compose, factcheck, feeds, listen, palette, reader, save, stories, sync, thread, welcome,
};
use crate::domain::Text;

use crate::settings::SettingsFile;

/// A request of the screen that `runtime` carries out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// From the list of feeds.
    Feeds(feeds::Effect),
    /// From the list of articles.
    Articles(articles::Effect),
    /// From the reader.
    Reader(reader::Effect),
    /// From the comments.
    Thread(thread::Effect),
    /// From the user's replies.
    Compose(compose::Effect),
    /// From the player and the queue.
    Listen(listen::Effect),
    /// From the story over the panes.
    Stories(stories::Effect),
    /// From the fact check.
    FactCheck(factcheck::Effect),
    /// From the user's commands.
    Commands(commands::Effect),
    /// From saving in files.
    Save(save::Effect),
    /// From the command palette.
    Palette(palette::Effect),
    /// From the page of the first run.
    Welcome(welcome::Effect),
    /// Start or stop a sync.
    Sync(sync::Effect),
    /// Use the terminal or the desktop around it.
    Terminal(Terminal),
    /// Undo a change; answered by `undo::Msg`.
    Undo(Undo),
}

/// A request that only the owner of the terminal can carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terminal {
    /// Open an http or https address in the browser.
    OpenUrl(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Show a desktop notification.
    Notify(Text),
    /// Paint with the next theme.
    NextTheme,
    /// Send the whole screen again.
    Redraw,
    /// Have the user edit a settings file, and check it then.
    EditFile(SettingsFile),
    /// Suspend the program until the shell continues it.
    Suspend,
    /// Leave the program.
    Quit,
}

from_rooms!(Effect:
    Feeds(feeds::Effect), Articles(articles::Effect), Reader(reader::Effect), Save(save::Effect), Thread(thread::Effect),
    Commands(commands::Effect), Compose(compose::Effect), Listen(listen::Effect), FactCheck(factcheck::Effect), Stories(stories::Effect), Palette(palette::Effect), Welcome(welcome::Effect), Sync(sync::Effect),
    Terminal(Terminal), Undo(Undo),
);
