//! `[fact_check]` of `config.toml`: the user's own analyst.

use serde::Deserialize;

/// The settings of the fact check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FactCheckConfig {
    /// The user's analyst: a program and its arguments; empty for none.
    pub analyst: Vec<String>,
    /// Seconds that it may take.
    pub analyst_seconds: u64,
}

impl Default for FactCheckConfig {
    fn default() -> Self {
        Self { analyst: Vec::new(), analyst_seconds: 60 }
    }
}
