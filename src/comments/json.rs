//! JSON of any depth, read without recursion: a thread may be nested deeper than a parser's stack is.
//!
//! A document is one flat list of values that know each other by number, so that dropping it does not recurse either.
//! It is lenient where that loses nothing: half a surrogate pair becomes U+FFFD, control characters in strings stay.
//! What the values mean is left to the sources.

use std::borrow::Cow;

use super::CommentsError;

/// Values in one document; a list of noughts would otherwise cost many times its size.
const MAX_VALUES: usize = 4_000_000;

/// One value. Members and items are named by their places in [`Json::values`].
#[derive(Debug)]
enum Value<'t> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(&'t str),
    String(Cow<'t, str>),
    Array(Vec<usize>),
    Object(Vec<(Cow<'t, str>, usize)>),
}

/// A document.
#[derive(Debug)]
pub(super) struct Json<'t> {
    values: Vec<Value<'t>>,
}

/// A value of a document, or none: what is not there is asked like what is, and says nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ref<'d> {
    document: &'d Json<'d>,
    at: Option<usize>,
}

impl<'t> Json<'t> {
    /// Reads a document; `kind` names it in the error.
    pub(super) fn parse(kind: &'static str, text: &'t str) -> Result<Self, CommentsError> {
        let text = text.trim_start_matches('\u{feff}').trim_start_matches(BLANK);
        if text.starts_with('<') {
            return Err(CommentsError::malformed(kind, "a page instead of JSON"));
        }
        let mut reader = Reader { text, at: 0, values: Vec::new(), open: Vec::new() };
        match reader.document() {
            Ok(()) => Ok(Self { values: reader.values }),
            Err(why) => Err(CommentsError::malformed(kind, format!("{why} at byte {}", reader.at))),
        }
    }

    pub(super) fn root(&self) -> Ref<'_> {
        Ref { document: self, at: (!self.values.is_empty()).then_some(0) }
    }
}

impl<'d> Ref<'d> {
    fn value(self) -> Option<&'d Value<'d>> {
        self.document.values.get(self.at?)
    }

    /// The member of this name; the last, if there are several.
    pub(super) fn get(self, name: &str) -> Self {
        let at = match self.value() {
            Some(Value::Object(members)) => members.iter().rfind(|(key, _)| key == name).map(|(_, at)| *at),
            _ => None,
        };
        Self { at, ..self }
    }

    /// The item of this number.
    pub(super) fn item(self, number: usize) -> Self {
        let at = match self.value() {
            Some(Value::Array(items)) => items.get(number).copied(),
            _ => None,
        };
        Self { at, ..self }
    }

    /// The items of an array; none of anything else.
    pub(super) fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let items: &[usize] = match self.value() {
            Some(Value::Array(items)) => items,
            _ => &[],
        };
        items.iter().map(move |&at| Self { at: Some(at), ..self })
    }

    /// Whether it is there at all; null is there.
    pub(super) fn exists(self) -> bool {
        self.at.is_some()
    }

    pub(super) fn is_array(self) -> bool {
        matches!(self.value(), Some(Value::Array(_)))
    }

    pub(super) fn is_object(self) -> bool {
        matches!(self.value(), Some(Value::Object(_)))
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.value(), Some(Value::Null))
    }

    pub(super) fn is_true(self) -> bool {
        matches!(self.value(), Some(Value::Bool(true)))
    }

    pub(super) fn str(self) -> Option<&'d str> {
        match self.value() {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number, or its digits in a string.
    pub(super) fn whole<N: std::str::FromStr>(self) -> Option<N> {
        match self.value() {
            Some(Value::Number(digits)) => digits.parse().ok(),
            Some(Value::String(digits)) => digits.trim().parse().ok(),
            _ => None,
        }
    }

    /// An id: a whole number that is not negative, or a string that is not empty.
    pub(super) fn id(self) -> Option<String> {
        match self.value() {
            Some(Value::Number(digits)) => digits.parse().ok().map(|number: u64| number.to_string()),
            Some(Value::String(id)) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
            _ => None,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Json::parse("answer", text).unwrap_err().to_string()
    }

    #[test]
    fn values_are_read() {
        let text =
            "\u{feff} {\"a\": [1, -2.5e3, true, null, \"x\\n\\u00e9\\ud83d\\ude00\\ud83d.\"], \"b\": {}, \"b\": \"7\"}";
        let json = Json::parse("answer", text).unwrap();
        let list = json.root().get("a");
        assert_eq!((list.items().len(), list.item(0).whole(), list.item(1).whole::<u32>()), (5, Some(1), None));
        assert_eq!(list.item(1).whole(), Some(-2500.0));
        assert!(list.item(2).is_true() && list.item(3).is_null() && !list.item(5).exists());
        assert_eq!(list.item(4).str(), Some("x\né😀\u{fffd}."));
        assert_eq!((json.root().get("b").id().as_deref(), json.root().get("b").whole()), (Some("7"), Some(7)));
        assert!(!json.root().get("c").get("d").item(0).exists());
    }

    #[test]
    fn what_is_no_json_says_where() {
        for (text, why) in [
            ("", "answer: cut off at byte 0"),
            ("<html>", "answer: a page instead of JSON"),
            ("[1 2]", "answer: no comma at byte 3"),
            ("{\"a\" 1}", "answer: no colon at byte 5"),
            ("{1: 2}", "answer: no string at byte 1"),
            ("[1,]", "answer: no value at byte 3"),
            ("[\"a", "answer: a string without an end at byte 2"),
            ("[\"\\u12\"]", "answer: a broken escape at byte 7"),
            ("[1-2-3]", "answer: no number at byte 1"),
            ("1 2", "answer: something after the end at byte 2"),
            ("[[1,", "answer: cut off at byte 4"),
        ] {
            assert_eq!(error(text), why, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "[{\"a\":".repeat(200_000), "}]".repeat(200_000));
        assert_eq!(error(&deep), "answer: no value at byte 1200000");
        let deep = format!("{}1{}", "[{\"a\":".repeat(200_000), "}]".repeat(200_000));
        let json = Json::parse("answer", &deep).unwrap();
        assert!(json.root().item(0).get("a").item(0).is_object());
    }

    proptest::proptest! {
        #[test]
        fn what_serde_json_reads_is_read_alike(text in "[\\[\\]{}:, \"\\\\a1.eE+nul-]{0,24}") {
            if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) {
                let ours = Json::parse("answer", &text);
                proptest::prop_assert!(ours.is_ok(), "{text}");
                let ours = ours.unwrap();
                proptest::prop_assert_eq!(ours.root().str(), theirs.as_str());
                proptest::prop_assert_eq!(ours.root().items().len(), theirs.as_array().map_or(0, Vec::len));
            }
        }
    }
}
