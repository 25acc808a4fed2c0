//! Lays out the head of an article: headline and byline.

use textwrap::WrapAlgorithm;

use crate::app::document::{Opened, View};
use crate::app::reading_time::{duration, minutes};
use crate::domain::line_breaks;
use crate::domain::{ClockFormat, Line, Span, Text, TextStyle};

/// Lays out headline and byline. Only the headline is [`TextStyle::STRONG`].
pub(super) fn head(opened: &Opened, words: usize, width: u16, clock: ClockFormat) -> Vec<Line> {
    let article = &opened.article;
    let wrapping = line_breaks::wrapping(usize::from(width)).wrap_algorithm(WrapAlgorithm::FirstFit);
    let wrap = |text: &str, style| -> Vec<Line> {
        textwrap::wrap(text, wrapping.clone()).iter().map(|part| line(part, style)).collect()
    };
    let mut lines = wrap(&article.row.title, TextStyle::STRONG);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.row.author.as_ref().map(|author| format!("By {author}")));
    facts.push(clock.long(article.row.published));
    facts.extend(minutes(words).map(duration));
    facts.extend((article.categories.len() == 1).then(|| article.categories[0].to_string()));
    facts.extend(article.page.as_ref().map(|_| text_label(opened.view).to_owned()));
    facts.extend(article.page.as_ref().and_then(|page| page.audio.as_ref()).map(|_| "audio".to_owned()));
    lines.extend(wrap(&facts.join(" · "), TextStyle::NONE));
    lines
}

/// Makes a line of one span.
pub(super) fn line(text: &str, style: TextStyle) -> Line {
    Line { spans: vec![Span { text: Text::line(text), marks: style, ..Span::default() }], ..Line::default() }
}

/// Names the text that is shown, for an article that has both the feed's text and the full text.
fn text_label(view: View) -> &'static str {
    match view {
        View::Text => "full text",
        View::Feed => "from the feed",
        View::Change(_) => "what changed",
    }
}
