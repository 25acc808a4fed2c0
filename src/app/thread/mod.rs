//! Handles the comments of the open article: their texts, marks, filters and rules.
//!
//! ```text
//! msg      messages and effects                      handle                  their handlers
//! view     the comments as the reader shows them     bodies, texts           texts, laid out near the view
//! state    marks, the filter                         filtered, carry_over    what it does with folds and new comments
//! marks, filter   actions on them                    analysis, analysed      the analysis, and showing its result
//! heading  the lines below "17 comments"             rules, context          menus for rules; parents and quotations
//! indent   columns by depth
//! ```
//!
//! Moving and folding belong to the reader. The rules of marks, filters and skimming are in `domain::triage`.

mod analysed;
pub mod analysis;
pub mod bodies;
mod carry_over;
mod context;
mod filter;
mod filtered;
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
