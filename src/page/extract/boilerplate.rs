//! Removes the boilerplate around an article, by a table of selectors.
//!
//! The selectors are the classes and roles that publishing systems really use. Picking the article from the rest is
//! left to `pick`.

use std::sync::LazyLock;

use dom_query::{Document, Matcher, NodeRef};

use crate::domain::Text;
use crate::page::dom::name;

/// Selectors of comments and reply forms, which are removed however long they are.
#[rustfmt::skip]
const DISCUSSION: &[&str] = &[
    "#comments", "#comment-list", "#respond", "#disqus_thread", "#commento", "#comment-section", "#reader-comments",
    ".comments-area", ".comments-section", ".comment-list", ".commentlist", ".comments-list", ".comment-respond",
    ".comment-form", ".comments", ".fb-comments", ".wp-block-comments", ".wp-block-post-comments",
    ".wp-block-post-comments-form", ".comments-container", "section.comments", "[itemtype$='/Comment']",
];

/// Selectors of other boilerplate. An element with a large share of the page's text is kept, since its class must mean
/// something else there.
#[rustfmt::skip]
const BOILERPLATE: &[&str] = &[
    // The site.
    "nav", "[role=navigation]", "[role=banner]", "[role=contentinfo]", "[role=search]", "[role=complementary]",
    "[role=dialog]", "[role=alertdialog]", "[role=menu]", "[role=toolbar]", "body > header", "body > footer",
    "#header", "#footer", "#masthead", "#colophon", "#sidebar", ".site-header", ".site-footer", ".sidebar",
    ".widget:not(.Blog)", ".widget-area", ".breadcrumb", ".breadcrumbs", "#breadcrumbs", ".pagination", ".page-links",
    ".post-navigation", ".nav-links", ".navigation", ".skip-link", ".screen-reader-text", ".sr-only",
    ".visually-hidden", ".visuallyhidden", ".noprint", ".no-print", ".navbox", ".mw-editsection", ".toc",
    // Sharing.
    ".share", ".shares", ".sharing", ".share-bar", ".share-buttons", ".share-links", ".share-tools", ".sharedaddy",
    ".sd-sharing", ".social", ".social-share", ".social-sharing", ".social-links", ".social-icons", ".social-media",
    ".socials", ".addtoany_share_save_container", ".addthis_toolbox", ".shariff", ".likes", ".jp-likes",
    "[class*='share-button']", "[class*='sharebar']", "[class*='social-share']", "[class*='SocialShare']",
    // Players and their captions.
    ".listen", ".listen-to-article", ".listen-bar", "[class*='audio-player']", "[class*='listen-to']",
    "[class*='AudioPlayer']", ".beyondwords-player", ".wp-audio-shortcode", ".trinity-player", ".trinity-skip-it",
    ".speechkit", ".tts-player", "[class*='video-player']",
    // Boxes beside the article.
    ".fact-checker", ".fact-check-box", ".factcheck-box", ".fact-check-widget", "[class*='fact-checker']",
    ".related", ".related-posts", ".related-articles", ".related-stories", ".related-content", ".related-links",
    ".jp-relatedposts", ".yarpp", ".yarpp-related", ".read-more", ".readmore", ".more-stories", ".more-on",
    ".recommended", ".recommendations", ".most-read", ".most-popular", ".trending", ".outbrain", ".OUTBRAIN",
    ".taboola", "[id^='taboola']", "[class*='related-']", "[class*='newsletter']", "[id*='newsletter']",
    "[class*='subscribe']", ".subscription", ".signup", ".sign-up", ".promo", ".promotion", ".paywall", ".ad", ".ads",
    ".advert", ".advertisement", ".adsbygoogle", "[class*='advert']", "[id^='google_ads']", ".sponsored",
    "[class*='banner-ad']", ".author-box", ".author-bio", ".about-author", ".about-the-author", ".author-info",
    ".tags", ".tag-list", ".post-tags", ".entry-tags", ".cat-links", ".tags-links", ".post-categories",
    ".print-link", ".printfriendly", ".post-views", ".reading-time", ".rating", ".ratings", ".poll",
    // Author and date, which the reader shows in a place of their own.
    ".post-meta", ".entry-meta", ".article-meta", ".byline", ".dateline-and-author", ".entry-footer", ".posted-on",
    // Notices.
    "[id*='cookie']", "[class*='cookie']", "[class*='consent']", "[id*='consent']", "#onetrust-banner-sdk", ".gdpr",
    ".modal", ".popup", ".toast", ".overlay",
    // Controls.
    "form", "button", "dialog", "select", "textarea", "input", "fieldset", "[aria-hidden=true]:not(img)", "[hidden]",
    "link", "meta", "object", "embed", "canvas",
];

