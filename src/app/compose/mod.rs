//! Handles the user's replies: the box for writing one, the menu of one, and the outbox.
//!
//! ```text
//! msg      messages and effects                    handle            their handlers
//! state    the box                                 writing, typing   opening, saving, ending; keys
//! buffer, cursor   its text; moving in it          wrap, history     its rows; undo by words
//! layout   where the box is                        outbox            menus of replies
//! ```
//!
//! `runtime` stores and sends replies, and `ui` paints the box.

mod buffer;
mod cursor;
pub(super) mod handle;
mod history;
mod layout;
mod msg;
mod outbox;
pub mod state;
mod typing;
mod wrap;
pub mod writing;

pub use msg::{Effect, Msg, ReplyAct, ReplyTo};
