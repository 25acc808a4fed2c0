//! Moving through a text by what it is made of: headings and paragraphs.

use super::reader_pane::Reader;
use crate::input::Action;

/// Goes to a heading or paragraph; says what is missing when there is none that way.
pub(super) fn go(reader: &mut Reader, action: Action, height: usize) -> Option<&'static str> {
    let missing = match action {
        Action::NextHeading => "no heading further down",
        Action::PreviousHeading => "no heading further up",
        Action::NextParagraph => "no paragraph further down",
        _ => "no paragraph further up",
    };
    let Some(start) = reader.body_start() else { return Some(missing) };
    let body = &reader.page.body;
    let lines: Vec<usize> = match action {
        Action::NextHeading | Action::PreviousHeading => body.headings.clone(),
        _ => body.blocks.clone(),
    };
    let mut places = lines.into_iter().map(|line| line + start);
    let place = match action {
        Action::NextHeading | Action::NextParagraph => places.find(|line| *line > reader.top),
        // Above the first one is the beginning of the article.
        _ => places.rfind(|line| *line < reader.top).or((reader.top > 0).then_some(0)),
    };
    let before = reader.top;
    reader.selected = None;
    reader.top = place.unwrap_or(reader.top);
    reader.clamp(height);
    (reader.top == before).then_some(missing)
}
