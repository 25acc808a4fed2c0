//! Feeds, threads and pages from the network into the store: what is due (pure), then fetch, parse, store, bounded.

pub mod due;
