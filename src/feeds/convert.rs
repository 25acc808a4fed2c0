//! Joins feed-rs's model and the collected extensions into the values of `domain`.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model;

use crate::domain::{Entry, Html, ParsedFeed, Text, Warning, pluralize};

use super::extensions::{EntryExtension, FeedExtension};
use super::field::{Family, MAX_TEXT};
use super::links;
use super::plain::{self, Kind};

/// Runs feed-rs and turns its panics, which some input causes, into errors. Dates and ids are parsed elsewhere.
pub(super) fn feed_rs(source: impl Read) -> Result<model::Feed, String> {
    let run = || {
        let builder = feed_rs::parser::Builder::new();
        let builder = builder.timestamp_parser(|_| None).id_generator(|_, _, _| String::new()).sanitize_content(false);
        builder.build().parse(source)
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the parser crashed".to_owned()),
    }
}

/// The texts of an entry, as the feed has them.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) title: Option<Written>,
    pub(super) summary: Option<Written>,
    pub(super) content: Option<Written>,
}

/// A text, and whether the feed states that it is no HTML.
#[derive(Default)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) is_plain: bool,
}

impl From<model::Text> for Written {
    fn from(text: model::Text) -> Self {
        Self { is_plain: text.content_type.as_str().starts_with("text/plain"), text: text.content }
    }
}

impl From<model::Entry> for Texts {
    fn from(entry: model::Entry) -> Self {
        let content = entry.content.and_then(|content| {
            let is_plain = content.content_type.as_str().starts_with("text/plain");
            Some(Written { text: content.body?, is_plain })
        });
        Self { title: entry.title.map(Written::from), summary: entry.summary.map(Written::from), content }
    }
}

/// Joins what feed-rs and this program's pass have read of a feed outside its entries.
pub(super) fn head(feed: model::Feed, extension: &FeedExtension) -> ParsedFeed {
    let family = extension.family;
    let title = feed.title.and_then(|title| text_line(&title.into(), family));
    let description = feed.description.and_then(|text| text_line(&text.into(), family));
    let other = |text: &Option<String>| plain::line(text.as_deref().unwrap_or_default(), Kind::Html);
    ParsedFeed {
        format: extension.format,
        title: title.or_else(|| other(&extension.title)),
        url: extension.site.clone(),
        description: description.or_else(|| other(&extension.description)),
        language: extension.language.clone().or(feed.language).and_then(|tag| language(&tag)),
        interval: extension.interval,
        entries: Vec::new(),
    }
}

/// Joins the texts and the extension of an entry.
pub(super) fn entry(texts: Texts, extension: EntryExtension, family: Family) -> Entry {
    let guid_link = || links::absolute(None, &extension.guid).filter(|_| extension.guid_is_link);
    let title = texts.title.and_then(|title| text_line(&title, family));
    let content = texts.content.and_then(|content| html(content, family));
    let summary = texts.summary.and_then(|summary| html(summary, family));
    let fallback = extension.body.filter(|_| content.is_none() && summary.is_none());
    let rooted = |html: String| match &extension.body_base {
        Some(base) => Html(plain::absolute_links(&html, base).into_owned()),
        None => Html(html),
    };
    let labels = extension.categories.iter().filter_map(|label| plain::line(label, Kind::Html));
    Entry {
        title: title.or_else(|| plain::line(extension.title.as_deref()?, Kind::Html)),
        url: links::article(&extension.links).or_else(guid_link),
        author: Text::line(&extension.authors.join(", ")).non_empty(),
        published: extension.published,
        updated: extension.updated,
        summary: summary.map(rooted),
        content: content.or(fallback).map(rooted),
        comments_url: extension.comments_url,
        comments_feed: extension.comments_feed,
        comment_count: extension.comment_count,
        categories: labels.fold(Vec::new(), |mut list, label| {
            if !list.contains(&label) {
                list.push(label);
            }
            list
        }),
        enclosures: links::with_duration(extension.enclosures, extension.duration),
        media: extension.media,
        source: extension.source.map(|(url, title)| (url, plain::line(&title, Kind::Html).unwrap_or_default())),
        guid: extension.guid,
    }
}

