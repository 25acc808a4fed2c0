//! Holds what is played, and the queue.

use std::sync::Arc;

use super::spoken::Spoken;
use crate::domain::media::Chapter;
use crate::domain::queue::QueueItem;
use crate::domain::{ArticleId, Time};
use crate::listen::progress::Progress;

/// The state of listening.
#[derive(Debug, Default)]
pub struct Listen {
    /// What is played.
    pub playing: Option<Playing>,
    /// The articles to play, in order; the one that is played is among them.
    pub queue: Vec<QueueItem>,
    /// When playing pauses by itself.
    pub sleep_at: Option<Time>,
}

/// What is played.
#[derive(Debug)]
pub struct Playing {
    /// The article.
    pub item: QueueItem,
    /// The state of the player.
    pub progress: Progress,
    /// The sentences, as the text has them.
    pub sentences: Arc<[String]>,
    /// For each sentence the id of its comment, empty for those of the text; empty if no comments are read.
    pub comments: Arc<[String]>,
    /// The comment that the voice has selected, and the sentence that it did so for.
    pub(super) at_comment: (Option<usize>, Option<usize>),
    /// The chapters of a recording, by time.
    pub chapters: Arc<[Chapter]>,
    /// Where the sentence that is spoken is on the screen.
    pub spoken: Spoken,
    /// The second that the store has.
    pub(super) kept: f64,
}

impl Playing {
    /// Makes the state of an article that begins.
    pub(super) fn new(item: QueueItem, sentences: Arc<[String]>) -> Self {
        let progress = Progress {
            elapsed: item.heard.position,
            total: item.heard.seconds.unwrap_or_default(),
            is_waiting: true,
            speed: 1.0,
            volume: 100,
            ..Progress::default()
        };
        let kept = item.heard.position;
        let (comments, chapters) = (Arc::default(), Arc::default());
        Self {
            item,
            progress,
            sentences,
            comments,
            at_comment: (None, None),
            chapters,
            spoken: Spoken::default(),
            kept,
        }
    }
}

impl Playing {
    /// Returns the id of the comment that is read.
    #[must_use]
    pub fn comment(&self) -> Option<&str> {
        self.comments.get(self.progress.track).map(String::as_str).filter(|id| !id.is_empty())
    }

    /// Returns the chapter that sounds.
    #[must_use]
    pub fn chapter(&self) -> Option<&Chapter> {
        let begun = self.chapters.partition_point(|chapter| chapter.seconds() <= self.progress.elapsed);
        self.chapters.get(begun.checked_sub(1)?)
    }
}

impl Listen {
    /// Returns whether this article is played.
    #[must_use]
    pub fn is_playing(&self, article: ArticleId) -> bool {
        self.playing.as_ref().is_some_and(|playing| playing.item.article == article)
    }

    /// Returns the article that comes after the one that is played.
    #[must_use]
    pub fn next(&self) -> Option<&QueueItem> {
        self.beside(1)
    }

    /// Returns an article of the queue, counted from the one that is played.
    pub(super) fn beside(&self, by: isize) -> Option<&QueueItem> {
        let at = self.place()?;
        self.queue.get(at.checked_add_signed(by)?)
    }

    /// Returns the place in the queue of the article that is played.
    pub(super) fn place(&self) -> Option<usize> {
        let playing = self.playing.as_ref()?.item.article;
        self.queue.iter().position(|item| item.article == playing)
    }
}
