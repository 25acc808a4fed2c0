//! Writes a thread as text, Markdown or HTML.

use std::fmt::Write as _;

use super::render::plain;
use crate::domain::{Comment, Thread, pluralize};
use crate::page::escaped;

/// Levels of replies that Markdown indents.
const LEVELS: u32 = 12;

/// Writes a thread as nested HTML lists with the unchanged HTML of the comments.
#[must_use]
pub fn thread_html(thread: &Thread) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut open = 0;
    for node in thread.nodes() {
        while open > node.depth + 1 {
            lines.push("</ul>".to_owned());
            open -= 1;
        }
        while open < node.depth + 1 {
            lines.push("<ul>".to_owned());
            open += 1;
        }
        lines.push(format!("<li><b>{}</b>\n{}</li>", escaped(author(node.comment)), node.comment.html.0));
    }
    lines.extend((0..open).map(|_| "</ul>".to_owned()));
    lines.join("\n")
}

/// Writes a thread without indentation, a paragraph a line, each comment under its author's name.
#[must_use]
pub fn thread_text(thread: &Thread) -> String {
    let mut out = pluralize(thread.len(), "comment");
    for node in thread.nodes() {
        let _ = write!(out, "\n\n{}:\n\n{}", author(node.comment), plain(&node.comment.html.0));
    }
    out
}

/// Writes a thread as nested Markdown lists.
#[must_use]
pub fn thread_markdown(thread: &Thread) -> String {
    let mut out = format!("## {}\n\n", pluralize(thread.len(), "comment"));
    for node in thread.nodes() {
        let lead = "  ".repeat(node.depth.min(LEVELS) as usize);
        let _ = write!(out, "{lead}- **{}**\n\n", author(node.comment));
        for line in plain(&node.comment.html.0).lines() {
            let _ = writeln!(out, "{}", format!("{lead}  {line}").trim_end());
        }
        out.push('\n');
    }
    out.trim_end_matches('\n').to_owned()
}

fn author(comment: &Comment) -> &str {
    comment.author.as_deref().unwrap_or("anonymous")
}
