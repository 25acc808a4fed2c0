//! Removes the boilerplate that remains in a picked article, and marks captions: bylines and dates above it, links to
//! other articles and invitations between its paragraphs, biographies and legal lines below it.
//!
//! It judges a paragraph by its text and place. Judging it by its class is left to `boilerplate`.

use dom_query::{Document, NodeRef};

use super::phrases::{is_credit, is_invitation, is_lead_in, is_legal, leads_away};
use crate::domain::{Text, dates};
use crate::page::dom::name;

/// Elements that are one paragraph if they contain none of the others.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "main",
    "figure",
    "table",
    "pre",
    "address",
    "center",
    "details",
];
/// Elements whose content is never changed.
const WHOLE: &[&str] = &["table", "pre", "figcaption", "blockquote", "code", "details"];
/// Selects elements whose class says that they hold a caption.
const CAPTIONS: &str = "p[class*='caption' i], div[class*='caption' i], span[class*='caption' i], \
    em[class*='caption' i], small[class*='caption' i], cite[class*='caption' i], [class*='credit' i], \
    [class*='copyright' i], [class*='attribution' i], [class*='photographer' i], [class*='imagesource' i]";
/// Selects elements whose class says that they hold a picture with its caption.
const PICTURES: &str = "div[class*='image' i], div[class*='picture' i], div[class*='photo' i], div[class*='img' i], \
    div[class*='picbox' i], div[class*='figure' i], div[class*='media' i], div[class*='bild' i], div[class*='foto' i]";

/// Bytes of the longest caption.
const MAX_CAPTION: usize = 600;
/// Bytes of the longest line that may be boilerplate.
const MAX_LINE: usize = 300;
/// Bytes of a paragraph with which the article has begun.
const PARAGRAPH: usize = 120;
/// Bytes of the longest heading that is removed when nothing follows it.
const MAX_HEADING: usize = 60;
/// Lines at the end that may be headings with nothing below them.
const TAIL: usize = 12;

/// A paragraph, a heading or an item.
struct Line<'a> {
    node: NodeRef<'a>,
    text: String,
    /// Bytes of text inside links.
    linked: usize,
    is_heading: bool,
    has_picture: bool,
}

impl Line<'_> {
    fn is_link(&self) -> bool {
        self.linked > 0 && self.linked * 10 >= self.text.len() * 7
    }

    fn remove(&self) {
        // A line with a picture stays.
        if !self.has_picture {
            self.node.remove_from_parent();
        }
    }
}

/// Trims a picked article.
pub(super) fn trim(document: &Document, title: &str, author: Option<&str>) {
    mark_captions(document);
    trim_between(&lines(document));
    trim_head(&lines(document), title, author);
    trim_tail(&lines(document), author);
}

/// The lines of an article, in order.
fn lines(document: &Document) -> Vec<Line<'_>> {
    let Some(body) = document.body() else { return Vec::new() };
    body.descendants_it()
        .filter(|node| node.is_element() && BLOCKS.contains(&name(node).as_str()))
        .filter(|node| !node.descendants_it().any(|below| BLOCKS.contains(&name(&below).as_str())))
        .filter(|node| !WHOLE.contains(&name(node).as_str()) && !is_inside(node, WHOLE))
        .filter_map(|node| {
            let text = Text::line(&node.text()).into_string();
            let links = node.descendants_it().filter(|below| below.has_name("a"));
            let linked = links.map(|link| Text::line(&link.text()).len()).sum();
            let is_heading = matches!(name(&node).as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            let has_picture =
                node.descendants_it().any(|below| matches!(name(&below).as_str(), "img" | "figure" | "video"));
            (!text.is_empty()).then_some(Line { node, text, linked, is_heading, has_picture })
        })
        .collect()
}

fn is_inside(node: &NodeRef<'_>, names: &[&str]) -> bool {
    node.ancestors_it(None).any(|above| names.contains(&name(&above).as_str()))
}

