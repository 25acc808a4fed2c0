//! Drives mpv over its JSON interface: one process for the session, which ends when the socket closes.
//!
//! The lines are written and read by `listen::mpv`.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::thread;

use serde_json::{Value, json};

use crate::listen::mpv::{self, ARGUMENTS, Event};
use crate::listen::playback::{Input, Order};
use crate::runtime::system::child::{BoundChild, command};

/// A running mpv.
pub(super) struct Mpv {
    socket: UnixStream,
    _child: BoundChild,
    number: u64,
    /// Tracks by the numbers of the commands that load them.
    loading: HashMap<u64, usize>,
    /// Tracks by their entries in mpv's list.
    entries: HashMap<i64, usize>,
    /// The entry that began before the answer to its command came.
    began: Option<i64>,
    /// Whether the track that was ordered last sounds, so that reports of seconds are its own.
    is_current: bool,
    /// The second at which the track to load begins.
    starts_late: bool,
    /// Why mpv could not play the last track, in its own words.
    error: Option<String>,
}

impl Mpv {
    /// Starts mpv. `report` gets each line that it sends, and `None` when it is gone.
    pub(super) fn start(program: &str, report: impl Fn(Option<String>) + Send + 'static) -> io::Result<Self> {
        let (socket, theirs) = UnixStream::pair()?;
        let args: Vec<String> = ARGUMENTS.iter().map(|&arg| arg.to_owned()).collect();
        let child = command(program, &args)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let lines = BufReader::new(socket.try_clone()?);
        thread::spawn(move || {
            lines.lines().map_while(Result::ok).for_each(|line| report(Some(line)));
            report(None);
        });
        let mut mpv = Self {
            socket,
            _child: BoundChild(child),
            number: 0,
            loading: HashMap::new(),
            entries: HashMap::new(),
            began: None,
            is_current: false,
            starts_late: false,
            error: None,
        };
        for parts in mpv::observe() {
            mpv.send(&parts)?;
        }
        Ok(mpv)
    }

    /// Carries out an order; `file` is that of the track in it.
    pub(super) fn order(&mut self, order: &Order, file: Option<&str>) -> io::Result<()> {
        match (order, file) {
            (Order::Play(track, second), Some(file)) => {
                (self.is_current, self.began) = (false, None);
                if *second > 0.0 || self.starts_late {
                    self.send(&mpv::set("start", format!("{second:.3}")))?;
                    self.starts_late = *second > 0.0;
                }
                let number = self.send(&mpv::load(file, false))?;
                self.loading.insert(number, *track);
            }
            (Order::Append(track), Some(file)) => {
                let number = self.send(&mpv::load(file, true))?;
                self.loading.insert(number, *track);
            }
            (Order::Seek(second), _) => {
                self.send(&[json!("seek"), json!(second), json!("absolute+exact")])?;
            }
            (Order::Pause(is_paused), _) => {
                self.send(&mpv::set("pause", *is_paused))?;
            }
            (Order::Speed(speed), _) => {
                self.send(&mpv::set("speed", *speed))?;
            }
            (Order::Volume(percent), _) => {
                self.send(&mpv::set("volume", *percent))?;
            }
            (Order::Silence | Order::Finish | Order::GiveUp, _) => {
                self.is_current = false;
                self.send(&[json!("stop")])?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads a line; returns what it means for the playback.
    pub(super) fn read(&mut self, line: &str) -> io::Result<Option<Input>> {
        Ok(match mpv::event(line) {
            Some(Event::Answer(number, answer)) => {
                let Some(track) = self.loading.remove(&number) else { return Ok(None) };
                match answer {
                    Ok(Some(entry)) => {
                        self.entries.insert(entry, track);
                        self.began.take_if(|began| *began == entry).map(|_| self.begin(track))
                    }
                    Ok(None) => None,
                    Err(_) => Some(Input::Unplayable(track)),
                }
            }
            Some(Event::Began(entry)) => {
                let track = self.entries.get(&entry).copied();
                self.began = track.is_none().then_some(entry);
                track.map(|track| self.begin(track))
            }
            Some(Event::Loaded) => {
                if self.starts_late {
                    self.starts_late = false;
                    self.send(&mpv::set("start", "none"))?;
                }
                None
            }
            Some(Event::Ended(entry, error)) => self.entries.remove(&entry).map(|track| match error {
                None => Input::Ended(track),
                Some(error) => {
                    self.error = Some(error);
                    Input::Unplayable(track)
                }
            }),
            Some(Event::At(second)) => self.is_current.then_some(Input::At(second)),
            Some(Event::Length(seconds)) => self.is_current.then_some(Input::Length(seconds)),
            None => None,
        })
    }

    /// Returns why the last track could not be played.
    pub(super) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    fn begin(&mut self, track: usize) -> Input {
        self.is_current = true;
        Input::Began(track)
    }

    fn send(&mut self, parts: &[Value]) -> io::Result<u64> {
        self.number += 1;
        self.socket.write_all(mpv::command(self.number, parts).as_bytes())?;
        Ok(self.number)
    }
}
