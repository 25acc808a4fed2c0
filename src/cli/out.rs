//! The output of commands, buffered, and scrubbed of control characters.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};

use serde::Serialize;

use crate::domain::Text;

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
        let text = serde_json::to_string_pretty(value)?;
        writeln!(self.writer, "{}", escape(&text))?;
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

/// Prints a warning or an error as one line on standard error.
pub(super) fn print_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "tidings: {}", Text::line(text));
}

/// Prints a line below an error, with its spaces.
pub(super) fn print_detail(text: &str) {
    let _ = writeln!(io::stderr(), "  {}", Text::block(text));
}

/// Returns whether standard error is a terminal.
pub(super) fn is_stderr_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Escapes all characters in JSON that control a terminal or reorder text.
///
/// JSON itself requires that only for C0 controls. Outside of strings JSON has none of the others.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let is_unsafe = (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_unsafe {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_no_control_characters_and_keeps_its_meaning() {
        let hostile = "\u{1b}[31m\u{9b}2J\u{7f}\u{202e}é";
        let written = escape(&serde_json::to_string(hostile).unwrap());
        assert!(!written.chars().any(|c| c.is_control() || c == '\u{202e}'), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
    }
}
