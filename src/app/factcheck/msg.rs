//! Defines the messages and effects of the fact check.

use std::sync::Arc;

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text};
use crate::factcheck::Report;

/// A message for the fact check.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The check has ended; `None` if the store no longer has the article.
    Checked(Ticket, Option<Arc<Report>>),
    /// The user selected this line of the panel: its article is opened at the quoted sentence. For a text that was found on the
    /// web its address is opened in the browser.
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
}

/// A request of the fact check to `runtime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Check an article against the stored ones; answered by [`Msg::Checked`].
    Check(Ticket, ArticleId),
    /// Name the hosts that a search would ask; answered by [`Msg::Sources`].
    Sources(Ticket),
    /// Search the web for evidence; answered by [`Msg::Progress`], and by [`Msg::Searched`] at the end.
    Search(Ticket, ArticleId),
    /// Stop the running search; it ends with [`Msg::Searched`].
    StopSearch,
}
