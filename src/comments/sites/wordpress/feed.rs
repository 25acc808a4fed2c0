//! Reads comment feeds: WordPress' Atom and RSS, and any other feed that names parents by RFC 4685.
//!
//! Atom names the parent in `thr:in-reply-to`. RSS names it only in the text, as a first paragraph "In reply to
//! <a href="…#comment-N">name</a>." in the site's language. Both feeds have that paragraph, which is removed from the
//! comment. A feed has only the newest few comments. Feeds of articles are left to `feeds`.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use url::Url;

use super::address;
use super::batch::Batch;
use crate::comments::error::CommentsError;
use crate::comments::html;
use crate::comments::method::Method;
use crate::domain::{Comment, Html, dates};

/// Name of a feed in errors.
const KIND: &str = "comment feed";
const ATOM: &str = "http://www.w3.org/2005/Atom";
const THREAD: &str = "http://purl.org/syndication/thread/1.0";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Most levels of nested elements in a feed.
const MAX_DEPTH: usize = 100;
/// Most characters on either side of the link in "In reply to … .".
const REPLY_LINE_CHARS: usize = 60;

/// Reads a comment feed in either format, and returns which one it is. Entries of other posts than `post` are skipped.
pub(in crate::comments) fn parse(xml: &str, post: Option<u64>) -> Result<(Method, Batch), CommentsError> {
    let Document { is_atom, items, is_damaged } = read(xml)?;
    let is_wordpress = items.is_empty() || items.iter().any(|item| item.number().is_some());
    if !is_wordpress && items.iter().all(|item| item.parent.is_empty()) {
        return Err(CommentsError::malformed(KIND, "a feed without comments"));
    }
    let method = match (is_wordpress, is_atom) {
        (false, _) => Method::CommentFeed,
        (true, true) => Method::WordPressAtom,
        (true, false) => Method::WordPressRss,
    };
    let known: std::collections::HashSet<String> = items.iter().map(|item| item.id.trim().to_owned()).collect();
    let mut batch = Batch { is_damaged, ..Batch::default() };
    for item in items {
        if post.is_some() && item.post().is_some_and(|of| Some(of) != post) {
            batch.other_posts += 1;
        } else if let Some(comment) = item.into_comment(is_wordpress, |id| known.contains(id)) {
            batch.comments.push(comment);
        } else {
            batch.malformed += 1;
        }
    }
    Ok((method, batch))
}

/// One entry as raw text; missing fields are empty.
#[derive(Debug, Default)]
struct Item {
    id: String,
    link: String,
    parent: String,
    title: String,
    author: Option<String>,
    date: String,
    content: String,
    summary: String,
}

/// The entries of a feed.
struct Document {
    is_atom: bool,
    items: Vec<Item>,
    is_damaged: bool,
}

/// The field of an item that an element's text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Link,
    Title,
    Author,
    Date,
    Content,
    Summary,
}

impl Item {
    /// Returns the comment's number on WordPress.
    fn number(&self) -> Option<&str> {
        address::comment_id(self.id.trim()).or_else(|| address::comment_id(self.link.trim()))
    }

    /// Returns the post named in a guid such as `?p=4#comment-21`.
    fn post(&self) -> Option<u64> {
        address::post_id(&Url::parse(self.id.trim()).ok()?)
    }

    fn into_comment(self, is_wordpress: bool, is_known: impl Fn(&str) -> bool) -> Option<Comment> {
        let link = address::web_with_fragment(&self.link);
        let reference = self.parent.trim();
        // Other programs refer to whole ids, and comments at the top refer to the article.
        let id = if is_wordpress { self.number()?.to_owned() } else { self.id.trim().to_owned() };
        let named =
            if is_wordpress { address::comment_id(reference) } else { Some(reference).filter(|id| is_known(id)) };
        let body = if self.content.trim().is_empty() { unescape(self.summary.trim()) } else { self.content };
        let (from_text, body) = match reply_line(&body) {
            Some((parent, rest)) if is_wordpress => (Some(parent.to_owned()), rest.to_owned()),
            // Some sites strip the link from the summary, so that only the words are left.
            _ => (None, body.strip_prefix("In reply to. ").unwrap_or(&body).to_owned()),
        };
        let author = self.author.as_deref().or_else(|| self.title.trim().strip_prefix("By: "));
        (!id.is_empty()).then(|| Comment {
            id: id.into(),
            parent: named.map(str::to_owned).or(from_text).map(Into::into),
            author: author.and_then(html::author),
            published: dates::parse_printed(&self.date),
            html: Html(body.trim().to_owned()),
            url: link,
            ..Comment::default()
        })
    }

