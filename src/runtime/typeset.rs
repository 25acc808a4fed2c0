//! Sets an article and its thread at a width. Slow for long ones: done on a thread of its own, by `setter`.

use std::collections::HashMap;

use textwrap::{Options, WordSeparator, WrapAlgorithm};

use crate::app::{Change, Opened, SetPage, View, duration, indent, minutes};
use crate::domain::{Document, Line, Marks, Span, Text};
use crate::page::{self, Look};

/// Bytes of a link's name that are kept.
const LINK_TEXT: usize = 120;
/// Characters that count as a word, in scripts that put no spaces between words.
const CHARS_A_WORD: usize = 2;

/// How the user wants texts to be set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Taste {
    /// Words may be divided at the ends of lines.
    pub(super) hyphenate: bool,
    /// Links have their numbers behind them.
    pub(super) numbers: bool,
}

/// Sets everything at `width` columns.
pub(super) fn typeset(opened: &Opened, width: u16, taste: Taste, pictures: HashMap<String, u16>) -> SetPage {
    let article = &opened.article;
    let look = |width: u16| {
        let language = article.language.as_deref().filter(|_| taste.hyphenate);
        Look::new(usize::from(width)).numbered(taste.numbers).dividing(language)
    };
    let mut body = match &opened.change {
        Some(change) => changed(change, width),
        None => page::render(&article.html.0, article.row.url.as_deref(), &look(width).with_pictures(pictures)),
    };
    let mut links = std::mem::take(&mut body.links);
    let comments = opened.thread.nodes().iter().map(|node| {
        let room = width.saturating_sub(indent(node.depth, width) + 2).max(1);
        let base = node.comment.url.as_deref().or(article.row.url.as_deref());
        let document = page::render(&node.comment.html.0, base, &look(room));
        append(&mut links, document)
    });
    let comments: Vec<Vec<Line>> = comments.collect();
    let words = words(&body);
    let link_texts = link_texts(links.len(), body.lines.iter().chain(comments.iter().flatten()));
    SetPage { width, head: head(opened, words, width), body, words, links, link_texts, comments }
}

/// What links are called where they are first mentioned, without their numbers.
fn link_texts<'a>(count: usize, lines: impl Iterator<Item = &'a Line>) -> Vec<Text> {
    let mut texts = vec![String::new(); count];
    // The link that the text is in, and those that it has left again: they have their name.
    let (mut open, mut named) = (None, vec![false; count]);
    for line in lines {
        for span in line.spans.iter().filter(|span| !span.marks.contains(Marks::FAINT)) {
            if span.link != open {
                if let Some(left) = open.and_then(|link: usize| named.get_mut(link)) {
                    *left = true;
                }
                open = span.link;
            }
            let link = open.filter(|link| named.get(*link) == Some(&false));
            if let Some(text) = link.and_then(|link| texts.get_mut(link)).filter(|text| text.len() < LINK_TEXT) {
                text.push_str(&span.text);
            }
        }
        if let Some(text) = open.and_then(|link| texts.get_mut(link)) {
            text.push(' ');
        }
    }
    texts.iter().map(|text| Text::line(text)).collect()
}

/// The text with what changed in it.
fn changed(change: &Change, width: u16) -> Document {
    let earlier = page::Version { title: &change.titles.0, html: &change.texts.0.0 };
    let later = page::Version { title: &change.titles.1, html: &change.texts.1.0 };
    Document { lines: page::changes(earlier, later, usize::from(width)), ..Document::default() }
}

/// Words to be read: those between spaces, and pairs of characters where there are none.
fn words(document: &Document) -> usize {
    let spans = document.lines.iter().flat_map(|line| &line.spans);
    spans
        .map(|span| {
            let wide = span.text.chars().filter(|c| ('\u{2e80}'..='\u{d7af}').contains(c)).count();
            span.text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
                + wide / CHARS_A_WORD
        })
        .sum()
}

/// The same without blocks and marks, for a text that is too much for it: words, wrapped.
pub(super) fn plain(opened: &Opened, width: u16) -> SetPage {
    let lines = |html: &str, width: u16| -> Vec<Line> {
        let text = page::plain(html);
        let wrapped = textwrap::wrap(&text, usize::from(width.max(1)));
        wrapped.iter().map(|line| plain_line(line, Marks::NONE)).collect()
    };
    let article = &opened.article;
    let nodes = opened.thread.nodes();
    let room = |depth| width.saturating_sub(indent(depth, width) + 2).max(1);
    SetPage {
        width,
        head: head(opened, 0, width),
        body: Document { lines: lines(&article.html.0, width), ..Document::default() },
        words: 0,
        link_texts: Vec::new(),
        links: Vec::new(),
        comments: nodes.iter().map(|node| lines(&node.comment.html.0, room(node.depth))).collect(),
    }
}

/// What stands for a text that is too much even for that.
pub(super) fn refused(width: u16) -> SetPage {
    let text = "This text is too large, too deep or broken to be set. o opens it in the browser.";
    let lines =
        textwrap::wrap(text, usize::from(width.max(1))).iter().map(|line| plain_line(line, Marks::NONE)).collect();
    SetPage { width, body: Document { lines, ..Document::default() }, ..SetPage::default() }
}

fn plain_line(text: &str, marks: Marks) -> Line {
    Line { spans: vec![Span { text: Text::line(text), marks, ..Span::default() }], ..Line::default() }
}

/// A comment's links are numbered on from those before it.
fn append(links: &mut Vec<String>, document: Document) -> Vec<Line> {
    let before = links.len();
    links.extend(document.links);
    let mut lines = document.lines;
    for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
        // Only the article's own notes are followed.
        span.jump = None;
        if let Some(link) = span.link.filter(|_| before > 0) {
            span.link = Some(link + before);
            if span.text.as_str() == format!("[{}]", link + 1) {
                span.text = Text::line(&format!("[{}]", link + before + 1));
            }
        }
    }
    lines
}

/// Headline and byline, told apart by the headline's mark.
fn head(opened: &Opened, words: usize, width: u16) -> Vec<Line> {
    let article = &opened.article;
    let wrapping = Options::new(usize::from(width))
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let set = |text: &str, marks| -> Vec<Line> {
        textwrap::wrap(text, wrapping.clone()).iter().map(|part| plain_line(part, marks)).collect()
    };
    let mut lines = set(&article.row.title, Marks::STRONG);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.row.author.as_ref().map(|author| format!("By {author}")));
    facts.push(article.row.published.format("%-d %B %Y, %H:%M UTC").to_string());
    facts.extend(minutes(words).map(duration));
    facts.extend((article.categories.len() == 1).then(|| article.categories[0].to_string()));
    facts.extend(article.page.as_ref().map(|_| which_text(opened.view).to_owned()));
    lines.extend(set(&facts.join(" · "), Marks::NONE));
    lines
}

/// Where there are two texts, which one this is.
fn which_text(view: View) -> &'static str {
    match view {
        View::Text => "full page",
        View::Feed => "from the feed",
        View::Change(_) => "what changed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_called_what_they_are_called_first() {
        let html = "<p><a href=//a.example>the <b>fir</b>st one of them</a> and <a href=//b.example>b</a>, \
                    <a href=//a.example>again</a>.</p>";
        let lines = page::render(html, Some("https://c.example"), &Look::new(12)).lines;
        assert_eq!(link_texts(2, lines.iter()), [Text::line("the first one of them"), Text::line("b")]);
    }
}
