//! Runs the loop around the model, and carries out the effects that need the terminal.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::StreamExt;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout_at};

use super::events;
use super::lending::{self, Lent};
use super::ports::Shell;
use super::signals::{Event as SignalEvent, Signals};
use super::terminal::Screen;
use crate::app::compose::writing::is_unsaved;
use crate::app::effect::Terminal;
use crate::app::input::Msg as InputMsg;
use crate::app::thread::texts;
use crate::app::{Effect, Model, Msg, commands, leave, update};
use crate::library::Library;
use crate::runtime::clock::Clock;
use crate::runtime::system::appearance::Appearance;
use crate::runtime::system::notify::notify;
use crate::runtime::system::{clipboard, opener};

/// How often the session updates ages and checks for changes by other processes.
const TICK: Duration = Duration::from_secs(2);

/// How long the user types nothing before the text of a reply is saved.
const PAUSE: Duration = Duration::from_millis(600);

/// How long a frame waits for the texts of comments in view.
const TEXTS_LIMIT: Duration = Duration::from_millis(4);

/// The reader in a terminal.
pub(in crate::runtime) struct Session {
    pub(in crate::runtime) model: Model,
    pub(in crate::runtime) appearance: Appearance,
    pub(in crate::runtime) screen: Screen,
    pub(in crate::runtime) shell: Shell,
    pub(in crate::runtime) library: Library,
    pub(in crate::runtime) clock: Clock,
    /// The user's program for the clipboard, with its arguments.
    pub(in crate::runtime) clipboard: Vec<String>,
    /// What gets the terminal, once the session has stopped to read keys.
    pub(in crate::runtime) to_lend: Option<Lent>,
    /// Whether a program has had the terminal since the last tick: ctrl-c there was for it.
    pub(in crate::runtime) is_lent: bool,
    /// Whether the session has stopped itself: the signal that continued it needs no answer.
    pub(in crate::runtime) has_stopped: bool,
    /// When the text of a reply will be saved, unless the user types on.
    pub(in crate::runtime) pause: Option<Instant>,
}

/// Whether the loop goes on.
#[derive(PartialEq, Eq)]
pub(in crate::runtime) enum ControlFlow {
    Continue,
    Exit,
}

