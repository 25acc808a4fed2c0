//! Lays out the head of an article: headline and byline.

use textwrap::WrapAlgorithm;
use unicode_width::UnicodeWidthStr;

use crate::app::document::{Opened, View};
use crate::app::reading_time::{duration, minutes};
use crate::domain::line_breaks;
use crate::domain::{ClockFormat, Line, Span, Text, TextStyle};

/// Outlets of a story that are named after the first one.
const NAMED: usize = 2;

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
    lines.extend(also_in(&opened.also_in, width).map(|text| line(&text, TextStyle::NONE)));
    lines
}

/// Names the other outlets of the story, as many as fit in a line; `None` if there are none.
fn also_in(outlets: &[Text], width: u16) -> Option<String> {
    let (first, others) = outlets.split_first()?;
    let mut text = format!("Also in: {first}");
    for (at, outlet) in others.iter().enumerate() {
        let left = others.len() - at;
        let more = if left > 1 { format!(", +{}", left - 1) } else { String::new() };
        if at >= NAMED || UnicodeWidthStr::width(text.as_str()) + outlet.width() + more.len() + 2 > usize::from(width) {
            text.extend([", +", &left.to_string()]);
            break;
        }
        text.push_str(", ");
        text.push_str(outlet);
    }
    Some(text)
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
