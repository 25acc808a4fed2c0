//! Collects from an XML feed, by namespace, the elements that feed-rs drops or misreads.
//!
//! These are addresses and counts of comments, unchanged guids, links with their relations, dates, persons and
//! enclosures. Titles and bodies are left to feed-rs; this module collects only fallbacks for them.

use std::sync::Arc;

use url::Url;

use crate::domain::{Enclosure, Media, Time};

use super::entry;
use super::field::{Family, Field};
use super::fields::{Fields, Item};
use super::names::Ns;
use super::xml_reader::{Damage, Tag};

/// The elements collected from a feed.
#[derive(Debug)]
pub(super) struct FeedExtension {
    pub(super) format: &'static str,
    pub(super) family: Family,
    pub(super) language: Option<String>,
    pub(super) interval: Option<u32>,
    pub(super) site: Option<String>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) damage: Damage,
    /// Whether a text was too long, and is cut.
    pub(super) has_long_text: bool,
    /// Whether the document ends inside an entry, which is left out.
    pub(super) cut: bool,
}

/// The elements collected from an entry.
#[derive(Debug, Default, Clone)]
pub(super) struct EntryExtension {
    /// Whether the entry has neither an element nor a guid.
    pub(super) is_empty: bool,
    /// Whether a text of a JSON item was too long, and is cut.
    pub(super) has_long_text: bool,
    pub(super) guid: String,
    /// Whether the guid, if it is an address, is that of the article.
    pub(super) guid_is_link: bool,
    pub(super) links: Vec<Link>,
    pub(super) published: Option<Time>,
    pub(super) updated: Option<Time>,
    /// Dates that do not parse.
    pub(super) invalid_dates: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) enclosures: Vec<Enclosure>,
    /// Seconds that the entry states for its audio or video (`itunes:duration`).
    pub(super) duration: Option<u32>,
    /// Transcripts and chapters.
    pub(super) media: Media,
    /// Chapters that were dropped: without a title or a time, beside another one, or beyond the limit.
    pub(super) dropped_chapters: usize,
    pub(super) comments_url: Option<String>,
    pub(super) comments_feed: Option<String>,
    pub(super) comment_count: Option<u32>,
    /// Address and title of the outlet that the entry comes from.
    pub(super) source: Option<(String, String)>,
    /// `dc:title` or `media:title`, for an entry without a title.
    pub(super) title: Option<String>,
    /// HTML for an entry without a body.
    pub(super) body: Option<String>,
    /// Base address that an `xml:base` gives the body, if it differs from the feed's.
    pub(super) body_base: Option<Arc<Url>>,
    /// Number of links that are neither http nor https.
    pub(super) foreign_links: u32,
}

/// A link with its relation and media type, both in lower case.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) url: String,
    pub(super) relation: String,
    pub(super) media_type: String,
}

impl FeedExtension {
    /// Makes the extension of a feed of which nothing but the root is read yet.
    pub(super) fn new(fields: &Fields<'_>) -> Self {
        Self {
            format: format(fields),
            family: fields.family,
            language: fields.root.attribute_of(Ns::Xml, "lang").map(str::to_owned),
            interval: None,
            site: None,
            title: None,
            description: None,
            damage: Damage::default(),
            has_long_text: false,
            cut: false,
        }
    }
}

impl EntryExtension {
    /// Makes the extension of an entry of which nothing but its start tag is read yet.
    pub(super) fn new(tag: &Tag) -> Self {
        let guid = tag.attribute_of(Ns::Rdf, "about").unwrap_or_default().trim().to_owned();
        Self { guid, guid_is_link: true, ..Self::default() }
    }
}

/// Collects the extensions of the entries in a part of a feed that has no cut entry.
pub(super) fn read(mut fields: Fields<'_>, base: Option<&Url>) -> Vec<EntryExtension> {
    let mut entries: Vec<EntryExtension> = Vec::new();
    while let Some(item) = fields.next() {
        match item {
            Item::Begin(tag) => entries.push(EntryExtension::new(&tag)),
            Item::Entry(field) => {
                if let Some(entry) = entries.last_mut() {
                    entry::apply(entry, fields.family, &field, base);
                }
            }
            Item::End { empty, .. } => {
                if let Some(entry) = entries.last_mut() {
                    entry.is_empty = empty && entry.guid.is_empty();
                }
            }
            Item::Feed(_) => {}
        }
    }
    entries
}

fn format(fields: &Fields<'_>) -> &'static str {
    match (fields.family, fields.root.attribute("version")) {
        (Family::Atom, _) => "atom",
        (Family::Rdf, _) => "rss1",
        (Family::Rss, Some(version)) if version.trim().starts_with("0.") => "rss0",
        (Family::Rss, _) => "rss2",
    }
}

/// The feed's hints about the interval between fetches.
#[derive(Default)]
pub(super) struct Hints {
    ttl: Option<u32>,
    period: Option<u32>,
    frequency: Option<u32>,
}

impl Hints {
    pub(super) fn minutes(&self) -> Option<u32> {
        let updates = self.period.map(|period| (period / self.frequency.unwrap_or(1).max(1)).max(1));
        self.ttl.filter(|ttl| *ttl > 0).or(updates)
    }
}

/// Returns the minutes in a period of the syndication module (<http://purl.org/rss/1.0/modules/syndication/>).
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

/// Applies a field of the feed.
pub(super) fn feed_field(feed: &mut FeedExtension, hints: &mut Hints, site: &mut Vec<Link>, field: &Field) {
    let text = field.text.trim();
    match (field.tag.ns, field.tag.name.to_ascii_lowercase().as_str()) {
        (Ns::Home, "ttl") => hints.ttl = text.parse().ok(),
        (Ns::Sy, "updateperiod") => hints.period = period(text),
        (Ns::Sy, "updatefrequency") => hints.frequency = text.parse().ok(),
        (Ns::Home | Ns::Dc, "language") if !text.is_empty() => feed.language = Some(text.to_owned()),
        (Ns::Dc, "title") if !text.is_empty() => feed.title = Some(text.to_owned()),
        (Ns::Dc, "description") | (Ns::Itunes, "summary" | "subtitle") if !text.is_empty() => {
            entry::set_once(&mut feed.description, Some(field.text.clone()));
        }
        (Ns::Home | Ns::Atom, "link") => entry::push_link(site, &mut 0, field),
        _ => {}
    }
}
