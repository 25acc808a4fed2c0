//! Collects from an XML feed, by namespace, the elements that feed-rs drops or misreads.
//!
//! These are addresses and counts of comments, unchanged guids, links with their relations, dates, persons and
//! enclosures. Titles and bodies are left to feed-rs; this module collects only fallbacks for them.

use std::sync::Arc;

use url::Url;

use crate::domain::{Enclosure, Media, Time};

use super::fields::{Family, Field, Fields, Item};
use super::names::Ns;
use super::xml_reader::Damage;
use super::{entry, links};

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
    pub(super) entries: Vec<EntryExtension>,
    pub(super) damage: Damage,
    /// Whether feed-rs can parse the document unchanged.
    pub(super) is_sound: bool,
    /// Whether the feed has more entries than [`MAX_ENTRIES`](super::fields::MAX_ENTRIES).
    pub(super) overflow: bool,
    /// Whether the document ends inside an entry, which is left out.
    pub(super) cut: bool,
}

/// The elements collected from an entry.
#[derive(Debug, Default, Clone)]
pub(super) struct EntryExtension {
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

/// Collects the extensions of `source`. The error is that of [`Fields::open`].
pub(super) fn read(source: &str, base: Option<&Url>) -> Result<FeedExtension, Option<String>> {
    let mut fields = Fields::open(source, base.cloned())?;
    let mut feed = FeedExtension {
        format: format(&fields),
        family: fields.family,
        language: fields.root.attribute_of(Ns::Xml, "lang").map(str::to_owned),
        interval: None,
        site: None,
        title: None,
        description: None,
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
                    entry::apply(entry, fields.family, &field, base);
                }
            }
            // The next fetch delivers a cut entry whole; half of it now would become another article.
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
    // feed-rs skips an RDF item without a link.
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

/// The feed's hints about the interval between fetches.
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

fn feed_field(feed: &mut FeedExtension, hints: &mut Hints, site: &mut Vec<Link>, field: &Field) {
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
