//! Reads JSON Feed 1.0 and 1.1 (<https://jsonfeed.org/version/1.1>), and tolerates deviations that feeds have.
//!
//! Items are found in the document's text and read one by one; no tree of them is built.

use std::ops::Range;

use url::Url;

use super::convert::{Texts, Written, language, text_line};
use super::extensions::{EntryExtension, Link};
use super::field::{Family, MAX_TEXT};
use super::json_scan::{check, elements, members, placed_elements};
use super::opened::{Opened, Pairs};
use super::survey::BATCH_BYTES;
use super::{FeedError, links, people};
use crate::domain::text::prefix;
use crate::domain::{Enclosure, ParsedFeed, Text, Warning, dates, pluralize};

/// The most persons, and the most tags, read of an item.
const MAX_LIST: usize = 100;

/// A feed whose items were found.
pub(super) struct Document {
    /// The array of items.
    items: String,
    batches: Vec<Range<usize>>,
}

/// The members of a feed.
#[derive(Default)]
struct Head<'a> {
    version: Option<String>,
    title: Option<String>,
    description: Option<String>,
    language: Option<String>,
    site: Option<String>,
    has_address: bool,
    items: Option<&'a str>,
}

/// Finds the items of a feed, and reads what it says of itself. A batch has so many items.
pub(super) fn open(text: String, base: Option<&Url>, batch: usize) -> Result<Opened<Document>, FeedError> {
    let mut warnings = Vec::new();
    let text = if check(&text).is_ok() {
        text
    } else {
        // The common mistake of hand-made feeds is line breaks inside strings.
        warnings.push(Warning::new("repaired the feed, which is not valid JSON: control characters in strings"));
        let mut repaired = String::with_capacity(text.len());
        repaired.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        drop(text);
        check(&repaired).map_err(|error| FeedError::BadJson(Text::line(&error.to_string())))?;
        repaired
    };
    let head = Head::of(&text);
    let array = match head.items {
        Some(items) if head.is_feed() && items.starts_with('[') => items.to_owned(),
        None if head.is_feed() => String::new(),
        _ => return Err(FeedError::OtherJson),
    };
    let items = Items::of(&array, batch);
    if items.others > 0 {
        let skipped = pluralize(items.others, "item");
        warnings.push(Warning::new(format!("skipped {skipped} of {}", items.all)));
    }
    let line = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default().trim().to_owned();
        text_line(&Written { text, is_plain: false }, Family::Rss)
    };
    let parsed = ParsedFeed {
        format: "json",
        title: line(&head.title),
        url: head.site.as_deref().and_then(|raw| links::absolute(base, raw)),
        description: line(&head.description),
        language: head.language.as_deref().and_then(language),
        interval: None,
        entries: Vec::new(),
    };
    let Items { batches, all, others, empty } = items;
    Ok(Opened {
        head: parsed,
        warnings,
        only: None,
        batches: batches.len(),
        entries: all - others,
        empty,
        document: Document { items: array, batches },
    })
}

impl<'a> Head<'a> {
    fn of(text: &'a str) -> Self {
        let mut head = Self::default();
        for (name, value) in members(text) {
            match name.as_str() {
                "version" => head.version = string(value).filter(|_| value.starts_with('"')),
                "title" => head.title = string(value),
                "description" => head.description = string(value),
                "language" => head.language = string(value),
                "home_page_url" => (head.site, head.has_address) = (string(value), true),
                "feed_url" => head.has_address = true,
                "items" => head.items = Some(value),
                _ => {}
            }
        }
        head
    }

    fn is_feed(&self) -> bool {
        self.version.as_deref().is_some_and(|version| version.contains("jsonfeed.org"))
            || (self.items.is_some() && self.has_address)
    }
}

/// The items of a feed, in batches.
#[derive(Default)]
struct Items {
    batches: Vec<Range<usize>>,
    all: usize,
    /// Number of those that are no objects.
    others: usize,
    /// Number of empty objects between the batches.
    empty: usize,
}

impl Items {
    fn of(array: &str, most: usize) -> Self {
        let mut items = Self::default();
        let mut open: Option<Range<usize>> = None;
        let mut begun = 0;
        for (start, item) in placed_elements(array) {
            items.all += 1;
            if !item.starts_with('{') {
                items.others += 1;
                continue;
            }
            let is_full = |batch: &Range<usize>| begun >= most || start - batch.start >= BATCH_BYTES;
            if open.as_ref().is_some_and(is_full) {
                items.batches.extend(open.take());
            }
            begun = if open.is_some() { begun + 1 } else { 1 };
            if is_empty(item) {
                items.empty += 1;
            } else {
                open.get_or_insert(start..start).end = start + item.len();
            }
        }
        items.batches.extend(open);
        items
    }
}

