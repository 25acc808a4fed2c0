//! The names of zones and months that dates contain.

/// Returns the minutes east of UTC of a zone that a text names in capitals; `None` for a word of one letter, which is
/// rather no zone there.
#[must_use]
pub fn zone_named(word: &str) -> Option<i32> {
    zone(word).filter(|_| word.len() > 1)
}

/// Returns the minutes east of UTC of a zone of a date.
pub(super) fn zone(name: &str) -> Option<i32> {
    ZONES.iter().find(|(known, _)| *known == name).map(|(_, minutes)| *minutes)
}

/// Zones of RFC 5322, its military letters, which it treats as an unknown zone, and further zones that feeds use.
const ZONES: &[(&str, i32)] = &[
    ("", 0),
    ("UTC", 0),
    ("UT", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AST", -240),
    ("ADT", -180),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("HAST", -600),
    ("NST", -210),
    ("NDT", -150),
    ("ET", -300),
    ("CT", -360),
    ("MT", -420),
    ("PT", -480),
    ("BRT", -180),
    ("ART", -180),
    ("BST", 60),
    ("WEST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("MET", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("MEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("MSD", 240),
    ("IST", 330),
    ("PKT", 300),
    ("ICT", 420),
    ("WIB", 420),
    ("SGT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("A", 0),
    ("M", 0),
    ("N", 0),
    ("Y", 0),
];

/// Returns the number of a month whose name begins with one of [`MONTHS`].
pub(super) fn month_named(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.chars().count() < 3 {
        return None;
    }
    let n = MONTHS.iter().position(|names| names.split(' ').any(|name| word.starts_with(name)))?;
    u32::try_from(n + 1).ok()
}

/// Beginnings of month names, as long as needed to be unambiguous.
///
/// Languages: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Hungarian, Greek, Turkish.
const MONTHS: [&str; 12] = [
    "jan jän gen ene sty янв ιαν oca",
    "feb fév fev fév lut фев φεβ şub",
    "mar mär mrt már mrz маρ мар μαρ μάρ",
    "apr avr abr kwi апр απρ ápr nis",
    "may mai mei mag maj май мая μαι μάι μαϊ máj mayıs",
    "jun juin giu cze июн ιουν ιούν jún haz",
    "jul juil lug lip июл ιουλ ιούλ júl tem",
    "aug aoû aou ago sie авг αυγ αύγ ağu",
    "sep set wrz сен σεπ szep eyl",
    "oct okt out ott paź окт οκτ eki",
    "nov lis ноя νοε kas",
    "dec dez déc dic grud gru дек δεκ ara",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_texts_have_two_letters_and_more() {
        for (word, minutes) in
            [("GMT", Some(0)), ("CEST", Some(120)), ("ET", Some(-300)), ("A", None), ("gmt", None), ("", None)]
        {
            assert_eq!(zone_named(word), minutes, "{word}");
        }
    }
}
