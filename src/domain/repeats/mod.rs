//! Finds comments that repeat the text of another comment, exactly or nearly.
//!
//! ```text
//! normal        a text -> its normalised words
//! fingerprint   words -> shingles, a set by which two texts are compared
//! minhash       shingles -> bands, a few numbers that similar sets are likely to share
//! links         bands -> the earlier texts that are worth comparing
//! cluster       groups of comments that repeat the first of them
//! ```
//!
//! Bands only select candidates: every likeness returned is the Jaccard index of two shingle sets. It is evidence about
//! words, not about authors. Conversion of HTML to text is left to `page`, finding repeats in other threads to `store`.

mod cluster;
mod fingerprint;
mod links;
mod minhash;
mod normal;

pub use cluster::{chronological, find, within};
pub use fingerprint::Fingerprint;
pub use minhash::{SKETCH, Sketch};
pub use normal::normalise;

/// The least likeness at which a text repeats another.
pub const REPEATS: f32 = 0.8;
/// The least likeness at which a text is similar to another.
pub const SIMILAR: f32 = 0.6;
/// The fewest words of a text that is compared at all: thanks and "+1" are no repeats.
pub const MIN_WORDS: usize = 8;

/// The comment that another one repeats, with the evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeat {
    /// Index of the repeated comment, the earliest with this text.
    pub of: u32,
    /// The Jaccard index of the two texts' three-word shingles, 0 to 1.
    pub likeness: f32,
    /// Whether only a paragraph of at least one of the two is shared, and not the whole text of both.
    pub part: bool,
}

/// A comment and the later ones that repeat it. No comment is in two clusters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cluster {
    /// Index of the earliest comment.
    pub first: u32,
    /// Indices and likeness of comments whose whole text repeats the first one's whole text, earliest first.
    pub members: Vec<(u32, f32)>,
    /// Indices and likeness of comments that share only a paragraph with the first one, earliest first.
    pub parts: Vec<(u32, f32)>,
}

impl Cluster {
    /// Returns the number of comments, the first included.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.members.len() + self.parts.len()
    }

    /// Iterates over the comments that repeat the first, with the evidence.
    pub fn repeats(&self) -> impl Iterator<Item = (u32, Repeat)> {
        let repeat = |&(index, likeness): &(u32, f32), part| (index, Repeat { of: self.first, likeness, part });
        let whole = self.members.iter().map(move |member| repeat(member, false));
        whole.chain(self.parts.iter().map(move |member| repeat(member, true)))
    }
}

/// The repeats in one thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Clusters, ordered by the time of their first comments.
    pub clusters: Vec<Cluster>,
    /// Indices of comments that are in no cluster but similar to an earlier comment.
    pub similar: Vec<(u32, Repeat)>,
}

/// Formats a likeness with two digits, rounded down, so that only 1 itself becomes "1.00".
#[must_use]
pub fn format_likeness(likeness: f32) -> String {
    format!("{:.2}", (f64::from(likeness) * 100.0 + 1e-3).floor() / 100.0)
}
