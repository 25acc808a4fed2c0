//! Fetches recordings, and what feeds name beside them: transcripts and chapters.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use tokio::sync::watch;

use super::work::Work;
use crate::app::listen::Msg as ListenMsg;
use crate::app::msg::Msg;
use crate::app::reader::{FullText, Msg as ReaderMsg};
use crate::domain::{Article, ArticleId, Text};
use crate::listen;
use crate::listen::playback::Input;
use crate::runtime::listen::sounds;
use crate::runtime::listen::worker::Command;
use crate::runtime::shell::requests::Request;
use crate::store::StoreError;
use crate::sync::{self, Room};

impl Work {
    /// Fetches the transcript and the chapters that the feed names and the store lacks, and shows them at once.
    pub(super) async fn media(&self, article: ArticleId, player: Sender<Command>, request: Request) {
        match self.lacks_media(article) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return request.send(Msg::Failed(Text::line(&error.to_string()))),
        }
        let fetched = match sync::fetch_media(&self.context, article).await {
            Ok(fetched) => fetched,
            // The recording plays without them.
            Err(error) => return request.send(Msg::Notice(Text::line(&error.to_string()))),
        };
        let stored =
            || Ok::<_, StoreError>((self.library.store.article(article)?, self.library.store.transcript(article)?));
        let Ok((Some(loaded), transcript)) = stored() else { return };
        let (marks, sentences) = sounds::marks(&loaded, transcript);
        let _ = player.send(Command::Input(Input::Marks(marks)));
        let (sentences, chapters) = (sentences.into(), loaded.media.chapters.into());
        let marks = ListenMsg::Marks { article, sentences, chapters };
        let text = ReaderMsg::FullText(FullText::Fetched(article, Text::line("fetched the transcript")));
        if fetched.words > 0 {
            self.requests.begin().send(text.into());
        }
        request.send(marks.into());
    }

    /// Returns whether the feed names a transcript or chapters that the store does not have.
    fn lacks_media(&self, article: ArticleId) -> Result<bool, StoreError> {
        let store = &self.library.store;
        let Some(Article { media, .. }) = store.article(article)? else { return Ok(false) };
        let lacks_transcript = !media.transcripts.is_empty() && !store.has_transcript(article)?;
        Ok(lacks_transcript || (media.chapters.is_empty() && media.chapters_url.is_some()))
    }

    /// Downloads an article's recording, and says how far it is.
    pub(super) async fn recording(&self, article: ArticleId, mut cancel: watch::Receiver<bool>, request: Request) {
        let title = match self.library.store.article(article) {
            Ok(Some(found)) => found,
            Ok(None) => return request.send(Msg::Failed(Text::line("this article is no longer in the store"))),
            Err(error) => return request.send(Msg::Failed(Text::line(&error.to_string()))),
        };
        let Some(recording) = listen::recording(&title) else {
            return request.send(Msg::Notice(Text::line("this article has no audio")));
        };
        let told = AtomicU64::new(u64::MAX);
        let progress = |done: u64, whole: Option<u64>| {
            let step = done / 1_000_000;
            if told.swap(step, Ordering::Relaxed) != step {
                let whole = whole.map(|whole| format!(" of {}", whole.div_ceil(1_000_000))).unwrap_or_default();
                request.send(Msg::Notice(Text::line(&format!("audio: {step}{whole} MB"))));
            }
        };
        let fetched = tokio::select! {
            fetched = self.context.downloads.fetch(&self.context, &recording.url, Room::Made, progress) => fetched,
            cancelled = cancel.changed() => {
                if cancelled.is_ok() {
                    request.send(Msg::Notice(Text::line("the download is stopped; it goes on where it ended")));
                }
                return;
            }
        };
        request.send(match fetched {
            Ok(_) => Msg::Notice(Text::line(&format!("downloaded the audio of “{}”", title.row.title))),
            Err(error) => Msg::Failed(Text::line(&format!("audio: {error}"))),
        });
    }
}
