//! Paints the player's bar, the queue, and the sentence that is spoken.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::paint::boxes::draw_box;
use super::paint::cells;
use super::paint::pane::rect;
use crate::app::Model;
use crate::app::layout::{first_shown, list_areas};
use crate::app::listen::state::Playing;
use crate::app::overlay::stack::QUEUE_COLUMNS;
use crate::domain::queue::{Heard, QueueItem, SoundKind};
use crate::listen::progress::clock;
use crate::settings::{Role, Theme};

/// The columns of the bar, and the columns of the screen from which it is shown.
const BAR: u16 = 16;
const BAR_FROM: u16 = 70;
/// The columns of the screen from which the bar is shown beside a message.
const WITH_MESSAGE: u16 = 100;

/// The fewest columns in which an outlet is shown.
const OUTLET: u16 = 8;

/// Paints what is playing at the right of the status line; returns what is left of the line.
pub(super) fn bar(model: &Model, theme: &Theme, line: Rect, buf: &mut Buffer) -> Rect {
    let Some(playing) = &model.listen.playing else { return line };
    let progress = &playing.progress;
    // A message says what the user's key has done: on a narrow screen the bar makes room for it.
    if model.status.current().is_some() && line.width < WITH_MESSAGE {
        let elapsed = if line.width >= BAR_FROM { format!(" {}", clock(progress.elapsed)) } else { String::new() };
        return cells::put_right(buf, line, &format!(" {}{elapsed}", sign(playing)), theme.style(Role::Progress));
    }
    let mut parts = vec![sign(playing).to_owned(), progress.times()];
    if line.width >= BAR_FROM {
        parts.insert(1, filled(progress.elapsed, progress.total));
    }
    let settings = progress.settings();
    parts.extend([settings].into_iter().filter(|text| !text.is_empty()));
    if model.listen.sleep_at.is_some() {
        parts.push("zz".to_owned());
    }
    cells::put_right(buf, line, &format!(" {}", parts.join(" ")), theme.style(Role::Progress))
}

/// Returns what is playing and what comes next, for the status line when it has no message.
pub(super) fn title(model: &Model) -> Option<String> {
    let playing = model.listen.playing.as_ref()?;
    let player = &playing.progress.player;
    let lacks = player.split_once(": ").map(|(_, lacks)| format!(" ({lacks})")).unwrap_or_default();
    let next = model.listen.next().map(|item| format!(" · next: {}", item.title)).unwrap_or_default();
    let chapter = playing.chapter().map(|chapter| format!(" · {}", chapter.title)).unwrap_or_default();
    Some(format!("{}{chapter}{lacks}{next}", playing.item.title))
}

/// Returns the sign of the player's state.
fn sign(playing: &Playing) -> &'static str {
    match &playing.progress {
        progress if progress.is_paused => "‖",
        progress if progress.is_waiting => "…",
        _ => "▶",
    }
}

fn filled(elapsed: f64, total: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the share is within 0 and 1")]
    let filled = if total > 0.0 { ((elapsed / total).clamp(0.0, 1.0) * f64::from(BAR)) as usize } else { 0 };
    format!("{}{}", "━".repeat(filled), "─".repeat(usize::from(BAR) - filled))
}

/// Marks the sentence that is spoken on a line of the text; `inside` is the line's index in the text.
pub(super) fn mark_spoken(model: &Model, theme: &Theme, row: Rect, inside: usize, buf: &mut Buffer) {
    let opened = model.reader.opened.as_ref().map(|opened| opened.article.row.id);
    let Some(playing) = model.listen.playing.as_ref().filter(|playing| Some(playing.item.article) == opened) else {
        return;
    };
    let is_rtl = model.reader.page.body.lines.get(inside).is_some_and(|line| line.rtl);
    for (_, from, to) in playing.spoken.pieces.iter().filter(|(line, ..)| *line == inside) {
        // The columns of a line from right to left are those of its reading order, so it is marked whole.
        let (from, to) = if is_rtl { (0, row.width) } else { (*from, *to) };
        let x = row.x + from.min(row.width);
        let part = Rect { x, width: to.min(row.width).saturating_sub(from), ..row };
        buf.set_style(part.intersection(buf.area), theme.style(Role::Selection).add_modifier(Modifier::UNDERLINED));
    }
}

/// Paints the queue.
pub(super) fn queue(model: &Model, theme: &Theme, area: Rect, at: usize, buf: &mut Buffer) {
    let queue = &model.listen.queue;
    let (frame, _) = list_areas((area.width, area.height), QUEUE_COLUMNS, queue.len().max(1));
    let inside = draw_box(theme, rect(frame).intersection(area), "Queue", buf);
    if queue.is_empty() {
        cells::put(buf, inside, &cells::cut("The queue is empty.", inside.width), theme.style(Role::Faint));
        return;
    }
    let from = first_shown(at, inside.height);
    for (y, (place, item)) in (0..inside.height).zip(queue.iter().enumerate().skip(from)) {
        let line = cells::row(inside, y);
        let rest = cells::put_right(buf, line, &format!("  {}", length(item)), theme.style(Role::Faint));
        let is_playing = model.listen.is_playing(item.article);
        let rest = cells::put(buf, rest, if is_playing { "▶ " } else { "  " }, theme.style(Role::Progress));
        let rest = cells::put(buf, rest, &cells::cut(&item.title, rest.width), theme.style(Role::Unread));
        let kind = if item.heard.kind == SoundKind::Audio { "audio, " } else { "" };
        let outlet = format!("  {kind}{}", item.feed);
        if rest.width >= OUTLET {
            cells::put(buf, rest, &cells::cut(&outlet, rest.width), theme.style(Role::Faint));
        }
        if place == at {
            buf.set_style(line, theme.style(Role::Selection));
        }
    }
}

/// Returns how much of an article the user has heard, and its length.
fn length(item: &QueueItem) -> String {
    let Heard { position, seconds, .. } = item.heard;
    match (position > 0.0, seconds) {
        (true, Some(seconds)) => format!("{} / {}", clock(position), clock(seconds)),
        (true, None) => clock(position),
        (false, Some(seconds)) => clock(seconds),
        (false, None) => String::new(),
    }
}
