//! Paints overlays: help, messages, menus, the list of links, a comment over the tree.

mod prompt;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::paint::boxes::{centred_box, draw_box};
use super::paint::cells;
use super::paint::pane::rect;
use super::paint::text::Painter;
use super::{factcheck, listen, palette, stories, whats_new};
use crate::app::Model;
use crate::app::layout::{first_shown, help_size, list_areas};
use crate::app::overlay::menu::Menu;
use crate::app::overlay::stack::{LINK_COLUMNS, MENU_COLUMNS, Overlay};
use crate::app::status::Level;
use crate::domain::line_breaks::wrapping;
use crate::input::{help_for, help_lines};
use crate::settings::{Role, Theme};

/// Paints the overlay on top; returns the position of the cursor if the user types there.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Option<Position> {
    match model.overlays.last()? {
        Overlay::Help(from) => draw_help(model, theme, area, *from, buf),
        Overlay::Messages(from) => draw_messages(model, theme, area, *from, buf),
        Overlay::WhatsNew(from) => whats_new::draw(theme, area, *from, buf),
        Overlay::Queue(at) => listen::queue(model, theme, area, *at, buf),
        Overlay::Story(at) => stories::draw(model, theme, area, *at, buf),
        Overlay::FactCheck(at) => factcheck::draw(model, theme, area, *at, buf),
        Overlay::Hints(_) => {}
        Overlay::Links(at) => draw_links(model, theme, area, *at, buf),
        Overlay::Menu(menu) => draw_menu(theme, area, menu, buf),
        Overlay::Peek(place, from) => draw_peek(model, theme, area, (*place, *from), buf),
        Overlay::Palette(palette) => return palette::draw(model, theme, area, palette, buf),
        Overlay::Prompt(prompt) => return prompt::draw(model, theme, prompt, area, buf),
    }
    None
}

fn draw_help(model: &Model, theme: &Theme, area: Rect, from: usize, buf: &mut Buffer) {
    let (columns, rows) = help_size(model.size);
    let title = if model.help_words.is_empty() { "Keys".to_owned() } else { format!("Keys · /{}", model.help_words) };
    let inside = centred_box(theme, area, (columns + 4, rows + 2), &title, buf);
    let rows = help_for(&model.keymap, model.help_context, &model.help_words);
    let (keys_width, lines) = help_lines(rows, inside.width);
    if lines.is_empty() {
        cells::put(buf, cells::row(inside, 0), "No key has these words", theme.style(Role::Faint));
    }
    let from = from.min(lines.len().saturating_sub(usize::from(inside.height)));
    for (y, help) in (0..inside.height).zip(lines.iter().skip(from)) {
        let line = cells::row(inside, y);
        if help.is_heading {
            cells::put(buf, line, &help.text, theme.style(Role::Heading));
            continue;
        }
        let keys = Rect { x: line.x + 1, width: line.width.saturating_sub(1), ..line };
        cells::put(buf, keys, &help.keys, theme.style(Role::FooterKey));
        let rest = Rect { x: line.x + keys_width, width: line.width.saturating_sub(keys_width), ..line };
        cells::put(buf, rest, &help.text, theme.style(Role::Text));
    }
}

fn draw_messages(model: &Model, theme: &Theme, area: Rect, from: usize, buf: &mut Buffer) {
    let size = (area.width.saturating_sub(4), area.height.saturating_sub(4));
    let inside = centred_box(theme, area, size, "Messages", buf);
    let mut y = 0;
    for message in model.status.messages().rev().skip(from) {
        let role = if message.level == Level::Error { Role::Error } else { Role::Text };
        let line = cells::row(inside, y);
        let age = cells::age(message.at, model.now, model.options.clock);
        let rest = cells::put(buf, line, &format!("{age:>4}  "), theme.style(Role::Faint));
        // An error may be long: it is wrapped, as far as there is room.
        for part in textwrap::wrap(&message.text, wrapping(usize::from(rest.width.max(8)))) {
            let row = cells::row(inside, y);
            cells::put(buf, Rect { x: rest.x, width: rest.width, ..row }, &part, theme.style(role));
            y += 1;
        }
        if y >= inside.height {
            return;
        }
    }
}

