//! Names the methods of reading comments.
//!
//! What each method requests and reads is left to its own file.

/// One method of reading comments. A thread's `source` is made of these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// WordPress' REST interface, `/wp-json/wp/v2/comments`.
    WordPressRest,
    /// A WordPress post's Atom comment feed.
    WordPressAtom,
    /// A WordPress post's RSS comment feed.
    WordPressRss,
    /// A WordPress post's own page.
    WordPressHtml,
    /// A comment feed of any other program (RFC 4685).
    CommentFeed,
    /// The item tree of Hacker News.
    HackerNews,
    /// A story of Lobsters.
    Lobsters,
    /// A post of Reddit.
    Reddit,
    /// A post of Lemmy.
    Lemmy,
    /// The context of a status of Mastodon.
    Mastodon,
    /// A topic of Discourse.
    Discourse,
    /// The comment feed of Blogger.
    Blogger,
    /// An Isso server.
    Isso,
    /// A Remark42 server.
    Remark42,
    /// Comments in a page, marked up as schema.org's Comment.
    SchemaOrg,
    /// Comments in a page, marked up as microformats' h-cite.
    Microformats,
    /// Nested lists in a page that look like comments.
    NestedLists,
}

impl Method {
    const ALL: [Self; 17] = [
        Self::WordPressRest,
        Self::WordPressAtom,
        Self::WordPressRss,
        Self::WordPressHtml,
        Self::CommentFeed,
        Self::HackerNews,
        Self::Lobsters,
        Self::Reddit,
        Self::Lemmy,
        Self::Mastodon,
        Self::Discourse,
        Self::Blogger,
        Self::Isso,
        Self::Remark42,
        Self::SchemaOrg,
        Self::Microformats,
        Self::NestedLists,
    ];

    /// Returns the name, which is stored and printed and must not change.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WordPressRest => "wordpress-rest",
            Self::WordPressAtom => "wordpress-atom",
            Self::WordPressRss => "wordpress-rss",
            Self::WordPressHtml => "wordpress-html",
            Self::CommentFeed => "comment-feed",
            Self::HackerNews => "hacker-news",
            Self::Lobsters => "lobsters",
            Self::Reddit => "reddit",
            Self::Lemmy => "lemmy",
            Self::Mastodon => "mastodon",
            Self::Discourse => "discourse",
            Self::Blogger => "blogger",
            Self::Isso => "isso",
            Self::Remark42 => "remark42",
            Self::SchemaOrg => "schema-org",
            Self::Microformats => "microformats",
            Self::NestedLists => "nested-lists",
        }
    }

    /// Returns the method of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// Returns the name for use within a sentence.
    pub(super) fn summary(self) -> &'static str {
        match self {
            Self::WordPressRest => "REST",
            Self::WordPressAtom => "the Atom comment feed",
            Self::WordPressRss => "the RSS comment feed",
            Self::WordPressHtml => "the page",
            Self::CommentFeed => "the comment feed",
            Self::HackerNews => "Hacker News",
            Self::Lobsters => "Lobsters",
            Self::Reddit => "Reddit",
            Self::Lemmy => "Lemmy",
            Self::Mastodon => "Mastodon",
            Self::Discourse => "Discourse",
            Self::Blogger => "Blogger",
            Self::Isso => "Isso",
            Self::Remark42 => "Remark42",
            Self::SchemaOrg => "schema.org",
            Self::Microformats => "microformats",
            Self::NestedLists => "the page's lists",
        }
    }

    /// Joins several names as a thread's `source` has them.
    pub(super) fn join(methods: &[Self]) -> String {
        methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join("+")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_parsed_back() {
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(method));
        }
        assert_eq!(Method::parse("wordpress"), None);
    }
}
