//! `feeds.toml`: the user's subscriptions and smart feeds. The store follows this file.
//!
//! Edits keep the user's comments and layout, for the file may be in a dotfiles repository. `smart` has the smart feeds,
//! `tables` what both kinds of entries share.

mod smart;
mod tables;

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

use super::SettingsError;
use super::check::parse_document;
use crate::domain::feed::command_name;
use crate::domain::suggest::hint;
use crate::domain::text::line_of;
use crate::domain::{SmartFeed, Subscription, Text};

pub use smart::RemovedSmartFeed;

/// Feeds that the reader offers to a user who has none.
pub const STARTER_FEEDS: &str = include_str!("../../config/feeds.toml");

/// The name of the tables that subscribe to a feed.
const FEED: &str = "feed";

/// All keys that a feed may have.
const KEYS: &[&str] = &[
    "url", "command", "title", "folder", "tags", "hidden", "interval", "comments", "pages", "audio", "stories", "note",
];

/// A removed feed, with what [`Subscriptions::restore`] needs.
#[derive(Debug, Clone)]
pub struct Removed {
    /// Index among the feeds.
    at: usize,
    table: Table,
    /// The removed subscription.
    pub feed: Subscription,
}

impl PartialEq for Removed {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && self.feed == other.feed
    }
}

/// A parsed `feeds.toml`.
#[derive(Debug, Clone)]
pub struct Subscriptions {
    file: PathBuf,
    document: DocumentMut,
    list: Vec<Subscription>,
    smart: Vec<SmartFeed>,
}

impl Subscriptions {
    /// Reads the file; a missing file has no feeds.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        Self::parse(&super::read_or_empty(file)?, file)
    }

    /// Parses the text of `file`. The error has every problem in it.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        Self::parse_text(text, file).map_err(|error| error.in_file(file))
    }

    fn parse_text(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let document = parse_document(text)?;
        let (mut list, mut smart) = (Vec::new(), Vec::new());
        let mut problems = Vec::new();
        for (key, item) in document.as_table() {
            match (key, item.as_array_of_tables()) {
                ("feed", Some(feeds)) => {
                    list.extend(feeds.iter().filter_map(|table| parse_feed(table, text, &mut problems)));
                }
                ("search", Some(searches)) => smart = smart::parse(searches, text, &mut problems),
                _ => {
                    let line = item.span().map_or(0, |span| line_of(text, span.start));
                    let begin = "begin a feed with [[feed]], and a smart feed with [[search]]";
                    problems.push((line, format!("{key}: unknown section; {begin}")));
                }
            }
        }
        SettingsError::check(problems)?;
        Ok(Self { file: file.to_path_buf(), document: document.into_mut(), list, smart })
    }

    /// Returns all subscriptions in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Subscription] {
        &self.list
    }

    /// Appends a feed. Returns `false` if the file has its address already.
    pub fn add(&mut self, feed: &Subscription) -> bool {
        if self.list.iter().any(|known| known.url == feed.url) {
            return false;
        }
        self.list.push(feed.clone());
        tables::append(&mut self.document, FEED, to_table(feed));
        true
    }

    /// Removes the feed with this address, and the user's comments on it. Returns `None` if there is no such feed.
    pub fn remove(&mut self, url: &str) -> Option<Removed> {
        let at = self.list.iter().position(|feed| feed.url == url)?;
        let table = tables::take(&mut self.document, FEED, at)?;
        Some(Removed { at, table, feed: self.list.remove(at) })
    }

    /// Puts a removed feed back in its place. Returns `false` if the file has its address already.
    pub fn restore(&mut self, removed: &Removed) -> bool {
        if self.list.iter().any(|known| known.url == removed.feed.url) {
            return false;
        }
        let at = removed.at.min(self.list.len());
        tables::insert(&mut self.document, FEED, at, removed.table.clone());
        self.list.insert(at, removed.feed.clone());
        true
    }

    /// Changes the entry of the feed with this address, and keeps the user's comments and the address itself. Returns the
    /// entry before; `None` if there is no such feed.
    pub fn change(&mut self, feed: &Subscription) -> Option<Subscription> {
        let at = self.list.iter().position(|known| known.url == feed.url)?;
        let (before, wanted) = (to_table(self.list.get(at)?), to_table(feed));
        let value = |table: &Table, key: &str| table.get(key).and_then(Item::as_value).cloned();
        for key in KEYS.iter().filter(|key| **key != "url") {
            match (value(&before, key), value(&wanted, key)) {
                (Some(known), Some(new)) if known.to_string() == new.to_string() => {}
                (_, Some(new)) => tables::set(&mut self.document, FEED, at, key, new),
                (Some(_), None) => tables::unset(&mut self.document, FEED, at, key),
                (None, None) => {}
            }
        }
        let known = self.list.get_mut(at)?;
        let after = Subscription { command: known.command.clone(), ..feed.clone() };
        Some(std::mem::replace(known, after))
    }

    /// Moves a feed before the previous feed of its folder, or behind the next. Returns `false` if there is none.
    pub fn move_within_folder(&mut self, url: &str, down: bool) -> bool {
        let Some(at) = self.list.iter().position(|feed| feed.url == url) else { return false };
        let folder = self.list.get(at).and_then(|feed| feed.folder.clone());
        let beside = |(_, feed): &(usize, &Subscription)| feed.folder == folder;
        let to = if down {
            self.list.iter().enumerate().skip(at + 1).find(beside)
        } else {
            self.list.iter().enumerate().take(at).rfind(beside)
        };
        let Some((to, _)) = to else { return false };
        let Some(mut table) = tables::take(&mut self.document, FEED, at) else { return false };
        let feed = self.list.remove(at);
        // Without its old position the entry goes where its index says.
        table.set_position(None);
        tables::insert(&mut self.document, FEED, to, table);
        self.list.insert(to, feed);
        true
    }

    /// Changes the address of a feed that has moved permanently. Returns `false` if there is no such feed.
    pub fn replace_url(&mut self, old: &str, new: &str) -> bool {
        let Some(at) = self.list.iter().position(|feed| feed.url == old) else { return false };
        tables::set(&mut self.document, FEED, at, "url", new);
        new.clone_into(&mut self.list[at].url);
        true
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self) -> Result<(), SettingsError> {
        super::replace(&self.file, &self.document.to_string())
    }
}

