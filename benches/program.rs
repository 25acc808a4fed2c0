//! Measures the whole program as a user meets it: `cargo bench --bench program [-- FEEDS ARTICLES]`.
//!
//! Runs the built program on feeds of a server on loopback: sync, start, keys, Enter, memory. Prints milliseconds, and
//! ratios to what this machine can do at all; only the ratios can be compared between machines. Other readers take part
//! if they are found: newsboat on the path, newsraft and russ at the paths in `NEWSRAFT` and `RUSS`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "benches are not documented, and panic on faults"
)]

#[path = "program/peers.rs"]
mod peers;
#[path = "program/site.rs"]
mod site;
#[path = "program/terminal.rs"]
mod terminal;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use peers::Reader;
use rusqlite::Connection;
use site::Site;
use terminal::Terminal;

/// Argument for the process that answers each key with a frame.
const ECHO: &str = "--echo";
/// Bytes of such a frame.
const FRAME: usize = 11_000;
const STARTS: usize = 15;
const KEYS: usize = 120;
const READ: usize = 80;
/// The screen of lists, and one with room for the text beside the list.
const LISTS: (u16, u16) = (96, 40);
const BESIDE: (u16, u16) = (160, 40);

fn main() {
    if std::env::args().any(|argument| argument == ECHO) {
        return echo();
    }
    let sizes: Vec<usize> = std::env::args().filter_map(|size| size.parse().ok()).collect();
    let (feeds, articles) = (sizes.first().copied().unwrap_or(100), sizes.get(1).copied().unwrap_or(100));
    let (site, dir) = (Site::start(feeds, articles), tempfile::tempdir().unwrap());
    println!("{feeds} feeds of {articles} articles");
    let echo = limits(&site, dir.path());
    let readers = peers::found(dir.path(), &site);
    for reader in &readers {
        sync(reader, &site);
    }
    start(&readers, dir.path());
    for reader in &readers {
        keys(reader, echo);
    }
    if let Some(reader) = readers.first() {
        keys_during_sync(reader, &site, echo);
    }
}

/// Answers each key with a frame.
fn echo() {
    crossterm::terminal::enable_raw_mode().unwrap();
    let frame = vec![b'x'; FRAME];
    let (mut key, mut out) = ([0], std::io::stdout());
    out.write_all(b"ready").unwrap();
    out.flush().unwrap();
    while std::io::stdin().read(&mut key).is_ok_and(|n| n > 0) {
        out.write_all(&frame).unwrap();
        out.flush().unwrap();
    }
}

/// Prints what this machine can do; returns the time of a frame through a terminal.
fn limits(site: &Site, dir: &Path) -> Duration {
    let began = Instant::now();
    let bytes = site.download();
    line("limit: download of all feeds", began.elapsed(), &format!("{} MB", bytes / 1_000_000));

    let file = dir.join("limit.db");
    Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
        .unwrap();
    let query = || {
        let began = Instant::now();
        let conn = Connection::open(&file).unwrap();
        conn.query_row("SELECT id FROM t WHERE id = 1", [], |row| row.get::<_, i64>(0)).unwrap();
        began.elapsed()
    };
    spread("limit: open SQLite and find a row", (0..STARTS).map(|_| query()).collect(), None);

    let own = std::env::current_exe().unwrap().display().to_string();
    let mut terminal = Terminal::open(&[own, ECHO.to_owned()], LISTS);
    terminal.first(&["ready"]);
    let times = (0..KEYS).filter_map(|_| terminal.press("x")).map(|(_, last)| last).collect();
    spread("limit: a frame of 11 kB through a terminal", times, None)
}

/// Prints the times of a first sync and of one without news, and the room that the store takes.
fn sync(reader: &Reader, site: &Site) {
    for what in ["first sync", "sync again, nothing new"] {
        let began = Instant::now();
        if !reader.sync() {
            return;
        }
        line(&format!("{}: {what}", reader.name), began.elapsed(), "");
    }
    let (size, articles) = (f64::from(reader.size()), f64::from(u32::try_from(site.feeds * site.articles).unwrap()));
    let what = format!("{}: store", reader.name);
    println!("{what:<58} {:9.1} MB {:.1} kB an article", size / 1000.0, size / articles);
}

