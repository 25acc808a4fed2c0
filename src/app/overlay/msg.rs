//! Defines the messages of the overlays.

use super::prompt::PromptKind;
use crate::input::Key;
use crate::settings::SettingsFile;

/// A message for the overlays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The user clicked: column and row of the screen.
    Click(u16, u16),
    /// Open a prompt.
    OpenPrompt(PromptKind),
    /// Have the user edit a settings file.
    EditFile(SettingsFile),
}
