//! The error of all files of the config folder: every problem found, each with file and line.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::Text;
use crate::domain::login::mask;

/// Problems in settings files; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    file: PathBuf,
    /// Counted from 1; 0 stands for the whole file.
    line: usize,
    message: String,
}

impl SettingsError {
    /// Makes an error of one problem at a line counted from 1; line 0 stands for the whole file.
    #[must_use]
    pub fn at(line: usize, message: impl Into<String>) -> Self {
        Self::new([(line, message.into())])
    }

    /// Makes an error of the problems of one file, and sorts them by line.
    pub(super) fn new(problems: impl IntoIterator<Item = (usize, String)>) -> Self {
        let problem = |(line, message)| Problem { file: PathBuf::new(), line, message };
        let mut problems: Vec<Problem> = problems.into_iter().map(problem).collect();
        problems.sort_by_key(|problem| problem.line);
        Self { problems }
    }

    /// Like [`SettingsError::new`], but `Ok` without problems.
    pub(super) fn check(problems: impl IntoIterator<Item = (usize, String)>) -> Result<(), Self> {
        let error = Self::new(problems);
        if error.problems.is_empty() { Ok(()) } else { Err(error) }
    }

    /// Names the file of all problems.
    #[must_use]
    pub fn in_file(mut self, file: &Path) -> Self {
        for problem in &mut self.problems {
            file.clone_into(&mut problem.file);
        }
        self
    }

    /// Adds the problems of another file.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.problems.append(&mut other.problems);
        self
    }

    /// Gives a line to problems with the whole of `file`.
    #[must_use]
    pub(super) fn on_line(mut self, file: &Path, line: usize) -> Self {
        for problem in self.problems.iter_mut().filter(|problem| problem.line == 0 && problem.file == file) {
            problem.line = line;
        }
        self
    }

    /// Returns each problem as one line of text: `file:line: message`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.problems.iter().map(ToString::to_string)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        write!(f, " {}", Text::line(&mask(&self.message)))
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for SettingsError {}
