//! The comments of the open article: their texts, marks, filters and rules.
//!
//! ```text
//! msg      what happens here, what is asked for      handle            messages and actions
//! view     the comments as the reader shows them     bodies, texts     texts, laid out near the view
//! state    marks, the filter                         marks, filter     keys for them
//! heading  the lines under "17 comments"             analysis, analysed   what was found, and showing it
//! indent   columns by depth                          rules, context    menus for rules; what a comment refers to
//! ```
//!
//! Moving and folding are the reader's; whatever is pure of triage is in `domain::triage`.

mod analysed;
pub mod analysis;
pub mod bodies;
mod context;
mod filter;
pub(super) mod handle;
pub mod heading;
pub mod indent;
mod marks;
mod msg;
mod rules;
pub mod state;
pub mod texts;
pub mod view;

pub use msg::{Effect, Msg};
