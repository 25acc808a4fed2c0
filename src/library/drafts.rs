//! Manages the user's drafts, one for each comment that the user answers, and recovers them from editors' files.

use super::{Library, LibraryError, draft_files};
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, ReplyState, Text, Time};
use crate::reply::{Event, next};

impl Library {
    /// Returns the draft that answers a comment, or the article if `parent` is `None`; begins one if there is none.
    pub fn draft_for(
        &self,
        article: ArticleId,
        (origin, parent): (&str, Option<&CommentRef>),
        now: Time,
    ) -> Result<ReplyId, LibraryError> {
        let id = parent.map(|parent| &parent.id);
        let is_wanted =
            |reply: &Reply| reply.state == ReplyState::Draft && reply.origin == origin && reply.parent.as_ref() == id;
        if let Some(reply) = self.store.replies_to(article)?.into_iter().find(is_wanted) {
            return Ok(reply.id);
        }
        Ok(self.store.begin_reply(article, parent, origin, "", now)?)
    }

    /// Stores the text from an editor. An empty text removes the draft.
    ///
    /// If the draft was changed meanwhile, the text becomes a new draft, whose `error` says so.
    pub fn keep_written(&self, reply: &Reply, text: &str, now: Time) -> Result<Reply, LibraryError> {
        let written = Reply { text: text.to_owned(), ..reply.clone() };
        let saved = if text.trim().is_empty() {
            self.store.drop_draft(reply.id, &reply.text)?;
            written
        } else if self.store.update_draft(reply.id, &reply.text, text)? {
            written
        } else {
            // Another command may have recovered a text that the editor had saved: then it has that text already.
            self.take_in(reply.id)?;
            let (saved, notice) = self.save_beside(&written, now)?;
            Reply { error: notice.or(saved.error), ..saved }
        };
        draft_files::forget(&self.paths.state, reply.id);
        Ok(saved)
    }

    /// Saves a text as a new draft if its draft has another text, was sent or was removed. Returns the draft and a
    /// notice.
    pub fn save_beside(&self, reply: &Reply, now: Time) -> Result<(Reply, Option<Text>), LibraryError> {
        let stored = self.store.reply(reply.id)?;
        if stored.is_some_and(|stored| stored.state == ReplyState::Draft && stored.text == reply.text) {
            return Ok((reply.clone(), None));
        }
        let parent = reply.parent.clone().map(|id| CommentRef { origin: reply.origin.clone(), id });
        let id = self.store.begin_reply(reply.article, parent.as_ref(), &reply.origin, &reply.text, now)?;
        let notice = "changed elsewhere: this is a draft of its own now";
        Ok((Reply { id, created: now, ..reply.clone() }, Some(Text::line(notice))))
    }

    /// Recovers all drafts that editors left in files before the program stopped.
    pub fn take_in_drafts(&self) -> Result<(), LibraryError> {
        draft_files::all(&self.paths.state).into_iter().try_for_each(|id| self.take_in(id))
    }

    /// Recovers one draft from the file that an editor left, unless the draft has changed since.
    ///
    /// The file stays, because an editor may still have it open.
    pub fn take_in(&self, id: ReplyId) -> Result<(), LibraryError> {
        let state = &self.paths.state;
        // A file that can't be read is an error once the user edits the draft.
        let (Ok(Some(file)), Some(reply)) = (draft_files::read(state, id), self.store.reply(id)?) else {
            return Ok(());
        };
        if file.text == reply.text {
            if reply.state.has_arrived() {
                draft_files::forget(state, id);
            }
            return Ok(());
        }
        // Without a recorded text, only an empty draft is surely older than the file.
        let before = file.before.unwrap_or_default();
        if !file.text.trim().is_empty() && file.text != before && self.store.update_draft(id, &before, &file.text)? {
            // If this fails, the next call compares the file with the wrong text, and leaves the draft alone.
            let _ = draft_files::write_base(state, id, &file.text);
        }
        Ok(())
    }

    /// Makes a reply that has not been sent a draft again; `None` if it was sent or no longer exists.
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
