//! Finds the marks of WordPress in a page: the address of its API, the post that it shows, the elements of comments.
//!
//! Reading the comments is left to `comments`, replying to them to `reply`.

use dom_query::{Document, NodeRef};
use url::Url;

/// Link relation of the API, in pages and in `Link` headers.
pub const API: &str = "https://api.w.org/";
/// Digits in the longest id that is read: those of a 64-bit number.
const ID_DIGITS: usize = 20;

/// The site and the post, as a page states them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Address of the REST API.
    pub root: Option<String>,
    /// The post's number.
    pub post: Option<u64>,
    /// Whether any mark of WordPress was found.
    pub wordpress: bool,
}

/// Finds the marks in a page's head and body. `base` is the page's own address.
#[must_use]
pub fn marks(document: &Document, base: Option<&Url>) -> Marks {
    let mut marks = Marks::default();
    let mut weak = None;
    for node in document.root().descendants_it().filter(NodeRef::is_element) {
        let attr = |name: &str| node.attr(name).map(|value| value.to_string());
        match node.node_name().as_deref() {
            Some("link") => {
                if let (Some(rel), Some(href)) = (attr("rel"), attr("href")) {
                    link(&mut marks, base, &rel, attr("type").as_deref(), &href);
                }
            }
            Some("body") => {
                let classes = node.class().unwrap_or_default();
                let number = |class: &str| {
                    ["postid-", "page-id-"].iter().find_map(|prefix| class.strip_prefix(prefix)?.parse().ok())
                };
                weak = weak.or_else(|| classes.split_ascii_whitespace().find_map(number));
            }
            Some("input") if attr("name").as_deref() == Some("comment_post_ID") => {
                weak = weak.or_else(|| attr("value")?.parse().ok());
                marks.wordpress = true;
            }
            _ => {}
        }
        if let Some(post) = node.attr("data-postid").filter(|_| node.has_class("comment-reply-link")) {
            weak = weak.or_else(|| post.parse().ok());
        }
    }
    marks.post = marks.post.or(weak).filter(|post| *post > 0);
    marks.wordpress |= marks.post.is_some() || marks.root.is_some();
    marks
}

/// Reads one `<link>`: the API, the post's address in it, or the post's short address.
fn link(marks: &mut Marks, base: Option<&Url>, rel: &str, kind: Option<&str>, href: &str) {
    let resolved = base.map_or_else(|| Url::parse(href), |base| base.join(href));
    let Some(url) = resolved.ok().and_then(|url| web(url.as_str())) else { return };
    match (rel, kind) {
        (API, _) => marks.root = Some(url.into()),
        ("alternate", Some("application/json")) => marks.post = marks.post.or_else(|| post_route(&url)),
        ("shortlink", _) => marks.post = marks.post.or_else(|| post_id(&url)),
        _ => {}
    }
}

/// The post's number in a route of the API, such as `/wp/v2/posts/4`, in the path or in `rest_route`.
fn post_route(url: &Url) -> Option<u64> {
    let route = url.query_pairs().find(|(name, _)| name == "rest_route").map(|(_, route)| route.into_owned());
    let route = route.unwrap_or_else(|| url.path().to_owned());
    route.split_once("/wp/v2/")?.1.trim_end_matches('/').rsplit_once('/')?.1.parse().ok()
}

/// An http or https address without its fragment.
#[must_use]
pub fn web(raw: &str) -> Option<Url> {
    let mut url = Url::parse(raw.trim()).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The post's number in a plain address, such as `?p=4` or `?page_id=4`.
#[must_use]
pub fn post_id(url: &Url) -> Option<u64> {
    let (_, value) = url.query_pairs().find(|(name, _)| matches!(&**name, "p" | "page_id" | "attachment_id"))?;
    value.parse().ok().filter(|id| *id > 0)
}

/// The comment's number in an address that ends in `#comment-` and digits.
#[must_use]
pub fn comment_id(address: &str) -> Option<&str> {
    number_after(address.rsplit_once('#')?.1, "comment-")
}

/// The number of the comment that an element holds, from the ids that WordPress' own reply script needs.
#[must_use]
pub fn comment_number(node: &NodeRef<'_>) -> Option<String> {
    let id = node.element_ref()?.id()?;
    let number = ["comment-", "div-comment-", "li-comment-"].iter().find_map(|prefix| number_after(&id, prefix));
    number.map(str::to_owned)
}

/// The page of comments that an address asks for, such as `/comment-page-2/` or `?cpage=2`.
#[must_use]
pub fn comment_page(url: &Url) -> Option<u32> {
    let in_path = url.path_segments()?.find_map(|segment| segment.strip_prefix("comment-page-")?.parse().ok());
    in_path.or_else(|| url.query_pairs().find(|(name, _)| name == "cpage")?.1.parse().ok())
}

/// The digits after `prefix`, if nothing else follows it.
fn number_after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let digits = text.strip_prefix(prefix)?;
    let number = (1..=ID_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_known_by_its_marks() {
        let base = Url::parse("http://a.example/2025/x/").unwrap();
        for (html, root, post) in [
            ("<link rel=https://api.w.org/ href=/wp-json/>", Some("http://a.example/wp-json/"), None),
            ("<link rel=alternate type=application/json href='http://a.example/wp-json/wp/v2/posts/4'>", None, Some(4)),
            ("<link rel=alternate type=application/json href='/index.php?rest_route=/wp/v2/pages/5'>", None, Some(5)),
            ("<link rel=shortlink href='/?p=6'>", None, Some(6)),
            ("<body class='single postid-7 x'>", None, Some(7)),
            ("<a class=comment-reply-link data-postid=8 href=#>Reply</a>", None, Some(8)),
            ("<form><input type=hidden name=comment_post_ID value=9></form>", None, Some(9)),
            ("<link rel=https://api.w.org/ href='javascript:x'><body class=postid-x>", None, None),
        ] {
            let marks = marks(&Document::from(html), Some(&base));
            assert_eq!((marks.root.as_deref(), marks.post), (root, post), "{html}");
            assert_eq!(marks.wordpress, root.is_some() || post.is_some(), "{html}");
        }
    }

    #[test]
    fn numbers_are_read_only_where_they_stand_alone() {
        let url = |raw: &str| Url::parse(raw).unwrap();
        assert_eq!(comment_id("http://a.example/?p=4#comment-21"), Some("21"));
        for odd in
            ["http://a.example/#comment-", "#comment-2x", "#comments", "comment-2", "#comment-999999999999999999999"]
        {
            assert_eq!(comment_id(odd), None, "{odd}");
        }
        assert_eq!(post_id(&url("http://a.example/?p=4")), Some(4));
        assert_eq!(post_id(&url("http://a.example/?p=0")), None);
        assert_eq!(comment_page(&url("http://a.example/x/comment-page-12/")), Some(12));
        assert_eq!(comment_page(&url("http://a.example/?p=4&cpage=3")), Some(3));
        assert_eq!(comment_page(&url("http://a.example/x/")), None);
    }
}
