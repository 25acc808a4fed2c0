//! The only asynchronous shell: the terminal, its events, effects and the clock around the pure core.
//!
//! ```text
//! terminal   taken over and given back        events    keys, mouse, size -> messages
//! shell      effects -> threads -> messages   library   the store's side of effects
//! fetch      the network's side of effects    setter    keeps what `typeset` makes of articles: lines
//! opener     links -> the browser             pictures  bytes -> what the terminal shows
//! hangup     the terminal has gone            changes   earlier texts -> what changed
//! looked_at  pages behind links -> articles that nobody keeps
//! begin      the first run's feeds, imports   looks     theme and ASCII, where the settings leave them open
//! answers    questions and their way back     workers   threads that do one job after the other
//! network    settings -> what fetching needs  replies   written in the box or in the `editor`, with `secrets`
//! ```

mod answers;
mod begin;
mod changes;
pub mod editor;
mod events;
mod fetch;
#[cfg(unix)]
mod hangup;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(not(feature = "keyring"))]
#[path = "no_keyring.rs"]
mod keyring;
mod library;
mod looked_at;
mod looks;
mod network;
mod opener;
#[cfg(feature = "pictures")]
mod pictures;
#[cfg(not(feature = "pictures"))]
#[path = "no_pictures.rs"]
mod pictures;
mod replies;
mod secrets;
mod setter;
mod shell;
mod terminal;
mod triage;
mod typeset;
mod workers;

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout_at};

use crate::app::{Effect, Model, Msg, Options, is_unsaved, lacks_texts, leave, update};
use crate::domain::{Text, Time};
use crate::settings::Settings;

pub use library::{Library, LibraryError};
use looks::Looks;
pub use network::{after_sync, context, follow_move, net_options};
pub use shell::Shell;
use terminal::Screen;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// How often ages are told anew and the store is looked at for what others changed.
const TICK: Duration = Duration::from_secs(2);

/// How long no key comes in a pause, in which what was written is saved.
const PAUSE: Duration = Duration::from_millis(600);

/// How long a frame waits for the comments' texts in it.
const TEXTS_WITHIN: Duration = Duration::from_millis(4);

/// The system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(chrono::Utc::now)
}

/// The reader in this terminal, until the user leaves.
pub fn run(settings: &Settings, library: &Library, clock: &Clock) -> anyhow::Result<()> {
    let config = &settings.config;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Whoever ends us from here on gives the terminal back.
    let endings = Endings::listen(&runtime)?;
    // Whatever is asked of the terminal is asked before its answers could be taken for keys.
    let looks = Looks::begin(settings);
    let mut screen = Screen::take(config.screen.mouse, config.reader.bidi)?;
    let ascii = looks::ascii(config.screen.ascii);
    let options = Options {
        measure: config.reader.width,
        unread_only: config.screen.unread_only,
        ascii,
        hyperlinks: config.screen.hyperlinks && understands_links(),
        bidi: config.reader.bidi,
        // Half blocks are no ASCII.
        pictures: pictures::wanted(config.pictures.show) && !ascii,
        sort: config.comments.sort,
        reply_editor: config.reply.editor,
    };
    let mut model = Model::new(screen.size()?, clock(), Arc::new(settings.keymap.clone()), options);
    let waiting = first_frame(&mut model, library)?;
    screen.draw(&model, &looks.theme, None)?;

    let (sender, messages) = unbounded_channel();
    let shell = Shell::new(library, config, clock.clone(), sender);
    let mut session = Session {
        model,
        looks,
        screen,
        shell,
        library: library.clone(),
        clock: clock.clone(),
        clipboard: config.screen.clipboard.clone(),
        to_write: None,
        pause: None,
    };
    for effect in waiting {
        session.perform(effect)?;
    }
    if config.sync.on_start {
        session.shell.sync_due();
    }
    let ended = runtime.block_on(session.run(messages, endings));
    // Whatever ended the session, where reading stopped and what was written is kept.
    for effect in leave(&mut session.model) {
        session.shell.start(effect);
    }
    Ok(ended?)
}

/// Terminals that print what they don't understand.
fn understands_links() -> bool {
    std::env::var("TERM").is_ok_and(|term| !matches!(term.as_str(), "dumb" | "linux" | "cons25" | ""))
}

/// Loads what the first frame shows, here and now: one list of feeds, one stretch of articles. What else the model
/// asks for comes back, to be started once the frame is on the screen.
pub fn first_frame(model: &mut Model, library: &Library) -> Result<Vec<Effect>, LibraryError> {
    let mut waiting = Vec::new();
    let mut effects = model.start();
    while let Some(effect) = effects.pop() {
        let msg = match effect {
            Effect::LoadFeeds => Msg::Feeds(library.store.feeds()?),
            Effect::LoadArticles { ticket, query, around } => library.articles(ticket, &query, around)?,
            other => {
                waiting.push(other);
                continue;
            }
        };
        effects.extend(update(model, msg));
    }
    Ok(waiting)
}

struct Session {
    model: Model,
    looks: Looks,
    screen: Screen,
    shell: Shell,
    library: Library,
    clock: Clock,
    clipboard: Vec<String>,
    /// A reply that is to be written, as soon as nobody reads keys any more.
    to_write: Option<Effect>,
    /// When whoever writes has paused, unless another key comes.
    pause: Option<Instant>,
}

/// Whether to go on.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Home,
}

