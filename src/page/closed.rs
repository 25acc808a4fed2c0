//! Closes what a fragment of HTML leaves open, so that other HTML can stand after it.
//!
//! Making the result safe to show is left to those who show it.

use super::dom;

/// Returns `html` with every element and comment closed. Text after an open `<!--` or `<textarea>` would be lost.
#[must_use]
pub fn closed(html: &str) -> String {
    let document = dom::parse(html);
    document.body().map(|body| body.inner_html().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::plain;

    #[test]
    fn text_after_a_fragment_is_not_swallowed() {
        for html in [
            "<p>notes",
            "notes <!-- open",
            "<p>notes</p><textarea>",
            "notes<script>let x = '<p>",
            "notes<style>",
            "notes<div hidden><ul><li>",
            "<table><tr><td>notes",
            "notes<plaintext>",
            "notes<svg><desc>",
            "notes<title>",
            "notes<a href='",
            "notes<select><option>",
            "notes<template>",
            "<frameset>notes",
            "notes</body></html>",
            "notes<iframe>",
            "notes<noscript>",
            "notes<xmp>",
        ] {
            let text = plain(&format!("{}<p>after</p>", closed(html)));
            assert!(text.contains("notes") && text.ends_with("after"), "{html}: {text}");
        }
        assert_eq!(closed("<p>a <b>b</b></p>"), "<p>a <b>b</b></p>");
        assert_eq!(closed(""), "");
    }
}
