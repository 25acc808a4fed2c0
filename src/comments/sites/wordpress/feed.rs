//! Comment feeds: WordPress' Atom and RSS, and any other that threads by RFC 4685.
//!
//! Atom names the parent in `thr:in-reply-to`. RSS says it in the text alone, as a first paragraph "In reply to
//! <a href="…#comment-N">name</a>." in the site's language; both feeds carry that paragraph, and it is no part of
//! what was written. A feed holds the newest few comments only. Reading feeds of articles is left to `feeds`.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use url::Url;

use super::{Batch, address};
use crate::comments::source::Method;
use crate::comments::{CommentsError, dates};
use crate::domain::{Comment, Html};

const KIND: &str = "comment feed";
const ATOM: &str = "http://www.w3.org/2005/Atom";
const THREAD: &str = "http://purl.org/syndication/thread/1.0";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Elements inside one another beyond which a document is not a feed.
const MAX_DEPTH: usize = 100;
/// Characters of the words around the link in "In reply to … .".
const REPLY_WORDS: usize = 60;

/// Reads a comment feed in either format and says which it was. Entries of another post than `post` are left out.
pub fn parse(xml: &str, post: Option<u64>) -> Result<(Method, Batch), CommentsError> {
    let Document { atom, items, damaged } = read(xml)?;
    let wordpress = items.is_empty() || items.iter().any(|item| item.number().is_some());
    if !wordpress && items.iter().all(|item| item.parent.is_empty()) {
        return Err(CommentsError::malformed(KIND, "a feed, but none of its entries is a comment"));
    }
    let method = match (wordpress, atom) {
        (false, _) => Method::CommentFeed,
        (true, true) => Method::WordPressAtom,
        (true, false) => Method::WordPressRss,
    };
    let known: std::collections::HashSet<String> = items.iter().map(|item| item.id.trim().to_owned()).collect();
    let mut batch = Batch { damaged, ..Batch::default() };
    for item in items {
        if post.is_some() && item.post().is_some_and(|of| Some(of) != post) {
            batch.foreign += 1;
        } else if let Some(comment) = item.into_comment(wordpress, |id| known.contains(id)) {
            batch.comments.push(comment);
        } else {
            batch.unusable += 1;
        }
    }
    Ok((method, batch))
}

/// One entry as the feed has it: raw text, empty where nothing was said.
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

/// A feed as it was read.
struct Document {
    atom: bool,
    items: Vec<Item>,
    damaged: bool,
}

