//! keys and actions
