//! Spelling of words and numbers: one form for those that differ in apostrophes, grouping or ordinal endings.

use super::words::Kind;

/// Lower-cases a word, and removes an English possessive and a French or Italian elision ("l'", "qu'", "dell'").
pub(super) fn word(run: &str) -> String {
    let lower = run.to_lowercase().replace(['\u{2019}', '\u{2bc}'], "'");
    let Some((before, after)) = lower.rsplit_once('\'') else { return lower };
    match after {
        "s" | "t" | "re" | "ve" | "ll" | "d" | "m" => before.replace('\'', ""),
        _ if before.chars().count() <= 4 && after.chars().count() >= 3 => after.to_owned(),
        _ => lower.replace('\'', ""),
    }
}

/// Normalises a number: no grouping, `.` for the decimal point, no ordinal ending. A number with letters is a word.
pub(super) fn number(run: &str) -> (String, Kind) {
    let lower = run.to_lowercase();
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    if digits.contains(|c: char| !c.is_ascii_digit() && c != '.' && c != ',') {
        return (lower.replace('\'', ""), Kind::Word);
    }
    let parts: Vec<&str> = digits.split(['.', ',']).collect();
    let is_grouped = parts.len() > 1 && parts.iter().skip(1).all(|part| part.len() == 3);
    (parts.join(if is_grouped { "" } else { "." }), Kind::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_apostrophes() {
        for (run, want) in [
            ("Hallow’s", "hallow"),
            ("l'été", "été"),
            ("O'Brien", "brien"),
            ("couldn't", "couldn"),
            ("dell'Acqua", "acqua"),
        ] {
            assert_eq!(word(run), want);
        }
    }

    #[test]
    fn numbers_are_plain() {
        for (run, want, kind) in [
            ("1,200", "1200", Kind::Number),
            ("1.200.000", "1200000", Kind::Number),
            ("6,3", "6.3", Kind::Number),
            ("21st", "21", Kind::Number),
            ("10k", "10k", Kind::Word),
            ("2.3.1", "2.3.1", Kind::Number),
        ] {
            assert_eq!(number(run), (want.to_owned(), kind));
        }
    }
}
