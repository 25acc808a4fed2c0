//! `tidings articles`: a list, newest first.

use super::App;
use super::args::ListArguments;
use super::json;
use super::out::Out;
use crate::domain::{ArticleRow, ClockFormat, ListQuery, Query, Scope};

pub(super) fn run(app: &App, asked: &ListArguments, out: &mut Out) -> anyhow::Result<()> {
    let scope = match &asked.feed {
        Some(name) => Scope::Feed(app.feed(name)?.id),
        None if asked.starred => Scope::Starred,
        None => Scope::All,
    };
    let parse = |text| Query::parse_in(text, app.clock().zone);
    let mut query = asked.query.as_deref().map(parse).transpose()?;
    if asked.feed.is_some() && asked.starred {
        let starred = parse("is:starred")?;
        query.get_or_insert_default().terms.extend(starred.terms);
    }
    let list = ListQuery { scope, unread_only: asked.unread, unread_since: None, query };
    let window = app.library.store.window(&list, 0, asked.limit)?;
    if asked.json {
        return out.json(&window.rows.iter().map(|row| json::Row::new(row, None)).collect::<Vec<_>>());
    }
    for row in &window.rows {
        out.line(&line(row, app.clock()))?;
    }
    Ok(())
}

/// Number, marks, date, feed, title, comments.
pub(super) fn line(row: &ArticleRow, clock: ClockFormat) -> String {
    let marks = [if row.read { ' ' } else { 'N' }, if row.starred { '*' } else { ' ' }];
    let count = row.comments.stated.unwrap_or(0).max(row.comments.loaded);
    let comments = if count > 0 { format!("  ({count} comments)") } else { String::new() };
    let date = clock.date(row.published);
    format!("{:>6} {} {date}  {}  {}{comments}", row.id.0, String::from_iter(marks), row.feed_title, row.title)
}
