//! What to search on the web for the claims of an article, and how the answers of searches are read.
//!
//! The room sends nothing: `sync` asks the user's sources, and only when the user says so.

mod google;
mod search_server;

use super::{Source, claims, query_terms};
use crate::domain::Time;

pub use google::{MAX_CLAIMS_FOUND, claims_query, parse_claims, reason as google_reason};
pub use search_server::{Hit, parse_hits, search_query};

/// Queries of one article. The best claims of an article mostly name its event; more queries find the same texts, and
/// each goes to every source.
pub const MAX_QUERIES: usize = 3;

/// Pages of the results that one search fetches: enough for a claim to have several voices, and few enough to wait for.
pub const MAX_PAGES: usize = 8;
/// Says which settings name sources.
pub const NO_SOURCE: &str = "no online source is set; set `search`, `search_server` or `google_key_command` below \
                             [fact_check] in config.toml";

/// What to search for one article.
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineSearch {
    /// The words of each query, the most telling one first; empty if the article has no claims.
    pub queries: Vec<String>,
    /// The article's own outlet, which is never evidence.
    pub own: String,
    /// The article's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The window of publication within which texts are evidence.
    pub window: (Time, Time),
}

impl OnlineSearch {
    /// Makes the queries of an article from the claims that are most worth checking.
    #[must_use]
    pub fn new(article: &Source<'_>, window: (Time, Time)) -> Self {
        let mut claims = claims(article);
        claims.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut queries: Vec<String> = Vec::new();
        for claim in &claims {
            let query = query_terms(article, claim).join(" ");
            if !query.is_empty() && !queries.contains(&query) && queries.len() < MAX_QUERIES {
                queries.push(query);
            }
        }
        Self { queries, own: article.outlet.to_owned(), language: article.language.map(str::to_owned), window }
    }

    /// The number of words of the queries that a text has.
    #[must_use]
    pub fn words_in(&self, text: &str) -> usize {
        let text = text.to_lowercase();
        self.queries
            .iter()
            .flat_map(|query| query.split(' '))
            .filter(|word| text.contains(&word.to_lowercase()))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_claims_make_few_queries() {
        let published: Time = "2026-05-12T07:00:00Z".parse().unwrap();
        let text = "Halden Motors will cut 2,950 jobs in Ostrey by the end of the year. The mayor of Ostrey, Ida Lund, \
                    said on Tuesday that 400 families would leave. Halden Motors made a loss of 12 million euros in \
                    2025. The plant in Ostrey opened in 1962. Everybody should be kinder.";
        let article = Source { outlet: "own.example", title: "Jobs", text, language: Some("en"), published };
        let search = OnlineSearch::new(&article, (published, published));
        assert_eq!(search.queries.len(), MAX_QUERIES, "{search:?}");
        assert!(search.queries.iter().any(|query| query.contains("Motors")), "{search:?}");
        assert!(search.queries.iter().all(|query| query.split(' ').count() <= 6));
        assert!(search.words_in("halden MOTORS in Ostrey") > search.words_in("Motors"));
        let none = Source { title: "", text: "Should we not be kinder?", ..article };
        assert!(OnlineSearch::new(&none, (published, published)).queries.is_empty());
    }
}
