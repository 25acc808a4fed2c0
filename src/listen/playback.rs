//! Decides what the player does next: which track sounds, what is handed to it ahead of time, where a seek leads.
//!
//! A voice has a track for each sentence. A recording is one track, with marks where sentences and chapters begin; `seek`
//! finds the places. The machine does no I/O and reads no clock:
//! `runtime` tells it what the player and the engine did, and carries out the orders that it returns.

mod seek;

pub use seek::Marks;

/// Seconds of a move forwards or backwards.
pub const MOVE: f64 = 15.0;
/// A step of the speed.
pub const SPEED_STEP: f64 = 0.1;
/// Tracks that the player gets ahead of the one that sounds, so that no gap is heard between two.
const AHEAD_TRACKS: usize = 4;
/// Seconds of speech that are made ahead of the voice.
const AHEAD_SECONDS: f64 = 600.0;
/// Speeds that a voice can be understood at.
const SPEEDS: (f64, f64) = (0.5, 3.0);
/// Ends of the player that are followed by a new start. The count begins anew once a track has begun.
const MAX_RESTARTS: usize = 3;

/// A piece of sound.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Track {
    /// Its length in seconds: an estimate until it is made.
    pub seconds: f64,
    /// The file or address to play, once there is one.
    pub file: Option<String>,
    /// The paragraph that it belongs to.
    pub block: usize,
    /// Whether no engine could make it.
    pub failed: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The user pauses, or goes on.
    Toggle,
    /// Pause, for instance because the sleep timer has ended.
    Pause,
    /// The user moves by seconds.
    SeekBy(f64),
    /// The user moves to a second of the whole.
    SeekTo(f64),
    /// The user moves by sentences.
    Sentences(isize),
    /// The user moves by paragraphs of a text or chapters of a recording.
    Paragraphs(isize),
    /// The user changes the speed by a step, so that fast keys add up; 1 is the usual speed.
    SpeedBy(f64),
    /// The user changes the volume by percent.
    VolumeBy(i16),
    /// The sentences and chapters of the recording are known.
    Marks(Marks),
    /// A track was made: its file and its length in seconds.
    Made(usize, String, f64),
    /// No engine could make a track.
    NotMade(usize),
    /// The player began a track.
    Began(usize),
    /// The player is at this second of its track.
    At(f64),
    /// The player knows the length of its track.
    Length(f64),
    /// The player reached the end of a track.
    Ended(usize),
    /// The player can't play a track.
    Unplayable(usize),
    /// The player has ended although nobody told it to.
    PlayerGone,
}

/// What the player has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Play this track from this second, and nothing after it.
    Play(usize, f64),
    /// Play this track after those that it already has.
    Append(usize),
    /// Move within the track that sounds.
    Seek(f64),
    /// Stop or go on.
    Pause(bool),
    /// Set the speed.
    Speed(f64),
    /// Set the volume in percent.
    Volume(u8),
    /// Fall silent, and forget all tracks.
    Silence,
    /// Start the player again; further orders follow.
    Restart,
    /// All was heard.
    Finish,
    /// Playing is given up: the player can't play.
    GiveUp,
}

/// What is known of a recording.
#[derive(Debug, Clone, Default, PartialEq)]
struct Recording {
    /// Its sentences and chapters.
    marks: Marks,
    /// Whether the player has said how long it is.
    has_length: bool,
    /// Whether the player has said at which second it is.
    has_begun: bool,
}

/// The state of one item that is played.
#[derive(Debug, Clone, PartialEq)]
pub struct Playback {
    tracks: Vec<Track>,
    /// The second at which each track begins, and that at which the last one ends: a book has 100,000 tracks, and the
    /// player reports many times a second.
    starts: Vec<f64>,
    /// The tracks that are neither made nor failed.
    missing: usize,
    at: usize,
    offset: f64,
    /// The tracks that the player has, without those before the one that sounds.
    loaded: std::ops::Range<usize>,
    /// Whether the track that should sound is not made yet.
    is_waiting: bool,
    is_paused: bool,
    is_over: bool,
    speed: f64,
    volume: u8,
    restarts: usize,
    /// What is known of a recording; `None` for a voice.
    recording: Option<Recording>,
}

impl Playback {
    /// Makes the playback of `tracks` from a second of the whole. [`Playback::start`] returns its first orders.
    #[must_use]
    pub fn new(tracks: Vec<Track>, from: f64, speed: f64, volume: u8) -> Self {
        let missing = tracks.iter().filter(|track| track.file.is_none() && !track.failed).count();
        let mut playback = Self {
            starts: vec![0.0; tracks.len() + 1],
            missing,
            tracks,
            at: 0,
            offset: 0.0,
            loaded: 0..0,
            is_waiting: false,
            is_paused: false,
            is_over: false,
            speed: speed.clamp(SPEEDS.0, SPEEDS.1),
            volume: volume.min(100),
            restarts: 0,
            recording: None,
        };
        playback.sum_from(0);
        (playback.at, playback.offset) = playback.place(from);
        playback
    }