impl Session {
    /// Runs until the user quits, a signal comes or the terminal is gone.
    pub(in crate::runtime) async fn run(
        &mut self,
        mut messages: UnboundedReceiver<Msg>,
        mut signals: Signals,
    ) -> io::Result<()> {
        let mut events = EventStream::new();
        let mut ticks = interval_at(Instant::now() + TICK, TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        signals.watch_terminal(self.shell.requests.clone());
        loop {
            let flow = tokio::select! {
                event = signals.next(self.is_lent) => self.handle_signal(event)?,
                event = events.next() => match event {
                    Some(Ok(event)) => match events::message(event) {
                        Some(msg) => self.handle(msg)?,
                        None => ControlFlow::Continue,
                    },
                    // No more keys can come: the terminal is gone.
                    Some(Err(_)) | None => ControlFlow::Exit,
                },
                Some(msg) = messages.recv() => self.handle(msg)?,
                () = until(self.pause) => {
                    self.pause = None;
                    self.handle(Msg::Pause)?
                }
                _ = ticks.tick() => {
                    self.is_lent = false;
                    self.shell.watch();
                    self.handle(Msg::Tick((self.clock)()))?
                }
            };
            let is_leaving = flow == ControlFlow::Exit
                || self.drain(&mut events, &mut messages).await? == ControlFlow::Exit
                || self.wait_for_texts(&mut messages).await? == ControlFlow::Exit;
            if is_leaving {
                return Ok(());
            }
            if let Some(lent) = self.to_lend.take() {
                // The program must get all keys.
                drop(events);
                if self.lend(lent, &mut signals).await? == ControlFlow::Exit {
                    return Ok(());
                }
                ticks.reset();
                events = EventStream::new();
            }
            self.screen.draw(&self.model, &self.appearance.theme, Some(&self.shell.images))?;
        }
    }

    /// Handles what is waiting before the next frame: keys first, then answers.
    async fn drain(
        &mut self,
        events: &mut EventStream,
        messages: &mut UnboundedReceiver<Msg>,
    ) -> io::Result<ControlFlow> {
        // Polled with this task's waker: the stream keeps the last waker for the next key.
        while let Poll::Ready(Some(Ok(event))) = poll_fn(|task| Poll::Ready(events.poll_next_unpin(task))).await {
            if let Some(msg) = events::message(event)
                && self.handle(msg)? == ControlFlow::Exit
            {
                return Ok(ControlFlow::Exit);
            }
        }
        while let Ok(msg) = messages.try_recv() {
            if self.handle(msg)? == ControlFlow::Exit {
                return Ok(ControlFlow::Exit);
            }
        }
        Ok(ControlFlow::Continue)
    }

    /// Waits a little for the texts of comments in view, so that this frame has them.
    async fn wait_for_texts(&mut self, messages: &mut UnboundedReceiver<Msg>) -> io::Result<ControlFlow> {
        let until = Instant::now() + TEXTS_LIMIT;
        while texts::are_missing(&self.model) {
            let Ok(Some(msg)) = timeout_at(until, messages.recv()).await else { break };
            if self.handle(msg)? == ControlFlow::Exit {
                return Ok(ControlFlow::Exit);
            }
        }
        Ok(ControlFlow::Continue)
    }

    fn handle(&mut self, msg: Msg) -> io::Result<ControlFlow> {
        let is_typing = matches!(msg, Msg::Input(InputMsg::Key(_) | InputMsg::Paste(_)));
        for effect in update(&mut self.model, msg) {
            if self.perform(effect)? == ControlFlow::Exit {
                return Ok(ControlFlow::Exit);
            }
        }
        if !is_unsaved(&self.model) {
            self.pause = None;
        } else if is_typing || self.pause.is_none() {
            self.pause = Some(Instant::now() + PAUSE);
        }
        Ok(ControlFlow::Continue)
    }

    /// Carries out an effect: here if it needs the terminal, else on the shell's threads.
    pub(in crate::runtime) fn perform(&mut self, effect: Effect) -> io::Result<ControlFlow> {
        match self.shell.start(effect) {
            Some(Effect::Terminal(effect)) => return self.perform_in_terminal(effect),
            Some(Effect::Commands(commands::Effect::UseTerminal(ticket))) => self.to_lend = Some(Lent::Command(ticket)),
            Some(Effect::Compose(effect)) => self.to_lend = Some(Lent::Editor(effect)),
            _ => {}
        }
        Ok(ControlFlow::Continue)
    }

    fn perform_in_terminal(&mut self, effect: Terminal) -> io::Result<ControlFlow> {
        match effect {
            Terminal::Quit => return Ok(ControlFlow::Exit),
            Terminal::Redraw => {
                self.screen.forget()?;
                return self.resized();
            }
            Terminal::Suspend => return self.suspend(),
            Terminal::EditFile(file) => self.to_lend = Some(Lent::File(file)),
            Terminal::NextTheme => match self.appearance.next_theme() {
                Ok(notice) => self.model.status.say(notice, self.model.now),
                Err(error) => self.model.status.fail(error, self.model.now),
            },
            Terminal::Copy(text) => self.copy(text)?,
            Terminal::Notify(notice) if self.shell.notify.is_empty() => self.screen.notify(&notice)?,
            Terminal::Notify(notice) => {
                let (request, program) = (self.shell.requests.begin(), self.shell.notify.clone());
                std::thread::spawn(move || {
                    if let Err(why) = notify(&program, &notice) {
                        request.send(Msg::Failed(why));
                    }
                });
            }
            Terminal::OpenUrl(url) if opener::needs_terminal(&self.shell.browser) => {
                self.to_lend = Some(Lent::Browser(url));
            }
            Terminal::OpenUrl(url) => opener::start(&self.shell.requests, url, self.shell.browser.clone()),
        }
        Ok(ControlFlow::Continue)
    }

    /// Gives the model the terminal's size: while the program is stopped, no event reports a new one.
    fn resized(&mut self) -> io::Result<ControlFlow> {
        let (width, height) = self.screen.size()?;
        self.handle(InputMsg::Resize(width, height).into())
    }

    /// Lends the terminal to another program until that ends.
    async fn lend(&mut self, lent: Lent, signals: &mut Signals) -> io::Result<ControlFlow> {
        let work = match lending::work(lent, self.library.clone(), &self.shell, (self.clock)()) {
            Ok(work) => work,
            Err(why) => return self.handle(Msg::Failed(why)),
        };
        self.is_lent = true;
        if lending::lend(work, &mut self.screen, self.shell.requests.begin(), signals).await? {
            self.resized()
        } else {
            Ok(ControlFlow::Exit)
        }
    }

    fn suspend(&mut self) -> io::Result<ControlFlow> {
        self.has_stopped = true;
        self.screen.suspend()?;
        self.resized()
    }

    fn handle_signal(&mut self, event: SignalEvent) -> io::Result<ControlFlow> {
        match event {
            SignalEvent::End => Ok(ControlFlow::Exit),
            SignalEvent::Stop => self.suspend(),
            SignalEvent::Continue if std::mem::take(&mut self.has_stopped) => Ok(ControlFlow::Continue),
            // Another process has stopped this one at once, and whoever had the terminal then may have changed it.
            SignalEvent::Continue => {
                self.screen.retake()?;
                self.resized()
            }
        }
    }

    /// Copies text with the user's program; without one, to the clipboards of the terminal and the desktop.
    fn copy(&mut self, text: String) -> io::Result<()> {
        if self.clipboard.is_empty() {
            self.screen.copy(&text)?;
        }
        clipboard::start(&self.shell.requests, text, self.clipboard.clone());
        Ok(())
    }

    /// Stores what the store does not have yet, for whatever reason the session ended.
    pub(in crate::runtime) fn leave(&mut self) {
        for effect in leave(&mut self.model) {
            self.shell.start(effect);
        }
    }
}

/// Waits until a moment; for ever if there is none.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
