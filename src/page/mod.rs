//! HTML in, clean text for the domain out.
//!
//! ```text
//! guard      hostile HTML -> HTML that is safe to parse
//! dom        -> a tree, walked without recursion
//! extract    a page -> its story, and who wrote what when
//! distil     any HTML -> a story: pieces in a small vocabulary   (elements, images, links, scripts, tables)
//! typeset    a story -> lines of one width, marked and linked
//! plain, markdown   a story -> text
//! diff       two texts -> lines that show which words changed
//! isso, wordpress   the marks that these leave in pages
//! worker     panics caught, deadlines kept
//! ```
//!
//! Pure: nothing is fetched or kept here. Feeds' own formats are left to `feeds`, comments in pages to `comments`.

mod clean_html;
mod diff;
mod dom;
mod elements;
mod export;
mod extract;
mod guard;
mod images;
pub mod isso;
mod links;
mod markdown;
mod parse;
mod plain;
mod rich_text;
mod scripts;
mod tables;
mod typeset;
pub mod wordpress;
mod worker;

pub use diff::{Version, changes};
pub use export::{first_words, one_line, quotable, quotable_with_links, render_plain};
pub use extract::{Extracted, extract};
pub use guard::{Guarded, MAX_BYTES, MAX_DEPTH, guard, guard_nested};
pub use markdown::markdown;
pub use plain::{own_words, plain, plain_with_links, prose};
pub use typeset::{RenderOptions, render};
pub use worker::LIMIT;
pub use worker::{is_catching, run_with_deadline};
