//! what is due, then fetch, parse, store
