//! Lays an article and its thread out at a width. It is slow for long ones, so `page_cache` does it beside the screen.

use std::collections::HashMap;

use textwrap::{Options, WordSeparator, WrapAlgorithm};

use crate::app::document::{Change, Opened, LaidOutComment, LaidOutPage, View};
use crate::app::reading_time::{duration, minutes};
use crate::app::thread::indent::text_room;
use crate::domain::article::host_of;
use crate::domain::thread::Node;
use crate::domain::{ClockFormat, CommentBody, Document, Enclosure, Line, Span, Text, TextStyle};
use crate::page::{self, RenderOptions};

/// Bytes of a link's name that are kept.
const LINK_TEXT: usize = 120;
/// Comments that are set with their article.
const AT_ONCE: usize = 64;
/// Characters that count as a word, in scripts that put no spaces between words.
const CHARS_A_WORD: usize = 2;

/// How the user wants texts to be laid out.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::runtime) struct TypesetOptions {
    /// Words may be divided at the ends of lines.
    pub(in crate::runtime) hyphenate: bool,
    /// Links have their numbers behind them.
    pub(in crate::runtime) numbers: bool,
    /// How times are written.
    pub(in crate::runtime) clock: ClockFormat,
}

/// Sets everything at `width` columns.
pub(in crate::runtime) fn typeset(
    opened: &Opened,
    width: u16,
    taste: TypesetOptions,
    pictures: HashMap<String, u16>,
) -> LaidOutPage {
    let article = &opened.article;
    let language = article.language.as_deref().filter(|_| taste.hyphenate);
    let look =
        RenderOptions::new(usize::from(width)).numbered(taste.numbers).dividing(language).with_pictures(pictures);
    let mut body = match &opened.change {
        Some(change) => changed(change, width),
        None => page::render(&article.html.0, article.row.url.as_deref(), &look),
    };
    let words = words(&body);
    if opened.change.is_none() {
        add_enclosures(&mut body, &article.enclosures, usize::from(width));
    }
    let links = std::mem::take(&mut body.links);
    let link_texts = link_texts(links.len(), body.lines.iter());
    let texts = at_once(opened).map(|(i, node)| (i, node.comment.html.0.as_str(), node.comment.url.as_deref()));
    let comments = comments(opened, width, taste, texts);
    LaidOutPage { width, head: head(opened, words, width, taste.clock), body, words, links, link_texts, comments }
}

/// The comments that are set with the article: those that are looked at first.
pub(in crate::runtime) fn at_once(opened: &Opened) -> impl Iterator<Item = (usize, Node<'_>)> {
    let kept = opened.position.as_ref().and_then(|position| opened.place_of(position.comment.as_ref()?));
    let from = kept.unwrap_or(0).saturating_sub(AT_ONCE / 4);
    opened.thread.nodes().enumerate().skip(from).take(AT_ONCE)
}

/// Comments' texts, each with its address, set for its depth.
pub(in crate::runtime) fn comments<'a>(
    opened: &Opened,
    width: u16,
    taste: TypesetOptions,
    texts: impl Iterator<Item = (usize, &'a str, Option<&'a str>)>,
) -> Vec<(usize, LaidOutComment)> {
    let article = &opened.article;
    let language = article.language.as_deref().filter(|_| taste.hyphenate);
    let set = |(i, html, url): (usize, &str, Option<&str>)| {
        let node = opened.thread.get(i)?;
        let look = RenderOptions::new(text_room(node.depth, width)).numbered(taste.numbers).dividing(language);
        let document = page::render(html, url.or(article.row.url.as_deref()), &look);
        let link_texts = link_texts(document.links.len(), document.lines.iter());
        let url = url.map(str::to_owned);
        Some((i, LaidOutComment { lines: document.lines, links: document.links, link_texts, url }))
    };
    texts.filter_map(set).collect()
}