    fn field(&mut self, field: Field) -> &mut String {
        match field {
            Field::Id => &mut self.id,
            Field::Link => &mut self.link,
            Field::Title => &mut self.title,
            Field::Author => self.author.get_or_insert_default(),
            Field::Date => &mut self.date,
            Field::Content => &mut self.content,
            Field::Summary => &mut self.summary,
        }
    }
}

/// Reads the entries. A document that ends early or has an error gives the entries before it.
fn read(xml: &str) -> Result<Document, CommentsError> {
    let mut reader = NsReader::from_str(xml.trim_start_matches('\u{feff}').trim_start());
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().expand_empty_elements = true;
    let mut is_atom = None;
    let mut items = Vec::new();
    let mut item: Option<(usize, Item)> = None;
    let mut field: Option<(usize, Field)> = None;
    let mut depth = 0;
    let is_damaged = loop {
        let (namespace, event) = match reader.read_resolved_event() {
            Ok(read) => read,
            Err(_) if !items.is_empty() => break true,
            Err(error) => return Err(CommentsError::malformed(KIND, error)),
        };
        match event {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(CommentsError::malformed(KIND, "elements nested too deeply"));
                }
                let name = element.local_name().into_inner();
                let namespace = space(&namespace);
                if is_atom.is_none() {
                    is_atom = Some(is_atom_root(name)?);
                } else if let Some((at, item)) = &mut item {
                    let is_child = depth == *at + 1;
                    field = field.or_else(|| field_of(namespace, name, is_child).map(|field| (depth, field)));
                    read_attributes(item, namespace, name, &element);
                    if is_child && name == "content" && attribute(&element, "type").as_deref() == Some("xhtml") {
                        let end = element.to_end().into_owned();
                        let inner = reader.read_text(end.name()).map_err(|e| CommentsError::malformed(KIND, e))?;
                        item.content = inner.into_inner().into_owned();
                        (depth, field) = (depth - 1, None);
                    }
                } else if matches!(name, "item" | "entry") {
                    item = Some((depth, Item::default()));
                }
            }
            Event::End(_) => {
                if field.is_some_and(|(at, _)| at == depth) {
                    field = None;
                }
                if let Some((_, done)) = item.take_if(|(at, _)| *at == depth) {
                    items.push(done);
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => break depth > 0,
            other => {
                if let (Some((_, item)), Some((_, field))) = (&mut item, field) {
                    push_text(item.field(field), other);
                }
            }
        }
    };
    let document = is_atom.map(|is_atom| Document { is_atom, items, is_damaged });
    document.ok_or_else(|| CommentsError::malformed(KIND, "no feed"))
}

/// Returns whether a feed's root element is Atom's; fails for other documents.
fn is_atom_root(name: &str) -> Result<bool, CommentsError> {
    match name {
        "feed" => Ok(true),
        "rss" | "RDF" => Ok(false),
        "html" => Err(CommentsError::malformed(KIND, "HTML instead of a feed")),
        other => Err(CommentsError::malformed(KIND, format!("<{other}> instead of a feed"))),
    }
}

fn space<'a>(namespace: &ResolveResult<'a>) -> &'a str {
    match namespace {
        ResolveResult::Bound(Namespace(uri)) => uri,
        _ => "",
    }
}

/// Returns the field that an element's text belongs to. RSS has no namespace of its own.
fn field_of(namespace: &str, name: &str, is_child: bool) -> Option<Field> {
    Some(match (namespace, name) {
        (ATOM, "name") => Field::Author,
        _ if !is_child => return None,
        (ATOM, "id") | ("", "guid") => Field::Id,
        ("", "link") => Field::Link,
        (ATOM | "", "title") => Field::Title,
        (ATOM, "published") | ("", "pubDate") | (DUBLIN_CORE, "date") => Field::Date,
        (ATOM, "content") | (CONTENT, "encoded") => Field::Content,
        (ATOM, "summary") | ("", "description") => Field::Summary,
        (DUBLIN_CORE, "creator") => Field::Author,
        _ => return None,
    })
}

