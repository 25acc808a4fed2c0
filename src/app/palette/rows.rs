//! Lists the rows that the palette offers: actions, lists of articles, and articles.

use super::state::{Row, Target};
use crate::app::feeds::items::above;
use crate::app::model::Model;
use crate::app::offered::offered;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::{ACTIONS, Action, ActionSpec, Category, Context, write_keys};

/// Returns the rows of the actions: those of the footer, the others of the focused pane, and last those that only move.
/// Behind them come actions of other panes, with the pane that they work in.
pub(super) fn actions(model: &Model) -> Vec<Row> {
    let context = model.context();
    let specs = ACTIONS.iter().filter(|spec| {
        let is_usable = !model.is_first_run() || model.welcome.has_use_for(spec.action);
        is_usable && spec.action != Action::Palette && spec.category != Category::Writing
    });
    let wanted = offered(context);
    let mut specs: Vec<(&ActionSpec, Option<Context>)> = specs.map(|spec| (spec, elsewhere(spec, context))).collect();
    specs.retain(|(spec, other)| match other {
        None => true,
        Some(Context::Welcome | Context::Writing) => false,
        Some(_) => spec.category != Category::Moving,
    });
    specs.sort_by_key(|(spec, other)| {
        let at = wanted.iter().position(|action| *action == spec.action);
        (other.is_some(), at.unwrap_or(wanted.len()), spec.category == Category::Moving)
    });
    let row = |(spec, other): &(&ActionSpec, Option<Context>)| {
        let keys = model.keymap.keys_for(other.unwrap_or(context), spec.action);
        let place = other.map(|other| format!(" (in {})", other.id())).unwrap_or_default();
        Row {
            target: Target::Act(spec.action),
            name: Text::line(&spoken(spec.id)),
            about: Text::line(&format!("{}{place}", spec.description)),
            badge: keys.first().map(|keys| write_keys(keys)).unwrap_or_default(),
            letters: Vec::new(),
        }
    };
    specs.iter().map(row).collect()
}

/// Returns the context in which an action works, if it does not work in the context `here`.
pub(super) fn elsewhere(spec: &ActionSpec, here: Context) -> Option<Context> {
    let mut around = std::iter::successors(Some(here), |context| context.parent());
    let works_here = around.any(|context| spec.contexts.contains(&context)) || spec.contexts.contains(&Context::Global);
    if works_here { None } else { spec.contexts.first().copied() }
}

/// Writes an action's name for people: "Mark all read" for `mark-all-read`.
fn spoken(id: &str) -> String {
    let mut chars = id.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.map(|c| if c == '-' { ' ' } else { c })).collect()
}

/// Returns the rows of the lists: collections, folders, feeds and tags. The contents of closed folders are listed too.
pub(super) fn lists(model: &Model) -> Vec<Row> {
    let feeds = &model.feeds.feeds;
    if feeds.is_empty() {
        return Vec::new();
    }
    let row = |scope: Scope, name: Text, about: &str, unread: u32| Row {
        target: Target::Go(scope),
        name,
        about: Text::line(about),
        badge: if unread > 0 { unread.to_string() } else { String::new() },
        letters: Vec::new(),
    };
    let mut rows = vec![
        row(Scope::Unread, Text::line("Unread"), "all unread articles", model.feeds.unread()),
        row(Scope::All, Text::line("All articles"), "of all feeds", 0),
        row(Scope::Starred, Text::line("Starred"), "articles that you have starred", 0),
    ];
    let mut folders = std::collections::BTreeMap::<String, u32>::new();
    let mut tags = std::collections::BTreeMap::<&Text, u32>::new();
    for feed in feeds {
        for folder in feed.folder.iter().flat_map(|folder| above(folder)) {
            *folders.entry(folder).or_default() += feed.unread;
        }
        for tag in &feed.tags {
            *tags.entry(tag).or_default() += feed.unread;
        }
    }
    rows.extend(feeds.iter().map(|feed| {
        let about = feed.folder.as_ref().map_or_else(|| "feed".to_owned(), |folder| format!("feed in {folder}"));
        row(Scope::Feed(feed.id), feed.title.clone(), &about, feed.unread)
    }));
    rows.extend(folders.into_iter().map(|(path, unread)| {
        let name = Text::line(&path);
        row(Scope::Folder(path), name, "folder", unread)
    }));
    rows.extend(tags.into_iter().map(|(tag, unread)| row(Scope::Tag(tag.to_string()), tag.clone(), "tag", unread)));
    rows
}

/// Returns the row of an article.
pub(super) fn article(article: &ArticleRow) -> Row {
    Row {
        target: Target::Read(Box::new(article.clone())),
        name: article.title.clone(),
        about: article.feed_title.clone(),
        badge: String::new(),
        letters: Vec::new(),
    }
}
