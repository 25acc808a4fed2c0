//! The user's replies: in the tree where they will stand, changed, and written in the box or in the editor.

use std::io;

use super::library::{Library, LibraryError};
use super::{Session, editor};
use crate::app::{Effect, Msg, ReplyAct, ReplyNews, ReplyTo, Undo};
use crate::domain::{
    ArticleId, Comment, CommentRef, CommentStatus, Html, Moderation, Reply, ReplyId, ReplyState, Text, ThreadSummary,
    Time,
};
use crate::reply::{Event, draft, next};

impl Library {
    /// Puts the replies that are not in a thread yet where they will stand, behind what is there. Says which comments the
    /// others have become.
    pub(super) fn stand_in(
        &self,
        article: ArticleId,
        summaries: &[ThreadSummary],
        comments: &mut Vec<Comment>,
    ) -> Result<Vec<(ReplyId, CommentRef)>, LibraryError> {
        let mut arrived = Vec::new();
        for reply in self.store.replies_to(article)? {
            let origin = summaries.iter().position(|head| head.origin == reply.origin).unwrap_or(0);
            let origin = u16::try_from(origin).unwrap_or(0);
            let is_there = |remote: &String| comments.iter().any(|c| c.origin == origin && c.id == *remote);
            let is_blank = reply.text.trim().is_empty();
            // One that was sent stands here until the thread has been fetched again; without its id nobody could tell.
            let is_known_to_come = reply.state != ReplyState::Sent || reply.remote.is_some();
            if let Some(id) = reply.remote.clone().filter(is_there) {
                arrived.push((reply.id, CommentRef { origin: reply.origin, id }));
            } else if is_known_to_come && !is_blank {
                comments.push(comment(&reply, origin));
            }
        }
        Ok(arrived)
    }

    /// Does with a reply what the user said.
    pub(super) fn change_reply(&self, id: ReplyId, act: ReplyAct, now: Time) -> Result<Msg, LibraryError> {
        let changed =
            |undo, notice: &str, send| Ok(Msg::Reply(ReplyNews::Changed { undo, notice: Text::line(notice), send }));
        let gone = || Ok(Msg::Failed(Text::line("this reply is not there any more, or on its way; O shows all")));
        match act {
            ReplyAct::Hold => match self.draft_again(id, now)? {
                Some(_) => changed(None, "held back: a draft again", false),
                None => gone(),
            },
            ReplyAct::Search => changed(None, "looking for it …", true),
            ReplyAct::Drop => match self.take_in(id).and_then(|()| Ok(self.store.drop_reply(id)?))? {
                Some(reply) => {
                    editor::forget(&self.paths.state, id);
                    changed(Some(Undo::Reply(Box::new(reply))), THROWN, false)
                }
                None => gone(),
            },
            ReplyAct::Queue | ReplyAct::Send => {
                self.take_in(id)?;
                let Some(reply) = self.store.reply(id)? else { return gone() };
                if let Err(error) = draft::check(&reply.text) {
                    return Ok(Msg::Failed(Text::line(&error.to_string())));
                }
                match next(&reply, Event::Queue, now) {
                    Ok(after) if self.store.change_reply(reply.state, &after)? => {
                        let send = act == ReplyAct::Send;
                        changed(None, if send { "sending …" } else { "queued; it goes out with the next sync" }, send)
                    }
                    Ok(_) => gone(),
                    Err(error) => Ok(Msg::Failed(Text::line(&error.to_string()))),
                }
            }
        }
    }

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

    /// A draft for the box: the one that was begun for the place, or a new one.
    pub(super) fn begin_reply(&self, to: &ReplyTo, now: Time) -> Msg {
        match self.draft_for(to.article, (&to.origin, to.parent.as_ref()), now) {
            Ok(id) => self.reopen_reply(id, now),
            Err(error) => not_begun(&error),
        }
    }

    /// A reply that has not left, for the box.
    pub(super) fn reopen_reply(&self, id: ReplyId, now: Time) -> Msg {
        match self.draft_again(id, now) {
            Ok(Some(reply)) => Msg::Reply(ReplyNews::Begun(Box::new(reply))),
            Ok(None) => not_begun(&HAS_LEFT),
            Err(error) => not_begun(&error),
        }
    }

    /// Keeps what is written so far. Where the draft is not what it was, a draft of its own has it; where the store can't,
    /// a file.
    pub(super) fn save_reply(&self, reply: &Reply, before: &str, heals: bool, now: Time) -> Msg {
        let was = reply.id;
        let kept = match self.store.write_on(was, before, &reply.text) {
            Ok(true) => Ok((reply.clone(), None)),
            Ok(false) => self.save_beside(reply, now),
            Err(error) => Err(error.into()),
        };
        match kept {
            Ok((reply, notice)) => {
                if heals {
                    editor::forget(&self.paths.state, was);
                }
                Msg::Reply(ReplyNews::Saved { was, reply: Box::new(reply), notice })
            }
            Err(error) => {
                let copy = match editor::keep(&self.paths.state, was, &reply.text, before) {
                    Ok(file) => format!("a copy is in {}", file.display()),
                    Err(_) => "it is here alone".to_owned(),
                };
                let why = format!("your reply can't be saved, {copy}: {error}");
                Msg::Reply(ReplyNews::NotSaved(was, Text::line(&why)))
            }
        }
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
        editor::forget(&self.paths.state, reply.id);
        Ok(kept)
    }

