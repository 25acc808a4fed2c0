//! `[comments]` of `config.toml`: where the sources live, and who the reader is there.

use serde::Deserialize;

use crate::domain::triage::Order;

/// How comments are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommentsConfig {
    /// Ask Hacker News whether it has a thread on an article.
    pub look_up: bool,
    /// How they are sorted at first.
    pub sort: Order,
    /// The names that the user writes under.
    pub me: Vec<String>,
    /// Hacker News for people.
    pub hacker_news: String,
    /// Its search and item trees.
    pub hacker_news_search: String,
    /// Its items one by one.
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
    /// Blogs of Blogger.
    pub blogger: Vec<String>,
    /// The server of Isso.
    pub isso: String,
    /// The server of Remark42.
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

impl CommentsConfig {
    /// Every address that the user may have named, with the word that it stands under.
    pub fn endpoints(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let one = [
            ("hacker_news", &self.hacker_news),
            ("hacker_news_search", &self.hacker_news_search),
            ("hacker_news_items", &self.hacker_news_items),
            ("isso", &self.isso),
            ("remark42", &self.remark42),
        ];
        let lists = [
            ("lobsters", &self.lobsters),
            ("reddit", &self.reddit),
            ("lemmy", &self.lemmy),
            ("mastodon", &self.mastodon),
            ("discourse", &self.discourse),
            ("blogger", &self.blogger),
        ];
        let several = lists.into_iter().flat_map(|(name, list)| list.iter().map(move |base| (name, base.as_str())));
        one.into_iter().map(|(name, base)| (name, base.as_str())).filter(|(_, base)| !base.is_empty()).chain(several)
    }
}
