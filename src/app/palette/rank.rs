//! What the palette offers, and in which order: pure ranking of actions, places and articles against what was typed.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::state::{GAP, Row, Target};
use crate::app::feeds::pane::above;
use crate::app::model::Model;
use crate::app::offered::offered;
use crate::domain::{ArticleRow, Scope, Text};
use crate::input::{ACTIONS, Action, ActionSpec, Category, Context, write_keys};

/// Rows that are listed: nobody scrolls further, they type another letter.
const MOST: usize = 200;
/// What a letter must be worth on average. Letters strewn over a long title are worth less and find nothing.
const LEAST: u32 = 15;
/// The rows for what was typed, the best first.
pub(super) fn rank(model: &Model, typed: &str, articles: &[ArticleRow]) -> Vec<Row> {
    let mut rows = actions(model);
    rows.extend(places(model));
    rows.extend(articles.iter().map(article));
    let mut wanted = Wanted::new(typed);
    let mut found: Vec<(u32, Row)> = rows.into_iter().filter_map(|row| wanted.weigh(row)).collect();
    // Of equals the first stays first: actions before lists, lists before articles, newer articles before older.
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().take(MOST).map(|(_, row)| row).collect()
}

/// What was typed, ready to be compared.
struct Wanted {
    /// Against names: any letters in this order.
    loose: Pattern,
    /// Against what is said about them: whole pieces only, or every sentence would match.
    strict: Pattern,
    least: u32,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Wanted {
    fn new(typed: &str) -> Self {
        let pattern = |kind| Pattern::new(typed, CaseMatching::Smart, Normalization::Smart, kind);
        let letters = typed.chars().filter(|c| !c.is_whitespace()).count();
        Self {
            loose: pattern(AtomKind::Fuzzy),
            strict: pattern(AtomKind::Substring),
            least: LEAST.saturating_mul(u32::try_from(letters).unwrap_or(u32::MAX)),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    fn weigh(&mut self, mut row: Row) -> Option<(u32, Row)> {
        let name = graphemes(&row.name, &mut self.buffer);
        let by_name = self.loose.indices(name, &mut self.matcher, &mut row.letters);
        let mut weight = by_name.filter(|weight| *weight >= self.least).map(|weight| weight.saturating_mul(2));
        if weight.is_none() {
            row.letters.clear();
            let whole = format!("{}{GAP}{}", row.name, row.about);
            let whole = graphemes(&whole, &mut self.buffer);
            weight = self.strict.indices(whole, &mut self.matcher, &mut row.letters);
        }
        row.letters.sort_unstable();
        row.letters.dedup();
        weight.map(|weight| (weight, row))
    }
}

/// The text as the matcher takes it: each grapheme by its first character. Its own way of making this counts bytes
/// where every grapheme begins with an ASCII letter.
fn graphemes<'a>(text: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() {
        return Utf32Str::Ascii(text.as_bytes());
    }
    buffer.clear();
    buffer.extend(text.graphemes(true).filter_map(|grapheme| grapheme.chars().next()));
    Utf32Str::Unicode(buffer)
}

/// The actions: first those of the footer, then the others of this pane, last those that only move; then those of other
/// panes, with the pane that they work in.
fn actions(model: &Model) -> Vec<Row> {
    let context = model.context();
    let specs = ACTIONS.iter().filter(|spec| {
        let means = !model.is_first_run() || model.welcome.means(spec.action);
        means && spec.action != Action::Palette && spec.category != Category::Writing
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

/// The context in which an action works, if it does not work here.
pub(super) fn elsewhere(spec: &ActionSpec, here: Context) -> Option<Context> {
    let mut around = std::iter::successors(Some(here), |context| context.parent());
    let works_here = around.any(|context| spec.contexts.contains(&context)) || spec.contexts.contains(&Context::Global);
    if works_here { None } else { spec.contexts.first().copied() }
}

/// `mark-all-read` as a person says it.
fn spoken(id: &str) -> String {
    let mut chars = id.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.map(|c| if c == '-' { ' ' } else { c })).collect()
}

/// The lists that one may go to: collections, folders, feeds, tags. Closed folders hide nothing here.
fn places(model: &Model) -> Vec<Row> {
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
        row(Scope::Unread, Text::line("Unread"), "every unread article", model.feeds.unread()),
        row(Scope::All, Text::line("All articles"), "of every feed", 0),
        row(Scope::Starred, Text::line("Starred"), "what you have starred", 0),
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

fn article(article: &ArticleRow) -> Row {
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
    use crate::domain::Time;
    use crate::input::Keymap;

    fn model() -> Model {
        let keymap = std::sync::Arc::new(Keymap::with_user("").unwrap());
        Model::new((80, 24), Time::default(), keymap, super::super::super::Options::default())
    }

    fn names(typed: &str) -> Vec<String> {
        rank(&model(), typed, &[]).into_iter().map(|row| row.name.into_string()).collect()
    }

    #[test]
    fn the_best_match_stands_first() {
        for (typed, first) in [
            ("sync all", "Sync all"),
            ("syal", "Sync all"),
            ("undo", "Undo"),
            ("unread", "Next unread"),
            ("take back", "Undo"),
            ("quit", "Quit"),
        ] {
            let found = names(typed);
            assert_eq!(found.first().map(String::as_str), Some(first), "{typed}: {found:?}");
        }
        assert!(names("zzqqx").is_empty());
    }

    #[test]
    fn only_what_means_something_here_is_offered() {
        let found = names("");
        assert!(found.iter().any(|name| name == "Sync") && found.iter().any(|name| name == "Remove feed"));
        for elsewhere in ["Fold all", "Find", "Toggle star", "Palette"] {
            assert!(!found.iter().any(|name| name == elsewhere), "{elsewhere} has no meaning in the feeds");
        }
        assert_eq!(found.first().map(String::as_str), Some("Open"), "what the footer offers first");
    }

    #[test]
    fn letters_are_counted_in_graphemes() {
        let row = |name: &str| Row {
            target: Target::Act(Action::Help),
            name: Text::line(name),
            about: Text::line("the Lantern"),
            badge: String::new(),
            letters: Vec::new(),
        };
        for (name, typed, letters) in [
            ("日本の新聞", "新聞", Some(vec![3, 4])),
            ("Crème caramel", "creme", Some(vec![0, 1, 2, 3, 4])),
            ("e\u{301}te\u{301}", "te", Some(vec![1, 2])),
            ("Octopus", "lantern", Some((13..20).collect())),
            ("Octopus", "octpus", Some(vec![0, 1, 2, 4, 5, 6])),
            ("A long way round to nothing", "gyrh", None),
        ] {
            let found = Wanted::new(typed).weigh(row(name)).map(|(_, row)| row.letters);
            assert_eq!(found, letters, "{typed} in {name}");
        }
    }
}
