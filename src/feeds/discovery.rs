//! Discovers the feeds that a web page links to, and lists addresses where sites usually have them.
//!
//! The page is read tag by tag, without a tree. Fetching a candidate to see whether it is a feed is left to the caller.

use std::collections::HashSet;

use url::Url;

use crate::domain::Text;
use crate::domain::text::prefix;

use super::markup::{self, Tag};
use super::plain::{self, Kind};
use super::{entities, links};

/// Bytes of a page that are read; the head, with the links that matter, comes first.
const MAX_PAGE: usize = 2_000_000;
/// The most candidates returned.
const MAX_CANDIDATES: usize = 100;

/// How a candidate was found, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateKind {
    /// The page declares it with `link rel="alternate"` or `rel="feed"`.
    Linked,
    /// The page has a link whose type or address looks like a feed's.
    Anchor,
    /// It is one of [`common_paths`]; `discover` never returns this kind.
    Guess,
}

/// A feed that a page may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Absolute http(s) address.
    pub url: String,
    /// Title or text of the link.
    pub title: Option<Text>,
    /// How it was found.
    pub kind: CandidateKind,
}

/// Returns the feeds that `html`, fetched from `base`, links to: most reliable first, feeds of comments last.
#[must_use]
pub fn discover(html: &str, base: &Url) -> Vec<Candidate> {
    let html = prefix(html, MAX_PAGE);
    let mut page = Page { html, base: base.clone(), based: false, found: Vec::new(), seen: HashSet::new() };
    let mut raw_text: Option<&str> = None;
    for tag in markup::tags(html) {
        if let Some(name) = raw_text {
            if tag.closing && tag.name.eq_ignore_ascii_case(name) {
                raw_text = None;
            }
            continue;
        }
        match tag.name.to_ascii_lowercase().as_str() {
            "script" | "style" | "textarea" | "template" if !tag.closing => raw_text = Some(tag.name),
            "base" => page.rebase(tag),
            "link" => page.link(tag),
            "a" if !tag.closing => page.anchor(tag),
            _ => {}
        }
        if page.found.len() >= MAX_CANDIDATES {
            break;
        }
    }
    let mut found = page.found;
    found.sort_by_key(|candidate| (is_of_comments(candidate, base), candidate.kind));
    found
}

/// Returns addresses where sites usually have feeds, most common first: in the page's folder, then at the root.
#[must_use]
pub fn common_paths(base: &Url) -> Vec<Url> {
    const PATHS: &[&str] = &[
        "feed/",
        "feed.xml",
        "rss.xml",
        "atom.xml",
        "index.xml",
        "feed.json",
        "rss",
        "rss/",
        "atom",
        "feeds/",
        "feeds/posts/default",
        "feed.rss",
        "feed.atom",
        "index.rss",
        "index.rdf",
        "index.atom",
        "?feed=rss2",
        "blog/feed/",
        "blog/feed.xml",
        "news/rss.xml",
    ];
    let mut found: Vec<Url> = Vec::new();
    for folder in [base.join(".").ok(), base.join("/").ok()].into_iter().flatten() {
        for url in PATHS.iter().filter_map(|path| folder.join(path).ok()).filter(links::is_web) {
            if !found.contains(&url) {
                found.push(url);
            }
        }
    }
    found
}

struct Page<'a> {
    html: &'a str,
    base: Url,
    based: bool,
    found: Vec<Candidate>,
    seen: HashSet<String>,
}

impl<'a> Page<'a> {
    fn rebase(&mut self, tag: Tag<'a>) {
        let Some(href) = self.attribute(tag, "href").filter(|_| !self.based) else { return };
        if let Ok(base) = self.base.join(href.trim()) {
            self.base = base;
            self.based = true;
        }
    }

