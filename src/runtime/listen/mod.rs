//! Carries out the effects of listening: reads articles aloud, and changes the queue in the store.
//!
//! ```text
//! sounds    an article -> what is played            worker   the thread that plays; listener starts it
//! speaker   sentences -> sound files, cached        player   the players: mpv, simple
//! child     programs that end with tidings          encoder  WAV files -> Opus and MP3 files
//! ```

mod child;
pub mod encoder;
pub(super) mod listener;
#[cfg(unix)]
mod mpv;
mod player;
mod simple;
pub mod sounds;
pub mod speaker;
pub mod worker;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::listen::{Effect, Msg as ListenMsg};
use crate::app::msg::Msg;
use crate::domain::{ArticleId, Text, Time, pluralize};
use crate::library::{Library, LibraryError};
use crate::runtime::shell::ports::Shell;
use crate::runtime::shell::workers::Reading;
use crate::store::StoreError;
use worker::Command;

pub use child::{BOUND_COMMAND, is_installed, run_bound};

/// Starts an effect.
pub(super) fn start(shell: &Shell, effect: Effect) {
    match effect {
        Effect::Play(article) => play(shell, article),
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
        Effect::Keep(article, at, seconds) => {
            shell.write_quietly(move |library, now| Ok(library.store.set_listened(article, Some(at), seconds, now)?));
        }
        Effect::Heard(article) => shell.write_quietly(move |library, now| heard(library, article, now)),
    }
}

/// Stores that an article was heard to its end.
fn heard(library: &Library, article: ArticleId, now: Time) -> Result<(), LibraryError> {
    library.store.set_listened(article, None, None, now)?;
    Ok(library.store.set_read(&[article], true, now).map(drop)?)
}

/// Says how many articles were added to the queue.
fn changed(library: &Library, before: &[ArticleId], plays: bool) -> Result<Msg, LibraryError> {
    let queue = library.store.queue()?;
    let notice = match queue.len().saturating_sub(before.len()) {
        0 => "nothing new for the queue".to_owned(),
        added => format!("{} added to the queue", pluralize(added, "article")),
    };
    Ok(ListenMsg::QueueChanged { queue, notice: Text::line(&notice), plays }.into())
}

/// Plays an article from where the user stopped.
fn play(shell: &Shell, article: ArticleId) {
    let failed = |why: &str| ListenMsg::Failed(Text::line(why)).into();
    let request = shell.requests.begin();
    let (commands, config) = (shell.listener.commands(), shell.listener.config.clone());
    let _ = shell.reads.send(Reading::Other(Box::new(move |library| {
        let begun =
            || -> Result<_, StoreError> { Ok((library.store.article(article)?, library.store.queue_item(article)?)) };
        let (loaded, item) = match begun() {
            Ok((Some(loaded), Some(item))) => (loaded, item),
            Ok(_) => return request.send(failed("this article is no longer in the store")),
            Err(error) => return request.answer(Err(error.into())),
        };
        let (sound, sentences) = sounds::of_article(&loaded, &config);
        let from = item.position;
        request.send(ListenMsg::Began { item, sentences: Arc::from(sentences) }.into());
        let _ = commands.send(Command::Play(Box::new(sound), from));
    })));
}
