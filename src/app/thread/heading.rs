//! Lists the lines below the comments' heading: a line for each source, then missing comments and warnings.

use crate::app::document::Opened;
use crate::domain::line_breaks::wrapping;
use crate::domain::{Text, ThreadSummary, pluralize};

/// The most gaps and warnings that are shown for one source; the rest are counted.
const MAX_DETAILS: usize = 3;
/// The most rows that one line may take.
const MAX_ROWS: usize = 3;

/// Returns the lines below the heading, top to bottom.
#[must_use]
pub fn lines(opened: &Opened) -> Vec<Text> {
    let mut lines = Vec::new();
    for (origin, head) in opened.summaries.iter().enumerate() {
        lines.push(Text::line(&counts(opened, origin, head)));
        let failure = head.failure.iter().map(|why| format!("last fetch failed: {why}"));
        let gaps = missing(opened, origin, head);
        let unnamed = if gaps.is_empty() { 0 } else { head.gaps.len().saturating_sub(gaps.len()) };
        let total = failure.len() + gaps.len() + unnamed + head.warnings.len();
        let warnings = head.warnings.iter().map(ToString::to_string);
        let details = failure.chain(gaps).chain(warnings).take(MAX_DETAILS);
        lines.extend(details.map(|detail| Text::line(&format!("  {detail}"))));
        if let Some(more) = total.checked_sub(MAX_DETAILS).filter(|more| *more > 0) {
            lines.push(Text::line(&format!("  and {more} more")));
        }
    }
    lines.extend(opened.warnings.iter().map(|warning| warning.0.clone()));
    lines
}

/// Wraps the lines to a number of columns. A long line goes on below, up to `MAX_ROWS` rows.
#[must_use]
pub fn wrapped(opened: &Opened, columns: u16) -> Vec<String> {
    let options = || wrapping(usize::from(columns.max(12))).subsequent_indent("  ");
    let mut rows = Vec::new();
    for line in lines(opened) {
        let mut parts = textwrap::wrap(&line, options());
        if parts.len() > MAX_ROWS {
            // The last row has the rest of the text, which `ui` cuts at the edge of the pane.
            let rest: Vec<String> = parts.drain(MAX_ROWS - 1..).map(|part| part.trim_start().to_owned()).collect();
            parts.push(format!("  {}", rest.join(" ")).into());
        }
        rows.extend(parts.into_iter().map(std::borrow::Cow::into_owned));
    }
    rows
}

/// Returns the counts of one source, such as "WordPress: 15 of 17 comments loaded · 1 orphan".
fn counts(opened: &Opened, origin: usize, thread: &ThreadSummary) -> String {
    let tally = opened.tallies.get(origin).copied().unwrap_or_default();
    let loaded = match thread.stated {
        Some(stated) if stated as usize >= tally.loaded => {
            format!("{} of {} loaded", tally.loaded, pluralize(stated as usize, "comment"))
        }
        _ => format!("{} loaded", pluralize(tally.loaded, "comment")),
    };
    let mut facts = vec![format!("{}: {loaded}", name(thread))];
    facts.extend((tally.orphans > 0).then(|| pluralize(tally.orphans, "orphan")));
    facts.extend((tally.removed > 0).then(|| format!("{} removed by the site, kept here", tally.removed)));
    facts.extend((tally.pending > 0).then(|| format!("{} awaiting moderation", tally.pending)));
    facts.join(" · ")
}

/// Returns whether comments of any source are known to be missing.
#[must_use]
pub fn lacks_comments(opened: &Opened) -> bool {
    opened.summaries.iter().enumerate().any(|(origin, head)| !missing(opened, origin, head).is_empty())
}

/// Returns the comments that are known to be missing: the gaps that the source named, or else their number.
fn missing(opened: &Opened, origin: usize, head: &ThreadSummary) -> Vec<String> {
    let tally = opened.tallies.get(origin).copied().unwrap_or_default();
    let count = head.stated.map_or(0, |stated| (stated as usize).saturating_sub(tally.loaded));
    // The store may have the missing comments from an earlier fetch.
    if head.stated.is_some_and(|stated| tally.loaded - tally.removed >= stated as usize) {
        return Vec::new();
    }
    // There may be very many gaps, and every frame with the heading calls this.
    let mut gaps: Vec<String> = head.gaps.iter().take(MAX_DETAILS).map(|gap| format!("missing: {gap}")).collect();
    if gaps.is_empty() && count > 0 && !head.complete {
        gaps.push(format!("missing: {}", pluralize(count, "comment")));
    }
    gaps
}

/// Returns the name of a thread's source, with the address of the thread if it is not the article's own.
#[must_use]
pub fn name(head: &ThreadSummary) -> String {
    match head.page.as_deref().filter(|_| !head.origin.is_empty()) {
        Some(page) => format!("{} ({})", source_name(&head.source), page.trim_start_matches("https://")),
        None => source_name(&head.source),
    }
}

/// Returns the name of a source as its users write it. Several sources are joined by `+`.
fn source_name(source: &str) -> String {
    let name = |source: &str| {
        match source {
            "hacker-news" => "Hacker News",
            "isso" => "Isso",
            "remark42" => "Remark42",
            "lobsters" => "Lobsters",
            "reddit" => "Reddit",
            "lemmy" => "Lemmy",
            "mastodon" => "Mastodon",
            "discourse" => "Discourse",
            "blogger" => "Blogger",
            "comment-feed" => "comment feed",
            "schema-org" | "microformats" | "nested-lists" => "page",
            _ if source.starts_with("wordpress") => "WordPress",
            _ => return source.to_owned(),
        }
        .to_owned()
    };
    let mut names: Vec<String> = source.split('+').map(name).collect();
    names.dedup();
    names.join(" + ")
}
