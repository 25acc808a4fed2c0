//! Reads a file of chapters: the podcast namespace's JSON
//! (<https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md>).
//!
//! Chapters inside a feed are left to `feeds`.

use serde_json::{Map, Value};
use url::Url;

use crate::domain::media::{self, Chapter, MAX_CHAPTERS};
use crate::domain::text::prefix;
use crate::domain::{Text, Warning, encoding, pluralize};

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 20_000_000;
/// The longest address kept, in bytes.
const MAX_ADDRESS: usize = 8_000;
/// The longest title of a chapter, in bytes.
const MAX_TITLE: usize = 1_000;

/// An error in reading a file of chapters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChaptersError {
    /// It is larger than 20 MB.
    #[error("the file of chapters has more than 20 MB")]
    TooLarge,
    /// It is not JSON, for this reason.
    #[error("not a file of chapters: invalid JSON ({0})")]
    BadJson(Text),
    /// It is JSON without a list of chapters.
    #[error("not a file of chapters: JSON without “chapters”")]
    NoList,
}

/// Reads the chapters that are for people, by time. `url` is the file's address, the base of relative ones.
pub fn parse(bytes: &[u8], media_type: Option<&str>, url: &str) -> Result<(Vec<Chapter>, Vec<Warning>), ChaptersError> {
    if bytes.len() > MAX_BYTES {
        return Err(ChaptersError::TooLarge);
    }
    let (text, mut warnings) = encoding::decode(bytes, media_type);
    let value: Value =
        serde_json::from_str(text.trim()).map_err(|error| ChaptersError::BadJson(Text::line(&error.to_string())))?;
    let list = match &value {
        Value::Array(list) => list,
        value => value.get("chapters").and_then(Value::as_array).ok_or(ChaptersError::NoList)?,
    };
    let base = Url::parse(url).ok();
    let (mut invalid, mut untitled) = (0, 0);
    let mut found = Vec::new();
    let shown = list.iter().filter(|value| value.get("toc") != Some(&Value::Bool(false)));
    for value in shown {
        let Some((fields, start)) = value.as_object().and_then(|fields| Some((fields, start_of(fields)?))) else {
            invalid += 1;
            continue;
        };
        let title = fields.get("title").and_then(Value::as_str).map(|title| prefix(title, MAX_TITLE));
        match title.map(Text::line).and_then(Text::non_empty) {
            Some(title) => found.push(Chapter { start, title, url: address(fields, base.as_ref()) }),
            None => untitled += 1,
        }
    }
    let is_sorted = found.is_sorted_by_key(|chapter| chapter.start);
    let (chapters, dropped) = media::in_order(found);
    for (count, reason) in [(invalid, "without a valid time"), (untitled, "without a title")] {
        if count > 0 {
            warnings.push(Warning::new(format!("skipped {} {reason}", pluralize(count, "chapter"))));
        }
    }
    if dropped > 0 {
        let count = pluralize(dropped, "chapter");
        warnings.push(Warning::new(format!(
            "skipped {count}: the same time as another, or beyond the first {MAX_CHAPTERS}"
        )));
    }
    if !is_sorted {
        warnings.push(Warning::new("sorted the chapters, which were out of order"));
    }
    Ok((chapters, warnings))
}

fn start_of(fields: &Map<String, Value>) -> Option<u64> {
    match fields.get("startTime").or_else(|| fields.get("start"))? {
        Value::Number(number) => media::from_seconds(number.as_f64()?),
        Value::String(text) => media::milliseconds(text),
        _ => None,
    }
}

