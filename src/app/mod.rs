//! The pure core of the screen: what is shown, and how keys and news change it.
//!
//! [`update()`] takes the model and a message and returns what is to be done outside. It reads no clock, does no I/O and
//! starts nothing; `runtime` carries effects out and brings their answers back as messages, each with the ticket it was
//! asked under. Painting is left to `ui`.
//!
//! Each capability is a room: a folder with its state, its messages and effects, and its handlers. A room's state knows
//! nothing of the model, the model is made of all rooms' states, and handlers reach each other only through the model's
//! inbox. `tests/architecture.rs` proves it.
//!
//! ```text
//! update   one arm a room        msg, effect   enums of the rooms' enums       act   which room an action is for
//! model    everything shown      status, undo  messages; what can be undone    nav   from pane to pane
//! document an article as loaded and laid out   layout, cursor, line_edit   what lists and panes share
//! ```

mod act;
pub mod articles;
pub mod compose;
mod cursor;
pub mod document;
pub mod effect;
pub mod feeds;
pub mod input;
pub mod layout;
pub mod line_edit;
pub mod model;
pub mod msg;
mod nav;
pub mod offered;
pub mod overlay;
pub mod palette;
pub mod reader;
pub mod reading_time;
pub mod status;
pub mod sync;
pub mod thread;
pub mod ticket;
pub mod undo;
mod update;
pub mod welcome;
pub mod whats_new;

pub use effect::{Effect, Terminal};
pub use model::{Model, Options};
pub use msg::Msg;
pub use ticket::Ticket;
pub use update::{leave, update};
