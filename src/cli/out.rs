//! Where commands print: buffered, scrubbed once more, and deaf to closed pipes.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};

use serde::Serialize;

use crate::domain::Text;

/// Standard output.
pub(super) struct Out {
    writer: BufWriter<Stdout>,
}

impl Out {
    pub(super) fn stdout() -> Self {
        Self { writer: BufWriter::new(stdout()) }
    }

    /// Prints text for people, whatever it holds, and ends the line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.writer, "{}", Text::block(text))
    }

    /// Prints one JSON document.
    pub(super) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        writeln!(self.writer, "{}", escape(&text))?;
        Ok(())
    }

    /// Prints what is ours to the last byte, such as a completion script or lines with our own colours.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    /// Prints what was buffered.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A warning or an error, on standard error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "tidings: {}", Text::line(text));
}

/// Whether a person reads standard error.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// JSON escapes C0 only; the other characters that steer a terminal can stand in strings alone, so they are escaped
/// wherever they are.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let steers = (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if steers {
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
    fn json_steers_no_terminal_and_says_the_same() {
        let hostile = "\u{1b}[31m\u{9b}2J\u{7f}\u{202e}é";
        let written = escape(&serde_json::to_string(hostile).unwrap());
        assert!(!written.chars().any(|c| c.is_control() || c == '\u{202e}'), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
    }
}
