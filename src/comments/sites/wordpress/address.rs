//! WordPress' addresses: which post an address belongs to, and where to request the post's comments.

use url::Url;

pub(super) use crate::comments::address::{web, web_with_fragment};
use crate::comments::request::Hints;
use crate::domain::host::without_www;
pub(super) use crate::page::wordpress::{comment_id, comment_page, post_id};

/// Returns the article's page: its own address, or the thread's, or the comment feed's without `/feed/`.
pub(super) fn article(hints: &Hints) -> Option<Url> {
    let mut pages = [&hints.article_url, &hints.comments_url].into_iter().flatten();
    pages.find_map(|raw| web(raw)).or_else(|| {
        let mut url = web(hints.comments_feed.as_deref()?)?;
        if let Some(post) = post_id(&url) {
            url.set_query(Some(&format!("p={post}")));
        } else {
            let path = url.path().trim_end_matches('/');
            let path = path.strip_suffix("/atom").unwrap_or(path).strip_suffix("/feed")?.to_owned() + "/";
            url.set_path(&path);
        }
        Some(url)
    })
}

/// Whether two addresses belong to one post, ignoring the host and the page of comments.
pub(super) fn is_same_post(a: &Url, b: &Url) -> bool {
    fn key(url: &Url) -> (String, Option<u64>) {
        let path = url.path_segments().into_iter().flatten();
        let kept: Vec<&str> = path.filter(|part| !part.is_empty() && !part.starts_with("comment-page-")).collect();
        (kept.join("/"), post_id(url))
    }
    key(a) == key(b)
}

/// Whether two addresses have the same host, with or without `www.`; ports and schemes may differ.
pub(super) fn is_same_host(a: &Url, b: &Url) -> bool {
    a.host_str().map(without_www) == b.host_str().map(without_www)
}

/// Returns the usual root of REST: in the guid's folder, or behind `index.php` with plain permalinks.
pub(super) fn guessed_root(article: &Url, guid: Option<&Url>) -> String {
    let mut root = article.clone();
    let plain = post_id(article).is_some();
    let folder = if plain { Some(article) } else { guid.filter(|guid| is_same_host(guid, article)) };
    let folder = folder.and_then(|url| url.path().rsplit_once('/')).map_or("", |(folder, _)| folder).to_owned();
    root.set_path(&format!("{folder}/{}", if plain { "index.php" } else { "wp-json/" }));
    root.set_query(plain.then_some("rest_route=/"));
    root.into()
}

/// Returns the REST address of one page of a post's comments, oldest first.
pub(super) fn rest(root: &str, post: u64, page: u32) -> Option<String> {
    let mut url = web(root)?;
    let query = format!("post={post}&per_page=100&page={page}&order=asc");
    if url.query_pairs().any(|(name, _)| name == "rest_route") {
        url.set_query(Some(&format!("rest_route=/wp/v2/comments&{query}")));
    } else {
        let path = format!("{}/wp/v2/comments", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.set_query(Some(&query));
    }
    Some(url.into())
}

/// Returns the Atom form of a comment feed's address.
pub(super) fn atom(feed: &Url) -> Option<String> {
    let mut url = feed.clone();
    if url.query_pairs().any(|(name, _)| name == "feed") {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "feed")
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        url.query_pairs_mut().clear().append_pair("feed", "atom").extend_pairs(kept);
        return Some(url.into());
    }
    let path = url.path().trim_end_matches('/');
    let path = if path.ends_with("/feed/atom") {
        path.to_owned()
    } else {
        format!(
            "{}/atom",
            path.strip_suffix("/rss2").unwrap_or(path).strip_suffix("/feed").map(|p| format!("{p}/feed"))?
        )
    };
    url.set_path(&format!("{path}/"));
    Some(url.into())
}