/// Removes links to other articles, invitations and legal notices.
fn trim_between(lines: &[Line<'_>]) {
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        if line.text.len() > MAX_LINE {
            continue;
        }
        // Only a link follows a lead-in to another article.
        let leads_to_other = leads_away(&line.text) && line.linked * 2 >= line.text.len();
        if leads_to_other || is_invitation(&line.text, line.linked > 0) || is_legal(&line.text) {
            line.remove();
        } else if is_lead_in(&line.text) {
            line.remove();
            while let Some(link) = lines.next_if(|next| next.is_link() && next.text.len() <= MAX_LINE) {
                link.remove();
            }
        }
    }
}

/// Removes bylines, dates and the repeated headline above the first paragraph.
fn trim_head(lines: &[Line<'_>], title: &str, author: Option<&str>) {
    for line in lines.iter().take_while(|line| line.text.len() < PARAGRAPH) {
        let text = line.text.to_lowercase();
        let is_title = !title.is_empty() && text == title.to_lowercase();
        if is_title || (!line.is_heading && (is_byline(&text, author) || is_date(&line.text))) {
            line.remove();
        }
    }
}

/// Removes biographies, and headings with nothing below them, at the end.
fn trim_tail(lines: &[Line<'_>], author: Option<&str>) {
    let author = author.map(str::to_lowercase).filter(|author| author.len() > 4);
    let is_about = |line: &Line<'_>| {
        author.as_ref().is_some_and(|author| {
            // After a name and a colon come the words of that person.
            line.text.to_lowercase().strip_prefix(author.as_str()).is_some_and(|rest| !rest.starts_with(':'))
        })
    };
    for line in lines.iter().skip(1).rev().take(3) {
        if line.text.len() <= 2 * MAX_LINE
            && (is_about(line) || is_byline(&line.text.to_lowercase(), author.as_deref()))
        {
            line.remove();
        }
    }
    let is_bare = |line: &&Line<'_>| {
        line.is_heading && line.text.len() <= MAX_HEADING && !line.text.ends_with(['.', '!', '?', '”'])
    };
    for line in lines.iter().skip(1).rev().take(TAIL).take_while(|line| line.node.parent().is_none() || is_bare(line)) {
        line.remove();
    }
}

fn is_byline(text: &str, author: Option<&str>) -> bool {
    let by = ["by ", "von ", "par ", "por ", "di ", "written by ", "posted by ", "story by ", "text: ", "words by "];
    let author = author.map(str::to_lowercase).filter(|author| author.len() > 3);
    let named = author.is_some_and(|author| text.contains(&author));
    let short = text.split(' ').count() <= 6 && !text.ends_with(['.', '!', '?', ':']);
    (named && text.len() <= 100 && !text.ends_with(['.', '!', '?']))
        || (short && by.iter().any(|by| text.starts_with(by)))
}

/// Whether the line is a date and hardly anything else.
fn is_date(line: &str) -> bool {
    if dates::parse_printed(line).is_some() {
        return true;
    }
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = words.iter().any(|word| word.len() == 4 && matches!(word.parse(), Ok(1990..=2100)));
    let numbers = words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    year && numbers >= 2 && words.len() <= 14 && numbers * 4 >= words.len() && !line.ends_with(['.', '!', '?'])
}

/// Makes `<figcaption>` of captions, found by their class, their place beside a picture, or their text.
fn mark_captions(document: &Document) {
    for node in document.select(CAPTIONS).nodes() {
        let holds_picture = node.descendants_it().any(|below| matches!(name(&below).as_str(), "img" | "figure" | "p"));
        if !holds_picture && node.text().len() <= MAX_CAPTION && !is_inside(node, WHOLE) {
            node.rename("figcaption");
        }
    }
    for node in document.select(PICTURES).nodes() {
        let holds_picture = node.descendants_it().any(|below| below.has_name("img"));
        if holds_picture && node.text().trim().len() <= MAX_CAPTION / 2 {
            mark_beside(node);
        }
    }
    for line in lines(document) {
        if line.text.len() <= MAX_CAPTION / 4 && !line.is_heading && !line.has_picture && is_credit(&line.text) {
            line.node.rename("figcaption");
        }
    }
}