/// Parts of the classes and ids of boxes, in any case.
#[rustfmt::skip]
const BOXES: &[&str] = &[
    "related", "recommend", "recirc", "read-next", "readnext", "read_next", "readmore", "read-more", "more-stories",
    "morestories", "more-from", "morefrom", "more-about", "most-read", "mostread", "most-popular", "mostpopular",
    "trending", "interesting", "youmaylike", "you-may-like", "alsolike", "also-like", "up-next", "upnext", "teaser-list",
    "teaserlist", "promo", "newsletter", "subscri", "signup", "sign-up", "paywall", "regwall", "donat", "share", "sharing",
    "social", "follow-us", "followus", "breadcrumb", "sidebar", "comment", "disqus", "livefyre", "spot-im", "footer",
    "author-box", "authorbox", "author-bio", "authorbio", "author_bio", "author-card", "authorcard", "author-info",
    "about-author", "about-the-author", "post-author", "byline", "timestamp", "time-stamp", "publish-date", "pubdate",
    "post-date", "post-meta", "article-meta", "entry-meta", "meta-info", "tag-list", "taglist", "article-tags", "post-tags",
    "topic-list", "topics", "outbrain", "taboola", "zergnet", "revcontent", "plista", "adsense", "ad-slot", "adslot",
    "ad-container", "ad-wrapper", "ad-unit", "adunit", "dfp-", "advert", "sponsor", "slick-",
    "swiper", "jump-link", "jumplink", "print-only", "d-print-block", "print-block", 
    "cookie", "consent", "gdpr", "toolbar", "video-resource", "video-playlist", "tool-bar", "article-tools", "articletools", "video-player", "videoplayer",
    "audio-player", "audioplayer", "player-caption", "affiliate", "next-post", "prev-post", "nextprev", "pagination", "pager",
];
/// Parts of the classes of galleries. Those with much text of their own are no part of the article around them.
const GALLERIES: &[&str] = &["gallery", "slideshow", "carousel", "slider"];
/// Bytes of text up to which a gallery is part of the article.
const MAX_GALLERY_TEXT: usize = 400;
/// Selects elements that are boxes; others with such a class are words in a sentence.
const BOX_ELEMENTS: &str = ":is(div, section, aside, ul, ol, nav, header, footer, dl, blockquote)";

/// Parts of the classes that publishers wrap around the paragraphs for subscribers, which are the article itself.
const ARTICLE_CLASSES: &[&str] = &["subscriber-preview", "subscriber-only", "subscriber-content", "paywall"];
/// Parts of the classes of boxes beside the article that hold paragraphs as articles do.
#[rustfmt::skip]
const BESIDE_CLASSES: &[&str] = &[
    "comment", "disqus", "author", "bio", "byline", "newsletter", "signup", "sign-up", "cookie", "consent", "gdpr", "footer",
    "related", "recommend", "more", "read", "most", "trending", "sidebar", "widget", "overlay", "modal", "popup", "meta",
];
/// Bytes of the shortest paragraph that is prose.
const PROSE: usize = 80;
/// Paragraphs of prose that make a box part of the article, unless its class is one of a box beside it.
const MANY_PARAGRAPHS: usize = 4;

