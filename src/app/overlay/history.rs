//! What the user typed into prompts before, so that it can be recalled, or mended when it failed.

use super::prompt::{Prompt, PromptKind};

/// Lines kept of each kind.
const KEPT: usize = 50;

/// Lines that were submitted in this session.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct PromptHistory {
    /// The latest first.
    lines: Vec<(PromptKind, String)>,
}

impl PromptHistory {
    /// Adds a line; an equal one moves to the front.
    pub(super) fn add(&mut self, kind: PromptKind, text: &str) {
        self.lines.retain(|known| *known != (kind, text.to_owned()));
        self.lines.insert(0, (kind, text.to_owned()));
        let mut count = 0;
        self.lines.retain(|(known, _)| {
            count += usize::from(*known == kind);
            *known != kind || count <= KEPT
        });
    }

    /// The lines of one kind, the latest first.
    pub(super) fn of(&self, kind: PromptKind) -> Vec<String> {
        self.lines.iter().filter(|(known, _)| *known == kind).map(|(_, text)| text.clone()).collect()
    }

    /// The prompt that was submitted last, with its text.
    pub(in crate::app) fn last_submitted(&self) -> Option<Prompt> {
        self.lines.first().map(|(kind, text)| Prompt::with_text(*kind, text.as_str()))
    }
}
