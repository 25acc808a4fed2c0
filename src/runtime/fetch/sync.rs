//! Syncs feeds: one sync at a time. Feeds that are requested meanwhile are fetched after it.

use std::sync::PoisonError;

use tokio::sync::{mpsc, watch};

use super::work::{Running, Work};
use crate::app::msg::Msg;
use crate::app::sync::Msg as SyncMsg;
use crate::domain::{FeedId, Text, pluralize};
use crate::runtime::commands::rule_jobs::finish as finish_rules;
use crate::runtime::network::{after_sync, follow_move};
use crate::runtime::shell::requests::Request;
use crate::sync::{self, Options, Outcome, Progress, Report, SyncError, SyncScope};

/// How a sync is done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) scope: SyncScope,
    /// Whether the reader has started it by itself.
    pub(super) is_quiet: bool,
}

impl Work {
    /// Begins a sync; returns its signal to cancel. `None` if a sync is running: the given feeds are fetched after it.
    pub(super) fn begin_sync(&self, only: Option<&[FeedId]>) -> Option<watch::Receiver<bool>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // A sync that panicked has dropped its receiver, so another one may begin.
        if running.cancel.as_ref().is_some_and(|cancel| cancel.receiver_count() > 0) {
            running.waiting.extend(only.unwrap_or_default());
            return None;
        }
        let (sender, cancel) = watch::channel(false);
        *running = Running { cancel: Some(sender), waiting: Vec::new() };
        Some(cancel)
    }

    /// Cancels the running sync; returns whether there was one.
    pub(super) fn stop_sync(&self) -> bool {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.cancel.as_ref().is_some_and(|cancel| cancel.send(true).is_ok())
    }

    /// Returns the feeds to fetch next. If there are none, ends the sync under the same lock, so that no feed gets
    /// lost.
    fn next_feeds(&self, is_cancelled: bool) -> Option<Vec<FeedId>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = std::mem::take(&mut running.waiting);
        if waiting.is_empty() || is_cancelled {
            running.cancel = None;
            return None;
        }
        Some(waiting)
    }

    pub(super) async fn sync_all(
        &self,
        only: Option<Vec<FeedId>>,
        kind: Kind,
        cancel: watch::Receiver<bool>,
        request: Request,
    ) {
        self.sync(only, kind, cancel.clone(), &request).await;
        loop {
            let is_cancelled = *cancel.borrow();
            let Some(waiting) = self.next_feeds(is_cancelled) else { return };
            let kind = Kind { scope: SyncScope::All, is_quiet: false };
            self.sync(Some(waiting), kind, cancel.clone(), &request).await;
        }
    }

    /// Does what rules ask for after a sync: runs commands, and notifies the user.
    async fn finish_rules(&self, cancel: watch::Receiver<bool>, request: &Request) {
        let (library, config, now) = (self.library.clone(), self.config.clone(), (self.clock)());
        let work = move || finish_rules(&library, &config, now, &|| *cancel.borrow());
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(news)) => {
                news.warnings.into_iter().for_each(|warning| request.send(Msg::Failed(warning)));
                if let Some(notice) = news.notice {
                    request.send(Msg::Sync(SyncMsg::Notify(notice)));
                }
            }
            Ok(Err(error)) => request.send(Msg::Failed(Text::line(&error.to_string()))),
            Err(_) => request.send(Msg::Failed(Text::line("the commands of rules could not be run: a bug in tidings"))),
        }
    }

    async fn sync(&self, only: Option<Vec<FeedId>>, kind: Kind, cancel: watch::Receiver<bool>, request: &Request) {
        let options = Options {
            only,
            ask: kind.scope,
            comments: self.config.sync.comments,
            pages: self.config.sync.pages,
            ..Options::default()
        };
        let (sender, mut progress) = mpsc::unbounded_channel();
        let report_progress = async {
            while let Some(event) = progress.recv().await {
                if let Progress::Moved(moved) = &event
                    && let Err(error) = follow_move(&self.library, moved)
                {
                    request.send(Msg::Failed(Text::line(&error.to_string())));
                }
                if let Some(msg) = progress_msg(event, kind.is_quiet) {
                    request.send(msg);
                }
            }
        };
        let (result, ()) = tokio::join!(sync::run(&self.context, &options, sender, cancel.clone()), report_progress);
        match result {
            Ok(_) => {
                self.finish_rules(cancel, request).await;
                if let Err(error) = after_sync(&self.library, &self.config, (self.clock)()) {
                    request.send(Msg::Failed(Text::line(&error.to_string())));
                }
            }
            // The reader tries again later.
            Err(SyncError::Busy) if kind.is_quiet => {}
            Err(error) => {
                request.send(Msg::Failed(Text::line(&error.to_string())));
                let summary = Text::line("sync failed");
                request.send(Msg::Sync(SyncMsg::Finished { summary, is_news: true }));
            }
        }
    }
}

