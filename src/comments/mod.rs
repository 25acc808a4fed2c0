//! comment sources
