//! Paints the reader: the lines in view of headline, text and comments.
//!
//! `paint::text` paints the lines themselves, and `thread` those of comments.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

mod ending;

use super::listen;
use super::paint::cells;
use super::paint::pane::{PlacedImage, title_style};
use super::paint::text::{LinkCell, Painter};
use super::thread;
use crate::app::Model;
use crate::app::layout::Pane;
use crate::app::reader::scroll_map::Block;
use crate::app::reading_time::duration;
use crate::app::thread::heading;
use crate::domain::TextStyle;
use crate::input::Action;
use crate::settings::{Role, Theme};

/// Where links and images are on the screen.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) links: Vec<LinkCell>,
    pub(super) images: Vec<PlacedImage>,
}

/// Paints the pane; returns where links and images are.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Shown {
    let reader = &model.reader;
    let styles = (title_style(model, theme, Pane::Reader), theme.style(Role::Border));
    let Some(opened) = &reader.opened else {
        let body = cells::title(buf, area, "Reader", "", styles);
        let hint = format!(" {}: open the selected article", model.key(Action::Open));
        cells::put(buf, cells::row(body, 1), &hint, theme.style(Role::Faint));
        return Shown::default();
    };
    let height = usize::from(area.height.saturating_sub(1));
    let progress = progress(model, height);
    let body = cells::title(buf, area, &opened.article.row.feed_title, &progress, styles);
    let measure = reader.page.width.min(body.width);
    let body = Rect { x: body.x + (body.width - measure) / 2, width: measure, ..body };
    let mut painter = Painter::new(model, theme);
    for segment in reader.scroll.map.from(reader.scroll.top) {
        if segment.start >= reader.scroll.top + usize::from(body.height) {
            break;
        }
        for inside in 0..segment.len {
            let Some(y) = (segment.start + inside).checked_sub(reader.scroll.top) else { continue };
            let Ok(y) = u16::try_from(y) else { break };
            let row = cells::row(body, y);
            if row.is_empty() {
                break;
            }
            draw_line(model, theme, row, (&segment.block, segment.start, inside), (&mut painter, buf));
        }
    }
    Shown { links: painter.link_cells, images: images(model, body) }
}

/// Returns the loaded images in view.
fn images(model: &Model, area: Rect) -> Vec<PlacedImage> {
    let reader = &model.reader;
    let Some(start) = reader.body_start() else { return Vec::new() };
    let top = |line: usize| i32::try_from(line).unwrap_or(i32::MAX) - i32::try_from(reader.scroll.top).unwrap_or(0);
    let in_view = |y: i32, rows: usize| y < i32::from(area.height) && y + i32::try_from(rows).unwrap_or(i32::MAX) > 0;
    let placed = reader.page.body.pictures.iter().filter_map(|image| {
        // The layout may be older than the image, and have no room for it.
        let has_room = model.images.rows_of(&image.src).is_some_and(|rows| usize::from(rows) == image.rows);
        let (x, y) = (u16::try_from(image.indent).ok()?, top(start + image.line));
        (has_room && in_view(y, image.rows)).then(|| PlacedImage { url: image.src.clone(), area, x, y })
    });
    placed.collect()
}

/// Returns the position in the scroll and the time for the rest of the text; below the heading of the comments, their
/// state instead of the time.
fn progress(model: &Model, height: usize) -> String {
    let reader = &model.reader;
    if reader.total() <= height {
        return String::new();
    }
    let percent = format!("{}%", reader.percent(height));
    if reader.thread.selected.is_some() && reader.comments_start() < reader.scroll.top {
        return thread::state(reader).into_iter().chain([percent]).collect::<Vec<_>>().join(" · ");
    }
    match reader.minutes_left() {
        Some(minutes) if reader.thread.selected.is_none() => format!("{} left · {percent}", duration(minutes)),
        _ => percent,
    }
}

fn draw_line(
    model: &Model,
    theme: &Theme,
    row: Rect,
    (block, start, inside): (&Block, usize, usize),
    (painter, buf): (&mut Painter<'_>, &mut Buffer),
) {
    let page = &model.reader.page;
    match block {
        Block::Head => {
            if let Some(line) = page.head.get(inside) {
                let is_headline = line.spans.iter().any(|span| span.marks.contains(TextStyle::STRONG));
                let role = if is_headline { Role::Headline } else { Role::Byline };
                painter.line(row, start + inside, line, theme.style(role), buf);
            }
        }
        Block::Body => {
            if let Some(line) = page.body.lines.get(inside) {
                painter.line(row, start + inside, line, theme.style(Role::Text), buf);
                listen::mark_spoken(model, theme, row, inside, buf);
            }
        }
        Block::Note => ending::note(model, theme, row, inside, buf),
        Block::Teaser => ending::teaser(model, theme, row, buf),
        Block::End => ending::end(model, theme, row, buf),
        Block::CommentsHead => thread::heading(model, theme, row, inside, buf),
        Block::Origin(origin) => {
            let opened = model.reader.opened.as_ref();
            if let Some(summary) = opened.and_then(|opened| opened.summaries.get(usize::from(*origin))) {
                let rest = cells::put(buf, row, "── ", theme.style(Role::Border));
                cells::put(buf, rest, &cells::cut(&heading::name(summary), rest.width), theme.style(Role::Headline));
            }
        }
        Block::Missing(id) => {
            let line = format!("┄ replies to #{id}, which isn't loaded");
            cells::put(buf, row, &cells::cut(&line, row.width), theme.style(Role::Faint));
        }
        Block::Comment(i) => thread::line(model, theme, row, (*i, start, inside), (painter, buf)),
        Block::Gap => {}
    }
}
