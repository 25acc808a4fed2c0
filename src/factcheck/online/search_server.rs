//! Reads the answers of a search server: the JSON of `SearXNG` (<https://docs.searxng.org/dev/search_api.html>).

use serde_json::Value;

use crate::domain::text::prefix;
use crate::domain::{Text, Time, dates};

/// Bytes of the longest field that is read.
const MAX_FIELD: usize = 4_000;

/// What a search has of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its address, http or https.
    pub url: String,
    /// Its title.
    pub title: Text,
    /// What the search quotes of it; may be empty.
    pub text: Text,
    /// When it was published, if the search knows.
    pub published: Option<Time>,
    /// Its language, as a BCP 47 tag, if the search knows.
    pub language: Option<String>,
    /// The outlet's address and title, where the text's address is one of the search itself.
    pub outlet: Option<(String, Text)>,
}

/// Returns path and query of a search for news in JSON.
#[must_use]
pub fn search_query(words: &str) -> String {
    let pairs = [("q", words), ("format", "json"), ("categories", "news")];
    let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/search?{query}")
}

/// Reads the first `most` results of an answer; `None` if it is not such an answer.
#[must_use]
pub fn parse_hits(json: &[u8], most: usize) -> Option<Vec<Hit>> {
    let answer: Value = serde_json::from_slice(json).ok()?;
    let results = answer.get("results")?.as_array()?;
    Some(results.iter().filter_map(read).take(most).collect())
}

fn read(result: &Value) -> Option<Hit> {
    let field = |name: &str| result.get(name).and_then(Value::as_str).map(|raw| prefix(raw, MAX_FIELD));
    let url = field("url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    Some(Hit {
        url: url.to_owned(),
        title: Text::line(field("title").unwrap_or_default()),
        text: Text::block(field("content").unwrap_or_default()),
        published: field("publishedDate").and_then(dates::parse),
        language: None,
        outlet: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_and_what_is_none_is_skipped() {
        let json = r#"{"query":"x","number_of_results":0,"results":[
            {"url":"https://a.example/1","title":"One\u001b[31m","content":"Text","publishedDate":"2026-11-20T10:00:00",
             "engine":"bing news","score":1.0},
            {"url":"javascript:alert(1)","title":"No"}, {"title":"No address"}, 7,
            {"url":"https://b.example/2","title":null,"content":null,"publishedDate":null},
            {"url":"https://c.example/3"}], "unresponsive_engines":[["x","timeout"]]}"#;
        let found = parse_hits(json.as_bytes(), 2).unwrap();
        assert_eq!(
            found.iter().map(|hit| hit.url.as_str()).collect::<Vec<_>>(),
            ["https://a.example/1", "https://b.example/2"]
        );
        assert!(!found[0].title.contains('\u{1b}') && found[0].published.is_some() && found[1].published.is_none());
        for other in ["", "<html>", "[]", "{}", r#"{"results":7}"#] {
            assert_eq!(parse_hits(other.as_bytes(), 9), None, "{other}");
        }
    }

    #[test]
    fn words_are_encoded() {
        assert_eq!(search_query("a b&c"), "/search?q=a+b%26c&format=json&categories=news");
    }
}
