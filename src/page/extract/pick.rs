//! Finds the story in a page.
//!
//! `dom_smoothie` weighs the blocks of a page as browsers' reader modes do. Its pick is compared with the containers
//! that publishing systems put stories in, and with the words that the page states as its story; where they differ the
//! containers are trusted as far as those words and their own agree. Where little is found the whole page is the
//! story: never nothing.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};
use unicode_segmentation::UnicodeSegmentation;

use super::boilerplate::{is_beside, is_story};
use super::expand_selection::{expand_selection, is_told};
use super::overlap::{Shingler, Shingles};
use super::sites::Site;
use crate::page::dom::name;
use crate::page::parse::parse;
use crate::page::plain::{prose, text_of};
use crate::page::worker::catch_panic;

/// Larger trees take the weighing too long.
const MAX_ELEMENTS: usize = 60_000;
/// Fewer words than these are no story, if the page has more.
pub(super) const FEW_WORDS: usize = 25;
/// A story is more than this part of its page's words.
const PART: usize = 8;
/// As many words are a story on any page.
const MANY_WORDS: usize = 120;
/// Parts of a page that are compared.
const MAX_CANDIDATES: usize = 6;
/// Containers of one kind looked at.
const MAX_CONTAINERS: usize = 50;

/// Containers that hold a story and nothing else, the surest first.
#[rustfmt::skip]
const SURE: &[&str] = &[
    "[itemprop~=articleBody]", "[data-testid=article-body]", "[data-component=article-body]", "#article-body",
    "#articleBody", "#storybody", "#story-body", ".article-body", ".article__body", ".articleBody", ".article_body",
    ".story-body", ".story__body", ".storyBody", ".article-content", ".article__content", ".articleContent",
    ".article-text", ".article__text", ".articleText", ".story-content", ".story-text", ".entry-content",
    ".wp-block-post-content", ".post-content", ".post__content", ".post-body", ".e-content", ".td-post-content",
    ".single-content", ".body-copy", ".article-copy", ".content-body", "#content-body", ".field--name-body",
    ".field-name-body", ".c-entry-content",
];
/// Containers that may hold more than a story.
const LIKELY: &[&str] = &["article", "main", "[role=main]"];

/// Parts of the classes of captions, which are told by them later.
const CAPTIONS: &[&str] = &["caption", "credit", "copyright", "attribution", "photo", "image", "disclaimer"];
/// Parts of the classes that the weighing likes.
const LIKED: &[&str] = &["article", "blog", "body", "content", "entry", "main", "page", "post", "story", "text"];

/// What was found.
pub(super) struct Picked {
    pub(super) html: String,
    pub(super) words: usize,
    /// Why it may not be the story.
    pub(super) doubt: Option<&'static str>,
}

impl Picked {
    fn sure(html: String) -> Self {
        Self { words: words(&html), html, doubt: None }
    }
}

/// A part of the page that may be the story.
struct Candidate {
    html: String,
    shingles: Shingles,
    /// Part of its words inside links, in percent.
    linked: usize,
}

impl Candidate {
    fn new(html: String, shingler: &Shingler) -> Self {
        let shingles = shingler.cut(&prose(&html));
        let linked = linked_words(&Document::from(html.as_str())) * 100 / shingles.words.max(1);
        Self { html, shingles, linked }
    }

    fn words(&self) -> usize {
        self.shingles.words
    }
}