    /// Makes the playback of a recording: a file or address, and its length in seconds, 0 if nobody knows.
    #[must_use]
    pub fn recording(file: String, seconds: f64, from: f64, speed: f64, volume: u8) -> Self {
        let track = Track { seconds, file: Some(file), ..Track::default() };
        let mut playback = Self::new(vec![track], 0.0, speed, volume);
        playback.recording = Some(Recording::default());
        (playback.at, playback.offset) = playback.place(from);
        playback
    }

    /// Returns the first orders.
    pub fn start(&mut self) -> Vec<Order> {
        let mut orders = vec![Order::Speed(self.speed), Order::Volume(self.volume), Order::Pause(self.is_paused)];
        self.jump(self.at, self.offset, &mut orders);
        orders
    }

    /// Takes what happened, and returns what the player has to do.
    pub fn update(&mut self, input: Input) -> Vec<Order> {
        let mut orders = Vec::new();
        match input {
            Input::Toggle => self.pause(!self.is_paused, &mut orders),
            Input::Pause => self.pause(true, &mut orders),
            Input::SeekBy(seconds) => self.seek(self.elapsed() + seconds, &mut orders),
            Input::SeekTo(second) => self.seek(second, &mut orders),
            Input::Sentences(by) => self.skip_sentences(by, &mut orders),
            Input::Paragraphs(by) => self.skip_paragraphs(by, &mut orders),
            Input::SpeedBy(step) => {
                // Rounded, so that steps up and down lead back to the same speed.
                let speed = ((self.speed + step) * 100.0).round() / 100.0;
                self.speed = if speed.is_finite() { speed.clamp(SPEEDS.0, SPEEDS.1) } else { 1.0 };
                orders.push(Order::Speed(self.speed));
            }
            Input::VolumeBy(step) => {
                let volume = i16::from(self.volume).saturating_add(step).clamp(0, 100);
                self.volume = u8::try_from(volume).unwrap_or(100);
                orders.push(Order::Volume(self.volume));
            }
            Input::Marks(marks) => {
                if let Some(recording) = &mut self.recording {
                    recording.marks = marks;
                }
            }
            Input::Made(track, file, seconds) => self.made(track, Some(file), seconds, &mut orders),
            Input::NotMade(track) => self.made(track, None, 0.0, &mut orders),
            Input::Began(track) => self.began(track, &mut orders),
            Input::At(second) if second.is_finite() && !self.is_waiting && !self.is_over => {
                self.offset = second.max(0.0);
                if let Some(recording) = &mut self.recording {
                    recording.has_begun = true;
                }
            }
            Input::Length(seconds) => {
                if seconds.is_finite() && seconds > 0.0 && self.at < self.tracks.len() {
                    self.set_length(self.at, seconds);
                    if let Some(recording) = &mut self.recording {
                        recording.has_length = true;
                    }
                }
            }
            Input::Ended(track) if track == self.at && !self.is_waiting => self.advance(&mut orders),
            Input::Unplayable(track) if track == self.at && !self.is_waiting => self.unplayable(&mut orders),
            // Of a track that was left before.
            Input::At(_) | Input::Ended(_) | Input::Unplayable(_) => {}
            Input::PlayerGone => self.restart(&mut orders),
        }
        orders
    }

    /// Returns the track that sounds or will sound next.
    #[must_use]
    pub fn track(&self) -> usize {
        self.at
    }

    /// Returns the sentence that sounds, counted from 0. A recording without marks has only one.
    #[must_use]
    pub fn sentence(&self) -> usize {
        self.recording.as_ref().map_or(self.at, |recording| recording.marks.sentence_at(self.offset))
    }

    /// Returns the file or address of a track.
    #[must_use]
    pub fn file(&self, track: usize) -> Option<&str> {
        self.tracks.get(track)?.file.as_deref()
    }

    /// Returns the seconds heard, at the usual speed.
    #[must_use]
    pub fn elapsed(&self) -> f64 {
        self.start_of(self.at) + self.offset
    }

