//! The user's drafts: one a place in an article's threads, taken in from editors' files.

use super::{Library, LibraryError, draft_files};
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, ReplyState, Text, Time};
use crate::reply::{Event, next};

impl Library {
    /// The draft for a place in an article's threads: the one that was begun, or a new one.
    pub fn draft_for(
        &self,
        article: ArticleId,
        (origin, parent): (&str, Option<&CommentRef>),
        now: Time,
    ) -> Result<ReplyId, LibraryError> {
        let id = parent.map(|parent| &parent.id);
        let is_it =
            |reply: &Reply| reply.state == ReplyState::Draft && reply.origin == origin && reply.parent.as_ref() == id;
        if let Some(reply) = self.store.replies_to(article)?.into_iter().find(is_it) {
            return Ok(reply.id);
        }
        Ok(self.store.begin_reply(article, parent, origin, "", now)?)
    }

    /// Keeps what an editor ended with. Where the draft is not what it was, a draft of its own has it, and says so. A draft
    /// without a word goes.
    pub fn keep_written(&self, reply: &Reply, text: &str, now: Time) -> Result<Reply, LibraryError> {
        let written = Reply { text: text.to_owned(), ..reply.clone() };
        let kept = if text.trim().is_empty() {
            self.store.drop_draft(reply.id, &reply.text)?;
            written
        } else if self.store.write_on(reply.id, &reply.text, text)? {
            written
        } else {
            // Another command may have taken in what the editor had saved by then.
            self.take_in(reply.id)?;
            let (kept, notice) = self.save_beside(&written, now)?;
            Reply { error: notice.or(kept.error), ..kept }
        };
        draft_files::forget(&self.paths.state, reply.id);
        Ok(kept)
    }

    /// The draft says something else, is no draft any more, or has gone.
    pub fn save_beside(&self, reply: &Reply, now: Time) -> Result<(Reply, Option<Text>), LibraryError> {
        let there = self.store.reply(reply.id)?;
        if there.is_some_and(|there| there.state == ReplyState::Draft && there.text == reply.text) {
            return Ok((reply.clone(), None));
        }
        let parent = reply.parent.clone().map(|id| CommentRef { origin: reply.origin.clone(), id });
        let id = self.store.begin_reply(reply.article, parent.as_ref(), &reply.origin, &reply.text, now)?;
        let notice = "changed elsewhere: this is a draft of its own now";
        Ok((Reply { id, created: now, ..reply.clone() }, Some(Text::line(notice))))
    }

    /// Takes in what editors left in their files before a sudden end.
    pub fn take_in_drafts(&self) -> Result<(), LibraryError> {
        draft_files::all(&self.paths.state).into_iter().try_for_each(|id| self.take_in(id))
    }

    /// Takes in what an editor left of one draft, unless the draft was written on elsewhere since: then the file stays as
    /// it is. It stays in any case, for an editor may still have it open.
    pub fn take_in(&self, id: ReplyId) -> Result<(), LibraryError> {
        let state = &self.paths.state;
        // What can't be read is seen to when it is edited, which says why.
        let (Ok(Some(left)), Some(reply)) = (draft_files::read(state, id), self.store.reply(id)?) else {
            return Ok(());
        };
        if left.text == reply.text {
            if reply.state.has_arrived() {
                draft_files::forget(state, id);
            }
            return Ok(());
        }
        // Of a file that tells nothing only an empty draft is known to be older.
        let was = left.was.unwrap_or_default();
        if !left.text.trim().is_empty() && left.text != was && self.store.write_on(id, &was, &left.text)? {
            // If this can't be written the file is no longer known to be newer, and stays.
            let _ = draft_files::based_on(state, id, &left.text);
        }
        Ok(())
    }

    /// Makes a draft of a reply again that has not left.
    pub fn draft_again(&self, id: ReplyId, now: Time) -> Result<Option<Reply>, LibraryError> {
        let Some(reply) = self.store.reply(id)? else { return Ok(None) };
        match next(&reply, Event::Edit, now) {
            Ok(after) if self.store.change_reply(reply.state, &after)? => {
                self.take_in(id)?;
                Ok(self.store.reply(id)?)
            }
            _ => Ok(None),
        }
    }
}
