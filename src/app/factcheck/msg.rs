//! Defines the messages and effects of the fact check.

use std::sync::Arc;

use crate::app::ticket::Ticket;
use crate::domain::ArticleId;
use crate::factcheck::Report;

/// A message for the fact check.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The check has ended; `None` if the store no longer has the article.
    Checked(Ticket, Option<Arc<Report>>),
    /// The user selected this line of the panel: its article is opened at the quoted sentence.
    Choose(usize),
}

/// A request of the fact check to `runtime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Check an article against the stored ones; answered by [`Msg::Checked`].
    Check(Ticket, ArticleId),
}
