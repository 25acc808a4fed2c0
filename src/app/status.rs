//! The status line: the latest message, errors that stay until they have been seen, and progress.

use std::collections::VecDeque;

use super::SyncEvent;
use crate::domain::{Text, Time};

/// Messages kept for the list of messages.
const KEPT: usize = 200;

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Gone at the next key.
    Info,
    /// Stays until it is put away.
    Error,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub level: Level,
    /// One line.
    pub text: Text,
    /// When.
    pub at: Time,
}

/// How far a sync is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Feeds done.
    pub done: usize,
    /// Feeds due.
    pub total: usize,
    /// The last one's title.
    pub title: Text,
    /// How many have failed.
    pub failed: usize,
}

/// What the status line has to say.
#[derive(Debug, Clone, Default)]
pub struct Status {
    messages: VecDeque<Message>,
    info: bool,
    unseen_errors: usize,
    /// A sync under way.
    pub progress: Option<Progress>,
    /// A page is being fetched.
    pub fetching_page: bool,
}

impl Status {
    /// Says something that the next key may wipe away.
    pub fn say(&mut self, text: Text, at: Time) {
        self.push(Message { level: Level::Info, text, at });
        self.info = true;
    }

    /// Puts something on the list of messages without showing it.
    pub fn note(&mut self, text: Text, at: Time) {
        self.push(Message { level: Level::Info, text, at });
    }

    /// Says something that stays until it has been seen.
    pub fn fail(&mut self, text: Text, at: Time) {
        self.push(Message { level: Level::Error, text, at });
        self.info = false;
        self.unseen_errors += 1;
    }

    /// The message to show, and how many errors wait behind it.
    #[must_use]
    pub fn current(&self) -> Option<(&Message, usize)> {
        if self.info {
            return self.messages.back().map(|message| (message, self.unseen_errors));
        }
        let waiting = self.unseen_errors.checked_sub(1)?;
        let error = self.messages.iter().rev().find(|message| message.level == Level::Error)?;
        Some((error, waiting))
    }

    /// A key was pressed: information goes, errors stay.
    pub fn key_pressed(&mut self) {
        self.info = false;
    }

    /// The errors have been seen. Says whether there were any.
    pub fn dismiss(&mut self) -> bool {
        self.info = false;
        std::mem::take(&mut self.unseen_errors) > 0
    }

    /// Everything said so far, oldest first.
    #[must_use]
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// Follows a sync.
    pub fn follow(&mut self, event: SyncEvent, at: Time) {
        match event {
            SyncEvent::Started(total) => {
                self.progress = Some(Progress { done: 0, total, title: Text::default(), failed: 0 });
            }
            SyncEvent::Feed { title, error } => {
                if let Some(error) = &error {
                    let text = Text::line(&format!("{title}: {error}"));
                    self.push(Message { level: Level::Error, text, at });
                }
                if let Some(progress) = &mut self.progress {
                    progress.done += 1;
                    progress.failed += usize::from(error.is_some());
                    progress.title = title;
                }
            }
            SyncEvent::Finished { summary } => match self.progress.take().map_or(0, |progress| progress.failed) {
                0 => self.say(summary, at),
                // Its own error says more than a count; it is the last one that was told.
                1 => self.unseen_errors += 1,
                n => self.fail(Text::line(&format!("{n} feeds failed, ! lists them; {summary}")), at),
            },
        }
    }

    fn push(&mut self, message: Message) {
        self.messages.push_back(message);
        if self.messages.len() > KEPT {
            self.messages.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_until_dismissed_and_information_does_not() {
        let mut status = Status::default();
        let now = Time::default();
        status.say(Text::line("hello"), now);
        status.key_pressed();
        assert!(status.current().is_none());
        status.fail(Text::line("a"), now);
        status.fail(Text::line("b"), now);
        status.key_pressed();
        let (message, waiting) = status.current().unwrap();
        assert_eq!((message.text.as_str(), waiting), ("b", 1));
        assert!(status.dismiss());
        assert!(status.current().is_none());
        assert_eq!(status.messages().count(), 3);
    }
}
