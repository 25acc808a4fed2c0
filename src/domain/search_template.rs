//! The address of a search with a place for the words: `https://news.example/rss?q={query}`.
//!
//! Which words are searched is left to `factcheck`.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// The place of the words in a template.
pub const QUERY: &str = "{query}";

/// Puts words into a template, percent-encoded.
#[must_use]
pub fn fill(template: &str, words: &str) -> String {
    template.replace(QUERY, &utf8_percent_encode(words, NON_ALPHANUMERIC).to_string())
}

/// Whether a text is an http or https address with [`QUERY`] in its path or query, so that no words change the host.
#[must_use]
pub fn is_template(text: &str) -> bool {
    let (Ok(one), Ok(other)) = (Url::parse(&fill(text, "a")), Url::parse(&fill(text, "b"))) else { return false };
    let sent = |url: &Url| (url.path().to_owned(), url.query().map(str::to_owned));
    matches!(one.scheme(), "http" | "https")
        && one.host().is_some()
        && one.origin() == other.origin()
        && one.username() == other.username()
        && one.password() == other.password()
        && sent(&one) != sent(&other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_percent_encoded() {
        let filled = fill("https://news.example/rss?q={query}&hl=en", "Halden 12 “é”&x=#+/");
        assert_eq!(filled, "https://news.example/rss?q=Halden%2012%20%E2%80%9C%C3%A9%E2%80%9D%26x%3D%23%2B%2F&hl=en");
    }

    #[test]
    fn a_template_has_its_words_in_the_path_or_the_query() {
        for (text, is_valid) in [
            ("https://news.example/rss?q={query}", true),
            ("http://127.0.0.1:8000/search/{query}.atom", true),
            ("https://me:secret@news.example/?q={query}", true),
            ("https://news.example/rss?q=", false),
            ("https://{query}.example/rss", false),
            ("https://news.example:{query}/rss", false),
            ("https://{query}@news.example/rss", false),
            ("https://news.example/rss#{query}", false),
            ("ftp://news.example/{query}", false),
            ("news.example/{query}", false),
            ("{query}", false),
            ("", false),
        ] {
            assert_eq!(is_template(text), is_valid, "{text}");
        }
    }
}