/// Returns the screen's message for progress of a sync.
fn progress_msg(event: Progress, is_quiet: bool) -> Option<Msg> {
    let msg = match event {
        Progress::Started { total } => Some(SyncMsg::Started { total, is_quiet }),
        Progress::Warning(text) => return Some(Msg::Failed(text)),
        // Without a network the feeds stay due; they have not failed.
        Progress::Offline { titles } => Some(SyncMsg::Offline(titles)),
        Progress::Feed { title, outcome, .. } => {
            let error = match outcome {
                Outcome::Failed(reason) => Some(reason),
                _ => None,
            };
            Some(SyncMsg::Feed { title, error })
        }
        Progress::Part { title, saved, total } => {
            Some(SyncMsg::Part(Text::line(&format!("{title}: {saved} of {total} articles"))))
        }
        Progress::Finished(report) => {
            let is_news = report.new_articles > 0 || report.comments > 0 || !report.replies.is_empty();
            Some(SyncMsg::Finished { summary: summary(&report), is_news })
        }
        _ => None,
    };
    msg.map(Msg::Sync)
}

/// Summarises a sync in one line.
fn summary(report: &Report) -> Text {
    let mut summary = match report.new_articles {
        0 => "nothing new".to_owned(),
        _ => report.news(),
    };
    if report.comments > 0 {
        summary.push_str(", ");
        summary.push_str(&pluralize(report.comments, "new comment"));
    }
    for reply in &report.replies {
        let error = reply.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
        summary.extend([", reply ", reply.state.as_str(), &error]);
    }
    if report.cancelled {
        summary.push_str(", stopped");
    }
    Text::line(&summary)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::library::Library;
    use crate::runtime::network::context;
    use crate::runtime::shell::requests::Requests;
    use crate::settings::{Config, Paths};

    #[test]
    fn feeds_that_are_requested_at_the_end_of_a_sync_are_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path();
        let paths = Paths { config: path.to_path_buf(), state: path.join("state"), newsboat: Vec::new() };
        let library = Library::open(&paths).unwrap();
        let (config, clock): (_, crate::runtime::Clock) = (Config::default(), Arc::new(crate::domain::Time::default));
        let work = Work {
            context: context(&library, &config, clock.clone()),
            library,
            config,
            clock,
            requests: Requests::new(mpsc::unbounded_channel().0),
            running: Mutex::default(),
            cancel_page: Mutex::default(),
            cancel_recording: Mutex::default(),
            cancel_search: Mutex::default(),
        };
        // This receiver is alive as long as the sync's task.
        let running = work.begin_sync(None).unwrap();
        let queue = |feed| work.begin_sync(Some(&[FeedId(feed)]));
        assert!(queue(1).is_none() && queue(2).is_none());
        assert_eq!(work.next_feeds(false), Some(vec![FeedId(1), FeedId(2)]));
        assert!(queue(3).is_none(), "the sync is fetching those");
        assert_eq!(work.next_feeds(false), Some(vec![FeedId(3)]));
        assert_eq!(work.next_feeds(false), None);
        // The task has taken its last feeds but has not ended: nobody would fetch what is queued now.
        assert!(queue(4).is_some());
        drop(running);
    }
}
