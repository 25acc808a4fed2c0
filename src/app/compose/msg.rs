//! Defines the messages and effects of the user's replies.

use crate::app::undo::Undo;
use crate::domain::{ArticleId, CommentRef, Reply, ReplyId, Text};
use crate::input::Key;

/// A message for the replies.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The user has written a reply or chosen it from the outbox.
    Written(Box<Reply>),
    /// A draft is ready for the box.
    Begun(Box<Reply>),
    /// No draft could be opened: the error.
    NotBegun(Text),
    /// The store has saved the text.
    Saved {
        /// The draft that the text was for.
        was: ReplyId,
        /// The draft that has the text now.
        reply: Box<Reply>,
        /// Why the store has saved the text in another draft.
        notice: Option<Text>,
    },
    /// A draft could not be saved: the error.
    NotSaved(ReplyId, Text),
    /// The user's editor failed: the error.
    NotEdited(ReplyId, Text),
    /// Whether there are drafts from an earlier session.
    Unfinished(bool),
    /// All replies, the oldest first.
    Listed(Vec<Reply>),
    /// A reply was changed.
    Changed {
        /// How to undo the change.
        undo: Option<Undo>,
        /// The notice for the status line.
        notice: Text,
        /// Whether to send the queued replies now.
        send: bool,
    },
    /// The queued replies were sent.
    Posted {
        /// The notice for the status line.
        notice: Text,
        /// Whether a reply failed to arrive.
        is_failure: bool,
        /// The page where the user has to post a reply manually, and the reply's text.
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
    /// Change a reply.
    Change(ReplyId, ReplyAct),
    /// Open a reply for editing.
    Edit(ReplyId),
    /// Show the menu of a reply.
    Show(ReplyId),
    /// Send the queued replies.
    Send,
    /// Send a reply again although it may have arrived.
    SendAgain(ReplyId),
    /// A sync has ended, which may have sent replies.
    Synced,
}

/// A change of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyAct {
    /// Queue it for the next sync.
    Queue,
    /// Send it now.
    Send,
    /// Make it a draft again.
    Hold,
    /// Search for it at the site. It is sent again only if it is not found there and can't arrive twice.
    Search,
    /// Discard it.
    Drop,
}

/// The parent of a new reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The article.
    pub article: ArticleId,
    /// The origin of the thread.
    pub origin: String,
    /// The parent comment; `None` for a reply to the article itself.
    pub parent: Option<CommentRef>,
}

/// A request of the replies to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write a reply in the user's editor; answered by [`Msg::Written`].
    WriteInEditor(ReplyTo),
    /// Edit a reply in the user's editor; answered by [`Msg::Written`].
    EditInEditor(ReplyId),
    /// Open a draft in the box, a new one if none exists yet; answered by [`Msg::Begun`].
    Begin(ReplyTo),
    /// Make a reply that was not sent a draft again and open it in the box; answered by [`Msg::Begun`].
    Reopen(ReplyId),
    /// Save the text; answered by [`Msg::Saved`] or [`Msg::NotSaved`].
    Save {
        /// The draft with its current text.
        reply: Box<Reply>,
        /// The text that the store has, unless another process has changed it.
        before: String,
        /// Whether the last save failed. Then the copy that it left in a file can go.
        heals: bool,
    },
    /// Remove a draft without text.
    DropDraft {
        /// The draft.
        id: ReplyId,
        /// The text that the store has, unless another process has changed it.
        before: String,
    },
    /// Look for drafts from an earlier session; answered by [`Msg::Unfinished`].
    LookForDrafts,
    /// Read a reply; answered by [`Msg::Written`].
    Load(ReplyId),
    /// Read all replies; answered by [`Msg::Listed`].
    List,
    /// Change a reply; answered by [`Msg::Changed`].
    Change(ReplyId, ReplyAct),
    /// Send the queued replies; answered by [`Msg::Posted`].
    Send,
    /// Search for a reply that may have arrived, and send it again if it is not found; answered by [`Msg::Posted`].
    SendAgain(ReplyId),
}
