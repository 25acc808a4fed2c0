//! `[comments]` of `config.toml`: the addresses of the sources, and the user's names there.

use serde::Deserialize;

use crate::domain::Endpoints;
use crate::domain::triage::Order;

/// How comments are fetched and sorted.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CommentsConfig {
    /// Whether Hacker News is asked for a thread on each article.
    pub look_up: bool,
    /// Order of comments when the reader starts.
    pub sort: Order,
    /// Names under which the user writes.
    pub me: Vec<String>,
    /// The addresses of the sources.
    #[serde(flatten)]
    pub endpoints: Endpoints,
}
