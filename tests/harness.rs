//! Runs the real loop without a terminal: keys in, screen out.
//!
//! The store, the network and the sample site are real, and the clock is fixed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidings::app::commands::state::Commands;
use tidings::app::input::Mouse;
use tidings::app::input::MouseKind;
use tidings::app::input::Msg as InputMsg;
use tidings::app::options::columns;
use tidings::app::{Effect, Model, Msg, Options, Terminal, update};
use tidings::demo::{Site, serve};
use tidings::domain::{ClockFormat, Entry, ParsedFeed, Subscription, Text, Time};
use tidings::input::{Keymap, parse_keys};
use tidings::library::Library;
use tidings::runtime::{Clock, Shell, context, first_frame};
use tidings::settings::{Ascii, Config, Paths, Settings, Theme};
use tidings::store::{FetchOutcome, FetchRecord};
use tidings::sync;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A test that waits longer hangs, and fails.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);

/// Returns the fixed time of all tests.
pub(crate) fn now() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// Whether a character can change the state of a terminal or the direction of other text.
fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A temporary config folder with its store.
pub(crate) struct Folder {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) library: Library,
}

impl Folder {
    pub(crate) fn new(feeds: &[Subscription]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let library = Library::open(&paths(&dir)).unwrap();
        library.change_subscriptions(|list| feeds.iter().filter(|feed| list.add(feed)).count()).unwrap();
        Self { dir, library }
    }

    /// Makes a folder with the sample site's feeds and comments synced, and the site stopped.
    pub(crate) fn offline() -> Self {
        let site = Served::start();
        let folder = Self::new(&site.site.feeds());
        folder.sync(&site.runtime);
        folder
    }

    /// Makes a folder with one feed, which has these entries.
    pub(crate) fn with_entries(entries: impl IntoIterator<Item = Entry>) -> Self {
        let url = "http://127.0.0.1:9/feed".to_owned();
        let folder = Self::new(&[Subscription { url, ..Subscription::default() }]);
        folder.save_entries(entries);
        folder
    }

    /// Stores entries of the first feed, as a sync does.
    pub(crate) fn save_entries(&self, entries: impl IntoIterator<Item = Entry>) {
        let store = &self.library.store;
        let feed = store.feeds().unwrap()[0].id;
        let parsed = ParsedFeed { entries: entries.into_iter().collect(), ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
        store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
    }

    /// Restarts the program on the same files. The caller must have dropped all readers of the folder.
    pub(crate) fn restart(self) -> Self {
        let Self { dir, library } = self;
        drop(library);
        let library = Library::open(&paths(&dir)).unwrap();
        Self { dir, library }
    }

    pub(crate) fn sync(&self, runtime: &tokio::runtime::Runtime) -> sync::Report {
        self.sync_with(runtime, &Config::default())
    }

    pub(crate) fn sync_with(&self, runtime: &tokio::runtime::Runtime, config: &Config) -> sync::Report {
        let context = context(&self.library, config, clock());
        let (sender, _receiver) = unbounded_channel();
        let (_stop, cancel) = tokio::sync::watch::channel(false);
        let options = sync::Options { comments: true, ..sync::Options::default() };
        runtime.block_on(sync::run(&context, &options, sender, cancel)).unwrap()
    }
}

fn paths(dir: &tempfile::TempDir) -> Paths {
    let path = dir.path();
    Paths { config: path.to_path_buf(), state: path.join("state"), newsboat: vec![path.join("newsboat/urls")] }
}

/// A running sample site.
pub(crate) struct Served {
    pub(crate) site: Site,
    pub(crate) runtime: tokio::runtime::Runtime,
}

impl Served {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let site = runtime.block_on(serve(now())).unwrap();
        Self { site, runtime }
    }
}

pub(crate) fn clock() -> Clock {
    Arc::new(now)
}

/// A running reader with its screen.
pub(crate) struct Reader {
    pub(crate) model: Model,
    shell: Shell,
    messages: UnboundedReceiver<Msg>,
    theme: Theme,
    /// Effects that need a terminal or a browser, recorded instead of performed.
    pub(crate) outside: Vec<Effect>,
}

