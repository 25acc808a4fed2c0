//! Holds the status line: the latest message, errors that stay long enough to be read, and progress.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::sync::Msg as SyncMsg;
use crate::domain::{Text, Time, pluralize};

/// The most messages in the list of messages.
const MAX_MESSAGES: usize = 200;
/// The most feeds that are named while they wait for a network.
const MAX_NAMED: usize = 100;
/// How many of them are named in one message.
const NAMED_TOGETHER: usize = 10;
/// The time that a user needs to read an error. No key removes it earlier.
const READ_IN: TimeDelta = TimeDelta::seconds(5);

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A notice, which the next key removes.
    Info,
    /// An error, which stays for `READ_IN`.
    Error,
}

/// A message to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Whether it is a notice or an error.
    pub level: Level,
    /// The text, one line.
    pub text: Text,
    /// When it was shown.
    pub at: Time,
}

/// The progress of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The number of feeds that are done.
    pub done: usize,
    /// The number of feeds that are due.
    pub total: usize,
    /// The title of the last feed.
    pub title: Text,
    /// The number of feeds that have failed.
    pub failed: usize,
}

/// The state of the status line.
#[derive(Debug, Clone, Default)]
pub struct Status {
    messages: VecDeque<Message>,
    /// The message that is shown, and since when.
    shown: Option<(Message, Time)>,
    unseen_errors: usize,
    /// The progress of the current sync.
    pub progress: Option<Progress>,
    /// Whether the reader has started the sync by itself.
    is_quiet: bool,
    /// The error to show at the end of a sync without a network.
    offline: Option<Text>,
    /// Whether a full text is being fetched.
    pub fetching_page: bool,
}

impl Status {
    /// Shows a notice, which the next key removes.
    pub fn say(&mut self, text: Text, at: Time) {
        let message = Message { level: Level::Info, text, at };
        self.shown = Some((message.clone(), at));
        self.push(message);
    }

    /// Adds a notice to the list of messages without showing it.
    pub fn note(&mut self, text: Text, at: Time) {
        self.push(Message { level: Level::Info, text, at });
    }

    /// Shows an error, which stays for `READ_IN` or until a newer message comes.
    pub fn fail(&mut self, text: Text, at: Time) {
        let message = Message { level: Level::Error, text, at };
        self.shown = Some((message.clone(), at));
        self.push(message);
        self.unseen_errors += 1;
    }

    /// Returns the message to show, and the number of other errors that the user has not seen.
    #[must_use]
    pub fn current(&self) -> Option<(&Message, usize)> {
        let (message, _) = self.shown.as_ref()?;
        Some((message, self.unseen_errors.saturating_sub(usize::from(message.level == Level::Error))))
    }

    /// Returns the number of errors that the user has neither dismissed nor seen in the list of messages.
    #[must_use]
    pub fn unseen_errors(&self) -> usize {
        self.unseen_errors
    }

    /// Removes a notice after a key, and an error that was shown for long enough.
    pub fn key_pressed(&mut self, now: Time) {
        self.shown.take_if(|(message, since)| message.level == Level::Info || now - *since >= READ_IN);
    }

    /// Removes the message and marks all errors seen. Returns whether there were any errors.
    pub fn dismiss(&mut self) -> bool {
        self.shown = None;
        std::mem::take(&mut self.unseen_errors) > 0
    }

