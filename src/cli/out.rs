//! The output of commands, buffered, and scrubbed of control characters.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};

use serde::Serialize;

use crate::domain::Text;
use crate::domain::login::mask;
use crate::runtime::export::json::document;

/// Buffered standard output.
pub(super) struct Out {
    writer: BufWriter<Stdout>,
}

impl Out {
    pub(super) fn stdout() -> Self {
        Self { writer: BufWriter::new(stdout()) }
    }

    /// Prints scrubbed text and a line end.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.writer, "{}", Text::block(text))
    }

    /// Prints one JSON document.
    pub(super) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        writeln!(self.writer, "{}", document(value)?)?;
        Ok(())
    }

    /// Prints text as it is: only for text that tidings made, such as completion scripts and scrubbed lines with colours.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    /// Writes the buffer to standard output.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Prints a warning or an error as one line on standard error, without passwords in addresses.
pub(super) fn print_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "tidings: {}", Text::line(&mask(text)));
}

/// Prints a line below an error, with its spaces.
pub(super) fn print_detail(text: &str) {
    let _ = writeln!(io::stderr(), "  {}", Text::block(text));
}

/// Returns whether standard error is a terminal.
pub(super) fn is_stderr_terminal() -> bool {
    io::stderr().is_terminal()
}
