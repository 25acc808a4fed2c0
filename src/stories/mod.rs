//! Groups articles about one event into stories, as they arrive.
//!
//! ```text
//! words         a text -> words and numbers                         spelling  one form for each of them
//! features      a title and a lead -> terms weighted by tally, to be stored (bytes), with
//!   series      the template of the title, by which columns, logs and releases are recognised
//!   sketch      a sample of the lead's shingles, by which copies are recognised
//! frequencies   terms -> a vector, weighted by inverse document frequency (with the prior of common)
//! copies        a sketch -> the article that it is a copy of
//! postings      a vector -> the articles worth comparing
//! group         articles as one, and the score of two groups
//! grouper       places each new article                             review    looks again: merges and splits
//!   agglomerate merges the best pair of groups until none is good enough
//! summary       a story for display                                 differences   what each article alone has
//! ```
//!
//! A wrong merge is worse than a missed one. The caller stores one row an article: its id, outlet, time, story and the
//! bytes of its features. Nothing else is needed to go on after a restart: frequencies are counted from the rows.

mod agglomerate;
mod article;
mod bytes;
mod common;
mod copies;
mod differences;
mod features;
mod frequencies;
mod group;
mod grouper;
mod place;
mod postings;
mod review;
mod series;
mod sketch;
mod spelling;
mod summary;
mod tally;
mod term;
mod vector;
mod words;

pub use article::{OutletId, StoryArticle};
pub use differences::differences;
pub use features::{Features, LEAD_WORDS};
pub use grouper::{Grouper, Placed};
pub use review::Moved;
pub use summary::{Summary, summarise};
