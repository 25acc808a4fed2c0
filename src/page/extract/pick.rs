//! Finds the story in a page.
//!
//! `dom_smoothie` weighs the blocks of a page as browsers' reader modes do. Where it finds little, the containers that
//! publishing systems put stories in are looked at, and at last the whole page is the story: never nothing.

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use unicode_segmentation::UnicodeSegmentation;

use crate::page::distil::distil;
use crate::page::plain::text_of;
use crate::page::worker::caught;

/// Larger trees take the weighing too long.
const MAX_ELEMENTS: usize = 60_000;
/// Fewer words than these are no story, if the page has more.
pub(super) const FEW_WORDS: usize = 25;
/// A story is more than this part of its page's words.
const PART: usize = 8;

/// Containers that hold a story and nothing else, the surest first.
const SURE: &[&str] = &[
    "[itemprop~=articleBody]",
    ".entry-content",
    ".wp-block-post-content",
    ".post-content",
    ".article-body",
    ".article__body",
    ".article-content",
    ".story-body",
    ".e-content",
    ".post-body",
];
/// Containers that may hold more than a story.
const LIKELY: &[&str] = &["article", "main", "[role=main]"];

/// What was found.
pub(super) struct Picked {
    pub(super) html: String,
    pub(super) words: usize,
    /// Why it may not be the story.
    pub(super) doubt: Option<&'static str>,
}

/// The story in a page that furniture has been taken out of.
pub(super) fn pick(document: &Document) -> Picked {
    let body = document.body().map(|body| body.inner_html().to_string()).unwrap_or_default();
    let body_words = words(&body);
    let weighed = weigh(document);
    let failed = weighed.is_none();
    let enough = |words: usize| words >= FEW_WORDS && words * PART >= body_words;
    if let Some(html) = weighed {
        let words = words(&html);
        if enough(words) {
            return Picked { html, words, doubt: None };
        }
    }
    if let Some((html, words)) = container(document) {
        return Picked { html, words, doubt: None };
    }
    let doubt = match failed {
        _ if body_words < FEW_WORDS => "this page has only a few words: all of them are shown",
        true => "no story stands out on this page: all of it is shown",
        false => "only a few words of this page stand out as a story: all of it is shown",
    };
    Picked { html: body, words: body_words, doubt: Some(doubt) }
}

fn weigh(document: &Document) -> Option<String> {
    let config =
        Config { keep_classes: true, max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    caught(|| {
        let mut readability = Readability::with_document(document.clone(), None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    })?
}

/// The surest container: with any words when it says what it is, else with enough of them.
fn container(document: &Document) -> Option<(String, usize)> {
    let sure = SURE.iter().map(|selector| (selector, 1));
    let likely = LIKELY.iter().map(|selector| (selector, FEW_WORDS));
    sure.chain(likely).find_map(|(selector, least)| {
        let nodes = document.select(selector);
        let candidates = nodes.nodes().iter().take(50).map(|node| {
            let html = node.inner_html().to_string();
            let words = words(&html);
            (html, words)
        });
        candidates.max_by_key(|(_, words)| *words).filter(|(_, words)| *words >= least)
    })
}

/// Words as Unicode counts them (UAX #29), an ideograph each.
pub(super) fn words(html: &str) -> usize {
    text_of(&distil(html, None)).unicode_words().count()
}
