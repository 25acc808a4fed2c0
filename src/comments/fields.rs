//! What the JSON of comment sources has in common: ids, names, numbers and addresses, each read leniently.
//!
//! What the fields are called and mean is each source's own.

use serde_json::Value;

use super::CommentsError;
use super::sites::wordpress;
use super::source::Answer;
use crate::domain::Text;
use crate::domain::encoding::decode_page;

/// Characters of the longest id that is kept.
const ID_CHARS: usize = 300;

/// The answer as JSON; `kind` names it in the error.
pub(super) fn of_answer(kind: &'static str, answer: &Answer<'_>) -> Result<Value, CommentsError> {
    of_text(kind, &decode_page(answer.body, answer.header("content-type")))
}

/// A text as JSON; `kind` names it in the error.
pub(super) fn of_text(kind: &'static str, text: &str) -> Result<Value, CommentsError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    serde_json::from_str(text).map_err(|error| {
        if text.starts_with('<') {
            CommentsError::malformed(kind, "a page instead of JSON")
        } else {
            CommentsError::malformed(kind, error)
        }
    })
}

/// A number or a string that names something; nothing, zero and emptiness name nothing.
pub(super) fn id(value: &Value) -> Option<String> {
    let id = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    (!id.is_empty() && id != "0" && id.chars().count() <= ID_CHARS).then_some(id)
}

/// A name in plain text.
pub(super) fn name(value: &Value) -> Option<Text> {
    Text::line(value.as_str()?).non_empty()
}

/// How many, from a number or its digits.
pub(super) fn count(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    }
}

/// An http or https address.
pub(super) fn web(value: &Value) -> Option<String> {
    wordpress::web_with_fragment(value.as_str()?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_read_as_they_come() {
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
        assert_eq!(page, "Isso answer: a page instead of JSON");
    }
}
