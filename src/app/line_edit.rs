//! Edits a line of text as a shell does.

use crate::input::{Code, Key};

/// The most bytes of a line. No user types a longer one.
const MAX_BYTES: usize = 2_000;

/// A line with a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEdit {
    /// The text before the cursor.
    pub before: String,
    /// The text behind the cursor.
    pub after: String,
}

impl LineEdit {
    /// Creates a line with the cursor behind its text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { before: text.into(), after: String::new() }
    }

    /// Returns the whole line.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// Edits the line by a key: arrows, home, end, ctrl-a, -e, -b, -f, -d, -h, -u, -k, -w, and characters.
    pub fn edit(&mut self, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Backspace, _) | (Code::Char('h'), true) => drop(self.before.pop()),
            (Code::Delete, _) | (Code::Char('d'), true) => drop(take_first(&mut self.after)),
            (Code::Left, _) | (Code::Char('b'), true) => {
                if let Some(c) = self.before.pop() {
                    self.after.insert(0, c);
                }
            }
            (Code::Right, _) | (Code::Char('f'), true) => self.before.extend(take_first(&mut self.after)),
            (Code::Home, _) | (Code::Char('a'), true) => {
                self.after = std::mem::take(&mut self.before) + &self.after;
            }
            (Code::End, _) | (Code::Char('e'), true) => self.before.push_str(&std::mem::take(&mut self.after)),
            (Code::Char('u'), true) => self.before.clear(),
            (Code::Char('k'), true) => self.after.clear(),
            (Code::Char('w'), true) => {
                let kept = self.before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.before.truncate(kept);
            }
            _ => self.insert(&key.typed().map(String::from).unwrap_or_default()),
        }
    }

    /// Inserts text at the cursor, without control characters. Text that makes the line too long is dropped.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        if self.before.len() + self.after.len() + clean.len() <= MAX_BYTES {
            self.before.push_str(&clean);
        }
    }
}

fn take_first(text: &mut String) -> Option<char> {
    (!text.is_empty()).then(|| text.remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        let mut line = LineEdit::new("rust is");
        for key in ["ctrl-w", "x", "left", "y", "ctrl-a", "delete", "end", "é", "backspace"] {
            line.edit(key.parse().unwrap());
        }
        assert_eq!((line.before.as_str(), line.after.as_str()), ("ust yx", ""));
        line.insert("a\nb\u{1b}");
        assert_eq!(line.text(), "ust yxab");
    }
}
