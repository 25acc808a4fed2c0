//! The smart feeds of `feeds.toml`: its `[[search]]` tables.

use toml_edit::{ArrayOfTables, Table, value};

use super::{Subscriptions, tables};
use crate::domain::suggest::hint;
use crate::domain::text::line_of;
use crate::domain::{Query, SmartFeed, Text};

/// The name of the tables that define a smart feed.
const SEARCH: &str = "search";
/// All keys that a smart feed may have.
const KEYS: &[&str] = &["name", "query", "folder"];

/// A removed smart feed, with what [`Subscriptions::restore_smart_feed`] needs.
#[derive(Debug, Clone)]
pub struct RemovedSmartFeed {
    /// Index among the smart feeds.
    at: usize,
    table: Table,
    /// The removed smart feed.
    pub feed: SmartFeed,
}

impl PartialEq for RemovedSmartFeed {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && self.feed == other.feed
    }
}

impl Subscriptions {
    /// Returns all smart feeds in the order of the file.
    #[must_use]
    pub fn smart_feeds(&self) -> &[SmartFeed] {
        &self.smart
    }

    /// Appends a smart feed. Returns `false` if the file has its name already.
    pub fn add_smart_feed(&mut self, feed: &SmartFeed) -> bool {
        if self.has_name(&feed.name) {
            return false;
        }
        self.smart.push(feed.clone());
        tables::append(&mut self.document, SEARCH, to_table(feed));
        true
    }

    /// Changes the smart feed with this name, and returns it as it was before. Returns `None` if there is none, or if
    /// another one has the new name.
    pub fn change_smart_feed(&mut self, name: &str, feed: &SmartFeed) -> Option<SmartFeed> {
        let at = self.smart.iter().position(|known| known.name.as_str() == name)?;
        if feed.name.as_str() != name && self.has_name(&feed.name) {
            return None;
        }
        let known = self.smart.get_mut(at)?;
        let before = std::mem::replace(known, feed.clone());
        for (key, old, new) in
            [("name", before.name.as_str(), feed.name.as_str()), ("query", &before.query, &feed.query)]
        {
            if old != new {
                tables::set(&mut self.document, SEARCH, at, key, new);
            }
        }
        match &feed.folder {
            folder if *folder == before.folder => {}
            Some(folder) => tables::set(&mut self.document, SEARCH, at, "folder", folder.as_str()),
            None => tables::unset(&mut self.document, SEARCH, at, "folder"),
        }
        Some(before)
    }

    /// Removes the smart feed with this name, and the user's comments on it. Returns `None` if there is none.
    pub fn remove_smart_feed(&mut self, name: &str) -> Option<RemovedSmartFeed> {
        let at = self.smart.iter().position(|feed| feed.name.as_str() == name)?;
        let table = tables::take(&mut self.document, SEARCH, at)?;
        Some(RemovedSmartFeed { at, table, feed: self.smart.remove(at) })
    }

    /// Puts a removed smart feed back in its place. Returns `false` if the file has its name already.
    pub fn restore_smart_feed(&mut self, removed: &RemovedSmartFeed) -> bool {
        if self.has_name(&removed.feed.name) {
            return false;
        }
        let at = removed.at.min(self.smart.len());
        tables::insert(&mut self.document, SEARCH, at, removed.table.clone());
        self.smart.insert(at, removed.feed.clone());
        true
    }

    fn has_name(&self, name: &str) -> bool {
        self.smart.iter().any(|known| known.name.as_str() == name)
    }
}

/// Parses all smart feeds; adds what is wrong with them to `problems`.
pub(super) fn parse(searches: &ArrayOfTables, text: &str, problems: &mut Vec<(usize, String)>) -> Vec<SmartFeed> {
    let mut all: Vec<SmartFeed> = Vec::new();
    for table in searches {
        let line = table.span().map_or(0, |span| line_of(text, span.start));
        let Some(feed) = parse_one(table, line, text, problems) else { continue };
        if all.iter().any(|known| known.name == feed.name) {
            problems.push((line, format!("[[search]] {}: an earlier one has this name", feed.name)));
        } else {
            all.push(feed);
        }
    }
    all
}

fn parse_one(table: &Table, table_line: usize, text: &str, problems: &mut Vec<(usize, String)>) -> Option<SmartFeed> {
    let known_problems = problems.len();
    let mut feed = SmartFeed::default();
    for (key, item) in table {
        let line = item.span().map_or(table_line, |span| line_of(text, span.start));
        if !KEYS.contains(&key) {
            problems.push((line, format!("[[search]] {key}: unknown key; {}", hint(key, KEYS))));
            continue;
        }
        let Some(given) = item.as_str() else {
            let given = item.span().and_then(|span| text.get(span)).unwrap_or_default();
            problems.push((line, format!("[[search]] {key} = {given}: must be text in quotes")));
            continue;
        };
        match key {
            "name" => feed.name = Text::line(given),
            "folder" => feed.folder = Text::line(given).non_empty(),
            _ => match Query::parse(given) {
                Ok(_) => given.trim().clone_into(&mut feed.query),
                Err(error) => problems.push((line, format!("[[search]] query: {error}"))),
            },
        }
    }
    if problems.len() == known_problems && (feed.name.is_empty() || feed.query.is_empty()) {
        problems.push((table_line, "[[search]]: needs name, and query, the terms of the search".to_owned()));
    }
    (problems.len() == known_problems).then_some(feed)
}