fn is_empty(item: &str) -> bool {
    item.bytes().all(|b| b.is_ascii_whitespace() || matches!(b, b'{' | b'}'))
}

impl Document {
    /// Reads a batch, by its number.
    pub(super) fn batch(&self, at: usize, base: Option<&Url>) -> Pairs {
        let range = self.batches.get(at).cloned().unwrap_or_default();
        let part = format!("[{}]", self.items.get(range).unwrap_or_default());
        elements(&part).filter(|item| item.starts_with('{') && !is_empty(item)).map(|item| read(item, base)).unzip()
    }
}

/// Reads an item.
fn read(item: &str, base: Option<&Url>) -> (Texts, EntryExtension) {
    let mut entry = EntryExtension { guid_is_link: true, ..EntryExtension::default() };
    let (mut title, mut html, mut text, mut summary) = (None, None, None, None);
    let (mut url, mut external, mut published, mut updated) = (None, None, None, None);
    let (mut authors, mut author, mut tags, mut attachments) = ("", None, "", "");
    for (name, value) in members(item) {
        match name.as_str() {
            "id" => entry.guid = string(value).unwrap_or_default(),
            "title" => title = string(value),
            "content_html" => html = string(value),
            "content_text" => text = string(value),
            "summary" => summary = string(value),
            "url" => url = string(value),
            "external_url" => external = string(value),
            "date_published" => published = string(value),
            "date_modified" => updated = string(value),
            "authors" => authors = value,
            "author" => author = Some(value),
            "tags" => tags = value,
            "attachments" => attachments = value,
            _ => {}
        }
    }
    for (raw, relation) in [(url, "alternate"), (external, "related")] {
        let Some(raw) = raw else { continue };
        match links::absolute(base, &raw) {
            Some(url) => entry.links.push(Link { url, relation: relation.to_owned(), media_type: String::new() }),
            None => entry.foreign_links += 1,
        }
    }
    for (raw, slot) in [(published, &mut entry.published), (updated, &mut entry.updated)] {
        let Some(raw) = raw else { continue };
        *slot = dates::parse(&raw);
        if slot.is_none() {
            entry.invalid_dates.push(raw.chars().take(60).collect());
        }
    }
    for name in elements(authors).chain(author).take(MAX_LIST).filter_map(person) {
        if !entry.authors.contains(&name) {
            entry.authors.push(name);
        }
    }
    let tags = elements(tags).filter(|tag| tag.starts_with('"')).take(MAX_LIST);
    entry.categories = tags.filter_map(|tag| serde_json::from_str(tag).ok()).collect();
    elements(attachments).filter_map(|value| attachment(value, base)).for_each(|new| {
        links::push_enclosure(&mut entry.enclosures, new);
    });
    // A body is always HTML, so plain text is written as that.
    let content = html.or_else(|| text.map(|text| super::plain::to_html(&text)));
    let summary = summary.map(|text| super::plain::to_html(&text));
    let written = |text: Option<String>| text.map(|text| Written { text: trimmed(text), is_plain: false });
    entry.has_long_text = [&title, &content, &summary].into_iter().flatten().any(|text| text.len() >= MAX_TEXT);
    (Texts { title: written(title), summary: written(summary), content: written(content) }, entry)
}

fn trimmed(text: String) -> String {
    if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
}

/// Reads a person, who may be given as an object or as a name alone.
fn person(value: &str) -> Option<String> {
    let raw = if value.starts_with('{') {
        let name = members(value).filter(|(name, _)| name == "name").last()?;
        string(name.1)?
    } else {
        serde_json::from_str(value).ok()?
    };
    people::name(&raw)
}

fn attachment(value: &str, base: Option<&Url>) -> Option<Enclosure> {
    let (mut url, mut media_type, mut length, mut seconds) = (None, None, None, None);
    for (name, value) in members(value) {
        match name.as_str() {
            "url" => url = string(value),
            "mime_type" => media_type = string(value),
            "size_in_bytes" => length = serde_json::from_str(value).ok().filter(|n: &u64| *n > 0),
            "duration_in_seconds" => seconds = serde_json::from_str(value).ok().and_then(links::seconds),
            _ => {}
        }
    }
    Some(Enclosure { url: links::absolute(base, &url?)?, media_type, length, seconds })
}

/// Reads a value that is a string, up to [`MAX_TEXT`], or a number; `None` if it is blank.
fn string(value: &str) -> Option<String> {
    let text: String = match value.bytes().next()? {
        b'"' => {
            let mut text: String = serde_json::from_str(value).ok()?;
            if text.len() > MAX_TEXT {
                text = prefix(&text, MAX_TEXT).to_owned();
            }
            text
        }
        b'-' | b'0'..=b'9' => serde_json::from_str::<serde_json::Number>(value).ok()?.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
