//! Writes articles and threads as text, Markdown, HTML and JSON, for `tidings show`, for files and for commands.
//!
//! Everything here takes as long as parsing the HTML does, so it never runs on the screen's thread.

mod article;
pub mod json;
pub mod render;
mod thread;

use crate::app::document::Opened;
use crate::domain::{ClockFormat, Text};
use crate::page::escaped;

pub use article::{article_markdown, article_text, byline, enclosures_html, enclosures_text};
pub use thread::{thread_html, thread_markdown, thread_text};

/// The columns for which links are numbered, as `tidings show` numbers them.
const WIDTH: usize = 72;

/// The format of an exported article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with a paragraph on each line.
    Text,
    /// Markdown.
    Markdown,
    /// A page of HTML.
    Html,
    /// The JSON of `tidings show --format json`, or of `tidings comments --json`.
    Json,
}

/// The parts of an article that are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// The article.
    Article,
    /// The article and its comments.
    All,
    /// Its comments.
    Comments,
}

/// Writes an article, its comments or both, scrubbed and with a line end. The error is a text for the user.
pub fn export(opened: &Opened, parts: Parts, format: Format, clock: ClockFormat) -> Result<String, String> {
    let text = match format {
        Format::Json => return json(opened, parts),
        Format::Html => html(opened, parts, clock),
        Format::Markdown => markdown(opened, parts)?,
        Format::Text => {
            let article = || article_text(&opened.article, clock);
            let title = || opened.article.row.title.to_string();
            joined(parts, (article, title), || thread_text(&opened.thread))
        }
    };
    Ok(format!("{}\n", Text::block(&text)))
}

fn markdown(opened: &Opened, parts: Parts) -> Result<String, String> {
    let article = match parts {
        Parts::Comments => String::new(),
        _ => {
            article_markdown(&opened.article).ok_or("the text is too large or too broken for Markdown; choose HTML")?
        }
    };
    let title = || format!("# {}", opened.article.row.title);
    Ok(joined(parts, (|| article, title), || thread_markdown(&opened.thread)))
}

fn html(opened: &Opened, parts: Parts, clock: ClockFormat) -> String {
    let row = &opened.article.row;
    let title = || format!("<h1>{}</h1>", escaped(&row.title));
    let article = || {
        let link = row.url.as_ref().map(|url| escaped(url).replace('"', "&quot;"));
        let link = link.map(|url| format!("\n<p><a href=\"{url}\">{url}</a></p>")).unwrap_or_default();
        let (byline, list) = (escaped(&byline(row, clock)), enclosures_html(&opened.article));
        format!("{}\n<p>{byline}</p>{link}\n{}\n{list}", title(), opened.article.html.0)
    };
    let body = joined(parts, (article, title), || thread_html(&opened.thread));
    let title = escaped(&row.title);
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n{body}\n</body>\n</html>"
    )
}

fn json(opened: &Opened, parts: Parts) -> Result<String, String> {
    let comments = || json::Comments::stored(opened);
    let text = if parts == Parts::Comments {
        json::document(&comments())
    } else {
        let article = &opened.article;
        let links = render::render(&article.html.0, article.row.url.as_deref(), WIDTH).links;
        json::document(&json::ShownArticle::new(article, links, (parts == Parts::All).then(comments)))
    };
    text.map(|text| text + "\n").map_err(|error| error.to_string())
}

/// Joins an article and its comments; without the article its title stands above them.
fn joined(
    parts: Parts,
    (article, title): (impl FnOnce() -> String, impl FnOnce() -> String),
    comments: impl FnOnce() -> String,
) -> String {
    match parts {
        Parts::Article => article(),
        Parts::All => format!("{}\n\n{}", article(), comments()),
        Parts::Comments => format!("{}\n\n{}", title(), comments()),
    }
}
