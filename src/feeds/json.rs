//! Parses JSON Feed 1.0 and 1.1 (<https://jsonfeed.org/version/1.1>), and tolerates deviations that feeds have.
//!
//! feed-rs parses titles and bodies, from a normalised document; this module parses everything else.

use serde_json::{Map, Value, json};
use url::Url;

use crate::domain::{Enclosure, ParsedFeed, Text, Warning, dates, pluralize};

use super::extensions::{EntryExtension, FeedExtension, Link};
use super::fields::{Family, MAX_ENTRIES};
use super::xml_reader::Damage;
use super::{FeedError, convert, links, people};

/// Parses a JSON Feed.
pub(super) fn parse(source: &str, base: Option<&Url>) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
    let mut warnings = Vec::new();
    // The common mistake of hand-made feeds is line breaks inside strings.
    let value = first_value(source).or_else(|_| {
        warnings.push(Warning::new("repaired the feed, which is not valid JSON: control characters in strings"));
        first_value(&source.replace(|c: char| c.is_control(), " "))
    });
    let value = value.map_err(|error| FeedError::BadJson(Text::line(&error.to_string())))?;
    let Value::Object(feed) = value else { return Err(FeedError::OtherJson) };
    let items = match feed.get("items") {
        Some(Value::Array(items)) if is_feed(&feed) => items.as_slice(),
        None if is_feed(&feed) => &[],
        _ => return Err(FeedError::OtherJson),
    };
    let kept: Vec<&Map<String, Value>> = items.iter().filter_map(Value::as_object).take(MAX_ENTRIES).collect();
    if kept.len() < items.len() {
        let skipped = pluralize(items.len() - kept.len(), "item");
        warnings.push(Warning::new(format!("skipped {skipped} of {}", items.len())));
    }
    let normal = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": string(&feed, "title").unwrap_or_default(),
        "description": string(&feed, "description"),
        "items": kept.iter().map(|item| texts(item)).collect::<Vec<_>>(),
    });
    let model = convert::feed_rs(&normal.to_string()).map_err(|reason| FeedError::Unreadable(Text::line(&reason)))?;
    let extension = FeedExtension {
        format: "json",
        family: Family::Rss,
        language: string(&feed, "language"),
        interval: None,
        site: string(&feed, "home_page_url").and_then(|raw| links::absolute(base, &raw)),
        title: None,
        description: None,
        entries: kept.iter().map(|item| extension(item, base)).collect(),
        damage: Damage::default(),
        is_sound: true,
        overflow: false,
        cut: false,
    };
    let parsed = convert::join(model, extension, &mut warnings);
    Ok((parsed, warnings))
}

/// Parses the first value and ignores text after it.
fn first_value(source: &str) -> Result<Value, serde_json::Error> {
    serde_json::Deserializer::from_str(source).into_iter().next().unwrap_or(Ok(Value::Null))
}

fn is_feed(feed: &Map<String, Value>) -> bool {
    feed.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"))
        || (feed.contains_key("items") && (feed.contains_key("home_page_url") || feed.contains_key("feed_url")))
}

fn texts(item: &Map<String, Value>) -> Value {
    // Text is converted to HTML, since feed-rs's model does not distinguish the two.
    let content =
        string(item, "content_html").or_else(|| string(item, "content_text").map(|text| super::plain::to_html(&text)));
    json!({
        "title": string(item, "title"),
        "content_html": content,
        "summary": string(item, "summary").map(|text| super::plain::to_html(&text)),
    })
}

fn extension(item: &Map<String, Value>, base: Option<&Url>) -> EntryExtension {
    let mut entry = EntryExtension {
        guid: string(item, "id").unwrap_or_default(),
        guid_is_link: true,
        ..EntryExtension::default()
    };
    for (name, relation) in [("url", "alternate"), ("external_url", "related")] {
        let Some(raw) = string(item, name) else { continue };
        match links::absolute(base, &raw) {
            Some(url) => entry.links.push(Link { url, relation: relation.to_owned(), media_type: String::new() }),
            None => entry.foreign_links += 1,
        }
    }
    for (name, slot) in [("date_published", &mut entry.published), ("date_modified", &mut entry.updated)] {
        let Some(raw) = string(item, name) else { continue };
        *slot = dates::parse(&raw);
        if slot.is_none() {
            entry.invalid_dates.push(raw.chars().take(60).collect());
        }
    }
    let authors = item.get("authors").and_then(Value::as_array).into_iter().flatten().chain(item.get("author"));
    for author in authors.take(100) {
        let raw =
            author.as_object().and_then(|author| string(author, "name")).or_else(|| author.as_str().map(str::to_owned));
        if let Some(name) = raw.as_deref().and_then(people::name)
            && !entry.authors.contains(&name)
        {
            entry.authors.push(name);
        }
    }
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    entry.categories = tags.filter_map(Value::as_str).take(100).map(str::to_owned).collect();
    for attachment in
        item.get("attachments").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    {
        let Some(url) = string(attachment, "url").and_then(|raw| links::absolute(base, &raw)) else { continue };
        let length = attachment.get("size_in_bytes").and_then(Value::as_u64).filter(|n| *n > 0);
        let seconds = attachment.get("duration_in_seconds").and_then(Value::as_f64).and_then(links::seconds);
        let media_type = string(attachment, "mime_type");
        links::push_enclosure(&mut entry.enclosures, Enclosure { url, media_type, length, seconds });
    }
    entry
}

/// Returns a member that is a string or number; `None` if it is blank.
fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match object.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
