//! Features as bytes, for the store: a version, the series, the sketch and the terms, all little-endian.
//!
//! About five bytes a term: 350 bytes for a lead of sixty different words.

use super::features::Features;
use super::series::Series;
use super::sketch;
use super::term::{Term, TermId};

/// The first byte. Bytes of another version are not read, and the caller makes the features anew from the text.
const VERSION: u8 = 2;

impl Features {
    /// Returns the bytes that [`Features::from_bytes`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION, u8::from(self.series.is_some())];
        if let Some(series) = self.series {
            out.extend(series.template.to_le_bytes());
            out.extend(series.title.to_le_bytes());
        }
        out.push(u8::try_from(self.sketch.len()).unwrap_or_default());
        self.sketch.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
        for term in &self.terms {
            out.extend(term.id.0.to_le_bytes());
            out.push(term.weight);
        }
        out
    }

    /// Reads bytes; `None` if they are damaged or of another version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut read = Reader(bytes);
        if read.byte()? != VERSION {
            return None;
        }
        let series = match read.byte()? {
            0 => None,
            _ => Some(Series { template: read.number()?, title: read.number()? }),
        };
        let hashes = usize::from(read.byte()?);
        let sketch: Box<[u32]> = (0..hashes).map(|_| read.number()).collect::<Option<_>>()?;
        let mut terms = Vec::with_capacity(read.0.len() / 5);
        while !read.0.is_empty() {
            terms.push(Term { id: TermId(read.number()?), weight: read.byte()? });
        }
        let is_sound = sketch.len() <= sketch::SIZE && sketch.is_sorted() && terms.is_sorted_by(|a, b| a.id < b.id);
        is_sound.then(|| Self { terms: terms.into_boxed_slice(), sketch, series })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn features_survive_the_store(title in "\\PC{0,60}", lead in "\\PC{0,200}|[a-z A-Z0-9.,]{0,400}") {
            let features = Features::of(&title, &lead, Some("en"));
            prop_assert_eq!(Features::from_bytes(&features.to_bytes()), Some(features));
        }

        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Features::from_bytes(&bytes);
            if let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            if let Some(features) = Features::from_bytes(&bytes) {
                prop_assert_eq!(Features::from_bytes(&features.to_bytes()), Some(features));
            }
        }
    }
}
