//! Writes one article as text, Markdown or HTML.

use crate::domain::{Article, ArticleRow, ClockFormat, Enclosure};
use crate::page::{self, escaped};

/// Writes an article as text with a paragraph on each line: title, byline, address, text, enclosures.
///
/// It takes as long as parsing the text does; don't call it on the screen's thread.
#[must_use]
pub fn article_text(article: &Article, clock: ClockFormat) -> String {
    let row = &article.row;
    let head = [Some(row.title.to_string()), Some(byline(row, clock)), row.url.clone()];
    let head: Vec<String> = head.into_iter().flatten().collect();
    let text = page::quotable(&article.html.0);
    with_list(format!("{}\n\n{text}", head.join("\n")), &enclosures_text(article, 0))
}

/// Writes an article as Markdown with its title. `None` if the text is too large or too broken to convert in time.
#[must_use]
pub fn article_markdown(article: &Article) -> Option<String> {
    let (html, base) = (article.html.0.clone(), article.row.url.clone());
    let text = page::run_with_deadline(page::LIMIT, move || page::markdown(&html, base.as_deref()))?;
    let list =
        lines(article, |_, label, url| format!("- [{label}](<{}>)", url.replace('<', "%3C").replace('>', "%3E")));
    Some(with_list(format!("# {}\n\n{text}", article.row.title), &list))
}

/// Returns author, time and feed.
#[must_use]
pub fn byline(row: &ArticleRow, clock: ClockFormat) -> String {
    let by = row.author.as_ref().map(|author| format!("By {author}, ")).unwrap_or_default();
    format!("{by}{}, {}", clock.long(row.published), row.feed_title)
}

/// Lists the enclosures of an article, numbered after its `links`; empty if it has none.
#[must_use]
pub fn enclosures_text(article: &Article, links: usize) -> String {
    lines(article, |place, label, url| format!("[{}] {label}: {url}", links + place + 1))
}

/// Lists the enclosures of an article as HTML; empty if it has none.
#[must_use]
pub fn enclosures_html(article: &Article) -> String {
    let items = lines(article, |_, label, url| {
        format!("<li><a href=\"{}\">{}</a></li>", escaped(url).replace('"', "&quot;"), escaped(label))
    });
    if items.is_empty() { items } else { format!("<ul>\n{items}\n</ul>") }
}

fn lines(article: &Article, line: impl Fn(usize, &str, &str) -> String) -> String {
    let line = |(place, enclosure): (usize, &Enclosure)| line(place, &enclosure.label(), &enclosure.url);
    article.enclosures.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn with_list(text: String, list: &str) -> String {
    if list.is_empty() { text } else { format!("{text}\n\n{list}") }
}
