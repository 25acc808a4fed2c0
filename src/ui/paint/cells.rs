//! Paints what the panes share: text cut to a width, titles and rules. Writes ages, and scrubs the cells of a frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::{ClockFormat, Time};

/// Returns the columns that a text takes.
pub(in crate::ui) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Returns the text, or as much of it as fits with an ellipsis.
pub(in crate::ui) fn cut(text: &str, columns: u16) -> String {
    if text.len() <= usize::from(columns) || width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used > columns {
            break;
        }
        out.push_str(grapheme);
    }
    if columns > 0 { format!("{}…", out.trim_end()) } else { String::new() }
}

/// Paints text at the left of `area`'s first row; returns the rest of the row.
pub(in crate::ui) fn put(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> Rect {
    if area.is_empty() {
        return area;
    }
    let (x, _) = buf.set_stringn(area.x, area.y, text, usize::from(area.width), style);
    let used = x.saturating_sub(area.x).min(area.width);
    Rect { x: area.x + used, width: area.width - used, ..area }
}

/// Paints text at the right of `area`'s first row, if it fits; returns the rest of the row.
pub(in crate::ui) fn put_right(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> Rect {
    let columns = width(text);
    if columns > area.width || area.is_empty() {
        return area;
    }
    put(buf, Rect { x: area.right() - columns, width: columns, ..area }, text, style);
    Rect { width: area.width - columns, ..area }
}

/// Returns a row of an area; empty if the area does not have it.
pub(in crate::ui) fn row(area: Rect, row: u16) -> Rect {
    if row < area.height { Rect { y: area.y + row, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// Paints a pane's title: a rule with the title at its left and a note at its right. Returns the pane's body.
pub(in crate::ui) fn title(buf: &mut Buffer, area: Rect, text: &str, note: &str, styles: (Style, Style)) -> Rect {
    let (style, rule) = styles;
    let line = row(area, 0);
    horizontal(buf, line, rule);
    let note = if note.is_empty() { String::new() } else { format!(" {note} ") };
    let room = Rect { width: line.width.saturating_sub(1), ..line };
    let rest = put_right(buf, room, &note, style.remove_modifier(Modifier::BOLD));
    let text = cut(text, rest.width.saturating_sub(3));
    if !text.is_empty() {
        put(buf, Rect { x: line.x + 1, width: rest.width.saturating_sub(1), ..line }, &format!(" {text} "), style);
    }
    Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area }
}

/// Paints a rule over the first row of an area.
pub(in crate::ui) fn horizontal(buf: &mut Buffer, area: Rect, style: Style) {
    put(buf, area, &"─".repeat(usize::from(area.width)), style);
}

/// Paints a rule between two panes.
pub(in crate::ui) fn vertical(buf: &mut Buffer, x: u16, y: u16, height: u16, style: Style) {
    for y in y..y + height {
        put(buf, Rect::new(x, y, 1, 1).intersection(buf.area), "│", style);
    }
}

/// Writes how long ago `then` was: `4m`, `7h` or `3d`. An older time is a day, `14 Mar`, or a month, `Mar 2019`.
pub(in crate::ui) fn age(then: Time, now: Time, clock: ClockFormat) -> String {
    let minutes = now.signed_duration_since(then).num_minutes();
    match minutes {
        ..=0 => "now".to_owned(),
        1..60 => format!("{minutes}m"),
        60..1440 => format!("{}h", minutes / 60),
        1440..14_400 => format!("{}d", minutes / 1440),
        14_400..400_000 => clock.day(then),
        _ => clock.month(then),
    }
}

/// Replaces control characters by spaces, so that no cell can send commands to the terminal.
pub(in crate::ui) fn scrub(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if cell.symbol().chars().any(char::is_control) {
            cell.set_symbol(" ");
        }
    }
}

/// Like [`age`], but an old time is written with its day and its year.
pub(in crate::ui) fn age_and_day(then: Time, now: Time, clock: ClockFormat) -> String {
    let is_old = now.signed_duration_since(then).num_minutes() >= 400_000;
    if is_old { clock.day_and_year(then) } else { age(then, now, clock) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_whole_characters() {
        for (text, columns, cut_text) in [
            ("hello", 5, "hello"),
            ("hello", 4, "hel…"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("日本語", 6, "日本語"),
            ("a b c", 3, "a…"),
            ("x", 0, ""),
        ] {
            assert_eq!(cut(text, columns), cut_text, "{text} {columns}");
            assert!(width(&cut(text, columns)) <= columns);
        }
    }

    #[test]
    fn ages_are_short() {
        let now: Time = "2026-11-23T12:00:00Z".parse().unwrap();
        for (then, text) in [
            ("2026-11-23T12:00:30Z", "now"),
            ("2026-11-23T11:56:00Z", "4m"),
            ("2026-11-23T05:00:00Z", "7h"),
            ("2026-11-20T12:00:00Z", "3d"),
            ("2026-03-14T12:00:00Z", "14 Mar"),
            ("2019-03-14T12:00:00Z", "Mar 2019"),
        ] {
            assert_eq!(age(then.parse().unwrap(), now, ClockFormat::default()), text);
        }
    }

    /// Regression: the day was that of UTC.
    #[test]
    fn an_old_time_is_the_day_in_the_users_zone() {
        let east = ClockFormat { zone: |_| chrono::FixedOffset::east_opt(2 * 3600).unwrap(), ..ClockFormat::default() };
        let now: Time = "2026-11-23T12:00:00Z".parse().unwrap();
        for (then, short, long) in [
            ("2026-03-14T23:00:00Z", "15 Mar", "15 Mar"),
            ("2019-03-31T23:00:00Z", "Apr 2019", "1 Apr 2019"),
            ("2019-12-31T21:59:00Z", "Dec 2019", "31 Dec 2019"),
        ] {
            let then = then.parse().unwrap();
            assert_eq!((age(then, now, east).as_str(), age_and_day(then, now, east).as_str()), (short, long), "{then}");
        }
    }

    #[test]
    fn a_cell_never_steers_the_terminal() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
        buf.cell_mut((0, 0)).unwrap().set_symbol("\u{1b}[2J");
        scrub(&mut buf);
        assert_eq!(buf.cell((0, 0)).unwrap().symbol(), " ");
    }
}