/// Makes `<figcaption>` of the paragraphs beside the picture in `node`.
fn mark_beside(node: &NodeRef<'_>) {
    for below in node.descendants() {
        let is_block = matches!(name(&below).as_str(), "p" | "div" | "span");
        let has_no_blocks =
            !below.descendants_it().any(|inner| inner.is_element() && BLOCKS.contains(&name(&inner).as_str()));
        let has_picture =
            below.descendants_it().any(|inner| matches!(name(&inner).as_str(), "img" | "video" | "iframe"));
        if is_block && has_no_blocks && !has_picture && !below.text().trim().is_empty() && !is_inside(&below, WHOLE) {
            below.rename("figcaption");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The bridge reopened on Monday after fourteen months of work, and the first lorries crossed it \
                         before dawn, to the relief of the whole valley.";

    fn trimmed(html: &str) -> String {
        let document = Document::from(html);
        trim(&document, "Bridge reopens", Some("Ann Lee"));
        crate::page::plain::prose(&document.html())
    }

    #[test]
    fn boilerplate_is_removed() {
        for boilerplate in [
            "<p>By Ann Lee, Chief Reporter</p>",
            "<h3>Bridge reopens</h3>",
            "<p>12 March 2024, 10:30</p>",
            "<p>Published: 2024-03-12T10:30:00Z</p>",
        ] {
            assert_eq!(trimmed(&format!("{boilerplate}<p>{TEXT}</p>")), TEXT, "{boilerplate}");
        }
        for boilerplate in [
            "<p>READ MORE: <a href=/x>Another bridge closes</a></p>",
            "<p><strong>Lesen Sie auch:</strong> <a href=/x>Noch eine Brücke</a></p>",
            "<h3>Related stories</h3><ul><li><a href=/x>Another bridge</a></li><li><a href=/y>A third one</a></li></ul>",
            "<p>Sign up for our newsletter to get the news of the valley every morning.</p>",
            "<p>Follow us on Twitter</p>",
            "<div class=picture><img src=i><div>The old bridge</div></div>",
            "<div class=img-caption>The old bridge</div>",
            "<p>Photo: Bo Li / Valley Pictures</p>",
        ] {
            let page = format!("<p>{TEXT}</p>{boilerplate}<p>{TEXT}</p>");
            assert_eq!(trimmed(&page), format!("{TEXT}\n\n{TEXT}"), "{boilerplate}");
        }
        for boilerplate in [
            "<p>Ann Lee writes about bridges. She lives in the valley.</p>",
            "<p>© 2024 The Valley Post. All rights reserved.</p>",
            "<h2>Comments</h2>",
        ] {
            assert_eq!(trimmed(&format!("<p>{TEXT}</p>{boilerplate}")), TEXT, "{boilerplate}");
        }
    }

    #[test]
    fn text_that_only_looks_like_boilerplate_stays() {
        for line in [
            "<p>Read more than one book a year, the teacher said.</p>",
            "<h2>How it was built</h2>",
            "<p>Related species live in <a href=/x>the lake</a>, he added.</p>",
            "<p>By Monday it was open.</p>",
            "<p>Ann Lee: And the mayor was pleased.</p>",
            "<p>In 2024 the bridge closed.</p>",
            "<p>“They asked me to join our national team,” Garcia said.</p>",
            "<p>Their own rules say that we use cookies to remember you, the firm said.</p>",
            "<p>Background: the dam, built in the year 1962, was <a href=/x>criticised</a> for many years.</p>",
            "<p>Anzeige erstattete die Frau erst am Montag, sagte die Polizei.</p>",
        ] {
            let page = format!("<p>{TEXT}</p>{line}<p>{TEXT}</p>");
            let text = Text::line(&Document::from(line).text()).into_string();
            assert_eq!(trimmed(&page), format!("{TEXT}\n\n{text}\n\n{TEXT}"), "{line}");
        }
    }
}
