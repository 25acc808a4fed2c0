//! Joins feed-rs's model and the collected extensions into a [`ParsedFeed`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model;
use url::Url;

use crate::domain::{Entry, Html, ParsedFeed, Text, Warning, pluralize};

use super::extensions::{self, EntryExtension, FeedExtension};
use super::fields::{Family, MAX_ENTRIES};
use super::plain::{self, Kind};
use super::{FeedError, links, repair};

/// Parses an XML feed, repaired if feed-rs would reject or misread it.
pub(super) fn xml(source: &str, base: Option<&Url>) -> Result<(ParsedFeed, Vec<Warning>), XmlError> {
    let extension = extensions::read(source, base).map_err(XmlError::NotAFeed)?;
    let strict = if extension.is_sound { feed_rs(source).ok() } else { None };
    // With another number of entries, pairs would be wrong; the rewritten document has exactly those of `extension`.
    let strict = strict.filter(|feed| feed.entries.len() == extension.entries.len());
    let feed = if let Some(feed) = strict {
        feed
    } else {
        let rewritten = repair::rewrite(source, base).ok_or(XmlError::NotAFeed(None))?;
        feed_rs(&rewritten).map_err(|reason| XmlError::Feed(FeedError::Unreadable(Text::line(&reason))))?
    };
    let mut warnings = feed_warnings(&extension);
    let parsed = join(feed, extension, &mut warnings);
    Ok((parsed, warnings))
}

/// An error in parsing an XML feed.
pub(super) enum XmlError {
    /// The root is another element, named here; `None` if there is no element at all.
    NotAFeed(Option<String>),
    /// It is a feed that can't be parsed.
    Feed(FeedError),
}

/// Runs feed-rs and turns its panics, which some input causes, into errors. Dates and ids are parsed elsewhere.
pub(super) fn feed_rs(source: &str) -> Result<model::Feed, String> {
    let run = || {
        let builder = feed_rs::parser::Builder::new();
        let builder = builder.timestamp_parser(|_| None).id_generator(|_, _, _| String::new()).sanitize_content(false);
        builder.build().parse(source.as_bytes())
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the parser crashed".to_owned()),
    }
}

/// Pairs the entries of both into a [`ParsedFeed`].
pub(super) fn join(feed: model::Feed, extension: FeedExtension, warnings: &mut Vec<Warning>) -> ParsedFeed {
    let family = extension.family;
    warnings.extend(entry_warnings(&extension.entries));
    let title = feed.title.and_then(|title| text_line(&title, family));
    let description = feed.description.and_then(|text| text_line(&text, family));
    let parsed = ParsedFeed {
        format: extension.format,
        title: title.or_else(|| plain::line(&extension.title.unwrap_or_default(), Kind::Html)),
        url: extension.site,
        description: description.or_else(|| plain::line(&extension.description.unwrap_or_default(), Kind::Html)),
        language: extension.language.or(feed.language).and_then(|tag| language(&tag)),
        interval: extension.interval,
        entries: feed
            .entries
            .into_iter()
            .zip(extension.entries)
            .map(|(model, extension)| entry(model, extension, family))
            .collect(),
    };
    if parsed.title.is_none() && parsed.entries.is_empty() {
        warnings.push(Warning::new("the feed has no title and no entries"));
    }
    parsed
}

fn entry(model: model::Entry, extension: EntryExtension, family: Family) -> Entry {
    let guid_link = || links::absolute(None, &extension.guid).filter(|_| extension.guid_is_link);
    let title = model.title.and_then(|title| text_line(&title, family));
    let content = model.content.and_then(|content| html(content.body?, content.content_type.as_str(), family));
    let summary = model.summary.and_then(|text| html(text.content, text.content_type.as_str(), family));
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
fn text_line(text: &model::Text, family: Family) -> Option<Text> {
    let is_text = family == Family::Atom && text.content_type.as_str().starts_with("text/plain");
    plain::line(&text.content, if is_text { Kind::Text } else { Kind::Html })
}

/// Converts a body to HTML. Atom text that contains markup is treated as HTML.
fn html(body: String, media_type: &str, family: Family) -> Option<String> {
    if body.trim().is_empty() {
        return None;
    }
    let is_text = family == Family::Atom && media_type.starts_with("text/plain") && !plain::looks_like_html(&body);
    Some(if is_text { plain::to_html(&body) } else { body })
}

/// Returns a BCP 47 tag: `en_US` becomes `en-US`, and text that is no tag becomes `None`.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then_some(tag)
}

fn feed_warnings(extension: &FeedExtension) -> Vec<Warning> {
    let damage = extension.damage;
    let kept = extension.entries.len();
    let mut warnings = Vec::new();
    if extension.cut {
        warnings.push(format!("the feed is cut off inside an entry; complete entries: {kept}"));
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
    if extension.overflow {
        warnings.push(format!("the feed has more than {MAX_ENTRIES} entries: skipped the rest"));
    }
    warnings.iter().map(Warning::new).collect()
}

fn entry_warnings(entries: &[EntryExtension]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let dates: Vec<&String> = entries.iter().flat_map(|entry| &entry.invalid_dates).collect();
    if let Some(first) = dates.first() {
        let count = pluralize(dates.len(), "invalid date");
        warnings.push(Warning::new(format!("ignored {count}, such as “{first}”")));
    }
    let foreign: u32 = entries.iter().map(|entry| entry.foreign_links).sum();
    if foreign > 0 {
        let count = pluralize(foreign as usize, "link");
        warnings.push(Warning::new(format!("ignored {count} with a scheme other than http and https")));
    }
    let chapters: usize = entries.iter().map(|entry| entry.dropped_chapters).sum();
    if chapters > 0 {
        let count = pluralize(chapters, "chapter");
        warnings
            .push(Warning::new(format!("skipped {count} without a title or a time of their own, or beyond the limit")));
    }
    warnings
}
