//! Lays the result of a fact check out as lines of the panel. Painting is left to `ui`.

use std::ops::Range;

use super::notes::{AnalystState, place_of};
use crate::domain::line_breaks::wrapping;
use crate::domain::{ClockFormat, Text};
use crate::factcheck::analyst::Cite;
use crate::factcheck::{Mark, MarkKind, MatchedReview, Report, ReportedClaim, ReportedEvidence};

/// Quotes of one claim that the panel shows.
const MAX_QUOTES: usize = 12;
/// Columns by which quotes are indented.
const INDENT: usize = 4;

/// What a line of the panel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// What was searched, or a note.
    Note,
    /// A claim.
    Claim,
    /// Why the claim is worth checking.
    Reason,
    /// The statement of what was found.
    Verdict,
    /// Outlet and date of a quote.
    Source,
    /// A quote.
    Quote,
}

/// A line of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLine {
    /// What it is.
    pub kind: LineKind,
    /// Columns before the text.
    pub indent: usize,
    /// The text.
    pub text: String,
    /// Bytes of the text to mark.
    pub marks: Vec<(Range<usize>, MarkKind)>,
    /// Index of the claim, and index of its evidence, for a line that belongs to a quote.
    pub evidence: Option<(usize, usize)>,
    /// Web address that the line cites.
    pub url: Option<String>,
}

/// Returns the lines of a report for so many columns, with the notes of the analyst. Above it are those of a search.
pub(super) fn lines(
    report: &Report,
    searched: &[Text],
    analyst: &AnalystState,
    columns: usize,
    clock: ClockFormat,
) -> Vec<PanelLine> {
    let mut out = Panel { columns, lines: Vec::new() };
    for note in searched {
        out.add(LineKind::Note, 0, note, &[], None);
    }
    if let Some(heading) = analyst.heading() {
        out.add(LineKind::Note, 0, &heading, &[], None);
    }
    out.add(LineKind::Note, 0, &report.searched(clock), &[], None);
    if report.claims.is_empty() {
        let text = "No claims: no sentence with a figure, date, quotation or name to check.";
        out.add(LineKind::Note, 0, text, &[], None);
    }
    for (at, claim) in report.claims.iter().enumerate() {
        out.lines.push(PanelLine::blank());
        out.claim(report, at, claim, clock);
        out.notes(report, at, analyst);
    }
    out.lines
}

struct Panel {
    columns: usize,
    lines: Vec<PanelLine>,
}

impl Panel {
    fn claim(&mut self, report: &Report, at: usize, claim: &ReportedClaim, clock: ClockFormat) {
        self.add(LineKind::Claim, 0, &claim.text, &[], None);
        self.add(LineKind::Reason, 2, &claim.reasons(), &[], None);
        self.add(LineKind::Verdict, 2, &report.statement(claim, clock), &[], None);
        self.reviews(&claim.reviews);
        for (i, evidence) in claim.evidence.iter().take(MAX_QUOTES).enumerate() {
            let source = source(evidence, clock);
            self.add(LineKind::Source, INDENT, &source, &[], Some((at, i)));
            self.add(LineKind::Quote, INDENT, &evidence.quote, &evidence.marks, Some((at, i)));
        }
        if let Some(more) = claim.evidence.len().checked_sub(MAX_QUOTES).filter(|more| *more > 0) {
            self.add(LineKind::Note, INDENT, &format!("{more} more"), &[], None);
        }
    }

    /// Adds the published fact-checks of a claim, each with its address to open.
    fn reviews(&mut self, reviews: &[MatchedReview]) {
        for MatchedReview { review, .. } in reviews {
            let url = review.url.as_deref().unwrap_or_default();
            let text = Text::line(&format!("{}: {} {url}", review.publisher, review.rating));
            let from = self.lines.len();
            self.add(LineKind::Source, INDENT, &text, &[], None);
            self.link(from, review.url.as_deref());
        }
    }

    /// Adds the analyst's notes about a claim, with what they cite.
    fn notes(&mut self, report: &Report, claim: usize, analyst: &AnalystState) {
        let Some((name, notes)) = analyst.notes(claim) else { return };
        for note in notes {
            self.add(LineKind::Source, INDENT, &format!("{name} notes"), &[], None);
            for line in note.text.lines() {
                self.add(LineKind::Quote, INDENT, line, &[], None);
            }
            for cite in &note.cites {
                self.cite(report, cite);
            }
        }
    }

    /// Gives the lines from one on an address to open.
    fn link(&mut self, from: usize, url: Option<&str>) {
        self.lines.iter_mut().skip(from).for_each(|line| line.url = url.map(str::to_owned));
    }

