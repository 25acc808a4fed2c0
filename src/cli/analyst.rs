//! The user's analyst for `tidings fact-check --analyst`: asks it, and prints its notes.

use serde::Serialize;

use super::App;
use super::out::Out;
use crate::domain::{ArticleId, Text};
use crate::factcheck::Report;
use crate::factcheck::analyst::{Analysis, Cite, Note};
use crate::runtime::factcheck::analyst::Analyst;

/// Asks the analyst if the user wants that; returns what it said, and else the reason why it said nothing.
pub(super) fn ask(app: &App, report: &Report, is_wanted: bool) -> (Option<Analysis>, Option<Text>) {
    if !is_wanted || report.claims.is_empty() {
        return (None, None);
    }
    match Analyst::new(&app.settings.config.fact_check).ask(&app.library, report, &|| true) {
        Ok(analysis) => (Some(analysis), None),
        Err(why) => (None, Some(why)),
    }
}

/// Prints the notes about a claim.
pub(super) fn print(analysis: &Analysis, claim: usize, out: &mut Out) -> anyhow::Result<()> {
    for note in analysis.notes.iter().filter(|note| note.claim == claim) {
        let mut lines = note.text.lines();
        out.line(&format!("  {}: {}", analysis.name, lines.next().unwrap_or_default()))?;
        for line in lines {
            out.line(&format!("    {line}"))?;
        }
        for cite in &note.cites {
            match cite {
                Cite::Article(article) => out.line(&format!("    cites article {}", article.0))?,
                Cite::Url(url) => out.line(&format!("    cites {url}"))?,
            }
        }
    }
    Ok(())
}

/// What the analyst said, as JSON.
#[derive(Serialize)]
pub(super) struct Listed<'a> {
    name: &'a Text,
    notes: Vec<Listing<'a>>,
    skipped: usize,
}

#[derive(Serialize)]
struct Listing<'a> {
    claim: usize,
    text: &'a Text,
    cites: Vec<Cited<'a>>,
}

/// The id of an article, or an address.
#[derive(Serialize)]
#[serde(untagged)]
enum Cited<'a> {
    Article(ArticleId),
    Url(&'a str),
}

impl<'a> Listed<'a> {
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        Self {
            name: &analysis.name,
            notes: analysis.notes.iter().map(Listing::new).collect(),
            skipped: analysis.skipped,
        }
    }
}

impl<'a> Listing<'a> {
    fn new(note: &'a Note) -> Self {
        let cite = |cite: &'a Cite| match cite {
            Cite::Article(article) => Cited::Article(*article),
            Cite::Url(url) => Cited::Url(url),
        };
        Self { claim: note.claim, text: &note.text, cites: note.cites.iter().map(cite).collect() }
    }
}
