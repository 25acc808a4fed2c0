//! Paints a story over the panes: its articles by time, and below them what the selected one alone has.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::boxes::centred_box;
use super::paint::cells;
use crate::app::Model;
use crate::app::layout::first_shown;
use crate::domain::line_breaks::wrapping;
use crate::domain::{Story, StoryMember, pluralize};
use crate::settings::{Role, Theme};

/// The most columns of the box.
const COLUMNS: u16 = 100;
/// Columns from which a row has the title too.
const WITH_TITLE: u16 = 60;
/// The most lines of a title below the list.
const TITLE_LINES: usize = 2;

/// Paints the story, with the article at a place selected.
pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, at: usize, buf: &mut Buffer) {
    let Some(story) = model.stories.story.as_deref() else { return };
    let (articles, outlets) = (pluralize(story.members.len(), "article"), pluralize(story.outlets.len(), "outlet"));
    let size = (area.width.saturating_sub(4).min(COLUMNS), area.height.saturating_sub(2));
    let inside = centred_box(theme, area, size, &format!("Story: {articles}, {outlets}"), buf);
    let rows = u16::try_from(story.members.len()).unwrap_or(u16::MAX).min(inside.height / 2).max(1);
    let from = first_shown(at, rows);
    for (y, (place, member)) in (0..rows).zip(story.members.iter().enumerate().skip(from)) {
        let line = cells::row(inside, y);
        row(model, theme, story, member, line, buf);
        if place == at {
            buf.set_style(line, theme.style(Role::Selection));
        }
    }
    if let Some(member) = story.members.get(at) {
        let below = Rect { y: inside.y + rows, height: inside.height - rows, ..inside };
        detail(theme, story, member, below, buf);
    }
}

/// Paints the row of an article: when, which outlet, and its title or what it is a copy of.
fn row(model: &Model, theme: &Theme, story: &Story, member: &StoryMember, line: Rect, buf: &mut Buffer) {
    let clock = model.options.clock;
    let at = member.row.published;
    let when = format!("{:>6} {}  ", clock.day(at), clock.time(at));
    let rest = cells::put(buf, line, &when, theme.style(Role::Faint));
    let role = if member.row.read { Role::Text } else { Role::Unread };
    let outlet = if line.width < WITH_TITLE { rest.width } else { rest.width / 3 };
    let rest = cells::put(buf, rest, &cells::cut(&member.outlet, outlet), theme.style(role));
    if let Some(copied) = copied(story, member) {
        cells::put(buf, rest, &cells::cut(&format!("  copy of {copied}"), rest.width), theme.style(Role::Faint));
    } else if line.width >= WITH_TITLE {
        cells::put(buf, rest, &cells::cut(&format!("  {}", member.row.title), rest.width), theme.style(Role::Text));
    }
}

/// Returns the outlet whose text an article repeats.
fn copied<'a>(story: &'a Story, member: &StoryMember) -> Option<&'a str> {
    let of = member.copy_of?;
    story.members.iter().find(|other| other.row.id == of).map(|other| other.outlet.as_str())
}

/// Paints what the selected article alone has.
fn detail(theme: &Theme, story: &Story, member: &StoryMember, area: Rect, buf: &mut Buffer) {
    let mut lines: Vec<(Role, String)> = vec![(Role::Text, String::new())];
    let width = usize::from(area.width.max(8));
    let title = textwrap::wrap(&member.row.title, wrapping(width));
    lines.extend(title.into_iter().take(TITLE_LINES).map(|line| (Role::Heading, line.into_owned())));
    match copied(story, member) {
        Some(copied) => lines.push((Role::Faint, format!("copy of {copied}"))),
        None if member.own.is_empty() => lines.push((Role::Faint, "nothing that the others lack".to_owned())),
        None => lines.push((Role::Faint, format!("only in {}:", member.outlet))),
    }
    for sentence in &member.own {
        let options = wrapping(width).initial_indent("• ").subsequent_indent("  ");
        lines.extend(textwrap::wrap(sentence, options).into_iter().map(|line| (Role::Text, line.into_owned())));
    }
    let has_more = lines.len() > usize::from(area.height);
    for (y, (role, text)) in (0..area.height).zip(&lines) {
        let is_last = has_more && y + 1 == area.height;
        let text = if is_last { "…" } else { text.as_str() };
        cells::put(buf, cells::row(area, y), &cells::cut(text, area.width), theme.style(*role));
    }
}
