//! Defines the messages and effects of the fact check.

use std::sync::Arc;

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text};
use crate::factcheck::Report;
use crate::factcheck::analyst::Analysis;

/// A message for the fact check.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The check has ended; `None` if the store no longer has the article.
    Checked(Ticket, Option<Arc<Report>>),
    /// The user selected this line of the panel: its article is opened at the quoted sentence, or its link in the browser.
    Choose(usize),
    /// The user asks the analyst about the claims.
    AskAnalyst,
    /// The analyst has ended: what it said, or why it said nothing.
    Analysed(Ticket, Result<Arc<Analysis>, Text>),
    /// The user stops the analyst.
    StopAnalyst,
}

/// A request of the fact check to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Check an article against the stored ones; answered by [`Msg::Checked`].
    Check(Ticket, ArticleId),
    /// Ask the user's analyst about a report; answered by [`Msg::Analysed`].
    AskAnalyst(Ticket, Arc<Report>),
    /// Stop the analyst; it ends with [`Msg::Analysed`].
    StopAnalyst,
}
