//! Paints what the panes share: text cut to a width, titles and rules. Writes ages, and scrubs the cells of a frame.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::{ClockFormat, Time};

/// Returns the columns that a text takes.
pub(in crate::ui) fn width(text: &str) -> u16 {
    let columns = if text.bytes().all(is_plain) { text.len() } else { text.width() };
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// Whether a byte is a printable character of ASCII.
fn is_plain(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte)
}

/// Splits a text into graphemes with their widths. Nearly all are letters of ASCII, which need no tables of Unicode.
pub(in crate::ui) fn graphemes(text: &str) -> impl Iterator<Item = (&str, u16)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        // No character of ASCII is joined to a printable one before it.
        let is_alone = is_plain(*bytes.first()?) && bytes.get(1).is_none_or(u8::is_ascii);
        let size = if is_alone { 1 } else { rest.graphemes(true).next()?.len() };
        let (grapheme, behind) = rest.split_at_checked(size)?;
        rest = behind;
        Some((grapheme, if is_alone { 1 } else { width(grapheme) }))
    })
}

/// Returns the text, or as much of it as fits with an ellipsis.
pub(in crate::ui) fn cut(text: &str, columns: u16) -> String {
    if text.len() <= usize::from(columns) || width(text) <= columns {
        return text.to_owned();
    }
    let (mut end, mut used) = (0, 1);
    for (grapheme, columns_of) in graphemes(text) {
        used += columns_of;
        if used > columns {
            break;
        }
        end += grapheme.len();
    }
    let whole = text.get(..end).unwrap_or_default().trim_end();
    if columns > 0 { format!("{whole}…") } else { String::new() }
}

/// Paints text at the left of `area`'s first row; returns the rest of the row.
///
/// Like `Buffer::set_stringn`, but looks each cell up in its row, and most letters up in no table.
pub(in crate::ui) fn put(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> Rect {
    let area = area.intersection(buf.area);
    let Some(cells) = cells_of(buf, area) else { return area };
    let mut used = 0;
    for (grapheme, _) in graphemes(text) {
        // As the terminal's buffer counts them, which skips cells behind wide characters.
        let columns = if grapheme.len() == 1 { 1 } else { grapheme.cell_width() };
        if columns == 0 || grapheme.contains(char::is_control) {
            continue;
        }
        let place = usize::from(used)..usize::from(used) + usize::from(columns);
        let Some([cell, behind @ ..]) = cells.get_mut(place) else { break };
        cell.set_symbol(grapheme).set_style(style);
        behind.iter_mut().for_each(Cell::reset);
        used += columns;
    }
    Rect { x: area.x + used, width: area.width - used, ..area }
}

/// Returns the cells of the first row of an area that lies in the buffer; `None` if it is empty.
fn cells_of(buf: &mut Buffer, area: Rect) -> Option<&mut [Cell]> {
    if area.is_empty() {
        return None;
    }
    let start = buf.index_of(area.x, area.y);
    buf.content.get_mut(start..start + usize::from(area.width))
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
    let area = area.intersection(buf.area);
    for cell in cells_of(buf, area).into_iter().flatten() {
        cell.set_symbol("─").set_style(style);
    }
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
        let symbol = cell.symbol();
        // Nearly every cell has one letter of ASCII.
        let is_clean = matches!(symbol.as_bytes(), [byte] if is_plain(*byte));
        if !is_clean && symbol.contains(char::is_control) {
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_is_split_and_painted_as_the_libraries_do(text in "[ -~é…’\\u{300}-\\u{302}日ｶﾞ🇫👍🏽\\u{200d}\\u{600}\t\r\n]{0,12}") {
            let split: Vec<&str> = graphemes(&text).map(|(grapheme, _)| grapheme).collect();
            prop_assert_eq!(split, text.graphemes(true).collect::<Vec<_>>());
            let style = Style::new().add_modifier(Modifier::BOLD);
            for columns in [0, 1, 5, 30] {
                let (mut own, mut wanted) = (Buffer::empty(Rect::new(0, 0, 30, 1)), Buffer::empty(Rect::new(0, 0, 30, 1)));
                let rest = put(&mut own, Rect::new(0, 0, columns, 1), &text, style);
                let (end, _) = wanted.set_stringn(0, 0, &text, usize::from(columns), style);
                prop_assert_eq!(&own, &wanted);
                prop_assert_eq!(rest.x, end);
            }
        }
    }

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
