//! From a key to the bytes for the terminal while reading: `cargo bench --bench reading`.
//!
//! Prints medians and worst cases on the real loop, store and threads, for ordinary articles and one of a megabyte.
//! Compare runs on one machine only.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench explains itself and stops at the first fault")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use tidings::app::{Model, Msg, Options, update};
use tidings::domain::{ArticleId, Entry, Html, ParsedFeed, Subscription, Text, Time};
use tidings::input::parse_keys;
use tidings::runtime::{Library, Shell, first_frame, system_clock};
use tidings::settings::{Config, Settings, Theme};
use tidings::store::{FetchOutcome, FetchRecord};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const SIZE: (u16, u16) = (120, 40);
const ARTICLES: usize = 120;
const RUNS: usize = 31;
/// Nothing here takes longer unless it hangs.
const LIMIT: Duration = Duration::from_mins(1);

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings::load(Some(dir.path())).unwrap();
    let library = Library::open(&settings.paths).unwrap();
    fill(&library);

    let mut screen = Screen::open(&library, &settings);
    screen.press("enter", Screen::is_at_rest);
    let next: Vec<Duration> = (0..RUNS).map(|_| screen.next()).collect();
    report("next article, prepared while the last was read", next);
    let scroll: Vec<Duration> = (0..RUNS * 2).map(|_| screen.press("j", |_| true)).collect();
    report("a line further", scroll);

    let cold: Vec<Duration> = (0..RUNS).map(|_| open_cold(&library, &settings, "ordinary 7 ", |_| true).1).collect();
    report("an article that was not prepared", cold);
    let first: Vec<Duration> = (0..7).map(|_| open_cold(&library, &settings, "megabyte", |_| true).1).collect();
    report("1 MB: first screen", first);
    let whole = |screen: &Screen| screen.model.reader.page.words > 0;
    let all: Vec<Duration> = (0..7).map(|_| open_cold(&library, &settings, "megabyte", whole).1).collect();
    report("1 MB: all of it", all);

    let (mut screen, _) = open_cold(&library, &settings, "megabyte", whole);
    let mut keys = Vec::new();
    let mut wraps = Vec::new();
    for columns in [70, 60, 50, 66, 58, 72, 64] {
        let began = Instant::now();
        screen.take(Msg::Resize(columns, 40));
        // Keys go on being answered while the text is set again.
        for _ in 0..5 {
            keys.push(screen.press("j", |_| true));
        }
        let wanted = columns - 2;
        screen.wait(began, |screen| screen.model.reader.page.width == wanted.min(72));
        wraps.push(began.elapsed());
    }
    report("1 MB: set again for another width", wraps);
    report("1 MB: a key while that is under way", keys);
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let of = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!("{what:<50} {:8.2} ms median {:8.2} ms worst", of(times.get(times.len() / 2)), of(times.last()));
}

fn fill(library: &Library) {
    let feed = Subscription { url: "https://feed.example/rss".to_owned(), ..Subscription::default() };
    library.change_subscriptions(|list| list.add(&feed)).unwrap();
    let now: Time = "2026-11-23T08:00:00Z".parse().unwrap();
    let entry = |at: usize, title: String, html: String| Entry {
        guid: title.clone(),
        title: Some(Text::line(&title)),
        published: Some(now - chrono::TimeDelta::minutes(i64::try_from(at).unwrap())),
        content: Some(Html(html)),
        ..Entry::default()
    };
    let mut entries: Vec<Entry> =
        (0..ARTICLES).map(|at| entry(at, format!("ordinary {at} "), story(14 << 10, at))).collect();
    entries.push(entry(ARTICLES, "megabyte".to_owned(), story(1 << 20, 0)));
    let parsed = ParsedFeed { entries, ..ParsedFeed::default() };
    let record = FetchRecord {
        at: now,
        outcome: FetchOutcome::Fetched { etag: None, last_modified: None },
        next_due: None,
        moved_to: None,
    };
    let feed = library.store.feeds().unwrap().first().unwrap().id;
    library.store.save_feed(feed, &parsed, &record, now, |_| Text::line("untitled")).unwrap();
}

