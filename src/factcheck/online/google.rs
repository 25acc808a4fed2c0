//! Reads the answers of Google's Fact Check Tools API
//! (<https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search>).

use serde_json::Value;

use crate::domain::text::prefix;
use crate::domain::{Review, Text, dates};

/// Claims that are asked for with one query.
pub const MAX_CLAIMS_FOUND: usize = 20;
/// Reviews of one claim that are read.
const MAX_REVIEWS: usize = 10;
/// Bytes of the longest field that is read.
const MAX_FIELD: usize = 1_000;
/// Characters of the longest reason.
const MAX_REASON: usize = 200;

/// Returns path and query of a search for reviewed claims. The key is none of it: it goes into a header.
#[must_use]
pub fn claims_query(words: &str, language: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("query", words).append_pair("pageSize", &MAX_CLAIMS_FOUND.to_string());
    if let Some(language) = language {
        query.append_pair("languageCode", language);
    }
    format!("/v1alpha1/claims:search?{}", query.finish())
}

/// Reads the reviews of an answer; `None` if it is not such an answer. An answer without claims is `{}`.
#[must_use]
pub fn parse_claims(json: &[u8]) -> Option<Vec<Review>> {
    let answer: Value = serde_json::from_slice(json).ok()?;
    let Some(claims) = answer.as_object()?.get("claims") else { return Some(Vec::new()) };
    let mut found = Vec::new();
    for claim in claims.as_array()?.iter().take(MAX_CLAIMS_FOUND) {
        let reviews = claim.get("claimReview").and_then(Value::as_array);
        let reviews = reviews.into_iter().flatten().take(MAX_REVIEWS);
        found.extend(reviews.filter_map(|review| read(claim, review)));
    }
    Some(found)
}

fn read(claim: &Value, review: &Value) -> Option<Review> {
    let publisher = review.get("publisher")?;
    let url = review.get("url").and_then(Value::as_str);
    Some(Review {
        claim: line(claim.get("text"))?,
        publisher: line(publisher.get("name")).or_else(|| line(publisher.get("site")))?,
        rating: line(review.get("textualRating"))?,
        url: url.filter(|url| url.starts_with("https://") || url.starts_with("http://")).map(str::to_owned),
        published: review.get("reviewDate").and_then(Value::as_str).and_then(dates::parse),
    })
}

fn line(value: Option<&Value>) -> Option<Text> {
    Text::line(prefix(value?.as_str()?, MAX_FIELD)).non_empty()
}

/// Returns why the interface refused a request, without the key that the reason may repeat.
#[must_use]
pub fn reason(json: &[u8], key: &str) -> Option<Text> {
    let answer: Value = serde_json::from_slice(json).ok()?;
    // Scrubbing comes first: it could put a key together.
    let message = Text::line(answer.get("error")?.get("message")?.as_str()?).replace(key, "…");
    Text::line(&message.chars().take(MAX_REASON).collect::<String>()).non_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_are_read_in_order() {
        let json = r#"{"claims":[{"text":"A bridge fell","claimant":"Someone","claimDate":"2026-11-20T00:00:00Z",
            "claimReview":[{"publisher":{"name":"Check\u001bers","site":"checkers.example"},
              "url":"https://checkers.example/1","title":"Did it?","reviewDate":"2026-11-21T00:00:00Z",
              "textualRating":"False","languageCode":"en"},
             {"publisher":{"site":"b.example"},"url":"javascript:x","textualRating":"Half true"},
             {"publisher":{"name":"No rating"}}, 7]}, {"claimReview":[]}, 7], "nextPageToken":"x"}"#;
        let found = parse_claims(json.as_bytes()).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].claim.as_str(), found[0].rating.as_str()), ("A bridge fell", "False"));
        assert_eq!((found[0].publisher.as_str(), found[1].publisher.as_str()), ("Checkers", "b.example"));
        assert!(found[0].published.is_some() && found[1].url.is_none());
        assert_eq!(parse_claims(b"{}"), Some(Vec::new()));
        for other in ["", "<html>", "[]", r#"{"claims":7}"#] {
            assert_eq!(parse_claims(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_reason_never_repeats_the_key() {
        let json = r#"{"error":{"code":403,"message":"Permission denied: Consumer 'api_key:s3cret' has been suspended.",
                       "status":"PERMISSION_DENIED"}}"#;
        let said = reason(json.as_bytes(), "s3cret").unwrap();
        assert_eq!(said.as_str(), "Permission denied: Consumer 'api_key:…' has been suspended.");
        let hidden = "{\"error\":{\"message\":\"s3\u{202e}cret is bad\"}}";
        assert_eq!(reason(hidden.as_bytes(), "s3cret").unwrap().as_str(), "… is bad");
        assert_eq!(reason(b"{}", "s3cret"), None);
    }

    #[test]
    fn the_query_has_words_and_language() {
        let query = claims_query("a b", Some("en"));
        assert_eq!(query, "/v1alpha1/claims:search?query=a+b&pageSize=20&languageCode=en");
    }
}