/// The story in a page that furniture has been taken out of. `stated` is what the page's metadata says it is.
pub(super) fn pick(document: &Document, rules: &[&Site], stated: Option<&str>) -> Picked {
    let shingler = Shingler::default();
    let by_rule = rules.iter().flat_map(|rule| &rule.story).map(|selector| inner(&contained(document, selector)));
    if let Some(html) = by_rule.take(MAX_CANDIDATES).find(|html| words(html) >= FEW_WORDS) {
        return Picked::sure(html);
    }
    let weighed = weigh(document).map(|html| Candidate::new(html, &shingler));
    let failed = weighed.is_none();
    let candidates: Vec<Candidate> = containers(document, SURE)
        .into_iter()
        .map(|html| Candidate::new(html, &shingler))
        .filter(|candidate| candidate.words() > 0)
        .collect();
    let all: Vec<&Candidate> = weighed.iter().chain(&candidates).collect();
    if let Some(html) = stated.and_then(|stated| as_stated(document, &shingler, &all, stated)) {
        return Picked::sure(html);
    }
    let told = unlinked_words(document);
    let enough = |words: usize| words >= MANY_WORDS || (words >= FEW_WORDS && words * PART >= told);
    if let Some(weighed) = weighed.filter(|weighed| enough(weighed.words())) {
        let better = candidates.into_iter().find(|candidate| is_better(candidate, &weighed));
        let better =
            better.or_else(|| likely(document, &shingler).into_iter().find(|article| is_whole(article, &weighed)));
        let html = better.map_or(weighed.html, cleaned);
        let wider = expand_selection(document, &html).map(|html| cleaned(Candidate::new(html, &shingler)));
        return Picked::sure(wider.unwrap_or(html));
    }
    let likely = || likely(document, &shingler).into_iter().find(|likely| likely.words() >= FEW_WORDS);
    match candidates.into_iter().next().or_else(likely) {
        Some(found) => Picked::sure(found.html),
        None => everything(document, failed),
    }
}

/// The whole page, and why.
fn everything(document: &Document, failed: bool) -> Picked {
    let html = document.body().map(|body| body.inner_html().to_string()).unwrap_or_default();
    let words = words(&html);
    let doubt = match failed {
        _ if words < FEW_WORDS => "this page has only a few words: all of them are shown",
        true => "no story stands out on this page: all of it is shown",
        false => "only a few words of this page stand out as a story: all of it is shown",
    };
    Picked { html, words, doubt: Some(doubt) }
}

fn weigh(document: &Document) -> Option<String> {
    let config =
        Config { keep_classes: true, max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    catch_panic(|| {
        let copy = document.clone();
        unmark(&copy);
        let mut readability = Readability::with_document(copy, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    })?
}

/// Takes classes and ids from headings and from paragraphs of prose that the weighing would judge by them: it drops
/// `<h2 class=subheader>` for its "header", and `<h2 id=social-media>` for its "social".
fn unmark(document: &Document) {
    for node in document.select("h2[id], h3[id], h4[id], h5[id], h6[id]").nodes() {
        node.remove_attr("id");
    }
    let marked = "h2[class*=header], h3[class*=header], h4[class*=header], p[class], div[class], section[class]";
    for node in document.select(marked).nodes() {
        let class = node.attr("class").unwrap_or_default().to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| class.contains(part));
        let kept = match name(node).as_str() {
            "p" | "div" | "section" => has(LIKED) || !is_story(node),
            _ => is_beside(&class),
        };
        if !kept && !has(CAPTIONS) {
            node.remove_attrs(&["class", "id"]);
        }
    }
}

/// A container's story without what the weighing takes for furniture in it, when that is not much.
fn cleaned(container: Candidate) -> String {
    let page = Document::from(format!("<body><article>{}</article></body>", container.html));
    let weighed = weigh(&page).filter(|html| words(html) * 4 >= container.words() * 3);
    weighed.unwrap_or(container.html)
}

/// Whether the container is nearer to the story than what was weighed: it holds hardly anything but what was weighed
/// and most of that, or what was weighed is a part of it, or both have little in common.
fn is_better(container: &Candidate, weighed: &Candidate) -> bool {
    let (words, weighed_words) = (container.words(), weighed.words());
    if container.linked > 30 || words < MANY_WORDS / 2 {
        return false;
    }
    let inside = container.shingles.part_in(&weighed.shingles);
    let outside = weighed.shingles.part_in(&container.shingles);
    let narrower = inside > 0.9 && outside > 0.6 && words * 20 < weighed_words * 19;
    let wider = outside > 0.9 && words * 3 > weighed_words * 4 && words < weighed_words * 4;
    let other = inside < 0.2 && words >= MANY_WORDS && words * 2 > weighed_words;
    narrower || wider || other
}

/// Containers that may hold more than a story.
fn likely(document: &Document, shingler: &Shingler) -> Vec<Candidate> {
    containers(document, LIKELY).into_iter().map(|html| Candidate::new(html, shingler)).collect()
}

/// Whether the container is a text through and through, of which only a part was weighed.
fn is_whole(container: &Candidate, weighed: &Candidate) -> bool {
    let (words, weighed_words) = (container.words(), weighed.words());
    container.linked <= 12
        && words >= weighed_words + MANY_WORDS
        && words < weighed_words * 4
        && weighed.shingles.part_in(&container.shingles) > 0.9
        && is_told(&Document::from(container.html.as_str()))
}

/// What the page states as its story: the part of the page that is most like it, or where hardly a word of it is on
/// the page, its own words.
fn as_stated(document: &Document, shingler: &Shingler, candidates: &[&Candidate], stated: &str) -> Option<String> {
    let words = shingler.cut(stated);
    if words.words < FEW_WORDS {
        return None;
    }
    let likely = likely(document, shingler);
    // Of those that are alike the first, and so what was weighed.
    let mut best = (0.0, None, 0.0);
    for candidate in candidates.iter().copied().chain(&likely) {
        let likeness = candidate.shingles.likeness(&words);
        let shown = words.part_in(&candidate.shingles).max(best.2);
        best = if likeness > best.0 + 0.03 { (likeness, Some(candidate), shown) } else { (best.0, best.1, shown) };
    }
    match best {
        (likeness, Some(candidate), _) if likeness > 0.7 => Some(candidate.html.clone()),
        (_, _, shown) if shown < 0.3 && words.words >= MANY_WORDS => Some(paragraphs(stated)),
        _ => None,
    }
}

fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let lines: Vec<&str> = escaped.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("<p>{}</p>", lines.join("</p><p>"))
}