fn address(fields: &Map<String, Value>, base: Option<&Url>) -> Option<String> {
    let raw = fields.get("url")?.as_str()?.trim();
    if raw.is_empty() || raw.len() > MAX_ADDRESS {
        return None;
    }
    let url = base.map_or_else(|| Url::parse(raw), |base| base.join(raw)).ok()?;
    let fits = matches!(url.scheme(), "http" | "https") && url.has_host() && url.as_str().len() <= MAX_ADDRESS;
    fits.then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const URL: &str = "https://a.example/show/1.json";

    /// The start, the title and the address of a chapter.
    type Fields = (u64, String, Option<String>);

    fn read(json: &str) -> (Vec<Fields>, Vec<String>) {
        let (chapters, warnings) = parse(json.as_bytes(), None, URL).unwrap();
        let chapters = chapters.into_iter().map(|c| (c.start, c.title.into_string(), c.url)).collect();
        (chapters, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn chapters_are_read_as_the_namespace_describes_them() {
        let (chapters, warnings) = read(
            r#"{"version":"1.2.0","author":"x","chapters":[
                {"startTime":0,"title":"Intro","img":"https://a.example/1.jpg"},
                {"startTime":168.25,"title":" Hearing \n aids","url":"../page","endTime":200},
                {"startTime":170,"title":"silent","toc":false},{"startTime":171,"img":"x","toc":false},
                {"startTime":"00:04:20","title":"Progress","toc":true,"url":"javascript:x"}]}"#,
        );
        assert_eq!(warnings, [""; 0]);
        assert_eq!(
            chapters,
            [
                (0, "Intro".to_owned(), None),
                (168_250, "Hearing aids".to_owned(), Some("https://a.example/page".to_owned())),
                (260_000, "Progress".to_owned(), None),
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (chapters, warnings) = read(
            r#"[{"startTime":9,"title":"b"},{"startTime":1,"title":"a"},{"startTime":9,"title":"c"},{"title":"d"},
                {"startTime":-1,"title":"e"},{"startTime":1e300,"title":"f"},{"startTime":[],"title":"g"},7,
                {"startTime":3,"title":" "},{"startTime":4}]"#,
        );
        let titles: Vec<&str> = chapters.iter().map(|(_, title, _)| title.as_str()).collect();
        assert_eq!(titles, ["a", "b"]);
        assert_eq!(
            warnings,
            [
                "skipped 5 chapters without a valid time",
                "skipped 2 chapters without a title",
                "skipped 1 chapter: the same time as another, or beyond the first 1000",
                "sorted the chapters, which were out of order",
            ]
        );
        let many: Vec<String> = (0..2_000).map(|at| format!(r#"{{"startTime":{at},"title":"{at}"}}"#)).collect();
        let (chapters, warnings) = read(&format!("[{}]", many.join(",")));
        assert_eq!((chapters.len(), warnings.len()), (1_000, 1));
        for (bytes, message) in [
            ("", "not a file of chapters: invalid JSON"),
            ("<html>", "not a file of chapters: invalid JSON"),
            ("{}", "not a file of chapters: JSON without “chapters”"),
            ("7", "not a file of chapters: JSON without “chapters”"),
        ] {
            let error = parse(bytes.as_bytes(), None, URL).unwrap_err().to_string();
            assert!(error.starts_with(message) && !error.contains('\n'), "{error}");
        }
        assert_eq!(parse(&vec![b' '; MAX_BYTES + 1], None, URL), Err(ChaptersError::TooLarge));
    }

    proptest! {
        #[test]
        fn any_starts_give_ordered_chapters(starts in proptest::collection::vec(any::<f64>(), 0..50), title in "\\PC*") {
            let list: Vec<Value> =
                starts.iter().map(|start| serde_json::json!({"startTime": start, "title": title})).collect();
            let (chapters, _) = parse(Value::Array(list).to_string().as_bytes(), None, "").unwrap();
            prop_assert!(chapters.is_sorted_by(|a, b| a.start < b.start));
            prop_assert!(chapters.iter().all(|chapter| chapter.start <= media::MAX_MS && !chapter.title.is_empty()));
        }

        #[test]
        fn any_bytes_give_chapters_or_one_line(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Err(error) = parse(&bytes, None, URL) {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }
}
