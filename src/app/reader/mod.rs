//! Shows an article and its comments in one scroll.
//!
//! ```text
//! msg           messages and effects                     handle, opening, leaving   handlers; showing, storing
//! state, open   the pane; showing an article in it       scroll, motion, pointer    moving by keys and mouse
//! scroll_map, above   which lines belong to what         tree                       moving and folding in the comments
//! anchor, saved_place, jumps   places to return to       find, find_words           searching the text
//! hints, links  labels on links; following them          images, image_loading      images near the view
//! versions, notices, teaser    other texts of the article, and the notices above the one that is shown
//! ```
//!
//! Marks, filters and rules for comments belong to the thread's room.

mod above;
mod anchor;
mod find;
mod find_words;
mod following;
pub(super) mod handle;
pub mod hints;
mod image_loading;
pub mod images;
mod jumps;
mod leaving;
mod links;
mod motion;
mod msg;
pub mod notices;
mod open;
mod opening;
mod pointer;
mod saved_place;
mod scroll;
pub mod scroll_map;
pub mod state;
mod teaser;
pub(super) mod tree;
mod versions;

pub use msg::{Effect, FullText, Msg};
