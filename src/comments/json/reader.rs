//! From text to values: what is open waits in a list, not on the stack.
//!
//! What the values mean, and how they are asked, is left to `super`.

use std::borrow::Cow;

use super::Value;

/// Values in one document; a list of noughts would otherwise cost many times its size.
const MAX_VALUES: usize = 4_000_000;

/// The values of a document, its own first; or what is wrong, and at which byte.
pub(super) fn read(text: &str) -> Result<Vec<Value<'_>>, (&'static str, usize)> {
    let mut reader = Reader { text, at: 0, values: Vec::new(), open: Vec::new() };
    match reader.document() {
        Ok(()) => Ok(reader.values),
        Err(why) => Err((why, reader.at)),
    }
}

/// What JSON calls blank.
const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads from left to right; what is open waits in a list.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    values: Vec<Value<'t>>,
    open: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<(), &'static str> {
        self.value()?;
        while let Some(&within) = self.open.last() {
            self.member(within)?;
        }
        self.blank();
        if self.at < self.text.len() { Err("something after the end") } else { Ok(()) }
    }

    /// The next member or item of what is open, or its end.
    fn member(&mut self, within: usize) -> Result<(), &'static str> {
        self.blank();
        let (object, first) = match self.values.get(within) {
            Some(Value::Object(members)) => (true, members.is_empty()),
            Some(Value::Array(items)) => (false, items.is_empty()),
            _ => return Err("a value"),
        };
        if self.take(if object { "}" } else { "]" }) {
            self.open.pop();
            return Ok(());
        }
        if !first {
            if !self.take(",") {
                return Err(if self.rest().is_empty() { "cut off" } else { "no comma" });
            }
            self.blank();
        }
        let mut name = Cow::Borrowed("");
        if object {
            name = self.string()?;
            self.blank();
            if !self.take(":") {
                return Err("no colon");
            }
        }
        let at = self.values.len();
        self.value()?;
        match self.values.get_mut(within) {
            Some(Value::Object(members)) => members.push((name, at)),
            Some(Value::Array(items)) => items.push(at),
            _ => {}
        }
        Ok(())
    }

    /// One value; of an array or an object the beginning.
    fn value(&mut self) -> Result<(), &'static str> {
        self.blank();
        if self.values.len() >= MAX_VALUES {
            return Err("too many values");
        }
        let value = match self.rest().as_bytes().first() {
            Some(b'{') => Value::Object(Vec::new()),
            Some(b'[') => Value::Array(Vec::new()),
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ if self.take("null") => Value::Null,
            _ if self.take("true") => Value::Bool(true),
            _ if self.take("false") => Value::Bool(false),
            None => return Err("cut off"),
            Some(_) => return Err("no value"),
        };
        if matches!(value, Value::Object(_) | Value::Array(_)) {
            self.at += 1;
            self.open.push(self.values.len());
        }
        self.values.push(value);
        Ok(())
    }

    fn number(&mut self) -> Result<Value<'t>, &'static str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')).unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default();
        if digits.parse::<f64>().is_err() {
            return Err("no number");
        }
        self.at += end;
        Ok(Value::Number(digits))
    }

    fn string(&mut self) -> Result<Cow<'t, str>, &'static str> {
        if !self.take("\"") {
            return Err(if self.rest().is_empty() { "cut off" } else { "no string" });
        }
        let rest = self.rest();
        let mut escaped = false;
        for (end, byte) in rest.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at += end + 1;
                    let raw = rest.get(..end).unwrap_or_default();
                    return if raw.contains('\\') { unescape(raw).map(Cow::Owned) } else { Ok(Cow::Borrowed(raw)) };
                }
                _ => {}
            }
        }
        Err("a string without an end")
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(BLANK).len();
    }
}

/// A string without its escapes.
fn unescape(raw: &str) -> Result<String, &'static str> {
    let mut plain = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some(c @ ('"' | '\\' | '/')) => plain.push(c),
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => {
                let unit = hex(chars.as_str()).ok_or("a broken escape")?;
                let second = chars.as_str().get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(hex);
                let pair = second.filter(|low| (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(low));
                let units = [Some(unit), pair];
                plain.extend(char::decode_utf16(units.into_iter().flatten()).map(|c| c.unwrap_or('\u{fffd}')));
                let past = if pair.is_some() { 10 } else { 4 };
                chars = chars.as_str().get(past..).unwrap_or_default().chars();
            }
            _ => return Err("a broken escape"),
        }
        rest = chars.as_str();
    }
    plain.push_str(rest);
    Ok(plain)
}

fn hex(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}