impl Reader {
    pub(crate) fn open(folder: &Folder, size: (u16, u16)) -> Self {
        Self::with_config(folder, size, &Config::default())
    }

    /// Opens the reader with these settings. Times are in UTC, so that no test depends on the zone of the machine.
    pub(crate) fn with_config(folder: &Folder, size: (u16, u16), config: &Config) -> Self {
        let clock_format = ClockFormat { hours: config.screen.time_format, ..ClockFormat::default() };
        let keymap = Arc::new(Keymap::with_user("").unwrap());
        let options = Options {
            ascii: config.screen.ascii == Ascii::Always,
            sort: config.comments.sort,
            read_stories: config.screen.read_stories,
            fold_stories: config.screen.fold_stories,
            columns: columns(&config.screen.columns),
            dates: config.screen.dates,
            reply_editor: config.reply.editor,
            clock: clock_format,
            ..Options::default()
        };
        let mut model = Model::new(size, now(), keymap, options);
        let waiting = first_frame(&mut model, &folder.library).unwrap();
        let (sender, messages) = unbounded_channel();
        let shell = Shell::new(&folder.library, config, clock(), clock_format, sender);
        let theme = Theme::built_in("dark").unwrap();
        let mut reader = Self { model, shell, messages, theme, outside: Vec::new() };
        for effect in waiting {
            reader.perform(effect);
        }
        reader.settle();
        reader
    }

    /// Opens the reader with these commands, as the text of `commands.toml`.
    pub(crate) fn with_commands(folder: &Folder, size: (u16, u16), commands: &str) -> Self {
        std::fs::write(folder.dir.path().join("commands.toml"), commands).unwrap();
        let settings = Settings::load(Some(folder.dir.path())).unwrap();
        let mut reader = Self::open(folder, size);
        reader.model.keymap = Arc::new(settings.keymap);
        reader.model.commands = Commands::new(&settings.commands);
        reader
    }

