//! Everything that can happen to the screen: an enum of the rooms' enums.

use super::undo;
use super::{articles, compose, feeds, input, overlay, palette, reader, sync, thread, welcome};
use crate::domain::{Text, Time};
use crate::input::{Action, Key};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The user did something at the terminal.
    Input(input::Msg),
    /// Time went by.
    Tick(Time),
    /// The user has paused while typing a reply.
    Pause,
    /// The user asked for an action; the key is the one that stood for it.
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
    /// For prompts, menus, help and messages.
    Overlay(overlay::Msg),
    /// For the command palette.
    Palette(palette::Msg),
    /// For the page of the first run.
    Welcome(welcome::Msg),
    /// A sync of feeds goes on.
    Sync(sync::Msg),
    /// A change was stored or undone.
    Undo(undo::Msg),
    /// Another process changed the store: lists are read again.
    StoreChanged,
    /// Information for the status line.
    Notice(Text),
    /// Something failed: what happened, to which feed or file, and what to do.
    Failed(Text),
}

/// Converts a room's message or effect into the enum that holds it.
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
    Input(input::Msg), Feeds(feeds::Msg), Articles(articles::Msg), Reader(reader::Msg), Thread(thread::Msg),
    Compose(compose::Msg), Overlay(overlay::Msg), Palette(palette::Msg), Welcome(welcome::Msg), Sync(sync::Msg), Undo(undo::Msg),
);
