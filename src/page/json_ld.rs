//! Finds the JSON-LD scripts of a page. What they say is left to others: `extract` reads the article, `factcheck` reviews.

use super::dom;

/// The most scripts of one page.
const MAX_SCRIPTS: usize = 50;

/// Returns the texts of the JSON-LD scripts that mention `word`, in the order of the page.
#[must_use]
pub fn json_ld_with(html: &str, word: &str) -> Vec<String> {
    // Few pages have the word, and a tree takes time.
    if !html.contains(word) {
        return Vec::new();
    }
    let document = dom::parse(html);
    let scripts = document.select(r#"script[type="application/ld+json" i]"#);
    let texts = scripts.nodes().iter().map(|script| script.text().to_string());
    texts.filter(|text| text.contains(word)).take(MAX_SCRIPTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_ld_with_the_word_is_found() {
        let html = r#"<script>ClaimReview</script><script type="application/LD+json">{"a":"ClaimReview"}</script>
            <script type="application/ld+json">{"b":1}</script>"#;
        assert_eq!(json_ld_with(html, "ClaimReview"), [r#"{"a":"ClaimReview"}"#]);
        assert!(json_ld_with("<p>ClaimReview</p>", "ClaimReview").is_empty());
    }
}
