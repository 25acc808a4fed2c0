//! The query language of `--query` and of the search box.