/// Phrases that stand alone above or in boxes of boilerplate, in lower case.
#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "advertisement", "anzeige", "fact checker", "fact check", "listen to the article", "listen to this article",
    "listen", "leave a reply", "leave a comment", "share this", "share this article", "share", "teilen", "related",
    "related articles", "related posts", "related stories", "read more", "read next", "more stories", "more on this",
    "most read", "recommended", "sign up for our newsletter", "subscribe to our newsletter", "you may also like",
    "skip to content", "story continues below", "article continues below", "publicité", "werbung", "like this:",
    "loading...", "0 comments", "no comments",
];

/// Elements whose text is compared with the phrases.
const PHRASE_HOLDERS: &[&str] = &["h2", "h3", "h4", "h5", "h6", "p", "span", "strong", "summary", "legend", "label"];

/// Bytes of the largest box that is removed with such a phrase as its heading.
const SMALL_BOX: usize = 300;
/// The largest share of the page's text that boilerplate may have: one part in this many.
const MAX_SHARE: usize = 4;

static DISCUSSION_MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| Matcher::new(&DISCUSSION.join(",")).ok());
static BOILERPLATE_MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| Matcher::new(&BOILERPLATE.join(",")).ok());
static BOX_MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| Matcher::new(&boxes(BOXES)).ok());
static GALLERY_MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| Matcher::new(&boxes(GALLERIES)).ok());

fn boxes(parts: &[&str]) -> String {
    let one = |part: &&str| format!("{BOX_ELEMENTS}[class*='{part}' i],{BOX_ELEMENTS}[id*='{part}' i]");
    parts.iter().map(one).collect::<Vec<_>>().join(",")
}

/// Removes comments and reply forms.
pub(super) fn remove_discussion(document: &Document) {
    let Some(matcher) = DISCUSSION_MATCHER.as_ref() else { return };
    for node in document.select_matcher(matcher).nodes() {
        if !is_page_frame(node) {
            node.remove_from_parent();
        }
    }
}

/// Removes menus, share bars, players, boxes and notices.
pub(super) fn remove_boilerplate(document: &Document) {
    // These have no text to be read, and would distort the shares.
    document.select("script, style, template, noframes, svg").remove();
    let Some(body) = document.body() else { return };
    let (total, paragraphs) = (body.text().trim().len(), paragraphs(&body));
    for matcher in [&BOILERPLATE_MATCHER, &BOX_MATCHER].into_iter().filter_map(|matcher| matcher.as_ref()) {
        for node in document.select_matcher(matcher).nodes() {
            let is_part = |part: usize, whole: usize| part == 0 || part * MAX_SHARE <= whole;
            if !is_page_frame(node)
                && !is_article_text(node)
                && is_part(node.text().trim().len(), total)
                && is_part(self::paragraphs(node), paragraphs)
            {
                node.remove_from_parent();
            }
        }
    }
    if let Some(matcher) = GALLERY_MATCHER.as_ref() {
        for node in document.select_matcher(matcher).nodes() {
            let text = node.text().trim().len();
            let pictures = node.descendants_it().filter(|below| below.has_name("img")).count();
            // The rest must be enough for an article.
            if !is_page_frame(node) && pictures > 2 && text > MAX_GALLERY_TEXT && text * 3 <= total * 2 {
                node.remove_from_parent();
            }
        }
    }
    remove_phrases(document);
}

/// Whether the box consists of paragraphs of the article, in spite of its class.
pub(super) fn is_article_text(node: &NodeRef<'_>) -> bool {
    if !matches!(name(node).as_str(), "p" | "div" | "section") || node.has_attr("role") {
        return false;
    }
    let marks = [node.attr("class"), node.attr("id")].map(|mark| mark.unwrap_or_default().to_lowercase()).join(" ");
    let below = |names: &[&str]| node.descendants_it().any(|below| names.contains(&name(&below).as_str()));
    if is_beside(&marks) || below(&["form", "input", "button", "iframe"]) {
        return false;
    }
    if ARTICLE_CLASSES.iter().any(|part| marks.contains(part)) || (node.has_name("p") && is_prose(node)) {
        return true;
    }
    let prose = node.descendants_it().filter(|below| below.has_name("p") && is_prose(below));
    let (count, in_prose) =
        prose.fold((0, 0), |(count, in_prose), line| (count + 1, in_prose + line.text().trim().len()));
    let text = node.text().trim().len();
    let plain = !below(&["h1", "h2", "h3", "h4", "h5", "h6", "img", "ul", "ol"]);
    (plain && count > 0 && in_prose * 5 >= text * 4) || (count >= MANY_PARAGRAPHS && in_prose * 5 >= text * 3)
}

