//! The reader: the lines in view of headline, text and comments. How a set line is painted is left to `text`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::text::{Painter, Placed};
use super::{cells, comments, title_style};
use crate::app::rows::segment_at;
use crate::app::{Model, Pane, Part};
use crate::domain::Marks;
use crate::settings::{Role, Theme};

/// Paints the pane; says where links are.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Vec<Placed> {
    let reader = &model.reader;
    let styles = (title_style(model, theme, Pane::Reader), theme.style(Role::Border));
    let Some(opened) = &reader.opened else {
        let body = cells::title(buf, area, "Reader", "", styles);
        cells::put(buf, cells::row(body, 1), " Enter opens the selected article.", theme.style(Role::Faint));
        return Vec::new();
    };
    let height = usize::from(area.height.saturating_sub(1));
    let remark = remark(model, height);
    let body = cells::title(buf, area, &opened.article.row.feed_title, &remark, styles);
    let measure = reader.page.width.min(body.width);
    let body = Rect { x: body.x + (body.width - measure) / 2, width: measure, ..body };
    let mut painter = Painter::new(model, theme, usize::from(body.height));
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
            draw_line(model, theme, row, (&segment.part, segment.start, inside), (&mut painter, buf));
        }
    }
    painter.placed
}

/// How far one is in the scroll, and how long the rest of the text will take.
fn remark(model: &Model, height: usize) -> String {
    let reader = &model.reader;
    if reader.total() <= height {
        return String::new();
    }
    let percent = format!("{}%", reader.percent(height));
    match reader.minutes_left() {
        Some(minutes) if reader.selected.is_none() => format!("{minutes} min left · {percent}"),
        _ => percent,
    }
}

fn draw_line(
    model: &Model,
    theme: &Theme,
    row: Rect,
    (part, start, inside): (&Part, usize, usize),
    (painter, buf): (&mut Painter<'_>, &mut Buffer),
) {
    let page = &model.reader.page;
    match part {
        Part::Head => {
            if let Some(line) = page.head.get(inside) {
                let is_headline = line.spans.iter().any(|span| span.marks.contains(Marks::STRONG));
                let role = if is_headline { Role::Headline } else { Role::Byline };
                painter.line(row, start + inside, line, theme.style(role), buf);
            }
        }
        Part::Body => {
            if let Some(line) = page.body.lines.get(inside) {
                painter.line(row, start + inside, line, theme.style(Role::Text), buf);
            }
        }
        Part::CommentsHead => comments::heading(model, theme, row, inside, buf),
        Part::Missing(id) => {
            let line = format!("┄ answers to #{id}, which isn't loaded");
            cells::put(buf, row, &cells::cut(&line, row.width), theme.style(Role::Faint));
        }
        Part::Comment(i) => comments::line(model, theme, row, (*i, start, inside), (painter, buf)),
        Part::Gap => {}
    }
}