/// Parses one feed; adds what is wrong with it to `problems`.
fn parse_feed(table: &Table, text: &str, problems: &mut Vec<(usize, String)>) -> Option<Subscription> {
    let table_line = table.span().map_or(0, |span| line_of(text, span.start));
    let known_problems = problems.len();
    let mut feed = Subscription::default();
    for (key, item) in table {
        let line = item.span().map_or(table_line, |span| line_of(text, span.start));
        if !KEYS.contains(&key) {
            problems.push((line, format!("[[feed]] {key}: unknown key; {}", hint(key, KEYS))));
        } else if let Some(allowed) = set(&mut feed, key, item) {
            let given = item.span().and_then(|span| text.get(span)).unwrap_or_default();
            problems.push((line, format!("[[feed]] {key} = {given}: must be {allowed}")));
        }
    }
    if problems.len() == known_problems && feed.url.is_empty() {
        problems.push((table_line, "[[feed]]: needs url, the address of the feed".to_owned()));
    } else if problems.len() == known_problems && command_name(&feed.url).is_some() == feed.command.is_empty() {
        let needs =
            if feed.command.is_empty() { "command, the program that prints it" } else { "url = \"command:NAME\"" };
        problems.push((table_line, format!("[[feed]] {}: needs {needs}", feed.url)));
    }
    (problems.len() == known_problems).then_some(feed)
}

