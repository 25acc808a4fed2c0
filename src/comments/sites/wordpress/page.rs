//! Reads a post's page around its comments: the site's API, the post's id, the number of comments, and links to the
//! other pages of comments.

use std::collections::BTreeMap;

use dom_query::{Document, NodeRef};
use url::Url;

use super::address;
use crate::comments::address::resolve;
use crate::page::wordpress::{API, Marks, marks};

/// Most pages of comments kept; longer threads can be loaded only by REST.
const MAX_PAGES: usize = 150;

/// What a page or an answer's headers reveal about the site and the post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SiteInfo {
    /// REST's root.
    pub(super) root: Option<String>,
    /// The post's id.
    pub(super) post: Option<u64>,
    /// The post's comment feed.
    pub(super) feed: Option<Url>,
    /// Whether anything has shown that the site runs WordPress.
    pub(super) is_wordpress: bool,
}

/// Reads the page's head and the marks that WordPress leaves in its body.
pub(super) fn site(document: &Document, base: Option<&Url>) -> SiteInfo {
    let Marks { root, post, wordpress } = marks(document, base);
    let feed = base.and_then(|base| feed(document, base, post));
    SiteInfo { root, post, feed, is_wordpress: wordpress }
}

/// Returns the page's canonical address, as it states itself.
pub(super) fn canonical(document: &Document, base: Option<&Url>) -> Option<Url> {
    let href = document.select("link[rel=canonical]").attr("href")?;
    address::web(resolve(&href, base)?.as_str())
}

/// Returns the post's comment feed; the last one, if the page names several.
fn feed(document: &Document, base: &Url, post: Option<u64>) -> Option<Url> {
    let links = document
        .select("link[rel=alternate][type='application/rss+xml'], link[rel=alternate][type='application/atom+xml']");
    let urls = links.nodes().iter().filter_map(|link| address::web(base.join(&link.attr("href")?).ok()?.as_str()));
    let is_own = |url: &Url| match address::post_id(url) {
        Some(named) => post == Some(named) || address::post_id(base) == Some(named),
        None => is_feed_below(url.path(), base.path()),
    };
    urls.rev().find(is_own)
}

/// Whether a feed is a post's own: `/x/feed/` belongs to `/x/`, while `/feed/` and `/comments/feed/` are the site's.
fn is_feed_below(feed: &str, post: &str) -> bool {
    let post = post.trim_end_matches('/');
    let rest = feed.strip_prefix(post).map(|rest| rest.trim_matches('/'));
    !post.is_empty() && matches!(rest, Some("feed" | "feed/atom" | "feed/rss2"))
}

/// Returns REST's root from `Link` headers such as `<http://a.example/wp-json/>; rel="https://api.w.org/"`.
pub(super) fn root_in_headers<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    for value in values {
        for part in value.split('<').skip(1) {
            let Some((target, parameters)) = part.split_once('>') else { continue };
            if parameters.split(';').any(|p| p.trim().trim_end_matches(',').replace('"', "") == format!("rel={API}")) {
                return address::web(target).map(String::from);
            }
        }
    }
    None
}

/// Returns the number in the heading over the comments, as in "17 Comments" or "One response to “12 bolts”".
///
/// The caller must have removed the comments, whose own headings do not count.
pub(super) fn heading_count(document: &Document) -> Option<u32> {
    let titles = document.select(
        ".comments-title, .wp-block-comments-title, .comments-heading, .comment-title, #comments-title, \
         h1#comments, h2#comments, h3#comments, h4#comments, h5#comments, h6#comments, \
         #comments h1, #comments h2, #comments h3, #comments h4, #comments h5, #comments .heading, \
         #comments > [class*=head], #comments > [class*=title]",
    );
    titles.nodes().iter().filter(|node| !is_reply_title(node)).find_map(|node| count(&node.text()))
}

fn is_reply_title(node: &NodeRef<'_>) -> bool {
    node.has_class("comment-reply-title") || node.attr("id").is_some_and(|id| &*id == "reply-title")
}

/// Returns the first number in a heading, before the article's quoted title.
fn count(heading: &str) -> Option<u32> {
    let own = heading.split(['"', '“', '”', '„', '«', '‘', '‹', '「']).next().unwrap_or_default();
    let digits_on =
        |text: &str| text.find(|c: char| c.is_ascii_digit()).and_then(|at| text.get(at..)).map(str::to_owned);
    let Some(digits) = digits_on(own) else {
        return own.trim_start().to_ascii_lowercase().starts_with("one ").then_some(1);
    };
    let mut number = String::new();
    let mut rest = digits.as_str();
    // Thousands may be separated: "1,234", "1.234", "1 234".
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (group, after) = rest.split_at_checked(end)?;
        number.push_str(group);
        let next = after.strip_prefix([',', '.', '\u{a0}', '\u{202f}', '’']).unwrap_or_default();
        if next.bytes().take_while(u8::is_ascii_digit).count() != 3 {
            break;
        }
        rest = next;
    }
    number.parse().ok()
}

