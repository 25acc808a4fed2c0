//! The pure core of the screen: holds what it shows, and changes it by keys and answers.
//!
//! [`update()`] takes the model and a message and returns effects. It reads no clock and does no I/O. `runtime` carries
//! out the effects and sends their answers as messages, each with the ticket of its question. `ui` paints the model.
//!
//! Each capability is a room: a folder with its state, its messages and effects, and its handlers. A room's state does
//! not know the model, the model consists of all rooms' states, and handlers reach each other only through the model's
//! inbox. `tests/architecture.rs` checks this.
//!
//! ```text
//! update   one arm a room        msg, effect   enums of the rooms' enums       act   which room an action is for
//! model    the whole screen      status, undo  messages; undoing changes       nav   from pane to pane
//! options  its settings          notices       messages that several rooms show
//! document an article as loaded and laid out   layout, cursor, line_edit   shared by lists and panes
//! ```

mod act;
pub mod articles;
pub mod commands;
pub mod compose;
mod cursor;
pub mod document;
pub mod effect;
pub mod factcheck;
pub mod feeds;
pub mod input;
pub mod layout;
pub mod line_edit;
pub mod listen;
pub mod model;
pub mod msg;
mod nav;
mod notices;
pub mod offered;
pub mod options;
pub mod overlay;
pub mod palette;
mod preferences;
pub mod reader;
pub mod reading_time;
pub mod save;
pub mod status;
pub mod stories;
pub mod sync;
pub mod thread;
pub mod ticket;
pub mod undo;
mod update;
pub mod welcome;
pub mod whats_new;

pub use effect::{Effect, Terminal};
pub use model::Model;
pub use msg::Msg;
pub use options::Options;
pub use ticket::Ticket;
pub use update::{leave, update};
