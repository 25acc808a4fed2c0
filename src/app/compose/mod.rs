//! The user's replies: the box in which one is written, the menu of one, the outbox.
//!
//! ```text
//! msg      what happens here, what is asked for    handle            messages and actions
//! state    the box                                 writing, outbox   writing and ending; menus
//! buffer, wrap, history   its text, rows, undo     layout            where the box is
//! ```
//!
//! Storing and sending is left to `runtime`, painting to `ui`.

mod buffer;
pub(super) mod handle;
mod history;
mod layout;
mod msg;
mod outbox;
pub mod state;
mod wrap;
pub mod writing;

pub use msg::{Effect, Msg, ReplyAct, ReplyTo};
