//! Reads WordPress' comments: by REST, by the post's comment feeds, and from its page in any theme's markup.
//!
//! A [`Plan`] decides what to request. The other files each read one kind of document, and do not know of each other.

mod address;
mod answers;
mod batch;
mod feed;
mod gaps;
mod html;
mod markup;
mod page;
mod plan;
mod rest;

pub(in crate::comments) use batch::Batch;
pub(in crate::comments) use feed::parse as parse_feed;
pub(in crate::comments) use html::parse as parse_page;
pub(in crate::comments) use plan::{ACCEPT_FEED, Plan};
pub(in crate::comments) use rest::parse as parse_rest;
