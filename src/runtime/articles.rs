//! Carries out the effects of the list of articles: loads parts of it, stores marks, finds the next unread article.

use std::collections::BTreeMap;

use crate::app::articles::pane::REACH;
use crate::app::articles::{Around, Effect, Msg as ArticlesMsg, RangeChange};
use crate::app::msg::Msg;
use crate::app::ticket::Ticket;
use crate::app::undo::{self, Undo};
use crate::domain::tags::TagChange;
use crate::domain::{ArticleId, ArticleRow, ArticleRule, ListQuery, RuleEffect, Sort, Text, Time, Window, pluralize};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;

/// The key under which the store has the orders of lists: in each line an order and the name of its list.
const SORTS: &str = "sorts of lists";

/// Starts an effect of this room.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Load { ticket, query, around } => {
            shell.read(Reading::List, move |library| window(library, ticket, &query, around));
        }
        Effect::NextUnread { ticket, query, from, backwards } => {
            let request = shell.requests.request_or(move || ArticlesMsg::NextUnreadFailed { ticket }.into());
            let find = move |library: &Library| next_unread(library, ticket, &query, (from, backwards));
            shell.read_for(request, Reading::Other, find);
        }
        Effect::SetRead { articles, read } => {
            shell.write(move |library, now| set_read(library, &articles, read, now));
        }
        Effect::SetStoryRead(article) => {
            shell.write(move |library, now| set_read(library, &library.store.with_story(article)?, true, now));
        }
        Effect::SetStarred { articles, starred } => shell.write(move |library, _| {
            let changed = library.store.set_starred(&articles, starred)?;
            Ok(stored((!changed.is_empty()).then_some(Undo::Starred { articles: changed, starred: !starred }), None))
        }),
        Effect::ChangeTags(changes) => shell.write(move |library, _| {
            let changed = library.store.change_tags(&changes)?;
            let notice = if changed.is_empty() { Some("no tag changed") } else { None };
            Ok(stored(
                (!changed.is_empty()).then(|| Undo::Tags(changed.into_iter().map(TagChange::reversed).collect())),
                notice,
            ))
        }),
        Effect::Unhide(article) => shell.write(move |library, _| {
            let shown = library.store.unhide(&[article])?;
            Ok(rules_changed(article, shown, "shown again"))
        }),
        Effect::UndoRules(article) => shell.write(move |library, _| {
            let undone = library.store.undo_rules(article)?;
            let what: Vec<String> = undone.iter().map(|effect| effect.action.to_string()).collect();
            Ok(rules_changed(article, undone, &format!("undone: {}", what.join(", "))))
        }),
        Effect::AddRule(rule) => shell.write(move |library, _| add_rule(library, &rule)),
        Effect::ChangeRange { query, from, count, change } => {
            shell.write(move |library, now| change_range(library, (&query, from, count), change, now));
        }
        Effect::MarkAllRead(query) => shell.write(move |library, now| mark_all_read(library, &query, now)),
        Effect::KeepSorts(sorts) => shell.write_quietly(move |library, _| {
            let lines = sorts.iter().map(|(list, sort)| format!("{} {list}\n", sort.name()));
            Ok(library.store.set_meta(SORTS, &lines.collect::<String>())?)
        }),
    }
}

/// Reads the orders that the user has chosen for lists.
pub(super) fn sorts(library: &Library) -> Result<BTreeMap<String, Sort>, LibraryError> {
    let lines = library.store.meta(SORTS)?.unwrap_or_default();
    let sort = |line: &str| {
        let (name, list) = line.split_once(' ')?;
        Some((list.to_owned(), Sort::of(name)?))
    };
    Ok(lines.lines().filter_map(sort).collect())
}

fn set_read(library: &Library, articles: &[ArticleId], read: bool, now: Time) -> Result<Msg, LibraryError> {
    let changed = library.store.set_read(articles, read, now)?;
    Ok(stored((!changed.is_empty()).then_some(Undo::Read { articles: changed, read: !read }), None))
}

/// Says what became of the changes of rules to an article.
fn rules_changed(article: ArticleId, effects: Vec<RuleEffect>, notice: &str) -> Msg {
    let notice = if effects.is_empty() { "no rule has changed this article" } else { notice };
    let undo = (!effects.is_empty()).then_some(Undo::RuleEffects(article, effects));
    ArticlesMsg::RulesChanged { article, undo, notice: Text::line(notice) }.into()
}

