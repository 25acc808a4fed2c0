//! Writes the text that a reply answers, for the user's editor.

use crate::domain::{CommentRef, Reply};
use crate::library::{Library, LibraryError};
use crate::page;

/// Returns the comment that a reply answers, with its author, as unwrapped paragraphs; for a top-level reply, the
/// article's title. Empty if the comment no longer exists.
pub fn quoted(library: &Library, reply: &Reply) -> Result<String, LibraryError> {
    let Some(id) = reply.parent.clone() else {
        let article = library.store.article(reply.article)?;
        return Ok(article.map(|article| article.row.title.to_string()).unwrap_or_default());
    };
    let name = CommentRef { origin: reply.origin.clone(), id };
    let Some(opened) = library.opened(reply.article)? else { return Ok(String::new()) };
    let Some(place) = opened.place_of(&name) else { return Ok(String::new()) };
    let Some(node) = opened.thread.get(place) else { return Ok(String::new()) };
    let html = node.comment.html.0.clone();
    let base = node.comment.url.clone().or_else(|| opened.article.row.url.clone());
    let text = page::quotable_with_links(&html, base.as_deref());
    let author = node.comment.author.as_deref().unwrap_or("anonymous");
    Ok(format!("{author}:\n\n{text}"))
}
