//! `tidings listen`: reads an article aloud in the terminal, or writes the speech into a file.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::App;
use super::args::ListenArguments;
use super::out::{Out, is_stderr_terminal, print_stderr};
use super::speech_file::write_file;
use crate::domain::queue::{Heard, SoundKind};
use crate::domain::{ArticleId, Text};
use crate::listen::engine::{EngineKind, Voice, missing};
use crate::listen::playback::{Input, MOVE, Marks, SPEED_STEP};
use crate::listen::progress::Progress;
use crate::runtime::context;
use crate::runtime::listen::sound::{Recording, Sound, Voice as Reading};
use crate::runtime::listen::worker::{self, Command, Report};
use crate::runtime::listen::{self, sounds};
use crate::runtime::system_clock;
use crate::settings::ListenConfig;

/// How long the program waits for a key at a time.
const KEY_WAIT: Duration = Duration::from_millis(200);

/// What the loop waits for.
enum Message {
    Report(Report),
    Key(KeyEvent),
}

pub(super) fn run(app: &App, arguments: &ListenArguments, out: &mut Out) -> anyhow::Result<()> {
    let article = app.article(&arguments.article)?;
    let config = settings(&app.settings.config.listen, arguments)?;
    if let Some(file) = &arguments.output {
        let voice = voice(app, article, arguments, &config)?;
        let seconds = write_file(&sounds::setup(&app.library, &config), &voice, file)?;
        out.line(&format!("{}: {}", file.display(), crate::listen::progress::clock(seconds)))?;
        return Ok(());
    }
    let (sound, kind) = match recording(app, article, arguments)? {
        Some(recording) => (Sound::Recording(recording), SoundKind::Audio),
        None => (Sound::Voice(voice(app, article, arguments, &config)?), SoundKind::Voice),
    };
    let before = app.library.store.queue_item(article)?.map(|item| item.heard).filter(|heard| heard.kind == kind);
    let from = match arguments.from {
        Some(from) => f64::from(from),
        None => before.map_or(0.0, |heard| heard.position),
    };
    play(app, article, sound, Heard { kind, position: from, seconds: None }, &config)
}

/// Returns the settings with what the arguments change.
fn settings(config: &ListenConfig, arguments: &ListenArguments) -> anyhow::Result<ListenConfig> {
    let mut config = config.clone();
    if let Some(engine) = &arguments.engine {
        if EngineKind::named(engine).is_none() {
            bail!("unknown engine {engine}; known: {}", EngineKind::ALL.map(EngineKind::name).join(", "));
        }
        config.engine.clone_from(engine);
        config.voices.iter_mut().for_each(|voice| voice.engine.clone_from(engine));
    }
    if let Some(rate) = arguments.rate {
        config.rate = rate;
        config.voices.iter_mut().for_each(|voice| voice.rate = Some(rate));
    }
    Ok(config)
}

/// Returns the publisher's recording, unless the arguments or an earlier choice ask for the voice.
fn recording(app: &App, article: ArticleId, arguments: &ListenArguments) -> anyhow::Result<Option<Recording>> {
    let wants_voice =
        arguments.comments || arguments.engine.is_some() || arguments.voice.is_some() || arguments.rate.is_some();
    let heard = app.library.store.queue_item(article)?.map(|item| item.heard);
    if wants_voice || heard.is_some_and(|heard| heard.position > 0.0 && heard.kind == SoundKind::Voice) {
        return Ok(None);
    }
    let found = app.library.store.article(article)?.context("this article is no longer in the store")?;
    let context = context(&app.library, &app.settings.config, system_clock());
    Ok(sounds::recording(&found, Marks::default(), &context))
}

/// Returns the voice that reads the article.
fn voice(app: &App, article: ArticleId, arguments: &ListenArguments, config: &ListenConfig) -> anyhow::Result<Reading> {
    let opened = app.library.opened(article)?.context("this article is no longer in the store")?;
    let mut script = sounds::script(&opened.article, config);
    if arguments.comments {
        sounds::add_comments(&mut script, &opened.thread);
    }
    let voice = config.voice(script.language.as_deref());
    let voice = Voice { name: arguments.voice.clone().or(voice.name.clone()), ..voice };
    let engines = sounds::engines(&voice, script.language.as_deref());
    let missing = missing(&voice, &engines);
    if let Some(why) = missing.as_ref().filter(|_| arguments.engine.is_some()) {
        bail!("{why}");
    }
    Ok(Reading { speech: sounds::speech(&script, &voice), engines, missing })
}

