//! Measures listening: text to first sound, sentences a second, and the memory for a book: `cargo bench --bench listen`.
//!
//! The lines about speech need espeak-ng; without it they are left out. A new process measures the memory, with a book of
//! a million words. The figures can't be compared between machines.
#![allow(missing_docs, clippy::unwrap_used, reason = "benches are not documented, and panic on the first fault")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tidings::domain::{Html, Text};
use tidings::listen::engine::{Engine, EngineKind, Voice};
use tidings::listen::playback::{Input, Order, Playback, Track};
use tidings::listen::{Options, Script, article};
use tidings::runtime::listen::sound::Speech;
use tidings::runtime::listen::sounds;
use tidings::runtime::listen::speaker::Speaker;
use tidings::store::FileCache;

/// Argument for the new process that reads a book.
const BOOK: &str = "--book";
/// Bytes of HTML of the long article, and words of the book.
const ARTICLE: usize = 100_000;
const WORDS: usize = 1_000_000;
const RUNS: usize = 11;
/// Sentences that the engine makes.
const MADE: usize = 40;
/// The most bytes of the cache.
const CACHE: u64 = 500_000_000;

fn main() {
    if std::env::args().any(|argument| argument == BOOK) {
        book();
        return;
    }
    let html = text(|html, _| html.len() < ARTICLE);
    let took: Vec<Duration> = (0..RUNS).map(|_| timed(|| script(&html)).1).collect();
    let count = f64::from(u32::try_from(script(&html).sentences.len()).unwrap());
    println!("100 kB of HTML, {count} sentences");
    println!("  {:<40} {:10.2} ms", "to its script", ms(median(took.clone())));
    println!("  {:<40} {:10.0} a second", "sentences of the script", count / median(took).as_secs_f64());
    let engines = sounds::engines(&Voice { engine: Some(EngineKind::EspeakNg), ..Voice::default() }, Some("en"));
    match engines.into_iter().find(|engine| engine.kind == EngineKind::EspeakNg) {
        Some(engine) => speech(&html, &engine),
        None => println!("  espeak-ng is not installed: no figures of speech"),
    }
    let output = Command::new(std::env::current_exe().unwrap()).arg(BOOK).output().unwrap();
    print!("{}", String::from_utf8(output.stdout).unwrap());
}

/// Measures the time until the player would get the first sentence, and what the engine makes a second.
fn speech(html: &str, engine: &Engine) {
    let first = |what: &str, folder: &dyn Fn() -> std::path::PathBuf| {
        let took = (0..RUNS).map(|_| {
            let folder = folder();
            timed(|| to_first_sound(html, engine, &folder)).1
        });
        println!("  {what:<40} {:10.2} ms", ms(median(took.collect())));
    };
    let dir = tempfile::tempdir().unwrap();
    let numbers = std::cell::Cell::new(0);
    first("to the first sound", &|| {
        numbers.set(numbers.get() + 1);
        dir.path().join(numbers.get().to_string())
    });
    first("to the first sound, from the cache", &|| dir.path().join("1"));
    let speech = sounds::speech(&script(html), &Voice::default());
    let (seconds, took) = timed(|| {
        let mut speaker = speaker(engine, &dir.path().join("all"));
        let made = speech.iter().take(MADE).map(|speech| speaker.make(&speech.text, speech.pause).unwrap().seconds);
        made.sum::<f64>()
    });
    let count = f64::from(u32::try_from(MADE.min(speech.len())).unwrap());
    println!("  {:<40} {:10.1} a second", "sentences by espeak-ng", count / took.as_secs_f64());
    println!("  {:<40} {:10.0} s a second", "speech by espeak-ng", seconds / took.as_secs_f64());
}

/// Does what `V` does until the player gets its first file.
fn to_first_sound(html: &str, engine: &Engine, folder: &Path) {
    let speech = sounds::speech(&script(html), &Voice::default());
    let mut playback = playback(&speech);
    let mut speaker = speaker(engine, folder);
    let mut orders = playback.start();
    while !orders.iter().any(|order| matches!(order, Order::Play(..))) {
        let track = playback.next_to_make().unwrap();
        let made = speaker.make(&speech[track].text, speech[track].pause).unwrap();
        orders = playback.update(Input::Made(track, made.path.display().to_string(), made.seconds));
    }
}

/// Writes the script of a book and plays it to its end with an engine that takes no time, in this process.
fn book() {
    let html = text(|_, words| words < WORDS);
    let (script, written) = timed(|| script(&html));
    let speech = sounds::speech(&script, &Voice::default());
    let mut playback = playback(&speech);
    let ((), played) = timed(|| {
        let mut orders = playback.start();
        while !orders.contains(&Order::Finish) {
            while let Some(track) = playback.next_to_make() {
                playback.update(Input::Made(track, format!("/speech/{track:016}.wav"), speech[track].seconds + 0.1));
            }
            let at = playback.track();
            for second in 0..4_u32 {
                playback.update(Input::At(f64::from(second)));
                assert!(playback.elapsed() <= playback.total() + 4.0);
            }
            orders = playback.update(Input::Ended(at));
            playback.update(Input::Began(playback.track()));
        }
    });
    println!("a book of {WORDS} words, {} sentences", script.sentences.len());
    println!("  {:<40} {:10.2} s", "to its script", written.as_secs_f64());
    println!("  {:<40} {:10.2} s", "all decisions of playing it", played.as_secs_f64());
    println!("  {:<40} {:10.2} MiB at most", "memory of that process", peak());
    println!("  {:<40} {:10.2} MiB", "the book itself", f64::from(u32::try_from(html.len() >> 10).unwrap()) / 1024.0);
}

fn script(html: &str) -> Script {
    let (title, outlet) = (Text::line("A long text"), Text::line("The Harbour Post"));
    article(&title, None, &outlet, &Html(html.to_owned()), None, Some("en"), Options::default())
}

fn playback(speech: &[Speech]) -> Playback {
    let track = |speech: &Speech| Track { seconds: speech.seconds, block: speech.block, ..Track::default() };
    Playback::new(speech.iter().map(track).collect(), 0.0, 1.0, 100)
}

fn speaker(engine: &Engine, folder: &Path) -> Speaker {
    Speaker::new(vec![engine.clone()], FileCache::new(folder, CACHE))
}

/// Writes paragraphs while `goes_on` says so of the HTML and the number of its words.
fn text(goes_on: impl Fn(&str, usize) -> bool) -> String {
    let words = ["harbour", "tide", "bridge", "the", "of", "a", "council", "lamp", "ferry", "and", "reopened", "salt"];
    let mut at: usize = 7;
    let mut next = move |most: usize| {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (at >> 33) % most
    };
    let (mut html, mut count) = (String::new(), 0);
    while goes_on(&html, count) {
        html.push_str("<p>");
        for _ in 0..3 + next(5) {
            html.push_str("Then");
            let length = 6 + next(20);
            for _ in 0..length {
                let _ = write!(html, " {}", words[next(words.len())]);
            }
            html.push_str(". ");
            count += length + 1;
        }
        html.push_str("</p>\n");
    }
    html
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    (work(), begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns the peak memory of this process in MiB; 0 on systems without `/proc`.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok()).unwrap_or(0);
    f64::from(kib) / 1024.0
}