    /// Iterates over the messages, the oldest first.
    #[must_use]
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// Updates the progress of a sync, and shows its result at the end.
    pub fn follow(&mut self, event: SyncMsg, at: Time) {
        match event {
            SyncMsg::Started { total, is_quiet } => {
                self.is_quiet = is_quiet;
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
            SyncMsg::Part(text) => {
                if let Some(progress) = &mut self.progress {
                    progress.title = text;
                }
            }
            SyncMsg::Offline(_) if self.is_quiet => self.progress = None,
            SyncMsg::Offline(waiting) => {
                self.progress = None;
                let wait = if waiting.len() == 1 { "waits" } else { "wait" };
                self.offline = Some(Text::line(&format!("No network: {} {wait}", pluralize(waiting.len(), "feed"))));
                self.note_waiting(&waiting, at);
            }
            SyncMsg::Notify(notice) => self.say(notice, at),
            SyncMsg::Finished { summary, is_news } if self.is_quiet => {
                self.progress = None;
                if is_news {
                    self.say(summary, at);
                }
            }
            SyncMsg::Finished { .. } if self.offline.is_some() => {
                self.progress = None;
                let notice = self.offline.take().unwrap_or_default();
                self.fail(notice, at);
            }
            SyncMsg::Finished { summary, .. } => match self.progress.take().map_or(0, |progress| progress.failed) {
                0 => self.say(summary, at),
                // The error of a single feed says more than a count. It is the last error in the list.
                1 => {
                    self.shown = self.messages.iter().rfind(|m| m.level == Level::Error).map(|m| (m.clone(), at));
                    self.unseen_errors += 1;
                }
                n => self.fail(Text::line(&format!("{n} feeds failed; {summary}")), at),
            },
        }
    }

    /// Names the feeds that wait for a network in the list of messages, a few in each so that they fit on the screen.
    fn note_waiting(&mut self, titles: &[Text], at: Time) {
        let (named, more) = titles.split_at(titles.len().min(MAX_NAMED));
        if !more.is_empty() {
            self.note(Text::line(&format!("waiting for a network: {} more feeds", more.len())), at);
        }
        // The list shows the latest message first.
        for titles in named.chunks(NAMED_TOGETHER).rev() {
            let titles: Vec<&str> = titles.iter().map(Text::as_str).collect();
            self.note(Text::line(&format!("waiting for a network: {}", titles.join(", "))), at);
        }
    }

    fn push(&mut self, message: Message) {
        self.messages.push_back(message);
        if self.messages.len() > MAX_MESSAGES {
            self.messages.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_long_enough_to_be_read_and_notices_go_with_the_next_key() {
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
        // The next key removes it, and no later key brings it back.
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
    fn without_a_network_one_line_says_how_many_feeds_wait_and_the_list_names_them() {
        let mut status = Status::default();
        let now = Time::default();
        let titles = |n: usize| (1..=n).map(|n| Text::line(&format!("Feed {n}"))).collect();
        let named = |status: &Status| -> Vec<String> { status.messages().map(|m| m.text.to_string()).collect() };
        let started = |is_quiet| SyncMsg::Started { total: 13, is_quiet };
        let finished = |is_news| SyncMsg::Finished { summary: Text::line("nothing new"), is_news };
        status.follow(started(true), now);
        status.follow(SyncMsg::Offline(titles(13)), now);
        status.follow(finished(false), now);
        assert!(status.current().is_none() && status.progress.is_none(), "the reader has asked by itself");
        status.follow(started(true), now);
        status.follow(finished(true), now);
        assert!(status.current().is_some(), "something is new");
        let mut status = Status::default();
        status.follow(started(false), now);
        status.follow(SyncMsg::Offline(titles(13)), now);
        status.follow(finished(false), now);
        assert_eq!(status.current().unwrap().0.text.as_str(), "No network: 13 feeds wait");
        assert!(status.progress.is_none());
        let first =
            "waiting for a network: Feed 1, Feed 2, Feed 3, Feed 4, Feed 5, Feed 6, Feed 7, Feed 8, Feed 9, Feed 10";
        let others = "waiting for a network: Feed 11, Feed 12, Feed 13";
        assert_eq!(named(&status), [others, first, "No network: 13 feeds wait"]);
        // The next sync shows its result as usual.
        status.follow(finished(false), now);
        assert_eq!(status.current().unwrap().0.text.as_str(), "nothing new");
        // So many that the list of messages would have nothing else.
        let mut status = Status::default();
        status.follow(SyncMsg::Offline(titles(1_001)), now);
        let named = named(&status);
        assert_eq!((named.len(), named[0].as_str()), (11, "waiting for a network: 901 more feeds"));
    }

    #[test]
    fn a_newer_message_replaces_an_error() {
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