/// Sets one key of a feed. Returns what the key allows if the value is something else.
fn set(feed: &mut Subscription, key: &str, item: &Item) -> Option<&'static str> {
    match key {
        "url" => match item.as_str().map(str::trim).filter(|url| is_web(url) || is_command(url)) {
            Some(url) => url.clone_into(&mut feed.url),
            None => return Some("an http or https address in quotes, or \"command:NAME\""),
        },
        "command" => {
            let words = item.as_array().and_then(|words| words.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
            match words.filter(|words| words.first().is_some_and(|program| !program.trim().is_empty())) {
                Some(words) => feed.command = words.into_iter().map(str::to_owned).collect(),
                None => return Some("a list of a program and its arguments, each in quotes"),
            }
        }
        "title" | "folder" | "note" => {
            let Some(given) = item.as_str() else { return Some("text in quotes") };
            let field = match key {
                "title" => &mut feed.title,
                "folder" => &mut feed.folder,
                _ => &mut feed.note,
            };
            *field = Text::line(given).non_empty();
        }
        "tags" => {
            let tags = item.as_array().and_then(|tags| tags.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
            let Some(tags) = tags else { return Some("a list of texts in quotes") };
            feed.tags = tags.into_iter().filter_map(|tag| Text::line(tag).non_empty()).collect();
        }
        "interval" => {
            feed.interval = item.as_integer().and_then(|n| u32::try_from(n).ok()).filter(|minutes| *minutes > 0);
            return feed.interval.is_none().then_some("a number of minutes, 1 or more");
        }
        _ => {
            let Some(given) = item.as_bool() else { return Some("true or false") };
            match key {
                "hidden" => feed.hidden = given,
                "comments" => feed.comments = given,
                "pages" => feed.pages = given,
                "audio" => feed.audio = given,
                _ => feed.without_stories = !given,
            }
        }
    }
    None
}

fn is_web(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Returns whether an address is that of a feed that a program prints: the name has letters, digits, `-`, `_` and `.`.
fn is_command(address: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    command_name(address).is_some_and(is_name)
}

/// Makes the table of a feed on the web. tidings adds no others: only the user writes a command into the file.
fn to_table(feed: &Subscription) -> Table {
    let mut table = Table::new();
    table["url"] = value(&feed.url);
    for (key, text) in [("title", &feed.title), ("folder", &feed.folder), ("note", &feed.note)] {
        if let Some(text) = text {
            table[key] = value(text.as_str());
        }
    }
    if !feed.tags.is_empty() {
        table["tags"] = value(feed.tags.iter().map(Text::as_str).collect::<Array>());
    }
    for (key, flag) in
        [("hidden", feed.hidden), ("comments", feed.comments), ("pages", feed.pages), ("audio", feed.audio)]
    {
        if flag {
            table[key] = value(true);
        }
    }
    if feed.without_stories {
        table["stories"] = value(false);
    }
    if let Some(minutes) = feed.interval {
        table["interval"] = value(i64::from(minutes));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Subscriptions, SettingsError> {
        Subscriptions::parse(text, Path::new("feeds.toml"))
    }

    #[test]
    fn comments_survive_every_change() {
        let text = "# mine\n[[feed]]\nurl = \"https://a.example/feed\" # the first\ntags = [\"x\"]\n\n# second\n[[feed]]\nurl = \"https://b.example/feed\"\n";
        let mut feeds = parse(text).unwrap();
        let third = Subscription {
            url: "https://c.example/feed".into(),
            title: Some(Text::line("C")),
            ..Subscription::default()
        };
        assert!(feeds.add(&third) && !feeds.add(&third));
        assert_eq!(feeds.remove("https://b.example/feed").unwrap().feed.url, "https://b.example/feed");
        assert!(feeds.replace_url("https://a.example/feed", "https://a.example/new"));
        let written = feeds.document.to_string();
        assert!(written.contains("# mine") && written.contains("\"https://a.example/new\" # the first"), "{written}");
        assert_eq!(parse(&written).unwrap().list(), feeds.list());
    }

    #[test]
    fn restoring_a_removed_feed_restores_the_file() {
        let text = "# mine\n[[feed]]\nurl = \"https://a.example/\"\n\n# why\n[[feed]]\nurl = \"https://b.example/\" # b\n\n[[feed]]\nurl = \"https://c.example/\"\n";
        for url in ["https://b.example/", "https://c.example/"] {
            let mut feeds = parse(text).unwrap();
            let removed = feeds.remove(url).unwrap();
            assert!(!feeds.document.to_string().contains(url));
            assert!(feeds.restore(&removed) && !feeds.restore(&removed));
            assert_eq!(feeds.document.to_string(), text);
        }
        let mut feeds = parse(text).unwrap();
        let first = feeds.remove("https://a.example/").unwrap();
        assert!(feeds.document.to_string().starts_with("# mine"), "the head of the file is not the feed's");
        feeds.restore(&first);
        let written = feeds.document.to_string();
        assert_eq!(parse(&written).unwrap().list(), parse(text).unwrap().list());
        assert!(written.contains("# mine") && written.contains("# why"), "{written}");
    }

    #[test]
    fn errors_name_the_file_the_line_and_what_is_allowed() {
        for (text, line, word) in [
            ("[[feed]]\nurl = \"https://a.example\"\ntitel = \"x\"\n", ":3:", "did you mean title?"),
            ("[[feed]]\nurl = \"https://a.example\"\nsize = 2\n", ":3:", "hidden, interval"),
            ("[[feed]]\nurl = \"file:///etc/passwd\"\n", ":2:", "http"),
            ("\n[[feed]]\ntitle = \"x\"\n", ":2:", "needs url"),
            (
                "[[feed]]\nurl = \"https://a.example\"\nhidden = \"yes\"\n",
                ":3:",
                "hidden = \"yes\": must be true or false",
            ),
            ("[[feed]]\nurl = \"https://a.example\"\ntags = [1]\n", ":3:", "texts in quotes"),
            ("[[feed]]\nurl = \"https://a.example\"\ninterval = 0\n", ":3:", "1 or more"),
            ("[[feed]]\nurl = 3\n", ":2:", "quotes"),
            ("[[fed]]\nurl = \"https://a.example\"\n", "feeds.toml:", "[[feed]]"),
            ("[[feed]]\nurl = \n", ":2:", ""),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("feeds.toml") && error.contains(line) && error.contains(word), "{error}");
        }
        let error =
            parse("[[feed]]\nurl = 3\n\n[[feed]]\nurl = \"https://a.example\"\ntitle = 4\n[other]\n").unwrap_err();
        let lines: Vec<String> = error.lines().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
        assert_eq!(lines, [2, 6, 7].map(|line| format!("feeds.toml:{line}")), "all are reported: {error}");
    }

    #[test]
    fn an_entry_is_changed_and_moved_and_its_comments_stay() {
        let text = "# mine\n[[feed]]\nurl = \"https://a.example/\" # a\ntags = [ \"x\" ] # why\nhidden = true\n\n# b\n[[feed]]\nurl = \"https://b.example/\"\nfolder = \"News\"\n\n[[feed]]\nurl = \"https://c.example/\"\n";
        let mut feeds = parse(text).unwrap();
        let before = feeds.list()[0].clone();
        let changed = Subscription { title: Some(Text::line("A")), hidden: false, interval: Some(5), ..before.clone() };
        assert_eq!(feeds.change(&changed), Some(before.clone()));
        let written = feeds.document.to_string();
        assert!(written.contains("# a\ntags = [ \"x\" ] # why\n") && !written.contains("hidden"), "{written}");
        assert_eq!(parse(&written).unwrap().list(), feeds.list());
        assert_eq!(feeds.change(&before), Some(changed));
        assert_eq!(parse(&feeds.document.to_string()).unwrap().list(), parse(text).unwrap().list());
        let urls = |feeds: &Subscriptions| -> String {
            let list = parse(&feeds.document.to_string()).unwrap();
            assert_eq!(list.list(), feeds.list());
            list.list().iter().map(|feed| feed.url.chars().nth(8).unwrap()).collect()
        };
        assert!(feeds.move_within_folder("https://a.example/", true));
        assert_eq!(urls(&feeds), "bca", "behind the next feed without a folder");
        assert!(!feeds.move_within_folder("https://a.example/", true), "it is the last");
        assert!(!feeds.move_within_folder("https://b.example/", true), "it is alone in its folder");
        assert!(feeds.move_within_folder("https://a.example/", false));
        assert_eq!(urls(&feeds), "bac");
        assert!(feeds.document.to_string().starts_with("# mine"), "{}", feeds.document);
    }

    #[test]
    fn a_hidden_feed_is_written_and_read_and_keeps_its_comments() {
        let text = "[[feed]]\nurl = \"https://a.example/\"\nhidden = true # only for searches\n";
        let mut feeds = parse(text).unwrap();
        assert!(feeds.list()[0].hidden);
        let hidden = Subscription { url: "https://b.example/".into(), hidden: true, ..Subscription::default() };
        assert!(feeds.add(&hidden));
        let written = feeds.document.to_string();
        assert!(written.starts_with(text), "{written}");
        assert_eq!(parse(&written).unwrap().list(), feeds.list());
        assert!(parse(&written).unwrap().list()[1].hidden);
    }

    #[test]
    fn a_feed_of_a_program_has_an_address_of_its_own_and_a_command() {
        let text = "[[feed]]\nurl = \"command:weather\"\ncommand = [\"print-weather\", \"--city\", \"Bergen\"]\n";
        let feeds = parse(text).unwrap();
        assert_eq!(feeds.list()[0].command, ["print-weather", "--city", "Bergen"]);
        for (text, error) in [
            ("[[feed]]\nurl = \"command:x\"\n", ":1: [[feed]] command:x: needs command, the program that prints it"),
            (
                "[[feed]]\nurl = \"https://a.example\"\ncommand = [\"x\"]\n",
                ":1: [[feed]] https://a.example: needs url = \"command:NAME\"",
            ),
            ("[[feed]]\nurl = \"command:\"\ncommand = [\"x\"]\n", "or \"command:NAME\""),
            ("[[feed]]\nurl = \"command:a b\"\ncommand = [\"x\"]\n", "or \"command:NAME\""),
            ("[[feed]]\nurl = \"command:x\"\ncommand = \"x\"\n", "must be a list of a program and its arguments"),
            ("[[feed]]\nurl = \"command:x\"\ncommand = []\n", "must be a list of a program and its arguments"),
        ] {
            let found = parse(text).unwrap_err().to_string();
            assert!(found.contains(error), "{text}: {found}");
        }
    }

    #[test]
    fn a_feed_is_kept_out_of_stories() {
        let mut feeds = parse("[[feed]]\nurl = \"https://a.example/\"\nstories = false\n").unwrap();
        assert!(feeds.list()[0].without_stories);
        let added = Subscription { url: "https://b.example/".into(), without_stories: true, ..Subscription::default() };
        assert!(feeds.add(&added));
        assert!(feeds.document.to_string().ends_with("stories = false\n"));
    }
}