fn to_table(feed: &SmartFeed) -> Table {
    let mut table = Table::new();
    table["name"] = value(feed.name.as_str());
    table["query"] = value(&feed.query);
    if let Some(folder) = &feed.folder {
        table["folder"] = value(folder.as_str());
    }
    table
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::Subscription;

    const FILE: &str = "# mine\n[[feed]]\nurl = \"https://a.example/\"\n\n# to read\n[[search]]\nname = \"Rust\" # the language\nquery = \"rust -game\"\n\n[[feed]]\nurl = \"https://b.example/\"\n\n[[search]]\nname = \"Kernel\"\nquery = 'title:\"the kernel\"' # words\nfolder = \"News\"\n";

    fn parse(text: &str) -> Result<Subscriptions, String> {
        Subscriptions::parse(text, Path::new("feeds.toml")).map_err(|error| error.to_string())
    }

    fn smart(name: &str, query: &str, folder: &str) -> SmartFeed {
        SmartFeed { name: Text::line(name), query: query.to_owned(), folder: Text::line(folder).non_empty() }
    }

    #[test]
    fn smart_feeds_stand_between_feeds_in_any_order() {
        let feeds = parse(FILE).unwrap();
        assert_eq!(
            feeds.smart_feeds(),
            [smart("Rust", "rust -game", ""), smart("Kernel", "title:\"the kernel\"", "News")]
        );
        assert_eq!(feeds.list().len(), 2);
        assert!(parse("").unwrap().smart_feeds().is_empty());
    }

    #[test]
    fn errors_name_the_line_and_what_is_allowed() {
        let name = "[[search]]\nname = \"x\"\n";
        for (text, line, word) in [
            (format!("{name}query = \"is:old\"\n"), ":3:", "[[search]] query: unknown state `is:old`"),
            (format!("{name}query = \"(rust\"\n"), ":3:", "(column 1)"),
            (format!("{name}query = 3\n"), ":3:", "[[search]] query = 3: must be text in quotes"),
            (format!("{name}quer = \"x\"\n"), ":3:", "did you mean query?"),
            (name.to_owned(), ":1:", "needs name, and query"),
            (format!("{name}query = \" \"\n"), ":1:", "needs name, and query"),
            ("[[search]]\nquery = \"x\"\n".to_owned(), ":1:", "needs name, and query"),
            (
                format!("{name}query = \"x\"\n{name}query = \"y\"\n"),
                ":4:",
                "[[search]] x: an earlier one has this name",
            ),
            ("[search]\nname = \"x\"\n".to_owned(), ":1:", "a smart feed with [[search]]"),
        ] {
            let error = parse(&text).unwrap_err();
            assert!(error.starts_with("feeds.toml") && error.contains(line) && error.contains(word), "{text}: {error}");
        }
    }

    #[test]
    fn comments_survive_every_change() {
        let mut feeds = parse(FILE).unwrap();
        let added = smart("Later", "tag:later", "News/More");
        assert!(feeds.add_smart_feed(&added) && !feeds.add_smart_feed(&added));
        let before = feeds.change_smart_feed("Rust", &smart("Ferris", "rust", "Code")).unwrap();
        assert_eq!(before, smart("Rust", "rust -game", ""));
        assert_eq!(feeds.change_smart_feed("Ferris", &smart("Kernel", "rust", "")), None, "the name is taken");
        assert_eq!(feeds.change_smart_feed("Rust", &added), None, "there is none of this name");
        assert!(feeds.change_smart_feed("Kernel", &smart("Kernel", "kernel", "")).is_some());
        let written = feeds.document.to_string();
        for part in ["# mine", "# to read\n[[search]]\nname = \"Ferris\" # the language", "query = \"kernel\" # words"]
        {
            assert!(written.contains(part), "{part}: {written}");
        }
        let read = parse(&written).unwrap();
        assert_eq!(read.smart_feeds(), feeds.smart_feeds());
        assert_eq!(read.list(), feeds.list());
        assert_eq!(read.smart_feeds()[1], smart("Kernel", "kernel", ""));
    }

    #[test]
    fn restoring_a_removed_entry_restores_the_file() {
        for name in ["Rust", "Kernel"] {
            let mut feeds = parse(FILE).unwrap();
            let removed = feeds.remove_smart_feed(name).unwrap();
            assert!(!feeds.document.to_string().contains(name));
            // The file was written and read in between.
            let mut feeds = parse(&feeds.document.to_string()).unwrap();
            assert!(feeds.restore_smart_feed(&removed) && !feeds.restore_smart_feed(&removed));
            assert_eq!(feeds.document.to_string(), FILE);
        }
        // Feeds among smart feeds come back to their places too.
        let mut feeds = parse(FILE).unwrap();
        let removed = feeds.remove("https://b.example/").unwrap();
        let mut feeds = parse(&feeds.document.to_string()).unwrap();
        assert!(feeds.restore(&removed));
        let read = parse(&feeds.document.to_string()).unwrap();
        assert_eq!((read.list(), read.smart_feeds()), (feeds.list(), feeds.smart_feeds()));
        assert_eq!(feeds.remove_smart_feed("none"), None);
    }

    #[test]
    fn the_head_of_the_file_is_not_of_its_first_smart_feed() {
        let text = "# mine\n[[search]]\nname = \"a\"\nquery = \"a\"\n\n[[search]]\nname = \"b\"\nquery = \"b\"\n";
        let mut feeds = parse(text).unwrap();
        let removed = feeds.remove_smart_feed("a").unwrap();
        assert!(feeds.document.to_string().starts_with("# mine"));
        feeds.restore_smart_feed(&removed);
        assert!(feeds.add(&Subscription { url: "https://a.example/".into(), ..Subscription::default() }));
        let read = parse(&feeds.document.to_string()).unwrap();
        assert_eq!((read.list().len(), read.smart_feeds()), (1, feeds.smart_feeds()));
        assert_eq!(feeds.smart_feeds().iter().map(|feed| feed.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
