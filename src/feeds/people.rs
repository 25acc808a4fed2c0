//! Extracts names of persons from the forms that feeds use.

/// The longest name kept, in characters.
const MAX_NAME: usize = 200;

/// Extracts the name from `email (Name)`, `Name <email>` or `Name (email)`; the address if there is no name.
pub(super) fn name(raw: &str) -> Option<String> {
    let raw: String = super::entities::decode(raw).chars().take(MAX_NAME).collect();
    let words: Vec<&str> =
        raw.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '[' | ']')).collect();
    let address = words.iter().find(|word| is_address(word)).copied();
    let Some(address) = address else {
        return non_blank(&raw);
    };
    let rest = raw.replacen(address, " ", 1);
    let rest = rest.replace("mailto:", " ");
    non_blank(
        rest.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '"' | ',' | ':')
        }),
    )
    .or_else(|| non_blank(address.trim_start_matches("mailto:")))
}

fn non_blank(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.ends_with('.') && !host.contains(['@', '/'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        for (raw, expected) in [
            ("News Room", Some("News Room")),
            ("joe@example.com (Joe Bloggs)", Some("Joe Bloggs")),
            ("Joe Bloggs <joe@example.com>", Some("Joe Bloggs")),
            ("Joe Bloggs (joe@example.com)", Some("Joe Bloggs")),
            ("mailto:joe@example.com", Some("joe@example.com")),
            ("joe@example.com", Some("joe@example.com")),
            ("“joe@example.com”", Some("“joe@example.com”")),
            ("René (rené@example.com)", Some("René")),
            ("@handle", Some("@handle")),
            ("Tom &amp; Jerry", Some("Tom & Jerry")),
            ("  ", None),
            ("", None),
        ] {
            assert_eq!(name(raw).as_deref(), expected, "{raw}");
        }
    }
}
