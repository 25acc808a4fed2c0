//! Plays one file after the other with a program that does only that: pw-play, paplay, aplay, afplay or ffplay. An
//! engine that speaks by itself gets one sentence after the other in the same way.
//!
//! Such a program takes no commands. A pause ends it, and going on begins the sentence again.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use crate::listen::engine::Engine;
use crate::listen::playback::{Input, Order};
use crate::listen::players::Simple as Kind;
use crate::runtime::system::child::{BoundChild, command};

/// What the processes play.
enum Plays {
    /// Files, with this program.
    Files(Kind, String),
    /// Sentences, which the engine speaks itself.
    Sentences(Engine),
}

/// A player that has a process for each file or sentence.
pub(super) struct Simple {
    plays: Plays,
    /// The track that sounds or is paused, with its file or sentence.
    current: Option<(usize, String)>,
    process: Option<(BoundChild, Instant)>,
    /// The second at which the process began.
    from: f64,
    next: VecDeque<(usize, String)>,
    is_paused: bool,
    speed: f64,
    volume: u8,
}

impl Simple {
    /// Makes a player of files.
    pub(super) fn new(kind: Kind, program: &str) -> Self {
        Self::of(Plays::Files(kind, program.to_owned()))
    }

    /// Makes a player of sentences, which the engine speaks itself.
    pub(super) fn speaking(engine: Engine) -> Self {
        Self::of(Plays::Sentences(engine))
    }

    fn of(plays: Plays) -> Self {
        Self {
            plays,
            current: None,
            process: None,
            from: 0.0,
            next: VecDeque::new(),
            is_paused: false,
            speed: 1.0,
            volume: 100,
        }
    }

    /// Carries out an order; `file` is that of the track in it.
    pub(super) fn order(&mut self, order: &Order, file: Option<&str>) -> io::Result<()> {
        match (order, file) {
            (Order::Play(track, second), Some(file)) => {
                self.next.clear();
                self.current = Some((*track, file.to_owned()));
                return self.begin(*second);
            }
            (Order::Append(track), Some(file)) => self.next.push_back((*track, file.to_owned())),
            (Order::Seek(second), _) => return self.begin(*second),
            (Order::Pause(is_paused), _) => {
                self.is_paused = *is_paused;
                let from = self.second();
                return self.begin(from);
            }
            (Order::Speed(speed), _) => self.speed = *speed,
            (Order::Volume(volume), _) => self.volume = *volume,
            (Order::Silence | Order::Finish | Order::GiveUp, _) => {
                (self.current, self.process) = (None, None);
                self.next.clear();
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns what has happened since the last call.
    pub(super) fn poll(&mut self) -> io::Result<Vec<Input>> {
        let (Some((process, _)), Some((track, _))) = (&mut self.process, &self.current) else { return Ok(Vec::new()) };
        let track = *track;
        let Some(status) = process.0.try_wait()? else { return Ok(vec![Input::At(self.second())]) };
        self.process = None;
        if !status.success() {
            self.current = None;
            return Ok(vec![Input::Unplayable(track)]);
        }
        self.current = self.next.pop_front();
        let began = self.current.as_ref().map(|(next, _)| Input::Began(*next));
        self.begin(0.0)?;
        Ok(std::iter::once(Input::Ended(track)).chain(began).collect())
    }

    /// Returns the second of the track that sounds.
    fn second(&self) -> f64 {
        self.process.as_ref().map_or(self.from, |(_, began)| {
            let has_speed = matches!(&self.plays, Plays::Files(kind, _) if kind.has_speed());
            let speed = if has_speed { self.speed } else { 1.0 };
            self.from + began.elapsed().as_secs_f64() * speed
        })
    }

    /// Starts the process of the current track, unless the user has paused.
    fn begin(&mut self, second: f64) -> io::Result<()> {
        self.process = None;
        let has_seek = matches!(&self.plays, Plays::Files(kind, _) if kind.has_seek());
        self.from = if has_seek { second } else { 0.0 };
        let Some((_, file)) = self.current.as_ref().filter(|_| !self.is_paused) else { return Ok(()) };
        let mut command = match &self.plays {
            Plays::Files(kind, program) => {
                let mut command = command(program, &kind.arguments(file, self.from, self.speed, self.volume));
                command.stdin(Stdio::null());
                command
            }
            Plays::Sentences(engine) => {
                let mut command = command(&engine.program, &engine.args);
                command.stdin(Stdio::piped());
                command
            }
        };
        let mut child = BoundChild(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
        if let Some(mut input) = child.0.stdin.take() {
            let sentence = format!("{file}\n");
            // An engine may end without having read everything.
            thread::spawn(move || drop(input.write_all(sentence.as_bytes())));
        }
        self.process = Some((child, Instant::now()));
        Ok(())
    }
}
