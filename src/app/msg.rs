//! Defines the messages of the screen: an enum of the rooms' enums.

use super::undo;
use super::{
    articles, commands, compose, factcheck, feeds, input, listen, overlay, palette, reader, save, stories, sync,
    thread, welcome,
};
use crate::domain::{Text, Time};
use crate::input::{Action, Key};

/// A message for the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// An event of the terminal.
    Input(input::Msg),
    /// The current time, at regular intervals.
    Tick(Time),
    /// The user has paused while typing a reply.
    Pause,
    /// Carry out an action; the key is the one that the user pressed for it.
    Act(Action, Key),
    /// For the list of feeds.
    Feeds(feeds::Msg),
    /// For the list of articles.
    Articles(articles::Msg),
    /// For the reader: the article's text.
    Reader(reader::Msg),
    /// For the comments of the open article.
    Thread(thread::Msg),
    /// For the user's replies.
    Compose(compose::Msg),
    /// For the player and the queue.
    Listen(listen::Msg),
    /// For the story over the panes.
    Stories(stories::Msg),
    /// For the fact check.
    FactCheck(factcheck::Msg),
    /// For the user's commands.
    Commands(commands::Msg),
    /// For saving in files.
    Save(save::Msg),
    /// For prompts, menus, help and messages.
    Overlay(overlay::Msg),
    /// For the command palette.
    Palette(palette::Msg),
    /// For the page of the first run.
    Welcome(welcome::Msg),
    /// The progress of a sync of feeds.
    Sync(sync::Msg),
    /// A change was stored or undone.
    Undo(undo::Msg),
    /// Another process has changed the store.
    StoreChanged,
    /// A notice for the status line.
    Notice(Text),
    /// An error for the status line: it names the feed or file, and says what to do.
    Failed(Text),
}

/// Implements `From` to convert a room's message or effect into the enum that holds it.
macro_rules! from_rooms {
    ($all:ident: $($variant:ident($inner:path)),+ $(,)?) => {
        $(impl From<$inner> for $all {
            fn from(inner: $inner) -> Self {
                Self::$variant(inner)
            }
        })+
    };
}
pub(super) use from_rooms;

from_rooms!(Msg:
    Input(input::Msg), Feeds(feeds::Msg), Articles(articles::Msg), Reader(reader::Msg), Save(save::Msg), Thread(thread::Msg),
    Commands(commands::Msg), Compose(compose::Msg), Listen(listen::Msg), FactCheck(factcheck::Msg), Stories(stories::Msg), Overlay(overlay::Msg), Palette(palette::Msg), Welcome(welcome::Msg), Sync(sync::Msg), Undo(undo::Msg),
);
