//! Has ffmpeg or opusenc make Opus and MP3 files of WAV files.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, bail};

use crate::runtime::system::child::{command, is_installed};

/// ffmpeg's options before the names of the files.
const FFMPEG: &[&str] = &["-loglevel", "error", "-nostdin", "-y", "-i"];

/// A program that makes a file of a WAV file.
#[derive(Debug, Clone, Copy)]
pub struct Encoder {
    program: &'static str,
    options: &'static [&'static str],
}

/// Returns the program that makes this kind of file, by its ending; `None` for WAV.
pub fn encoder(file: &Path) -> anyhow::Result<Option<Encoder>> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "wav" => Ok(None),
        "opus" if is_installed("opusenc") => Ok(Some(Encoder { program: "opusenc", options: &["--quiet"] })),
        "opus" | "mp3" | "ogg" | "m4a" if is_installed("ffmpeg") => {
            Ok(Some(Encoder { program: "ffmpeg", options: FFMPEG }))
        }
        "opus" | "mp3" | "ogg" | "m4a" => {
            bail!("a .{ending} file needs ffmpeg (or opusenc for .opus); install it, or name a .wav file")
        }
        _ => bail!("unknown kind of file: {}; name a .wav, .opus or .mp3 file", file.display()),
    }
}

impl Encoder {
    /// Makes `file` of the WAV file. Both are absolute paths, so that no name is an option.
    pub fn encode(self, wav: &Path, file: &Path) -> anyhow::Result<()> {
        let options: Vec<String> = self.options.iter().map(|&option| option.to_owned()).collect();
        let status = command(self.program, &options).arg(wav).arg(file).stdin(Stdio::null()).status();
        let status = status.with_context(|| format!("can't start {}", self.program))?;
        if !status.success() {
            bail!("{} could not write {}", self.program, file.display());
        }
        Ok(())
    }
}
