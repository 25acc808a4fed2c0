//! Fetches a thread, a full text, a preview, an image or a new feed, and sends the outbox.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::app::compose::Msg as ComposeMsg;
use crate::app::feeds::Msg as FeedsMsg;
use crate::app::msg::Msg;
use crate::app::reader::{FullText, Msg as ReaderMsg};
use crate::app::thread::Msg as ThreadMsg;
use crate::app::ticket::Ticket;
use crate::domain::feed::title_from_address;
use crate::domain::{ArticleId, FeedId, ReplyId, Subscription, Text, pluralize};
use crate::library::{Library, LibraryError};
use crate::runtime::clock::Clock;
use crate::runtime::reader::page_cache::PageCache;
use crate::runtime::reader::preview::preview;
use crate::runtime::shell::requests::{Request, Requests};
use crate::settings::Config;
use crate::sync::{self, Context, Found};

/// The state of syncing.
#[derive(Default)]
pub(super) struct Running {
    /// Cancels the running sync; `None` if none is running.
    pub(super) cancel: Option<watch::Sender<bool>>,
    /// Feeds to fetch after it.
    pub(super) waiting: Vec<FeedId>,
}

/// What fetches share.
pub(super) struct Work {
    pub(super) library: Library,
    pub(super) config: Config,
    pub(super) context: Context,
    pub(super) clock: Clock,
    pub(super) requests: Requests,
    /// State of syncing.
    pub(super) running: Mutex<Running>,
    /// Cancels the fetch of a full text.
    pub(super) cancel_page: Mutex<Option<watch::Sender<bool>>>,
    /// Cancels the download of a recording.
    pub(super) cancel_recording: Mutex<Option<watch::Sender<bool>>>,
    /// Cancels the search for evidence.
    pub(super) cancel_search: Mutex<Option<watch::Sender<bool>>>,
}

impl Work {
    pub(super) async fn thread(&self, article: ArticleId, is_thorough: bool, request: Request) {
        request.send(match sync::refresh_thread(&self.context, article, is_thorough).await {
            Ok(fetched) => ThreadMsg::Fetched { article, notice: Text::line(&fetched.summary()) }.into(),
            Err(error) => Msg::Failed(Text::line(&error.to_string())),
        });
    }

    pub(super) async fn full_text(&self, article: ArticleId, mut cancel: watch::Receiver<bool>, request: Request) {
        let fetched = tokio::select! {
            fetched = sync::fetch_page(&self.context, article) => fetched,
            // The user cancels this fetch; another fetch only drops the sender.
            cancelled = cancel.changed() => {
                if cancelled.is_ok() {
                    request.send(ReaderMsg::FullText(FullText::Stopped).into());
                }
                return;
            }
        };
        let end = match fetched {
            Ok(page) => {
                let notice = format!("full text: {}", pluralize(page.words, "word"));
                FullText::Fetched(article, Text::line(&notice))
            }
            Err(error) => FullText::Failed(Text::line(&error.to_string())),
        };
        request.send(ReaderMsg::FullText(end).into());
    }

    pub(super) async fn preview(
        &self,
        ticket: Ticket,
        url: String,
        (width, cache): (u16, Arc<PageCache>),
        request: Request,
    ) {
        let failed = |reason: &str| Msg::from(ReaderMsg::NotPreviewed { ticket, reason: Text::line(reason) });
        let opened = match sync::read_page(&self.context, url).await {
            Ok((found, url)) => Arc::new(preview(found, url, (self.clock)())),
            Err(error) => return request.send(failed(&format!("this link can't be previewed: {error}"))),
        };
        let shown = opened.clone();
        request.send(match tokio::task::spawn_blocking(move || cache.lay_out(&opened, width)).await {
            Ok(page) => ReaderMsg::Opened { ticket, opened: Some((shown, page)) }.into(),
            Err(_) => failed("this page is too large to preview; open it in the browser"),
        });
    }

    #[cfg(feature = "pictures")]
    pub(super) async fn image(
        &self,
        url: String,
        columns: u16,
        prepare: impl FnOnce(&str, &[u8]) -> Option<u16> + Send + 'static,
        request: Request,
    ) {
        let folder = self.library.paths.images();
        let fetched = sync::fetch_picture(&self.context, &folder, &url).await.ok();
        let address = url.clone();
        let ready = tokio::task::spawn_blocking(move || prepare(&address, &fetched?)).await;
        request.send(ReaderMsg::Image { url, columns, rows: ready.ok().flatten() }.into());
    }

    pub(super) async fn outbox(&self, again: Option<ReplyId>, request: Request) {
        let (_never, cancel) = watch::channel(false);
        // If nothing was sent, the last progress may say why.
        let last = Mutex::new(String::new());
        let on_progress = |progress: &str| {
            progress.clone_into(&mut last.lock().unwrap_or_else(PoisonError::into_inner));
            request.send(Msg::Notice(Text::line(progress)));
        };
        let posted = match again {
            Some(id) => sync::send_again(&self.context, id, true, &on_progress, cancel).await,
            None => sync::send(&self.context, &on_progress, cancel).await,
        };
        let (notice, is_failure, manual) = match posted {
            Ok(posted) => {
                let (summary, is_failure) = (posted.summary(), posted.has_failed());
                let progress = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let notices = [summary, progress, "nothing to send".to_owned()];
                let notice = notices.into_iter().find(|notice| !notice.is_empty()).unwrap_or_default();
                (Text::line(&notice), is_failure, posted.manual.into_iter().next())
            }
            Err(error) => (Text::line(&error.to_string()), true, None),
        };
        request.send(ComposeMsg::Posted { notice, is_failure, manual }.into());
    }

    pub(super) async fn add(&self, address: String, request: Request) {
        let msg = match sync::subscribe(&self.context.client, &address).await {
            Ok(Found::Several(candidates)) => {
                let candidates = candidates.into_iter().map(|found| (found.title.unwrap_or_default(), found.url));
                FeedsMsg::Several(candidates.collect()).into()
            }
            Ok(Found::Feed { url, title, .. }) => {
                let title = title.unwrap_or_else(|| title_from_address(&url));
                let subscribed = self.subscribe(url, title);
                subscribed.unwrap_or_else(|error| Msg::Failed(Text::line(&error.to_string())))
            }
            Err(error) => FeedsMsg::NotAdded { address, reason: Text::line(&error.to_string()) }.into(),
        };
        request.send(msg);
    }

    fn subscribe(&self, url: String, title: Text) -> Result<Msg, LibraryError> {
        let mut subscription = Subscription { url, ..Subscription::default() };
        let moved = self.library.move_logins(std::slice::from_mut(&mut subscription))?;
        let title = match moved.notice(&self.library) {
            Some(notice) => Text::line(&format!("{title}; {notice}")),
            None => title,
        };
        if !self.library.change_subscriptions(|feeds| feeds.add(&subscription))? {
            return Ok(Msg::Notice(Text::line(&format!("already subscribed to {title}"))));
        }
        Ok(match self.library.store.feed_by_url(&subscription.url)? {
            Some(feed) => FeedsMsg::Added { feed, subscription, title }.into(),
            None => Msg::Notice(Text::line(&format!("added {title}"))),
        })
    }
}
