//! Has speech engines make sound files of sentences, and caches the files.
//!
//! The choice of engines is left to `listen::engine`. A text goes to an engine on standard input, and is part of no
//! argument.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use thiserror::Error;

use crate::domain::Text;
use crate::listen::engine::{Engine, Output, WAV_PATH, WAV_VARIABLE};
use crate::listen::wav::Wav;
use crate::runtime::system::child::{BoundChild, command};
use crate::store::FileCache;

/// How long an engine may take for one sentence.
const LIMIT: Duration = Duration::from_secs(20);
/// The most bytes of sound for one sentence: 12 minutes at 22 kHz.
const MAX_BYTES: u64 = 32 << 20;
/// Sentences on which an engine may fail in a row before it is given up.
const MAX_FAILURES: u8 = 2;

/// The error once every engine was given up.
pub const NONE_LEFT: &str = "every speech engine has failed; see the messages above";
/// How often, and how long between, tidings looks whether an engine that wrote nothing has ended.
const EXIT_CHECKS: u32 = 100;
const EXIT_PAUSE: Duration = Duration::from_millis(5);

/// Makes sound files of sentences.
pub struct Speaker {
    /// The engines that are left, the preferred one first, with their failures in a row.
    engines: Vec<(Engine, u8)>,
    cache: FileCache,
}

/// The reason why a sentence was not made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotMade {
    /// Each engine has failed on this sentence, for the reason that it is named with.
    #[error("{0}")]
    Failed(String),
    /// Every engine was given up.
    #[error("every speech engine has failed; see the messages")]
    NoEngineLeft,
}

/// A sentence that was made.
#[derive(Debug)]
pub struct Spoken {
    /// The sound file.
    pub path: PathBuf,
    /// Its length in seconds, with the pause after the sentence.
    pub seconds: f64,
    /// Why engines before the one that made it have failed.
    pub failures: Vec<String>,
}

impl Speaker {
    /// Makes a speaker with these engines, the preferred one first.
    #[must_use]
    pub fn new(engines: Vec<Engine>, cache: FileCache) -> Self {
        Self { engines: engines.into_iter().map(|engine| (engine, 0)).collect(), cache }
    }

    /// Makes the file of a sentence, or finds it in the cache.
    pub fn make(&mut self, text: &str, pause: u32) -> Result<Spoken, NotMade> {
        let mut failures = Vec::new();
        let mut at = 0;
        while let Some((engine, count)) = self.engines.get_mut(at) {
            match speak(engine, text, pause, &self.cache) {
                Ok((path, seconds)) => {
                    *count = 0;
                    return Ok(Spoken { path, seconds, failures });
                }
                Err(Failure { why, hangs }) => {
                    failures.push(format!("{} {}", engine.kind.name(), Text::line(&why)));
                    *count += 1;
                    // One that hangs would cost as long for the next sentence.
                    if hangs || *count >= MAX_FAILURES {
                        self.engines.remove(at);
                    } else {
                        at += 1;
                    }
                }
            }
        }
        Err(if failures.is_empty() { NotMade::NoEngineLeft } else { NotMade::Failed(failures.join("; ")) })
    }
}

/// Why an engine made no sound of a sentence.
struct Failure {
    why: String,
    /// Whether it did nothing until its time was over.
    hangs: bool,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self { why, hangs: false }
    }
}

fn speak(engine: &Engine, text: &str, pause: u32, cache: &FileCache) -> Result<(PathBuf, f64), Failure> {
    let source = format!("{}\u{1e}{pause}\u{1e}{text}", engine.identity());
    let path = cache.path(source.as_bytes(), ".wav");
    if let Some(wav) = std::fs::read(&path).ok().and_then(|bytes| Wav::parse(&bytes).ok()) {
        return Ok((path, wav.seconds()));
    }
    let bytes = run(engine, text)?;
    let mut wav = Wav::parse(&bytes).map_err(|error| error.to_string())?;
    wav.add_silence(pause);
    let written = cache.write(&path, &wav.to_bytes());
    written.map_err(|error| format!("made a sentence that can't be stored in {}: {error}", path.display()))?;
    Ok((path, wav.seconds()))
}

/// Runs an engine for one sentence, and returns the file that it made.
fn run(engine: &Engine, text: &str) -> Result<Vec<u8>, Failure> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = folder.path().join("speech.wav");
    let args: Vec<String> = engine.args.iter().map(|arg| arg.replace(WAV_PATH, &file.display().to_string())).collect();
    let child = command(&engine.program, &args)
        .envs(engine.env.iter().map(|(name, value)| (name, value)))
        .env(WAV_VARIABLE, &file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = BoundChild(child.map_err(|error| format!("can't be started: {error}"))?);
    let (sender, results) = channel();
    if let Some(mut input) = child.0.stdin.take() {
        let text = format!("{text}\n");
        // An engine may end without having read everything.
        thread::spawn(move || drop(input.write_all(text.as_bytes())));
    }
    if let Some(output) = child.0.stdout.take() {
        thread::spawn(move || drop(sender.send(read(output))));
    }
    let Ok(output) = results.recv_timeout(LIMIT) else {
        return Err(Failure { why: format!("made nothing within {} seconds", LIMIT.as_secs()), hangs: true });
    };
    let output = output.map_err(|error| error.to_string())?;
    let output = match (output, engine.output) {
        (None, _) => return Err(format!("made more than {} MB for one sentence", MAX_BYTES >> 20).into()),
        (Some(output), Output::Stdout | Output::Speaker) => output,
        (Some(_), Output::File) => file_of(&file)?,
    };
    if output.is_empty() {
        return Err(failure_of(&mut child).into());
    }
    Ok(output)
}

/// Says how an engine without output has ended.
fn failure_of(child: &mut BoundChild) -> String {
    // It has closed its output, so it is about to end; where it does not, dropping it kills it.
    for _ in 0..EXIT_CHECKS {
        match child.0.try_wait() {
            Ok(None) => thread::sleep(EXIT_PAUSE),
            Ok(Some(status)) => {
                return match status.code() {
                    Some(127) => "is not installed".to_owned(),
                    Some(0) => "made no sound".to_owned(),
                    Some(code) => format!("exited with status {code}"),
                    None => "was killed".to_owned(),
                };
            }
            Err(error) => return error.to_string(),
        }
    }
    "made no sound".to_owned()
}

/// Reads the output to its end; `None` if it is too large.
fn read(output: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    output.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_BYTES).then_some(bytes))
}

fn file_of(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|_| "wrote no file".to_owned())?;
    let bytes = read(file).map_err(|error| error.to_string())?;
    bytes.ok_or_else(|| format!("made more than {} MB for one sentence", MAX_BYTES >> 20))
}
