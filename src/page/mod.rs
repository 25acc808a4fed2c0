//! Turns HTML into clean text for the domain.
//!
//! ```text
//! guard            hostile HTML -> HTML that is safe to parse
//! dom              HTML -> a tree, walked without recursion
//! extract          a page -> its article body, title, author and date
//! parse            HTML -> rich text: events in a small vocabulary   (elements, images, links, scripts, tables)
//! typeset          rich text -> lines of one width, for the screen
//! export           rich text -> text that leaves the screen, by html2text   (clean_html)
//! plain            rich text -> flat text to index and compare
//! speech           rich text -> the blocks that a voice reads   (note_marks)
//! markdown         rich text -> Markdown
//! diff             two texts -> lines that show which words changed
//! audio            a page -> the addresses of its audio
//! json_ld          a page -> its JSON-LD scripts
//! closed           a fragment that other HTML can follow
//! dialogue         the words of a conversation -> speakers, times and paragraphs
//! isso, wordpress  a page -> the marks that these systems leave in it
//! worker           catches panics and keeps deadlines
//! ```
//!
//! The layer is pure: it fetches nothing and stores nothing. It leaves the formats of feeds to `feeds`, and comments in
//! pages to `comments`.

mod audio;
mod clean_html;
mod closed;
mod dialogue;
mod diff;
mod dom;
mod elements;
mod export;
mod extract;
mod guard;
mod images;
pub mod isso;
mod json_ld;
mod links;
mod markdown;
mod note_marks;
mod parse;
mod plain;
mod rich_text;
mod scripts;
mod speech;
mod tables;
mod typeset;
pub mod wordpress;
mod worker;

pub use audio::audio_of;
pub use closed::closed;
pub use dialogue::{Dialogue, dialogue};
pub use diff::{Version, changes};
pub use dom::escaped;
pub use export::{first_words, one_line, quotable, quotable_with_links, render_plain, untitled};
pub use extract::{Extracted, extract};
pub use guard::{Guarded, MAX_BYTES, MAX_DEPTH, guard, guard_nested};
pub use json_ld::json_ld_with;
pub use markdown::markdown;
pub use note_marks::without_note_marks;
pub use plain::{own_words, plain, plain_with_links, prose};
pub use speech::{BlockKind, SpokenBlock, spoken_blocks};
pub use typeset::{RenderOptions, render};
pub use worker::{LIMIT, is_catching, run_with_deadline};
