//! The thread that plays: it owns the player and the speech engines, takes the user's orders, and reports progress.
//!
//! What the player does next is decided by `listen::playback`. While nothing plays, the thread sleeps.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::player::{Player, choose};
use super::relay::Relay;
use super::sound::{Recording, Sound, Source, Speech, Voice};
use super::speaker::{NotMade, Speaker, Spoken};
use crate::listen::engine::{Engine, Output};
use crate::listen::playback::{Input, Order, Playback, Track};
use crate::listen::progress::Progress;
use crate::store::FileCache;

/// How often a player that does not report by itself is asked.
const POLL: Duration = Duration::from_millis(50);
/// What an engine that speaks by itself can't do.
const SPEAKS: &str = "no speed, no volume, seeks by sentence";
/// What to install where there is no speech engine.
pub const NO_ENGINE: &str = "no speech engine found: install espeak-ng or piper, or set [listen] command";

/// How sound is made; settings make it.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The player's program; empty for the best one that is installed.
    pub player: String,
    /// The folder of made sentences.
    pub cache: PathBuf,
    /// The most bytes of that folder.
    pub cache_limit: u64,
}

/// What the thread reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Something of the state has changed, by a second at least.
    Progress(Progress),
    /// Something went wrong, and playing goes on.
    Notice(String),
    /// All was heard.
    Ended,
    /// Playing has ended with an error.
    Failed(String),
}

/// What the thread is told.
#[derive(Debug)]
pub enum Command {
    /// Play this, from a second of it.
    Play(Box<Sound>, f64),
    /// Do this with what is played.
    Input(Input),
    /// Pause at a moment; `None` takes that back.
    SleepAt(Option<Instant>),
    /// Play nothing any more.
    Stop,
    /// End the thread, and the player with it.
    End,
    /// A line of the player with this number; `None` when it is gone.
    Line(u64, Option<String>),
    /// A sentence of the sound with this number was made.
    Made(u64, usize, Result<Spoken, NotMade>),
    /// The recording with this number can't be had, for this reason.
    Trouble(u64, String),
}

/// What is played at the moment.
struct Playing {
    playback: Playback,
    number: u64,
    /// Makes the sentences of a voice.
    voice: Option<Making>,
    /// Hands a recording from the network to the player.
    _relay: Option<Relay>,
    /// Why the recording can't be had.
    trouble: Option<String>,
    /// The engine that speaks the sentences itself, instead of a player.
    speaks: Option<Engine>,
}

/// A voice whose sentences are made.
struct Making {
    speech: Vec<Speech>,
    /// Takes the sentences to make.
    engine: Sender<(usize, Speech)>,
    is_busy: bool,
}

/// The state of the thread.
pub(super) struct Worker<F: Fn(Report)> {
    setup: Setup,
    commands: Receiver<Command>,
    sender: Sender<Command>,
    report: F,
    player: Option<(Player, String)>,
    player_number: u64,
    playing: Option<Playing>,
    numbers: u64,
    /// Whether the player is an engine that speaks by itself.
    speaks: bool,
    sleep_at: Option<Instant>,
    speed: f64,
    volume: u8,
    reported: Option<Progress>,
}

/// Starts the thread, which runs until [`Command::End`].
pub fn start(setup: Setup, report: impl Fn(Report) + Send + 'static) -> Sender<Command> {
    let (sender, commands) = channel();
    let own = sender.clone();
    thread::spawn(move || {
        let mut worker = Worker {
            setup,
            commands,
            sender: own,
            report,
            player: None,
            player_number: 0,
            playing: None,
            numbers: 0,
            speaks: false,
            sleep_at: None,
            speed: 1.0,
            volume: 100,
            reported: None,
        };
        worker.run();
    });
    sender
}

