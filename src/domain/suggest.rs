//! Suggests known names for a misspelt one, for the errors of config files.

/// Returns the known name with the fewest typing errors between it and `given`; `None` if all are too different.
///
/// A third of the letters may be wrong, and at least one: longer distances suggest unrelated names.
#[must_use]
pub fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let most = (given.chars().count() / 3).max(1);
    let distance = |name: &&'a str| strsim::osa_distance(&given.to_lowercase(), name);
    let scored = known.iter().map(|name| (distance(name), *name));
    scored.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= most).map(|(_, name)| name)
}

/// Says which name the user may have meant, or lists all known names if none is near.
#[must_use]
pub fn hint(given: &str, known: &[&str]) -> String {
    nearest(given, known)
        .map_or_else(|| format!("use one of {}", known.join(", ")), |name| format!("did you mean {name}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let known = ["width", "hyphenate", "link_numbers", "bidi"];
        for (given, name) in [
            ("widht", Some("width")),
            ("Width", Some("width")),
            ("hyphen_ate", Some("hyphenate")),
            ("link-numbers", Some("link_numbers")),
            ("bid", Some("bidi")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, &known), name, "{given}");
        }
        assert_eq!(hint("widht", &known), "did you mean width?");
        assert_eq!(hint("x", &["a_long_name", "other"]), "use one of a_long_name, other");
    }
}