/// What the text inside an element is for.
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
    fn number(&self) -> Option<&str> {
        address::comment_id(self.id.trim()).or_else(|| address::comment_id(self.link.trim()))
    }

    /// The post named in the guid, `?p=4#comment-21`.
    fn post(&self) -> Option<u64> {
        address::post_id(&Url::parse(self.id.trim()).ok()?)
    }

    fn into_comment(self, wordpress: bool, known: impl Fn(&str) -> bool) -> Option<Comment> {
        let link = address::web_with_fragment(&self.link);
        let reference = self.parent.trim();
        // What threads elsewhere is by whole ids, and a root names the article.
        let id = if wordpress { self.number()?.to_owned() } else { self.id.trim().to_owned() };
        let named = if wordpress { address::comment_id(reference) } else { Some(reference).filter(|id| known(id)) };
        let body = if self.content.trim().is_empty() { readable(self.summary.trim()) } else { self.content };
        let (said, body) = match reply_line(&body) {
            Some((parent, rest)) if wordpress => (Some(parent.to_owned()), rest.to_owned()),
            // Some sites strip the link from the summary: the words stay, the parent is gone.
            _ => (None, body.strip_prefix("In reply to. ").unwrap_or(&body).to_owned()),
        };
        let author = self.author.as_deref().or_else(|| self.title.trim().strip_prefix("By: "));
        (!id.is_empty()).then(|| Comment {
            id: id.into(),
            parent: named.map(str::to_owned).or(said).map(Into::into),
            author: author.and_then(super::author),
            published: dates::parse(&self.date),
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

/// Walks the document. One that breaks off or goes wrong on the way gives the entries before.
fn read(xml: &str) -> Result<Document, CommentsError> {
    let mut reader = NsReader::from_str(xml.trim_start_matches('\u{feff}').trim_start());
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().expand_empty_elements = true;
    let mut atom = None;
    let mut items = Vec::new();
    let mut item: Option<(usize, Item)> = None;
    let mut field: Option<(usize, Field)> = None;
    let mut depth = 0;
    let damaged = loop {
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
                if atom.is_none() {
                    atom = Some(root(name)?);
                } else if let Some((at, item)) = &mut item {
                    let direct = depth == *at + 1;
                    field = field.or_else(|| wanted(namespace, name, direct).map(|field| (depth, field)));
                    attributes(item, namespace, name, &element);
                    if direct && name == "content" && attribute(&element, "type").as_deref() == Some("xhtml") {
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
    atom.map(|atom| Document { atom, items, damaged }).ok_or_else(|| CommentsError::malformed(KIND, "no feed in it"))
}

fn root(name: &str) -> Result<bool, CommentsError> {
    match name {
        "feed" => Ok(true),
        "rss" | "RDF" => Ok(false),
        "html" => Err(CommentsError::malformed(KIND, "a page instead of a feed")),
        other => Err(CommentsError::malformed(KIND, format!("<{other}> instead of a feed"))),
    }
}

fn space<'a>(namespace: &ResolveResult<'a>) -> &'a str {
    match namespace {
        ResolveResult::Bound(Namespace(uri)) => uri,
        _ => "",
    }
}

/// What an element of an entry holds. RSS has no namespace of its own.
fn wanted(namespace: &str, name: &str, direct: bool) -> Option<Field> {
    Some(match (namespace, name) {
        (ATOM, "name") => Field::Author,
        _ if !direct => return None,
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

/// What an entry's elements say in attributes: the parent and Atom's links.
fn attributes(item: &mut Item, namespace: &str, name: &str, element: &BytesStart<'_>) {
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
            // An HTML entity that XML does not know: what reads the HTML will.
            (_, name) => into.extend(["&", name, ";"]),
        },
        _ => {}
    }
}

/// A summary that was escaped once too often, as WordPress' RSS has it.
fn readable(summary: &str) -> String {
    if summary.contains('<') {
        return summary.to_owned();
    }
    quick_xml::escape::unescape(summary).map_or_else(|_| summary.to_owned(), std::borrow::Cow::into_owned)
}

/// The parent that a first paragraph "In reply to <a href="…#comment-N">name</a>." names, and what follows it.
///
/// The words are in the site's language, so that only the form counts: a link with no attribute but its address,
/// which WordPress gives no link that a reader wrote (those have `rel="nofollow"`).
fn reply_line(html: &str) -> Option<(&str, &str)> {
    let html = html.trim_start();
    let paragraph = html.strip_prefix("<p>");
    let (lead, rest) = paragraph.unwrap_or(html).split_once("<a href=\"")?;
    let (href, rest) = rest.split_once('"')?;
    let (_, rest) = rest.strip_prefix('>')?.split_once("</a>")?;
    let (tail, rest) =
        if paragraph.is_some() { rest.split_once("</p>")? } else { rest.split_once('\n').unwrap_or((rest, "")) };
    let parent = address::comment_id(href)?;
    let words = |text: &str| !text.contains('<') && text.chars().count() <= REPLY_WORDS;
    let said = !lead.trim().is_empty() || !tail.trim().is_empty();
    (words(lead) && words(tail) && said).then(|| (parent, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_line_is_read_in_any_language_and_taken_off() {
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
        assert_eq!((method, batch.comments.len(), batch.foreign, batch.unusable), (Method::WordPressRss, 2, 1, 1));
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
    fn a_feed_that_breaks_off_gives_what_came_before() {
        let whole = "<rss><channel><item><guid>#comment-1</guid></item>";
        for rest in ["<item><guid>#comment-2</gu", "</rss>", "<item>", "<!--"] {
            let (_, batch) = parse(&format!("{whole}{rest}"), None).unwrap();
            assert_eq!((batch.comments.len(), batch.damaged), (1, true), "{rest}");
        }
    }

    #[test]
    fn atom_of_other_programs_is_threaded_by_whole_ids() {
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
    fn what_is_no_comment_feed_says_so() {
        let deep = format!("<rss>{}", "<a>".repeat(100_000));
        for (xml, expected) in [
            (rss("<item><guid>x</guid></item>"), "comment feed: a feed, but none of its entries is a comment"),
            ("<html><body>".into(), "comment feed: a page instead of a feed"),
            ("<opml/>".into(), "comment feed: <opml> instead of a feed"),
            (String::new(), "comment feed: no feed in it"),
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
        fn no_document_panics(xml in "(<rss>|<feed xmlns='http://www.w3.org/2005/Atom'>)?(<item>|<entry>|<content type='xhtml'>|</content>|<guid>|#comment-1|</guid>|</item>|&#x?[0-9]{0,9};|&[a-z]{0,3};?|<!\\[CDATA\\[|]]>|[ -~é]){0,30}") {
            let _ = parse(&xml, Some(1));
        }
    }
}
