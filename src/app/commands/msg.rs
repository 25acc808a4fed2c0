//! Defines the messages and effects of the user's commands.

use std::sync::Arc;

use crate::app::document::Opened;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text};
use crate::settings::Command;

/// A message about a command that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// A program that stays open is running.
    Started(Ticket),
    /// The program has succeeded; with the first line of its output.
    Done(Ticket, Text),
    /// The program has failed, or could not be run; with the reason.
    Failed(Ticket, Text),
    /// The command is ready for the terminal.
    Ready(Ticket),
    /// The user cancels it.
    Cancel(Ticket),
    /// The user cancels the sync or fetch.
    CancelSync,
}

/// A request of the commands to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Run a command, or prepare it for the terminal; answered by a [`Msg`] with its ticket.
    Run(Box<Run>),
    /// Give the terminal to a command that is ready.
    UseTerminal(Ticket),
    /// Stop a command.
    Cancel(Ticket),
}

/// A command and the article that it is run on.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Names the run.
    pub ticket: Ticket,
    /// The command.
    pub command: Arc<Command>,
    /// The article.
    pub article: ArticleId,
    /// The article as the reader shows it, if it does: a preview is not in the store.
    pub opened: Option<Arc<Opened>>,
}
