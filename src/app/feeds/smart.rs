//! Keeps searches as smart feeds, and edits them.
//!
//! `runtime` writes `feeds.toml`; the store counts what their queries match.

use super::{Effect as FeedsEffect, Msg, Part, SmartMsg};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::overlay::prompt::PromptKind;
use crate::domain::host::without_scheme;
use crate::domain::login::take_login;
use crate::domain::query::{Condition, Expr};
use crate::domain::{FeedId, Query, Scope, SmartFeed, Text};
use crate::input::Action;

/// Handles a message about smart feeds.
pub(super) fn update(model: &mut Model, msg: SmartMsg) -> Vec<Effect> {
    match msg {
        SmartMsg::Keep(name) => keep(model, &name),
        SmartMsg::Ask(part) => {
            ask_value(model, part);
            Vec::new()
        }
        SmartMsg::Change(part, value) => change(model, part, &value),
    }
}

/// Returns the prompt for a part of a smart feed.
fn prompt(part: Part) -> PromptKind {
    match part {
        Part::Query => PromptKind::SmartQuery,
        Part::Name => PromptKind::SmartName,
        Part::Folder => PromptKind::SmartFolder,
    }
}

/// Asks for the name of a new smart feed, which lists what this search or filter shows.
pub(super) fn ask_name(model: &mut Model) -> Vec<Effect> {
    let pane = &model.articles;
    let words = match (&pane.query.scope, &pane.filter) {
        (_, Some(filter)) => filter.words.clone(),
        (Scope::Search(words), None) => words.clone(),
        _ => {
            let (search, filter) = (model.key(Action::Search), model.key(Action::FilterList));
            return model.say(&format!("search ({search}) or filter ({filter}) first, then keep that as a smart feed"));
        }
    };
    let Some(query) = shown_query(model) else {
        return model.say("the name of this list has a quotation mark, which no query can contain");
    };
    if let Err(error) = Query::parse(&query) {
        return model.say(&error.to_string());
    }
    let folder = match &model.articles.query.scope {
        Scope::Folder(path) => Text::line(path).non_empty(),
        Scope::Feed(id) => model.feeds.feeds.iter().find(|feed| feed.id == *id).and_then(|feed| feed.folder.clone()),
        _ => None,
    };
    model.feeds.edited = Some(SmartFeed { name: Text::default(), query, folder });
    model.prompt(PromptKind::KeepSearch, &words)
}

/// Makes the query of the list of articles and its filter; `None` if no query can name the list.
fn shown_query(model: &Model) -> Option<String> {
    let pane = &model.articles;
    let named = |filter: &str, name: &str| (!name.contains('"')).then(|| format!("{filter}:\"{name}\""));
    let list = match &pane.query.scope {
        Scope::All => String::new(),
        Scope::Unread => "is:unread".to_owned(),
        Scope::Starred => "is:starred".to_owned(),
        Scope::Feed(id) => named("feed", &address(model, *id)?)?,
        Scope::Folder(path) => named("folder", path)?,
        Scope::Tag(tag) => named("tag", tag)?,
        Scope::Search(query) | Scope::Smart(_, query) => query.clone(),
    };
    let filter = pane.filter.as_ref().map(|filter| filter.words.clone()).unwrap_or_default();
    Some(both(&list, &filter))
}

/// Returns the address of a feed for a query. Without its password the address has no scheme either: a query finds a
/// feed by any part of its address.
fn address(model: &Model, id: FeedId) -> Option<String> {
    let url = &model.feeds.feeds.iter().find(|feed| feed.id == id)?.url;
    Some(match take_login(url, |_| false) {
        Some((bare, _)) => without_scheme(&bare).to_owned(),
        None => url.clone(),
    })
}

