//! The import rules of `src/lib.rs`, read from the source itself.
