//! Loads the rules for single sites and publishing systems from `config/sites.toml`.

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

/// The rule for one site or publishing system.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    /// Hosts that it applies to, with their subdomains.
    #[serde(default)]
    hosts: Vec<String>,
    /// Selector of an element that all its pages have, for a system that many hosts use.
    mark: Option<String>,
    /// Selectors of the elements that hold the article body, the surest first.
    #[serde(default, rename = "story")]
    pub(super) article: Vec<String>,
    /// Selectors of elements that are no part of an article.
    #[serde(default)]
    remove: Vec<String>,
}

impl Site {
    /// Removes the elements that are no part of an article.
    pub(super) fn clean(&self, document: &Document) {
        for selector in &self.remove {
            if let Some(found) = document.try_select(selector) {
                found.remove();
            }
        }
    }
}

/// The rules for a page: those for its host, and those whose mark it has.
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
    fn every_rule_and_every_selector_is_valid() {
        let sites: Sites = toml::from_str(RULES).unwrap();
        assert!(!sites.site.is_empty());
        for site in &sites.site {
            assert!(!site.hosts.is_empty() || site.mark.is_some(), "a rule for no page: {site:?}");
            for selector in site.article.iter().chain(&site.remove).chain(&site.mark) {
                assert!(Matcher::new(selector).is_ok(), "{selector}");
            }
        }
    }

    #[test]
    fn a_rule_applies_to_its_hosts_and_their_subdomains() {
        let document = Document::from("<p>x");
        let count = |url: &str| rules(&document, Url::parse(url).ok().as_ref()).len();
        assert_eq!(count("https://en.wikipedia.org/wiki/X"), 1);
        assert_eq!(count("https://wikipedia.org/"), 1);
        assert_eq!(count("https://notwikipedia.org/"), 0);
        assert_eq!(rules(&document, None).len(), 0);
    }
}
