//! Syncs feeds: one sync at a time. Feeds that are requested meanwhile are fetched after it.

use std::sync::PoisonError;

use tokio::sync::{mpsc, watch};

use super::work::{Running, Work};
use crate::app::msg::Msg;
use crate::app::sync::Msg as SyncMsg;
use crate::domain::{FeedId, Text, pluralize};
use crate::runtime::network::{after_sync, follow_move};
use crate::runtime::shell::requests::Request;
use crate::sync::{self, Options, Outcome, Progress, Report, SyncScope};

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
        scope: SyncScope,
        cancel: watch::Receiver<bool>,
        request: Request,
    ) {
        self.sync(only, scope, cancel.clone(), &request).await;
        loop {
            let is_cancelled = *cancel.borrow();
            let Some(waiting) = self.next_feeds(is_cancelled) else { return };
            self.sync(Some(waiting), SyncScope::All, cancel.clone(), &request).await;
        }
    }

    async fn sync(
        &self,
        only: Option<Vec<FeedId>>,
        scope: SyncScope,
        cancel: watch::Receiver<bool>,
        request: &Request,
    ) {
        let options = Options {
            only,
            ask: scope,
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
                if let Some(msg) = progress_msg(event) {
                    request.send(msg);
                }
            }
        };
        let (result, ()) = tokio::join!(sync::run(&self.context, &options, sender, cancel), report_progress);
        match result {
            Ok(_) => {
                if let Err(error) = after_sync(&self.library, &self.config, (self.clock)()) {
                    request.send(Msg::Failed(Text::line(&error.to_string())));
                }
            }
            Err(error) => {
                request.send(Msg::Failed(Text::line(&error.to_string())));
                let summary = Text::line("sync failed");
                request.send(Msg::Sync(SyncMsg::Finished { summary }));
            }
        }
    }
}

/// Returns the screen's message for progress of a sync.
fn progress_msg(event: Progress) -> Option<Msg> {
    let msg = match event {
        Progress::Started { total } => Some(SyncMsg::Started(total)),
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
        Progress::Finished(report) => Some(SyncMsg::Finished { summary: summary(&report) }),
        _ => None,
    };
    msg.map(Msg::Sync)
}

/// Summarises a sync in one line.
fn summary(report: &Report) -> Text {
    let mut summary = match report.new_articles {
        0 => "nothing new".to_owned(),
        n => pluralize(n, "new article"),
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
