//! Reads the metadata that a page states: title, author, date, site, language and picture.
//!
//! The sources in the order of trust: JSON-LD, OpenGraph and other `<meta>`, microdata, and the text of the page.

use dom_query::{Document, NodeRef};

use crate::domain::{Text, Time, dates};
use crate::page::dom::{attribute, name};

/// Bytes of the longest byline; longer ones are biographies.
const MAX_BYLINE: usize = 120;
/// Separators between a headline and the name of its site in `<title>`.
const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • "];
/// Words before a name in a byline.
const BY: &[&str] = &["written by ", "posted by ", "by ", "von ", "par ", "por ", "di "];

/// The metadata of one source. Texts are not scrubbed yet.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) published: Option<Time>,
    pub(super) site: Option<String>,
    pub(super) language: Option<String>,
    pub(super) image: Option<String>,
    /// The text of the article, or its beginning.
    pub(super) article_body: Option<String>,
}

impl Metadata {
    /// Fills the gaps of this source from `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            author: self.author.or(other.author),
            published: self.published.or(other.published),
            site: self.site.or(other.site),
            language: self.language.or(other.language),
            image: self.image.or(other.image),
            article_body: self.article_body.or(other.article_body),
        }
    }
}

/// Reads OpenGraph and other `<meta>` elements.
pub(super) fn from_meta(document: &Document) -> Metadata {
    let tags: Vec<(String, String)> = document
        .select("meta[content]")
        .nodes()
        .iter()
        .filter_map(|meta| {
            let key = attribute(meta, "property").or_else(|| attribute(meta, "name"))?;
            Some((key.to_ascii_lowercase(), attribute(meta, "content")?))
        })
        .collect();
    let find = |keys: &[&str]| {
        keys.iter().find_map(|key| tags.iter().find(|(name, _)| name == key).map(|(_, content)| content.clone()))
    };
    Metadata {
        title: find(&["og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "citation_title"]),
        author: find(&[
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "dcterms.creator",
            "sailthru.author",
        ])
        .filter(|author| !author.contains("://")),
        published: find(&[
            "article:published_time",
            "og:published_time",
            "parsely-pub-date",
            "datepublished",
            "date",
            "dc.date",
            "dcterms.created",
            "dcterms.date",
            "dc.date.issued",
            "pubdate",
            "sailthru.date",
            "citation_publication_date",
        ])
        .and_then(|date| dates::parse_printed(&date)),
        site: find(&["og:site_name", "application-name"]),
        language: find(&["og:locale", "dc.language", "language"]),
        image: find(&["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"]),
        article_body: None,
    }
}

/// Reads microdata of schema.org.
pub(super) fn from_microdata(document: &Document) -> Metadata {
    let first = |selector: &str| document.select_single(selector).nodes().first().copied();
    let value = |selector: &str| first(selector).and_then(|node| microdata_value(&node));
    let author = first("[itemprop~=author]").and_then(|node| {
        let inner = node.descendants_it().find(|below| below.attr("itemprop").is_some_and(|prop| &*prop == "name"));
        microdata_value(&inner.unwrap_or(node))
    });
    Metadata {
        title: value("[itemprop~=headline]"),
        author: author.filter(|author| !author.contains("://") && author.len() <= MAX_BYLINE),
        published: value("[itemprop~=datePublished]").and_then(|date| dates::parse_printed(&date)),
        image: value("meta[itemprop~=image], img[itemprop~=image], link[itemprop~=image]"),
        ..Metadata::default()
    }
}

fn microdata_value(node: &NodeRef<'_>) -> Option<String> {
    ["content", "datetime", "src", "href"]
        .iter()
        .filter(|attr| **attr != "href" || name(node) == "link")
        .find_map(|attr| attribute(node, attr))
        .or_else(|| Some(node.text().to_string()))
        .filter(|value| !value.trim().is_empty())
}

/// Reads the metadata that the page shows.
pub(super) fn from_page(document: &Document) -> Metadata {
    let text = |selector: &str| {
        let nodes = document.select(selector);
        nodes.nodes().iter().map(|node| Text::line(&node.text()).into_string()).find(|text| !text.is_empty())
    };
    let whole = text("head title").unwrap_or_default();
    let headline = ["article h1", "main h1", "h1"].iter().find_map(|selector| text(selector));
    let (title, site) = match headline {
        Some(headline) if whole.is_empty() => (Some(headline), None),
        Some(headline) => match site_after(&whole, &headline) {
            Some(site) => (Some(headline), Some(site)),
            None => (Some(if whole.contains(&headline) { headline } else { without_site(&whole).to_owned() }), None),
        },
        None => (Some(without_site(&whole).to_owned()).filter(|title| !title.is_empty()), None),
    };
    let author = ["[rel~=author]", ".p-author", ".byline .fn", ".author.vcard", ".post-author", ".byline", ".author"]
        .iter()
        .find_map(|selector| text(selector))
        .filter(|author| author.len() <= MAX_BYLINE);
    let published =
        ["time[pubdate]", "time.published", "time.entry-date", "article time", "main time", "time", ".dt-published"]
            .iter()
            .find_map(|selector| {
                let time = document.select_single(selector).nodes().first().copied()?;
                dates::parse_printed(&attribute(&time, "datetime").unwrap_or_else(|| time.text().to_string()))
            });
    let language = document.select_single("html[lang]").nodes().first().and_then(|html| attribute(html, "lang"));
    Metadata { title, author, published, site, language, image: None, article_body: None }
}

/// The name of the site, where `<title>` is the headline, a separator and that name.
fn site_after(whole: &str, headline: &str) -> Option<String> {
    let rest = whole.strip_prefix(headline)?;
    let site = SEPARATORS.iter().find_map(|separator| rest.strip_prefix(separator))?;
    (!site.trim().is_empty()).then(|| site.trim().to_owned())
}

/// Removes the probable name of a site from the end of a title.
fn without_site(whole: &str) -> &str {
    let split =
        SEPARATORS.iter().filter_map(|separator| whole.rsplit_once(separator)).max_by_key(|(head, _)| head.len());
    match split {
        Some((head, tail)) if tail.split(' ').count() <= 5 && head.split(' ').count() >= 3 => head,
        _ => whole,
    }
}

/// Removes the name of the site from the end of a title.
pub(super) fn clean_title(title: &str, site: Option<&str>) -> String {
    let Some(site) = site.filter(|site| !site.is_empty()) else {
        return title.to_owned();
    };
    let split = SEPARATORS.iter().find_map(|separator| {
        let (head, tail) = title.rsplit_once(separator)?;
        tail.eq_ignore_ascii_case(site).then_some(head)
    });
    split.map(str::trim).filter(|head| !head.is_empty()).unwrap_or(title).to_owned()
}

/// Removes words such as "by" before names.
pub(super) fn clean_author(author: &str) -> String {
    let line = Text::line(author).into_string();
    let lower = line.to_lowercase();
    let start = BY.iter().find(|by| lower.starts_with(**by)).map_or(0, |by| by.len());
    line.get(start..).unwrap_or(&line).trim_matches([' ', ',', '|', '·', ':']).to_owned()
}

/// Makes a BCP 47 tag of a page's spelling, such as `en_US` or `EN-us`.
pub(super) fn clean_language(language: &str) -> Option<String> {
    let tag = language.trim().split([',', ';', '.', '@']).next()?.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let is_tag = matches!(primary.len(), 2 | 3) && tag.len() <= 35;
    if !is_tag || !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    Some(parts.fold(primary, |tag, part| {
        let part = match part.len() {
            2 => part.to_ascii_uppercase(),
            _ => part.to_owned(),
        };
        format!("{tag}-{part}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_site_and_bylines_their_by() {
        assert_eq!(clean_title("Bridge opens | The Post", Some("The Post")), "Bridge opens");
        assert_eq!(clean_title("A - B", Some("C")), "A - B");
        assert_eq!(without_site("Bridge opens again - The Post"), "Bridge opens again");
        assert_eq!(without_site("Mac - PC"), "Mac - PC");
        assert_eq!(clean_author(" By  Ann\nLee, "), "Ann Lee");
        assert_eq!(clean_author("Byron"), "Byron");
    }

    #[test]
    fn languages_become_tags() {
        for (raw, tag) in
            [("en_US", Some("en-US")), ("DE", Some("de")), ("zh-Hant-tw", Some("zh-Hant-TW")), ("<x>", None)]
        {
            assert_eq!(clean_language(raw).as_deref(), tag);
        }
    }
}
