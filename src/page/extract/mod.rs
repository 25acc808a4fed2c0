//! The story of a page with what the page says about it.
//!
//! Fetching the page is left to `net`, keeping the story to `store`, and its comments to `comments`.

mod absolute;
mod boilerplate;
mod dates;
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

use super::dom;
use super::links::{base_of, resolve};
use super::plain::plain;
use crate::domain::{Html, Text, Time, Warning};
use metadata::{Metadata, clean_author, clean_language, clean_title};
use pick::{Picked, pick, words};

/// A story taken out of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    /// The headline, without the name of the site; empty when the page has none.
    pub title: Text,
    /// Who signed it; several names are separated by commas.
    pub author: Option<Text>,
    /// When it was published, as the page states it.
    pub published: Option<Time>,
    /// The name of the site.
    pub site: Option<Text>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The picture that stands for it: an absolute http(s) address.
    pub image: Option<String>,
    /// The story, its addresses absolute when a base was known.
    pub html: Html,
    /// Words in it, by Unicode's rules (UAX #29).
    pub words: usize,
    /// Why it may not be what was wanted.
    pub warnings: Vec<Warning>,
}

/// Takes the story out of the page `html` that came from `base`.
///
/// Menus, share bars, players, comments, reply forms and notices are left out. A page in which no story can be told
/// from the rest is returned whole, with a warning: there is text whenever the page has any.
///
/// Takes time in proportion to the size of the page, but for hostile ones: run it [`within`](super::within) a limit.
#[must_use]
pub fn extract(html: &str, base: Option<&str>) -> Extracted {
    let document = dom::parse(html);
    let base = base_of(&document, base);
    let stated = jsonld::read(&document).or(metadata::from_meta(&document)).or(metadata::from_microdata(&document));
    let stated_language = stated.language.clone();
    let rules = sites::rules(&document, base.as_ref());
    for rule in &rules {
        rule.clean(&document);
    }
    boilerplate::remove_discussion(&document);
    let shown = metadata::from_page(&document);
    let tag = |language: Option<String>| language.as_deref().and_then(clean_language);
    let language = tag(stated_language).or_else(|| tag(shown.language.clone()));
    let mut stated = stated.or(shown);
    let words_stated = stated.story.take().map(|story| unescaped_story(&story));
    let found = described(stated, base.as_ref());
    boilerplate::remove_furniture(&document);
    let mut picked = pick(&document, &rules, words_stated.as_deref());
    if picked.words == 0 {
        picked = whole(html);
    }
    if picked.doubt.is_none() {
        picked.html.insert_str(0, &lead::before(&document, &picked.html));
    }
    let story = finish(&picked, &found, base.as_ref());
    Extracted {
        words: words(&story),
        html: Html(story),
        language,
        warnings: picked.doubt.map(Warning::new).into_iter().collect(),
        ..found
    }
}

/// What the sources said, scrubbed.
fn described(stated: Metadata, base: Option<&Url>) -> Extracted {
    // Metadata is often escaped once more than it should be.
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

/// The words of a story as metadata states them, a line each paragraph.
fn unescaped_story(raw: &str) -> String {
    if raw.contains("</") || raw.contains("<br") {
        plain(raw)
    } else {
        raw.lines().map(unescaped).collect::<Vec<_>>().join("\n")
    }
}

/// The page as it is, when taking furniture out left nothing.
fn whole(html: &str) -> Picked {
    let document = dom::parse(html);
    let body = document.body().map(|body| body.inner_html().to_string()).unwrap_or_default();
    let doubt = if words(&body) == 0 { "this page has no text" } else { "all of this page is shown as it is" };
    Picked { words: words(&body), html: body, doubt: Some(doubt) }
}

/// The story as it is kept: without its headline, which is shown above it, and with absolute addresses.
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
