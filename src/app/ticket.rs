//! Numbers of the model's requests to the store.

/// Number of a request. The model drops an answer whose number is not that of its newest request.
pub type Ticket = u64;
