//! The state of the fact check, which knows no `Model`.

use std::sync::Arc;

use super::lines::{PanelLine, lines};
use super::notes::Analyst;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, ClockFormat, Text};
use crate::factcheck::{Report, ReportedEvidence};

/// The fact check of one article.
#[derive(Debug, Clone, Default)]
pub struct FactCheck {
    /// The article that is checked.
    pub(super) article: Option<ArticleId>,
    /// The request that is running or was answered last.
    pub(super) ticket: Ticket,
    /// The result; `None` while the check is running.
    pub report: Option<Arc<Report>>,
    /// The result as lines of the panel, for `width`.
    pub lines: Vec<PanelLine>,
    pub(super) width: u16,
    /// The article that the user chose in the panel, and the sentence to show there once it is open.
    pub(super) target: Option<(ArticleId, Text)>,
    /// The search for more evidence.
    pub online: Online,
    /// The user's analyst.
    pub analyst: Analyst,
}

/// The search for evidence of one article.
#[derive(Debug, Clone, Default)]
pub struct Online {
    /// The request that is running or was answered last.
    pub(super) ticket: Ticket,
    /// Whom the running search asks; `None` while none is running.
    pub progress: Option<Text>,
    /// What the last search found, and what failed.
    pub(super) notes: Vec<Text>,
}

impl FactCheck {
    /// Lays the result out, unless it has lines for this width.
    pub(super) fn lay_out(&mut self, width: u16, clock: ClockFormat) {
        if let Some(report) = self.report.as_ref().filter(|_| self.width != width || self.lines.is_empty()) {
            self.lines = lines(report, &self.online.notes, &self.analyst.state, usize::from(width), clock);
            self.width = width;
        }
    }

    /// Returns the evidence that a line of the panel belongs to.
    pub(super) fn evidence_at(&self, line: usize) -> Option<&ReportedEvidence> {
        let (claim, evidence) = self.lines.get(line)?.evidence?;
        self.report.as_ref()?.claims.get(claim)?.evidence.get(evidence)
    }
}
