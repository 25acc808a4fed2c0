//! `tidings articles`: lists articles.

use super::App;
use super::args::ListArguments;
use super::json;
use super::out::Out;
use crate::domain::{ArticleRow, ClockFormat, ListQuery, Query, Scope, pluralize};

pub(super) fn run(app: &App, arguments: &ListArguments, out: &mut Out) -> anyhow::Result<()> {
    let (scope, own) = match &arguments.feed {
        Some(name) => match app.smart_feed(name)? {
            Some(row) => (Scope::Smart(row.id, row.feed.query.clone()), Some(row.feed.query)),
            None => (Scope::Feed(app.feed(name)?.id), None),
        },
        None if arguments.starred => (Scope::Starred, None),
        None => (Scope::All, None),
    };
    let starred = (arguments.feed.is_some() && arguments.starred).then_some("is:starred");
    let parts = [own.as_deref(), arguments.query.as_deref(), starred];
    let parts = parts.into_iter().flatten().map(|text| app.query(text)).collect::<Result<Vec<_>, _>>()?;
    let query = parts.into_iter().reduce(Query::and);
    let list = ListQuery { scope, unread_only: arguments.unread, query, sort: arguments.sort, ..ListQuery::default() };
    let window = app.library.store.window(&list, 0, arguments.limit)?;
    if arguments.json {
        let stories = app.library.store.stories_of(&window.rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
        let rows = window.rows.iter();
        return out.json(
            &rows.map(|row| json::ListedArticle::new(row, stories.get(&row.id).copied(), None)).collect::<Vec<_>>(),
        );
    }
    for row in &window.rows {
        out.line(&line(row, app.clock()))?;
    }
    Ok(())
}

/// Formats an article as a line: number, marks, date, feed, title and number of comments.
pub(super) fn line(row: &ArticleRow, clock: ClockFormat) -> String {
    let marks = [if row.read { ' ' } else { 'N' }, if row.starred { '*' } else { ' ' }];
    let count = row.comments.stated.unwrap_or(0).max(row.comments.loaded);
    let comments = if count > 0 { format!("  ({})", pluralize(count as usize, "comment")) } else { String::new() };
    let date = clock.date(row.published);
    let hidden = row.hidden_because.as_ref().map(|reason| format!("  [{reason}]")).unwrap_or_default();
    format!("{:>6} {} {date}  {}  {}{comments}{hidden}", row.id.0, String::from_iter(marks), row.feed_title, row.title)
}
