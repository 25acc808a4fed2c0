//! Keys, the action registry, the keymap, and the help made from them.
//!
//! Knows nothing of terminals: `runtime` turns their events into [`Key`]s. What an action does is left to `app`.

mod action;
mod help;
mod key;
mod keymap;

pub use action::{ACTIONS, Action, ActionSpec, Category, Context};
pub use help::{HelpLine, HelpRow, footer, help, help_lines, help_start, keys_markdown};
pub use key::{Code, Key, KeyError, parse_keys, write_keys};
pub use keymap::{Binding, DEFAULT_KEYMAP, Keymap, KeymapError, Lookup};
