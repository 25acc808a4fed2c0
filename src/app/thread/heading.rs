//! What is said of a thread under its heading: a line for each source, what is missing, what was odd.

use crate::app::document::Opened;
use crate::domain::{Text, ThreadSummary, pluralize};

/// Gaps and oddities shown for one source; the rest are counted.
const MOST: usize = 3;
/// Rows that one line may take.
const MOST_ROWS: usize = 3;

/// The lines, top to bottom.
#[must_use]
pub fn lines(opened: &Opened) -> Vec<Text> {
    let mut lines = Vec::new();
    for (origin, head) in opened.summaries.iter().enumerate() {
        lines.push(Text::line(&state(opened, origin, head)));
        let failure = head.failure.iter().map(|why| format!("last fetch failed: {why}"));
        let gaps = missing(opened, origin, head);
        let unnamed = if gaps.is_empty() { 0 } else { head.gaps.len().saturating_sub(gaps.len()) };
        let said = failure.len() + gaps.len() + unnamed + head.warnings.len();
        let odd = head.warnings.iter().map(ToString::to_string);
        let remarks = failure.chain(gaps).chain(odd).take(MOST);
        lines.extend(remarks.map(|remark| Text::line(&format!("  {remark}"))));
        if let Some(more) = said.checked_sub(MOST).filter(|more| *more > 0) {
            lines.push(Text::line(&format!("  and {more} more")));
        }
    }
    lines.extend(opened.warnings.iter().map(|odd| odd.0.clone()));
    lines
}

/// The lines as they stand in so many columns: one that is too long goes on below, up to a few rows.
#[must_use]
pub fn wrapped(opened: &Opened, columns: u16) -> Vec<String> {
    let options = || textwrap::Options::new(usize::from(columns.max(12))).subsequent_indent("  ");
    let mut rows = Vec::new();
    for line in lines(opened) {
        let mut parts = textwrap::wrap(&line, options());
        if parts.len() > MOST_ROWS {
            // The last row takes the rest, and is cut where it is painted.
            let rest: Vec<String> = parts.drain(MOST_ROWS - 1..).map(|part| part.trim_start().to_owned()).collect();
            parts.push(format!("  {}", rest.join(" ")).into());
        }
        rows.extend(parts.into_iter().map(std::borrow::Cow::into_owned));
    }
    rows
}

/// "WordPress: 15 of 17 comments loaded · 1 orphan".
fn state(opened: &Opened, origin: usize, thread: &ThreadSummary) -> String {
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

/// Comments that are known to be missing.
fn missing(opened: &Opened, origin: usize, head: &ThreadSummary) -> Vec<String> {
    let tally = opened.tallies.get(origin).copied().unwrap_or_default();
    let lacking = head.stated.map_or(0, |stated| (stated as usize).saturating_sub(tally.loaded));
    // An answer may lack what the cache has from earlier ones.
    if head.stated.is_some_and(|stated| tally.loaded - tally.removed >= stated as usize) {
        return Vec::new();
    }
    // There may be very many, and this is asked for with every picture of the heading.
    let mut gaps: Vec<String> = head.gaps.iter().take(MOST).map(|gap| format!("missing: {gap}")).collect();
    if gaps.is_empty() && lacking > 0 && !head.complete {
        gaps.push(format!("missing: {}", pluralize(lacking, "comment")));
    }
    gaps
}

/// The source, and the thread where it is not the outlet's own.
#[must_use]
pub fn name(head: &ThreadSummary) -> String {
    match head.page.as_deref().filter(|_| !head.origin.is_empty()) {
        Some(page) => format!("{} ({})", source_name(&head.source), page.trim_start_matches("https://")),
        None => source_name(&head.source),
    }
}

/// A source as people write it; several are joined by `+`.
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
