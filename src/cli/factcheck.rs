//! `tidings fact-check`: prints the claims of an article, and what the stored articles of other outlets say about each.
//! With `--online` it asks the user's sources before.
//!
//! `factcheck` decides what was found; nothing here says what is true.

use anyhow::bail;
use serde::Serialize;

use super::App;
use super::json::Timestamp;
use super::out::{Out, print_stderr};
use crate::domain::{ArticleId, Text};
use crate::factcheck::online::NO_SOURCE;
use crate::factcheck::{MatchedReview, Report, ReportedClaim, ReportedEvidence};
use crate::sync::{OnlineFound, search_online};

pub(super) fn run(app: &App, name: &str, is_online: bool, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let id = app.article(name)?;
    let found = if is_online { search(app, id)? } else { OnlineFound::default() };
    let Some(report) = app.library.fact_check(id)? else { return Ok(()) };
    if as_json {
        out.json(&Checked::new(&report))?;
    } else {
        print(app, &report, out)?;
    }
    if found.has_failed {
        out.finish()?;
        bail!("all sources failed; the report has only what was stored before");
    }
    Ok(())
}

/// Asks the user's sources, and names their hosts before.
fn search(app: &App, article: ArticleId) -> anyhow::Result<OnlineFound> {
    let Some(search) = app.library.online_search(article)? else { return Ok(OnlineFound::default()) };
    app.online(async |context| {
        if context.online.hosts().is_empty() {
            bail!(NO_SOURCE);
        }
        if search.queries.is_empty() {
            print_stderr("nothing to ask: the article has no claims");
            return Ok(OnlineFound::default());
        }
        let found = search_online(context, &search, &|progress: &str| print_stderr(progress)).await?;
        for failure in &found.failures {
            print_stderr(failure);
        }
        print_stderr(&found.summary());
        Ok(found)
    })
}

fn print(app: &App, report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let clock = app.clock();
    out.line(&report.title)?;
    out.line(&report.searched(clock))?;
    if report.claims.is_empty() {
        out.line("no claims: no sentence with a figure, date, quotation or name to check")?;
    }
    for claim in &report.claims {
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
            let (outlet, at) = (&evidence.outlet, clock.date_time(evidence.published));
            let place = match evidence.article {
                Some(article) => format!("article {}", article.0),
                None => format!("found online at {}", evidence.url.as_deref().unwrap_or_default()),
            };
            out.line(&format!("  {kind}: {outlet}, {at}, {place}: {}", evidence.quote))?;
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
    /// The texts among those searched that were found on the web.
    online: Option<Online>,
}

#[derive(Serialize)]
struct Online {
    searched: usize,
    at: Timestamp,
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
    /// `null` for a text that was found on the web.
    article: Option<ArticleId>,
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
            online: report.online.map(|(searched, at)| Online { searched, at: at.into() }),
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
