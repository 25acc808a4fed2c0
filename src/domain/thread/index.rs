//! An index of comments by id, which holds only list indices, since the thread holds the ids.
//!
//! The handling of duplicate ids is left to `build`.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A hash table from origin and id to a comment's index.
///
/// Each table has a random seed, since ids come from the network and could be made to collide.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    indices: HashTable<u32>,
    hasher: RandomState,
}

impl Index {
    pub(super) fn with_capacity(ids: usize) -> Self {
        Self { indices: HashTable::with_capacity(ids), hasher: RandomState::new() }
    }

    /// Returns the index for `key`; `key_at` returns the key of the comment at an index.
    pub(super) fn get<'a>(&self, key: (u16, &str), key_at: impl Fn(u32) -> Option<(u16, &'a str)>) -> Option<u32> {
        self.indices.find(self.hasher.hash_one(key), |at| key_at(*at) == Some(key)).copied()
    }

    /// Adds `key` at index `at`, or returns the index that it already has and leaves it unchanged.
    pub(super) fn insert<'a>(
        &mut self,
        key: (u16, &str),
        at: u32,
        key_at: impl Fn(u32) -> Option<(u16, &'a str)>,
    ) -> Option<u32> {
        let hash_at = |at: &u32| key_at(*at).map_or(0, |key| self.hasher.hash_one(key));
        match self.indices.entry(self.hasher.hash_one(key), |at| key_at(*at) == Some(key), hash_at) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(place) => {
                place.insert(at);
                None
            }
        }
    }

    /// Replaces every index `i` with `to(i)`.
    pub(super) fn remap(&mut self, to: impl Fn(u32) -> u32) {
        self.indices.iter_mut().for_each(|at| *at = to(*at));
    }
}
