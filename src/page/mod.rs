//! HTML in, clean text for the domain out.

mod distil;
mod dom;
mod elements;
mod extract;
mod guard;
mod images;
mod links;
mod markdown;
mod plain;
mod scripts;
mod story;
mod tables;
mod typeset;
mod worker;

pub use extract::{Extracted, extract};
pub use guard::{MAX_BYTES, MAX_DEPTH, guard};
pub use markdown::markdown;
pub use plain::{first_words, plain};
pub use typeset::render;
pub use worker::{is_catching, within};
