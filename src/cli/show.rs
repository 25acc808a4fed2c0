//! `tidings show`: prints one article as text, with colours, unwrapped, or as Markdown, HTML or JSON.

use std::io::IsTerminal;

use anyhow::{Context as _, bail, ensure};
use crossterm::style::{Attribute, Color, SetAttribute, SetForegroundColor};

use super::App;
use super::args::Format;
use super::out::Out;
use super::render::render;
use super::{comments, json};
use crate::app::document::{Opened, View};
use crate::domain::line_breaks::wrapping;
use crate::domain::triage::Order;
use crate::domain::{ArticleId, Document, Line, TextStyle};
use crate::page;
use crate::runtime::export;

pub(super) struct Options {
    pub(super) width: Option<u16>,
    pub(super) format: Format,
    pub(super) comments: bool,
    pub(super) changes: bool,
}

pub(super) fn run(app: &App, name: &str, options: &Options, out: &mut Out) -> anyhow::Result<()> {
    let id = app.article(name)?;
    if options.changes {
        return print_changes(app, id, options, out);
    }
    let Some(opened) = app.library.opened(id)? else { return Ok(()) };
    let article = &opened.article;
    let base = article.row.url.as_deref();
    let width = usize::from(options.width.unwrap_or_else(|| default_width(app)));
    let document = render(&article.html.0, base, width);
    match options.format {
        Format::Json => {
            let thread = options.comments.then(|| json::Comments::stored(&opened));
            return out.json(&json::ShownArticle::new(article, document.links, thread));
        }
        Format::Html => {
            out.line(&article.html.0)?;
            print_enclosures(&export::enclosures_html(article), out)?;
        }
        Format::Markdown => {
            let text = export::article_markdown(article);
            out.line(&text.context("can't convert the article to Markdown; use --format html")?)?;
        }
        Format::Text | Format::Ansi => {
            print(app, &opened, &document, options.format == Format::Ansi, width, out)?;
            print_enclosures(&export::enclosures_text(article, document.links.len()), out)?;
        }
        Format::Plain => {
            out.line(&export::article_text(article, app.clock()))?;
        }
    }
    if options.comments {
        out.line("")?;
        match options.format {
            Format::Html => out.line(&export::thread_html(&opened.thread))?,
            Format::Markdown => out.line(&export::thread_markdown(&opened.thread))?,
            Format::Plain => out.line(&export::thread_text(&opened.thread))?,
            _ => comments::print(app, &opened, width, out)?,
        }
    }
    Ok(())
}

/// Prints the last edit in colours and in brackets, because a pipe or a file may lose the colours.
fn print_changes(app: &App, id: ArticleId, options: &Options, out: &mut Out) -> anyhow::Result<()> {
    ensure!(matches!(options.format, Format::Text | Format::Ansi), "--changes needs --format text or ansi");
    let Some(opened) = app.library.opened_as(id, View::Change(0), Order::default())? else { return Ok(()) };
    let Some(change) = opened.change.clone() else { bail!("no edits of article {} since it was first fetched", id.0) };
    let width = usize::from(options.width.unwrap_or_else(|| default_width(app)));
    let lines = page::run_with_deadline(page::LIMIT, move || {
        let (earlier, later) = (&change.texts.0.0, &change.texts.1.0);
        let earlier = page::Version { title: &change.titles.0, html: earlier };
        page::changes(earlier, page::Version { title: &change.titles.1, html: later }, width)
    });
    let lines = lines.context("the two texts are too large or too broken to compare")?;
    print(app, &opened, &Document { lines, ..Document::default() }, options.format == Format::Ansi, width, out)
}

/// Returns the width of the settings, or that of a narrower terminal.
fn default_width(app: &App) -> u16 {
    let width = app.settings.config.reader.width;
    match crossterm::terminal::size() {
        Ok((columns, _)) if std::io::stdout().is_terminal() => width.min(columns.max(1)),
        _ => width,
    }
}

/// Prints the list of enclosures below the text, if there are any.
fn print_enclosures(list: &str, out: &mut Out) -> anyhow::Result<()> {
    if !list.is_empty() {
        out.line(&format!("\n{list}"))?;
    }
    Ok(())
}

fn print(
    app: &App,
    opened: &Opened,
    document: &Document,
    colours: bool,
    width: usize,
    out: &mut Out,
) -> anyhow::Result<()> {
    let row = &opened.article.row;
    let bold = |text: &str| {
        if colours {
            format!("{}{text}{}", SetAttribute(Attribute::Bold), SetAttribute(Attribute::Reset))
        } else {
            text.to_owned()
        }
    };
    for line in textwrap::wrap(&row.title, wrapping(width)) {
        out.raw(&format!("{}\n", bold(&line)))?;
    }
    for line in textwrap::wrap(&export::byline(row, app.clock()), wrapping(width)) {
        out.line(&line)?;
    }
    if let Some(url) = &row.url {
        out.line(url)?;
    }
    out.line("")?;
    for line in &document.lines {
        if colours { out.raw(&format!("{}\n", coloured(line)))? } else { out.line(&line.text())? }
    }
    if !document.links.is_empty() {
        out.line("")?;
    }
    for (i, url) in document.links.iter().enumerate() {
        out.line(&format!("[{}] {url}", i + 1))?;
    }
    Ok(())
}

/// Adds escape sequences for styles to a line, whose text is scrubbed already.
fn coloured(line: &Line) -> String {
    let mut out = String::new();
    for span in &line.spans {
        let mut codes = String::new();
        for (mark, attribute) in [
            (TextStyle::STRONG, Attribute::Bold),
            (TextStyle::EMPHASIS, Attribute::Italic),
            (TextStyle::STRIKE, Attribute::CrossedOut),
            (TextStyle::DELETED, Attribute::CrossedOut),
            (TextStyle::INSERTED, Attribute::Underlined),
            (TextStyle::FAINT, Attribute::Dim),
        ] {
            if span.marks.contains(mark) {
                codes.push_str(&SetAttribute(attribute).to_string());
            }
        }
        let colour = match span {
            _ if span.marks.contains(TextStyle::INSERTED) => Some(Color::Green),
            _ if span.marks.contains(TextStyle::DELETED) => Some(Color::Red),
            _ if span.marks.contains(TextStyle::HEADING) => Some(Color::Magenta),
            _ if span.marks.contains(TextStyle::COMMENT) => Some(Color::DarkGrey),
            _ if span.marks.contains(TextStyle::KEYWORD) => Some(Color::Magenta),
            _ if span.marks.contains(TextStyle::STRING) => Some(Color::Yellow),
            _ if [TextStyle::NUMBER, TextStyle::TYPE].iter().any(|mark| span.marks.contains(*mark)) => {
                Some(Color::Cyan)
            }
            _ if span.marks.contains(TextStyle::FUNCTION) => Some(Color::Blue),
            _ if span.marks.contains(TextStyle::CODE) => Some(Color::Green),
            _ if span.link.is_some() => Some(Color::Blue),
            _ => None,
        };
        codes.extend(colour.map(|colour| SetForegroundColor(colour).to_string()));
        out.push_str(&codes);
        out.push_str(&span.text);
        if !codes.is_empty() {
            out.push_str(&SetAttribute(Attribute::Reset).to_string());
        }
    }
    out
}
