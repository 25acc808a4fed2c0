//! Converts articles of newsboat's cache to entries, by the rules for entries of fetched feeds.
//!
//! `store` reads the cache and decides whether an article is one that it has.

use url::Url;

use crate::domain::text::prefix;
use crate::domain::{CachedArticle, Enclosure, Entry, Html, ImportedArticle, Text, Time};

use super::links;
use super::plain::{self, Kind};

/// The most bytes kept of a guid.
const MAX_GUID: usize = 8_000;

/// Converts a row of newsboat's cache. Any flag becomes a star, and an article deleted in newsboat is read.
#[must_use]
pub fn cached_entry(row: &CachedArticle) -> ImportedArticle {
    let base = Url::parse(&row.base).ok().filter(links::is_web);
    let html = match &base {
        Some(base) => plain::absolute_links(&row.content, base).into_owned(),
        None => row.content.clone(),
    };
    // No feed can state control characters in a guid, and the store uses them as separators.
    let guid = prefix(row.guid.trim(), MAX_GUID).chars().filter(|c| !c.is_control()).collect();
    let enclosure = links::absolute(base.as_ref(), &row.enclosure).map(|url| Enclosure {
        url,
        media_type: Text::line(&row.enclosure_type).non_empty().map(Text::into_string),
        length: None,
        seconds: None,
    });
    let published = (row.published > 0).then(|| Time::from_timestamp(row.published, 0)).flatten();
    let entry = Entry {
        guid,
        title: plain::line(&row.title, Kind::Html),
        url: links::absolute(base.as_ref(), &row.url),
        author: plain::line(&row.author, Kind::Html),
        published,
        content: (!html.trim().is_empty()).then_some(Html(html)),
        enclosures: enclosure.into_iter().collect(),
        ..Entry::default()
    };
    ImportedArticle {
        entry,
        read: !row.unread || row.deleted,
        starred: row.flags.chars().any(char::is_alphabetic) && !row.deleted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_cache_is_scrubbed_and_bounded() {
        let row = CachedArticle {
            guid: " urn:1\u{1f}\u{1e} ".into(),
            title: "Pier &amp; <b>map</b>\u{202e}\u{1b}[31m".into(),
            author: "Ann\nBell".into(),
            url: "javascript:alert(1)".into(),
            published: -5,
            content: "<a href='/map'>map</a>".into(),
            unread: true,
            enclosure: "http://a.example/x.mp3".into(),
            enclosure_type: "audio/mpeg".into(),
            flags: "bA".into(),
            base: "http://a.example/dir/".into(),
            ..CachedArticle::default()
        };
        let article = cached_entry(&row);
        let entry = &article.entry;
        assert_eq!((entry.guid.as_str(), entry.url.as_deref(), entry.published), ("urn:1", None, None));
        assert_eq!(entry.title.as_deref(), Some("Pier & map"));
        assert_eq!(entry.author.as_deref(), Some("Ann Bell"));
        assert!(entry.content.as_ref().unwrap().0.contains("http://a.example/map"), "{:?}", entry.content);
        assert_eq!(entry.enclosures[0].media_type.as_deref(), Some("audio/mpeg"));
        assert_eq!((article.read, article.starred), (false, true));
        let deleted = cached_entry(&CachedArticle { deleted: true, ..row.clone() });
        assert_eq!((deleted.read, deleted.starred), (true, false), "what the user deleted has no star");
        assert!(!cached_entry(&CachedArticle { flags: " ".into(), ..row }).starred);
    }
}
