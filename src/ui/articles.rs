//! Paints the list of articles: marks, title, feed, comment counts and age.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paint::pane::{selection_style, title_style};
use super::paint::{bidi, cells};
use crate::app::Model;
use crate::app::layout::Pane;
use crate::domain::{ArticleRow, Column, Dates, InStory, Scope, Sort, StoryHead, pluralize};
use crate::input::Action;
use crate::settings::{Role, Theme};

/// The width in columns from which a row names its feed, and has columns for counts and age.
const WITH_FEED: u16 = 64;
/// The columns for the comment counts.
const COUNT: u16 = 10;
/// The width from which a row has comment counts and a date.
const NARROWEST: u16 = 30;
/// The share of a row that its tags may take: one part of so many.
const TAGS_SHARE: u16 = 3;
/// The columns for the age.
const AGE: u16 = 7;
/// The columns for a date.
const DATE: u16 = 10;

pub(super) fn draw(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let pane = &model.articles;
    let position = match (pane.window.total, pane.selection()) {
        (0, _) => String::new(),
        _ if pane.window.is_estimate => String::new(),
        (total, Some((_, count))) => format!("{count} selected of {total}"),
        (total, None) => format!("{} of {total}", pane.cursor + 1),
    };
    let styles = (title_style(model, theme, Pane::Articles), theme.style(Role::Border));
    let only = if pane.query.unread_only && pane.query.scope != Scope::Unread { " · unread only" } else { "" };
    let words = pane.filter.as_ref().map(|filter| format!(" · /{}", filter.words)).unwrap_or_default();
    let is_usual = pane.query.sort == Sort::Newest;
    let sort = if is_usual { String::new() } else { format!(" · {}", pane.query.sort.description()) };
    let body = cells::title(buf, area, &format!("{}{only}{words}{sort}", pane.title), &position, styles);
    if pane.loaded && pane.window.total == 0 {
        let line = cells::row(body, 1);
        cells::put(buf, line, &format!(" {}", why_empty(model)), theme.style(Role::Faint));
    }
    for (y, index) in (0..body.height).zip(pane.top..pane.window.total) {
        let line = cells::row(body, y);
        match pane.row(index) {
            Some(row) => draw_row(model, theme, line, row, buf),
            None => {
                cells::put(buf, line, "   …", theme.style(Role::Faint));
            }
        }
        let is_chosen = pane.selection().is_some_and(|(from, count)| (from..from + count).contains(&index));
        if index == pane.cursor || is_chosen {
            buf.set_style(line, selection_style(model, theme, Pane::Articles));
        }
    }
}

/// Explains an empty list, and names the key that helps.
fn why_empty(model: &Model) -> String {
    let query = &model.articles.query;
    let key = |action| model.key(action);
    match &query.scope {
        _ if model.articles.filter.is_some() => {
            format!(
                "No matches in this list ({}: show all, {}: search all articles)",
                key(Action::Dismiss),
                key(Action::Search)
            )
        }
        Scope::Search(_) => format!("No matches ({}: back)", key(Action::Dismiss)),
        Scope::Smart(..) if !query.unread_only => {
            format!("No matches ({}: edit the smart feed)", key(Action::EditFeed))
        }
        Scope::Starred => format!("No starred articles ({}: star)", key(Action::ToggleStar)),
        _ if query.unread_only => format!("No unread articles ({}: sync all feeds)", key(Action::SyncAll)),
        _ => format!("No articles yet ({}: sync all feeds)", key(Action::SyncAll)),
    }
}

fn draw_row(model: &Model, theme: &Theme, line: Rect, article: &ArticleRow, buf: &mut Buffer) {
    let line = Rect { x: line.x + line.width.min(1), width: line.width.saturating_sub(2), ..line };
    let style = theme.style(match article {
        ArticleRow { read: true, .. } => Role::Read,
        ArticleRow { is_highlighted: true, .. } => Role::Highlight,
        _ => Role::Unread,
    });
    let faint = theme.style(Role::Faint);
    let mut rest = cells::put(buf, line, if article.read { " " } else { "●" }, theme.style(Role::New));
    rest = cells::put(buf, rest, if article.starred { "★" } else { " " }, theme.style(Role::Starred));
    // The sign tells a highlighted article without colours.
    let sign = if article.is_highlighted { "▎" } else { " " };
    rest = cells::put(buf, rest, sign, theme.style(Role::Highlight));
    for column in model.options.columns.iter().rev().flatten() {
        rest = draw_column(model, theme, (line.width, rest), (article, *column), buf);
    }
    let in_story = model.articles.window.in_story.get(&article.id);
    if let Some(InStory::Head(head)) = in_story {
        rest = draw_others(theme, rest, head, buf);
    }
    if let Some(reason) = &article.hidden_because {
        let columns = line.width / 3;
        rest = cells::put_right(buf, rest, &cells::cut(&format!("  {reason}"), columns), faint);
    }
    if article.edited.is_some() {
        rest = cells::put_right(buf, rest, " ±", faint);
    }
    if !article.tags.is_empty() {
        let tags: String = article.tags.iter().flat_map(|tag| [" #", tag]).collect();
        rest = cells::put_right(buf, rest, &cells::cut(&tags, rest.width / TAGS_SHARE), faint);
    }
    if in_story == Some(&InStory::Other) {
        rest = cells::put(buf, rest, "└ ", faint);
    }
    let title = cells::cut(&article.title, rest.width);
    let title = if model.options.bidi { bidi::line(&title) } else { title };
    cells::put(buf, rest, &title, style);
}

