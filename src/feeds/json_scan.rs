//! Finds the members and elements of JSON in place, so that no tree of a whole document is built.
//!
//! Everything here but [`check`] expects valid JSON. The meaning of members is left to `json`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Checks the first value of a text, as strictly as if it were parsed. Text after it is ignored.
pub(super) fn check(source: &str) -> Result<(), serde_json::Error> {
    Checked::deserialize(&mut serde_json::Deserializer::from_str(source)).map(drop)
}

/// Any value; nothing of it is kept.
struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// Iterates over the elements of an array, each as its text. Yields nothing for another value.
pub(super) fn elements(array: &str) -> impl Iterator<Item = &str> {
    placed_elements(array).map(|(_, value)| value)
}

/// Like [`elements`], but with the place of each in `array`, as an offset in bytes.
pub(super) fn placed_elements(array: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = array.trim_start().strip_prefix('[').unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_between);
        let at = array.len() - rest.len();
        let (value, after) = split_value(rest)?;
        rest = after;
        Some((at, value))
    })
}

/// Iterates over the members of an object, each as its name and the text of its value. Yields nothing for another value.
pub(super) fn members(object: &str) -> impl Iterator<Item = (String, &str)> {
    let mut rest = object.trim_start().strip_prefix('{').unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_between);
        let (name, after) = split_value(rest)?;
        let (value, after) = split_value(after.trim_start_matches(is_between))?;
        rest = after;
        Some((serde_json::from_str(name).unwrap_or_default(), value))
    })
}

fn is_between(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, ',' | ':')
}

/// Splits the value at the start of a text from what follows; `None` at the end of the array or object.
fn split_value(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if in_string => drop(bytes.next()),
            b'"' => {
                in_string = !in_string;
                if !in_string && depth == 0 {
                    return text.split_at_checked(at + 1);
                }
            }
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth > 1 => depth -= 1,
            b']' | b'}' if depth == 1 => return text.split_at_checked(at + 1),
            // The end of a number or word, or of the array or object around it.
            b']' | b'}' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => {
                return text.split_at_checked(at).filter(|_| at > 0);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn rebuilt(text: &str) -> Value {
        if text.starts_with('[') {
            Value::Array(elements(text).map(rebuilt).collect())
        } else if text.starts_with('{') {
            Value::Object(members(text).map(|(name, value)| (name, rebuilt(value))).collect())
        } else {
            serde_json::from_str(text).unwrap()
        }
    }

    #[test]
    fn values_are_found_in_place() {
        for text in [
            r#"{"a" : [1, 2.5e3 ,-3,true,null] , "b":{"c":"]}\"\\","\u0064":[]},"e":"",  "f":[ [ ],{ } ] }"#,
            "[]",
            "{}",
            "[ {} ]",
            "[\"ä,\\n\"]",
        ] {
            assert_eq!(rebuilt(text), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
        assert_eq!(elements("{\"a\":1}").count() + members("[1]").count(), 0);
    }

    #[test]
    fn the_check_is_that_of_a_parser() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        let (fits, deep) = (deep(127), deep(200));
        for text in ["[1, 2", "{\"a\":1}x", "{a:1}", "[\"\\ud800\"]", "[1e999]", "[\"\n\"]", "", &fits, &deep, "[1,]"] {
            let parsed = serde_json::Deserializer::from_str(text).into_iter::<Value>().next();
            let parsed = parsed.map(|value| value.map(drop).map_err(|error| error.to_string()));
            let checked = check(text).map_err(|error| error.to_string());
            if text.is_empty() {
                assert!(checked.is_err());
            } else {
                assert_eq!(Some(checked), parsed, "{text}");
            }
        }
    }
}
