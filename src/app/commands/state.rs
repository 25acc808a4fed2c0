//! Holds the user's commands, and those that are running.

use std::sync::Arc;

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Time};
use crate::settings::Command;

/// The commands.
#[derive(Debug, Default)]
pub struct Commands {
    /// All commands, in the order of their actions.
    pub list: Vec<Arc<Command>>,
    /// The commands that have not ended, the oldest first.
    pub(super) running: Vec<Running>,
}

/// A command that has not ended.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) ticket: Ticket,
    pub(super) command: Arc<Command>,
    pub(super) article: ArticleId,
    pub(super) since: Time,
    /// Whether it has done what it was run for: it stays open.
    pub(super) has_started: bool,
}

impl Commands {
    /// Makes the state of a screen with these commands.
    #[must_use]
    pub fn new(list: &[Command]) -> Self {
        Self { list: list.iter().cloned().map(Arc::new).collect(), running: Vec::new() }
    }

    pub(super) fn find(&mut self, ticket: Ticket) -> Option<&mut Running> {
        self.running.iter_mut().find(|running| running.ticket == ticket)
    }

    /// Removes a command that has ended.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<Running> {
        let at = self.running.iter().position(|running| running.ticket == ticket)?;
        Some(self.running.remove(at))
    }
}