    fn cite(&mut self, report: &Report, cite: &Cite) {
        let from = self.lines.len();
        match cite {
            Cite::Url(url) => {
                self.add(LineKind::Note, INDENT, &format!("cites {url}"), &[], None);
                self.link(from, Some(url));
            }
            Cite::Article(article) => {
                let place = place_of(report, *article);
                let text = match place.and_then(|(claim, at)| report.claims.get(claim)?.evidence.get(at)) {
                    Some(evidence) => format!("cites {}, article {}", evidence.outlet, article.0),
                    None => "cites this article".to_owned(),
                };
                self.add(LineKind::Note, INDENT, &text, &[], place);
            }
        }
    }

    /// Adds a text in lines of the panel's width. Marks are divided where lines end.
    fn add(&mut self, kind: LineKind, indent: usize, text: &str, marks: &[Mark], evidence: Option<(usize, usize)>) {
        let indent = indent.min(self.columns / 4);
        let mut end = 0;
        for part in textwrap::wrap(text, wrapping(self.columns.saturating_sub(indent).max(8))) {
            // Parts come in order, and only white space between them is dropped.
            let start = text.get(end..).and_then(|rest| rest.find(part.as_ref())).map_or(end, |at| end + at);
            end = start + part.len();
            let marks = marks.iter().filter_map(|mark| {
                let (from, to) = (mark.range.start.max(start), mark.range.end.min(end));
                (from < to).then(|| (from - start..to - start, mark.kind))
            });
            self.lines.push(PanelLine {
                kind,
                indent,
                text: part.to_string(),
                marks: marks.collect(),
                evidence,
                url: None,
            });
        }
    }
}

impl PanelLine {
    fn blank() -> Self {
        Self { kind: LineKind::Note, indent: 0, text: String::new(), marks: Vec::new(), evidence: None, url: None }
    }
}

/// Returns outlet and date of a quote, and how it stands to the claim.
fn source(evidence: &ReportedEvidence, clock: ClockFormat) -> String {
    let kind = match evidence {
        ReportedEvidence { is_copy: true, .. } => "copy",
        ReportedEvidence { agrees: true, .. } => "agrees",
        _ => "differs",
    };
    let online = match evidence.article {
        Some(_) => String::new(),
        None if evidence.outlet == evidence.host => " · found online".to_owned(),
        None => format!(" · found online at {}", evidence.host),
    };
    format!("{}, {} · {kind}{online}", evidence.outlet, clock.date_time(evidence.published))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Review};

    #[test]
    fn marks_are_divided_where_lines_end() {
        let mut panel = Panel { columns: 12, lines: Vec::new() };
        let marks = [Mark { range: 4..15, kind: MarkKind::Word }];
        panel.add(LineKind::Quote, 0, "one two three four", &marks, None);
        let marked: Vec<Vec<&str>> = panel
            .lines
            .iter()
            .map(|line| line.marks.iter().map(|(range, _)| &line.text[range.clone()]).collect())
            .collect();
        assert_eq!(panel.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one two", "three four"]);
        assert_eq!(marked, [vec!["two"], vec!["three f"]]);
    }

    /// Regression: Enter on a published fact-check opened nothing.
    #[test]
    fn a_review_is_opened_at_its_address() {
        let mut panel = Panel { columns: 30, lines: Vec::new() };
        let review = |url: Option<&str>| MatchedReview {
            review: Review {
                claim: Text::line("41 homes"),
                publisher: Text::line("Checkers"),
                rating: Text::line("False"),
                url: url.map(str::to_owned),
                published: None,
            },
            similarity: 1.0,
        };
        panel.reviews(&[review(Some("https://checkers.example/a/long/path")), review(None)]);
        let urls: Vec<Option<&str>> = panel.lines.iter().map(|line| line.url.as_deref()).collect();
        let (last, first) = urls.split_last().unwrap();
        assert!(first.len() > 1 && first.iter().all(|url| *url == Some("https://checkers.example/a/long/path")));
        assert_eq!(*last, None);
    }

    #[test]
    fn the_source_of_a_quote_says_whether_it_was_found_online() {
        let evidence = |outlet: &str, article| ReportedEvidence {
            outlet: Text::line(outlet),
            host: Text::line("news.example"),
            article,
            url: None,
            published: "2026-05-12T07:00:00Z".parse().unwrap(),
            quote: Text::default(),
            marks: Vec::new(),
            agrees: true,
            is_copy: false,
        };
        for (outlet, article, expected) in [
            ("The News", Some(ArticleId(1)), "The News, 2026-05-12 07:00 · agrees"),
            ("The News", None, "The News, 2026-05-12 07:00 · agrees · found online at news.example"),
            ("news.example", None, "news.example, 2026-05-12 07:00 · agrees · found online"),
        ] {
            assert_eq!(source(&evidence(outlet, article), ClockFormat::default()), expected);
        }
    }
}
