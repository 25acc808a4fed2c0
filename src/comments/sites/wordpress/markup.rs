//! Reads one comment's element: author, date and body, without the labels and buttons that themes add.
//!
//! The comment's parent is left to `html`, which has removed the replies before.

use dom_query::NodeRef;
use url::Url;

use super::address;
use crate::comments::html::{self, FORBIDDEN, escape};
use crate::domain::{Comment, Html, Moderation, Text, dates};

/// Classes of elements that hold the body, the most specific first.
const BODIES: [&str; 15] = [
    "comment-content",
    "wp-block-comment-content",
    "comment__content",
    "comment_content",
    "comment-text",
    "commenttext",
    "contenttext",
    "comment-entry",
    "comment-main",
    "comment-inner",
    "description",
    "entry-content",
    "comment-body",
    "comment_container",
    "media-body",
];
/// Classes of elements that hold the author's name, the most specific first.
const AUTHORS: [&str; 9] = [
    "fn",
    "comment-author-name",
    "wp-block-comment-author-name",
    "comment-author-link",
    "comment-author",
    "comment__author",
    "comment_author",
    "commenter",
    "author",
];
/// Classes of elements that may stand inside a body and are never part of it.
const BOILERPLATE: [&str; 38] = [
    "reply",
    "comment-reply",
    "comment-reply-link",
    "comment-reply-login",
    "comment-edit-link",
    "comment-actions",
    "comment-footer",
    "comment-like",
    "comment-likes",
    "comment-tools",
    "edit-link",
    "wp-block-comment-reply-link",
    "wp-block-comment-edit-link",
    "comment-author",
    "comment-author-name",
    "comment-author-link",
    "comment__author",
    "comment_author",
    "commenter",
    "comment-meta",
    "commentmetadata",
    "comment-metadata",
    "comment__meta",
    "comment-date",
    "comment-time",
    "comment-header",
    "comment-avatar",
    "comment-awaiting-moderation",
    "media-heading",
    "meta",
    "vcard",
    "fn",
    "says",
    "avatar",
    "children",
    "child-comments",
    "screen-reader-text",
    "comment-respond",
];

/// Reads a comment's element, and removes everything but the body from it.
pub(super) fn read(node: &NodeRef<'_>, number: &str, parent: Option<String>, base: Option<&Url>) -> Comment {
    let inside = elements(node);
    let permalink = permalink(&inside, number);
    let is_pending = with_class(&inside, "comment-awaiting-moderation").is_some();
    Comment {
        id: number.into(),
        parent: parent.map(Into::into),
        author: author(&inside),
        published: published(&inside, permalink.as_ref()),
        html: Html(body(node, &inside)),
        state: if is_pending { Moderation::Pending } else { Moderation::Visible },
        url: url(permalink.as_ref(), number, base),
        by_author: node.has_class("bypostauthor") || with_class(&inside, "bypostauthor").is_some(),
        ..Comment::default()
    }
}

fn elements<'a>(node: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    node.descendants_it().filter(NodeRef::is_element).collect()
}

fn with_class<'a>(inside: &[NodeRef<'a>], class: &str) -> Option<NodeRef<'a>> {
    inside.iter().find(|node| node.has_class(class)).copied()
}

/// Returns the link to the comment itself, whose text is the date in most themes.
fn permalink<'a>(inside: &[NodeRef<'a>], number: &str) -> Option<NodeRef<'a>> {
    let leads_here =
        |node: &&NodeRef<'a>| node.attr("href").is_some_and(|href| address::comment_id(&href) == Some(number));
    inside.iter().filter(|node| node.has_name("a")).find(leads_here).copied()
}

fn url(permalink: Option<&NodeRef<'_>>, number: &str, base: Option<&Url>) -> Option<String> {
    let href = permalink.and_then(|link| link.attr("href"));
    if let Some(base) = base {
        let fragment = format!("#comment-{number}");
        return base
            .join(href.as_deref().unwrap_or(&fragment))
            .ok()
            .and_then(|url| address::web_with_fragment(url.as_str()));
    }
    address::web_with_fragment(&href?)
}

