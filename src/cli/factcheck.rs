//! `tidings fact-check`: prints the claims of an article, and what the stored articles of other outlets say about each.
//! With `--online` it asks the user's sources before, with `--analyst` the user's analyst after.
//!
//! `factcheck` decides what was found; nothing here says what is true.

use anyhow::bail;
use serde::Serialize;

use super::json::Timestamp;
use super::out::{Out, print_stderr};
use super::{App, analyst};
use crate::domain::ArticleId;
use crate::factcheck::analyst::Analysis;
use crate::factcheck::online::NO_SOURCE;
use crate::factcheck::{ListedClaim, MatchedReview, Report, ReportedEvidence};
use crate::sync::{OnlineFound, search_online};

/// What `tidings fact-check` was asked for.
pub(super) struct Options {
    /// Ask the sources of the user first.
    pub(super) online: bool,
    /// Ask the user's analyst for notes.
    pub(super) analyst: bool,
    /// Print JSON.
    pub(super) json: bool,
}

pub(super) fn run(app: &App, name: &str, options: &Options, out: &mut Out) -> anyhow::Result<()> {
    let id = app.article(name)?;
    let found = if options.online { search(app, id)? } else { OnlineFound::default() };
    let Some(report) = app.library.fact_check(id)? else { return Ok(()) };
    let (analysis, failure) = analyst::ask(app, &report, options.analyst);
    if options.json {
        out.json(&Checked { analyst: analysis.as_ref().map(analyst::Listed::new), ..Checked::new(&report) })?;
    } else {
        print(app, &report, analysis.as_ref(), out)?;
    }
    // What was found is printed, whatever became of the sources and the analyst.
    out.finish()?;
    if found.has_failed {
        if let Some(why) = &failure {
            print_stderr(why);
        }
        bail!("all sources failed; the report has only what was stored before");
    }
    failure.map_or(Ok(()), |why| Err(anyhow::anyhow!("{why}")))
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
            let (outlet, at) = (&evidence.outlet, clock.date_time(evidence.published));
            let place = match evidence.article {
                Some(article) => format!("article {}", article.0),
                None => format!("found online at {}", evidence.url.as_deref().unwrap_or_default()),
            };
            out.line(&format!("  {kind}: {outlet}, {at}, {place}: {}", evidence.quote))?;
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
    claims: Vec<ListedClaim<'a>>,
    outlets: usize,
    searched: usize,
    from: Timestamp,
    to: Timestamp,
    /// The texts among those searched that were found on the web.
    online: Option<Online>,
    /// The analyst's notes; `null` unless it was asked and has answered.
    analyst: Option<analyst::Listed<'a>>,
}

#[derive(Serialize)]
struct Online {
    searched: usize,
    at: Timestamp,
}

impl<'a> Checked<'a> {
    fn new(report: &'a Report) -> Self {
        Self {
            article: report.article,
            claims: report.listed(),
            outlets: report.outlets,
            searched: report.searched,
            from: report.window.0.into(),
            to: report.window.1.into(),
            online: report.online.map(|(searched, at)| Online { searched, at: at.into() }),
            analyst: None,
        }
    }
}
