//! Marks the syntax of code (keywords, strings, comments) by the grammars that editors use.
//!
//! The grammars are loaded when the first code with a known language is set. The colours are left to `ui`.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::domain::TextStyle;

/// Bytes of the longest code that is coloured; longer code is data.
const MAX_BYTES: usize = 48 << 10;
/// Bytes of the longest line; longer ones are generated, and take quadratic time.
const MAX_LINE: usize = 1_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Prefixes of scopes with their styles, the more special first.
const KINDS: &[(&str, TextStyle)] = &[
    ("comment", TextStyle::COMMENT),
    ("string", TextStyle::STRING),
    ("constant.character", TextStyle::STRING),
    ("constant", TextStyle::NUMBER),
    ("entity.name.function", TextStyle::FUNCTION),
    ("support.function", TextStyle::FUNCTION),
    ("support.macro", TextStyle::FUNCTION),
    ("variable.function", TextStyle::FUNCTION),
    ("entity.name.tag", TextStyle::KEYWORD),
    ("entity.other.attribute-name", TextStyle::FUNCTION),
    ("entity.name", TextStyle::TYPE),
    ("support.type", TextStyle::TYPE),
    ("support.class", TextStyle::TYPE),
    ("storage", TextStyle::KEYWORD),
    ("keyword", TextStyle::KEYWORD),
];

static SCOPES: LazyLock<Vec<(Scope, TextStyle)>> =
    LazyLock::new(|| KINDS.iter().filter_map(|(name, marks)| Some((Scope::new(name).ok()?, *marks))).collect());

/// Splits code into parts of one style; `None` when the language is unknown or the code too long.
pub(super) fn colour(code: &str, language: &str) -> Option<Vec<(String, TextStyle)>> {
    if code.len() > MAX_BYTES || code.lines().any(|line| line.len() > MAX_LINE) {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut parts: Vec<(String, TextStyle)> = Vec::new();
    for line in LinesWithEndings::from(code) {
        let mut from = 0;
        for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
            push(&mut parts, line.get(from..at)?, kind(&stack));
            stack.apply(&change).ok()?;
            from = at;
        }
        push(&mut parts, line.get(from..)?, kind(&stack));
    }
    Some(parts)
}

fn push(parts: &mut Vec<(String, TextStyle)>, text: &str, marks: TextStyle) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some((last, known)) if *known == marks => last.push_str(text),
        _ => parts.push((text.to_owned(), marks)),
    }
}

/// The style of the innermost scope that has one.
fn kind(stack: &ScopeStack) -> TextStyle {
    let known = |scope: &Scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, marks)| *marks);
    stack.scopes.iter().rev().find_map(known).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_language_are_told_apart() {
        let parts = colour("// why\nfn main() { let x = \"a\"; 42 }\n", "rust").unwrap();
        for (word, marks) in [
            ("// why\n", TextStyle::COMMENT),
            ("fn", TextStyle::KEYWORD),
            ("main", TextStyle::FUNCTION),
            ("\"a\"", TextStyle::STRING),
            ("42", TextStyle::NUMBER),
        ] {
            assert!(parts.contains(&(word.to_owned(), marks)), "{word} in {parts:?}");
        }
        let joined: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(joined, "// why\nfn main() { let x = \"a\"; 42 }\n");
    }

    #[test]
    fn common_names_are_known_and_others_leave_the_code_as_it_is() {
        for name in ["js", "typescript", "python", "toml", "c++", "bash", "html", "sql", "go", "json"] {
            assert!(colour("x", name).is_some(), "{name}");
        }
        assert_eq!(colour("x", "no such language"), None);
        assert_eq!(colour(&"x".repeat(MAX_LINE + 1), "rust"), None);
    }
}
