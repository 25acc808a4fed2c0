//! Reads how a WordPress article's page takes comments: its form, or why it has none, and the comments on the page.
//!
//! Filling in the form is left to `wordpress_form`.

use std::collections::HashSet;

use dom_query::{Document, NodeRef, Selection};
use url::Url;

use super::conversation::{message_of_html, on_site};
use super::exchange::Answer;
use crate::domain::encoding::decode_page;
use crate::page::wordpress::{Marks, comment_number, comment_page, marks, web};

/// The end of the form's address.
const ENDPOINT: &str = "wp-comments-post.php";
/// Fields that need a person: captchas, and consent that only the user can give.
const FOR_PEOPLE: &str = ".g-recaptcha, .h-captcha, .cf-turnstile, [data-sitekey], input[type=checkbox][required]";
/// Elements in which themes say that comments are closed.
const CLOSED: &str = ".no-comments, .nocomments, .comments-closed, body.comments-closed";
/// The reason for a refusal when the page or WordPress gives none of its own.
pub(super) const LOGIN_REQUIRED: &str = "the site requires you to log in to comment";
/// Elements of other comment systems, and of comments that only a browser can load.
const OTHER_SYSTEMS: &str = "#disqus_thread, #isso-thread, #remark42, #commento, #hyvor-talk-view, #wpdcom, \
     #llc_comments, .fb-comments, .giscus, script[src*='giscus'], script[data-isso], iframe[src*='jetpack-comment'], \
     iframe[name*='jetpack_remote_comment']";

/// The way in which a page takes comments.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By a form, with its address and its hidden fields.
    Form { action: Url, hidden: Vec<(String, String)> },
    /// By a form that leads to another site.
    OtherSite,
    /// By a form that only a person can fill in.
    People,
    /// From logged-in users only, with the page's message.
    Members(String),
    /// No more comments.
    Closed,
    /// By something else than WordPress' form.
    Unknown,
}

/// An article's page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) way: Way,
    pub(super) marks: Marks,
    /// Ids of the comments on the page.
    shown: HashSet<String>,
    /// Whether other pages have more comments.
    is_paged: bool,
}

impl Page {
    /// Reads an answer; `None` if its address is no web address.
    pub(super) fn read(answer: &Answer<'_>) -> Option<Self> {
        let url = web(answer.url)?;
        let html = decode_page(answer.body, None);
        let document = Document::from(&*crate::page::guard(&html));
        let marks = marks(&document, Some(&url));
        let root = document.root();
        let elements = root.descendants_it().filter(NodeRef::is_element);
        let shown: HashSet<String> = elements.filter_map(|node| comment_number(&node)).collect();
        let links = document.select("a[href]");
        let mut addresses = links.nodes().iter().filter_map(|link| url.join(&link.attr("href")?).ok());
        // On paged threads, even the links to single comments name a page.
        let is_paged = addresses.any(|address| comment_page(&address).is_some());
        let way = way(&document, &url, marks.post.is_some());
        Some(Self { url, way, marks, shown, is_paged })
    }

    /// Whether the page shows this comment; `None` if the comment may be on another page.
    pub(super) fn shows(&self, comment: &str) -> Option<bool> {
        if self.shown.contains(comment) {
            return Some(true);
        }
        (!self.shown.is_empty() && !self.is_paged).then_some(false)
    }
}

fn way(document: &Document, page: &Url, is_post: bool) -> Way {
    let forms = document.select("form[action]");
    let actions = forms.nodes().iter().filter_map(|form| Some((form.attr("action")?.to_string(), *form)));
    let is_endpoint = |action: &str| page.join(action.trim()).is_ok_and(|url| url.path().ends_with(ENDPOINT));
    if let Some((action, form)) = actions.into_iter().find(|(action, _)| is_endpoint(action)) {
        return way_of_form(page, &action, &Selection::from(form));
    }
    let members = document.select(".must-log-in");
    if members.exists() {
        let message = message_of_html(&members.html());
        return Way::Members(if message.is_empty() { LOGIN_REQUIRED.to_owned() } else { message });
    }
    let has_other = document.select(OTHER_SYSTEMS).exists() || document.select("#respond form").exists();
    if document.select(CLOSED).exists() || (is_post && !has_other) { Way::Closed } else { Way::Unknown }
}