/// Plays until the end, or until the user stops; then stores the place.
fn play(app: &App, article: ArticleId, sound: Sound, heard: Heard, config: &ListenConfig) -> anyhow::Result<()> {
    let (sender, messages) = channel();
    let reports = sender.clone();
    let commands =
        worker::start(sounds::setup(&app.library, config), move |report| drop(reports.send(Message::Report(report))));
    commands.send(Command::Play(Box::new(sound), heard.position))?;
    let keys = std::io::stdin().is_terminal().then(|| Keys::read(sender)).transpose()?;
    let (result, last) = follow(&messages, &commands);
    drop(keys);
    let _ = commands.send(Command::End);
    if is_stderr_terminal() {
        eprintln!();
    }
    match (result, last) {
        (Ok(true), _) => {
            let downloads = context(&app.library, &app.settings.config, system_clock()).downloads;
            Ok(listen::heard(&app.library, &downloads, article, chrono::Utc::now())?)
        }
        // A place at which nothing plays is not one to go on from.
        (Err(error), _) => Err(error),
        (result, Some(last)) => {
            let seconds = (last.is_exact && last.total > 0.0).then_some(last.total);
            let heard = Heard { position: last.elapsed, seconds, ..heard };
            app.library.store.set_heard(article, Some(heard), chrono::Utc::now())?;
            result.map(drop)
        }
        (result, None) => result.map(drop),
    }
}

/// Shows the progress and passes keys on. Returns whether all was heard, and the last state.
fn follow(messages: &Receiver<Message>, commands: &Sender<Command>) -> (anyhow::Result<bool>, Option<Progress>) {
    let mut last = None;
    for message in messages {
        match message {
            Message::Report(Report::Progress(progress)) => {
                show(&progress);
                last = Some(progress);
            }
            Message::Report(Report::Notice(notice)) => print_stderr(&notice),
            Message::Report(Report::Ended) => return (Ok(true), last),
            Message::Report(Report::Failed(why)) => return (Err(anyhow::anyhow!(why)), last),
            Message::Key(key) => match input(key) {
                Some(input) => drop(commands.send(Command::Input(input))),
                None if is_end(key) => return (Ok(false), last),
                None => {}
            },
        }
    }
    (Ok(false), last)
}

fn show(progress: &Progress) {
    if !is_stderr_terminal() {
        return;
    }
    let state = if progress.is_paused { "paused " } else { "" };
    let line = format!("{state}{} {}", progress.times(), progress.settings());
    eprint!("\r\x1b[K{}", Text::line(&line));
    let _ = std::io::stderr().flush();
}

/// Returns what a key does to the player.
fn input(key: KeyEvent) -> Option<Input> {
    Some(match key.code {
        KeyCode::Char(' ') => Input::Toggle,
        KeyCode::Left | KeyCode::Char('<') => Input::SeekBy(-MOVE),
        KeyCode::Right | KeyCode::Char('>') => Input::SeekBy(MOVE),
        KeyCode::Char('(') => Input::Sentences(-1),
        KeyCode::Char(')') => Input::Sentences(1),
        KeyCode::Char('+') => Input::SpeedBy(SPEED_STEP),
        KeyCode::Char('-') => Input::SpeedBy(-SPEED_STEP),
        _ => return None,
    })
}

fn is_end(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
        || (key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL))
}

/// The terminal while keys are read one by one; dropping this restores it.
struct Keys;

impl Keys {
    fn read(sender: Sender<Message>) -> anyhow::Result<Self> {
        enable_raw_mode().context("can't read keys from this terminal")?;
        thread::spawn(move || {
            loop {
                match crossterm::event::poll(KEY_WAIT) {
                    Ok(false) => {}
                    Ok(true) => match crossterm::event::read() {
                        Ok(Event::Key(key)) if sender.send(Message::Key(key)).is_err() => return,
                        Ok(_) => {}
                        Err(_) => return,
                    },
                    Err(_) => return,
                }
            }
        });
        Ok(Self)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}
