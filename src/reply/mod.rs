//! Replies: the rules of the outbox, and for each kind of site how a reply is handed over and its answers are read.
//!
//! ```text
//! outbox      what may become of a reply, as a small machine of states
//! exchange    what all senders share: requests, answers, ends
//! wordpress   its form and its REST interface
//! isso        Isso's own interface
//! search      whether a reply stands in a thread already
//! ```
//!
//! Everything here is pure: what to ask, and how an answer is read. Asking is left to `sync`, keeping to `store`, secrets
//! to `settings` and `runtime`.

pub mod exchange;
pub mod outbox;
pub mod search;
mod talk;
mod wordpress_form;
mod wordpress_page;

#[cfg(test)]
mod fixtures;

pub use exchange::{Account, Answer, Body, End, Failure, Hints, Identity, Method, Request, Sender};
pub use outbox::{Event, WrongTurn, next};
