//! Applies each field of an entry to its [`EntryExtension`], by namespace.

use url::Url;

use crate::domain::{Enclosure, dates};

use super::extensions::{EntryExtension, Link};
use super::field::{Family, Field};
use super::names::Ns;
use super::xml_reader::Tag;
use super::{links, people, plain, podcast};

/// The most links, categories and persons kept of one entry.
const MAX_LIST: usize = 100;

/// Applies `field` to `entry`; `document` is the base address of the whole feed.
pub(super) fn apply(entry: &mut EntryExtension, family: Family, field: &Field, document: Option<&Url>) {
    let text = field.text.trim();
    match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home, "guid") => {
            text.clone_into(&mut entry.guid);
            entry.guid_is_link =
                !field.tag.attribute("isPermaLink").is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
        }
        (Ns::Home | Ns::Atom, "id") if entry.guid.is_empty() => {
            text.clone_into(&mut entry.guid);
            entry.guid_is_link = family == Family::Atom;
        }
        (Ns::Home | Ns::Atom, "link") => {
            discussion(entry, field);
            push_link(&mut entry.links, &mut entry.foreign_links, field);
            if field.tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure")) {
                push_enclosure(entry, field, &field.tag, "href", "length");
            }
        }
        (Ns::Home, "comments") => set_once(&mut entry.comments_url, resolve(field, text)),
        (Ns::Wfw, "commentrss") => set_once(&mut entry.comments_feed, resolve(field, text)),
        (Ns::Slash, "comments") | (Ns::Thr, "total") => {
            // A count of all comments takes precedence over that of one link.
            entry.comment_count = text.parse().ok().or(entry.comment_count);
        }
        (Ns::Home | Ns::Atom | Ns::Dc | Ns::Itunes, "author") | (Ns::Dc, "creator") => author(entry, field),
        (Ns::Home | Ns::Atom, "category") | (Ns::Dc, "subject") => category(entry, field),
        (Ns::Home, "source") => {
            let url = field.tag.attribute("url").and_then(|url| resolve(field, url));
            set_once(&mut entry.source, url.map(|url| (url, text.to_owned())));
        }
        (Ns::Home, "enclosure") => push_enclosure(entry, field, &field.tag, "url", "length"),
        (Ns::Itunes, "duration") => set_once(&mut entry.duration, links::duration(text)),
        (Ns::Media, _) => media(entry, field),
        (Ns::Podcast | Ns::Psc, _) => podcast::apply(entry, field),
        _ if date(entry, field, text) => {}
        _ => body(entry, family, field, document),
    }
}

/// Applies `link rel="replies"` and its `thr:count` (RFC 4685).
fn discussion(entry: &mut EntryExtension, field: &Field) {
    let tag = &field.tag;
    if !tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("replies")) {
        return;
    }
    let Some(url) = tag.attribute("href").and_then(|href| resolve(field, href)) else { return };
    let media_type = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_feed =
        ["atom", "rss", "json", "/xml"].iter().any(|kind| media_type.contains(kind)) && !media_type.contains("html");
    set_once(if is_feed { &mut entry.comments_feed } else { &mut entry.comments_url }, Some(url));
    set_once(&mut entry.comment_count, tag.attribute_of(Ns::Thr, "count").and_then(|n| n.trim().parse().ok()));
}

/// Applies a date field; returns whether the field is one.
fn date(entry: &mut EntryExtension, field: &Field, text: &str) -> bool {
    let is_update = match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home | Ns::Atom, "pubdate" | "published" | "issued" | "created")
        | (Ns::Dc | Ns::Home, "date")
        | (Ns::DcTerms, "issued" | "created") => false,
        (Ns::Home | Ns::Atom, "updated" | "modified") | (Ns::DcTerms, "modified") => true,
        _ => return false,
    };
    if text.is_empty() {
        return true;
    }
    match dates::parse(text) {
        Some(time) if is_update => set_once(&mut entry.updated, Some(time)),
        Some(time) => set_once(&mut entry.published, Some(time)),
        None => push(&mut entry.invalid_dates, text.chars().take(60).collect()),
    }
    true
}

fn author(entry: &mut EntryExtension, field: &Field) {
    let part =
        |name: &str| field.parts.iter().find(|p| p.tag.name == name).map(|p| p.text.trim()).filter(|t| !t.is_empty());
    let raw = part("name").or_else(|| part("email")).unwrap_or(field.text.trim());
    if let Some(name) = people::name(raw)
        && !entry.authors.contains(&name)
    {
        push(&mut entry.authors, name);
    }
}

