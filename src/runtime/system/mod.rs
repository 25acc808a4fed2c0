//! Uses the user's system: browser, clipboard, editor, keyring, other programs, and the colours of the terminal.

pub(super) mod access;
pub(super) mod appearance;
pub(super) mod child;
pub(super) mod clipboard;
pub mod editor;
pub(super) mod foreground;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(not(feature = "keyring"))]
#[path = "no_keyring.rs"]
mod keyring;
pub(super) mod notify;
pub(super) mod opener;
pub(super) mod power;
pub(super) mod program;
pub(super) mod secrets;
