//! Reads fields that the JSON of several sources shares: ids, names, numbers and addresses, all leniently.
//!
//! Names and meanings of the fields are left to each site.

use serde_json::Value;

use super::address::web_with_fragment;
use super::error::CommentsError;
use super::request::Answer;
use crate::domain::encoding::decode_page;
use crate::domain::{Comment, Text, Warning};

/// Most characters of an id.
const ID_CHARS: usize = 300;

/// Parses an answer as JSON; `kind` names it in the error.
pub(super) fn of_answer(kind: &'static str, answer: &Answer<'_>) -> Result<Value, CommentsError> {
    of_text(kind, &decode_page(answer.body, answer.header("content-type")))
}

/// Parses a text as JSON; `kind` names it in the error.
pub(super) fn of_text(kind: &'static str, text: &str) -> Result<Value, CommentsError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    serde_json::from_str(text).map_err(|error| {
        if text.starts_with('<') {
            CommentsError::malformed(kind, "HTML instead of JSON")
        } else {
            CommentsError::malformed(kind, error)
        }
    })
}

/// Reads an id, a number or a string. Zero and the empty string mean "none".
pub(super) fn id(value: &Value) -> Option<String> {
    let id = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    (!id.is_empty() && id != "0" && id.chars().count() <= ID_CHARS).then_some(id)
}

/// Reads a name in plain text.
pub(super) fn name(value: &Value) -> Option<Text> {
    Text::line(value.as_str()?).non_empty()
}

/// Reads a count, a number or its digits in a string.
pub(super) fn count(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    }
}

/// Reads an http or https address.
pub(super) fn web(value: &Value) -> Option<String> {
    web_with_fragment(value.as_str()?)
}

/// Collects the comments that could be read, and warns of the entries that could not.
pub(super) fn collect(read: impl Iterator<Item = Option<Comment>>) -> (Vec<Comment>, Vec<Warning>) {
    let mut malformed = 0;
    let comments = read.filter_map(|comment| {
        malformed += usize::from(comment.is_none());
        comment
    });
    let comments = comments.collect();
    (comments, malformed_entries(malformed).into_iter().collect())
}

/// Warns that an answer had entries that could not be read as comments.
pub(super) fn malformed_entries(count: usize) -> Option<Warning> {
    let entries = if count == 1 { "entry" } else { "entries" };
    (count > 0).then(|| Warning::new(format!("skipped {count} malformed {entries}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_read_leniently() {
        for (value, expected) in [
            (json!(7), Some("7")),
            (json!(" a7 "), Some("a7")),
            (json!(0), None),
            (json!("0"), None),
            (json!(""), None),
            (json!(null), None),
            (json!([7]), None),
        ] {
            assert_eq!(id(&value).as_deref(), expected, "{value}");
        }
        assert_eq!((count(&json!("12")), count(&json!(-1)), count(&json!(1.5))), (Some(12), None, None));
        assert_eq!(web(&json!("javascript:x")), None);
        assert_eq!(name(&json!(" \u{200b} ")), None);
        let page = of_text("Isso answer", " <html>").unwrap_err().to_string();
        assert_eq!(page, "Isso answer: HTML instead of JSON");
    }
}
