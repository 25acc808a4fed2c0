//! The state of the user's analyst, and the words for it. `lines` lays its notes out.

use std::sync::Arc;

use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, Text, pluralize};
use crate::factcheck::Report;
use crate::factcheck::analyst::{Analysis, Note};

/// The analyst's work on one article.
#[derive(Debug, Clone, Default)]
pub struct Analyst {
    /// The request that is running or was answered last.
    pub(super) ticket: Ticket,
    /// How far it is.
    pub state: AnalystState,
}

/// How far the analyst is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum AnalystState {
    /// It was not asked.
    #[default]
    Idle,
    /// It is asked as soon as the check has ended.
    Wanted,
    /// It is running.
    Running,
    /// It has answered.
    Answered(Arc<Analysis>),
    /// It gave no answer, for this reason.
    Failed(Text),
}

impl AnalystState {
    /// Says how far the analyst is; `None` if it was not asked.
    pub(super) fn heading(&self) -> Option<String> {
        Some(match self {
            Self::Idle => return None,
            Self::Wanted | Self::Running => "Asking your analyst…".to_owned(),
            Self::Failed(why) => format!("Analyst: {why}"),
            Self::Answered(analysis) => {
                let skipped = match analysis.skipped {
                    0 => String::new(),
                    n => format!("; {n} skipped that name no claim, no article given to it and no web address"),
                };
                format!("Analyst: {} by {}{skipped}", pluralize(analysis.notes.len(), "note"), analysis.name)
            }
        })
    }

    /// Returns the name of the analyst, and its notes about a claim.
    pub(super) fn notes(&self, claim: usize) -> Option<(&Text, impl Iterator<Item = &Note>)> {
        let Self::Answered(analysis) = self else { return None };
        Some((&analysis.name, analysis.notes.iter().filter(move |note| note.claim == claim)))
    }
}

/// Returns the index of a claim, and that of its evidence from an article.
pub(super) fn place_of(report: &Report, article: ArticleId) -> Option<(usize, usize)> {
    report.claims.iter().enumerate().find_map(|(at, claim)| {
        claim.evidence.iter().position(|evidence| evidence.article == Some(article)).map(|evidence| (at, evidence))
    })
}
