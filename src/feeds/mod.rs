//! bytes -> feed
