//! Chooses the terms of a claim to search for in stored articles.
//!
//! The search itself is left to the caller.

use super::document::Document;
use super::tokens::Kind;
use super::vocabulary::Vocabulary;
use super::{Claim, Source};

/// Terms of one claim, at most.
const MAX_TERMS: usize = 6;

/// Returns the terms that tell most about a claim: names first, then figures, then long words. They are as written.
#[must_use]
pub fn query_terms(article: &Source<'_>, claim: &Claim) -> Vec<String> {
    let mut vocabulary = Vocabulary::default();
    let document = Document::new(article.title, article.text, article.language, article.published, &mut vocabulary);
    let Some(sentence) = document.sentences.iter().find(|sentence| sentence.text == claim.text) else {
        return Vec::new();
    };
    let details = document.details(sentence, &mut vocabulary);
    let mut ranked: Vec<(f64, usize, &str)> = Vec::new();
    for (at, (token, word)) in details.tokens.iter().zip(&details.words).enumerate() {
        let letters = token.lower.chars().count();
        let in_figure = details.figures.iter().any(|figure| figure.tokens.contains(&at));
        let repeated = f64::from(document.stems.get(&word.stem).copied().unwrap_or(1).min(4));
        #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
        let rank = match token.kind {
            Kind::Word if word.is_stop || !(3..=40).contains(&letters) => continue,
            Kind::Word if sentence.names.binary_search(&word.stem).is_ok() => 10.0 + repeated,
            Kind::Word => letters.min(12) as f64 / 4.0 + repeated,
            Kind::Number if in_figure && letters > 2 => 8.0,
            Kind::Number | Kind::Mark => continue,
        };
        if !ranked.iter().any(|(_, _, known)| known.eq_ignore_ascii_case(token.raw)) {
            ranked.push((rank, at, token.raw));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(MAX_TERMS).map(|(_, _, raw)| raw.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::claims;
    use super::*;

    #[test]
    fn names_come_first_and_then_figures() {
        let article = Source {
            outlet: "own.example",
            title: "",
            text: "Halden Motors will cut 2,950 jobs in Ostrey by the end of the year.",
            language: Some("en"),
            published: "2026-05-12T07:00:00Z".parse().unwrap(),
        };
        let found = claims(&article);
        let terms = query_terms(&article, &found[0]);
        assert!(terms.len() <= MAX_TERMS);
        assert!(terms.iter().take(3).any(|term| term == "Motors") && terms.iter().take(3).any(|term| term == "Ostrey"));
        assert!(terms.iter().any(|term| term == "2,950"), "{terms:?}");
        assert!(!terms.iter().any(|term| term == "will"));
    }
}
