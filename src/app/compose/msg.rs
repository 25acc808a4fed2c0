//! What happens to the user's replies, and what they ask for.

use crate::app::undo::Undo;
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, Text};
use crate::input::Key;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A reply was written or chosen from the outbox.
    Written(Box<Reply>),
    /// A draft is ready for the box.
    Begun(Box<Reply>),
    /// No draft could be opened, and why.
    NotBegun(Text),
    /// The store has what was written.
    Saved {
        /// The draft that it was to be saved in.
        was: ReplyId,
        /// The draft that has it now.
        reply: Box<Reply>,
        /// Why that is another draft.
        notice: Option<Text>,
    },
    /// A draft could not be saved, and why.
    NotSaved(ReplyId, Text),
    /// The user's editor failed, and how.
    NotEdited(ReplyId, Text),
    /// Whether there are drafts from an earlier session.
    Unfinished(bool),
    /// All replies, the oldest first.
    Listed(Vec<Reply>),
    /// A reply was changed.
    Changed {
        /// How to undo it.
        undo: Option<Undo>,
        /// What to say.
        notice: Text,
        /// Send what is queued now.
        send: bool,
    },
    /// The outbox was sent.
    Posted {
        /// What to say.
        notice: Text,
        /// Some reply did not arrive.
        is_failure: bool,
        /// The page where the user has to post a reply by hand, and its text.
        manual: Option<(String, String)>,
    },
    /// A key was pressed while the box has the keys.
    Key(Key),
    /// Text was pasted into the box.
    Paste(String),
    /// The user clicked in the box: column and row of the screen.
    Click(u16, u16),
    /// The mouse wheel turned by so many lines.
    Scroll(isize),
    /// Do something with a reply.
    Change(ReplyId, ReplyAct),
    /// Go on writing a reply.
    Edit(ReplyId),
    /// Show what can be done with a reply.
    Show(ReplyId),
    /// Send what is queued.
    Send,
    /// Send a reply again that may have arrived.
    SendAgain(ReplyId),
    /// A sync has ended: it may have sent replies.
    Synced,
}

/// What the user does with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyAct {
    /// Queue it for the next sync.
    Queue,
    /// Send it now.
    Send,
    /// Make it a draft again.
    Hold,
    /// Search for it at the site; it is sent again only where it is not found and can't arrive twice.
    Search,
    /// Discard it.
    Drop,
}

/// Where a reply goes, and what it answers in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The article.
    pub article: ArticleId,
    /// The thread.
    pub origin: String,
    /// The comment; `None` answers the article itself.
    pub parent: Option<CommentRef>,
}

/// What the replies ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write a reply in the user's editor; answered by [`Msg::Written`].
    WriteInEditor(ReplyTo),
    /// Go on with a reply in the user's editor; answered by [`Msg::Written`].
    EditInEditor(ReplyId),
    /// Begin a draft, or go on with the one that is there, for the box; answered by [`Msg::Begun`].
    Begin(ReplyTo),
    /// Make a reply that was not sent a draft again, for the box; answered by [`Msg::Begun`].
    Reopen(ReplyId),
    /// Save what is written so far; answered by [`Msg::Saved`].
    Save {
        /// The draft, as it is now.
        reply: Box<Reply>,
        /// What the store has of it, unless another process has changed it.
        before: String,
        /// The last save failed, so a copy in a file can go.
        heals: bool,
    },
    /// Remove a draft that has no text.
    DropDraft {
        /// Which.
        id: ReplyId,
        /// What the store has of it, unless another process has changed it.
        before: String,
    },
    /// See whether there are drafts; answered by [`Msg::Unfinished`].
    LookForDrafts,
    /// Read a reply; answered by [`Msg::Written`].
    Load(ReplyId),
    /// Read all replies; answered by [`Msg::Listed`].
    List,
    /// Do something with a reply; answered by [`Msg::Changed`].
    Change(ReplyId, ReplyAct),
    /// Send what is queued; answered by [`Msg::Posted`].
    Send,
    /// Search for one reply that may have arrived and send it again if it is not found; answered by [`Msg::Posted`].
    SendAgain(ReplyId),
}