/// What links are called where they are first mentioned, without their numbers.
fn link_texts<'a>(count: usize, lines: impl Iterator<Item = &'a Line>) -> Vec<Text> {
    let mut texts = vec![String::new(); count];
    // The link that the text is in, and those that it has left again: they have their name.
    let (mut open, mut named) = (None, vec![false; count]);
    for line in lines {
        for span in line.spans.iter().filter(|span| !span.marks.contains(TextStyle::FAINT)) {
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

/// Adds a line for each enclosure below the text: its number among the links, its kind and length, its host.
fn add_enclosures(body: &mut Document, enclosures: &[Enclosure], width: usize) {
    for (at, enclosure) in enclosures.iter().enumerate() {
        if at == 0 && !body.lines.is_empty() {
            body.lines.push(Line::default());
        }
        let link = Some(body.links.len());
        let number = Span {
            text: Text::line(&format!("[{}] ", body.links.len() + 1)),
            marks: TextStyle::FAINT,
            link,
            ..Span::default()
        };
        let host = host_of(&enclosure.url).map(|host| format!(" ({host})")).unwrap_or_default();
        let label = format!("{}{host}", enclosure.label());
        for (row, part) in textwrap::wrap(&label, width.saturating_sub(4).max(1)).iter().enumerate() {
            let indent = Span { text: Text::line("    "), ..Span::default() };
            let lead = if row == 0 { number.clone() } else { indent };
            body.lines.push(Line {
                spans: vec![lead, Span { text: Text::line(part), link, ..Span::default() }],
                ..Line::default()
            });
        }
        body.links.push(enclosure.url.clone());
    }
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
pub(in crate::runtime) fn plain(opened: &Opened, width: u16, clock: ClockFormat) -> LaidOutPage {
    LaidOutPage {
        width,
        head: head(opened, 0, width, clock),
        body: page::render_plain(&opened.article.html.0, usize::from(width)),
        ..LaidOutPage::default()
    }
}

/// The same for a comment.
pub(in crate::runtime) fn plain_comment(opened: &Opened, width: u16, i: usize, words: &CommentBody) -> LaidOutComment {
    let lines = opened.thread.get(i).map(|node| page::render_plain(&words.html.0, text_room(node.depth, width)).lines);
    LaidOutComment { lines: lines.unwrap_or_default(), url: words.url.clone(), ..LaidOutComment::default() }
}

/// What stands for a text that is too much even for that.
pub(in crate::runtime) fn refused(width: u16) -> LaidOutPage {
    let text = "This text is too large, too deep or too broken to be shown here. Open it in the browser.";
    let lines =
        textwrap::wrap(text, usize::from(width.max(1))).iter().map(|line| plain_line(line, TextStyle::NONE)).collect();
    LaidOutPage { width, body: Document { lines, ..Document::default() }, ..LaidOutPage::default() }
}

fn plain_line(text: &str, marks: TextStyle) -> Line {
    Line { spans: vec![Span { text: Text::line(text), marks, ..Span::default() }], ..Line::default() }
}

/// Headline and byline, told apart by the headline's mark.
fn head(opened: &Opened, words: usize, width: u16, clock: ClockFormat) -> Vec<Line> {
    let article = &opened.article;
    let wrapping = Options::new(usize::from(width))
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let set = |text: &str, marks| -> Vec<Line> {
        textwrap::wrap(text, wrapping.clone()).iter().map(|part| plain_line(part, marks)).collect()
    };
    let mut lines = set(&article.row.title, TextStyle::STRONG);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.row.author.as_ref().map(|author| format!("By {author}")));
    facts.push(clock.long(article.row.published));
    facts.extend(minutes(words).map(duration));
    facts.extend((article.categories.len() == 1).then(|| article.categories[0].to_string()));
    facts.extend(article.page.as_ref().map(|_| which_text(opened.view).to_owned()));
    lines.extend(set(&facts.join(" · "), TextStyle::NONE));
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
        let lines = page::render(html, Some("https://c.example"), &RenderOptions::new(12)).lines;
        assert_eq!(link_texts(2, lines.iter()), [Text::line("the first one of them"), Text::line("b")]);
    }
}
