//! Defines the messages and effects of listening.

use std::sync::Arc;

use crate::domain::media::Chapter;
use crate::domain::queue::{Heard, QueueItem, SoundKind};
use crate::domain::{ArticleId, ListQuery, Text};
use crate::input::Action;
use crate::listen::playback::Input;
use crate::listen::progress::Progress;

/// A message for the player's bar and the queue.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// An article begins to play.
    Began {
        /// The article.
        item: QueueItem,
        /// The sentences of the voice as the text has them; empty for announcements.
        sentences: Arc<[String]>,
        /// For each sentence the id of its comment, empty for those of the text; empty if no comments are read.
        comments: Arc<[String]>,
        /// The chapters of a recording.
        chapters: Arc<[Chapter]>,
    },
    /// The sentences and chapters of an article's recording, as its transcript and its feed have them now.
    Marks {
        /// The article.
        article: ArticleId,
        /// The sentences, as the text has them; empty without a transcript that has times.
        sentences: Arc<[String]>,
        /// The chapters.
        chapters: Arc<[Chapter]>,
    },
    /// The state of the player.
    Progress(Progress),
    /// The article was heard to its end.
    Ended,
    /// Playing has ended with an error: what went wrong, and what to do.
    Failed(Text),
    /// The queue as the store has it.
    Queue(Vec<QueueItem>),
    /// Articles were added to the queue.
    QueueChanged {
        /// The queue now.
        queue: Vec<QueueItem>,
        /// The notice for the status line.
        notice: Text,
        /// Whether its first article starts to play.
        plays: bool,
    },
    /// Play the article at a place of the queue.
    PlayAt(usize),
    /// Go to a second of what is played.
    SeekTo(f64),
    /// Remove or move the article at a place of the queue, as the action says.
    Change(usize, Action),
    /// Pause in so many minutes; 0 takes that back.
    Sleep(u16),
}

/// A request of listening to `runtime`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Play an article from where the user stopped, as this kind or as it was heard before; answered by [`Msg::Began`]
    /// or [`Msg::Failed`].
    Play(ArticleId, Option<SoundKind>),
    /// Read the comments of an article aloud, from the one with this id or from the first; answered as [`Effect::Play`].
    PlayComments(ArticleId, Option<String>),
    /// Fetch what the feed names beside an article's recording and the store lacks: transcript and chapters; answered by
    /// [`Msg::Marks`] if there is anything new.
    FetchMedia(ArticleId),
    /// Download an article's recording.
    Download(ArticleId),
    /// Change what is played.
    Input(Input),
    /// Pause in so many minutes; `None` takes that back.
    Sleep(Option<u16>),
    /// Play nothing any more.
    Stop,
    /// Read the queue; answered by [`Msg::Queue`].
    LoadQueue,
    /// Replace the queue.
    SetQueue(Vec<ArticleId>),
    /// Add an article to the end of the queue; answered by [`Msg::QueueChanged`].
    Enqueue(ArticleId),
    /// Add a list of articles to the end of the queue, and play its first one if `plays`.
    EnqueueList {
        /// The list.
        query: ListQuery,
        /// Whether to play.
        plays: bool,
    },
    /// Store how much of an article the user has heard.
    Keep(ArticleId, Heard),
    /// Store that an article was heard to its end: it is read, and begins anew the next time.
    Heard(ArticleId),
}
