//! JSON of any depth, read without recursion: a thread may be nested deeper than a parser's stack is.
//!
//! A document is one flat list of values that know each other by number, so that dropping it does not recurse either.
//! It is lenient where that loses nothing: half a surrogate pair becomes U+FFFD, control characters in strings stay.
//! What the values mean is left to the sources.

mod reader;

use std::borrow::Cow;

use super::CommentsError;

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
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('<') {
            return Err(CommentsError::malformed(kind, "a page instead of JSON"));
        }
        match reader::read(text) {
            Ok(values) => Ok(Self { values }),
            Err((why, at)) => Err(CommentsError::malformed(kind, format!("{why} at byte {at}"))),
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

    /// The members of an object, in the order in which they stand; none of anything else.
    pub(super) fn members(self) -> impl DoubleEndedIterator<Item = (&'d str, Self)> + ExactSizeIterator {
        let members: &[(Cow<'d, str>, usize)] = match self.value() {
            Some(Value::Object(members)) => members,
            _ => &[],
        };
        members.iter().map(move |(name, at)| (&**name, Self { at: Some(*at), ..self }))
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
