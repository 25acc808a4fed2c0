//! Web addresses that comments and pages name.

use url::Url;

pub(super) use crate::page::wordpress::web;

/// Parses and reserialises an http or https address, keeping its fragment (which [`web`] drops).
pub(super) fn web_with_fragment(raw: &str) -> Option<String> {
    web(raw)?;
    Url::parse(raw.trim()).ok().map(String::from)
}

/// Resolves an address against `base`, or parses it as absolute without one.
pub(super) fn resolve(raw: &str, base: Option<&Url>) -> Option<Url> {
    base.map_or_else(|| Url::parse(raw), |base| base.join(raw)).ok()
}
