//! Moves through a text by headings and paragraphs.

use super::state::Reader;
use crate::input::Action;

/// Goes to a heading or paragraph, or returns a notice when there is none in that direction.
pub(super) fn go(reader: &mut Reader, action: Action, height: usize) -> Option<&'static str> {
    let missing = match action {
        Action::NextHeading => "no next heading",
        Action::PreviousHeading => "no previous heading",
        Action::NextParagraph => "no next paragraph",
        _ => "no previous paragraph",
    };
    let Some(start) = reader.body_start() else { return Some(missing) };
    let body = &reader.page.body;
    let lines: Vec<usize> = match action {
        Action::NextHeading | Action::PreviousHeading => body.headings.clone(),
        _ => body.blocks.clone(),
    };
    let mut places = lines.into_iter().map(|line| line + start);
    let place = match action {
        Action::NextHeading | Action::NextParagraph => places.find(|line| *line > reader.scroll.top),
        // Above the first one the user goes to the top of the article.
        _ => places.rfind(|line| *line < reader.scroll.top).or((reader.scroll.top > 0).then_some(0)),
    };
    let before = reader.scroll.top;
    reader.thread.selected = None;
    reader.scroll.top = place.unwrap_or(reader.scroll.top);
    reader.clamp(height);
    (reader.scroll.top == before).then_some(missing)
}