fn category(entry: &mut EntryExtension, field: &Field) {
    let tag = &field.tag;
    let label =
        tag.attribute("label").filter(|l| !l.trim().is_empty()).or(tag.attribute("term")).unwrap_or(&field.text);
    push(&mut entry.categories, label.to_owned());
}

/// Applies Media RSS (<https://www.rssboard.org/media-rss>): enclosures, and a fallback title and body.
fn media(entry: &mut EntryExtension, field: &Field) {
    let own = std::iter::once((&field.tag, field.text.as_str()));
    for (tag, text) in own.chain(field.parts.iter().map(|part| (&part.tag, part.text.as_str()))) {
        match tag.name.as_str() {
            "content" => push_enclosure(entry, field, tag, "url", "fileSize"),
            "category" => push(&mut entry.categories, tag.attribute("label").unwrap_or(text).to_owned()),
            "title" if !text.trim().is_empty() => set_once(&mut entry.title, Some(text.to_owned())),
            "description" if !text.trim().is_empty() => {
                let is_html = tag.attribute("type").is_some_and(|kind| kind.contains("html"));
                let html = if is_html { text.to_owned() } else { plain::to_html(text) };
                set_once(&mut entry.body, Some(html));
            }
            _ => {}
        }
    }
}

/// Applies bodies that feed-rs does not read, and the base address of those that it does.
fn body(entry: &mut EntryExtension, family: Family, field: &Field, document: Option<&Url>) {
    let name = field.tag.name.to_ascii_lowercase();
    let read_by_feed_rs = match (field.tag.ns, name.as_str()) {
        (Ns::Home, "description") | (Ns::Content, "encoded") => family != Family::Atom,
        (Ns::Home | Ns::Atom, "summary" | "content") => family == Family::Atom,
        _ => false,
    };
    let fallback = !read_by_feed_rs
        && matches!(
            (field.tag.ns, name.as_str()),
            (Ns::Xhtml, "body" | "div")
                | (Ns::Home, "body" | "fullitem")
                | (Ns::Home | Ns::Atom, "content" | "summary")
                | (Ns::Itunes, "summary")
                | (Ns::Dc, "description")
                | (Ns::Content, "encoded")
        );
    if name == "content"
        && let Some(url) = field.tag.attribute("src").and_then(|src| resolve(field, src))
    {
        push(&mut entry.links, Link { url, relation: "related".to_owned(), media_type: String::new() });
    }
    if (read_by_feed_rs || fallback) && field.base.as_deref() != document {
        entry.body_base.clone_from(&field.base);
    }
    if fallback && !field.text.trim().is_empty() {
        set_once(&mut entry.body, Some(field.text.clone()));
    }
    if (field.tag.ns, name.as_str()) == (Ns::Dc, "title") {
        set_once(&mut entry.title, Some(field.text.clone()).filter(|t| !t.trim().is_empty()));
    }
}

/// Adds a link, whose address is in `href` or in the text.
pub(super) fn push_link(list: &mut Vec<Link>, foreign: &mut u32, field: &Field) {
    let tag = &field.tag;
    let raw = tag.attribute("href").filter(|href| !href.trim().is_empty()).unwrap_or(&field.text).trim();
    if raw.is_empty() {
        return;
    }
    let Some(url) = resolve(field, raw) else {
        *foreign += 1;
        return;
    };
    let lower = |name: &str| tag.attribute(name).unwrap_or_default().trim().to_ascii_lowercase();
    push(list, Link { url, relation: lower("rel"), media_type: lower("type") });
}

fn push_enclosure(entry: &mut EntryExtension, field: &Field, tag: &Tag, address: &str, length: &str) {
    let Some(url) = tag.attribute(address).and_then(|raw| resolve(field, raw)) else { return };
    let media_type = tag.attribute("type").map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let length = tag.attribute(length).and_then(|n| n.trim().parse().ok()).filter(|n| *n > 0);
    let seconds = tag.attribute("duration").and_then(links::duration);
    links::push_enclosure(&mut entry.enclosures, Enclosure { url, media_type, length, seconds });
}

pub(super) fn resolve(field: &Field, raw: &str) -> Option<String> {
    links::absolute(field.base.as_deref(), raw)
}

/// Sets `slot` to `value` unless it is already set.
pub(super) fn set_once<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < MAX_LIST {
        list.push(value);
    }
}