    /// The draft says something else, is no draft any more, or has gone.
    fn save_beside(&self, reply: &Reply, now: Time) -> Result<(Reply, Option<Text>), LibraryError> {
        let there = self.store.reply(reply.id)?;
        if there.is_some_and(|there| there.state == ReplyState::Draft && there.text == reply.text) {
            return Ok((reply.clone(), None));
        }
        let parent = reply.parent.clone().map(|id| CommentRef { origin: reply.origin.clone(), id });
        let id = self.store.begin_reply(reply.article, parent.as_ref(), &reply.origin, &reply.text, now)?;
        let notice = "changed elsewhere: this is a draft of its own now";
        Ok((Reply { id, created: now, ..reply.clone() }, Some(Text::line(notice))))
    }

    /// Takes a draft out in which nothing was written; one that somebody else has written in stays.
    pub(super) fn drop_draft(&self, id: ReplyId, before: &str) -> Result<Msg, LibraryError> {
        if self.store.drop_draft(id, before)? {
            editor::forget(&self.paths.state, id);
        }
        Ok(Msg::Reply(ReplyNews::Changed { undo: None, notice: Text::line(NOTHING), send: false }))
    }

    /// Takes in what editors left in their files before a sudden end.
    pub(super) fn take_all_in(&self) -> Result<(), LibraryError> {
        editor::all_left(&self.paths.state).into_iter().try_for_each(|id| self.take_in(id))
    }

    /// Takes in what an editor left of one draft, unless the draft was written on elsewhere since: then the file stays as
    /// it is. It stays in any case, for an editor may still have it open.
    pub fn take_in(&self, id: ReplyId) -> Result<(), LibraryError> {
        let state = &self.paths.state;
        // What can't be read is seen to when it is edited, which says why.
        let (Ok(Some(left)), Some(reply)) = (editor::left(state, id), self.store.reply(id)?) else { return Ok(()) };
        if left.text == reply.text {
            if reply.state.has_arrived() {
                editor::forget(state, id);
            }
            return Ok(());
        }
        // Of a file that tells nothing only an empty draft is known to be older.
        let was = left.was.unwrap_or_default();
        if !left.text.trim().is_empty() && left.text != was && self.store.write_on(id, &was, &left.text)? {
            // If this can't be written the file is no longer known to be newer, and stays.
            let _ = editor::based_on(state, id, &left.text);
        }
        Ok(())
    }

    /// Makes a draft of a reply again that has not left.
    fn draft_again(&self, id: ReplyId, now: Time) -> Result<Option<Reply>, LibraryError> {
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

/// Of a reply that had words.
const THROWN: &str = "thrown away; u takes that back";
/// Of an empty text.
const NOTHING: &str = "nothing was written: no reply";
/// Of a reply that is no draft and can't become one.
const HAS_LEFT: &str = "this reply can't be written on: it has left, or is gone";

fn not_begun(why: &dyn std::fmt::Display) -> Msg {
    Msg::Reply(ReplyNews::NotBegun(Text::line(&why.to_string())))
}

/// A reply as a comment.
fn comment(reply: &Reply, origin: u16) -> Comment {
    let escaped = reply.text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs = escaped.split("\n\n").map(|text| format!("<p>{}</p>", text.trim().replace('\n', "<br>")));
    let pending = reply.state == ReplyState::Pending;
    Comment {
        id: compact_str::format_compact!("reply {}", reply.id.0),
        parent: reply.parent.as_deref().map(Into::into),
        author: Text::line("you").non_empty(),
        published: Some(reply.created),
        html: Html(paragraphs.collect()),
        state: if pending { Moderation::Pending } else { Moderation::Visible },
        mark: CommentStatus::Seen,
        origin,
        reply: Some((reply.id, reply.state)),
        ..Comment::default()
    }
}

impl Session {
    /// Lets the user write, in the terminal that is lent to the editor meanwhile.
    pub(super) fn write_reply(&mut self, effect: &Effect) -> io::Result<Msg> {
        let now = (self.clock)();
        let failed = |error: &dyn std::fmt::Display| Msg::Failed(Text::line(&error.to_string()));
        let begun = match effect {
            Effect::WriteReply(to) => {
                let place = (to.origin.as_str(), to.parent.as_ref());
                self.library.draft_for(to.article, place, now).map(|id| (id, to.answered.as_str()))
            }
            Effect::EditReply(id, answered) => Ok((*id, answered.as_str())),
            _ => return Ok(Msg::Failed(Text::default())),
        };
        let draft = begun.and_then(|(id, answered)| Ok((self.library.draft_again(id, now)?, answered)));
        let (reply, answered) = match draft {
            Ok((Some(reply), answered)) => (reply, answered),
            Ok((None, _)) => return Ok(failed(&HAS_LEFT)),
            Err(error) => return Ok(failed(&error)),
        };
        let state = self.library.paths.state.clone();
        let written = self.screen.lend(|| editor::write(&state, &reply, answered))?;
        let text = match written {
            Ok(text) => text,
            Err(error) => {
                // What it had saved by then is what the reply says.
                let taken = self.library.take_in(reply.id);
                let why = taken.err().map_or_else(|| error.to_string(), |more| format!("{error}; {more}"));
                return Ok(Msg::Reply(ReplyNews::NotEdited(reply.id, Text::line(&why))));
            }
        };
        let kept = match self.library.keep_written(&reply, &text, now) {
            Ok(kept) => kept,
            Err(error) => return Ok(failed(&error)),
        };
        if text.trim().is_empty() {
            let is_gone = self.library.store.reply(reply.id).is_ok_and(|there| there.is_none());
            let had_words = is_gone && !reply.text.trim().is_empty();
            let notice = Text::line(if had_words { THROWN } else { NOTHING });
            let undo = had_words.then(|| Undo::Reply(Box::new(reply)));
            return Ok(Msg::Reply(ReplyNews::Changed { undo, notice, send: false }));
        }
        Ok(Msg::Reply(ReplyNews::Written(Box::new(kept))))
    }
}
