//! The clock.

use std::sync::Arc;

use crate::domain::Time;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// The system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(chrono::Utc::now)
}
