//! Questions that the screen has asked, and the way back for their answers.
//!
//! What is asked, and on which thread it is worked on, is left to the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use super::library::LibraryError;
use crate::app::Msg;
use crate::domain::Text;

/// Where answers go.
#[derive(Clone)]
pub(super) struct Answers {
    sender: UnboundedSender<Msg>,
    open: Arc<AtomicUsize>,
}

/// A question that has not been answered yet. Its end is its answer, whatever came of it.
pub(super) struct Question {
    answers: Answers,
}

impl Answers {
    pub(super) fn new(sender: UnboundedSender<Msg>) -> Self {
        Self { sender, open: Arc::default() }
    }

    /// How many questions are open.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    pub(super) fn ask(&self) -> Question {
        self.open.fetch_add(1, Ordering::SeqCst);
        Question { answers: self.clone() }
    }
}

impl Question {
    /// Brings something back. A screen that is gone needs no answers.
    pub(super) fn say(&self, msg: Msg) {
        let _ = self.answers.sender.send(msg);
    }

    pub(super) fn answer(&self, result: Result<Msg, LibraryError>) {
        self.say(result.unwrap_or_else(|error| Msg::Failed(Text::line(&error.to_string()))));
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        if thread::panicking() {
            self.say(Msg::Failed(Text::line("this could not be done: a fault of tidings; try again")));
        }
        self.answers.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Of several questions of one kind only the last is worth an answer.
#[derive(Clone, Default)]
pub(super) struct Turns(Arc<AtomicU64>);

impl Turns {
    /// A turn: says whether it still is the last.
    pub(super) fn take(&self) -> impl Fn() -> bool + Send + 'static {
        let (all, mine) = (self.0.clone(), self.0.fetch_add(1, Ordering::SeqCst) + 1);
        move || all.load(Ordering::SeqCst) == mine
    }
}
