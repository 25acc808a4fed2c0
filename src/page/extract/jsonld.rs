//! Reads metadata from JSON-LD (schema.org), which publishers write for search engines and so keep correct.

use std::collections::HashMap;

use dom_query::Document;
use serde_json::{Map, Value};

use super::metadata::Metadata;
use crate::domain::dates;

/// Objects that are read in one page.
const MAX_OBJECTS: usize = 2_000;
/// Names that are read in one list.
const MAX_NAMES: usize = 20;

type Object = Map<String, Value>;

/// Reads the metadata of the page's article.
pub(super) fn read(document: &Document) -> Metadata {
    let blocks: Vec<Value> = document
        .select(r#"script[type="application/ld+json" i]"#)
        .nodes()
        .iter()
        .filter_map(|script| parse(&script.text()))
        .collect();
    let objects = objects(&blocks);
    let by_id: HashMap<&str, &Object> =
        objects.iter().filter(|o| o.len() > 1).filter_map(|o| Some((o.get("@id")?.as_str()?, *o))).collect();
    let graph = Graph { by_id };
    let Some(article) = objects.iter().copied().find(|object| is_article(object)) else {
        return Metadata::default();
    };
    let website = objects.iter().copied().find(|object| has_type(object, |kind| kind == "WebSite"));
    Metadata {
        title: text(article.get("headline")).or_else(|| text(article.get("name"))),
        author: graph.names(article.get("author").or_else(|| article.get("creator"))),
        published: text(article.get("datePublished")).and_then(|date| dates::parse_printed(&date)),
        site: graph.names(article.get("publisher")).or_else(|| website.and_then(|site| text(site.get("name")))),
        language: text(article.get("inLanguage")),
        image: graph.address(article.get("image")).or_else(|| graph.address(article.get("thumbnailUrl"))),
        article_body: text(article.get("articleBody")),
    }
}

/// Parses a block, also where a page wraps it in comments or CDATA or breaks lines inside strings.
fn parse(raw: &str) -> Option<Value> {
    let start = raw.find(['{', '['])?;
    let end = raw.rfind(['}', ']'])? + 1;
    let json = raw.get(start..end)?;
    let flat = || json.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&flat())).ok()
}

/// All objects in the blocks, outer ones before inner ones.
fn objects(blocks: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut waiting: std::collections::VecDeque<&Value> = blocks.iter().collect();
    while let Some(value) = waiting.pop_front() {
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(object) if found.len() < MAX_OBJECTS => {
                found.push(object);
                waiting.extend(object.values().filter(|value| value.is_object() || value.is_array()));
            }
            _ => {}
        }
    }
    found
}

fn is_article(object: &Object) -> bool {
    let named = object.contains_key("headline") || object.contains_key("name");
    named && has_type(object, |kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
}

fn has_type(object: &Object, wanted: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => wanted(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(wanted),
        _ => false,
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(values) => values.iter().find_map(Value::as_str).map(str::to_owned),
        Value::Object(object) => object.get("@value").or_else(|| object.get("name"))?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The objects that have an id.
struct Graph<'a> {
    by_id: HashMap<&'a str, &'a Object>,
}

impl Graph<'_> {
    /// Follows a reference to another object.
    fn resolve<'b>(&'b self, object: &'b Object) -> &'b Object {
        let id = object.get("@id").and_then(Value::as_str);
        id.filter(|_| object.len() == 1).and_then(|id| self.by_id.get(id).copied()).unwrap_or(object)
    }

    /// The names of people or organisations, separated by commas.
    fn names(&self, value: Option<&Value>) -> Option<String> {
        let list = match value? {
            Value::Array(values) => values.iter().collect(),
            one => vec![one],
        };
        let names: Vec<String> = list
            .into_iter()
            .take(MAX_NAMES)
            .filter_map(|one| match one {
                Value::String(name) => Some(name.clone()),
                Value::Object(object) => text(self.resolve(object).get("name")),
                _ => None,
            })
            .filter(|name| !name.contains("://"))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The address of a picture.
    fn address(&self, value: Option<&Value>) -> Option<String> {
        let first = match value? {
            Value::Array(values) => values.first()?,
            one => one,
        };
        match first {
            Value::String(url) => Some(url.clone()),
            Value::Object(object) => {
                let object = self.resolve(object);
                text(object.get("url")).or_else(|| text(object.get("contentUrl")))
            }
            _ => None,
        }
    }
}