    fn link(&mut self, tag: Tag<'a>) {
        let relation = self.attribute(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let relations: Vec<&str> = relation.split_ascii_whitespace().collect();
        let Some(href) = self.attribute(tag, "href") else { return };
        let media_type = self.attribute(tag, "type").unwrap_or_default();
        let is_feed = match relations.as_slice() {
            all if all.contains(&"stylesheet") => false,
            all if all.contains(&"feed") => true,
            all if all.contains(&"alternate") => {
                is_feed_type(&media_type, &href) || (media_type.is_empty() && self.looks_like_feed(&href))
            }
            _ => false,
        };
        if is_feed {
            let title = self.attribute(tag, "title");
            self.push(&href, title.as_deref(), CandidateKind::Linked);
        }
    }

    fn anchor(&mut self, tag: Tag<'a>) {
        let Some(href) = self.attribute(tag, "href") else { return };
        let typed = self.attribute(tag, "type").is_some_and(|kind| is_feed_type(&kind, &href));
        if typed || self.looks_like_feed(&href) {
            let rest = prefix(self.html.get(tag.end..).unwrap_or_default(), 500);
            let text = rest.split("</a").next().filter(|text| text.len() < rest.len());
            self.push(&href, text, CandidateKind::Anchor);
        }
    }

    fn push(&mut self, href: &str, title: Option<&str>, kind: CandidateKind) {
        let Some(url) = links::absolute(Some(&self.base), href) else { return };
        let url = url.split('#').next().unwrap_or_default().to_owned();
        if self.seen.insert(url.clone()) {
            self.found.push(Candidate { url, title: title.and_then(|title| plain::line(title, Kind::Html)), kind });
        }
    }

    fn attribute(&self, tag: Tag<'a>, name: &str) -> Option<String> {
        let mut attributes = markup::attributes(self.html, tag);
        attributes.find(|a| a.name.eq_ignore_ascii_case(name)).map(|a| entities::decode(a.value.trim()))
    }

    fn looks_like_feed(&self, href: &str) -> bool {
        let Ok(url) = self.base.join(href.trim()) else { return false };
        let path = url.path().trim_end_matches('/').to_ascii_lowercase();
        let last = path.rsplit('/').next().unwrap_or_default();
        let by_name = matches!(
            last,
            "feed" | "rss" | "rss2" | "atom" | "rdf" | "feed.json" | "feed.xml" | "index.xml" | "rss.php"
        );
        let by_ending = [".rss", ".atom", ".rdf", "rss.xml", "atom.xml"].iter().any(|ending| last.ends_with(ending));
        let by_query = url.query_pairs().any(|(name, value)| {
            let feed = |word: &str| matches!(word, "rss" | "rss2" | "atom" | "rdf");
            name == "feed" && feed(&value) || matches!(name.as_ref(), "format" | "type" | "output") && feed(&value)
        });
        let by_host =
            matches!(url.host_str(), Some("feeds.feedburner.com" | "feeds2.feedburner.com")) && path.len() > 1;
        by_name || by_ending || by_query || by_host
    }
}

/// Returns whether a media type is a feed's. Plain JSON counts unless it is WordPress's REST response for the page.
fn is_feed_type(media_type: &str, href: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "application/rss+xml"
        | "application/atom+xml"
        | "application/rdf+xml"
        | "application/feed+json"
        | "application/x.atom+xml"
        | "application/x-atom+xml"
        | "application/rss"
        | "application/atom"
        | "text/rss" => true,
        "text/xml" | "application/xml" | "text/rss+xml" | "text/atom+xml" => !href.contains("oembed"),
        "application/json" => !["wp-json", "rest_route=", "oembed"].iter().any(|mark| href.contains(mark)),
        _ => false,
    }
}

