//! Where the comment with an id stands: hashes and places only, because the ids themselves are in the thread.
//!
//! What to do about an id that comes twice is left to `build`.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Places by id, origin by origin: ids of two origins have nothing to do with each other. The hasher is seeded anew each
/// time, since ids come from the network.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Index {
    pub(super) fn with_capacity(ids: usize) -> Self {
        Self { places: HashTable::with_capacity(ids), hasher: RandomState::new() }
    }

    /// `key_at` says which id stands at a place.
    pub(super) fn get<'a>(&self, key: (u16, &str), key_at: impl Fn(u32) -> Option<(u16, &'a str)>) -> Option<u32> {
        self.places.find(self.hasher.hash_one(key), |at| key_at(*at) == Some(key)).copied()
    }

    /// Adds an id; where it is there already, says at which place and leaves it.
    pub(super) fn add<'a>(
        &mut self,
        key: (u16, &str),
        at: u32,
        key_at: impl Fn(u32) -> Option<(u16, &'a str)>,
    ) -> Option<u32> {
        let hash_at = |at: &u32| key_at(*at).map_or(0, |key| self.hasher.hash_one(key));
        match self.places.entry(self.hasher.hash_one(key), |at| key_at(*at) == Some(key), hash_at) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(place) => {
                place.insert(at);
                None
            }
        }
    }

    /// Every id has moved.
    pub(super) fn moved(&mut self, to: impl Fn(u32) -> u32) {
        self.places.iter_mut().for_each(|at| *at = to(*at));
    }
}