/// Converts a title to one line: in RSS and JSON it is HTML in practice, in Atom what its type states.
pub(super) fn text_line(written: &Written, family: Family) -> Option<Text> {
    let is_text = family == Family::Atom && written.is_plain;
    plain::line(&written.text, if is_text { Kind::Text } else { Kind::Html })
}

/// Converts a body to HTML. Atom text that contains markup is treated as HTML.
fn html(Written { text, is_plain }: Written, family: Family) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    let is_text = family == Family::Atom && is_plain && !plain::looks_like_html(&text);
    Some(if is_text { plain::to_html(&text) } else { text })
}

/// Returns a BCP 47 tag: `en_US` becomes `en-US`, and text that is no tag becomes `None`.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then_some(tag)
}

/// Describes the damage of a document with so many whole `entries`.
pub(super) fn damage_warnings(extension: &FeedExtension, entries: usize) -> Vec<Warning> {
    let damage = extension.damage;
    let mut warnings = Vec::new();
    if extension.cut {
        warnings.push(format!("the feed is cut off inside an entry; complete entries: {entries}"));
    } else if damage.truncated {
        warnings.push("the feed is cut off before its end".to_owned());
    }
    let findings = [
        (damage.bare_characters, "unescaped characters"),
        (damage.entities, "unknown entities"),
        (damage.mismatched, "mismatched tags"),
        (damage.prefixes, "undeclared prefixes"),
        (damage.deep, "elements nested too deep"),
    ];
    let findings: Vec<&str> = findings.iter().filter(|(found, _)| *found).map(|(_, name)| *name).collect();
    if !findings.is_empty() {
        warnings.push(format!("repaired the feed, which is not well-formed: {}", findings.join(", ")));
    }
    if extension.has_long_text {
        warnings.push(long_text());
    }
    warnings.iter().map(Warning::new).collect()
}

fn long_text() -> String {
    format!("cut texts that are longer than {} MiB", MAX_TEXT >> 20)
}

/// The faults of entries.
#[derive(Debug, Default)]
pub(super) struct Faults {
    dates: usize,
    /// The first invalid date.
    pub(super) example: Option<String>,
    foreign_links: usize,
    dropped_chapters: usize,
    has_long_text: bool,
    /// Number of entries without any element.
    empty: usize,
}

impl Faults {
    /// Begins with so many entries without any element.
    pub(super) fn new(empty: usize) -> Self {
        Self { empty, ..Self::default() }
    }

    /// Adds the faults of entries that stand above all others so far.
    pub(super) fn add(&mut self, entries: &[EntryExtension]) {
        let mut dates = entries.iter().flat_map(|entry| &entry.invalid_dates);
        if let Some(first) = dates.next() {
            self.dates += 1 + dates.count();
            self.example = Some(first.clone());
        }
        self.has_long_text |= entries.iter().any(|entry| entry.has_long_text);
        self.foreign_links += entries.iter().map(|entry| entry.foreign_links as usize).sum::<usize>();
        self.dropped_chapters += entries.iter().map(|entry| entry.dropped_chapters).sum::<usize>();
    }

    /// Describes the faults.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if let Some(first) = &self.example {
            let count = pluralize(self.dates, "invalid date");
            warnings.push(format!("ignored {count}, such as “{first}”"));
        }
        if self.foreign_links > 0 {
            let count = pluralize(self.foreign_links, "link");
            warnings.push(format!("ignored {count} with a scheme other than http and https"));
        }
        if self.dropped_chapters > 0 {
            let count = pluralize(self.dropped_chapters, "chapter");
            warnings.push(format!("skipped {count} without a title or a time of their own, or beyond the limit"));
        }
        if self.has_long_text {
            warnings.push(long_text());
        }
        if self.empty > 0 {
            let count = pluralize(self.empty, "empty element");
            warnings.push(format!("skipped {count} in place of entries"));
        }
        warnings.iter().map(Warning::new).collect()
    }
}