/// Prints the times to the first frame. The readers take turns, so that a busy machine is busy for all.
fn start(readers: &[Reader], dir: &Path) {
    let mut times = vec![Vec::new(); readers.len() + 1];
    let empty = dir.join("empty");
    std::fs::create_dir_all(&empty).unwrap();
    for _ in 0..STARTS {
        for (reader, times) in readers.iter().zip(&mut times) {
            times.push(Terminal::open(&reader.command, LISTS).first(reader.first));
        }
        let empty = peers::tidings(&empty);
        times.last_mut().unwrap().push(Terminal::open(&empty.command, LISTS).first(empty.first));
    }
    spread("tidings: start to first frame, empty store", times.pop().unwrap(), None);
    for (reader, times) in readers.iter().zip(times) {
        spread(&format!("{}: start to first frame", reader.name), times, None);
    }
}

/// Prints the times of keys, and the memory after reading.
fn keys(reader: &Reader, echo: Duration) {
    let name = reader.name;
    let mut terminal = Terminal::open(&reader.command, LISTS);
    terminal.first(reader.first);
    terminal.settle();
    for key in reader.to_list {
        terminal.press(key);
    }
    report(&format!("{name}: list key"), scroll(&mut terminal, KEYS), echo);
    if !reader.is_own {
        return;
    }
    let mut opened = Vec::new();
    for at in 0..KEYS / 4 {
        terminal.settle();
        let took = terminal.press_until("\r", &["Text-"]);
        if at > 0 {
            opened.push(took);
        }
        terminal.press("q");
        for _ in 0..7 {
            terminal.press("j");
        }
    }
    spread(&format!("{name}: Enter to the text, not prepared"), opened, Some(echo));

    let mut terminal = Terminal::open(&reader.command, BESIDE);
    terminal.first(reader.first);
    for key in reader.to_list {
        terminal.press(key);
    }
    terminal.settle();
    report(&format!("{name}: list key, text beside it"), scroll(&mut terminal, KEYS), echo);
    terminal.press("\r");
    for _ in 0..READ {
        terminal.press("n");
    }
    terminal.settle();
    let (now, most) = terminal.memory();
    println!("{:<58} {now:9.1} MiB, at most {most:.1}", format!("{name}: memory after {READ} articles"));
}

/// Prints the times of list keys while another process syncs and indexes.
fn keys_during_sync(reader: &Reader, site: &Site, echo: Duration) {
    let mut terminal = Terminal::open(&reader.command, LISTS);
    terminal.first(reader.first);
    terminal.settle();
    for key in reader.to_list {
        terminal.press(key);
    }
    site.publish();
    let began = Instant::now();
    let mut sync = Command::new(&reader.sync[0]).args(&reader.sync[1..]).stderr(Stdio::null()).spawn().unwrap();
    let mut times = Vec::new();
    while sync.try_wait().unwrap().is_none() {
        times.extend(scroll(&mut terminal, 10));
    }
    line(&format!("{}: sync of one new article a feed, meanwhile", reader.name), began.elapsed(), "");
    report(&format!("{}: list key during that sync", reader.name), times, echo);
}

/// Goes down and up a list; returns the times to the first and to the last byte of each frame.
fn scroll(terminal: &mut Terminal, times: usize) -> Vec<(Duration, Duration)> {
    (0..times).filter_map(|at| terminal.press(if at / 30 % 2 == 0 { "j" } else { "k" })).collect()
}

fn report(what: &str, times: Vec<(Duration, Duration)>, echo: Duration) {
    let (first, last) = times.into_iter().unzip();
    spread(&format!("{what}, first byte"), first, Some(echo));
    spread(&format!("{what}, whole frame"), last, Some(echo));
}

/// Prints median and 99th percentile, and the ratio of the median to a frame through a terminal; returns the median.
fn spread(what: &str, mut times: Vec<Duration>, echo: Option<Duration>) -> Duration {
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let late = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    let ratio =
        echo.map(|echo| format!(", {:.1} frames", median.as_secs_f64() / echo.as_secs_f64())).unwrap_or_default();
    line(what, median, &format!("p99 {:.2}{ratio}", ms(late)));
    median
}

fn line(what: &str, time: Duration, more: &str) {
    println!("{what:<58} {:9.2} ms {more}", ms(time));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
