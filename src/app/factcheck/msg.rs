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
    /// The user selected this line of the panel: its article is opened at the quoted sentence. A text that was found on the
    /// web is opened in the browser, as is the address that a note cites.
    Choose(usize),
    /// The user wants to search the web for evidence: the hosts are named first.
    AskOnline,
    /// The hosts that a search would ask, each once.
    Sources(Ticket, Vec<Text>),
    /// The user said yes: the search begins.
    Search,
    /// The search is asking this host now.
    Progress(Ticket, Text),
    /// The search has ended; what it found and what failed, each as one line.
    Searched(Ticket, Vec<Text>),
    /// The user stops the search.
    StopSearch,
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
    /// Name the hosts that a search would ask; answered by [`Msg::Sources`].
    Sources(Ticket),
    /// Search the web for evidence; answered by [`Msg::Progress`], and by [`Msg::Searched`] at the end.
    Search(Ticket, ArticleId),
    /// Stop the running search; it ends with [`Msg::Searched`].
    StopSearch,
    /// Ask the user's analyst about a report; answered by [`Msg::Analysed`].
    AskAnalyst(Ticket, Arc<Report>),
    /// Stop the analyst; it ends with [`Msg::Analysed`].
    StopAnalyst,
}
