//! Reads and writes WAV files: PCM with 16 bits, as speech engines make it.
//!
//! The format is that of "Multimedia Programming Interface and Data Specifications 1.0". Engines that write to a pipe
//! don't know the length, so a stated length beyond the end of the file means: to the end.

use thiserror::Error;

/// The lowest and highest number of samples a second that are accepted.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// The reason why a file is no sound that can be played.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WavError {
    /// It is no WAV file.
    #[error("wrote no WAV file")]
    NoWav,
    /// Its format is not supported.
    #[error("wrote a WAV file that is not 16-bit PCM")]
    Format,
    /// It has no samples.
    #[error("wrote a WAV file without sound")]
    Empty,
}

/// Sound: PCM with 16 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wav {
    /// Samples a second in each channel.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// Samples, those of the channels in turn, little-endian.
    pub data: Vec<u8>,
}

impl Wav {
    /// Parses a WAV file.
    pub fn parse(bytes: &[u8]) -> Result<Self, WavError> {
        if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
            return Err(WavError::NoWav);
        }
        let (mut at, mut format) = (12, None);
        while let (Some(name), Some(length)) = (bytes.get(at..at + 4), number(bytes, at + 4)) {
            let start = at + 8;
            let length = length as usize;
            let end = start.saturating_add(length).min(bytes.len());
            let chunk = bytes.get(start..end).unwrap_or_default();
            match name {
                b"fmt " => format = Some(read_format(chunk)?),
                b"data" => {
                    let (rate, channels) = format.ok_or(WavError::Format)?;
                    let frame = usize::from(channels) * 2;
                    let data = chunk.get(..chunk.len() - chunk.len() % frame).unwrap_or_default().to_vec();
                    return if data.is_empty() { Err(WavError::Empty) } else { Ok(Self { rate, channels, data }) };
                }
                _ => {}
            }
            // Chunks begin at even places.
            at = start.saturating_add(length).saturating_add(length % 2);
        }
        Err(WavError::Empty)
    }

    /// Returns the length in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        let frames = self.data.len() / self.frame();
        #[expect(clippy::cast_precision_loss, reason = "no file has 2^52 samples")]
        let frames = frames as f64;
        frames / f64::from(self.rate)
    }

    /// Appends silence.
    pub fn add_silence(&mut self, milliseconds: u32) {
        let frames = u64::from(self.rate) * u64::from(milliseconds) / 1000;
        let bytes = usize::try_from(frames).unwrap_or(0) * self.frame();
        self.data.resize(self.data.len() + bytes, 0);
    }

    /// Returns the header and the samples of a WAV file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = header(self.rate, self.channels, u32::try_from(self.data.len()).unwrap_or(u32::MAX));
        bytes.extend_from_slice(&self.data);
        bytes
    }

    /// Returns whether no sample is louder than a hundredth of the loudest possible one.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.data.chunks_exact(2).all(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs() < 328)
    }

    fn frame(&self) -> usize {
        usize::from(self.channels) * 2
    }
}

/// Returns the header of a WAV file with `length` bytes of samples.
#[must_use]
pub fn header(rate: u32, channels: u16, length: u32) -> Vec<u8> {
    let frame = channels * 2;
    let mut header = Vec::with_capacity(44);
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&length.saturating_add(36).to_le_bytes());
    header.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    header.extend_from_slice(&channels.to_le_bytes());
    header.extend_from_slice(&rate.to_le_bytes());
    header.extend_from_slice(&(rate * u32::from(frame)).to_le_bytes());
    header.extend_from_slice(&frame.to_le_bytes());
    header.extend_from_slice(b"\x10\0data");
    header.extend_from_slice(&length.to_le_bytes());
    header
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Returns rate and channels. PCM is format 1, or 0xFFFE with a longer description.
fn read_format(chunk: &[u8]) -> Result<(u32, u16), WavError> {
    let short = |at: usize| chunk.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let (Some(kind), Some(channels), Some(rate), Some(bits)) = (short(0), short(2), number(chunk, 4), short(14)) else {
        return Err(WavError::Format);
    };
    let fits = matches!(kind, 1 | 0xFFFE) && bits == 16 && (1..=2).contains(&channels) && RATES.contains(&rate);
    if fits { Ok((rate, channels)) } else { Err(WavError::Format) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tone(rate: u32, milliseconds: u32) -> Wav {
        let samples = (0..rate * milliseconds / 1000).map(|i| if i / 20 % 2 == 0 { 9_000_i16 } else { -9_000 });
        Wav { rate, channels: 1, data: samples.flat_map(i16::to_le_bytes).collect() }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let mut wav = tone(22_050, 500);
        assert_eq!(Wav::parse(&wav.to_bytes()), Ok(wav.clone()));
        wav.add_silence(250);
        assert!((wav.seconds() - 0.75).abs() < 0.001 && !wav.is_silent());
    }

    /// espeak-ng and piper write the header before they know the length.
    #[test]
    fn a_length_beyond_the_end_means_to_the_end() {
        let mut bytes = tone(22_050, 100).to_bytes();
        for at in [4, 40] {
            bytes[at..at + 4].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        }
        assert!((Wav::parse(&bytes).unwrap().seconds() - 0.1).abs() < 0.001);
        bytes.push(7);
        assert!((Wav::parse(&bytes).unwrap().seconds() - 0.1).abs() < 0.001, "half a sample is left out");
    }

    #[test]
    fn other_files_are_refused() {
        let eight_bits = [b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".as_slice(), &[0; 12]].concat();
        for (bytes, error) in [
            (b"".as_slice(), WavError::NoWav),
            (b"RIFF\0\0\0\0AVI ", WavError::NoWav),
            (b"espeak: no voice", WavError::NoWav),
            (&header(22_050, 1, 0), WavError::Empty),
            (b"RIFF\0\0\0\0WAVE", WavError::Empty),
            (b"RIFF\0\0\0\0WAVEdata\x02\0\0\0ab", WavError::Format),
            (&eight_bits, WavError::Format),
            (&header(1, 1, 2), WavError::Format),
        ] {
            assert_eq!(Wav::parse(bytes), Err(error), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_whole_samples_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let file = [b"RIFF\0\0\0\0WAVE".as_slice(), &bytes].concat();
            if let Ok(wav) = Wav::parse(&file) {
                prop_assert!(!wav.data.is_empty() && wav.data.len() <= bytes.len() && wav.data.len() % 2 == 0);
            }
        }
    }
}