impl<F: Fn(Report)> Worker<F> {
    fn run(&mut self) {
        loop {
            match self.next() {
                Ok(Command::End) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(command) => self.handle(command),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.poll();
            self.make_next();
            self.tell();
        }
    }

    /// Waits for a command, no longer than until something is to be done without one.
    fn next(&self) -> Result<Command, RecvTimeoutError> {
        let is_polled = self.player.as_ref().is_some_and(|(player, _)| player.needs_polling());
        let sounds = self.playing.as_ref().is_some_and(|playing| !playing.playback.is_paused());
        let poll = (is_polled && sounds).then_some(POLL);
        let sleep = self.sleep_at.map(|at| at.saturating_duration_since(Instant::now()));
        match poll.into_iter().chain(sleep).min() {
            Some(wait) => self.commands.recv_timeout(wait),
            None => self.commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Play(sound, from) => self.play(*sound, from),
            Command::Input(input) => {
                self.input(input);
                if let Some(Playing { playback, .. }) = &self.playing {
                    (self.speed, self.volume) = (playback.speed(), playback.volume());
                }
            }
            Command::SleepAt(at) => self.sleep_at = at,
            Command::Stop => self.stop(),
            Command::Line(number, line) if number == self.player_number => self.line(line.as_deref()),
            Command::Made(number, track, result) if self.playing.as_ref().is_some_and(|p| p.number == number) => {
                self.made(track, result);
            }
            Command::Trouble(number, why) => {
                if let Some(playing) = self.playing.as_mut().filter(|playing| playing.number == number) {
                    playing.trouble = Some(why);
                }
            }
            // Of a player or a sound that was replaced.
            Command::Line(..) | Command::Made(..) | Command::End => {}
        }
    }

    fn play(&mut self, sound: Sound, from: f64) {
        self.stop();
        self.numbers += 1;
        let begun = match sound {
            Sound::Voice(voice) => self.begin_voice(voice, from),
            Sound::Recording(recording) => self.begin_recording(recording, from),
        };
        match begun {
            Ok(mut playing) => {
                if playing.speaks.is_some() || self.speaks {
                    (self.player, self.speaks) = (None, playing.speaks.is_some());
                }
                let orders = playing.playback.start();
                self.playing = Some(playing);
                self.carry_out(orders);
            }
            Err(why) => self.fail(&why),
        }
    }

    fn begin_voice(&self, Voice { speech, engines, missing }: Voice, from: f64) -> Result<Playing, String> {
        let Some(first) = engines.first() else {
            return Err(missing.unwrap_or_else(|| NO_ENGINE.to_owned()));
        };
        if let Some(missing) = missing {
            (self.report)(Report::Notice(format!("{missing}; {} reads instead", first.kind.name())));
        }
        if speech.is_empty() {
            return Err("there is no text to read aloud".to_owned());
        }
        // An engine that makes files is better: its sound can be sought in, and has any speed.
        let speaks = engines.iter().all(|engine| engine.output == Output::Speaker).then(|| engines.first()).flatten();
        let track = |s: &Speech| {
            let file = speaks.map(|_| s.text.clone());
            Track { seconds: s.seconds, block: s.block, file, ..Track::default() }
        };
        let tracks = speech.iter().map(track).collect();
        let speaks = speaks.cloned();
        let engines = engines.into_iter().filter(|engine| engine.output != Output::Speaker).collect();
        let cache = FileCache::new(&self.setup.cache, self.setup.cache_limit);
        let engine = start_engine(Speaker::new(engines, cache), self.numbers, self.sender.clone());
        let playback = Playback::new(tracks, from, self.speed, self.volume);
        let voice = Some(Making { speech, engine, is_busy: false });
        Ok(Playing { playback, number: self.numbers, voice, _relay: None, trouble: None, speaks })
    }

    fn begin_recording(&self, recording: Recording, from: f64) -> Result<Playing, String> {
        let Recording { source, seconds, marks } = recording;
        let (kind, _) = choose(&self.setup.player)?;
        let is_remote = matches!(source, Source::Address { .. });
        if !kind.plays_recordings(is_remote) {
            return Err(format!("{} can't play audio files of this kind: install mpv or ffplay", kind.name()));
        }
        let (file, relay) = match source {
            Source::File(path) => (path.display().to_string(), None),
            Source::Address { url, context } => {
                let (number, sender) = (self.numbers, self.sender.clone());
                let failed = move |why| drop(sender.send(Command::Trouble(number, why)));
                let relay = Relay::start(&context, &url, failed).map_err(|error| format!("can't play: {error}"))?;
                (relay.url(), Some(relay))
            }
        };
        let mut playback = Playback::recording(file, seconds, from, self.speed, self.volume);
        playback.update(Input::Marks(marks));
        Ok(Playing { playback, number: self.numbers, voice: None, _relay: relay, trouble: None, speaks: None })
    }

    fn input(&mut self, input: Input) {
        let Some(playing) = &mut self.playing else { return };
        let orders = playing.playback.update(input);
        self.carry_out(orders);
    }

    fn carry_out(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Finish => {
                    self.give(&order);
                    self.playing = None;
                    (self.report)(Report::Ended);
                    return;
                }
                Order::GiveUp => {
                    let trouble = self.playing.as_mut().and_then(|playing| playing.trouble.take());
                    return self.fail(&trouble.unwrap_or_else(|| self.unplayable()));
                }
                Order::Restart => self.player = None,
                order => {
                    if let Err(error) = self.start_player() {
                        return self.fail(&error);
                    }
                    self.give(&order);
                }
            }
        }
    }

    /// Says that the player can't play, in its own words where it has some.
    fn unplayable(&self) -> String {
        let Some((player, name)) = &self.player else { return "the player can't play this".to_owned() };
        let name = name.split(':').next().unwrap_or(name);
        let why = player.error().map(|why| format!(" ({why})")).unwrap_or_default();
        format!("{name} can't play this{why}")
    }

    /// Gives the player an order. A player that is gone reports that by itself.
    fn give(&mut self, order: &Order) {
        let file = match order {
            Order::Play(track, _) | Order::Append(track) => {
                self.playing.as_ref().and_then(|playing| playing.playback.file(*track)).map(str::to_owned)
            }
            _ => None,
        };
        if let Some((player, _)) = &mut self.player
            && let Err(error) = player.order(order, file.as_deref())
            && player.needs_polling()
        {
            self.fail(&format!("the player can't be started: {error}"));
        }
    }

    fn start_player(&mut self) -> Result<(), String> {
        if self.player.is_some() {
            return Ok(());
        }
        if let Some(engine) = self.playing.as_ref().and_then(|playing| playing.speaks.clone()) {
            let name = format!("{}: {SPEAKS}", engine.kind.name());
            self.player = Some((Player::speaking(engine), name));
            return Ok(());
        }
        let chosen = choose(&self.setup.player)?;
        self.player_number += 1;
        let (number, commands) = (self.player_number, self.sender.clone());
        let player = Player::start(&chosen, move |line| drop(commands.send(Command::Line(number, line))))
            .map_err(|error| format!("{} can't be started: {error}", chosen.1))?;
        let lacks = chosen.0.lacks();
        let name = if lacks.is_empty() { chosen.0.name().to_owned() } else { format!("{}: {lacks}", chosen.0.name()) };
        self.player = Some((player, name));
        Ok(())
    }

    fn line(&mut self, line: Option<&str>) {
        let Some(line) = line else { return self.lost() };
        let Some((player, _)) = &mut self.player else { return };
        match player.read(line) {
            Ok(Some(input)) => self.input(input),
            Ok(None) => {}
            Err(_) => self.lost(),
        }
    }

    /// Goes on with a new player after the old one has ended.
    fn lost(&mut self) {
        self.player = None;
        self.player_number += 1;
        if self.playing.is_some() {
            (self.report)(Report::Notice("the player has ended; it was started again".to_owned()));
            self.input(Input::PlayerGone);
        }
    }

    fn poll(&mut self) {
        let mut inputs = Vec::new();
        if let Some((player, _)) = &mut self.player {
            match player.poll() {
                Ok(events) => inputs = events,
                Err(error) => return self.fail(&format!("the player can't be started: {error}")),
            }
        }
        for input in inputs {
            self.input(input);
        }
        if self.sleep_at.take_if(|at| *at <= Instant::now()).is_some() {
            self.input(Input::Pause);
        }
    }

    fn made(&mut self, track: usize, result: Result<Spoken, NotMade>) {
        if let Some(voice) = self.playing.as_mut().and_then(|playing| playing.voice.as_mut()) {
            voice.is_busy = false;
        }
        match result {
            Ok(spoken) => {
                for failure in spoken.failures {
                    (self.report)(Report::Notice(failure));
                }
                self.input(Input::Made(track, spoken.path.display().to_string(), spoken.seconds));
            }
            Err(error @ NotMade::NoEngineLeft) => self.fail(&error.to_string()),
            Err(NotMade::Failed(error)) => {
                (self.report)(Report::Notice(error));
                self.input(Input::NotMade(track));
            }
        }
    }

    /// Gives the engine the next sentence, one at a time.
    fn make_next(&mut self) {
        let Some(Playing { playback, voice: Some(voice), .. }) = &mut self.playing else { return };
        if voice.is_busy {
            return;
        }
        let Some(track) = playback.next_to_make() else { return };
        let Some(speech) = voice.speech.get(track) else { return };
        voice.is_busy = voice.engine.send((track, speech.clone())).is_ok();
    }

    /// Reports the state if the user would see a change.
    fn tell(&mut self) {
        let Some(Playing { playback, speaks, .. }) = &self.playing else { return };
        let progress = Progress {
            track: playback.sentence(),
            elapsed: playback.elapsed().floor(),
            total: playback.total().round(),
            is_exact: playback.is_exact() && speaks.is_none(),
            is_paused: playback.is_paused(),
            is_waiting: playback.is_waiting(),
            speed: playback.speed(),
            volume: playback.volume(),
            player: self.player.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
        };
        if self.reported.as_ref() != Some(&progress) {
            self.reported = Some(progress.clone());
            (self.report)(Report::Progress(progress));
        }
    }

    fn stop(&mut self) {
        if self.playing.take().is_some() {
            self.give(&Order::Silence);
        }
        self.reported = None;
    }

    fn fail(&mut self, why: &str) {
        self.stop();
        (self.report)(Report::Failed(why.to_owned()));
    }
}

/// Starts the thread that makes sentences, until its sender is dropped.
fn start_engine(mut speaker: Speaker, number: u64, results: Sender<Command>) -> Sender<(usize, Speech)> {
    let (sender, sentences) = channel::<(usize, Speech)>();
    thread::spawn(move || {
        for (track, speech) in sentences {
            let result = speaker.make(&speech.text, speech.pause);
            if results.send(Command::Made(number, track, result)).is_err() {
                return;
            }
        }
    });
    sender
}
