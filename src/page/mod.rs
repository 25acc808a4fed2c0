//! HTML in, clean text for the domain out.

mod guard;

pub use guard::{MAX_BYTES, MAX_DEPTH, guard};
