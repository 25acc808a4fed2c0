//! The reader: the lines in view of headline, text and comments.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{cells, comments, title_style};
use crate::app::rows::segment_at;
use crate::app::{Model, Pane, Part};
use crate::domain::{Line, Marks, Span};
use crate::settings::{Role, Theme};

pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let reader = &model.reader;
    let styles = (title_style(model, theme, Pane::Reader), theme.style(Role::Border));
    let Some(opened) = &reader.opened else {
        let body = cells::title(buf, area, "Reader", "", styles);
        cells::put(buf, cells::row(body, 1), " Enter opens the selected article.", theme.style(Role::Faint));
        return;
    };
    let height = usize::from(area.height.saturating_sub(1));
    let remark = if reader.total() <= height { String::new() } else { format!("{}%", reader.percent(height)) };
    let body = cells::title(buf, area, &opened.article.row.feed_title, &remark, styles);
    let measure = reader.page.width.min(body.width);
    let body = Rect { x: body.x + (body.width - measure) / 2, width: measure, ..body };
    let first = segment_at(&reader.segments, reader.top).unwrap_or(usize::MAX);
    for segment in reader.segments.iter().skip(first) {
        if segment.start >= reader.top + usize::from(body.height) {
            break;
        }
        for inside in 0..segment.len {
            let Some(y) = (segment.start + inside).checked_sub(reader.top) else { continue };
            let Ok(y) = u16::try_from(y) else { break };
            let row = cells::row(body, y);
            if row.is_empty() {
                break;
            }
            draw_line(model, theme, row, (&segment.part, inside), buf);
            let line = segment.start + inside;
            if reader.find.as_ref().is_some_and(|find| find.lines.binary_search(&line).is_ok()) {
                highlight(model, theme, row, buf);
            }
        }
    }
}

fn draw_line(model: &Model, theme: &Theme, row: Rect, (part, inside): (&Part, usize), buf: &mut Buffer) {
    let page = &model.reader.page;
    match part {
        Part::Head => {
            if let Some(line) = page.head.get(inside) {
                let is_headline = line.spans.iter().any(|span| span.marks.contains(Marks::STRONG));
                let role = if is_headline { Role::Headline } else { Role::Byline };
                text(theme, row, line, theme.style(role), buf);
            }
        }
        Part::Body => {
            if let Some(line) = page.body.get(inside) {
                text(theme, row, line, theme.style(Role::Text), buf);
            }
        }
        Part::CommentsHead => comments::heading(model, theme, row, inside, buf),
        Part::Missing(id) => {
            let line = format!("┄ answers to #{id}, which isn't loaded");
            cells::put(buf, row, &cells::cut(&line, row.width), theme.style(Role::Faint));
        }
        Part::Comment(i) => comments::line(model, theme, row, (*i, inside), buf),
        Part::Gap => {}
    }
}

/// Paints a line that has been set.
pub(super) fn text(theme: &Theme, mut row: Rect, line: &Line, base: Style, buf: &mut Buffer) {
    for span in &line.spans {
        row = cells::put(buf, row, &span.text, look(theme, span, base));
    }
}

fn look(theme: &Theme, span: &Span, base: Style) -> Style {
    let mut style = base;
    let marks = span.marks;
    for (mark, role) in [(Marks::QUOTE, Role::Quote), (Marks::HEADING, Role::Heading), (Marks::CODE, Role::Code)] {
        if marks.contains(mark) {
            style = style.patch(theme.style(role));
        }
    }
    if span.link.is_some() && !marks.contains(Marks::FAINT) {
        style = style.patch(theme.style(Role::Link));
    }
    for (mark, modifier) in
        [(Marks::STRONG, Modifier::BOLD), (Marks::EMPHASIS, Modifier::ITALIC), (Marks::STRIKE, Modifier::CROSSED_OUT)]
    {
        if marks.contains(mark) {
            style = style.add_modifier(modifier);
        }
    }
    if marks.contains(Marks::FAINT) { style.patch(theme.style(Role::Faint)) } else { style }
}

/// Marks what was searched for, comparing cell by cell so that wide characters stay whole.
fn highlight(model: &Model, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let Some(find) = &model.reader.find else { return };
    let mut cells: Vec<(Rect, String)> = Vec::new();
    let mut x = row.left();
    while let Some(cell) = buf.cell((x, row.y)).filter(|_| x < row.right()) {
        // The cell behind a wide character is blank and no part of the text.
        let columns = cells::width(cell.symbol()).max(1);
        cells.push((Rect::new(x, row.y, columns, 1).intersection(row), cell.symbol().to_lowercase()));
        x += columns;
    }
    let line: String = cells.iter().map(|(_, symbol)| symbol.as_str()).collect();
    for (at, found) in line.match_indices(find.words.as_str()) {
        let mut offset = 0;
        for (place, symbol) in &cells {
            if offset >= at && offset < at + found.len() {
                buf.set_style(*place, theme.style(Role::Match));
            }
            offset += symbol.len();
        }
    }
}