/// Returns whether a candidate found on `page` is a feed of comments, by its title, its address, or as the feed of this
/// one page.
#[must_use]
pub fn is_of_comments(candidate: &Candidate, page: &Url) -> bool {
    let title = candidate.title.as_ref().map(|title| title.to_lowercase()).unwrap_or_default();
    let words =
        ["comment", "kommentar", "comentario", "commentaire", "commenti", "reacties", "комментар", "コメント", "评论"];
    if words.iter().any(|word| title.contains(word)) {
        return true;
    }
    let Ok(url) = Url::parse(&candidate.url) else { return false };
    let own = page.path().trim_end_matches('/');
    let path = url.path().trim_end_matches('/');
    let of_this_page =
        !own.is_empty() && path.strip_suffix("/feed").or_else(|| path.strip_suffix("/feed/atom")) == Some(own);
    let dated = own.split('/').filter(|part| !part.is_empty()).count() > 1 || page.query().is_some();
    path.contains("/comments") || (of_this_page && dated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{LIMIT, run_with_deadline};

    fn found(html: &str) -> Vec<(String, String)> {
        let base = Url::parse("https://news.example/2025/12/story/").unwrap();
        let candidates = discover(html, &base);
        candidates.into_iter().map(|c| (c.url, c.title.unwrap_or_default().into_string())).collect()
    }

    #[test]
    fn declared_feeds_come_first() {
        let html = r#"<!DOCTYPE html><head><!-- <link rel=alternate type=application/rss+xml href=/commented-out> -->
            <link rel="alternate" type="application/rss+xml" title="News &raquo; Story Comments Feed" href="https://news.example/2025/12/story/feed/">
            <link href='/FEED/?a=1&amp;b=2' TYPE='application/RSS+xml; charset=UTF-8' title="News &raquo; Feed" REL='Alternate'/>
            <link rel="alternate nofollow" type="application/feed+json" href="feed.json">
            <link rel="https://api.w.org/" href="https://news.example/wp-json/">
            <link rel="alternate" type="application/json" href="https://news.example/wp-json/wp/v2/posts/1">
            <link rel="alternate" type="application/json+oembed" href="https://news.example/wp-json/oembed/1.0/embed?url=x">
            <link rel="alternate stylesheet" type="text/xml" href="/style.xml">
            <link rel="alternate" hreflang="de" href="https://news.example/de/">
            <script>document.write('<link rel="alternate" type="application/rss+xml" href="/script">')</script>
            <body><a href="/rss.xml">All <b>news</b></a> <a href="/FEED/?a=1&amp;b=2">again</a> <a href="javascript:feed">no</a>
            <a href="/tag/rss-readers">about feeds</a>"#;
        let expected = [
            ("https://news.example/FEED/?a=1&b=2", "News » Feed"),
            ("https://news.example/2025/12/story/feed.json", ""),
            ("https://news.example/rss.xml", "All news"),
            ("https://news.example/2025/12/story/feed/", "News » Story Comments Feed"),
        ];
        assert_eq!(found(html), expected.map(|(url, title)| (url.to_owned(), title.to_owned())));
    }

    #[test]
    fn the_first_base_element_counts() {
        let html = "<base href='https://cdn.example/a/'><base href='/b/'><link rel=alternate type=text/xml href=x.xml>";
        assert_eq!(found(html), [("https://cdn.example/a/x.xml".to_owned(), String::new())]);
    }

    #[test]
    fn only_http_addresses_are_candidates() {
        let html =
            "<link rel=alternate type=application/rss+xml href='file:///etc/passwd'><a href='gopher://x/feed'>x</a>";
        assert!(found(html).is_empty());
    }

    #[test]
    fn paths_near_the_page_come_before_the_root() {
        let paths = common_paths(&Url::parse("https://a.example/blog/post?x#y").unwrap());
        let paths: Vec<&str> = paths.iter().map(Url::as_str).collect();
        assert_eq!(paths[0], "https://a.example/blog/feed/");
        for expected in ["https://a.example/feed/", "https://a.example/atom.xml", "https://a.example/?feed=rss2"] {
            assert!(paths.contains(&expected), "{expected}");
        }
        assert!(common_paths(&Url::parse("data:x").unwrap()).is_empty());
    }

    #[test]
    fn large_malformed_pages_take_linear_time() {
        for (part, count) in
            [("<a href=/feed>", 1), ("<link ", 0), ("<!--", 0), ("<script>", 0), ("<a href=\"", 0), ("<", 0)]
        {
            let found = run_with_deadline(LIMIT, move || found(&part.repeat(200_000)).len());
            assert_eq!(found, Some(count), "{part}");
        }
    }
}
