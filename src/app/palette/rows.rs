//! Lists the rows that the palette offers: actions, lists of articles, and articles.

use super::state::{Row, Target};
use crate::app::feeds::items::{unread_by_folder, unread_by_tag};
use crate::app::model::Model;
use crate::app::offered::offered;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::{ACTIONS, Action, ActionSpec, Category, Context, write_keys};
use crate::settings::described;

/// Returns the rows of the actions: those of the footer, the others of the focused pane, and last those that only move.
/// Behind them come actions of other panes, with the pane that they work in, and the user's commands.
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
    let row = |action: Action, other: Option<Context>, name: &str, about: &str| {
        let keys = model.keymap.keys_for(other.unwrap_or(context), action);
        let place = other.map(|other| format!(" (in {})", other.id())).unwrap_or_default();
        Row {
            target: Target::Act(action),
            name: Text::line(name),
            about: Text::line(&format!("{about}{place}")),
            badge: keys.first().map(|keys| write_keys(keys)).unwrap_or_default(),
            letters: Vec::new(),
        }
    };
    let built_in = specs.iter().map(|(spec, other)| row(spec.action, *other, &spoken(spec.id), spec.description));
    let commands =
        model.keymap.commands().filter(|_| !model.is_first_run()).map(|(action, command)| {
            row(action, elsewhere(action.spec(), context), &command.name, &command.description)
        });
    built_in.chain(commands).collect()
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

/// Returns the rows of the lists: collections, feeds, smart feeds, folders and tags. The contents of closed folders are listed too,
/// and so are hidden feeds, because the palette shows only what the user asks for.
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
    rows.extend(feeds.iter().map(|feed| {
        let about = match &feed.folder {
            _ if feed.hidden => "hidden feed".to_owned(),
            Some(folder) => format!("feed in {folder}"),
            None => "feed".to_owned(),
        };
        row(Scope::Feed(feed.id), feed.title.clone(), &about, feed.unread)
    }));
    rows.extend(model.feeds.smart.iter().map(|smart| {
        let scope = Scope::Smart(smart.id, smart.feed.query.clone());
        row(scope, smart.feed.name.clone(), &format!("smart feed: {}", smart.feed.query), smart.unread)
    }));
    rows.extend(unread_by_folder(feeds, &model.feeds.smart).into_iter().map(|(path, unread)| {
        let name = Text::line(&path);
        row(Scope::Folder(path), name, "folder", unread)
    }));
    rows.extend(
        unread_by_tag(feeds, &model.feeds.tags)
            .into_iter()
            .map(|(tag, unread)| row(Scope::Tag(tag.to_string()), tag, "tag", unread)),
    );
    rows
}

/// Returns the rows of the settings.
pub(super) fn settings() -> impl Iterator<Item = Row> {
    described().into_iter().map(|setting| Row {
        name: Text::line(&format!("Setting {} {}", setting.section, setting.key)),
        about: Text::line(&setting.about),
        badge: Text::line(setting.default).into_string(),
        target: Target::Setting(Box::new(setting)),
        letters: Vec::new(),
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::feeds::items::Item;
    use crate::domain::{FeedId, FeedRow, Time};
    use crate::input::Keymap;

    /// Regression: the palette listed folders of hidden feeds only, and counted hidden feeds in the others.
    #[test]
    fn folders_and_tags_have_the_counts_of_the_list_of_feeds() {
        let feed = |id: i64, folder: &str, hidden: bool| FeedRow {
            id: FeedId(id),
            url: format!("https://{id}.example/"),
            title: Text::line(&format!("feed {id}")),
            folder: Text::line(folder).non_empty(),
            tags: vec![Text::line("x")],
            hidden,
            unread: 1,
            articles: 1,
            last_success: None,
            error: None,
            site: None,
        };
        let keymap = std::sync::Arc::new(Keymap::with_user("").unwrap());
        let mut model = Model::new((80, 24), Time::default(), keymap, crate::app::Options::default());
        model.feeds.load(
            vec![feed(1, "News", false), feed(2, "News", true), feed(3, "Old", true)],
            Vec::new(),
            Vec::new(),
        );
        let in_pane = model.feeds.items.iter().filter_map(|item| match item {
            Item::Folder { path, unread, .. } => Some((Scope::Folder(path.clone()), unread.to_string())),
            Item::Tag(tag, unread) => Some((Scope::Tag(tag.to_string()), unread.to_string())),
            _ => None,
        });
        let in_pane: Vec<_> = in_pane.collect();
        assert_eq!(in_pane, [(Scope::Folder("News".into()), "1".into()), (Scope::Tag("x".into()), "3".into())]);
        let rows = lists(&model);
        let in_palette = rows.iter().filter_map(|row| match &row.target {
            Target::Go(scope @ (Scope::Folder(_) | Scope::Tag(_))) => Some((scope.clone(), row.badge.clone())),
            _ => None,
        });
        assert_eq!(in_palette.collect::<Vec<_>>(), in_pane);
        let about = |name: &str| rows.iter().find(|row| row.name.as_str() == name).map(|row| row.about.as_str());
        assert_eq!((about("feed 1"), about("feed 3")), (Some("feed in News"), Some("hidden feed")));
    }
}