fn way_of_form(page: &Url, action: &str, form: &Selection<'_>) -> Way {
    let Some(action) = on_site(page, action) else { return Way::OtherSite };
    let text = form.select("textarea[name=comment]");
    // Some sites trap bots with a hidden field of this usual name.
    if !text.exists() || text.attr("aria-hidden").as_deref() == Some("true") || form.select(FOR_PEOPLE).exists() {
        return Way::People;
    }
    let value = |node: &NodeRef<'_>| node.attr("value").map(|value| value.to_string()).unwrap_or_default();
    let mut hidden = Vec::new();
    for node in form.select("input[name]").nodes() {
        let kind = node.attr("type").map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
        let name = node.attr("name").map(|name| name.to_string()).unwrap_or_default();
        if kind == "hidden" || (kind == "submit" && name == "submit") {
            hidden.push((name, value(node)));
        }
    }
    Way::Form { action, hidden }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::fixtures::Recorded;

    fn read(html: &str) -> Page {
        let url = "http://a.example/x/";
        Page::read(&Answer { url, status: 200, location: None, retry_after: None, body: html.as_bytes() }).unwrap()
    }

    fn hidden(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_form_of_a_real_page_is_read() {
        let open = Recorded::new(include_bytes!("../../tests/fixtures/reply/wordpress/page-held-preview.http"));
        let page = Page::read(&open.answer("http://127.0.0.1:35435/held/")).unwrap();
        let Way::Form { action, hidden: sent } = &page.way else { panic!("{:?}", page.way) };
        assert_eq!(action.as_str(), "http://127.0.0.1:35435/wp-comments-post.php");
        assert_eq!(*sent, hidden(&[("submit", "Post Comment"), ("comment_post_ID", "2"), ("comment_parent", "0")]));
        assert_eq!((page.shows("9"), page.shows("8")), (Some(true), Some(false)));
        assert_eq!(page.marks.root.as_deref(), Some("http://127.0.0.1:35435/wp-json/"));
        let closed = Recorded::new(include_bytes!("../../tests/fixtures/reply/wordpress/page-closed.http"));
        assert_eq!(Page::read(&closed.answer("http://127.0.0.1:35435/closed/")).unwrap().way, Way::Closed);
        let members = Recorded::new(include_bytes!("../../tests/fixtures/reply/wordpress/page-members.http"));
        let way = Page::read(&members.answer("http://127.0.0.1:35435/members/")).unwrap().way;
        assert_eq!(way, Way::Members("You must be logged in to post a comment.".to_owned()));
    }

    #[test]
    fn pages_without_a_usable_form_are_told_apart() {
        let form = |action: &str, inside: &str| format!("<form action='{action}'>{inside}</form>");
        let text = "<textarea name=comment></textarea>";
        for (html, expected) in [
            (form("https://b.example/wp-comments-post.php", text), Way::OtherSite),
            (form("/wp-comments-post.php", ""), Way::People),
            (form("/wp-comments-post.php", "<textarea name=comment aria-hidden=true></textarea>"), Way::People),
            (form("/wp-comments-post.php", &format!("{text}<div class=h-captcha></div>")), Way::People),
            (form("/wp-comments-post.php", &format!("{text}<input type=checkbox name=c required>")), Way::People),
            (form("/search", "<input name=q>"), Way::Unknown),
            ("<body class='single postid-4'><p id=disqus_thread></p>".to_owned(), Way::Unknown),
            ("<body class='single postid-4'><p>Text.</p>".to_owned(), Way::Closed),
            ("<p class=no-comments>Comments are closed.</p>".to_owned(), Way::Closed),
        ] {
            assert_eq!(read(&html).way, expected, "{html}");
        }
    }

    #[test]
    fn hidden_fields_are_sent_unchanged() {
        let html = "<form action=/wp-comments-post.php><textarea name=comment></textarea><input type=HIDDEN name=a \
                    value='1 &amp; 2'><input type=hidden value=x><input name=trap><input type=submit name=other \
                    value=y><input type=hidden name=empty></form>";
        let Way::Form { hidden: sent, .. } = read(html).way else { panic!() };
        assert_eq!(sent, hidden(&[("a", "1 & 2"), ("empty", "")]));
    }

    #[test]
    fn a_comment_that_is_not_shown_may_be_on_another_page() {
        assert_eq!(read("<p>None.</p>").shows("3"), None);
        assert_eq!(read("<li id=li-comment-1></li>").shows("3"), Some(false));
        assert_eq!(read("<li id=comment-1></li><a href='comment-page-1/#comments'>Older</a>").shows("3"), None);
    }
}