    /// Presses keys, written as in `keymap.toml`, and waits until all work that they started has ended.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys).unwrap() {
            self.send(InputMsg::Key(key));
        }
        self
    }

    /// Presses keys without waiting for their work.
    pub(crate) fn press_without_waiting(&mut self, keys: &str) {
        for key in parse_keys(keys).unwrap() {
            self.take(InputMsg::Key(key).into());
        }
    }

    /// Changes the size of the screen without waiting for the work.
    pub(crate) fn resize_without_waiting(&mut self, width: u16, height: u16) {
        self.take(InputMsg::Resize(width, height).into());
    }

    /// Types text, key by key.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(InputMsg::Key(tidings::input::Key::char(c)));
        }
        self
    }

    pub(crate) fn send(&mut self, msg: impl Into<Msg>) {
        self.take(msg.into());
        self.settle();
    }

    /// Finds a text on the screen, and returns its first column and its row.
    #[track_caller]
    pub(crate) fn place(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let found = screen.lines().enumerate().find_map(|(y, line)| line.find(text).map(|at| (at, y, line)));
        let (at, y, line) = found.unwrap_or_else(|| panic!("`{text}` is not on the screen:\n{screen}"));
        let x = unicode_width::UnicodeWidthStr::width(&line[..at]);
        (x.try_into().unwrap(), y.try_into().unwrap())
    }

    pub(crate) fn click(&mut self, (x, y): (u16, u16)) {
        self.send(InputMsg::Mouse(Mouse { kind: MouseKind::Click, x, y }));
    }

    pub(crate) fn watch(&mut self) {
        self.shell.watch();
        self.settle();
    }

    fn take(&mut self, msg: Msg) {
        for effect in update(&mut self.model, msg) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        // Tests must not open a browser.
        let outside = match effect {
            Effect::Terminal(Terminal::OpenUrl(_) | Terminal::Notify(_)) => Some(effect),
            effect => self.shell.start(effect),
        };
        self.outside.extend(outside);
    }

    pub(crate) fn settle(&mut self) {
        let began = Instant::now();
        loop {
            // Read before the messages: a worker sends its message before its request counts as ended.
            let open = self.shell.open_requests();
            let mut idle = true;
            while let Ok(msg) = self.messages.try_recv() {
                self.take(msg);
                idle = false;
            }
            if open == 0 && idle && self.shell.open_requests() == 0 {
                return;
            }
            assert!(began.elapsed() < LIMIT, "the reader is still working after the limit");
            std::thread::yield_now();
        }
    }

    /// Waits for the next message of a thread, and handles it.
    #[track_caller]
    pub(crate) fn wait_for_a_message(&mut self) {
        let began = Instant::now();
        loop {
            if let Ok(msg) = self.messages.try_recv() {
                self.take(msg);
                return self.settle();
            }
            assert!(began.elapsed() < LIMIT, "no message came:\n{}", self.screen());
            std::thread::yield_now();
        }
    }

    /// Waits until messages of threads have made something true.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, is_true: impl Fn(&Self) -> bool) {
        self.settle();
        while !is_true(self) {
            self.wait_for_a_message();
        }
    }

    /// Handles messages of threads until a text is on the screen, while requests may stay open.
    #[track_caller]
    pub(crate) fn wait_for_a_message_of(&mut self, text: &str) {
        let began = Instant::now();
        while !self.screen().contains(text) {
            while let Ok(msg) = self.messages.try_recv() {
                self.take(msg);
            }
            assert!(began.elapsed() < LIMIT, "`{text}` did not come:\n{}", self.screen());
            std::thread::yield_now();
        }
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(|reader| reader.screen().contains(text));
    }

    /// Returns what the terminal adds to the screen, such as images and links.
    pub(crate) fn drawn(&self) -> tidings::ui::Drawn {
        let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
        tidings::ui::draw(&self.model, &self.theme, area, &mut Buffer::empty(area))
    }

    pub(crate) fn buffer(&self) -> Buffer {
        let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
        let mut buf = Buffer::empty(area);
        tidings::ui::draw(&self.model, &self.theme, area, &mut buf);
        buf
    }

    /// Returns the text of the screen, row by row. Checks that no cell has a control character or reaches over the edge.
    #[track_caller]
    pub(crate) fn screen(&self) -> String {
        let buf = self.buffer();
        let mut out = String::new();
        for y in 0..buf.area.height {
            let mut skip = 0;
            let mut line = String::new();
            for x in 0..buf.area.width {
                let symbol = buf.cell((x, y)).unwrap().symbol();
                let width = unicode_width::UnicodeWidthStr::width(symbol);
                assert!(!symbol.chars().any(is_hostile), "{symbol:?} at {x}, {y}");
                if skip == 0 {
                    assert!(usize::from(buf.area.width - x) >= width, "{symbol:?} at {x}, {y} of {:?}", buf.area);
                    line.push_str(symbol);
                }
                skip = width.max(skip).saturating_sub(1);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Checks the screen, that drawing it again gives the same, and that cursor and images are within it.
    #[track_caller]
    pub(crate) fn expect_sound(&mut self) -> &mut Self {
        let screen = self.screen();
        assert_eq!(self.buffer(), self.buffer(), "drawing changes nothing:\n{screen}");
        let area = self.buffer().area;
        assert_eq!(screen.lines().count(), usize::from(area.height));
        let drawn = self.drawn();
        assert!(drawn.cursor.is_none_or(|cursor| area.contains(cursor)), "{:?} in {area:?}:\n{screen}", drawn.cursor);
        for picture in &drawn.images {
            assert_eq!(picture.area.intersection(area), picture.area, "{screen}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        assert!(self.screen().contains(text), "`{text}` is not on the screen:\n{}", self.screen());
        self
    }

    #[track_caller]
    pub(crate) fn expect_not(&mut self, text: &str) -> &mut Self {
        assert!(!self.screen().contains(text), "`{text}` is on the screen:\n{}", self.screen());
        self
    }
}
