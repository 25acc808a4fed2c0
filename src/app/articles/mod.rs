//! Shows the list of articles: which list, the cursor, marks, and the search for unread articles.

mod filter;
pub(super) mod handle;
mod msg;
pub mod pane;
mod rules;
mod selection;
mod sort;
pub mod sorts;
mod story_rows;
mod tags;
mod unread;

pub use msg::{Around, Effect, Msg, RangeChange};
