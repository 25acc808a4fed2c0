//! Picks the article body of a page.
//!
//! `dom_smoothie` scores the blocks of a page as browsers' reader modes do. Its pick is compared with the containers
//! that publishing systems put articles in, and with the text that the page's metadata states. Where hardly anything is
//! found, the whole page is picked, so that the result is never blank.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};
use unicode_segmentation::UnicodeSegmentation;

use super::boilerplate::{is_article_text, is_beside};
use super::expand_selection::{expand_selection, is_mostly_prose};
use super::overlap::{Shingler, Shingles};
use super::sites::Site;
use crate::page::dom::{escaped, name};
use crate::page::parse::parse;
use crate::page::plain::{prose, text_of};
use crate::page::worker::catch_panic;

/// Elements of the largest tree that is scored, since scoring takes long.
const MAX_ELEMENTS: usize = 60_000;
/// Words of the shortest article on a page that has more words.
pub(super) const FEW_WORDS: usize = 25;
/// The share of its page's words that a short article must have: one in this many.
const MIN_SHARE: usize = 8;
/// Words that make an article on any page.
const MANY_WORDS: usize = 120;
/// Containers of a page that are compared.
const MAX_CANDIDATES: usize = 6;
/// Elements that are read for one selector.
const MAX_CONTAINERS: usize = 50;

/// Selectors of containers that hold an article and nothing else, the surest first.
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
/// Selectors of containers that may hold more than an article.
const LIKELY: &[&str] = &["article", "main", "[role=main]"];

/// Parts of the classes of captions, by which captions are found later.
const CAPTIONS: &[&str] = &["caption", "credit", "copyright", "attribution", "photo", "image", "disclaimer"];
/// Parts of the classes that raise a block's score.
const GOOD_CLASSES: &[&str] = &["article", "blog", "body", "content", "entry", "main", "page", "post", "story", "text"];

/// The picked part of the page.
pub(super) struct Picked {
    pub(super) html: String,
    pub(super) words: usize,
    /// The reason why it may not be the article.
    pub(super) doubt: Option<&'static str>,
}

impl Picked {
    fn sure(html: String) -> Self {
        Self { words: words(&html), html, doubt: None }
    }
}

/// A part of the page that may be the article.
struct Candidate {
    html: String,
    shingles: Shingles,
    /// The share of its words inside links, in percent.
    linked: usize,
}

impl Candidate {
    fn new(html: String, shingler: &Shingler) -> Self {
        let shingles = shingler.shingles(&prose(&html));
        let linked = linked_words(&Document::from(html.as_str())) * 100 / shingles.words.max(1);
        Self { html, shingles, linked }
    }

    fn words(&self) -> usize {
        self.shingles.words
    }
}

/// Picks the article of a page without boilerplate. `stated` is its text by the page's metadata.
pub(super) fn pick(document: &Document, rules: &[&Site], stated: Option<&str>) -> Picked {
    let shingler = Shingler::default();
    let by_rule = rules.iter().flat_map(|rule| &rule.article).map(|selector| inner(&contained(document, selector)));
    if let Some(html) = by_rule.take(MAX_CANDIDATES).find(|html| words(html) >= FEW_WORDS) {
        return Picked::sure(html);
    }
    let scored = score(document).map(|html| Candidate::new(html, &shingler));
    let failed = scored.is_none();
    let candidates: Vec<Candidate> = containers(document, SURE)
        .into_iter()
        .map(|html| Candidate::new(html, &shingler))
        .filter(|candidate| candidate.words() > 0)
        .collect();
    let all: Vec<&Candidate> = scored.iter().chain(&candidates).collect();
    if let Some(html) = stated.and_then(|stated| as_stated(document, &shingler, &all, stated)) {
        return Picked::sure(html);
    }
    let unlinked = unlinked_words(document);
    let enough = |words: usize| words >= MANY_WORDS || (words >= FEW_WORDS && words * MIN_SHARE >= unlinked);
    if let Some(scored) = scored.filter(|scored| enough(scored.words())) {
        let better = candidates.into_iter().find(|candidate| is_better(candidate, &scored));
        let better = better
            .or_else(|| likely(document, &shingler).into_iter().find(|article| is_whole_article(article, &scored)));
        let html = better.map_or(scored.html, without_boilerplate);
        let wider = expand_selection(document, &html).map(|html| without_boilerplate(Candidate::new(html, &shingler)));
        return Picked::sure(wider.unwrap_or(html));
    }
    let likely = || likely(document, &shingler).into_iter().find(|likely| likely.words() >= FEW_WORDS);
    match candidates.into_iter().next().or_else(likely) {
        Some(found) => Picked::sure(found.html),
        None => whole_page(document, failed),
    }
}