/// Paints a column of a row that is `width` columns wide, at the right of `rest`. Returns what remains.
fn draw_column(
    model: &Model,
    theme: &Theme,
    (width, rest): (u16, Rect),
    (article, column): (&ArticleRow, Column),
    buf: &mut Buffer,
) -> Rect {
    // In a narrow list the titles need the columns more.
    let is_wide = width >= WITH_FEED;
    let is_one_feed = matches!(model.articles.query.scope, Scope::Feed(_));
    let faint = theme.style(Role::Faint);
    match column {
        Column::Date if width >= NARROWEST => {
            let (now, clock) = (model.now, model.options.clock);
            let (date, columns) = match model.options.dates {
                Dates::Relative => (cells::age(article.published, now, clock), AGE),
                Dates::Absolute if clock.date(article.published) == clock.date(now) => {
                    (clock.time(article.published), DATE)
                }
                Dates::Absolute => (clock.date(article.published), DATE),
            };
            let columns = if is_wide { usize::from(columns) } else { 0 };
            cells::put_right(buf, rest, &format!("  {date:>columns$}"), faint)
        }
        Column::Comments if width >= NARROWEST => {
            draw_count(theme, rest, (article, if is_wide { COUNT } else { 0 }), buf)
        }
        Column::Feed if is_wide && !is_one_feed => draw_name(&article.feed_title, faint, (width, rest), buf),
        Column::Author if is_wide => {
            draw_name(article.author.as_deref().unwrap_or_default(), faint, (width, rest), buf)
        }
        _ => rest,
    }
}

/// Paints a name in a column of a fixed width.
fn draw_name(name: &str, style: Style, (width, rest): (u16, Rect), buf: &mut Buffer) -> Rect {
    let columns = (width / 5).clamp(12, 22);
    let name = cells::cut(name, columns);
    let pad = usize::from(columns.saturating_sub(cells::width(&name)));
    cells::put_right(buf, rest, &format!("  {name}{}", " ".repeat(pad)), style)
}

/// Paints how many other outlets tell the story of a row; if only its own does, how many other articles.
fn draw_others(theme: &Theme, rest: Rect, head: &StoryHead, buf: &mut Buffer) -> Rect {
    let (count, noun) = match head.outlets {
        0 => (head.others.len(), "article"),
        outlets => (outlets, "outlet"),
    };
    let sign = if head.is_unfolded { "−" } else { "+" };
    let label = if rest.width < 48 { format!(" {sign}{count}") } else { format!("  {sign}{}", pluralize(count, noun)) };
    cells::put_right(buf, rest, &label, theme.style(if head.unread > 0 { Role::New } else { Role::Faint }))
}

/// Paints how many comments an article has; where only some are new, how many those are.
fn draw_count(theme: &Theme, rest: Rect, (article, columns): (&ArticleRow, u16), buf: &mut Buffer) -> Rect {
    let counts = article.comments;
    let all = counts.stated.unwrap_or(0).max(counts.loaded);
    let unseen = if counts.unseen > 0 && counts.unseen < counts.loaded { counts.unseen } else { 0 };
    let count = if all > 0 { all.to_string() } else { String::new() };
    let new = if unseen > 0 { format!("{unseen}/") } else { String::new() };
    let label = if unseen > 0 { " new" } else { "" };
    let pad = usize::from(columns).saturating_sub(new.len() + count.len() + label.len()).max(usize::from(all > 0));
    let rest = cells::put_right(buf, rest, label, theme.style(Role::New));
    let rest = cells::put_right(buf, rest, &count, theme.style(Role::Count));
    let rest = cells::put_right(buf, rest, &new, theme.style(Role::New));
    cells::put_right(buf, rest, &" ".repeat(pad), theme.style(Role::Faint))
}
