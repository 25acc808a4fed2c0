//! Cuts a snippet of a text around the words of a query.

/// Characters before the match in a snippet.
const BEFORE: usize = 60;
/// Length of a snippet in characters.
const SNIPPET: usize = 200;

/// Returns one line of `text` around the earliest match of `words`, or its beginning if none match.
///
/// It is cut between words where possible, with `…` at each cut.
#[must_use]
pub fn snippet(text: &str, words: &[String]) -> String {
    let chars: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let folded: Vec<char> = chars.iter().map(|c| fold(*c)).collect();
    let hit = words.iter().filter_map(|word| find(&folded, &word.chars().map(fold).collect::<Vec<_>>())).min();
    let from = hit.map_or(0, |at| at.saturating_sub(BEFORE));
    let to = (from + SNIPPET).min(chars.len());
    let mut part = chars.get(from..to).unwrap_or_default();
    // Cut at a space if one is near; text without spaces is cut at any character.
    if from > 0
        && let Some(space) = part.iter().take(BEFORE / 2).position(|c| *c == ' ')
    {
        part = part.get(space + 1..).unwrap_or_default();
    }
    if to < chars.len()
        && let Some(space) = part.iter().rev().take(BEFORE / 2).position(|c| *c == ' ')
    {
        part = part.get(..part.len() - space - 1).unwrap_or_default();
    }
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    format!("{}{}{}", ellipsis(from > 0), part.iter().collect::<String>(), ellipsis(to < chars.len()))
}

/// Lowers the case of one character to one character, which keeps positions valid.
fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn find(text: &[char], word: &[char]) -> Option<usize> {
    (!word.is_empty()).then(|| text.windows(word.len()).position(|part| part == word)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_show_the_match() {
        let long = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let found = snippet(&long, &["Needle".into()]);
        assert!(found.starts_with("…hay") && found.contains("needle") && found.ends_with("straw…"), "{found}");
        assert_eq!(snippet("short  text\nhere", &["absent".into()]), "short text here");
        assert_eq!(snippet("", &[String::new()]), "");
        assert!(snippet(&"漢".repeat(500), &["漢漢".into()]).chars().count() <= SNIPPET + 2);
    }

    proptest::proptest! {
        #[test]
        fn a_snippet_is_short(raw in "\\PC{0,80}", words in proptest::collection::vec("\\PC{0,9}", 0..4)) {
            proptest::prop_assert!(snippet(&raw, &words).chars().count() <= SNIPPET + 2);
        }
    }
}
