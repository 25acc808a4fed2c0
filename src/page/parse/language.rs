//! Finds the programming language of preformatted text, which publishing systems put into classes on or around it.

use dom_query::NodeRef;

use crate::page::dom::attribute;

/// Prefixes of the name of a language in a class.
const PREFIXES: &[&str] = &["language-", "lang-", "highlight-source-", "highlight-", "brush:"];
/// Classes after which the name of a language stands as a class of its own.
const BESIDE: &[&str] = &["sourceCode", "src", "prettyprint", "brush:"];
/// Names that state that the text is no code.
const NONE: &[&str] = &["text", "plaintext", "none", "default", "plain", "nohighlight"];
/// Elements whose attributes are read: the `<pre>` and those around it.
const AROUND: usize = 4;
/// Bytes of the longest name of a language.
const MAX_NAME: usize = 24;

/// The language of a `<pre>`, by the page's name for it.
pub(super) fn language_of(pre: &NodeRef<'_>) -> Option<String> {
    let inside = pre.first_element_child().filter(|child| child.has_name("code"));
    let mut candidates: Vec<NodeRef<'_>> = inside.into_iter().collect();
    let mut node = Some(*pre);
    for _ in 0..AROUND {
        let Some(this) = node.filter(NodeRef::is_element) else { break };
        candidates.push(this);
        node = this.parent();
    }
    let name = candidates.iter().find_map(|node| stated(node))?;
    (name.len() <= MAX_NAME && !NONE.contains(&name.as_str())).then_some(name)
}

fn stated(node: &NodeRef<'_>) -> Option<String> {
    if let Some(name) = attribute(node, "data-lang").or_else(|| attribute(node, "data-language")) {
        return Some(name.to_ascii_lowercase());
    }
    let classes = attribute(node, "class")?;
    let words: Vec<&str> = classes.split([' ', ';', '\n', '\t']).filter(|word| !word.is_empty()).collect();
    let marked = words.iter().find_map(|word| PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix)));
    let beside = || {
        let at = words.iter().position(|word| BESIDE.contains(word))?;
        words.get(at + 1).copied()
    };
    marked.filter(|name| !name.is_empty()).or_else(beside).map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_where_systems_write_them() {
        for (html, expected) in [
            ("<pre><code class='language-Rust hljs'>x", Some("rust")),
            ("<pre class='brush: python; gutter: false'>x", Some("python")),
            ("<pre class='sourceCode haskell'><code>x", Some("haskell")),
            ("<div class='highlight highlight-source-js'><pre>x", Some("js")),
            ("<div class='highlight-c notranslate'><div class=highlight><pre>x", Some("c")),
            ("<pre data-lang=toml><code>x", Some("toml")),
            ("<pre><code class=language-text>x", None),
            ("<pre class=wp-block-code><code>x", None),
            ("<pre>x", None),
        ] {
            let document = dom_query::Document::from(html);
            let pre = document.select("pre").nodes().first().copied().unwrap();
            assert_eq!(language_of(&pre).as_deref(), expected, "{html}");
        }
    }
}