/// Paints a menu. A row's detail is beside its label if both fit, else in the border while the row is selected.
fn draw_menu(theme: &Theme, area: Rect, menu: &Menu, buf: &mut Buffer) {
    let (frame, _) = list_areas((area.width, area.height), MENU_COLUMNS, menu.rows.len());
    let frame = rect(frame).intersection(area);
    let inside = draw_box(theme, frame, &menu.title, buf);
    let border = Rect { x: inside.x, width: inside.width, ..cells::row(frame, frame.height.saturating_sub(1)) };
    let from = first_shown(menu.cursor, inside.height);
    for (y, (at, row)) in (0..inside.height).zip(menu.rows.iter().enumerate().skip(from)) {
        let line = cells::row(inside, y);
        let both = cells::width(&row.label).saturating_add(2).saturating_add(cells::width(&row.detail));
        let rest = cells::put(buf, line, &cells::cut(&row.label, line.width), theme.style(Role::Unread));
        if both <= line.width {
            let rest = cells::put(buf, rest, "  ", theme.style(Role::Text));
            cells::put(buf, rest, &row.detail, theme.style(Role::Faint));
        } else if at == menu.cursor && inside.y > frame.y && border.width > 4 {
            let detail = format!(" {} ", cells::cut(&row.detail, border.width - 2));
            cells::put(buf, border, &detail, theme.style(Role::Faint));
        }
        if at == menu.cursor {
            buf.set_style(line, theme.style(Role::Selection));
        }
    }
}

/// Paints a comment over the tree.
fn draw_peek(model: &Model, theme: &Theme, area: Rect, (index, from): (usize, usize), buf: &mut Buffer) {
    let reader = &model.reader;
    let author = reader.opened.as_ref().and_then(|opened| opened.thread.get(index)?.comment.author.clone());
    let title = author.unwrap_or_else(|| crate::domain::Text::line("anonymous"));
    let lines = reader.thread.bodies.lines(index).unwrap_or_default();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).clamp(1, area.height.saturating_sub(4).max(1));
    let inside = centred_box(theme, area, (reader.page.width + 4, rows + 2), &title, buf);
    let from = from.min(lines.len().saturating_sub(usize::from(inside.height)));
    let mut painter = Painter::new(model, theme);
    for (y, (at, line)) in (0..inside.height).zip(lines.iter().enumerate().skip(from)) {
        painter.line(cells::row(inside, y), at, line, theme.style(Role::Text), buf);
    }
}

/// Paints the links of the text with their numbers.
fn draw_links(model: &Model, theme: &Theme, area: Rect, cursor: usize, buf: &mut Buffer) {
    let links = &model.reader.thread.bodies.links;
    let (frame, _) = list_areas((area.width, area.height), LINK_COLUMNS, links.len());
    let inside = draw_box(theme, rect(frame).intersection(area), "Links", buf);
    let from = first_shown(cursor, inside.height);
    let digits = links.len().to_string().len();
    for (y, (at, url)) in (0..inside.height).zip(links.iter().enumerate().skip(from)) {
        let line = cells::row(inside, y);
        let rest = cells::put(buf, line, &format!("{:>digits$}  ", at + 1), theme.style(Role::Faint));
        let text = model.reader.thread.bodies.names.get(at).map(crate::domain::Text::as_str).unwrap_or_default();
        let rest = cells::put(buf, rest, &cells::cut(text, rest.width / 2), theme.style(Role::Text));
        let rest = if text.is_empty() { rest } else { cells::put(buf, rest, "  ", theme.style(Role::Text)) };
        cells::put(buf, rest, &cells::cut(url, rest.width), theme.style(Role::Faint));
        if at == cursor {
            buf.set_style(line, theme.style(Role::Selection));
        }
    }
}
