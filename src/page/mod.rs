//! HTML -> text
