//! Moves the cursor of a list, and keeps it in view.

use crate::input::Action;

/// Returns where an action moves the cursor in a list of `most` rows, or `None` if the action does not move it.
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

/// Scrolls a list so that its cursor is in view.
pub(super) fn keep_in_view(top: &mut usize, cursor: usize, rows: usize) {
    if cursor < *top {
        *top = cursor;
    } else if rows > 0 && cursor >= *top + rows {
        *top = cursor + 1 - rows;
    }
}
