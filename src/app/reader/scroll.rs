//! Moves through the reader's scroll by keys: by lines, pages, comments and matches.

use super::state::Reader;
use super::{motion, tree};
use crate::app::model::Model;
use crate::input::Action;

/// Carries out an action that moves in the reader. Returns `false` for every other action.
pub(super) fn act(model: &mut Model, action: Action) -> bool {
    let height = model.reader_height();
    let reader = &mut model.reader;
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    if let Some(missing) = tree::act(reader, action, height) {
        if !missing.is_empty() {
            model.say(missing);
        }
        return true;
    }
    match action {
        Action::Down if reader.thread.selected.is_some() => tree::down(reader, height),
        Action::Up if reader.thread.selected.is_some() => tree::up(reader, height),
        Action::Down => {
            let before = reader.scroll.top;
            reader.scroll(1, height);
            // Once the comments' heading is in the upper half, or the view can't scroll on, keys move in the tree.
            if reader.comments_start() <= reader.scroll.top + height / 2 || reader.scroll.top == before {
                tree::first(reader, height);
            }
        }
        Action::Up => reader.scroll(-1, height),
        Action::PageDown => turn_page(reader, page, height),
        Action::PageUp => turn_page(reader, -page, height),
        Action::HalfPageDown => turn_page(reader, page / 2, height),
        Action::HalfPageUp => turn_page(reader, -page / 2, height),
        Action::Top => {
            reader.thread.selected = None;
            reader.scroll.top = 0;
        }
        Action::Bottom => {
            reader.scroll.top = reader.total();
            reader.clamp(height);
            tree::last(reader, height);
        }
        Action::Comments => enter_or_leave_comments(model, height),
        Action::NextNew => next_new(model, height),
        Action::NextHeading | Action::PreviousHeading | Action::NextParagraph | Action::PreviousParagraph => {
            if let Some(missing) = motion::go(reader, action, height) {
                model.say(missing);
            }
        }
        Action::FindNext => reader.find_jump(1, height),
        Action::FindPrevious => reader.find_jump(-1, height),
        _ => return false,
    }
    true
}

/// Goes to the comment that was left last, else to the first; from a comment, goes back to the text.
fn enter_or_leave_comments(model: &mut Model, height: usize) {
    let reader = &mut model.reader;
    if reader.thread.selected.is_some() {
        reader.leave_comments(height);
        return;
    }
    if reader.opened.as_ref().is_none_or(|opened| opened.thread.is_empty()) {
        model.say_no_comments();
        return;
    }
    reader.remember_place();
    if let Some(place) = reader.take_left_comment() {
        tree::to(reader, Some(place), height);
    } else {
        reader.scroll.top = reader.comments_start();
        reader.clamp(height);
        tree::first(reader, height);
    }
}

/// Goes to the next new comment; behind the last one, continues from the top.
fn next_new(model: &mut Model, height: usize) {
    let reader = &mut model.reader;
    let Some(next) = reader.thread.triage.pass_to_next(reader.thread.selected) else {
        model.say("no new comments");
        return;
    };
    let is_around = reader.thread.selected.is_some_and(|selected| next < selected);
    if is_around || reader.thread.selected.is_none() {
        reader.remember_place();
    }
    if is_around {
        let back = model.key(Action::JumpBack);
        model.say(&format!("continued from the top ({back}: back)"));
    }
    tree::to_open(&mut model.reader, next, height);
}

/// Returns whether the end of the scroll is in view.
pub(super) fn is_at_end(model: &Model) -> bool {
    let height = model.reader_height();
    height > 0 && model.reader.opened.is_some() && model.reader.scroll.top + height >= model.reader.total()
}

/// Scrolls by a page. If comments are in view, the selection moves to the first one that begins there.
fn turn_page(reader: &mut Reader, lines: isize, height: usize) {
    let top = reader.scroll.top;
    reader.scroll(lines, height);
    see_between(reader, top);
    let begins_in_view = |i: &usize| reader.scroll.map.of(*i).is_some_and(|segment| segment.start >= reader.scroll.top);
    let in_view = || reader.scroll.map.comments_in(reader.scroll.top, height);
    // A comment that is longer than the view begins above it.
    let comment = in_view().find(begins_in_view).or_else(|| in_view().next());
    if reader.comments_start() < reader.scroll.top + height / 2 {
        reader.thread.selected = comment.or(reader.thread.selected);
    } else {
        reader.thread.selected = None;
    }
}

/// Marks comments seen that a page down has scrolled past. Their last line was below `top` and is now above the view.
fn see_between(reader: &mut Reader, top: usize) {
    let Some(lines) = reader.scroll.top.checked_sub(top) else { return };
    let map = &reader.scroll.map;
    // An unfolded comment ends with an empty line, which need not have been in view.
    let passed =
        |i: &usize| map.of(*i).is_some_and(|segment| segment.end() - usize::from(segment.len > 1) <= reader.scroll.top);
    let seen: Vec<usize> =
        map.comments_in(top, lines).filter(passed).filter(|i| reader.is_read_when_in_view(*i)).collect();
    for i in seen {
        reader.thread.triage.see(i);
    }
}