fn add_rule(library: &Library, rule: &ArticleRule) -> Result<Msg, LibraryError> {
    let is_new = library.change_rules(|rules| rules.add_article_rule(rule))?;
    if !is_new {
        return Ok(stored(None, Some(&format!("a rule with this name already exists: {}", rule.name))));
    }
    Ok(stored(Some(Undo::ArticleRule(rule.name.clone())), Some(&format!("from the next sync on: {rule}"))))
}

/// Changes the articles of some rows. A folded story's row stands for all its articles.
fn change_range(
    library: &Library,
    (query, from, count): (&ListQuery, usize, usize),
    change: RangeChange,
    now: Time,
) -> Result<Msg, LibraryError> {
    let store = &library.store;
    let window = store.window(query, from, count)?;
    let folded = |row: &ArticleRow| window.head(row.id).filter(|head| !head.is_unfolded);
    let below = window.rows.iter().filter_map(folded).flat_map(|head| head.others.iter().copied());
    let articles: Vec<ArticleId> = window.rows.iter().map(|row| row.id).chain(below).collect();
    let (has_changed, undo, done) = match change {
        RangeChange::ToggleRead => {
            let read = window.rows.iter().any(|row| !row.read);
            let changed = store.set_read(&articles, read, now)?;
            let done = if read { "marked read" } else { "marked unread" };
            (!changed.is_empty(), Undo::Read { articles: changed, read: !read }, done)
        }
        RangeChange::ToggleStar => {
            let starred = window.rows.iter().any(|row| !row.starred);
            let changed = store.set_starred(&articles, starred)?;
            let done = if starred { "starred" } else { "unstarred" };
            (!changed.is_empty(), Undo::Starred { articles: changed, starred: !starred }, done)
        }
        RangeChange::Tags(tags) => {
            let change = |article: ArticleId| {
                tags.iter().map(move |(tag, is_added)| TagChange { article, tag: tag.clone(), is_added: *is_added })
            };
            let changed = store.change_tags(&articles.iter().copied().flat_map(change).collect::<Vec<_>>())?;
            let has_changed = !changed.is_empty();
            (has_changed, Undo::Tags(changed.into_iter().map(TagChange::reversed).collect()), "tagged")
        }
    };
    if !has_changed {
        return Ok(stored(None, Some("nothing to change in these articles")));
    }
    Ok(stored(Some(undo), Some(&format!("{} {done}", pluralize(articles.len(), "article")))))
}

fn stored(undo: Option<Undo>, notice: Option<&str>) -> Msg {
    undo::Msg::Changed { undo, notice: notice.map(Text::line) }.into()
}

/// Loads the part of a list around an index or an article.
pub(super) fn window(
    library: &Library,
    ticket: Ticket,
    query: &ListQuery,
    around: Around,
) -> Result<Msg, LibraryError> {
    let (place, found) = match around {
        Around::Place(place) => (place, None),
        Around::Article(id, place) => {
            let found = library.store.position_of(query, id)?;
            (found.unwrap_or(place), found)
        }
    };
    let offset = place.saturating_sub(REACH);
    let mut window: Window = library.store.window(query, offset, place - offset + REACH)?;
    if window.rows.is_empty() && window.total > 0 {
        window = library.store.window(query, window.total.saturating_sub(REACH), REACH)?;
    }
    Ok(ArticlesMsg::Loaded { ticket, window, found }.into())
}

fn next_unread(
    library: &Library,
    ticket: Ticket,
    query: &ListQuery,
    (from, backwards): (Option<ArticleId>, bool),
) -> Result<Msg, LibraryError> {
    let found = match from {
        Some(from) if backwards => library.store.previous_unread(from, query)?,
        from => library.store.next_unread(from, query)?,
    };
    let found = match found {
        Some((id, place)) => library.store.rows(&[id])?.into_iter().next().map(|row| (row, place)),
        None => None,
    };
    Ok(ArticlesMsg::NextUnread { ticket, found }.into())
}

fn mark_all_read(library: &Library, query: &ListQuery, now: Time) -> Result<Msg, LibraryError> {
    let changed = library.store.mark_all_read(query, now)?;
    let notice = match changed.len() {
        0 => "no unread articles here".to_owned(),
        n => format!("{} marked read", pluralize(n, "article")),
    };
    let undo = (!changed.is_empty()).then_some(Undo::Read { articles: changed, read: false });
    Ok(stored(undo, Some(&notice)))
}
