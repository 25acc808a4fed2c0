//! Converts kill files and highlights of newsboat's config to rules for articles.

use std::fmt::Write as _;

use crate::domain::Query;
use crate::feeds::newsboat::translate;

/// The rules so far, as text for `rules.toml`.
#[derive(Debug, Default)]
pub(super) struct Rules(String);

impl Rules {
    /// Converts `ignore-article "FEED or *" "FILTER"`.
    pub(super) fn ignore(&mut self, feed: &str, filter: &str) -> Result<String, String> {
        let query = translate(filter)?;
        let query = match feed {
            "*" => query,
            feed if feed.starts_with("regex:") => {
                return Err("a rule names its feed by words, not by a pattern".to_owned());
            }
            feed if feed.contains('"') => return Err("the address has a quotation mark".to_owned()),
            feed => format!("feed:\"{feed}\" ({query})"),
        };
        self.add(&query, "hide")
    }

    /// Converts `highlight-article "FILTER" COLOURS`.
    pub(super) fn highlight(&mut self, filter: &str) -> Result<String, String> {
        let query = translate(filter)?;
        self.add(&query, "highlight")
    }

    /// Converts `highlight TARGET "PATTERN" COLOURS`, as far as it is for titles in lists.
    pub(super) fn highlight_pattern(&mut self, target: &str, pattern: &str) -> Result<String, String> {
        match target {
            "articlelist" | "all" => self.add(&format!("title:/{}/", pattern.replace('/', "\\/")), "highlight"),
            _ => Err("tidings highlights whole rows of the list of articles only".to_owned()),
        }
    }

    fn add(&mut self, query: &str, action: &str) -> Result<String, String> {
        Query::parse(query).map_err(|error| error.to_string())?;
        let query = toml_edit::Value::from(query);
        let _ = write!(self.0, "[[article]]\nquery = {query}\n{action} = true\n\n");
        Ok(format!("[[article]] query = {query}, {action} = true in rules.toml"))
    }

    pub(super) fn text(&self) -> String {
        self.0.trim_end().to_owned() + if self.0.is_empty() { "" } else { "\n" }
    }
}
