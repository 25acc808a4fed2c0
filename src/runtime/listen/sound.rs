//! What is played: a voice that reads sentences, or the publisher's recording.

use std::path::PathBuf;

use crate::listen::engine::Engine;
use crate::listen::playback::Marks;
use crate::sync::Context;

/// What is played.
#[derive(Debug, Clone)]
pub enum Sound {
    /// A voice that reads.
    Voice(Voice),
    /// The publisher's recording.
    Recording(Recording),
}

/// A voice that reads sentences.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The sentences.
    pub speech: Vec<Speech>,
    /// The engines that may make them, the preferred one first.
    pub engines: Vec<Engine>,
    /// Why the engine that the user asked for is not the first one.
    pub missing: Option<String>,
}

/// A sentence for the voice.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The text for the engine.
    pub text: String,
    /// Milliseconds of silence after it.
    pub pause: u32,
    /// Its paragraph.
    pub block: usize,
    /// Its length in seconds, as far as it can be guessed.
    pub seconds: f64,
}

/// The publisher's recording.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Where it is.
    pub source: Source,
    /// Its length in seconds as the feed states it; 0 if it does not.
    pub seconds: f64,
    /// Where its sentences and chapters begin.
    pub marks: Marks,
}

/// Where a recording is.
#[derive(Debug, Clone)]
pub enum Source {
    /// On this machine.
    File(PathBuf),
    /// In the network.
    Address {
        /// The address.
        url: String,
        /// Fetches it, by the rules for addresses that content names.
        context: Box<Context>,
    },
}
