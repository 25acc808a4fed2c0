//! What feed-rs drops or gets wrong, collected from an XML feed by namespace: where the comments are and how many,
//! guids as they were written, links with their relations, dates, persons, enclosures.
//!
//! Titles and bodies are left to feed-rs; here are only the elements to fall back on.

use std::sync::Arc;

use url::Url;

use crate::domain::{Enclosure, Time};

use super::fields::{Family, Field, Fields, Item};
use super::names::Ns;
use super::walk::{Damage, Tag};
use super::{dates, links, people};

/// Links, categories and enclosures kept of one entry.
const MAX_LIST: usize = 100;

/// A feed's extensions.
#[derive(Debug)]
pub(super) struct FeedExtension {
    pub(super) format: &'static str,
    pub(super) family: Family,
    pub(super) language: Option<String>,
    pub(super) interval: Option<u32>,
    pub(super) site: Option<String>,
    pub(super) title: Option<String>,
    pub(super) entries: Vec<EntryExtension>,
    pub(super) damage: Damage,
    /// feed-rs can be given the document as it is.
    pub(super) is_sound: bool,
    /// More entries came than are read.
    pub(super) overflow: bool,
    /// The document ended inside an entry, which was left out.
    pub(super) cut: bool,
}

/// An entry's extensions.
#[derive(Debug, Default, Clone)]
pub(super) struct EntryExtension {
    pub(super) guid: String,
    /// The guid is the article's address, if it is one.
    pub(super) guid_is_link: bool,
    pub(super) links: Vec<Link>,
    pub(super) published: Option<Time>,
    pub(super) updated: Option<Time>,
    /// Dates that no reading gives a moment.
    pub(super) impossible: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) comments_url: Option<String>,
    pub(super) comments_feed: Option<String>,
    pub(super) comment_count: Option<u32>,
    /// `dc:title`, `media:title`: for an entry without a title.
    pub(super) title: Option<String>,
    /// HTML for an entry without a body.
    pub(super) body: Option<String>,
    /// The base address that an `xml:base` gives the body, where it is not the feed's own.
    pub(super) body_base: Option<Arc<Url>>,
    /// Links that are neither http nor https.
    pub(super) foreign_links: u32,
}

/// A link with what says how it is meant.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) url: String,
    pub(super) relation: String,
    pub(super) media_type: String,
}

/// Reads the extensions of `source`. The error is as for [`Fields::open`].
pub(super) fn read(source: &str, base: Option<&Url>) -> Result<FeedExtension, Option<String>> {
    let mut fields = Fields::open(source, base.cloned())?;
    let mut feed = FeedExtension {
        format: format(&fields),
        family: fields.family,
        language: fields.root.attribute_of(Ns::Xml, "lang").map(str::to_owned),
        interval: None,
        site: None,
        title: None,
        entries: Vec::new(),
        damage: Damage::default(),
        is_sound: true,
        overflow: false,
        cut: false,
    };
    let mut hints = Hints::default();
    let mut links_to_site = Vec::new();
    let mut without_link = false;
    while let Some(item) = fields.next() {
        match item {
            Item::Feed(field) => feed_field(&mut feed, &mut hints, &mut links_to_site, &field),
            Item::Begin(tag) => {
                let guid = tag.attribute_of(Ns::Rdf, "about").unwrap_or_default().trim().to_owned();
                feed.entries.push(EntryExtension { guid, guid_is_link: true, ..EntryExtension::default() });
            }
            Item::Entry(field) => {
                if let Some(entry) = feed.entries.last_mut() {
                    entry_field(entry, fields.family, &field, base);
                }
            }
            // What was cut off comes whole with the next fetch; half of it now would be another article.
            Item::End { cut: true } if feed.entries.len() > 1 => {
                feed.entries.pop();
                feed.cut = true;
            }
            Item::End { .. } => without_link |= feed.entries.last().is_some_and(|entry| entry.links.is_empty()),
        }
    }
    feed.interval = hints.minutes();
    feed.site = links::article(&links_to_site);
    feed.damage = fields.damage();
    feed.overflow = fields.overflow;
    // feed-rs passes over an RDF item that has no link.
    feed.is_sound = fields.is_sound() && !(without_link && feed.family == Family::Rdf);
    Ok(feed)
}

fn format(fields: &Fields<'_>) -> &'static str {
    match (fields.family, fields.root.attribute("version")) {
        (Family::Atom, _) => "atom",
        (Family::Rdf, _) => "rss1",
        (Family::Rss, Some(version)) if version.trim().starts_with("0.") => "rss0",
        (Family::Rss, _) => "rss2",
    }
}

/// How often the feed asks to be fetched.
#[derive(Default)]
struct Hints {
    ttl: Option<u32>,
    period: Option<u32>,
    frequency: Option<u32>,
}

impl Hints {
    fn minutes(&self) -> Option<u32> {
        let updates = self.period.map(|period| (period / self.frequency.unwrap_or(1).max(1)).max(1));
        self.ttl.filter(|ttl| *ttl > 0).or(updates)
    }
}

/// Minutes in a period of the syndication module (<http://purl.org/rss/1.0/modules/syndication/>).
fn period(name: &str) -> Option<u32> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 1_440,
        "weekly" => 10_080,
        "monthly" => 43_200,
        "yearly" => 525_600,
        _ => return None,
    })
}

fn feed_field(feed: &mut FeedExtension, hints: &mut Hints, site: &mut Vec<Link>, field: &Field) {
    let text = field.text.trim();
    match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home, "ttl") => hints.ttl = text.parse().ok(),
        (Ns::Sy, "updateperiod") => hints.period = period(text),
        (Ns::Sy, "updatefrequency") => hints.frequency = text.parse().ok(),
        (Ns::Home | Ns::Dc, "language") if !text.is_empty() => feed.language = Some(text.to_owned()),
        (Ns::Dc, "title") if !text.is_empty() => feed.title = Some(text.to_owned()),
        (Ns::Home | Ns::Atom, "link") => push_link(site, &mut 0, field),
        _ => {}
    }
}

