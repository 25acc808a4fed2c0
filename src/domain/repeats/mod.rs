//! Repeated text: comments that say again what another one said, in the same or nearly the same words.
//!
//! ```text
//! normal    a text -> its words: what differs without meaning anything is levelled
//! print     words -> shingles, a set that two texts can be held against each other by
//! minhash   shingles -> bands: few numbers that like sets are likely to share
//! links     bands -> which earlier texts are worth comparing
//! cluster   who repeats whom
//! ```
//!
//! Bands only say what to compare; every likeness that is given out is the Jaccard index of the shingle sets. It is
//! evidence about words and says nothing about who wrote them. Turning HTML into text is left to `page`, finding the
//! like in other threads to `store`.

mod cluster;
mod fingerprint;
mod links;
mod minhash;
mod normal;

pub use cluster::{find, in_time, within, within_prints};
pub use fingerprint::Fingerprint;
pub use minhash::{SKETCH, Sketch};
pub use normal::normalise;

/// From this likeness on a text repeats the other.
pub const REPEATS: f32 = 0.8;
/// From this likeness on a text is similar to the other.
pub const SIMILAR: f32 = 0.6;
/// Texts of fewer words are compared with nothing: thanks and "+1" are no repeats.
pub const MIN_WORDS: usize = 8;

/// What a comment repeats, and how nearly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeat {
    /// The place of the first to say it: the earliest.
    pub of: u32,
    /// The Jaccard index of the two texts' three-word shingles, 0 to 1.
    pub likeness: f32,
    /// Only a paragraph is shared: of one of them, or of both.
    pub part: bool,
}

/// Comments that say what one before them said. No comment is in two.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cluster {
    /// The place of the first to say it.
    pub first: u32,
    /// Places of those whose whole text repeats the first's whole text, earliest first, with their likeness to it.
    pub members: Vec<(u32, f32)>,
    /// Places of those that have a paragraph in common with the first, beside words of their own, with its likeness.
    pub parts: Vec<(u32, f32)>,
}

impl Cluster {
    /// How many comments it has, the first with them.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.members.len() + self.parts.len()
    }

    /// Every comment that repeats the first, with the evidence.
    pub fn repeats(&self) -> impl Iterator<Item = (u32, Repeat)> {
        let repeat = |&(place, likeness): &(u32, f32), part| (place, Repeat { of: self.first, likeness, part });
        let whole = self.members.iter().map(move |member| repeat(member, false));
        whole.chain(self.parts.iter().map(move |member| repeat(member, true)))
    }
}

/// Everything that was found in one thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The clusters, in the order of their firsts.
    pub clusters: Vec<Cluster>,
    /// Places of comments that are in no cluster but similar to an earlier comment.
    pub similar: Vec<(u32, Repeat)>,
}

/// What each of `count` comments repeats, by its place.
#[must_use]
pub fn by_place(clusters: &[Cluster], count: usize) -> Vec<Option<Repeat>> {
    let mut places = vec![None; count];
    for (place, repeat) in clusters.iter().flat_map(Cluster::repeats) {
        if let Some(slot) = places.get_mut(place as usize) {
            *slot = Some(repeat);
        }
    }
    places
}

/// A likeness for people: two digits, rounded down, so that only what is the same is "1.00".
#[must_use]
pub fn shown(likeness: f32) -> String {
    format!("{:.2}", (f64::from(likeness) * 100.0 + 1e-3).floor() / 100.0)
}