/// Reads the author's name from the first place that has one. A reply link names the author even if the theme does not.
fn author(inside: &[NodeRef<'_>]) -> Option<Text> {
    let shown = AUTHORS.iter().find_map(|class| name_in(&with_class(inside, class)?));
    let marked = || inside.iter().find(|node| node.attr("itemprop").as_deref() == Some("name")).and_then(name_in);
    let replied =
        || inside.iter().find_map(|node| Some(node.attr("data-replyto")?.strip_prefix("Reply to ")?.to_owned()));
    shown.or_else(marked).or_else(replied).and_then(|name| html::author(&escape(&name)))
}

/// Returns the emphasised or linked name in an author's element, or else its text without "says:".
fn name_in(node: &NodeRef<'_>) -> Option<String> {
    let text = |node: &NodeRef<'_>| Some(Text::line(&node.text()).into_string()).filter(|text| !text.is_empty());
    let inner = elements(node);
    let emphasised = ["cite", "b", "strong", "a"].iter().filter_map(|tag| inner.iter().find(|n| n.has_name(tag)));
    let emphasised = emphasised.filter(|_| !node.has_class("fn")).find_map(text);
    let says = || with_class(&inner, "says").and_then(|says| text(&says)).unwrap_or_else(|| "says:".to_owned());
    let whole = || text(node).map(|text| text.strip_suffix(&says()).unwrap_or(&text).trim_end().to_owned());
    emphasised.or_else(whole).filter(|name| !name.is_empty())
}

/// Reads the date: an exact one, or the one printed in the permalink or beside it.
fn published(inside: &[NodeRef<'_>], permalink: Option<&NodeRef<'_>>) -> Option<crate::domain::Time> {
    let exact = inside
        .iter()
        .filter(|node| node.has_name("time"))
        .find_map(|node| dates::parse_printed(&node.attr("datetime")?));
    let marked = || with_class(inside, "comment-date").or_else(|| with_class(inside, "comment-time"));
    let printed = || marked().and_then(|node| dates::parse_printed(&node.text()));
    exact.or_else(|| permalink.and_then(|link| dates::parse_printed(&link.text()))).or_else(printed)
}

/// Returns the body as HTML, without boilerplate.
fn body(node: &NodeRef<'_>, inside: &[NodeRef<'_>]) -> String {
    let found = BODIES.iter().find_map(|class| with_class(inside, class));
    let body = found.unwrap_or(*node);
    let is_whole = found.is_none();
    let boilerplate: Vec<NodeRef<'_>> = body.descendants_it().filter(|node| is_boilerplate(node, is_whole)).collect();
    for node in boilerplate {
        node.remove_from_parent();
    }
    if is_whole {
        drop_empty_lists(&body);
    }
    body.inner_html().trim().to_owned()
}

/// Whether an element is no part of the body. `is_whole` means that the theme has no element for the body, so that the
/// comment's header and footer are boilerplate too.
fn is_boilerplate(node: &NodeRef<'_>, is_whole: bool) -> bool {
    if node.is_comment() {
        return true;
    }
    let Some(name) = node.node_name() else { return false };
    let class = node.class().unwrap_or_default();
    let by_class = class.split_ascii_whitespace().any(|class| BOILERPLATE.contains(&class));
    let by_name = FORBIDDEN.contains(&&*name) || (is_whole && matches!(&*name, "header" | "footer" | "time"));
    let by_link = &*name == "a"
        && node.attr("href").is_some_and(|href| href.contains("replytocom=") || href.contains("action=editcomment"));
    by_class || by_name || by_link
}

/// Removes the lists that held the replies.
fn drop_empty_lists(body: &NodeRef<'_>) {
    let lists: Vec<NodeRef<'_>> =
        body.descendants_it().filter(|node| node.has_name("ol") || node.has_name("ul")).collect();
    for list in lists.into_iter().rev().filter(|list| list.first_element_child().is_none()) {
        if list.text().trim().is_empty() {
            list.remove_from_parent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::html::parse;
    use super::*;

    fn one(html: &str) -> Comment {
        parse(html, Url::parse("http://a.example/x/").ok().as_ref()).batch.comments.into_iter().next().unwrap()
    }

    #[test]
    fn authors_are_read_and_never_invented() {
        for (html, expected) in [
            ("<b class=fn>Ann</b> <span class=says>says:</span>", Some("Ann")),
            ("<cite class=fn><a class=url href=http://ann.example>Ann &amp; Co</a></cite>", Some("Ann & Co")),
            ("<div class=comment-author><img alt='avatar'><b>Ann</b> sagt:</div>", Some("Ann")),
            ("<div class=comment-author>Ann <span class=says>sagt:</span></div>", Some("Ann")),
            ("<div class=comment-author>Ann says:</div>", Some("Ann")),
            ("<div class=wp-block-comment-author-name>&lt;Ann&gt;</div>", Some("<Ann>")),
            (
                "<span class=comment-author></span><a class=comment-reply-link data-replyto='Reply to Ann'>Reply</a>",
                Some("Ann"),
            ),
            ("<span itemprop=name>Ann</span>", Some("Ann")),
            ("<b class=fn>Anonymous</b><a data-replyto='Reply to Anonymous'>Reply</a>", None),
            ("<span class=comment-author> </span><a class=comment-reply-link aria-label=Reply>Reply</a>", None),
            ("<p>Ann</p>", None),
        ] {
            let comment = one(&format!("<li id=comment-1>{html}<p>Text.</p></li>"));
            assert_eq!(comment.author.as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn dates_are_read_from_markup_or_text() {
        for (html, expected) in [
            ("<time datetime='2026-11-01T10:01:00+02:00'>x</time>", Some("2026-11-01T08:01:00+00:00")),
            ("<a href='/x/#comment-1'>November 1, 2026 at 10:01 am</a>", Some("2026-11-01T10:01:00+00:00")),
            ("<span class=comment-date>1 November 2026</span>", Some("2026-11-01T00:00:00+00:00")),
            ("<time datetime=soon>x</time>", None),
        ] {
            let comment = one(&format!("<li id=comment-1>{html}<p>Text.</p></li>"));
            assert_eq!(comment.published.map(|t| t.to_rfc3339()).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn bodies_have_no_boilerplate() {
        for html in [
            "<div class=comment-content><p>Yes.</p></div><div class=reply><a>Reply</a></div>",
            "<div class=comment-content><p>Yes.</p><div class=reply><a class=comment-reply-link>Reply</a></div></div>",
            "<div class=comment-body><div class='comment-author vcard'><cite class=fn>Ann</cite></div><div class='comment-meta commentmetadata'>
                <a href='#comment-1'>November 1, 2026</a> <a class=comment-edit-link>(Edit)</a></div><p>Yes.</p><div class=reply>Reply</div></div>",
            "<header>Ann</header><p>Yes.</p><footer>x</footer><a href='/x/?replytocom=1#respond'>Reply</a><ol></ol><!-- end -->",
            "<div class=media-body><h4 class=media-heading>Ann</h4><script>x()</script><p>Yes.</p></div>",
        ] {
            assert_eq!(one(&format!("<li id=comment-1>{html}</li>")).html.0, "<p>Yes.</p>", "{html}");
        }
    }

    #[test]
    fn state_address_and_post_author_are_read() {
        let comment =
            one("<li id=comment-1 class='comment bypostauthor'><em class=comment-awaiting-moderation>Waiting.</em>
            <a href='/x/comment-page-2/#comment-1'>x</a><p>Yes.</p></li>");
        assert!(comment.by_author);
        assert_eq!(comment.state, Moderation::Pending);
        assert_eq!(comment.url.as_deref(), Some("http://a.example/x/comment-page-2/#comment-1"));
        assert_eq!(one("<li id=comment-7>x</li>").url.as_deref(), Some("http://a.example/x/#comment-7"));
    }
}