fn entry_field(entry: &mut EntryExtension, family: Family, field: &Field, document: Option<&Url>) {
    let text = field.text.trim();
    match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home, "guid") if entry.guid.is_empty() => {
            entry.guid = text.to_owned();
            entry.guid_is_link =
                !field.tag.attribute("isPermaLink").is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
        }
        (Ns::Home | Ns::Atom, "id") if entry.guid.is_empty() => {
            entry.guid = text.to_owned();
            entry.guid_is_link = family == Family::Atom;
        }
        (Ns::Home | Ns::Atom, "link") => {
            discussion(entry, field);
            push_link(&mut entry.links, &mut entry.foreign_links, field);
            if field.tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure")) {
                push_enclosure(entry, field, &field.tag, "href", "length");
            }
        }
        (Ns::Home, "comments") => first(&mut entry.comments_url, resolve(field, text)),
        (Ns::Wfw, "commentrss") => first(&mut entry.comments_feed, resolve(field, text)),
        (Ns::Slash, "comments") | (Ns::Thr, "total") => first(&mut entry.comment_count, text.parse().ok()),
        (Ns::Home | Ns::Atom, "author") | (Ns::Dc, "creator") | (Ns::Itunes, "author") => author(entry, field),
        (Ns::Home | Ns::Atom, "category") | (Ns::Dc, "subject") => category(entry, field),
        (Ns::Home, "enclosure") => push_enclosure(entry, field, &field.tag, "url", "length"),
        (Ns::Media, _) => media(entry, field),
        _ if date(entry, field, text) => {}
        _ => body(entry, family, field, document),
    }
}

/// RFC 4685: `link rel="replies"`, its `thr:count`.
fn discussion(entry: &mut EntryExtension, field: &Field) {
    let tag = &field.tag;
    if !tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("replies")) {
        return;
    }
    let Some(url) = tag.attribute("href").and_then(|href| resolve(field, href)) else { return };
    let media_type = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_feed =
        ["atom", "rss", "json", "/xml"].iter().any(|kind| media_type.contains(kind)) && !media_type.contains("html");
    first(if is_feed { &mut entry.comments_feed } else { &mut entry.comments_url }, Some(url));
    first(&mut entry.comment_count, tag.attribute_of(Ns::Thr, "count").and_then(|n| n.trim().parse().ok()));
}

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
        Some(time) if is_update => first(&mut entry.updated, Some(time)),
        Some(time) => first(&mut entry.published, Some(time)),
        None => push(&mut entry.impossible, text.chars().take(60).collect()),
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

/// Media RSS (<https://www.rssboard.org/media-rss>): what is attached, and the words for an entry that has no others.
fn media(entry: &mut EntryExtension, field: &Field) {
    let own = std::iter::once((&field.tag, field.text.as_str()));
    for (tag, text) in own.chain(field.parts.iter().map(|part| (&part.tag, part.text.as_str()))) {
        match tag.name.as_str() {
            "content" => push_enclosure(entry, field, tag, "url", "fileSize"),
            "title" if !text.trim().is_empty() => first(&mut entry.title, Some(text.to_owned())),
            "description" if !text.trim().is_empty() => {
                let is_html = tag.attribute("type").is_some_and(|kind| kind.contains("html"));
                let html = if is_html { text.to_owned() } else { super::plain::to_html(text) };
                first(&mut entry.body, Some(html));
            }
            _ => {}
        }
    }
}

/// Bodies that feed-rs does not read, and the base of those that it does.
fn body(entry: &mut EntryExtension, family: Family, field: &Field, document: Option<&Url>) {
    let name = field.tag.name.to_ascii_lowercase();
    let read_by_feed_rs = match (field.tag.ns, name.as_str()) {
        (Ns::Home, "description") | (Ns::Content, "encoded") => family != Family::Atom,
        (Ns::Home | Ns::Atom, "summary" | "content") => family == Family::Atom,
        _ => false,
    };
    let fallback = !read_by_feed_rs
        && match (field.tag.ns, name.as_str()) {
            (Ns::Xhtml, "body" | "div") | (Ns::Home, "body" | "fullitem") => true,
            (Ns::Home | Ns::Atom, "content" | "summary") => true,
            (Ns::Itunes, "summary") | (Ns::Dc, "description") | (Ns::Content, "encoded") => true,
            _ => false,
        };
    if name == "content"
        && let Some(url) = field.tag.attribute("src").and_then(|src| resolve(field, src))
    {
        push(&mut entry.links, Link { url, relation: "related".to_owned(), media_type: String::new() });
    }
    if (read_by_feed_rs || fallback) && field.base.as_deref() != document {
        entry.body_base.clone_from(&field.base);
    }
    if fallback && !field.text.trim().is_empty() {
        first(&mut entry.body, Some(field.text.clone()));
    }
    if (field.tag.ns, name.as_str()) == (Ns::Dc, "title") {
        first(&mut entry.title, Some(field.text.clone()).filter(|t| !t.trim().is_empty()));
    }
}

fn push_link(list: &mut Vec<Link>, foreign: &mut u32, field: &Field) {
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
    links::push_enclosure(&mut entry.enclosures, Enclosure { url, media_type, length });
}

fn resolve(field: &Field, raw: &str) -> Option<String> {
    links::absolute(field.base.as_deref(), raw)
}

fn first<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < MAX_LIST {
        list.push(value);
    }
}
