//! The system around the program: browser, clipboard, editor, keyring, colours of the terminal.

pub(super) mod appearance;
pub(super) mod clipboard;
pub mod editor;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(not(feature = "keyring"))]
#[path = "no_keyring.rs"]
mod keyring;
pub(super) mod opener;
pub(super) mod secrets;
