//! Paints the command palette: the line that the user types, and the rows that match it with their matching letters.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::paint::boxes::draw_box;
use super::paint::cells;
use super::paint::field::field as paint_field;
use super::paint::pane::rect;
use crate::app::Model;
use crate::app::layout::palette_areas;
use crate::app::palette::state::{GAP, Palette, Row, Target};
use crate::domain::{Scope, Text};
use crate::settings::{Role, Theme};

/// The width in columns from which rows have descriptions.
const WITH_ABOUT: u16 = 50;
/// The most columns for an article's feed.
const FEED: u16 = 22;
/// The fewest columns for an action's name.
const NAME: u16 = 20;

/// Paints the palette; returns the position of the cursor.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, palette: &Palette, buf: &mut Buffer) -> Option<Position> {
    let areas = palette_areas(model.size);
    let [frame, field, list] = [areas.frame, areas.field, areas.list].map(|part| rect(part).intersection(area));
    draw_box(theme, frame, "Command palette", buf);
    let cursor = paint_field(theme, "› ", &palette.line, field, buf);
    if list.y > field.y + 1 && !list.is_empty() {
        cells::horizontal(buf, Rect { y: list.y - 1, height: 1, ..list }, theme.style(Role::Border));
    }
    if palette.rows.is_empty() {
        cells::put(buf, cells::row(list, 0), "No matches", theme.style(Role::Faint));
    }
    for (y, (at, row)) in (0..list.height).zip(palette.rows.iter().enumerate().skip(palette.top)) {
        let line = cells::row(list, y);
        draw_row(model, theme, line, row, buf);
        if at == palette.cursor {
            // The selection reaches from border to border, so that it can be seen without colours too.
            let wide = Rect { x: line.x.saturating_sub(1).max(frame.x), width: line.width + 2, ..line };
            buf.set_style(wide.intersection(frame), theme.style(Role::Selection));
        }
    }
    (!field.is_empty()).then_some(cursor)
}

fn draw_row(model: &Model, theme: &Theme, line: Rect, row: &Row, buf: &mut Buffer) {
    let faint = theme.style(Role::Faint);
    let (mark, mark_role, name_role) = mark_and_roles(row);
    let mut rest = cells::put(buf, line, &format!("{mark} "), theme.style(mark_role));
    let mut about = row.about.clone();
    match &row.target {
        Target::Read(article) => {
            let age = cells::age(article.published, model.now, model.options.clock);
            rest = cells::put_right(buf, rest, &format!("{age:>9}"), faint);
            // The feed has a column of its own, unless the query matches it: then its letters are marked.
            if line.width >= WITH_ABOUT && !has_letters_in_about(row) {
                let columns = FEED.min(line.width / 4);
                let feed = cells::cut(&article.feed_title, columns);
                let pad = usize::from(columns.saturating_sub(cells::width(&feed)));
                rest = cells::put_right(buf, rest, &format!("  {feed}{}", " ".repeat(pad)), faint);
                about = Text::default();
            }
        }
        Target::Act(_) => rest = right(buf, rest, &row.badge, theme.style(Role::FooterKey)),
        Target::Go(_) | Target::Setting(_) => rest = right(buf, rest, &row.badge, theme.style(Role::Count)),
    }
    let letter = theme.style(Role::MatchLetter);
    let left = rest.x;
    rest = marked(buf, rest, (&row.name, 0), &row.letters, (theme.style(name_role), letter));
    if (line.width >= WITH_ABOUT || has_letters_in_about(row)) && !about.is_empty() {
        let behind = row.name.graphemes(true).count() + GAP.len();
        rest = cells::put(buf, rest, GAP, faint);
        if let Target::Act(_) = row.target {
            let pad = (left + NAME + 2).saturating_sub(rest.x).min(rest.width);
            rest = Rect { x: rest.x + pad, width: rest.width - pad, ..rest };
        }
        marked(buf, rest, (&about, behind), &row.letters, (faint, letter));
    }
}

/// Paints text at the right of the row, with a space before it.
fn right(buf: &mut Buffer, rest: Rect, text: &str, style: Style) -> Rect {
    if text.is_empty() { rest } else { cells::put_right(buf, rest, &format!(" {text}"), style) }
}

/// Returns the mark of a row's kind, as the panes have it, and the roles of mark and name.
fn mark_and_roles(row: &Row) -> (&'static str, Role, Role) {
    match &row.target {
        Target::Act(_) => ("›", Role::FooterKey, Role::Title),
        Target::Go(Scope::Unread) => ("●", Role::New, Role::Text),
        Target::Go(Scope::Starred) => ("★", Role::Starred, Role::Text),
        Target::Go(Scope::Smart(..)) => ("◇", Role::Faint, Role::Text),
        Target::Go(Scope::Folder(_)) => ("▾", Role::Faint, Role::Text),
        Target::Go(Scope::Tag(_)) => ("#", Role::Faint, Role::Text),
        Target::Go(_) => ("▪", Role::Faint, Role::Text),
        Target::Read(article) if article.starred => ("★", Role::Starred, Role::Text),
        Target::Read(article) if article.read => (" ", Role::Faint, Role::Read),
        Target::Read(_) => ("●", Role::New, Role::Unread),
        Target::Setting(_) => ("=", Role::FooterKey, Role::Text),
    }
}

/// Returns whether the query matches letters of the row's description.
fn has_letters_in_about(row: &Row) -> bool {
    let name = row.name.graphemes(true).count();
    row.letters.last().is_some_and(|last| usize::try_from(*last).is_ok_and(|last| last >= name))
}

/// Paints text, and marks the graphemes whose numbers are among `letters`; `first` is the number of its first grapheme.
fn marked(
    buf: &mut Buffer,
    area: Rect,
    (text, first): (&str, usize),
    letters: &[u32],
    (style, letter): (Style, Style),
) -> Rect {
    let shown = cells::cut(text, area.width);
    let mut rest = area;
    for (at, grapheme) in shown.graphemes(true).enumerate() {
        let is_letter = u32::try_from(first + at).is_ok_and(|at| letters.binary_search(&at).is_ok());
        rest = cells::put(buf, rest, grapheme, if is_letter { style.patch(letter) } else { style });
    }
    rest
}
