//! The clock, which tests replace by their own.

use std::sync::Arc;

use crate::domain::Time;

/// Returns the current time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// Returns the system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(chrono::Utc::now)
}
