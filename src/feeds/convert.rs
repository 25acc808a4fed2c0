//! feed-rs's model and our extensions, joined into the domain's feed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model;
use url::Url;

use crate::domain::{Entry, Html, ParsedFeed, Text, Warning};

use super::extensions::{self, EntryExtension, FeedExtension};
use super::fields::{Family, MAX_ENTRIES};
use super::plain::{self, Kind};
use super::{FeedError, links, repair};

/// An XML feed. `Err(Ok(root))` names the root of a document that is no feed; see [`super::fields::Fields::open`].
pub(super) fn xml(source: &str, base: Option<&Url>) -> Result<(ParsedFeed, Vec<Warning>), XmlError> {
    let extension = extensions::read(source, base).map_err(XmlError::NotAFeed)?;
    let strict = if extension.is_sound { feed_rs(source).ok() } else { None };
    // A different number of entries would pair them wrongly; the document written anew has exactly ours.
    let strict = strict.filter(|feed| feed.entries.len() == extension.entries.len());
    let feed = if let Some(feed) = strict {
        feed
    } else {
        let rewritten = repair::rewrite(source, base).ok_or(XmlError::NotAFeed(None))?;
        feed_rs(&rewritten).map_err(|reason| XmlError::Feed(FeedError::Unreadable(Text::line(&reason))))?
    };
    let mut warnings = complaints(&extension);
    let parsed = join(feed, extension, &mut warnings);
    Ok((parsed, warnings))
}

/// Why a document gave no feed.
pub(super) enum XmlError {
    /// Its root is another element; `None` where there is no element at all.
    NotAFeed(Option<String>),
    /// It is a feed, and could not be read.
    Feed(FeedError),
}

/// Runs feed-rs, which panics on some input: that is an error like any other. Dates, ids and addresses are ours.
pub(super) fn feed_rs(source: &str) -> Result<model::Feed, String> {
    let run = || {
        let builder = feed_rs::parser::Builder::new();
        let builder = builder.timestamp_parser(|_| None).id_generator(|_, _, _| String::new()).sanitize_content(false);
        builder.build().parse(source.as_bytes())
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the parser failed".to_owned()),
    }
}

/// Pairs the entries of both and makes the domain's feed of them.
pub(super) fn join(feed: model::Feed, extension: FeedExtension, warnings: &mut Vec<Warning>) -> ParsedFeed {
    let family = extension.family;
    entry_complaints(&extension.entries, warnings);
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
            .map(|(model, ours)| entry(model, ours, family))
            .collect(),
    };
    if parsed.title.is_none() && parsed.entries.is_empty() {
        warnings.push(Warning::new("the feed has neither a title nor entries"));
    }
    parsed
}

fn entry(model: model::Entry, ours: EntryExtension, family: Family) -> Entry {
    let guid_link = || links::absolute(None, &ours.guid).filter(|_| ours.guid_is_link);
    let title = model.title.and_then(|title| text_line(&title, family));
    let content = model.content.and_then(|content| html(content.body?, content.content_type.as_str(), family));
    let summary = model.summary.and_then(|text| html(text.content, text.content_type.as_str(), family));
    let fallback = ours.body.filter(|_| content.is_none() && summary.is_none());
    let rooted = |html: String| match &ours.body_base {
        Some(base) => Html(plain::absolute_links(&html, base).into_owned()),
        None => Html(html),
    };
    let labels = ours.categories.iter().filter_map(|label| plain::line(label, Kind::Html));
    Entry {
        title: title.or_else(|| plain::line(ours.title.as_deref()?, Kind::Html)),
        url: links::article(&ours.links).or_else(guid_link),
        author: Text::line(&ours.authors.join(", ")).non_empty(),
        published: ours.published,
        updated: ours.updated,
        summary: summary.map(rooted),
        content: content.or(fallback).map(rooted),
        comments_url: ours.comments_url,
        comments_feed: ours.comments_feed,
        comment_count: ours.comment_count,
        categories: labels.fold(Vec::new(), |mut list, label| {
            if !list.contains(&label) {
                list.push(label);
            }
            list
        }),
        enclosures: links::with_duration(ours.enclosures, ours.duration),
        guid: ours.guid,
    }
}

/// Titles of RSS and JSON are HTML in practice, those of Atom what their type says.
fn text_line(text: &model::Text, family: Family) -> Option<Text> {
    let is_text = family == Family::Atom && text.content_type.as_str().starts_with("text/plain");
    plain::line(&text.content, if is_text { Kind::Text } else { Kind::Html })
}

/// A body as HTML. Text that has markup in it is taken for the HTML that it is.
fn html(body: String, media_type: &str, family: Family) -> Option<String> {
    if body.trim().is_empty() {
        return None;
    }
    let is_text = family == Family::Atom && media_type.starts_with("text/plain") && !plain::looks_like_html(&body);
    Some(if is_text { plain::to_html(&body) } else { body })
}

/// A BCP 47 tag, or nothing: `en_US` is mended, prose is not a language.
fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then_some(tag)
}

fn complaints(extension: &FeedExtension) -> Vec<Warning> {
    let damage = extension.damage;
    let kept = extension.entries.len();
    let mut warnings = Vec::new();
    if extension.cut {
        warnings.push(format!("the feed breaks off inside an entry: {kept} complete entries were read"));
    } else if damage.truncated {
        warnings.push("the feed breaks off before its end".to_owned());
    }
    let findings = [
        (damage.bare_characters, "characters that should be escaped"),
        (damage.entities, "entities that XML does not know"),
        (damage.mismatched, "tags that do not match"),
        (damage.prefixes, "undeclared prefixes"),
        (damage.deep, "elements nested too deep"),
    ];
    let findings: Vec<&str> = findings.iter().filter(|(found, _)| *found).map(|(_, name)| *name).collect();
    if !findings.is_empty() {
        warnings.push(format!("the feed is not well-formed ({}) and was repaired", findings.join(", ")));
    }
    if extension.overflow {
        warnings.push(format!("the feed has more than {MAX_ENTRIES} entries: the first {kept} were read"));
    }
    warnings.iter().map(Warning::new).collect()
}

fn entry_complaints(entries: &[EntryExtension], warnings: &mut Vec<Warning>) {
    let dates: Vec<&String> = entries.iter().flat_map(|entry| &entry.impossible).collect();
    if let Some(first) = dates.first() {
        warnings.push(Warning::new(format!("{} dates name no moment, such as “{first}”", dates.len())));
    }
    let foreign: u32 = entries.iter().map(|entry| entry.foreign_links).sum();
    if foreign > 0 {
        warnings.push(Warning::new(format!("{foreign} links are neither http nor https and were left out")));
    }
}
