//! Extracts the article of a page: its body, and the metadata that the page states.
//!
//! Fetching the page is left to `net`, storing the article to `store`, and the page's comments to `comments`.

mod absolute;
mod boilerplate;
mod expand_selection;
mod jsonld;
mod lead;
mod metadata;
mod overlap;
mod phrases;
mod pick;
mod sites;
mod trim;

use dom_query::Document;
use url::Url;

use super::audio::main_audio;
use super::dom;
use super::links::{base_of, resolve};
use super::plain::plain;
use crate::domain::{Html, Text, Time, Warning};
use metadata::{Metadata, clean_author, clean_language, clean_title};
use pick::{Picked, pick, words};

/// An article extracted from a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    /// The headline without the name of the site; empty when the page has none.
    pub title: Text,
    /// The author; several names are separated by commas.
    pub author: Option<Text>,
    /// The time of publication that the page states.
    pub published: Option<Time>,
    /// The name of the site.
    pub site: Option<Text>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The absolute http(s) address of the picture that the page is represented by.
    pub image: Option<String>,
    /// The absolute http(s) address of the recording of the article that the page plays.
    pub audio: Option<String>,
    /// The article body; its addresses are absolute if the page's own is known.
    pub html: Html,
    /// Words of the body by Unicode's rules (UAX #29).
    pub words: usize,
    /// Reasons why the body may not be the article.
    pub warnings: Vec<Warning>,
}

/// Extracts the article of the page `html` that came from `base`.
///
/// Menus, share bars, players, comments, reply forms and notices are left out. A page without a recognisable article is
/// returned whole, with a warning, so that there is text whenever the page has any.
///
/// Hostile pages can take long: run it [with a deadline](super::run_with_deadline).
#[must_use]
pub fn extract(html: &str, base: Option<&str>) -> Extracted {
    let document = dom::parse(html);
    let base = base_of(&document, base);
    let stated = jsonld::read(&document).or(metadata::from_meta(&document)).or(metadata::from_microdata(&document));
    let stated_language = stated.language.clone();
    let audio = main_audio(&document, base.as_ref());
    let rules = sites::rules(&document, base.as_ref());
    for rule in &rules {
        rule.clean(&document);
    }
    boilerplate::remove_discussion(&document);
    let shown = metadata::from_page(&document);
    let tag = |language: Option<String>| language.as_deref().and_then(clean_language);
    let language = tag(stated_language).or_else(|| tag(shown.language.clone()));
    let mut stated = stated.or(shown);
    let stated_body = stated.article_body.take().map(|body| unescaped_body(&body));
    let found = scrubbed(stated, base.as_ref());
    boilerplate::remove_boilerplate(&document);
    let mut picked = pick(&document, &rules, stated_body.as_deref());
    if picked.words == 0 {
        picked = unchanged(html);
    }
    if picked.doubt.is_none() {
        picked.html.insert_str(0, &lead::before(&document, &picked.html));
    }
    let article = finish(&picked, &found, base.as_ref());
    Extracted {
        words: words(&article),
        html: Html(article),
        audio,
        language,
        warnings: picked.doubt.map(Warning::new).into_iter().collect(),
        ..found
    }
}

/// Scrubs the metadata.
fn scrubbed(stated: Metadata, base: Option<&Url>) -> Extracted {
    // Publishers often escape metadata twice.
    let text = |raw: Option<String>| raw.and_then(|raw| Text::line(&unescaped(&raw)).non_empty());
    let site = text(stated.site);
    let title = text(stated.title).unwrap_or_default();
    let author = text(stated.author).and_then(|author| Text::line(&clean_author(&author)).non_empty());
    Extracted {
        title: Text::line(&clean_title(&title, site.as_deref())),
        author,
        published: stated.published,
        site,
        image: stated.image.and_then(|image| resolve(base, &image)).map(String::from),
        ..Extracted::default()
    }
}

fn unescaped(raw: &str) -> String {
    if raw.contains('&') { plain(&raw.replace('<', "&lt;")) } else { raw.to_owned() }
}

/// The text of an article body that metadata states, a paragraph a line.
fn unescaped_body(raw: &str) -> String {
    if raw.contains("</") || raw.contains("<br") {
        plain(raw)
    } else {
        raw.lines().map(unescaped).collect::<Vec<_>>().join("\n")
    }
}

/// The unchanged page, for when removing boilerplate left nothing.
fn unchanged(html: &str) -> Picked {
    let document = dom::parse(html);
    let body = document.body().map(|body| body.inner_html().to_string()).unwrap_or_default();
    let doubt =
        if words(&body) == 0 { "no text found on this page" } else { "no article found: showing the page unchanged" };
    Picked { words: words(&body), html: body, doubt: Some(doubt) }
}

/// Finishes the picked HTML: without the headline, which is shown above it, and with absolute addresses.
fn finish(picked: &Picked, found: &Extracted, base: Option<&Url>) -> String {
    let document = Document::from(picked.html.as_str());
    for heading in document.select("h1, h2").nodes().iter().take(3) {
        if !found.title.is_empty() && Text::line(&heading.text()) == found.title {
            heading.remove_from_parent();
        }
    }
    document.select("script, style, link, meta").remove();
    if picked.doubt.is_none() {
        trim::trim(&document, &found.title, found.author.as_deref());
    }
    if let Some(base) = base {
        absolute::make_absolute(&document, base);
    }
    document.body().map(|body| body.inner_html().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
