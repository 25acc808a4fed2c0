//! Base addresses of the comment services, which the user or a test can replace by other servers.
//!
//! An address is matched to its base here. What to request below a base is left to each site.

use serde::{Deserialize, Deserializer};
use url::Url;

/// Base addresses, without a slash at the end. The names of the fields are settings in `[comments]` of `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Endpoints {
    /// Hacker News' pages for people.
    pub hacker_news: String,
    /// Hacker News' search and item trees (Algolia).
    pub hacker_news_search: String,
    /// Hacker News' single items (Firebase).
    pub hacker_news_items: String,
    /// Sites that run Lobsters.
    pub lobsters: Vec<String>,
    /// Addresses of Reddit; requests go to the first.
    pub reddit: Vec<String>,
    /// Sites that run Lemmy.
    pub lemmy: Vec<String>,
    /// Sites that run Mastodon, besides those recognised by the form of their addresses.
    pub mastodon: Vec<String>,
    /// Sites that run Discourse, besides those recognised by the form of their addresses.
    pub discourse: Vec<String>,
    /// Blogger's blogs under their own domains, besides those recognised by their guids.
    pub blogger: Vec<String>,
    /// Isso server for every page that embeds Isso, instead of the server that the page names.
    #[serde(deserialize_with = "non_empty")]
    pub isso: Option<String>,
    /// Remark42 server for every page that embeds Remark42, instead of the server that the page names.
    #[serde(deserialize_with = "non_empty")]
    pub remark42: Option<String>,
}

impl Default for Endpoints {
    fn default() -> Self {
        let list = |all: &[&str]| all.iter().map(|&base| base.to_owned()).collect();
        Self {
            hacker_news: "https://news.ycombinator.com".to_owned(),
            hacker_news_search: "https://hn.algolia.com/api/v1".to_owned(),
            hacker_news_items: "https://hacker-news.firebaseio.com/v0".to_owned(),
            lobsters: list(&["https://lobste.rs"]),
            reddit: list(&["https://www.reddit.com", "https://old.reddit.com", "https://reddit.com"]),
            lemmy: list(&["https://lemmy.world", "https://lemmy.ml", "https://beehaw.org", "https://programming.dev"]),
            mastodon: Vec::new(),
            discourse: Vec::new(),
            blogger: Vec::new(),
            isso: None,
            remark42: None,
        }
    }
}

impl Endpoints {
    /// Returns every base.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let one = [&self.hacker_news, &self.hacker_news_search, &self.hacker_news_items];
        let lists = [&self.lobsters, &self.reddit, &self.lemmy, &self.mastodon, &self.discourse, &self.blogger];
        let some = [&self.isso, &self.remark42].into_iter().flatten();
        one.into_iter().chain(lists.into_iter().flatten()).chain(some).map(String::as_str)
    }

    /// Returns the base that `url` is under: same scheme, host and port, and whole leading parts of the path.
    #[must_use]
    pub fn of<'a>(bases: &'a [String], url: &Url) -> Option<&'a str> {
        bases.iter().map(String::as_str).find(|base| {
            let Ok(base) = Url::parse(base) else { return false };
            let under = base.path().trim_end_matches('/');
            let rest = url.path().strip_prefix(under);
            base.origin() == url.origin() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Returns the base that `url` is under, and the parts of the path below it.
    #[must_use]
    pub fn below<'a, 'u>(bases: &'a [String], url: &'u Url) -> Option<(&'a str, Vec<&'u str>)> {
        let base = Self::of(bases, url)?;
        let own = Url::parse(base).ok()?;
        let rest = url.path().strip_prefix(own.path().trim_end_matches('/'))?;
        Some((base, rest.split('/').filter(|part| !part.is_empty()).collect()))
    }
}

/// Reads "" as no address.
fn non_empty<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(from)?).filter(|base| !base.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_the_base_that_it_is_under() {
        let endpoints = ["http://127.0.0.1:8000/hn".to_owned(), "https://lobste.rs".to_owned()];
        for (url, base) in [
            ("https://lobste.rs/s/abc", Some(1)),
            ("https://lobste.rs.example/s/abc", None),
            ("http://lobste.rs/s/abc", None),
            ("http://127.0.0.1:8000/hn/item?id=1", Some(0)),
            ("http://127.0.0.1:8000/hnx/item?id=1", None),
            ("http://127.0.0.1:8001/hn/item?id=1", None),
        ] {
            let found = Endpoints::of(&endpoints, &Url::parse(url).unwrap());
            assert_eq!(found, base.map(|at: usize| endpoints[at].as_str()), "{url}");
        }
        let url = Url::parse("http://127.0.0.1:8000/hn//a/b/?c").unwrap();
        assert_eq!(Endpoints::below(&endpoints, &url), Some((endpoints[0].as_str(), vec!["a", "b"])));
    }
}
