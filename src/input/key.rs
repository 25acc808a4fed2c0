//! Key presses, and their spelling in `keymap.toml`: `j`, `G`, `ctrl-d`, `space`, `g g`.
//!
//! A sequence is several keys separated by spaces. `keymap` maps sequences to actions.

use std::fmt;

use thiserror::Error;

/// A key press with its modifiers. Shift is not a modifier: it is part of the character, as in `G`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Key without its modifiers.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held, or Escape came immediately before.
    pub alt: bool,
}

/// A key of the keyboard, without modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character as typed, with Shift applied.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift with Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// F1 to F12.
    F(u8),
}

/// The error for a key or sequence that [`parse_keys`] can't read; holds the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown key `{0}`: use a character, ctrl-x, alt-x, or one of {names}; write a sequence with spaces between its keys", names = names())]
pub struct KeyError(pub String);

/// Spellings of the keys that are not single visible characters; F1 to F12 are computed.
const NAMES: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
];

fn names() -> String {
    let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    format!("{}, f1 to f12", names.join(", "))
}

impl Key {
    /// Makes a key press without modifiers.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// Makes a key press of one character without modifiers.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Returns the character that this key types into a prompt; `None` with Control or Alt, or for other keys.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl std::str::FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let unknown = || KeyError(text.to_owned());
        let mut key = Self::char(' ');
        let mut rest = text;
        loop {
            if let Some(tail) = rest.strip_prefix("ctrl-").filter(|tail| !tail.is_empty()) {
                key.ctrl = true;
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("alt-").filter(|tail| !tail.is_empty()) {
                key.alt = true;
                rest = tail;
            } else {
                break;
            }
        }
        key.code = code(rest).ok_or_else(unknown)?;
        Ok(key)
    }
}

fn code(text: &str) -> Option<Code> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(Code::Char(c));
    }
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(*code);
    }
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(Code::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "f{n}"),
            _ => Ok(()),
        }
    }
}

/// Parses a sequence of keys separated by spaces; fails on the first unknown key, and on a text without any key.
pub fn parse_keys(text: &str) -> Result<Vec<Key>, KeyError> {
    let keys: Vec<Key> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError(text.to_owned())) } else { Ok(keys) }
}

/// Spells a sequence for display: single characters without spaces (`zM`), other keys with them (`ctrl-x g`).
#[must_use]
pub fn write_keys(keys: &[Key]) -> String {
    let all_chars = keys.iter().all(|key| key.typed().is_some_and(|c| c != ' '));
    let parts: Vec<String> = keys.iter().map(Key::to_string).collect();
    parts.join(if all_chars { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_parse_as_they_are_displayed() {
        for text in ["j", "G", "ctrl-d", "alt-x", "ctrl-alt-x", "space", "f5", "backtab", "-", "ctrl--", "é", "?"] {
            let key: Key = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
        assert_eq!(write_keys(&parse_keys("z M").unwrap()), "zM");
        assert_eq!(write_keys(&parse_keys("ctrl-x g").unwrap()), "ctrl-x g");
    }

    #[test]
    fn the_error_for_an_unknown_key_lists_the_valid_ones() {
        let error = "hyper-x".parse::<Key>().unwrap_err().to_string();
        assert!(error.contains("hyper-x") && error.contains("pagedown"), "{error}");
        assert!(parse_keys("  ").is_err());
        assert!("f13".parse::<Key>().is_err());
    }
}
