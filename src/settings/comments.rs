//! `[comments]` of `config.toml`: the addresses of the sources, and the user's names there.

use serde::Deserialize;

use crate::domain::triage::Order;

/// How comments are fetched and sorted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommentsConfig {
    /// Whether Hacker News is asked for a thread on each article.
    pub look_up: bool,
    /// Order of comments when the reader starts.
    pub sort: Order,
    /// Names under which the user writes.
    pub me: Vec<String>,
    /// The website of Hacker News.
    pub hacker_news: String,
    /// Algolia's API for Hacker News: search and whole threads.
    pub hacker_news_search: String,
    /// Firebase's API for Hacker News: single items.
    pub hacker_news_items: String,
    /// Sites that run Lobsters.
    pub lobsters: Vec<String>,
    /// Sites that run Reddit.
    pub reddit: Vec<String>,
    /// Sites that run Lemmy.
    pub lemmy: Vec<String>,
    /// Sites that run Mastodon.
    pub mastodon: Vec<String>,
    /// Sites that run Discourse.
    pub discourse: Vec<String>,
    /// Blogs that run on Blogger under their own domain.
    pub blogger: Vec<String>,
    /// The Isso server for all pages; "" for the server that a page names.
    pub isso: String,
    /// The Remark42 server for all pages; "" for the server that a page names.
    pub remark42: String,
}

impl Default for CommentsConfig {
    fn default() -> Self {
        let list = |all: &[&str]| all.iter().map(|&base| base.to_owned()).collect();
        Self {
            look_up: false,
            sort: Order::default(),
            me: Vec::new(),
            hacker_news: "https://news.ycombinator.com".to_owned(),
            hacker_news_search: "https://hn.algolia.com/api/v1".to_owned(),
            hacker_news_items: "https://hacker-news.firebaseio.com/v0".to_owned(),
            lobsters: list(&["https://lobste.rs"]),
            reddit: list(&["https://www.reddit.com", "https://old.reddit.com", "https://reddit.com"]),
            lemmy: list(&["https://lemmy.world", "https://lemmy.ml", "https://beehaw.org", "https://programming.dev"]),
            mastodon: Vec::new(),
            discourse: Vec::new(),
            blogger: Vec::new(),
            isso: String::new(),
            remark42: String::new(),
        }
    }
}
