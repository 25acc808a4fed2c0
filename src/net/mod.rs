//! The one HTTP client: limits, politeness, conditional requests, redirects, and which addresses may be asked.
//!
//! What an answer means is left to `sync`, and so is when to ask again. Nothing here stores or parses bodies.

mod address;
mod body;
mod client;
mod connect;
mod error;
mod limits;
mod pools;
mod redirect;
mod response;
mod send;

pub use client::{Client, NetOptions, Request, Trust};
pub use connect::ConnectFailure;
pub use error::NetError;
pub use limits::host_key;
pub(crate) use pools::is_local;
pub use response::Response;
pub use send::{Delivered, Delivery, NotDelivered};
