//! Folding a comment tree: which rows are visible, and where the keys lead.
