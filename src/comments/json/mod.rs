//! Parses JSON of any depth without recursion: a thread may be nested deeper than a recursive parser's stack.
//!
//! A document is a flat list of values that refer to each other by index, so dropping it does not recurse either. The
//! parser is lenient where that loses nothing: half a surrogate pair becomes U+FFFD, and strings may contain control
//! characters. The meaning of the values is left to the sites.

mod reader;

use std::borrow::Cow;

use super::error::CommentsError;

/// One value. Arrays and objects refer to their values by index in [`Json::values`].
#[derive(Debug)]
enum Value<'t> {
    Null,
    Bool(bool),
    /// The number's text.
    Number(&'t str),
    String(Cow<'t, str>),
    Array(Vec<usize>),
    Object(Vec<(Cow<'t, str>, usize)>),
}

/// A parsed document.
#[derive(Debug)]
pub(super) struct Json<'t> {
    values: Vec<Value<'t>>,
}

/// A reference to a value of a document, or to none. The getters of a missing value return nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ref<'d> {
    document: &'d Json<'d>,
    at: Option<usize>,
}

impl<'t> Json<'t> {
    /// Parses a document; `kind` names it in the error.
    pub(super) fn parse(kind: &'static str, text: &'t str) -> Result<Self, CommentsError> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('<') {
            return Err(CommentsError::malformed(kind, "HTML instead of JSON"));
        }
        match reader::read(text) {
            Ok(values) => Ok(Self { values }),
            Err((why, at)) => Err(CommentsError::malformed(kind, format!("{why} at byte {at}"))),
        }
    }

    /// Returns the outermost value.
    pub(super) fn root(&self) -> Ref<'_> {
        Ref { document: self, at: (!self.values.is_empty()).then_some(0) }
    }
}

impl<'d> Ref<'d> {
    fn value(self) -> Option<&'d Value<'d>> {
        self.document.values.get(self.at?)
    }

    /// Returns an object's member of this name; the last, if the name repeats.
    pub(super) fn get(self, name: &str) -> Self {
        let at = match self.value() {
            Some(Value::Object(members)) => members.iter().rfind(|(key, _)| key == name).map(|(_, at)| *at),
            _ => None,
        };
        Self { at, ..self }
    }

    /// Returns an array's item at this index.
    pub(super) fn item(self, number: usize) -> Self {
        let at = match self.value() {
            Some(Value::Array(items)) => items.get(number).copied(),
            _ => None,
        };
        Self { at, ..self }
    }

    /// Returns the items of an array, or none of any other value.
    pub(super) fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let items: &[usize] = match self.value() {
            Some(Value::Array(items)) => items,
            _ => &[],
        };
        items.iter().map(move |&at| Self { at: Some(at), ..self })
    }

    /// Returns the members of an object in document order, or none of any other value.
    pub(super) fn members(self) -> impl DoubleEndedIterator<Item = (&'d str, Self)> + ExactSizeIterator {
        let members: &[(Cow<'d, str>, usize)] = match self.value() {
            Some(Value::Object(members)) => members,
            _ => &[],
        };
        members.iter().map(move |(name, at)| (&**name, Self { at: Some(*at), ..self }))
    }

    /// Whether the document has the value; null counts.
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

    /// Reads a number of type `N`, or its digits in a string.
    pub(super) fn whole<N: std::str::FromStr>(self) -> Option<N> {
        match self.value() {
            Some(Value::Number(digits)) => digits.parse().ok(),
            Some(Value::String(digits)) => digits.trim().parse().ok(),
            _ => None,
        }
    }

    /// Reads an id: a whole number that is not negative, or a string that is not empty.
    pub(super) fn id(self) -> Option<String> {
        match self.value() {
            Some(Value::Number(digits)) => digits.parse().ok().map(|number: u64| number.to_string()),
            Some(Value::String(id)) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Json::parse("answer", text).unwrap_err().to_string()
    }

    #[test]
    fn values_are_parsed() {
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
    fn errors_state_the_byte() {
        for (text, why) in [
            ("", "answer: unexpected end at byte 0"),
            ("<html>", "answer: HTML instead of JSON"),
            ("[1 2]", "answer: expected a comma at byte 3"),
            ("{\"a\" 1}", "answer: expected a colon at byte 5"),
            ("{1: 2}", "answer: expected a string at byte 1"),
            ("[1,]", "answer: expected a value at byte 3"),
            ("[\"a", "answer: unterminated string at byte 2"),
            ("[\"\\u12\"]", "answer: invalid escape at byte 7"),
            ("[1-2-3]", "answer: invalid number at byte 1"),
            ("1 2", "answer: trailing characters at byte 2"),
            ("[[1,", "answer: unexpected end at byte 4"),
        ] {
            assert_eq!(error(text), why, "{text}");
        }
    }

    #[test]
    fn deep_documents_do_not_overflow_the_stack() {
        let deep = format!("{}{}", "[{\"a\":".repeat(200_000), "}]".repeat(200_000));
        assert_eq!(error(&deep), "answer: expected a value at byte 1200000");
        let deep = format!("{}1{}", "[{\"a\":".repeat(200_000), "}]".repeat(200_000));
        let json = Json::parse("answer", &deep).unwrap();
        assert!(json.root().item(0).get("a").item(0).is_object());
    }

    proptest::proptest! {
        #[test]
        fn documents_that_serde_json_accepts_are_read_alike(text in "[\\[\\]{}:, \"\\\\a1.eE+nul-]{0,24}") {
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
