//! Counts the open requests of the screen, and sends their answers.
//!
//! The rooms decide what to request; `ports` and `fetch` choose the thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::Msg;
use crate::domain::Text;
use crate::library::LibraryError;

/// The open requests, and the way to the session.
#[derive(Clone)]
pub(in crate::runtime) struct Requests {
    sender: UnboundedSender<Msg>,
    open: Arc<AtomicUsize>,
}

/// A request of the screen, which is open until it is dropped. If its job panics, it sends an error.
pub(in crate::runtime) struct Request {
    requests: Requests,
    /// Makes the message that follows the error if the request fails.
    failed: Option<Box<dyn Fn() -> Msg + Send + Sync>>,
}

impl Requests {
    pub(in crate::runtime) fn new(sender: UnboundedSender<Msg>) -> Self {
        Self { sender, open: Arc::default() }
    }

    /// Returns how many requests are open.
    pub(in crate::runtime) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Begins a request.
    pub(in crate::runtime) fn begin(&self) -> Request {
        self.open.fetch_add(1, Ordering::SeqCst);
        Request { requests: self.clone(), failed: None }
    }

    /// Begins a request for which something waits: if it fails, it also sends the message that `failed` makes.
    pub(in crate::runtime) fn request_or(&self, failed: impl Fn() -> Msg + Send + Sync + 'static) -> Request {
        let mut request = self.begin();
        request.failed = Some(Box::new(failed));
        request
    }
}

impl Request {
    /// Sends a message to the session, unless that has ended.
    pub(in crate::runtime) fn send(&self, msg: Msg) {
        let _ = self.requests.sender.send(msg);
    }

    /// Sends the message or the error.
    pub(in crate::runtime) fn answer(&self, result: Result<Msg, LibraryError>) {
        match result {
            Ok(msg) => self.send(msg),
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn fail(&self, why: &str) {
        self.send(Msg::Failed(Text::line(why)));
        if let Some(failed) = &self.failed {
            self.send(failed());
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if thread::panicking() {
            self.fail("this failed because of a bug in tidings; try again");
        }
        self.requests.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Tells the last of several requests of one kind from those before it, which need not be carried out.
#[derive(Clone, Default)]
pub(in crate::runtime) struct LatestOnly(Arc<AtomicU64>);

impl LatestOnly {
    /// Begins a request; the returned function tells whether it is still the last.
    pub(in crate::runtime) fn begin(&self) -> impl Fn() -> bool + Send + 'static {
        let (last, own) = (self.0.clone(), self.0.fetch_add(1, Ordering::SeqCst) + 1);
        move || last.load(Ordering::SeqCst) == own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::articles::Msg as ArticlesMsg;
    use tokio::sync::mpsc::unbounded_channel;

    #[test]
    fn a_request_whose_job_panics_sends_its_error_and_its_message() {
        let (sender, mut messages) = unbounded_channel();
        let requests = Requests::new(sender);
        let request = requests.request_or(|| Msg::Articles(ArticlesMsg::NextUnreadFailed { ticket: 7 }));
        let job = move || {
            request.send(Msg::StoreChanged);
            panic!("a bug");
        };
        assert!(thread::spawn(job).join().is_err());
        assert!(matches!(messages.try_recv(), Ok(Msg::StoreChanged)));
        assert!(matches!(messages.try_recv(), Ok(Msg::Failed(why)) if why.contains("a bug in tidings")));
        assert!(matches!(messages.try_recv(), Ok(Msg::Articles(ArticlesMsg::NextUnreadFailed { ticket: 7 }))));
        assert!(messages.try_recv().is_err());
        assert_eq!(requests.open(), 0);
    }
}