/// What is in the elements that the selectors select, each only once.
fn containers(document: &Document, selectors: &[&str]) -> Vec<String> {
    let mut seen = HashSet::new();
    let found = selectors.iter().filter_map(|selector| {
        let nodes = contained(document, selector);
        nodes.first().is_some_and(|first| seen.insert(first.id)).then(|| inner(&nodes))
    });
    found.take(MAX_CANDIDATES).collect()
}

/// The elements that `selector` selects: all of them when they are parts of one story, else the longest.
fn contained<'a>(document: &'a Document, selector: &str) -> Vec<NodeRef<'a>> {
    let found: Vec<NodeRef<'_>> = document.try_select(selector).map(|found| found.nodes().to_vec()).unwrap_or_default();
    let ids: HashSet<NodeId> = found.iter().map(|node| node.id).collect();
    let is_outer = |node: &NodeRef<'_>| !node.ancestors_it(None).any(|above| ids.contains(&above.id));
    let outer: Vec<NodeRef<'_>> = found.into_iter().take(MAX_CONTAINERS).filter(is_outer).collect();
    let story =
        |node: &NodeRef<'_>| node.ancestors_it(None).find(|above| above.has_name("article")).map(|above| above.id);
    let first = outer.first().and_then(story);
    if first.is_some() && outer.iter().all(|node| story(node) == first) {
        return outer;
    }
    outer.into_iter().max_by_key(|node| node.text().len()).into_iter().collect()
}

fn inner(nodes: &[NodeRef<'_>]) -> String {
    nodes.iter().map(|node| node.inner_html().to_string()).collect()
}

/// Words of the page that are no links.
fn unlinked_words(document: &Document) -> usize {
    let Some(body) = document.body() else { return 0 };
    body.text().unicode_words().count().saturating_sub(linked_words(document))
}

fn linked_words(document: &Document) -> usize {
    document.select("a").nodes().iter().map(|link| link.text().unicode_words().count()).sum()
}

/// Words as Unicode counts them (UAX #29), an ideograph each.
pub(super) fn words(html: &str) -> usize {
    text_of(&parse(html, None)).unicode_words().count()
}
