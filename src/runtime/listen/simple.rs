//! Plays one file after the other with a program that does only that: pw-play, paplay, aplay, afplay or ffplay.
//!
//! Such a program takes no commands. A pause ends it, and going on begins the sentence again.

use std::collections::VecDeque;
use std::io;
use std::process::Stdio;
use std::time::Instant;

use super::child::{BoundChild, command};
use crate::listen::playback::{Input, Order};
use crate::listen::players::Simple as Kind;

/// A player that has a process for each file.
pub(super) struct Simple {
    kind: Kind,
    program: String,
    /// The track that sounds or is paused, with its file.
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
    pub(super) fn new(kind: Kind, program: &str) -> Self {
        Self {
            kind,
            program: program.to_owned(),
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
            let speed = if self.kind.has_speed() { self.speed } else { 1.0 };
            self.from + began.elapsed().as_secs_f64() * speed
        })
    }

    /// Starts the process of the current track, unless the user has paused.
    fn begin(&mut self, second: f64) -> io::Result<()> {
        self.process = None;
        self.from = if self.kind.has_seek() { second } else { 0.0 };
        let Some((_, file)) = self.current.as_ref().filter(|_| !self.is_paused) else { return Ok(()) };
        let args = self.kind.arguments(file, self.from, self.speed, self.volume);
        let child =
            command(&self.program, &args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        self.process = Some((BoundChild(child), Instant::now()));
        Ok(())
    }
}
