//! `feeds.toml`: the subscriptions, kept as the user wrote them, comments and all.
//!
//! The file is the truth about what is subscribed; the store follows it. Meant for dotfiles, so every change is
//! small, and written to a new file that takes the old one's place.

use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::SettingsError;
use crate::domain::text::line_of;
use crate::domain::{Subscription, Text};

/// Feeds to begin with, offered to someone who has none.
pub const STARTER_FEEDS: &str = include_str!("../../config/feeds.toml");

/// What a feed's table may say.
const KEYS: &[&str] = &["url", "title", "folder", "tags", "hidden", "interval", "comments", "pages"];

/// A feed that was taken out, and how to put it back.
#[derive(Debug, Clone)]
pub struct Removed {
    at: usize,
    table: Table,
    /// What it said.
    pub feed: Subscription,
}

impl PartialEq for Removed {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && self.feed == other.feed
    }
}

/// The file, parsed.
#[derive(Debug, Clone)]
pub struct Subscriptions {
    file: PathBuf,
    document: DocumentMut,
    list: Vec<Subscription>,
}

impl Subscriptions {
    /// Reads the file; one that is not there holds nothing.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        Self::parse(&super::read_or_empty(file)?, file)
    }

    /// Reads the file's text.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let fail = |line, message: String| SettingsError::at(line, message).in_file(file);
        let document = toml_edit::Document::parse(text)
            .map_err(|error| fail(error.span().map_or(0, |span| line_of(text, span.start)), error.message().into()))?;
        let mut list = Vec::new();
        for (key, item) in document.as_table() {
            let line = item.span().map_or(0, |span| line_of(text, span.start));
            let feeds = match item.as_array_of_tables() {
                Some(feeds) if key == "feed" => feeds,
                _ => return Err(fail(line, format!("`{key}` is not known here; a feed begins with [[feed]]"))),
            };
            for table in feeds {
                let line = table.span().map_or(0, |span| line_of(text, span.start));
                list.push(subscription(table, line, text).map_err(|(line, message)| fail(line, message))?);
            }
        }
        Ok(Self { file: file.to_path_buf(), document: document.into_mut(), list })
    }

    /// Every subscription, in the file's order.
    #[must_use]
    pub fn list(&self) -> &[Subscription] {
        &self.list
    }

    /// Appends a feed; says false when its address is there already.
    pub fn add(&mut self, feed: &Subscription) -> bool {
        if self.list.iter().any(|known| known.url == feed.url) {
            return false;
        }
        self.list.push(feed.clone());
        let entry = self.document.entry("feed").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(feeds) = entry.as_array_of_tables_mut() {
            feeds.push(table(feed));
        }
        true
    }

    /// Takes the feed with this address out, with what the user wrote about it.
    pub fn remove(&mut self, url: &str) -> Option<Removed> {
        let at = self.list.iter().position(|feed| feed.url == url)?;
        let feeds = self.document.get_mut("feed").and_then(Item::as_array_of_tables_mut)?;
        let mut table = feeds.get(at)?.clone();
        feeds.remove(at);
        // What stands above the first feed is about the file as much as about the feed: it stays in the file.
        if at == 0
            && let Some(head) = table.decor().prefix().cloned()
            && let Some(next) = feeds.get_mut(0)
        {
            let own = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
            let joined = format!("{}{own}", head.as_str().unwrap_or_default());
            next.decor_mut().set_prefix(joined);
            table.decor_mut().set_prefix("");
        }
        Some(Removed { at, table, feed: self.list.remove(at) })
    }

    /// Puts a feed that was removed back where it stood; says false when its address is there already.
    pub fn restore(&mut self, removed: &Removed) -> bool {
        if self.list.iter().any(|known| known.url == removed.feed.url) {
            return false;
        }
        let at = removed.at.min(self.list.len());
        let entry = self.document.entry("feed").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(feeds) = entry.as_array_of_tables_mut() {
            let mut tables: Vec<Table> = feeds.iter().cloned().collect();
            tables.insert(at, removed.table.clone());
            // Tables are written in the order of their positions, which the file gave them once.
            for (place, table) in tables.iter_mut().enumerate() {
                table.set_position(Some(isize::try_from(place).unwrap_or(isize::MAX)));
            }
            *feeds = tables.into_iter().collect();
        }
        self.list.insert(at, removed.feed.clone());
        true
    }

    /// A feed has moved for good: its address changes, the rest stays.
    pub fn replace_url(&mut self, old: &str, new: &str) -> bool {
        let Some(at) = self.list.iter().position(|feed| feed.url == old) else { return false };
        let feeds = self.document.get_mut("feed").and_then(Item::as_array_of_tables_mut);
        let table = feeds.and_then(|feeds| feeds.get_mut(at));
        if let Some(url) = table.and_then(|table| table.get_mut("url")).and_then(Item::as_value_mut) {
            let decor = url.decor().clone();
            *url = new.into();
            *url.decor_mut() = decor;
        }
        new.clone_into(&mut self.list[at].url);
        true
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self) -> Result<(), SettingsError> {
        super::replace(&self.file, &self.document.to_string())
    }
}