/// Joins two queries. Only the last word of a query may be half typed, so the query with such a word comes last.
fn both(one: &str, other: &str) -> String {
    if one.is_empty() || other.is_empty() {
        return format!("{one}{other}");
    }
    let is_half_typed = |query: &Query| query.has(|condition| matches!(condition, Condition::Text(p) if p.prefix));
    let parts = [one, other].map(|text| (text, Query::parse(text).unwrap_or_default()));
    let needs_swap = is_half_typed(&parts[0].1) && !is_half_typed(&parts[1].1);
    let [one, other] = parts.map(|(text, query)| match query.expr {
        Expr::Or(_) => format!("({text})"),
        _ => text.to_owned(),
    });
    if needs_swap { format!("{other} {one}") } else { format!("{one} {other}") }
}

/// Adds a smart feed with the search that the user was asked about.
fn keep(model: &mut Model, name: &str) -> Vec<Effect> {
    let Some(mut feed) = model.feeds.edited.clone() else { return Vec::new() };
    feed.name = Text::line(name);
    if is_taken(model, &feed.name) {
        return taken(model, PromptKind::KeepSearch, name);
    }
    vec![FeedsEffect::AddSmart(feed).into()]
}

/// Asks what to edit of the selected smart feed, or of the one whose articles are listed.
pub(super) fn ask_part(model: &mut Model) -> Vec<Effect> {
    let listed = match &model.articles.query.scope {
        Scope::Smart(id, _) => model.feeds.smart.iter().find(|row| row.id == *id),
        _ => None,
    };
    let Some(feed) = model.feeds.selected_smart().or(listed).map(|row| row.feed.clone()) else {
        return model.say("select a smart feed to edit it");
    };
    let rows = vec![
        MenuRow::new("Query", &feed.query, Msg::Smart(SmartMsg::Ask(Part::Query))),
        MenuRow::new("Name", &feed.name, Msg::Smart(SmartMsg::Ask(Part::Name))),
        MenuRow::new("Folder", feed.folder.as_deref().unwrap_or("none"), Msg::Smart(SmartMsg::Ask(Part::Folder))),
    ];
    let title = format!("Edit {}", feed.name);
    model.feeds.edited = Some(feed);
    model.menu(&title, rows)
}

/// Opens the prompt for a part of the smart feed that is edited.
fn ask_value(model: &mut Model, part: Part) {
    let Some(feed) = &model.feeds.edited else { return };
    let text = match part {
        Part::Query => feed.query.clone(),
        Part::Name => feed.name.to_string(),
        Part::Folder => feed.folder.as_deref().unwrap_or_default().to_owned(),
    };
    model.reopen_prompt_with(prompt(part), &text);
}

/// Changes a part of the smart feed that is edited.
fn change(model: &mut Model, part: Part, value: &str) -> Vec<Effect> {
    let Some(before) = model.feeds.edited.clone() else { return Vec::new() };
    let mut feed = before.clone();
    match part {
        Part::Query => value.clone_into(&mut feed.query),
        Part::Name => feed.name = Text::line(value),
        Part::Folder => feed.folder = Text::line(value.trim_matches('/')).non_empty(),
    }
    if feed == before {
        return Vec::new();
    }
    if feed.name != before.name && is_taken(model, &feed.name) {
        return taken(model, prompt(part), value);
    }
    vec![FeedsEffect::ChangeSmart { name: before.name, feed }.into()]
}

fn is_taken(model: &Model, name: &Text) -> bool {
    model.feeds.smart.iter().any(|row| row.feed.name == *name)
}

fn taken(model: &mut Model, kind: PromptKind, name: &str) -> Vec<Effect> {
    model.reopen_prompt_with(kind, name);
    model.say("another smart feed has this name; type a different one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_queries_become_one_that_means_both() {
        for (one, other, joined) in [
            ("", "rust", "rust"),
            ("is:unread", "", "is:unread"),
            ("folder:\"News\"", "rust", "folder:\"News\" rust"),
            ("rust OR c", "is:starred", "is:starred (rust OR c)"),
            ("tag:a OR tag:b", "x OR y", "(tag:a OR tag:b) (x OR y)"),
            ("bridg", "-is:read", "-is:read bridg"),
            ("\"a b\"", "bridg", "\"a b\" bridg"),
        ] {
            assert_eq!(both(one, other), joined);
        }
    }
}
