//! Runs the reader for benches: the real loop, store and threads, drawn into bytes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use tidings::app::input::Msg as InputMsg;
use tidings::app::{Model, Msg, Options, update};
use tidings::input::parse_keys;
use tidings::library::Library;
use tidings::runtime::{Shell, first_frame, system_clock};
use tidings::settings::{Config, Settings, Theme};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Columns and rows of the screen.
pub(crate) const SIZE: (u16, u16) = (72, 40);
/// A step that takes longer hangs, and fails the bench.
const LIMIT: Duration = Duration::from_mins(1);

/// Prints the median, the 99th percentile and the worst time.
pub(crate) fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let of = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let (median, late) = (of(times.get(times.len() / 2)), of(times.get(times.len() * 99 / 100)));
    println!("{what:<50} {median:8.2} ms median {late:8.2} ms p99 {:8.2} ms worst", of(times.last()));
}

pub(crate) struct Screen {
    pub(crate) model: Model,
    pub(crate) shell: Shell,
    messages: UnboundedReceiver<Msg>,
    theme: Theme,
    terminal: Terminal<CrosstermBackend<Vec<u8>>>,
}

impl Screen {
    pub(crate) fn open(library: &Library, settings: &Settings) -> Self {
        let keymap = Arc::new(settings.keymap.clone());
        let size = SIZE;
        let mut model = Model::new(size, chrono::Utc::now(), keymap, Options::default());
        let waiting = first_frame(&mut model, library).unwrap();
        let (sender, messages) = unbounded_channel();
        let shell = Shell::new(library, &Config::default(), system_clock(), Options::default().clock, sender);
        let area = Rect::new(0, 0, size.0, size.1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let terminal = Terminal::with_options(CrosstermBackend::new(Vec::new()), options).unwrap();
        let theme = Theme::built_in("dark").unwrap();
        let mut screen = Self { model, shell, messages, theme, terminal };
        for effect in waiting {
            screen.shell.start(effect);
        }
        screen.wait(Instant::now(), Self::is_at_rest);
        screen
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        self.shell.open_requests() == 0 && self.messages.is_empty()
    }

    /// Presses keys and draws until `done`; returns the time until the bytes of the last frame were written.
    pub(crate) fn press(&mut self, keys: &str, done: impl Fn(&Self) -> bool) -> Duration {
        let began = Instant::now();
        for key in parse_keys(keys).unwrap() {
            self.send(InputMsg::Key(key));
        }
        self.wait(began, done)
    }

    pub(crate) fn wait(&mut self, began: Instant, done: impl Fn(&Self) -> bool) -> Duration {
        loop {
            while let Ok(msg) = self.messages.try_recv() {
                self.send(msg);
            }
            let is_done = done(self);
            let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
            if self.terminal.current_buffer_mut().area != area {
                self.terminal.resize(area).unwrap();
            }
            self.terminal
                .draw(|frame| drop(tidings::ui::draw(&self.model, &self.theme, area, frame.buffer_mut())))
                .unwrap();
            let took = began.elapsed();
            if is_done {
                return took;
            }
            assert!(took < LIMIT, "timed out");
            // A request may end without a message, so blocking on the channel could take for ever.
            while !done(self) && self.messages.is_empty() && began.elapsed() < LIMIT {
                // Sleeps, as the program's loop does: spinning would take a core from the worker threads.
                std::thread::sleep(Duration::from_micros(50));
            }
        }
    }

    pub(crate) fn send(&mut self, msg: impl Into<Msg>) {
        let msg = msg.into();
        for effect in update(&mut self.model, msg) {
            self.shell.start(effect);
        }
    }
}
