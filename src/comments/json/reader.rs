//! Parses JSON text into values, keeping open arrays and objects in a list instead of on the stack.
//!
//! Access to the values is left to `super`.

use std::borrow::Cow;

use super::Value;

/// Most values in one document: an array of zeros would otherwise take many times its size in memory.
const MAX_VALUES: usize = 4_000_000;

/// Returns the values of a document, the outermost first, or an error and its byte.
pub(super) fn read(text: &str) -> Result<Vec<Value<'_>>, (&'static str, usize)> {
    let mut reader = Reader { text, at: 0, values: Vec::new(), open: Vec::new() };
    match reader.document() {
        Ok(()) => Ok(reader.values),
        Err(why) => Err((why, reader.at)),
    }
}

/// JSON's white space (RFC 8259, section 2).
const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// The state of the parser.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    values: Vec<Value<'t>>,
    /// Indices of the arrays and objects that have not ended yet.
    open: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<(), &'static str> {
        self.value()?;
        while let Some(&within) = self.open.last() {
            self.member(within)?;
        }
        self.skip_blank();
        if self.at < self.text.len() { Err("trailing characters") } else { Ok(()) }
    }

    /// Reads the next member or item of the innermost open value, or its end.
    fn member(&mut self, within: usize) -> Result<(), &'static str> {
        self.skip_blank();
        let (object, first) = match self.values.get(within) {
            Some(Value::Object(members)) => (true, members.is_empty()),
            Some(Value::Array(items)) => (false, items.is_empty()),
            _ => return Err("expected a value"),
        };
        if self.skip(if object { "}" } else { "]" }) {
            self.open.pop();
            return Ok(());
        }
        if !first {
            if !self.skip(",") {
                return Err(if self.rest().is_empty() { "unexpected end" } else { "expected a comma" });
            }
            self.skip_blank();
        }
        let mut name = Cow::Borrowed("");
        if object {
            name = self.string()?;
            self.skip_blank();
            if !self.skip(":") {
                return Err("expected a colon");
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

    /// Reads one value, or the beginning of an array or object.
    fn value(&mut self) -> Result<(), &'static str> {
        self.skip_blank();
        if self.values.len() >= MAX_VALUES {
            return Err("too many values");
        }
        let value = match self.rest().as_bytes().first() {
            Some(b'{') => Value::Object(Vec::new()),
            Some(b'[') => Value::Array(Vec::new()),
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ if self.skip("null") => Value::Null,
            _ if self.skip("true") => Value::Bool(true),
            _ if self.skip("false") => Value::Bool(false),
            None => return Err("unexpected end"),
            Some(_) => return Err("expected a value"),
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
            return Err("invalid number");
        }
        self.at += end;
        Ok(Value::Number(digits))
    }

    fn string(&mut self) -> Result<Cow<'t, str>, &'static str> {
        if !self.skip("\"") {
            return Err(if self.rest().is_empty() { "unexpected end" } else { "expected a string" });
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
        Err("unterminated string")
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips `word` if it is next.
    fn skip(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn skip_blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(BLANK).len();
    }
}

/// Resolves the escapes of a string.
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
                let unit = hex(chars.as_str()).ok_or("invalid escape")?;
                let second = chars.as_str().get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(hex);
                let pair = second.filter(|low| (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(low));
                let units = [Some(unit), pair];
                plain.extend(char::decode_utf16(units.into_iter().flatten()).map(|c| c.unwrap_or('\u{fffd}')));
                let past = if pair.is_some() { 10 } else { 4 };
                chars = chars.as_str().get(past..).unwrap_or_default().chars();
            }
            _ => return Err("invalid escape"),
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