/// Returns the usual address of a post's RSS comment feed.
pub(super) fn rss(article: &Url) -> Url {
    let mut url = article.clone();
    if let Some(post) = post_id(article) {
        url.set_query(Some(&format!("feed=rss2&p={post}")));
    } else {
        url.set_query(None);
        let path = format!("{}/feed/", article.path().trim_end_matches('/'));
        url.set_path(&path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(raw: &str) -> Url {
        Url::parse(raw).unwrap()
    }

    #[test]
    fn rest_addresses_keep_the_form_of_the_root() {
        for (root, expected) in [
            (
                "http://a.example/wp-json/",
                "http://a.example/wp-json/wp/v2/comments?post=4&per_page=100&page=2&order=asc",
            ),
            (
                "http://a.example/b/wp-json",
                "http://a.example/b/wp-json/wp/v2/comments?post=4&per_page=100&page=2&order=asc",
            ),
            (
                "http://a.example/index.php?rest_route=/",
                "http://a.example/index.php?rest_route=/wp/v2/comments&post=4&per_page=100&page=2&order=asc",
            ),
        ] {
            assert_eq!(rest(root, 4, 2).as_deref(), Some(expected));
        }
        assert_eq!(rest("javascript:alert(1)", 4, 1), None);
    }

    #[test]
    fn roots_are_guessed_by_the_form_of_the_address() {
        for (article, guid, expected) in [
            ("http://a.example/2025/x/", None, "http://a.example/wp-json/"),
            ("http://a.example/2025/x/", Some("http://www.a.example/?p=4"), "http://a.example/wp-json/"),
            ("http://a.example/news/x/", Some("http://a.example/news/?p=4"), "http://a.example/news/wp-json/"),
            ("http://a.example/x/", Some("http://old.example/news/?p=4"), "http://a.example/wp-json/"),
            ("http://a.example:80/b/?p=4", None, "http://a.example/b/index.php?rest_route=/"),
        ] {
            assert_eq!(guessed_root(&url(article), guid.map(url).as_ref()), expected, "{article} {guid:?}");
        }
    }

    #[test]
    fn feeds_have_an_atom_form() {
        for (feed, expected) in [
            ("http://a.example/x/feed/", Some("http://a.example/x/feed/atom/")),
            ("http://a.example/x/feed", Some("http://a.example/x/feed/atom/")),
            ("http://a.example/x/feed/rss2/", Some("http://a.example/x/feed/atom/")),
            ("http://a.example/x/feed/atom/", Some("http://a.example/x/feed/atom/")),
            ("http://a.example/?feed=rss2&p=4", Some("http://a.example/?feed=atom&p=4")),
            ("http://a.example/comments.xml", None),
        ] {
            assert_eq!(atom(&url(feed)).as_deref(), expected, "{feed}");
        }
        assert_eq!(rss(&url("http://a.example/x?utm_source=y")).as_str(), "http://a.example/x/feed/");
        assert_eq!(rss(&url("http://a.example/?p=4")).as_str(), "http://a.example/?feed=rss2&p=4");
    }

    #[test]
    fn posts_are_the_same_on_every_page_of_comments() {
        let post = url("http://a.example/2025/x/");
        assert!(is_same_post(&post, &url("https://www.a.example/2025/x/comment-page-2/?utm_source=y")));
        assert!(!is_same_post(&post, &url("http://a.example/2025/y/")));
        assert!(!is_same_post(&url("http://a.example/?p=4"), &url("http://a.example/?p=5")));
    }

    #[test]
    fn the_article_is_found_by_its_comment_feed() {
        let feed =
            |raw: &str| article(&Hints { comments_feed: Some(raw.into()), ..Hints::default() }).map(String::from);
        assert_eq!(feed("http://a.example/x/feed/").as_deref(), Some("http://a.example/x/"));
        assert_eq!(feed("http://a.example/x/feed/atom/").as_deref(), Some("http://a.example/x/"));
        assert_eq!(feed("http://a.example/?feed=rss2&p=4").as_deref(), Some("http://a.example/?p=4"));
        assert_eq!(feed("http://a.example/comments.xml"), None);
        assert_eq!(feed("file:///etc/passwd"), None);
    }
}
