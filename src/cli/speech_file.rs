//! Writes the speech of an article into one file: WAV by itself, Opus and MP3 with ffmpeg or opusenc.

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::out::print_stderr;
use crate::listen::engine::{Engine, Output};
use crate::listen::wav::{Wav, header};
use crate::runtime::listen::encoder::encoder;
use crate::runtime::listen::sound::{Speech, Voice};
use crate::runtime::listen::speaker::{NotMade, Speaker};
use crate::runtime::listen::worker::{NO_ENGINE, Setup};
use crate::store::FileCache;

/// Writes the file; returns its length in seconds.
pub(super) fn write_file(setup: &Setup, Voice { speech, engines }: &Voice, file: &Path) -> anyhow::Result<f64> {
    let encoder = encoder(file)?;
    // Such an engine gives no sound to write.
    let engines: Vec<Engine> = engines.iter().filter(|engine| engine.output != Output::Speaker).cloned().collect();
    if engines.is_empty() {
        bail!(NO_ENGINE);
    }
    if speech.is_empty() {
        bail!("there is no text to read aloud");
    }
    let file = std::path::absolute(file)?;
    let folder = file.parent().context("the file has no folder")?;
    let mut wav = tempfile::Builder::new().suffix(".wav").tempfile_in(folder);
    let wav = wav.as_mut().map_err(|error| anyhow::anyhow!("can't write to {}: {error}", folder.display()))?;
    let seconds = write_wav(setup, speech, engines, wav.as_file_mut())?;
    match encoder {
        None => {
            std::fs::copy(wav.path(), &file).with_context(|| format!("can't write {}", file.display()))?;
        }
        Some(encoder) => encoder.encode(wav.path(), &file)?,
    }
    Ok(seconds)
}

/// Writes all sentences; returns the length in seconds.
fn write_wav(setup: &Setup, speech: &[Speech], engines: Vec<Engine>, file: &mut std::fs::File) -> anyhow::Result<f64> {
    let mut speaker = Speaker::new(engines, FileCache::new(&setup.cache, setup.cache_limit));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} sentences")?;
    let bar = ProgressBar::new(speech.len() as u64).with_style(style);
    let mut format = None;
    let (mut length, mut seconds, mut left_out) = (0_u64, 0.0, 0_usize);
    file.write_all(&header(22_050, 1, 0))?;
    for sentence in speech {
        bar.inc(1);
        let spoken = match speaker.make(&sentence.text, sentence.pause) {
            Ok(spoken) => spoken,
            Err(error @ NotMade::NoEngineLeft) => bail!(error),
            Err(NotMade::Failed(error)) => {
                print_stderr(&error);
                left_out += 1;
                continue;
            }
        };
        spoken.failures.iter().for_each(|failure| print_stderr(failure));
        let wav = Wav::parse(&std::fs::read(&spoken.path)?)?;
        if *format.get_or_insert((wav.rate, wav.channels)) != (wav.rate, wav.channels) {
            bail!("a second engine took over, whose sound has another format; choose one with --engine");
        }
        file.write_all(&wav.data)?;
        length += wav.data.len() as u64;
        seconds += spoken.seconds;
    }
    bar.finish_and_clear();
    let Some((rate, channels)) = format else { bail!("no sentence could be made; see the messages above") };
    if left_out > 0 {
        print_stderr(&format!("{left_out} of {} sentences are missing", speech.len()));
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header(rate, channels, u32::try_from(length).unwrap_or(u32::MAX)))?;
    file.flush()?;
    Ok(seconds)
}