/// Returns the linked pages of this post's comments, by number. The caller must have removed the comments.
pub(super) fn comment_pages(document: &Document, base: Option<&Url>) -> BTreeMap<u32, Url> {
    let Some(base) = base else { return BTreeMap::new() };
    let links = document.select("a[href]");
    let urls = links.nodes().iter().filter_map(|node| address::web(base.join(&node.attr("href")?).ok()?.as_str()));
    let own = urls.filter(|url| address::is_same_host(url, base) && address::is_same_post(url, base));
    own.filter_map(|url| Some((address::comment_page(&url).filter(|page| *page > 0)?, url))).take(MAX_PAGES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str, base: &str) -> SiteInfo {
        site(&Document::from(html), Url::parse(base).ok().as_ref())
    }

    #[test]
    fn only_the_posts_own_feed_is_used() {
        let feed = |href: &str, base: &str| {
            read(&format!("<link rel=alternate type=application/rss+xml href='{href}'>"), base).feed.map(String::from)
        };
        let base = "http://a.example/2025/x/";
        assert_eq!(feed("/2025/x/feed/", base).as_deref(), Some("http://a.example/2025/x/feed/"));
        for other in ["/feed/", "/comments/feed/", "/2025/y/feed/", "/?feed=comments-rss2"] {
            assert_eq!(feed(other, base), None, "{other}");
        }
        assert!(feed("/?feed=rss2&p=4", "http://a.example/?p=4").is_some());
        assert_eq!(feed("/?feed=rss2&p=5", "http://a.example/?p=4"), None);
        assert_eq!(feed("/feed/", "http://a.example/"), None);
    }

    #[test]
    fn link_headers_name_the_api() {
        for (value, expected) in [
            ("<http://a.example/wp-json/>; rel=\"https://api.w.org/\"", Some("http://a.example/wp-json/")),
            (
                "<http://a.example/x>; rel=shortlink, <http://a.example/j/>; rel=\"https://api.w.org/\", <y>; z",
                Some("http://a.example/j/"),
            ),
            (
                "<http://a.example/index.php?rest_route=/>; rel=https://api.w.org/",
                Some("http://a.example/index.php?rest_route=/"),
            ),
            ("<file:///x>; rel=\"https://api.w.org/\"", None),
            ("<http://a.example/wp-json/>; rel=alternate", None),
            ("<<<;;,", None),
        ] {
            assert_eq!(root_in_headers(std::iter::once(value)).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn headings_state_a_number() {
        for (heading, expected) in [
            ("17 Comments", Some(17)),
            ("One response to “12 bolts”", Some(1)),
            ("23 thoughts on “10 things”", Some(23)),
            ("One thought on \"10 things\"", Some(1)),
            ("1,234 Comments", Some(1234)),
            ("1.234.567 Kommentare", Some(1_234_567)),
            ("Kommentare (12)", Some(12)),
            ("3, 4", Some(3)),
            ("Comments", None),
            ("99999999999 comments", None),
        ] {
            assert_eq!(count(heading), expected, "{heading}");
        }
        let page =
            "<div id=comments><h3 id=reply-title>5 replies</h3><h4><span class=heading>17 Comments</span></h4></div>";
        assert_eq!(heading_count(&Document::from(page)), Some(17));
        let span = "<div id=comments><span class=comments__headline> 91 Ergänzungen </span></div>";
        assert_eq!(heading_count(&Document::from(span)), Some(91));
        assert_eq!(heading_count(&Document::from("<h2>3 Comments on trade</h2>")), None);
    }

    #[test]
    fn only_pages_of_this_posts_comments_are_found() {
        let html = "<a href='/x/comment-page-1/#comments'>Older</a><a href='/y/comment-page-2/'>other post</a>
            <a href='http://b.example/x/comment-page-3/'>other site</a><a href='?cpage=4'>four</a><a href='/x/comment-page-0/'>none</a>";
        let pages = comment_pages(&Document::from(html), Url::parse("http://a.example/x/").ok().as_ref());
        let pages: Vec<(u32, &str)> = pages.iter().map(|(n, url)| (*n, url.as_str())).collect();
        assert_eq!(pages, [(1, "http://a.example/x/comment-page-1/"), (4, "http://a.example/x/?cpage=4")]);
    }
}
