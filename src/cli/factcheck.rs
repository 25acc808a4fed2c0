//! `tidings fact-check`: prints the claims of an article, and what the stored articles of other outlets say about each.
//!
//! `factcheck` decides what was found; nothing here says what is true.

use serde::Serialize;

use super::json::Timestamp;
use super::out::Out;
use super::{App, analyst};
use crate::domain::{ArticleId, Text};
use crate::factcheck::analyst::Analysis;
use crate::factcheck::{MatchedReview, Report, ReportedClaim, ReportedEvidence};

pub(super) fn run(app: &App, name: &str, asks: bool, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let id = app.article(name)?;
    let Some(report) = app.library.fact_check(id)? else { return Ok(()) };
    let (analysis, failure) = analyst::ask(app, &report, asks);
    if as_json {
        out.json(&Checked { analyst: analysis.as_ref().map(analyst::Listed::new), ..Checked::new(&report) })?;
    } else {
        print(app, &report, analysis.as_ref(), out)?;
    }
    // What was found is printed, whatever became of the analyst.
    out.finish()?;
    failure.map_or(Ok(()), |why| Err(anyhow::anyhow!("{why}")))
}

fn print(app: &App, report: &Report, analysis: Option<&Analysis>, out: &mut Out) -> anyhow::Result<()> {
    let clock = app.clock();
    out.line(&report.title)?;
    out.line(&report.searched(clock))?;
    if report.claims.is_empty() {
        out.line("no claims: no sentence with a figure, date, quotation or name to check")?;
    }
    for (at, claim) in report.claims.iter().enumerate() {
        out.line("")?;
        out.line(&claim.text)?;
        out.line(&format!("  ({})", claim.reasons()))?;
        out.line(&format!("  {}", report.statement(claim, clock)))?;
        for MatchedReview { review, .. } in &claim.reviews {
            let url = review.url.as_deref().unwrap_or_default();
            out.line(format!("  review: {}: {} {url}", review.publisher, review.rating).trim_end())?;
        }
        for evidence in &claim.evidence {
            let kind = match evidence {
                ReportedEvidence { is_copy: true, .. } => "copy",
                ReportedEvidence { agrees: true, .. } => "agrees",
                _ => "differs",
            };
            let (outlet, at, id) = (&evidence.outlet, clock.date_time(evidence.published), evidence.article.0);
            out.line(&format!("  {kind}: {outlet}, {at}, article {id}: {}", evidence.quote))?;
        }
        if let Some(analysis) = analysis {
            analyst::print(analysis, at, out)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Checked<'a> {
    article: ArticleId,
    claims: Vec<Claim<'a>>,
    outlets: usize,
    searched: usize,
    from: Timestamp,
    to: Timestamp,
    /// The analyst's notes; `null` unless it was asked and has answered.
    analyst: Option<analyst::Listed<'a>>,
}

#[derive(Serialize)]
struct Claim<'a> {
    text: &'a Text,
    verdict: &'static str,
    reasons: Vec<&'static str>,
    evidence: Vec<Evidence<'a>>,
    reviews: Vec<Review<'a>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    outlet: &'a Text,
    outlet_title: &'a Text,
    article: ArticleId,
    url: Option<&'a str>,
    published: Timestamp,
    quote: &'a Text,
    agrees: bool,
    copy: bool,
}

#[derive(Serialize)]
struct Review<'a> {
    publisher: &'a Text,
    rating: &'a Text,
    url: Option<&'a str>,
    published: Option<Timestamp>,
}

impl<'a> Checked<'a> {
    fn new(report: &'a Report) -> Self {
        Self {
            article: report.article,
            claims: report.claims.iter().map(Claim::new).collect(),
            outlets: report.outlets,
            searched: report.searched,
            from: report.window.0.into(),
            to: report.window.1.into(),
            analyst: None,
        }
    }
}

impl<'a> Claim<'a> {
    fn new(claim: &'a ReportedClaim) -> Self {
        let evidence = |evidence: &'a ReportedEvidence| Evidence {
            outlet: &evidence.host,
            outlet_title: &evidence.outlet,
            article: evidence.article,
            url: evidence.url.as_deref(),
            published: evidence.published.into(),
            quote: &evidence.quote,
            agrees: evidence.agrees,
            copy: evidence.is_copy,
        };
        let review = |found: &'a MatchedReview| Review {
            publisher: &found.review.publisher,
            rating: &found.review.rating,
            url: found.review.url.as_deref(),
            published: found.review.published.map(Timestamp::from),
        };
        Self {
            text: &claim.text,
            verdict: claim.verdict.name(),
            reasons: claim.reasons.iter().map(|reason| reason.label()).collect(),
            evidence: claim.evidence.iter().map(evidence).collect(),
            reviews: claim.reviews.iter().map(review).collect(),
        }
    }
}
