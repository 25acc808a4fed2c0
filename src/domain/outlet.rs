//! The outlet of an article: the site that publishes it. Stories and the fact check tell outlets apart by this one rule.

use url::Url;

use super::Text;
use super::feed::title_from_address;
use super::host::{host_of, is_local, without_scheme, without_www};

/// The outlet of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// What tells it apart; see [`outlet_key`].
    pub host: String,
    /// Its name, for the user.
    pub title: Text,
}

/// A feed, as far as it tells the outlet of an article.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The address of the feed.
    pub feed: &'a str,
    /// The site that the feed names.
    pub site: Option<&'a str>,
}

/// Returns what tells outlets apart: the host of the article, else of its feed's site, else of the feed.
///
/// On this machine every feed is an outlet, because all sites there have one host. Its key is then the feed's address.
#[must_use]
pub fn outlet_key(article: Option<&str>, origin: Origin<'_>) -> String {
    let addresses = [article, origin.site, Some(origin.feed)];
    let mut parsed = addresses.into_iter().flatten().filter_map(|address| Url::parse(address).ok());
    match parsed.find(Url::has_host) {
        Some(url) if !is_local(&url) => without_www(url.host_str().unwrap_or_default()).to_owned(),
        _ => feed_key(origin.feed).to_owned(),
    }
}

/// Like [`outlet_key`], but for a text that belongs to no feed; `None` if its address has no host. On this machine every
/// port is an outlet.
#[must_use]
pub fn address_key(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok().filter(Url::has_host)?.origin().ascii_serialization();
    Some(outlet_key(Some(address), Origin { feed: &origin, site: None }))
}

/// Returns the address of a feed without scheme and credentials.
fn feed_key(feed: &str) -> &str {
    let rest = without_scheme(feed);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rfind('@').and_then(|at| rest.get(at + 1..)).unwrap_or(rest)
}

/// Names an outlet: by its feed's title, or by its host if the feed collects articles of other sites.
#[must_use]
pub fn outlet_name(key: &str, feed_title: Option<Text>, origin: Origin<'_>) -> Text {
    let is_own = |address: &str| {
        let host = host_of(address).unwrap_or_default();
        let (a, b) = (without_www(&host), key);
        a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
    };
    if key == feed_key(origin.feed) || is_own(origin.feed) || origin.site.is_some_and(is_own) {
        return feed_title.unwrap_or_else(|| title_from_address(origin.feed));
    }
    Text::line(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_hosts() {
        for (article, site, feed, expected) in [
            (Some("https://www.tide.example/a"), None, "https://feeds.example/tide", "tide.example"),
            (Some("mailto:x"), None, "https://www.tide.example/feed", "tide.example"),
            (None, None, "https://tide.example/world.xml", "tide.example"),
            (None, Some("https://www.tide.example/"), "https://feeds.example/tide", "tide.example"),
            (Some("/a"), Some("tide"), "https://feeds.example/tide", "feeds.example"),
            (Some("https://other.example/a"), Some("https://tide.example/"), "https://tide.example/f", "other.example"),
            (Some("http://127.0.0.1:9/a/b"), Some("http://127.0.0.1:9/"), "http://127.0.0.1:9/a/f", "127.0.0.1:9/a/f"),
            (Some("http://localhost/a"), None, "http://me:secret@localhost/f?at=@", "localhost/f?at=@"),
        ] {
            assert_eq!(outlet_key(article, Origin { feed, site }), expected, "{article:?} {site:?} {feed}");
        }
    }

    #[test]
    fn a_text_without_a_feed_is_of_its_host() {
        for (address, expected) in [
            ("https://www.tide.example:8443/a", Some("tide.example")),
            ("http://127.0.0.1:9/a/b", Some("127.0.0.1:9")),
            ("http://me:secret@localhost/a", Some("localhost")),
            ("mailto:x", None),
            ("/a", None),
            ("", None),
        ] {
            assert_eq!(address_key(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn an_outlet_has_the_title_of_its_own_feed() {
        let title = Text::line("The Tide Table");
        for (key, feed, site, expected) in [
            ("tide.example", "https://feeds.tide.example/all", None, "The Tide Table"),
            ("tide.example", "https://feeds.example/tide", Some("https://www.tide.example/"), "The Tide Table"),
            ("tide.example", "https://links.example/all", Some("https://links.example/"), "tide.example"),
            ("127.0.0.1:9/feed", "http://127.0.0.1:9/feed", None, "The Tide Table"),
        ] {
            let name = outlet_name(key, Some(title.clone()), Origin { feed, site });
            assert_eq!(name.as_str(), expected, "{key} {feed}");
        }
        let origin = Origin { feed: "https://tide.example/feed", site: None };
        assert_eq!(outlet_name("tide.example", None, origin), title_from_address(origin.feed));
    }
}
