//! The XML namespaces of feeds, by their addresses.
//!
//! The meaning of elements is left to `fields` and `extensions`.

/// A namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// The feed's own vocabulary: no namespace, or that of its root.
    Home,
    Atom,
    Content,
    Dc,
    DcTerms,
    FeedBurner,
    Itunes,
    Media,
    /// Podcasting 2.0.
    Podcast,
    /// Podlove Simple Chapters.
    Psc,
    Rdf,
    Slash,
    Sy,
    Thr,
    Wfw,
    Xhtml,
    Xml,
    /// Any other declared namespace.
    Other,
}

/// Addresses, compared without case and trailing slash, in which feeds deviate.
const ADDRESSES: &[(&str, Ns)] = &[
    ("http://www.w3.org/2005/atom", Ns::Atom),
    ("http://purl.org/atom/ns#", Ns::Atom),
    ("http://purl.org/rss/1.0/modules/content", Ns::Content),
    ("http://purl.org/dc/elements/1.1", Ns::Dc),
    ("http://purl.org/dc/elements/1.0", Ns::Dc),
    ("http://purl.org/dc/terms", Ns::DcTerms),
    ("http://rssnamespace.org/feedburner/ext/1.0", Ns::FeedBurner),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("http://example.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("http://search.yahoo.com/mrss", Ns::Media),
    ("http://video.search.yahoo.com/mrss", Ns::Media),
    ("https://podcastindex.org/namespace/1.0", Ns::Podcast),
    ("http://podcastindex.org/namespace/1.0", Ns::Podcast),
    ("https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", Ns::Podcast),
    ("http://podlove.org/simple-chapters", Ns::Psc),
    ("https://podlove.org/simple-chapters", Ns::Psc),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", Ns::Rdf),
    ("http://purl.org/rss/1.0/modules/slash", Ns::Slash),
    ("http://purl.org/rss/1.0/modules/syndication", Ns::Sy),
    ("http://purl.org/syndication/thread/1.0", Ns::Thr),
    ("http://wellformedweb.org/commentapi", Ns::Wfw),
    ("http://www.w3.org/1999/xhtml", Ns::Xhtml),
    ("http://www.w3.org/xml/1998/namespace", Ns::Xml),
    ("http://purl.org/rss/1.0", Ns::Home),
    ("http://my.netscape.com/rdf/simple/0.9", Ns::Home),
    ("http://channel.netscape.com/rdf/simple/0.9", Ns::Home),
    ("http://purl.org/net/rss1.1#", Ns::Home),
    ("http://backend.userland.com/rss", Ns::Home),
    ("http://backend.userland.com/rss2", Ns::Home),
    ("http://blogs.law.harvard.edu/tech/rss", Ns::Home),
];

/// The usual namespaces of prefixes, for documents that use a prefix without declaring it.
const PREFIXES: &[(&str, Ns)] = &[
    ("atom", Ns::Atom),
    ("content", Ns::Content),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("feedburner", Ns::FeedBurner),
    ("itunes", Ns::Itunes),
    ("media", Ns::Media),
    ("podcast", Ns::Podcast),
    ("psc", Ns::Psc),
    ("rdf", Ns::Rdf),
    ("slash", Ns::Slash),
    ("sy", Ns::Sy),
    ("thr", Ns::Thr),
    ("wfw", Ns::Wfw),
    ("xhtml", Ns::Xhtml),
    ("xml", Ns::Xml),
    ("rss", Ns::Home),
];

impl Ns {
    /// Returns the namespace with this address.
    pub(super) fn at(address: &str) -> Self {
        let address = address.trim();
        let address = address.strip_suffix('/').unwrap_or(address);
        find(ADDRESSES, address).unwrap_or(Self::Other)
    }

    /// Returns the usual namespace of an undeclared prefix.
    pub(super) fn of_prefix(prefix: &str) -> Self {
        find(PREFIXES, prefix).unwrap_or(Self::Other)
    }
}

fn find(table: &[(&str, Ns)], key: &str) -> Option<Ns> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, ns)| *ns)
}

/// Returns whether feed-rs recognises a namespace in this spelling.
pub(super) fn is_known_to_feed_rs(address: &str) -> bool {
    matches!(
        address,
        "http://purl.org/rss/1.0/"
            | "http://www.w3.org/2005/Atom"
            | "http://purl.org/rss/1.0/modules/content/"
            | "http://purl.org/dc/elements/1.1/"
    )
}
