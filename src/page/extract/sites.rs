//! Rules for single sites and publishing systems, as data: `config/sites.toml`.

use std::sync::LazyLock;

use dom_query::Document;
use serde::Deserialize;
use url::Url;

use crate::domain::host::is_within_domain;

const RULES: &str = include_str!("../../../config/sites.toml");

static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| toml::from_str::<Sites>(RULES).unwrap_or_default().site);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sites {
    #[serde(default)]
    site: Vec<Site>,
}

/// Where one site puts its stories.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    /// The hosts it speaks of; with those below them.
    #[serde(default)]
    hosts: Vec<String>,
    /// What its pages are known by, where many hosts use it.
    mark: Option<String>,
    /// What holds the story, the surest first.
    #[serde(default)]
    pub(super) story: Vec<String>,
    /// What is no part of it.
    #[serde(default)]
    remove: Vec<String>,
}

impl Site {
    /// Takes out what the rule says is no part of a story.
    pub(super) fn clean(&self, document: &Document) {
        for selector in &self.remove {
            if let Some(found) = document.try_select(selector) {
                found.remove();
            }
        }
    }
}

/// The rules for a page: those for its host, and those whose mark it bears.
pub(super) fn rules(document: &Document, base: Option<&Url>) -> Vec<&'static Site> {
    let host = base.and_then(Url::host_str).unwrap_or_default();
    let is_of = |site: &Site| {
        let named = site.hosts.iter().any(|name| is_within_domain(host, name));
        named || site.mark.as_ref().is_some_and(|mark| document.try_select(mark).is_some())
    };
    SITES.iter().filter(|site| is_of(site)).collect()
}

#[cfg(test)]
mod tests {
    use dom_query::Matcher;

    use super::*;

    #[test]
    fn every_rule_can_be_read_and_every_selector_is_one() {
        let sites: Sites = toml::from_str(RULES).unwrap();
        assert!(!sites.site.is_empty());
        for site in &sites.site {
            assert!(!site.hosts.is_empty() || site.mark.is_some(), "a rule for no page: {site:?}");
            for selector in site.story.iter().chain(&site.remove).chain(&site.mark) {
                assert!(Matcher::new(selector).is_ok(), "{selector}");
            }
        }
    }

    #[test]
    fn a_rule_is_for_its_hosts_and_those_below() {
        let document = Document::from("<p>x");
        let count = |url: &str| rules(&document, Url::parse(url).ok().as_ref()).len();
        assert_eq!(count("https://en.wikipedia.org/wiki/X"), 1);
        assert_eq!(count("https://wikipedia.org/"), 1);
        assert_eq!(count("https://notwikipedia.org/"), 0);
        assert_eq!(rules(&document, None).len(), 0);
    }
}