/// Reads the fields that stand in attributes: the parent and Atom's links.
fn read_attributes(item: &mut Item, namespace: &str, name: &str, element: &BytesStart<'_>) {
    if namespace == ATOM && name == "link" && attribute(element, "rel").is_none_or(|rel| rel == "alternate") {
        item.link = attribute(element, "href").unwrap_or_default();
    } else if namespace == THREAD && name == "in-reply-to" {
        item.parent = attribute(element, "ref").or_else(|| attribute(element, "href")).unwrap_or_default();
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn push_text(into: &mut String, event: Event<'_>) {
    match event {
        Event::Text(text) => into.push_str(&text.into_inner()),
        Event::CData(text) => into.push_str(&text.into_inner()),
        Event::GeneralRef(reference) => match (reference.resolve_char_ref(), &*reference) {
            (Ok(Some(char)), _) => into.push(char),
            (_, "lt") => into.push('<'),
            (_, "gt") => into.push('>'),
            (_, "amp") => into.push('&'),
            (_, "quot") => into.push('"'),
            (_, "apos") => into.push('\''),
            // XML does not define HTML's entities; the HTML parser resolves them later.
            (_, name) => into.extend(["&", name, ";"]),
        },
        _ => {}
    }
}

/// Unescapes a summary that was escaped once too often, as in WordPress' RSS.
fn unescape(summary: &str) -> String {
    if summary.contains('<') {
        return summary.to_owned();
    }
    quick_xml::escape::unescape(summary).map_or_else(|_| summary.to_owned(), std::borrow::Cow::into_owned)
}

/// Splits off a first paragraph "In reply to <a href="…#comment-N">name</a>.", and returns N and the rest.
///
/// The paragraph is in the site's language, so only its form counts: a link with no other attribute than its address.
/// WordPress adds `rel="nofollow"` to the links that people write.
fn reply_line(html: &str) -> Option<(&str, &str)> {
    let html = html.trim_start();
    let paragraph = html.strip_prefix("<p>");
    let (lead, rest) = paragraph.unwrap_or(html).split_once("<a href=\"")?;
    let (href, rest) = rest.split_once('"')?;
    let (_, rest) = rest.strip_prefix('>')?.split_once("</a>")?;
    let (tail, rest) =
        if paragraph.is_some() { rest.split_once("</p>")? } else { rest.split_once('\n').unwrap_or((rest, "")) };
    let parent = address::comment_id(href)?;
    let is_short_text = |text: &str| !text.contains('<') && text.chars().count() <= REPLY_LINE_CHARS;
    let has_text = !lead.trim().is_empty() || !tail.trim().is_empty();
    (is_short_text(lead) && is_short_text(tail) && has_text).then(|| (parent, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_line_is_read_in_any_language_and_removed() {
        for (html, expected) in [
            (
                "<p>In reply to <a href=\"http://a.example/x/#comment-9\">Ann</a>.</p>\n<p>Yes.</p>",
                Some(("9", "<p>Yes.</p>")),
            ),
            ("<p>Als Antwort auf <a href=\"/x/#comment-9\">Ann</a>.</p><p>Ja.</p>", Some(("9", "<p>Ja.</p>"))),
            ("In reply to <a href=\"http://a.example/#comment-9\">Ann</a>.\n\nYes.", Some(("9", "Yes."))),
            ("<p>See <a href=\"http://a.example/#comment-9\" rel=\"nofollow ugc\">Ann</a>.</p><p>Yes.</p>", None),
            ("<p>See <a href=\"http://a.example/\">Ann</a>.</p><p>Yes.</p>", None),
            ("<p><b>In</b> <a href=\"#comment-9\">Ann</a>.</p>", None),
            ("<p>Yes.</p>", None),
            ("<p>In reply to <a href=\"#comment-9", None),
            ("", None),
        ] {
            assert_eq!(reply_line(html), expected, "{html}");
        }
        assert_eq!(reply_line(&format!("<p>{} <a href=\"#comment-9\">Ann</a>.</p>", "long ".repeat(20))), None);
    }

    fn rss(items: &str) -> String {
        format!(
            "<rss version='2.0' xmlns:content='{CONTENT}' xmlns:dc='{DUBLIN_CORE}'><channel><title>Comments on: X</title>{items}</channel></rss>"
        )
    }

    #[test]
    fn rss_without_full_text_falls_back_to_the_description() {
        let feed = rss("<item><title>By: Ann &amp;amp; Co</title><guid>http://a.example/?p=4#comment-7</guid>
            <description><![CDATA[In reply to &lt;a href=&quot;http://a.example/?p=4#comment-6&quot;&gt;Bob&lt;/a&gt;.\n\nYes &#8217;s]]></description></item>
            <item><title>By: </title><link>http://a.example/x/#comment-6</link><dc:creator></dc:creator>
            <pubDate>Sun, 01 Nov 2026 10:23:00 +0000</pubDate><description>In reply to. No.</description></item>
            <item><guid>http://a.example/?p=5#comment-5</guid></item><item><guid>nothing</guid></item>");
        let (method, batch) = parse(&feed, Some(4)).unwrap();
        assert_eq!((method, batch.comments.len(), batch.other_posts, batch.malformed), (Method::WordPressRss, 2, 1, 1));
        let (first, second) = (&batch.comments[0], &batch.comments[1]);
        assert_eq!(
            (first.id.as_str(), first.parent.as_deref(), first.author.as_deref()),
            ("7", Some("6"), Some("Ann & Co"))
        );
        assert_eq!(first.html.0, "Yes ’s");
        assert_eq!((second.id.as_str(), second.author.as_deref(), second.html.0.as_str()), ("6", None, "No."));
        assert!(second.published.is_some());
    }

    #[test]
    fn a_feed_that_ends_early_gives_the_comments_before() {
        let whole = "<rss><channel><item><guid>#comment-1</guid></item>";
        for rest in ["<item><guid>#comment-2</gu", "</rss>", "<item>", "<!--"] {
            let (_, batch) = parse(&format!("{whole}{rest}"), None).unwrap();
            assert_eq!((batch.comments.len(), batch.is_damaged), (1, true), "{rest}");
        }
    }

    #[test]
    fn atom_of_other_programs_refers_to_whole_ids() {
        let feed = format!(
            "<feed xmlns='{ATOM}' xmlns:t='{THREAD}'>
             <entry><id>tag:a,1</id><author><name>Ann</name></author><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>One <b>bold</b></div></content><t:in-reply-to ref='tag:post'/></entry>
             <entry><id>tag:a,2</id><t:in-reply-to ref='tag:a,1'/><content type='html'>&lt;p&gt;Two&nbsp;&amp;amp;&lt;/p&gt;</content></entry></feed>"
        );
        let (method, batch) = parse(&feed, None).unwrap();
        assert_eq!(method, Method::CommentFeed);
        let rows: Vec<_> = batch.comments.iter().map(|c| (c.id.as_str(), c.parent.as_deref())).collect();
        assert_eq!(rows, [("tag:a,1", None), ("tag:a,2", Some("tag:a,1"))]);
        assert!(batch.comments[0].html.0.contains("One <b>bold</b>"), "{:?}", batch.comments[0]);
        assert_eq!(batch.comments[1].html.0, "<p>Two&nbsp;&amp;</p>");
    }

    #[test]
    fn other_documents_give_an_error() {
        let deep = format!("<rss>{}", "<a>".repeat(100_000));
        for (xml, expected) in [
            (rss("<item><guid>x</guid></item>"), "comment feed: a feed without comments"),
            ("<html><body>".into(), "comment feed: HTML instead of a feed"),
            ("<opml/>".into(), "comment feed: <opml> instead of a feed"),
            (String::new(), "comment feed: no feed"),
            ("<rss><item></rss>".into(), "comment feed: ill-formed document"),
            (deep, "comment feed: elements nested too deeply"),
        ] {
            let error = parse(&xml, None).unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains('\n'), "{error}");
        }
        assert_eq!(parse(&rss(""), None).unwrap(), (Method::WordPressRss, Batch::default()));
    }

    proptest::proptest! {
        #[test]
        fn damaged_feeds_give_at_most_their_items_or_a_one_line_error(xml in "(<rss>|<feed xmlns='http://www.w3.org/2005/Atom'>)?(<item>|<entry>|<content type='xhtml'>|</content>|<guid>|#comment-1|</guid>|</item>|&#x?[0-9]{0,9};|&[a-z]{0,3};?|<!\\[CDATA\\[|]]>|[ -~é]){0,30}") {
            match parse(&xml, Some(1)) {
                Ok((_, batch)) => {
                    let items = xml.matches("<item>").count() + xml.matches("<entry>").count();
                    proptest::prop_assert!(batch.comments.len() <= items, "{:?}", batch.comments);
                    for author in batch.comments.iter().filter_map(|comment| comment.author.as_ref()) {
                        proptest::prop_assert!(!author.chars().any(char::is_control), "{:?}", author);
                    }
                }
                Err(error) => proptest::prop_assert!(!error.to_string().contains('\n'), "{}", error),
            }
        }
    }
}
