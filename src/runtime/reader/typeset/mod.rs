//! Lays out an article and its comments at a width. Long ones take time, so `page_cache` does it off the screen's
//! thread.

mod head;
mod links;

use std::collections::HashMap;

use crate::app::document::{Change, LaidOutComment, LaidOutPage, Opened};
use crate::app::thread::indent::text_room;
use crate::domain::line_breaks::wrapping;
use crate::domain::thread::Node;
use crate::domain::{ClockFormat, CommentBody, Document, TextStyle};
use crate::page::{self, RenderOptions};
use head::{head, line};
use links::{add_enclosures, link_texts};

/// How many comments are laid out together with their article.
const FIRST_COMMENTS: usize = 64;
/// Characters that count as a word, in scripts without spaces between words.
const CHARS_A_WORD: usize = 2;

/// How the user wants texts to be laid out.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::runtime) struct TypesetOptions {
    /// Whether words may be hyphenated at the ends of lines.
    pub(in crate::runtime) hyphenate: bool,
    /// Whether links have their numbers behind them.
    pub(in crate::runtime) numbers: bool,
    /// How times are written.
    pub(in crate::runtime) clock: ClockFormat,
}

/// Lays out the article and its first comments at `width` columns. `image_rows` has the rows of images by address.
pub(in crate::runtime) fn lay_out(
    opened: &Opened,
    width: u16,
    options: TypesetOptions,
    image_rows: HashMap<String, u16>,
) -> LaidOutPage {
    let article = &opened.article;
    let render_options = render_options(opened, usize::from(width), options).with_pictures(image_rows);
    let mut body = match &opened.change {
        Some(change) => changes(change, width),
        None => page::render(&article.html.0, article.row.url.as_deref(), &render_options),
    };
    let words = count_words(&body);
    if opened.change.is_none() {
        add_enclosures(&mut body, &article.enclosures, usize::from(width));
    }
    let links = std::mem::take(&mut body.links);
    let link_texts = link_texts(links.len(), body.lines.iter());
    let bodies = first_comments(opened).map(|(i, node)| (i, node.comment.html.0.as_str(), node.comment.url.as_deref()));
    let comments = lay_out_comments(opened, width, options, bodies);
    LaidOutPage { width, head: head(opened, words, width, options.clock), body, words, links, link_texts, comments }
}

/// Returns the comments that are laid out with the article: the first ones, or those around the saved position.
pub(in crate::runtime) fn first_comments(opened: &Opened) -> impl Iterator<Item = (usize, Node<'_>)> {
    let saved = opened.position.as_ref().and_then(|position| opened.place_of(position.comment.as_ref()?));
    let from = saved.unwrap_or(0).saturating_sub(FIRST_COMMENTS / 4);
    opened.thread.nodes().enumerate().skip(from).take(FIRST_COMMENTS)
}

/// Lays out comments for their depths. `bodies` has their indices, HTML and addresses.
pub(in crate::runtime) fn lay_out_comments<'a>(
    opened: &Opened,
    width: u16,
    options: TypesetOptions,
    bodies: impl Iterator<Item = (usize, &'a str, Option<&'a str>)>,
) -> Vec<(usize, LaidOutComment)> {
    let lay_out = |(i, html, url): (usize, &str, Option<&str>)| {
        let node = opened.thread.get(i)?;
        let render_options = render_options(opened, text_room(node.depth, width), options);
        let document = page::render(html, url.or(opened.article.row.url.as_deref()), &render_options);
        let link_texts = link_texts(document.links.len(), document.lines.iter());
        let url = url.map(str::to_owned);
        Some((i, LaidOutComment { lines: document.lines, links: document.links, link_texts, url }))
    };
    bodies.filter_map(lay_out).collect()
}

fn render_options(opened: &Opened, width: usize, options: TypesetOptions) -> RenderOptions {
    let language = opened.article.language.as_deref().filter(|_| options.hyphenate);
    RenderOptions::new(width).numbered(options.numbers).hyphenated(language)
}

/// Lays out the text with a change marked in it.
fn changes(change: &Change, width: u16) -> Document {
    let earlier = page::Version { title: &change.titles.0, html: &change.texts.0.0 };
    let later = page::Version { title: &change.titles.1, html: &change.texts.1.0 };
    Document { lines: page::changes(earlier, later, usize::from(width)), ..Document::default() }
}

/// Counts the words of a text for its reading time. Scripts without spaces have a word every [`CHARS_A_WORD`]
/// characters.
fn count_words(document: &Document) -> usize {
    let spans = document.lines.iter().flat_map(|line| &line.spans);
    spans
        .map(|span| {
            let wide = span.text.chars().filter(|c| ('\u{2e80}'..='\u{d7af}').contains(c)).count();
            span.text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
                + wide / CHARS_A_WORD
        })
        .sum()
}

/// Like [`lay_out`], but as plain paragraphs, for a text that takes too long otherwise.
pub(in crate::runtime) fn lay_out_plain(opened: &Opened, width: u16, clock: ClockFormat) -> LaidOutPage {
    let mut body = page::render_plain(&opened.article.html.0, usize::from(width));
    add_enclosures(&mut body, &opened.article.enclosures, usize::from(width));
    let links = std::mem::take(&mut body.links);
    let link_texts = link_texts(links.len(), body.lines.iter());
    LaidOutPage { width, head: head(opened, 0, width, clock), body, links, link_texts, ..LaidOutPage::default() }
}

/// Like [`lay_out_plain`], but for one comment.
pub(in crate::runtime) fn lay_out_comment_plain(
    opened: &Opened,
    width: u16,
    i: usize,
    body: &CommentBody,
) -> LaidOutComment {
    let lines = opened.thread.get(i).map(|node| page::render_plain(&body.html.0, text_room(node.depth, width)).lines);
    LaidOutComment { lines: lines.unwrap_or_default(), url: body.url.clone(), ..LaidOutComment::default() }
}

/// Returns the page for a text that takes too long even as plain paragraphs.
pub(in crate::runtime) fn too_large(width: u16) -> LaidOutPage {
    let text = "This text is too large, too deeply nested or too broken to show. Open it in the browser.";
    let lines = textwrap::wrap(text, wrapping(usize::from(width.max(1))))
        .iter()
        .map(|part| line(part, TextStyle::NONE))
        .collect();
    LaidOutPage { width, body: Document { lines, ..Document::default() }, ..LaidOutPage::default() }
}
