//! Carries out the effects of listening: reads articles aloud, and changes the queue in the store.
//!
//! ```text
//! sounds    an article -> a sound, what is played    worker   the thread that plays; listener starts it
//! relay     hands recordings to the player
//! speaker   sentences -> sound files, cached        player   the players: mpv, simple
//! encoder   WAV files -> Opus and MP3 files
//! ```

pub mod encoder;
pub(super) mod listener;
#[cfg(unix)]
mod mpv;
mod player;
mod relay;
mod simple;
pub mod sound;
pub mod sounds;
pub mod speaker;
pub mod worker;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::listen::{Effect, Msg as ListenMsg};
use crate::app::msg::Msg;
use crate::domain::queue::{Heard, SoundKind};
use crate::domain::{ArticleId, Text, Time, pluralize};
use crate::library::{Library, LibraryError};
use crate::listen;
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;
use crate::store::StoreError;
use crate::sync::Downloads;
use sound::Sound;
use worker::Command;

pub use crate::runtime::system::child::{BOUND_COMMAND, is_installed, run_bound};

/// Starts an effect.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Play(article, kind) => play(shell, article, kind),
        Effect::PlayComments(article, from) => play_comments(shell, article, from),
        Effect::FetchMedia(article) => shell.fetcher.media(article, shell.listener.commands()),
        Effect::Download(article) => shell.fetcher.recording(article),
        Effect::Input(input) => shell.listener.tell(Command::Input(input)),
        Effect::Sleep(minutes) => {
            let at = minutes.map(|minutes| Instant::now() + Duration::from_mins(minutes.into()));
            shell.listener.tell(Command::SleepAt(at));
        }
        Effect::Stop => shell.listener.tell(Command::Stop),
        Effect::LoadQueue => shell.read(Reading::Other, |library| Ok(ListenMsg::Queue(library.store.queue()?).into())),
        Effect::SetQueue(articles) => shell.write_quietly(move |library, _| Ok(library.store.set_queue(&articles)?)),
        Effect::Enqueue(article) => shell.write(move |library, _| {
            let before = library.store.enqueue(&[article])?;
            changed(library, &before, false)
        }),
        Effect::EnqueueList { query, plays } => shell.write(move |library, _| {
            let before = library.store.enqueue_list(&query)?;
            changed(library, &before, plays)
        }),
        Effect::Keep(article, heard) => {
            shell.write_quietly(move |library, now| Ok(library.store.set_heard(article, Some(heard), now)?));
        }
        Effect::Heard(article) => {
            let downloads = shell.fetcher.context().downloads;
            shell.write_quietly(move |library, now| heard(library, &downloads, article, now));
        }
    }
}

/// Stores that an article was heard to its end, and deletes its recording if it was downloaded.
pub fn heard(library: &Library, downloads: &Downloads, article: ArticleId, now: Time) -> Result<(), LibraryError> {
    library.store.set_heard(article, None, now)?;
    library.store.set_read(&[article], true, now)?;
    if let Some(recording) = library.store.article(article)?.as_ref().and_then(listen::recording) {
        let _ = downloads.remove(&recording.url);
    }
    Ok(())
}

/// Says how many articles were added to the queue.
fn changed(library: &Library, before: &[ArticleId], plays: bool) -> Result<Msg, LibraryError> {
    let queue = library.store.queue()?;
    let notice = match queue.len().saturating_sub(before.len()) {
        0 => "nothing to add: all of it is in the queue".to_owned(),
        added => format!("{} added to the queue", pluralize(added, "article")),
    };
    Ok(ListenMsg::QueueChanged { queue, notice: Text::line(&notice), plays }.into())
}

/// Plays an article from where the user stopped: as `kind`, or as it was heard before.
fn play(shell: &Shell, article: ArticleId, kind: Option<SoundKind>) {
    let failed = |why: &str| ListenMsg::Failed(Text::line(why)).into();
    let request = shell.requests.begin();
    let (commands, config) = (shell.listener.commands(), shell.listener.config.clone());
    let context = shell.fetcher.context();
    let _ = shell.reads.send(Reading::Other(Box::new(move |library| {
        let begun = || -> Result<_, StoreError> {
            let store = &library.store;
            Ok((store.article(article)?, store.queue_item(article)?, store.transcript(article)?))
        };
        let (loaded, mut item, transcript) = match begun() {
            Ok((Some(loaded), Some(item), transcript)) => (loaded, item, transcript),
            Ok(_) => return request.send(failed("this article is no longer in the store")),
            Err(error) => return request.answer(Err(error.into())),
        };
        let (marks, cues) = sounds::marks(&loaded, transcript);
        let recording = sounds::recording(&loaded, marks, &context);
        if kind == Some(SoundKind::Audio) && recording.is_none() {
            return request.send(Msg::Notice(Text::line("this article has no audio")));
        }
        let wanted = kind.unwrap_or(item.heard.kind);
        let (sound, sentences, is) = match recording {
            Some(recording) if wanted == SoundKind::Audio => (Sound::Recording(recording), cues, SoundKind::Audio),
            _ => {
                let (sound, sentences) = sounds::voice(&loaded, &config);
                (sound, sentences, SoundKind::Voice)
            }
        };
        if is != item.heard.kind {
            item.heard = Heard { kind: is, ..Heard::default() };
        }
        let from = item.heard.position;
        let chapters = if is == SoundKind::Audio { loaded.media.chapters } else { Vec::new() };
        let (sentences, comments, chapters) = (sentences.into(), Arc::default(), chapters.into());
        request.send(ListenMsg::Began { item, sentences, comments, chapters }.into());
        let _ = commands.send(Command::Play(Box::new(sound), from));
    })));
}

/// Reads the comments of an article, from the one with the id `from` or from the first.
fn play_comments(shell: &Shell, article: ArticleId, from: Option<String>) {
    let request = shell.requests.begin();
    let (commands, config) = (shell.listener.commands(), shell.listener.config.clone());
    let _ = shell.reads.send(Reading::Other(Box::new(move |library| {
        let stored = || -> Result<_, LibraryError> {
            let opened = library.opened(article)?;
            Ok((opened, library.store.queue_item(article)?))
        };
        let (opened, mut item) = match stored() {
            Ok((Some(opened), Some(item))) => (opened, item),
            Ok(_) => return request.send(Msg::Failed(Text::line("this article is no longer in the store"))),
            Err(error) => return request.answer(Err(error)),
        };
        let Some(read) = sounds::comments(&opened.article, &opened.thread, from.as_deref(), &config) else {
            return request
                .send(Msg::Notice(Text::line("no comments to read aloud: none are loaded, or all are done")));
        };
        item.heard = Heard { position: read.from, ..Heard::default() };
        let (sentences, comments) = (read.sentences.into(), read.comments.into());
        request.send(ListenMsg::Began { item, sentences, comments, chapters: Arc::default() }.into());
        let _ = commands.send(Command::Play(Box::new(read.sound), read.from));
    })));
}
