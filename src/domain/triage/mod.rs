//! Triage of a thread: sorting, filtering, skimming, quotations, and rules that mute or follow.
//!
//! Everything here is pure and without recursion, and made for threads of 100,000 comments. The status of each comment
//! is kept by the store, folds by `fold`.

mod case_fold;
pub mod filter;
pub mod order;
pub mod quote;
pub mod reason;
pub mod rules;
pub mod skim;

pub use filter::{CommentFilter, FilteredThread, SearchWords, filter, filter_to};
pub use order::{Order, sort};
pub use reason::{Reason, reason};
pub use rules::{Facts, Matcher, Rule, RuleError, Rules, Verb};
pub use skim::{Skim, skim};
