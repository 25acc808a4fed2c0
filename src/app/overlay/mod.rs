//! Handles what lies over the panes: help, messages, prompts and menus.
//!
//! The palette and the labels on links are overlays too, but their own rooms handle their keys.

pub(super) mod handle;
pub(super) mod history;
pub mod menu;
mod msg;
pub mod prompt;
pub mod stack;
mod submit;

pub use msg::Msg;
