//! Resolves addresses in HTML, and numbers those that a reader can open.

use std::collections::HashMap;

use dom_query::Document;
use percent_encoding::percent_decode_str;
use url::Url;

/// Bytes of the longest address that is a link; browsers don't show longer ones.
const MAX_LENGTH: usize = 8_000;

/// The address that relative addresses resolve against: `<base href>`, else the page's own.
pub(super) fn base_of(document: &Document, base: Option<&str>) -> Option<Url> {
    let given = base.and_then(|base| Url::parse(base.trim()).ok());
    let stated = document.base_uri();
    let joined = stated.and_then(|stated| match &given {
        Some(given) => given.join(stated.trim()).ok(),
        None => Url::parse(stated.trim()).ok(),
    });
    joined.or(given)
}

/// Makes `href` an absolute http or https address; `None` for every other scheme.
pub(super) fn resolve(base: Option<&Url>, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.len() > MAX_LENGTH {
        return None;
    }
    let url = match Url::parse(href) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(href).ok()?,
        Err(_) => return None,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host() && url.as_str().len() <= MAX_LENGTH).then_some(url)
}

/// The links of one text, numbered in the order of their first mention.
#[derive(Debug, Default)]
pub(super) struct Links {
    base: Option<Url>,
    known: HashMap<String, usize>,
    urls: Vec<String>,
}

impl Links {
    pub(super) fn new(base: Option<Url>) -> Self {
        Self { base, ..Self::default() }
    }

    /// The address that `href` leads to; `None` for a place on the same page, where there is nothing to open.
    pub(super) fn target(&self, href: &str) -> Option<String> {
        let url = resolve(self.base.as_ref(), href)?;
        (!self.is_same_page(&url)).then(|| url.into())
    }

    /// The name of the place on the same page that `href` leads to.
    pub(super) fn fragment(&self, href: &str) -> Option<String> {
        let own = href.trim().strip_prefix('#').map(str::to_owned);
        let own = own.or_else(|| {
            let url = resolve(self.base.as_ref(), href).filter(|url| self.is_same_page(url))?;
            url.fragment().map(str::to_owned)
        });
        let own = own.map(|own| percent_decode_str(&own).decode_utf8_lossy().into_owned());
        own.filter(|fragment| !fragment.is_empty())
    }

    fn is_same_page(&self, url: &Url) -> bool {
        url.fragment().is_some()
            && self.base.as_ref().is_some_and(|base| {
                let mut page = url.clone();
                page.set_fragment(base.fragment());
                page == *base
            })
    }

    /// The address of a picture or a medium.
    pub(super) fn source(&self, src: &str) -> Option<String> {
        resolve(self.base.as_ref(), src).map(Into::into)
    }

    /// The index of a target; equal targets share one.
    pub(super) fn index(&mut self, target: String) -> usize {
        let next = self.urls.len();
        let index = *self.known.entry(target.clone()).or_insert(next);
        if index == next {
            self.urls.push(target);
        }
        index
    }

    /// Returns all targets in the order of their indices.
    pub(super) fn into_urls(self) -> Vec<String> {
        self.urls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked() {
        let base = Url::parse("https://news.example/a/b?x=1").ok();
        for (href, expected) in [
            ("c", Some("https://news.example/a/c")),
            ("/c d", Some("https://news.example/c%20d")),
            ("//other.example", Some("https://other.example/")),
            (" HTTP://Bücher.example/ ", Some("http://xn--bcher-kva.example/")),
            ("java\nscript:alert(1)", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("file:///etc/passwd", None),
            ("mailto:a@b.example", None),
            ("http://", None),
            ("#part", None),
            ("?x=1#part", None),
            ("?x=2#part", Some("https://news.example/a/b?x=2#part")),
        ] {
            assert_eq!(Links::new(base.clone()).target(href).as_deref(), expected, "{href}");
        }
        assert_eq!(Links::new(None).target("relative"), None);
    }

    #[test]
    fn the_page_states_its_own_base() {
        let document = super::super::dom::parse("<head><base href='/deep/'></head>x");
        let base = base_of(&document, Some("https://a.example/x/y"));
        assert_eq!(base.map(String::from).as_deref(), Some("https://a.example/deep/"));
    }
}
