//! Holds the lines of earlier prompts, so that the user can recall one, or correct one that failed.

use super::prompt::{Prompt, PromptKind};

/// The most lines of each kind.
const KEPT: usize = 50;

/// The lines that the user has submitted in this session.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct PromptHistory {
    /// The lines with their kinds, the latest first.
    lines: Vec<(PromptKind, String)>,
}

impl PromptHistory {
    /// Adds a line, and removes an equal one.
    pub(super) fn add(&mut self, kind: PromptKind, text: &str) {
        self.lines.retain(|known| *known != (kind, text.to_owned()));
        self.lines.insert(0, (kind, text.to_owned()));
        let mut count = 0;
        self.lines.retain(|(known, _)| {
            count += usize::from(*known == kind);
            *known != kind || count <= KEPT
        });
    }

    /// Returns the lines of one kind, the latest first.
    pub(super) fn of(&self, kind: PromptKind) -> Vec<String> {
        self.lines.iter().filter(|(known, _)| *known == kind).map(|(_, text)| text.clone()).collect()
    }

    /// Returns the prompt that was submitted last, with its text.
    pub(in crate::app) fn last_submitted(&self) -> Option<Prompt> {
        self.lines.first().map(|(kind, text)| Prompt::with_text(*kind, text.as_str()))
    }
}