    /// Returns the seconds of the whole: in part an estimate until every track is made.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.start_of(self.tracks.len())
    }

    /// Returns whether the user has paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Returns whether the voice waits for the engine, or the recording for the network.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.is_waiting || self.recording.as_ref().is_some_and(|recording| !recording.has_begun)
    }

    /// Returns the speed; 1 is the usual one.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Returns the volume in percent.
    #[must_use]
    pub fn volume(&self) -> u8 {
        self.volume
    }

    /// Returns whether the length of every track is known.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        if let Some(recording) = &self.recording {
            return recording.has_length;
        }
        self.missing == 0
    }

    /// Returns the track to make next: the first one from here on that is not made, if it comes soon.
    #[must_use]
    pub fn next_to_make(&self) -> Option<usize> {
        let mut ahead = 0.0;
        for (at, track) in self.tracks.iter().enumerate().skip(self.at) {
            if track.file.is_none() && !track.failed {
                return Some(at);
            }
            ahead += track.seconds;
            if ahead > AHEAD_SECONDS {
                return None;
            }
        }
        None
    }

    /// Returns the second of the whole at which a track begins.
    #[must_use]
    pub fn start_of(&self, track: usize) -> f64 {
        self.starts.get(track).or(self.starts.last()).copied().unwrap_or_default()
    }

    /// Sets the length of a track. Costs a pass over the tracks after it, and nothing if the length is known.
    #[expect(clippy::float_cmp, reason = "any change of the length moves the tracks after it")]
    fn set_length(&mut self, at: usize, seconds: f64) {
        if let Some(track) = self.tracks.get_mut(at).filter(|track| track.seconds != seconds) {
            track.seconds = seconds;
            self.sum_from(at);
        }
    }

    /// Adds up where the tracks behind this one begin.
    fn sum_from(&mut self, at: usize) {
        let mut end = self.start_of(at);
        for (track, start) in self.tracks.iter().zip(self.starts.iter_mut().skip(1)).skip(at) {
            end += track.seconds;
            *start = end;
        }
    }

    /// Sets what a track became: a file, or nothing if it can't be made or played.
    fn set_file(&mut self, at: usize, file: Option<String>, seconds: f64) {
        let Some(track) = self.tracks.get_mut(at) else { return };
        self.missing -= usize::from(track.file.is_none() && !track.failed);
        (track.failed, track.file) = (file.is_none(), file);
        self.set_length(at, seconds);
    }

    fn pause(&mut self, is_paused: bool, orders: &mut Vec<Order>) {
        self.is_paused = is_paused;
        orders.push(Order::Pause(is_paused));
    }

    /// Lets a track sound from a second of it, now or as soon as it is made.
    fn jump(&mut self, track: usize, offset: f64, orders: &mut Vec<Order>) {
        let is_sounding = track == self.at && self.loaded.contains(&track) && !self.is_waiting && !self.is_over;
        (self.at, self.offset, self.is_over) = (track, offset, false);
        if is_sounding {
            return orders.push(Order::Seek(offset));
        }
        match self.tracks.get(track) {
            None => self.finish(orders),
            Some(track) if track.failed => self.advance(orders),
            Some(track) if track.file.is_some() => {
                self.is_waiting = false;
                self.loaded = self.at..self.at + 1;
                orders.push(Order::Play(self.at, offset));
                self.append(orders);
            }
            Some(_) => {
                if !self.loaded.is_empty() {
                    orders.push(Order::Silence);
                }
                self.is_waiting = true;
                self.loaded = self.at..self.at;
            }
        }
    }

    /// Gives the player the next tracks, as far as they are made.
    fn append(&mut self, orders: &mut Vec<Order>) {
        while self.loaded.end <= self.at + AHEAD_TRACKS
            && self.tracks.get(self.loaded.end).is_some_and(|track| track.file.is_some())
        {
            orders.push(Order::Append(self.loaded.end));
            self.loaded.end += 1;
        }
    }

    fn made(&mut self, at: usize, file: Option<String>, seconds: f64, orders: &mut Vec<Order>) {
        self.set_file(at, file, seconds);
        if self.is_waiting && at == self.at {
            let offset = self.offset.min(seconds);
            self.jump(at, offset, orders);
        } else if !self.is_waiting && !self.is_over {
            self.append(orders);
        }
    }

    fn began(&mut self, track: usize, orders: &mut Vec<Order>) {
        if !self.loaded.contains(&track) {
            return;
        }
        self.restarts = 0;
        if track != self.at {
            (self.at, self.offset) = (track, 0.0);
        }
        self.append(orders);
    }

    /// Goes on after the end of a track. The player goes on by itself if it has the next one.
    fn advance(&mut self, orders: &mut Vec<Order>) {
        let next = (self.at + 1..self.tracks.len()).find(|at| !self.tracks[*at].failed);
        match next {
            Some(next) if self.loaded.contains(&next) => (self.at, self.offset) = (next, 0.0),
            Some(next) => self.jump(next, 0.0, orders),
            None => self.finish(orders),
        }
    }

    fn unplayable(&mut self, orders: &mut Vec<Order>) {
        // The recording may be shorter than it was when the user stopped there.
        if self.recording.as_ref().is_some_and(|recording| !recording.has_begun) && self.offset > 0.0 {
            self.loaded = self.at..self.at;
            return self.jump(self.at, 0.0, orders);
        }
        self.set_file(self.at, None, 0.0);
        if self.tracks.iter().all(|track| track.failed) {
            self.is_over = true;
            return orders.push(Order::GiveUp);
        }
        self.loaded = self.at..self.at;
        self.advance(orders);
    }

    fn restart(&mut self, orders: &mut Vec<Order>) {
        if self.is_over {
            return;
        }
        self.restarts += 1;
        if self.restarts > MAX_RESTARTS {
            self.is_over = true;
            return orders.push(Order::GiveUp);
        }
        self.loaded = self.at..self.at;
        orders.push(Order::Restart);
        orders.extend(self.start());
    }

    fn finish(&mut self, orders: &mut Vec<Order>) {
        (self.is_over, self.is_waiting) = (true, false);
        self.at = self.tracks.len().saturating_sub(1);
        self.offset = self.tracks.last().map_or(0.0, |track| track.seconds);
        self.loaded = self.at..self.at;
        orders.push(Order::Finish);
    }
}

#[cfg(test)]
mod tests;
