//! `[fact_check]` of `config.toml`: whom the online fact check may ask, and the user's own analyst.
//!
//! The file has no secrets: it says which command or variable has the key.

use serde::Deserialize;

/// The settings of the fact check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FactCheckConfig {
    /// Address templates of search feeds, with [`crate::domain::search_template::QUERY`] for the words.
    pub search: Vec<String>,
    /// Address of the user's own `SearXNG` server; empty for none.
    pub search_server: String,
    /// Program that prints the key of Google's Fact Check Tools API, and its arguments.
    pub google_key_command: Vec<String>,
    /// Environment variable with that key; empty for none.
    pub google_key_env: String,
    /// Address of that interface.
    pub google: String,
    /// The user's analyst: a program and its arguments; empty for none.
    pub analyst: Vec<String>,
    /// Seconds that it may take.
    pub analyst_seconds: u64,
}

impl Default for FactCheckConfig {
    fn default() -> Self {
        Self {
            search: Vec::new(),
            search_server: String::new(),
            google_key_command: Vec::new(),
            google_key_env: String::new(),
            google: "https://factchecktools.googleapis.com".to_owned(),
            analyst: Vec::new(),
            analyst_seconds: 60,
        }
    }
}
