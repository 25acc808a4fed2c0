//! Paints the heading of the comments: counts, order and filter, then the sources, then a rule.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::document::Opened;
use crate::app::reader::state::Reader;
use crate::app::thread::heading::{lacks_comments, wrapped};
use crate::domain::triage::Order;
use crate::input::Action;
use crate::settings::{Role, Theme};
use crate::ui::paint::cells;

/// Paints a line of the heading.
pub(in crate::ui) fn heading(model: &Model, theme: &Theme, row: Rect, inside: usize, buf: &mut Buffer) {
    let Some(opened) = &model.reader.opened else { return };
    let sources = wrapped(opened, model.reader.page.width);
    if inside == 0 {
        counts(model, theme, row, opened, buf);
    } else if let Some(line) = sources.get(inside - 1) {
        cells::put(buf, row, &cells::cut(line, row.width), theme.style(Role::Faint));
    } else if inside == sources.len() + 1 {
        cells::horizontal(buf, row, theme.style(Role::Border));
    }
}

/// Paints the first line: how many comments there are, how many are new and recent, then order and filter.
fn counts(model: &Model, theme: &Theme, row: Rect, opened: &Opened, buf: &mut Buffer) {
    let triage = &model.reader.thread.triage;
    let mut rest = cells::put(buf, row, &count(opened), theme.style(Role::Headline));
    let recent: usize = opened.tallies.iter().map(|tally| tally.new).sum();
    let counted = [(triage.unseen(), "new"), (recent, "recent")].into_iter().filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted.map(|(count, label)| format!("{count} {label}")).collect();
    if !counted.is_empty() {
        rest = cells::put(buf, rest, &format!("  {}", counted.join(", ")), theme.style(Role::New));
    } else if loaded(opened) > 0 {
        rest = cells::put(buf, rest, "  none new", theme.style(Role::Faint));
    }
    if opened.order != Order::Thread && !opened.thread.is_empty() {
        rest = cells::put(buf, rest, &format!("  by {}", opened.order.as_str()), theme.style(Role::Info));
    }
    if let Some(filter) = triage.filter() {
        let text = format!("  filter: {} ({})", filter.name, filter.matches.len());
        rest = cells::put(buf, rest, &text, theme.style(Role::Info));
    }
    let note = cells::cut(&fetch_note(model, opened), rest.width.saturating_sub(2));
    cells::put(buf, rest, &format!("  {note}"), theme.style(Role::Faint));
}

/// Returns the parts of the heading that the reader's title repeats below it: new comments, order and filter.
pub(in crate::ui) fn state(reader: &Reader) -> Vec<String> {
    let triage = &reader.thread.triage;
    let order = reader.opened.as_ref().map(|opened| opened.order).filter(|order| *order != Order::Thread);
    let unseen = Some(triage.unseen()).filter(|unseen| *unseen > 0).map(|unseen| format!("{unseen} new"));
    let order = order.map(|order| format!("by {}", order.as_str()));
    let filter = triage.filter().map(|filter| format!("filter: {}", filter.name));
    [unseen, order, filter].into_iter().flatten().collect()
}

fn loaded(opened: &Opened) -> usize {
    opened.tallies.iter().map(|tally| tally.loaded).sum()
}

/// Returns how many comments are loaded, or how many the sources state if that is more.
fn total(opened: &Opened) -> usize {
    let stated = opened.article.row.comments.stated.map_or(0, |n| n as usize);
    stated.max(loaded(opened))
}

/// Writes the count: `17 Comments`.
fn count(opened: &Opened) -> String {
    match total(opened) {
        0 => "Comments".to_owned(),
        1 => "1 Comment".to_owned(),
        n => format!("{n} Comments"),
    }
}

/// Names the key that fetches comments if none are loaded, or if some are known to be missing.
fn fetch_note(model: &Model, opened: &Opened) -> String {
    let has_failed = || opened.summaries.iter().all(|summary| summary.failure.is_some());
    match loaded(opened) {
        0 if total(opened) > 0 || has_failed() => {
            format!("Not loaded. {}: fetch comments", model.key(Action::RefreshComments))
        }
        0 => "none".to_owned(),
        _ if lacks_comments(opened) => format!("{}: fetch missing comments", model.key(Action::FillGaps)),
        _ => String::new(),
    }
}
