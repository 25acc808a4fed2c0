//! Moving: through lists by rows and pages, through the reader's one scroll by lines, comments and matches.

use super::asks::{NO_COMMENTS, reader_height};
use super::{Model, Reader, places, tree, triage};
use crate::domain::Text;
use crate::input::Action;

/// Scrolling, finding and the tree. Says whether the action was one of these.
pub(super) fn act_in_reader(model: &mut Model, action: Action) -> bool {
    let height = reader_height(model);
    let reader = &mut model.reader;
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    if let Some(missing) = tree::act(reader, action, height) {
        if !missing.is_empty() {
            model.status.say(Text::line(missing), model.now);
        }
        return true;
    }
    match action {
        Action::Down if reader.selected.is_some() => tree::down(reader, height),
        Action::Up if reader.selected.is_some() => tree::up(reader, height),
        Action::Down => {
            let before = reader.top;
            reader.scroll(1, height);
            // Once the tree's heading is in the upper half, or nothing is left to scroll, keys are for the tree.
            if reader.comments_start() <= reader.top + height / 2 || reader.top == before {
                tree::first(reader, height);
            }
        }
        Action::Up => reader.scroll(-1, height),
        Action::PageDown => turn_page(reader, page, height),
        Action::PageUp => turn_page(reader, -page, height),
        Action::HalfPageDown => turn_page(reader, page / 2, height),
        Action::HalfPageUp => turn_page(reader, -page / 2, height),
        Action::Top => {
            reader.selected = None;
            reader.top = 0;
        }
        Action::Bottom => {
            reader.top = reader.total();
            reader.clamp(height);
            tree::last(reader, height);
        }
        Action::Comments if reader.selected.is_some() => reader.leave_comments(height),
        Action::Comments => {
            if reader.opened.as_ref().is_none_or(|opened| opened.thread.is_empty()) {
                model.status.say(Text::line(NO_COMMENTS), model.now);
                return true;
            }
            reader.mark();
            if let Some(place) = reader.take_left() {
                tree::to(reader, Some(place), height);
            } else {
                reader.top = reader.comments_start();
                reader.clamp(height);
                tree::first(reader, height);
            }
        }
        Action::NextNew => {
            let Some(next) = reader.triage.pass_to_next(reader.selected) else {
                model.status.say(Text::line("nothing is left in these comments"), model.now);
                return true;
            };
            let is_around = reader.selected.is_some_and(|selected| next < selected);
            if is_around || reader.selected.is_none() {
                reader.mark();
            }
            if is_around {
                model.status.say(Text::line("from the top again; ctrl-o comes back"), model.now);
            }
            tree::to_open(reader, next, height);
        }
        Action::NextHeading | Action::PreviousHeading | Action::NextParagraph | Action::PreviousParagraph => {
            if let Some(missing) = places::go(reader, action, height) {
                model.status.say(Text::line(missing), model.now);
            }
        }
        Action::FindNext => reader.find_jump(1, height),
        Action::FindPrevious => reader.find_jump(-1, height),
        _ => return false,
    }
    true
}

/// Whether the end of what is open is in view: text and comments have been paged through.
pub(super) fn at_end(model: &Model) -> bool {
    let height = reader_height(model);
    height > 0 && model.reader.opened.is_some() && model.reader.top + height >= model.reader.total()
}

/// Scrolls by a page; a selection in the tree follows into view.
fn turn_page(reader: &mut Reader, lines: isize, height: usize) {
    let top = reader.top;
    reader.scroll(lines, height);
    triage::see_between(reader, top);
    let begins_in_view = |i: &usize| reader.rows.of(*i).is_some_and(|segment| segment.start >= reader.top);
    let in_view = || reader.rows.comments_in(reader.top, height);
    // One that fills the view begins above it.
    let comment = in_view().find(begins_in_view).or_else(|| in_view().next());
    if reader.comments_start() < reader.top + height / 2 {
        reader.selected = comment.or(reader.selected);
    } else {
        reader.selected = None;
    }
}

/// Where a moving action leads in a list of `most` rows; `None` when it is no moving action.
pub(super) fn step(at: usize, action: Action, page: usize, most: usize) -> Option<usize> {
    let last = most.saturating_sub(1);
    Some(match action {
        Action::Down => at.saturating_add(1).min(last),
        Action::Up => at.saturating_sub(1),
        Action::PageDown => (at + page).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::HalfPageDown => (at + page / 2).min(last),
        Action::HalfPageUp => at.saturating_sub(page / 2),
        Action::Top => 0,
        Action::Bottom => last,
        _ => return None,
    })
}