fn subscription(table: &Table, line: usize, text: &str) -> Result<Subscription, (usize, String)> {
    let at = |item: &Item| item.span().map_or(line, |span| line_of(text, span.start));
    let mut feed = Subscription::default();
    for (key, item) in table {
        let wrong = |expected: &str| (at(item), format!("{key} must be {expected}"));
        let as_text = || item.as_str().ok_or_else(|| wrong("a text in quotes"));
        let as_flag = || item.as_bool().ok_or_else(|| wrong("true or false"));
        match key {
            "url" => as_text()?.trim().clone_into(&mut feed.url),
            "title" => feed.title = Text::line(as_text()?).non_empty(),
            "folder" => feed.folder = Text::line(as_text()?).non_empty(),
            "tags" => {
                let tags = item.as_array().ok_or_else(|| wrong("a list of texts in quotes"))?;
                feed.tags = tags.iter().filter_map(|tag| Text::line(tag.as_str()?).non_empty()).collect();
            }
            "hidden" => feed.hidden = as_flag()?,
            "comments" => feed.comments = as_flag()?,
            "pages" => feed.pages = as_flag()?,
            "interval" => {
                let minutes = item.as_integer().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
                feed.interval = Some(minutes.ok_or_else(|| wrong("minutes, 1 or more"))?);
            }
            _ => return Err((at(item), format!("`{key}` is not known here; write one of {}", KEYS.join(", ")))),
        }
    }
    match url::Url::parse(&feed.url) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(feed),
        _ => Err((line, format!("url = \"{}\" is no http or https address", feed.url))),
    }
}

fn table(feed: &Subscription) -> Table {
    let mut table = Table::new();
    table["url"] = value(&feed.url);
    for (key, text) in [("title", &feed.title), ("folder", &feed.folder)] {
        if let Some(text) = text {
            table[key] = value(text.as_str());
        }
    }
    if !feed.tags.is_empty() {
        table["tags"] = value(feed.tags.iter().map(Text::as_str).collect::<Array>());
    }
    for (key, flag) in [("hidden", feed.hidden), ("comments", feed.comments), ("pages", feed.pages)] {
        if flag {
            table[key] = value(true);
        }
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
    fn a_removed_feed_comes_back_as_it_was() {
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
    fn errors_name_file_line_and_valid_words() {
        for (text, line, word) in [
            ("[[feed]]\nurl = \"https://a.example\"\ntitel = \"x\"\n", ":3:", "title"),
            ("[[feed]]\nurl = \"file:///etc/passwd\"\n", ":1:", "http"),
            ("[[feed]]\nurl = 3\n", ":2:", "quotes"),
            ("[[fed]]\nurl = \"https://a.example\"\n", "feeds.toml:", "[[feed]]"),
            ("[[feed]]\nurl = \n", ":2:", ""),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("feeds.toml") && error.contains(line) && error.contains(word), "{error}");
        }
    }
}
