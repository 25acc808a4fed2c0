//! Listening to articles: what a voice says, by which engine, and what the player does next.
//!
//! ```text
//! script      an article and its comments -> sentences with their pauses   (announce)
//! speakable   a sentence -> what the engine gets   (addresses)
//! engine      speech engines, and how each is called          wav        the sound that they make
//! players     players, and how each is called                 mpv        mpv's JSON interface
//! chapters    the chapters of a recording                     transcript its text, with times
//! recording   the publisher's recording of an article
//! sound_file  tells sound from other files
//! playback    what the player does next, as a machine         progress   the state, for people
//! ```
//!
//! The layer is pure: it starts no program and reads no file. The blocks of a text come from `page::speech`, and their
//! sentences from `domain::sentences`.

mod addresses;
mod announce;
pub mod chapters;
pub mod engine;
pub mod mpv;
pub mod playback;
pub mod players;
pub mod progress;
mod recording;
mod script;
pub mod sound_file;
mod speakable;
pub mod transcript;
pub mod wav;

pub use recording::{Recording, recording};
pub use script::{Options, Place, Script, Sentence, append_comments, article, estimate};
pub use speakable::speakable;