/// Picks the whole page, with the reason.
fn whole_page(document: &Document, failed: bool) -> Picked {
    let html = document.body().map(|body| body.inner_html().to_string()).unwrap_or_default();
    let words = words(&html);
    let doubt = match failed {
        _ if words < FEW_WORDS => "only a few words found on this page; showing all of them",
        true => "no article found on this page; showing all of it",
        false => "hardly any article text found on this page; showing all of it",
    };
    Picked { html, words, doubt: Some(doubt) }
}

/// Has `dom_smoothie` score the page, and returns its pick.
fn score(document: &Document) -> Option<String> {
    let config =
        Config { keep_classes: true, max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    catch_panic(|| {
        let copy = document.clone();
        remove_misleading_marks(&copy);
        let mut readability = Readability::with_document(copy, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    })?
}

/// Removes classes and ids that would mislead the scoring from headings and prose: it would drop
/// `<h2 class=subheader>` for its "header", and `<h2 id=social-media>` for its "social".
fn remove_misleading_marks(document: &Document) {
    for node in document.select("h2[id], h3[id], h4[id], h5[id], h6[id]").nodes() {
        node.remove_attr("id");
    }
    let marked = "h2[class*=header], h3[class*=header], h4[class*=header], p[class], div[class], section[class]";
    for node in document.select(marked).nodes() {
        let class = node.attr("class").unwrap_or_default().to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| class.contains(part));
        let kept = match name(node).as_str() {
            "p" | "div" | "section" => has(GOOD_CLASSES) || !is_article_text(node),
            _ => is_beside(&class),
        };
        if !kept && !has(CAPTIONS) {
            node.remove_attrs(&["class", "id"]);
        }
    }
}

/// Scores a container by itself to remove boilerplate from it, unless that removes more than a quarter of its words.
fn without_boilerplate(container: Candidate) -> String {
    let page = Document::from(format!("<body><article>{}</article></body>", container.html));
    let scored = score(&page).filter(|html| words(html) * 4 >= container.words() * 3);
    scored.unwrap_or(container.html)
}

/// Whether the container is a better pick than the scored one: it is narrower and still has most of its text, or it is
/// wider and has all of it, or both have little in common.
fn is_better(container: &Candidate, scored: &Candidate) -> bool {
    let (words, scored_words) = (container.words(), scored.words());
    if container.linked > 30 || words < MANY_WORDS / 2 {
        return false;
    }
    let inside = container.shingles.share_in(&scored.shingles);
    let outside = scored.shingles.share_in(&container.shingles);
    let narrower = inside > 0.9 && outside > 0.6 && words * 20 < scored_words * 19;
    let wider = outside > 0.9 && words * 3 > scored_words * 4 && words < scored_words * 4;
    let other = inside < 0.2 && words >= MANY_WORDS && words * 2 > scored_words;
    narrower || wider || other
}

/// The containers that may hold more than an article.
fn likely(document: &Document, shingler: &Shingler) -> Vec<Candidate> {
    containers(document, LIKELY).into_iter().map(|html| Candidate::new(html, shingler)).collect()
}

/// Whether the container is nearly all prose, and the scored pick only a part of it.
fn is_whole_article(container: &Candidate, scored: &Candidate) -> bool {
    let (words, scored_words) = (container.words(), scored.words());
    container.linked <= 12
        && words >= scored_words + MANY_WORDS
        && words < scored_words * 4
        && scored.shingles.share_in(&container.shingles) > 0.9
        && is_mostly_prose(&Document::from(container.html.as_str()))
}

/// Picks by the text that metadata states: the part of the page that is most similar to it, or, where hardly any of it
/// is on the page, that text itself.
fn as_stated(document: &Document, shingler: &Shingler, candidates: &[&Candidate], stated: &str) -> Option<String> {
    let words = shingler.shingles(stated);
    if words.words < FEW_WORDS {
        return None;
    }
    let likely = likely(document, shingler);
    // Of similar ones the first, which is the scored pick.
    let mut best = (0.0, None, 0.0);
    for candidate in candidates.iter().copied().chain(&likely) {
        let similarity = candidate.shingles.similarity(&words);
        let shown = words.share_in(&candidate.shingles).max(best.2);
        best = if similarity > best.0 + 0.03 { (similarity, Some(candidate), shown) } else { (best.0, best.1, shown) };
    }
    match best {
        (similarity, Some(candidate), _) if similarity > 0.7 => Some(candidate.html.clone()),
        (_, _, shown) if shown < 0.3 && words.words >= MANY_WORDS => Some(paragraphs(stated)),
        _ => None,
    }
}

/// Makes a paragraph of HTML of each line.
fn paragraphs(text: &str) -> String {
    let escaped = escaped(text);
    let lines: Vec<&str> = escaped.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("<p>{}</p>", lines.join("</p><p>"))
}

/// The content of the elements that the selectors select, each only once.
fn containers(document: &Document, selectors: &[&str]) -> Vec<String> {
    let mut seen = HashSet::new();
    let found = selectors.iter().filter_map(|selector| {
        let nodes = contained(document, selector);
        nodes.first().is_some_and(|first| seen.insert(first.id)).then(|| inner(&nodes))
    });
    found.take(MAX_CANDIDATES).collect()
}

/// The elements that `selector` selects: all of them if they are parts of one `<article>`, else the longest.
fn contained<'a>(document: &'a Document, selector: &str) -> Vec<NodeRef<'a>> {
    let found: Vec<NodeRef<'_>> = document.try_select(selector).map(|found| found.nodes().to_vec()).unwrap_or_default();
    let ids: HashSet<NodeId> = found.iter().map(|node| node.id).collect();
    let is_outer = |node: &NodeRef<'_>| !node.ancestors_it(None).any(|above| ids.contains(&above.id));
    let outer: Vec<NodeRef<'_>> = found.into_iter().take(MAX_CONTAINERS).filter(is_outer).collect();
    let article_of =
        |node: &NodeRef<'_>| node.ancestors_it(None).find(|above| above.has_name("article")).map(|above| above.id);
    let first = outer.first().and_then(article_of);
    if first.is_some() && outer.iter().all(|node| article_of(node) == first) {
        return outer;
    }
    outer.into_iter().max_by_key(|node| node.text().len()).into_iter().collect()
}

fn inner(nodes: &[NodeRef<'_>]) -> String {
    nodes.iter().map(|node| node.inner_html().to_string()).collect()
}

/// Counts the words of the page outside of links.
fn unlinked_words(document: &Document) -> usize {
    let Some(body) = document.body() else { return 0 };
    body.text().unicode_words().count().saturating_sub(linked_words(document))
}

fn linked_words(document: &Document) -> usize {
    document.select("a").nodes().iter().map(|link| link.text().unicode_words().count()).sum()
}

/// Counts words by Unicode's rules (UAX #29), where each ideograph is one.
pub(super) fn words(html: &str) -> usize {
    text_of(&parse(html, None)).unicode_words().count()
}
