//! Values for moving in from another reader: rows of newsboat's cache, and counts of what came over.
//!
//! `store` reads the rows and stores the articles; `feeds` turns a row into an entry.

use super::Entry;

/// A feed in newsboat's cache (table `rss_feed`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CachedFeed {
    /// The line of newsboat's `urls` file: an address, or a command, which is never run.
    pub address: String,
    /// The title that the feed states.
    pub title: String,
}

/// An article in newsboat's cache (table `rss_item`), as stored there and not scrubbed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CachedArticle {
    /// The row's number, by which rows are read in order.
    pub row: i64,
    /// The feed's guid; if it states none, newsboat's own: link and date, else the link, else the title.
    pub guid: String,
    /// The title, which may contain HTML.
    pub title: String,
    /// The author, or nothing.
    pub author: String,
    /// The article's address, or nothing.
    pub url: String,
    /// The address of its feed, as in [`CachedFeed::address`].
    pub feed: String,
    /// Seconds since 1970: the stated date, or when newsboat first saw the article.
    pub published: i64,
    /// The text as HTML.
    pub content: String,
    /// Whether it is unread.
    pub unread: bool,
    /// Address of its enclosure, or nothing.
    pub enclosure: String,
    /// Media type of its enclosure, or nothing.
    pub enclosure_type: String,
    /// The letters that the user set as flags.
    pub flags: String,
    /// Whether the user deleted it.
    pub deleted: bool,
    /// The address that relative links in the text belong to, or nothing.
    pub base: String,
}

/// An article from another reader, with the user's marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedArticle {
    /// The article. Its guid may be one that the other reader made.
    pub entry: Entry,
    /// Whether the user has read it.
    pub read: bool,
    /// Whether it becomes starred.
    pub starred: bool,
}

/// Numbers of imported articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Articles that the store did not have.
    pub added: usize,
    /// Articles that the store had, or had until they expired.
    pub known: usize,
    /// Those of all that are read.
    pub read: usize,
    /// Those of all that have a star.
    pub starred: usize,
}

impl ImportCounts {
    /// Adds the counts of another part.
    pub fn add(&mut self, other: Self) {
        self.added += other.added;
        self.known += other.known;
        self.read += other.read;
        self.starred += other.starred;
    }
}