impl Session {
    async fn run(&mut self, mut messages: UnboundedReceiver<Msg>, endings: Endings) -> io::Result<()> {
        let mut events = EventStream::new();
        let mut ticks = interval_at(Instant::now() + TICK, TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ended = std::pin::pin!(endings.wait());
        loop {
            let go = tokio::select! {
                () = &mut ended => Go::Home,
                event = events.next() => match event {
                    Some(Ok(event)) => match events::message(event) {
                        Some(msg) => self.take(msg)?,
                        None => Go::On,
                    },
                    // No more keys can come: the terminal has gone.
                    Some(Err(_)) | None => Go::Home,
                },
                Some(msg) = messages.recv() => self.take(msg)?,
                () = until(self.pause) => {
                    self.pause = None;
                    self.take(Msg::Pause)?
                }
                _ = ticks.tick() => {
                    self.shell.watch();
                    self.take(Msg::Tick((self.clock)()))?
                }
            };
            let is_leaving = go == Go::Home
                || self.drain(&mut events, &mut messages).await? == Go::Home
                || self.wait_for_texts(&mut messages).await? == Go::Home;
            if is_leaving {
                return Ok(());
            }
            if let Some(effect) = self.to_write.take() {
                // The editor has the keys to itself.
                drop(events);
                let msg = self.write_reply(&effect)?;
                events = EventStream::new();
                let (width, height) = self.screen.size()?;
                if self.take(Msg::Resize(width, height))? == Go::Home || self.take(msg)? == Go::Home {
                    return Ok(());
                }
            }
            self.screen.draw(&self.model, &self.looks.theme, Some(&self.shell.pictures))?;
        }
    }

    /// Everything that waits is taken in before the next drawing: keys first, then answers.
    async fn drain(&mut self, events: &mut EventStream, messages: &mut UnboundedReceiver<Msg>) -> io::Result<Go> {
        // Looked at under this task's own waker: the stream keeps the one it was last asked with for its next key.
        while let Poll::Ready(Some(Ok(event))) = poll_fn(|task| Poll::Ready(events.poll_next_unpin(task))).await {
            if let Some(msg) = events::message(event)
                && self.take(msg)? == Go::Home
            {
                return Ok(Go::Home);
            }
        }
        while let Ok(msg) = messages.try_recv() {
            if self.take(msg)? == Go::Home {
                return Ok(Go::Home);
            }
        }
        Ok(Go::On)
    }

    /// Texts of comments in view that are being set come with this frame, if they come at once.
    async fn wait_for_texts(&mut self, messages: &mut UnboundedReceiver<Msg>) -> io::Result<Go> {
        let until = Instant::now() + TEXTS_WITHIN;
        while lacks_texts(&self.model) {
            let Ok(Some(msg)) = timeout_at(until, messages.recv()).await else { break };
            if self.take(msg)? == Go::Home {
                return Ok(Go::Home);
            }
        }
        Ok(Go::On)
    }

    fn take(&mut self, msg: Msg) -> io::Result<Go> {
        let is_typing = matches!(msg, Msg::Key(_) | Msg::Paste(_));
        for effect in update(&mut self.model, msg) {
            if self.perform(effect)? == Go::Home {
                return Ok(Go::Home);
            }
        }
        if !is_unsaved(&self.model) {
            self.pause = None;
        } else if is_typing || self.pause.is_none() {
            self.pause = Some(Instant::now() + PAUSE);
        }
        Ok(Go::On)
    }

    /// Copies to the user's own program, or else to whoever listens of terminal and desktop.
    fn copy(&mut self, text: &str) -> io::Result<()> {
        if let Some(program) = self.clipboard.first().filter(|_| !opener::copy(text, &self.clipboard)) {
            let error = format!("{program} can't be started to copy; see [screen] clipboard in config.toml");
            self.model.status.fail(Text::line(&error), self.model.now);
            return Ok(());
        }
        if self.clipboard.is_empty() {
            self.screen.copy(text)?;
            let copied = text.to_owned();
            std::thread::spawn(move || opener::copy(&copied, &[]));
        }
        self.model.status.say(Text::line(&format!("copied {text}")), self.model.now);
        Ok(())
    }

    /// Effects that need the terminal are carried out here, the others by the shell.
    fn perform(&mut self, effect: Effect) -> io::Result<Go> {
        match self.shell.start(effect) {
            Some(Effect::Quit) => return Ok(Go::Home),
            Some(effect @ (Effect::Redraw | Effect::Suspend)) => {
                if effect == Effect::Suspend {
                    self.screen.suspend()?;
                }
                self.screen.forget()?;
                // Nobody tells a stopped program that its terminal has another size.
                let (width, height) = self.screen.size()?;
                return self.take(Msg::Resize(width, height));
            }
            Some(Effect::NextTheme) => match self.looks.turn() {
                Ok(notice) => self.model.status.say(notice, self.model.now),
                Err(error) => self.model.status.fail(error, self.model.now),
            },
            Some(Effect::Copy(text)) => self.copy(&text)?,
            Some(effect @ (Effect::WriteReply(_) | Effect::EditReply(..))) => self.to_write = Some(effect),
            _ => {}
        }
        Ok(Go::On)
    }
}

/// Waits for a moment; for ever where there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// The ways in which others end us: signals, and a terminal that goes away.
#[cfg(unix)]
struct Endings([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Endings {
    /// From now on signals no longer kill, they are waited for.
    fn listen(runtime: &tokio::runtime::Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let _inside = runtime.enter();
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?]))
    }

    async fn wait(mut self) {
        let gone = hangup::watch();
        let [term, hangup, interrupt] = &mut self.0;
        tokio::select! {
            _ = term.recv() => {}
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
            () = gone => {}
        }
    }
}

#[cfg(not(unix))]
struct Endings;

#[cfg(not(unix))]
impl Endings {
    fn listen(_: &tokio::runtime::Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