/// So many bytes of what articles are made of.
fn story(bytes: usize, seed: usize) -> String {
    let words = ["harbour", "tide", "bridge", "the", "of", "a", "council", "lamp", "ferry", "and", "reopened", "salt"];
    let mut html = String::new();
    let mut at = seed;
    while html.len() < bytes {
        let _ = write!(html, "<h2>Part {at}</h2>");
        for _ in 0..4 {
            html.push_str("<p>");
            for _ in 0..70 {
                at = at.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
                let word = words[(at >> 8) % words.len()];
                let _ = match at % 23 {
                    0 => write!(html, "<a href='https://a.example/{at}'>{word}</a> "),
                    1 => write!(html, "<em>{word}</em> "),
                    _ => write!(html, "{word} "),
                };
            }
            html.push_str("</p>");
        }
        html.push_str("<ul><li>one</li><li>two</li></ul>");
    }
    html
}

/// A reader of its own, on one article; the time from the key that opens it to the bytes that show it.
fn open_cold(
    library: &Library,
    settings: &Settings,
    title: &str,
    shown: impl Fn(&Screen) -> bool,
) -> (Screen, Duration) {
    let mut screen = Screen::open(library, settings);
    screen.press("F", |_| true);
    for c in format!("title:\"{}\"", title.trim()).chars() {
        screen.take(Msg::Key(tidings::input::Key::char(c)));
    }
    screen.press("enter", Screen::is_at_rest);
    let before = screen.model.reader.article();
    let opened = |screen: &Screen| screen.model.reader.article().is_some_and(|id| Some(id) != before || id.0 > 0);
    // On a screen of this size the selected article is shown beside the list: hide it to be opened anew.
    screen.model.reader.close();
    let took = screen.press("enter", |screen| opened(screen) && shown(screen));
    (screen, took)
}

struct Screen {
    model: Model,
    shell: Shell,
    messages: UnboundedReceiver<Msg>,
    theme: Theme,
    terminal: Terminal<CrosstermBackend<Vec<u8>>>,
}

impl Screen {
    fn open(library: &Library, settings: &Settings) -> Self {
        let keymap = Arc::new(settings.keymap.clone());
        let size = (72, SIZE.1);
        let mut model = Model::new(size, chrono::Utc::now(), keymap, Options::default());
        let waiting = first_frame(&mut model, library).unwrap();
        let (sender, messages) = unbounded_channel();
        let shell = Shell::new(library, &Config::default(), system_clock(), sender);
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

    fn is_at_rest(&self) -> bool {
        self.shell.open_questions() == 0 && self.messages.is_empty()
    }

    /// Presses keys and draws until `done`; the time until the bytes of that frame were written.
    fn press(&mut self, keys: &str, done: impl Fn(&Self) -> bool) -> Duration {
        let began = Instant::now();
        for key in parse_keys(keys).unwrap() {
            self.take(Msg::Key(key));
        }
        self.wait(began, done)
    }

    /// To the next unread article, once everything that was begun before has ended.
    fn next(&mut self) -> Duration {
        self.wait(Instant::now(), Self::is_at_rest);
        // What is prepared answers nobody: it is given the time in which a person reads a word.
        std::thread::sleep(Duration::from_millis(60));
        let before: Option<ArticleId> = self.model.reader.article();
        self.press("n", |screen| screen.model.reader.article() != before)
    }

    fn wait(&mut self, began: Instant, done: impl Fn(&Self) -> bool) -> Duration {
        loop {
            while let Ok(msg) = self.messages.try_recv() {
                self.take(msg);
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
            assert!(took < LIMIT, "this never comes");
            // A question may end without an answer: waiting for a message could be for ever.
            while !done(self) && self.messages.is_empty() && began.elapsed() < LIMIT {
                std::thread::yield_now();
            }
        }
    }

    fn take(&mut self, msg: Msg) {
        for effect in update(&mut self.model, msg) {
            self.shell.start(effect);
        }
    }
}
