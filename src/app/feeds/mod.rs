//! Shows the list of feeds with collections, smart feeds, folders and tags, and adds and removes feeds and smart feeds.

pub(super) mod handle;
pub mod items;
mod msg;
mod page;
mod page_state;
pub mod pane;
mod smart;

pub use msg::{Effect, FeedPart, Msg, PageMsg, Part, SmartMsg};
pub use page_state::FeedPage;
