//! One error for every file of the config folder: `file:line: what, and what would be right`.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::Text;
use crate::domain::text::line_of;

/// A settings file that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    file: PathBuf,
    line: usize,
    message: String,
}

impl SettingsError {
    /// At a line counted from 1; 0 stands for the file as a whole.
    #[must_use]
    pub fn at(line: usize, message: impl Into<String>) -> Self {
        Self { file: PathBuf::new(), line, message: message.into() }
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: &Path) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    /// From the TOML reader's own error.
    pub(super) fn toml(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        Self::at(line_of(text, start), error.message())
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        write!(f, " {}", Text::line(&self.message))
    }
}

impl std::error::Error for SettingsError {}
