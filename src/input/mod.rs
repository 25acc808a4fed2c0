//! Keys, the action registry, the keymap, and the help generated from them.
//!
//! `runtime` turns the terminal's events into [`Key`]s, and `app` decides what an action does.

mod action;
mod help;
mod key;
mod keymap;

pub use action::{ACTIONS, Action, ActionSpec, Category, Context};
pub use help::{HelpLine, HelpRow, footer, help, help_for, help_lines, keys_markdown};
pub use key::{Code, Key, KeyError, parse_keys, write_keys};
pub use keymap::{Binding, DEFAULT_KEYMAP, Keymap, KeymapError, Lookup, UserCommand};