/// Whether classes and ids, in lower case, are those of a box beside the article.
pub(super) fn is_beside(marks: &str) -> bool {
    BESIDE_CLASSES.iter().any(|part| marks.contains(part))
}

/// Whether the paragraph is long and has few links.
fn is_prose(paragraph: &NodeRef<'_>) -> bool {
    let text = paragraph.text().trim().len();
    text >= PROSE && linked_bytes(paragraph) * 10 <= text * 3
}

/// The text of a paragraph of prose; `None` for other elements.
pub(super) fn paragraph(node: &NodeRef<'_>) -> Option<String> {
    let inner = ["p", "div", "ul", "ol", "table", "section", "article", "h1", "h2", "h3", "h4"];
    let below = |node: &NodeRef<'_>| node.descendants_it().any(|below| inner.contains(&name(&below).as_str()));
    let is_one = matches!(name(node).as_str(), "p" | "div") && !below(node) && is_prose(node);
    is_one.then(|| Text::line(&node.text()).into_string())
}

/// Bytes of text inside links.
pub(super) fn linked_bytes(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|below| below.has_name("a")).map(|link| link.text().trim().len()).sum()
}

/// Bytes of text in paragraphs, which articles consist of and menus don't.
fn paragraphs(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|below| below.has_name("p")).map(|below| below.text().trim().len()).sum()
}

/// Removes phrases of boilerplate, with the small boxes that they are headings of.
fn remove_phrases(document: &Document) {
    for node in document.select(&PHRASE_HOLDERS.join(",")).nodes() {
        let text = node.text();
        if text.len() > 200 {
            continue;
        }
        let words = Text::line(&text).to_lowercase();
        if !PHRASES.contains(&words.trim_end_matches([':', '…']).trim()) && !PHRASES.contains(&words.as_str()) {
            continue;
        }
        let heads = name(node).starts_with('h');
        // A word inside a sentence belongs to it.
        let is_alone = |parent: NodeRef<'_>| parent.text().trim().len() <= text.trim().len() + 2;
        let is_phrase = matches!(name(node).as_str(), "span" | "strong");
        if is_phrase && !node.parent().is_some_and(is_alone) {
            continue;
        }
        let parent = node.parent().filter(|parent| heads && !is_page_frame(parent));
        match parent.filter(|parent| parent.text().trim().len() <= SMALL_BOX) {
            Some(parent) => parent.remove_from_parent(),
            None => node.remove_from_parent(),
        }
    }
}

/// Whether the element frames the article, which may carry any class.
fn is_page_frame(node: &NodeRef<'_>) -> bool {
    matches!(name(node).as_str(), "html" | "head" | "body" | "main")
        || (name(node) == "article" && node.attr("itemtype").is_none_or(|kind| !kind.ends_with("/Comment")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selector_is_valid() {
        for selector in DISCUSSION.iter().chain(BOILERPLATE) {
            assert!(Matcher::new(selector).is_ok(), "{selector}");
        }
        assert!(DISCUSSION_MATCHER.is_some() && BOILERPLATE_MATCHER.is_some() && BOX_MATCHER.is_some());
        assert!(GALLERY_MATCHER.is_some());
    }

    #[test]
    fn boxes_go_and_the_article_stays_whatever_its_class() {
        let document = Document::from(
            "<body class=comments><nav>menu</nav><article class=fact-checker><p>The article is long enough to stay, \
             and it goes on for a while.</p><div><h3>Fact Checker</h3><p>Verify it.</p></div></article>\
             <div id=comments>A comment that is much longer than the article and all that surrounds it on this page, \
             as comments are.</div></body>",
        );
        remove_discussion(&document);
        remove_boilerplate(&document);
        let text = document.text();
        assert!(text.contains("The article is long"));
        for gone in ["menu", "Verify", "A comment"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
}
