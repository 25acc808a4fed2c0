//! Handles clicks in the reader: on a link, on a comment, or beside them.

use super::hints::{LinkTarget, target_of};
use super::scroll_map::Block;
use super::{links, tree};
use crate::app::articles;
use crate::app::effect::Effect;
use crate::app::layout::{Area, Pane};
use crate::app::model::Model;
use crate::input::Action;

/// Handles a click at a column and row of the screen.
pub(super) fn click(model: &mut Model, at: (u16, u16)) -> Vec<Effect> {
    let Some(body) = model.panes().reader.map(Area::body).filter(|body| body.contains(at.0, at.1)) else {
        return Vec::new();
    };
    if model.focus == Pane::Reader
        && let Some(target) = link_at(model, body, at)
    {
        return links::follow(model, target, false);
    }
    let height = model.reader_height();
    if let Some(opened) = model.reader.opened.as_ref().filter(|_| model.focus != Pane::Reader) {
        let row = opened.article.row.clone();
        model.post(articles::Msg::Read(Box::new(row)));
    }
    let reader = &mut model.reader;
    let line = reader.scroll.top + usize::from(at.1 - body.y);
    match reader.scroll.map.at(line).map(|segment| (segment.block, segment.start)) {
        Some((Block::Comment(i), start)) => {
            if reader.thread.selected == Some(i) && start == line {
                tree::act(reader, Action::ToggleFold, height);
            } else {
                tree::to(reader, Some(i), height);
            }
        }
        _ => reader.thread.selected = None,
    }
    Vec::new()
}

/// Returns the link or reference at a column and row of the screen. While a comment is selected, clicks are for comments.
fn link_at(model: &Model, body: Area, (x, y): (u16, u16)) -> Option<LinkTarget> {
    let reader = &model.reader;
    let measure = reader.page.width.min(body.width);
    let column = x.checked_sub(body.x + (body.width - measure) / 2)?;
    let line = reader.line(reader.scroll.top + usize::from(y - body.y))?;
    let is_comment = reader.thread.selected.is_some();
    line.span_at(usize::from(column)).and_then(target_of).filter(|_| !is_comment)
}
