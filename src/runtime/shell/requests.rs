//! Questions that the screen has asked, and the way back for their answers.
//!
//! What is asked, and on which thread it is worked on, is left to the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::Msg;
use crate::domain::Text;
use crate::library::LibraryError;

/// Where answers go.
#[derive(Clone)]
pub(in crate::runtime) struct Requests {
    sender: UnboundedSender<Msg>,
    open: Arc<AtomicUsize>,
}

/// A question that has not been answered yet. Its end is its answer, whatever came of it.
pub(in crate::runtime) struct Request {
    answers: Requests,
    /// What is said when it fails, after why.
    failed: Option<Box<dyn Fn() -> Msg + Send + Sync>>,
}

impl Requests {
    pub(in crate::runtime) fn new(sender: UnboundedSender<Msg>) -> Self {
        Self { sender, open: Arc::default() }
    }

    /// How many questions are open.
    pub(in crate::runtime) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    pub(in crate::runtime) fn ask(&self) -> Request {
        self.open.fetch_add(1, Ordering::SeqCst);
        Request { answers: self.clone(), failed: None }
    }

    /// A question for which something waits: `failed` says that nothing comes of it.
    pub(in crate::runtime) fn request_or(&self, failed: impl Fn() -> Msg + Send + Sync + 'static) -> Request {
        let mut question = self.ask();
        question.failed = Some(Box::new(failed));
        question
    }
}

impl Request {
    /// Brings something back. A screen that is gone needs no answers.
    pub(in crate::runtime) fn say(&self, msg: Msg) {
        let _ = self.answers.sender.send(msg);
    }

    pub(in crate::runtime) fn answer(&self, result: Result<Msg, LibraryError>) {
        match result {
            Ok(msg) => self.say(msg),
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn fail(&self, why: &str) {
        self.say(Msg::Failed(Text::line(why)));
        if let Some(failed) = &self.failed {
            self.say(failed());
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if thread::panicking() {
            self.fail("this could not be done: a fault of tidings; try again");
        }
        self.answers.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Of several questions of one kind only the last is worth an answer.
#[derive(Clone, Default)]
pub(in crate::runtime) struct LatestOnly(Arc<AtomicU64>);

impl LatestOnly {
    /// A turn: says whether it still is the last.
    pub(in crate::runtime) fn take(&self) -> impl Fn() -> bool + Send + 'static {
        let (all, mine) = (self.0.clone(), self.0.fetch_add(1, Ordering::SeqCst) + 1);
        move || all.load(Ordering::SeqCst) == mine
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::articles::Msg as ArticlesMsg;
    use tokio::sync::mpsc::unbounded_channel;

    #[test]
    fn whoever_waits_is_told_of_a_panic_too() {
        let (sender, mut messages) = unbounded_channel();
        let answers = Requests::new(sender);
        let question = answers.request_or(|| Msg::Articles(ArticlesMsg::NextUnreadFailed { ticket: 7 }));
        let job = move || {
            question.say(Msg::StoreChanged);
            panic!("a fault");
        };
        assert!(thread::spawn(job).join().is_err());
        assert!(matches!(messages.try_recv(), Ok(Msg::StoreChanged)));
        assert!(matches!(messages.try_recv(), Ok(Msg::Failed(why)) if why.contains("a fault of tidings")));
        assert!(matches!(messages.try_recv(), Ok(Msg::Articles(ArticlesMsg::NextUnreadFailed { ticket: 7 }))));
        assert!(messages.try_recv().is_err());
        assert_eq!(answers.open(), 0);
    }
}
