//! Adds the user's replies that the site does not show yet to a thread, where the site will show them.

use crate::domain::{
    ArticleId, Comment, CommentRef, CommentStatus, Html, Moderation, Reply, ReplyId, ReplyState, Text, ThreadSummary,
};
use crate::library::{Library, LibraryError};
use crate::page::escaped;

impl Library {
    /// Adds the replies that are not in the thread yet, behind its comments. Returns the comments of the replies that
    /// are.
    pub(super) fn add_own_replies(
        &self,
        article: ArticleId,
        summaries: &[ThreadSummary],
        comments: &mut Vec<Comment>,
    ) -> Result<Vec<(ReplyId, CommentRef)>, LibraryError> {
        let mut arrived = Vec::new();
        for reply in self.store.replies_to(article)? {
            let origin = summaries.iter().position(|summary| summary.origin == reply.origin).unwrap_or(0);
            let origin = u16::try_from(origin).unwrap_or(0);
            let is_there = |remote: &String| comments.iter().any(|c| c.origin == origin && c.id == *remote);
            let is_blank = reply.text.trim().is_empty();
            // A sent reply is shown until a fetch brings it as a comment. Without its id it could not be recognised
            // there.
            let is_recognisable = reply.state != ReplyState::Sent || reply.remote.is_some();
            if let Some(id) = reply.remote.clone().filter(is_there) {
                arrived.push((reply.id, CommentRef { origin: reply.origin, id }));
            } else if is_recognisable && !is_blank {
                comments.push(comment(&reply, origin));
            }
        }
        Ok(arrived)
    }
}

/// Makes a comment of a reply.
fn comment(reply: &Reply, origin: u16) -> Comment {
    let text = escaped(&reply.text);
    let paragraphs = text.split("\n\n").map(|text| format!("<p>{}</p>", text.trim().replace('\n', "<br>")));
    let is_pending = reply.state == ReplyState::Pending;
    Comment {
        id: compact_str::format_compact!("reply {}", reply.id.0),
        parent: reply.parent.as_deref().map(Into::into),
        author: Text::line("you").non_empty(),
        published: Some(reply.created),
        html: Html(paragraphs.collect()),
        state: if is_pending { Moderation::Pending } else { Moderation::Visible },
        mark: CommentStatus::Seen,
        origin,
        reply: Some((reply.id, reply.state)),
        ..Comment::default()
    }
}
