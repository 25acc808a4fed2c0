//! Rules of triage: how a thread is sorted, limited and skimmed, where a comment quotes from, whom to mute or follow.
//!
//! Pure and without recursion, for threads of 100,000 comments. What the reader did with a comment is kept by the
//! store, what is folded by `fold`.

pub mod limit;
pub mod order;
pub mod quote;
pub mod reason;
pub mod rules;
pub mod skim;
mod words;

pub use limit::{Limit, Limited, Sought, limit, limit_to};
pub use order::{Order, sort};
pub use reason::{Reason, reason};
pub use rules::{Facts, Matcher, Rule, RuleError, Rules, Verb};
pub use skim::{Skim, skim};
