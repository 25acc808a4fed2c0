//! The HTTP client of the program: limits, politeness, conditional requests, redirects, and a check of addresses.
//!
//! `sync` decides what an answer means and when to fetch again. Nothing here stores or parses bodies.

mod access;
mod address;
mod body;
mod client;
mod connect;
mod cookies;
mod error;
mod limits;
mod pools;
mod redirect;
mod response;
mod send;
mod stream;

pub use access::{Access, AskAccess, Asked};
pub use client::{Client, NetOptions, Request, Trust};
pub use connect::ConnectFailure;
pub use cookies::{Cookie, parse_cookies};
pub use error::NetError;
pub use limits::{LargeBody, host_key};
pub use response::Response;
pub use send::{Delivered, Delivery, NotDelivered};
pub use stream::{Opened, Stream};
