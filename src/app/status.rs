//! The status line: the latest message, errors that stay for as long as it takes to read them, and progress.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::sync::Msg as SyncMsg;
use crate::domain::{Text, Time, pluralize};

/// Messages kept for the list of messages.
const KEPT: usize = 200;
/// What it takes to read an error: no key wipes it away before.
const READ_IN: TimeDelta = TimeDelta::seconds(5);

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Gone at the next key.
    Info,
    /// Stays until it can have been read.
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
    /// The message that is shown, and since when.
    shown: Option<(Message, Time)>,
    unseen_errors: usize,
    /// A sync under way.
    pub progress: Option<Progress>,
    /// What to say at the end of a sync without a network.
    offline: Option<Text>,
    /// A page is being fetched.
    pub fetching_page: bool,
}

impl Status {
    /// Says something that the next key may wipe away.
    pub fn say(&mut self, text: Text, at: Time) {
        let message = Message { level: Level::Info, text, at };
        self.shown = Some((message.clone(), at));
        self.push(message);
    }

    /// Puts something on the list of messages without showing it.
    pub fn note(&mut self, text: Text, at: Time) {
        self.push(Message { level: Level::Info, text, at });
    }

    /// Says something that stays until it can have been read, or something newer is said.
    pub fn fail(&mut self, text: Text, at: Time) {
        let message = Message { level: Level::Error, text, at };
        self.shown = Some((message.clone(), at));
        self.push(message);
        self.unseen_errors += 1;
    }

    /// The message to show, and how many errors wait behind it.
    #[must_use]
    pub fn current(&self) -> Option<(&Message, usize)> {
        let (message, _) = self.shown.as_ref()?;
        Some((message, self.unseen_errors.saturating_sub(usize::from(message.level == Level::Error))))
    }

    /// Errors that nobody has put away or looked at in the list.
    #[must_use]
    pub fn unseen_errors(&self) -> usize {
        self.unseen_errors
    }

    /// A key was pressed: information goes, and an error that has been there for a while.
    pub fn key_pressed(&mut self, now: Time) {
        self.shown.take_if(|(message, since)| message.level == Level::Info || now - *since >= READ_IN);
    }

    /// The errors have been seen. Says whether there were any.
    pub fn dismiss(&mut self) -> bool {
        self.shown = None;
        std::mem::take(&mut self.unseen_errors) > 0
    }

    /// Everything said so far, oldest first.
    #[must_use]
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// Follows a sync.
    pub fn follow(&mut self, event: SyncMsg, at: Time) {
        match event {
            SyncMsg::Started(total) => {
                self.progress = Some(Progress { done: 0, total, title: Text::default(), failed: 0 });
            }
            SyncMsg::Feed { title, error } => {
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
            SyncMsg::Offline(waiting) => {
                self.progress = None;
                let wait = if waiting == 1 { "waits" } else { "wait" };
                self.offline = Some(Text::line(&format!("No network: {} {wait}", pluralize(waiting, "feed"))));
            }
            SyncMsg::Finished { .. } if self.offline.is_some() => {
                self.progress = None;
                let notice = self.offline.take().unwrap_or_default();
                self.fail(notice, at);
            }
            SyncMsg::Finished { summary } => match self.progress.take().map_or(0, |progress| progress.failed) {
                0 => self.say(summary, at),
                // Its own error says more than a count; it is the last one that was told.
                1 => {
                    self.shown = self.messages.iter().rfind(|m| m.level == Level::Error).map(|m| (m.clone(), at));
                    self.unseen_errors += 1;
                }
                n => self.fail(Text::line(&format!("{n} feeds failed; {summary}")), at),
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
    fn errors_stay_until_they_can_have_been_read_and_information_does_not() {
        let mut status = Status::default();
        let at = |seconds| Time::default() + TimeDelta::seconds(seconds);
        status.say(Text::line("hello"), at(0));
        status.key_pressed(at(0));
        assert!(status.current().is_none());
        status.fail(Text::line("a"), at(0));
        status.fail(Text::line("b"), at(1));
        status.key_pressed(at(3));
        let (message, waiting) = status.current().unwrap();
        assert_eq!((message.text.as_str(), waiting), ("b", 1));
        // Then the next key wipes it away, and no later one brings it back.
        status.key_pressed(at(8));
        assert!(status.current().is_none());
        status.say(Text::line("newer"), at(9));
        let (message, waiting) = status.current().unwrap();
        assert_eq!((message.text.as_str(), waiting), ("newer", 2));
        status.key_pressed(at(9));
        assert!(status.current().is_none());
        assert_eq!(status.unseen_errors(), 2);
        assert!(status.dismiss());
        assert_eq!((status.unseen_errors(), status.messages().count()), (0, 4));
    }

    #[test]
    fn without_a_network_one_line_says_how_many_feeds_wait() {
        let mut status = Status::default();
        let now = Time::default();
        status.follow(SyncMsg::Started(13), now);
        status.follow(SyncMsg::Offline(13), now);
        status.follow(SyncMsg::Finished { summary: Text::line("nothing new") }, now);
        assert_eq!(status.current().unwrap().0.text.as_str(), "No network: 13 feeds wait");
        assert_eq!((status.messages().count(), status.progress.is_none()), (1, true));
        // The next sync is told as usual.
        status.follow(SyncMsg::Finished { summary: Text::line("nothing new") }, now);
        assert_eq!(status.current().unwrap().0.text.as_str(), "nothing new");
    }

    #[test]
    fn something_newer_takes_an_errors_place() {
        let mut status = Status::default();
        let now = Time::default();
        status.fail(Text::line("a"), now);
        status.say(Text::line("newer"), now);
        assert_eq!(status.current().unwrap().0.text.as_str(), "newer");
        status.key_pressed(now);
        assert!(status.current().is_none() && status.unseen_errors() == 1);
        assert!(status.dismiss() && !status.dismiss());
    }
}
