//! Light stemming: removes the endings of number, gender and tense, so that forms of one word compare equal.
//!
//! A light stemmer removes inflection only. It does not need to find the dictionary form, only the same one for most
//! forms of a word. Languages without rules here keep their words as they are.

use crate::domain::language::Language;

/// Endings in the order in which they are tried, each with what replaces it. At most one is removed.
const ENGLISH: &[(&str, &str)] = &[
    ("iest", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("ings", ""),
    ("ing", ""),
    ("ers", "er"),
    ("eed", "eed"),
    ("ed", ""),
    ("ly", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("es", ""),
    ("s", ""),
    ("e", ""),
];
const GERMAN: &[(&str, &str)] = &[
    ("ers", ""),
    ("innen", "in"),
    ("erinnen", "er"),
    ("ungen", "ung"),
    ("heiten", "heit"),
    ("keiten", "keit"),
    ("ern", ""),
    ("enen", ""),
    ("em", ""),
    ("en", ""),
    ("er", ""),
    ("es", ""),
    ("est", ""),
    ("st", "st"),
    ("et", ""),
    ("e", ""),
    ("n", ""),
    ("s", ""),
];
const FRENCH: &[(&str, &str)] = &[
    ("issements", "iss"),
    ("issement", "iss"),
    ("eaux", "eau"),
    ("aux", "al"),
    ("aient", ""),
    ("ements", "e"),
    ("ement", "e"),
    ("ees", ""),
    ("ee", ""),
    ("es", ""),
    ("er", ""),
    ("ait", ""),
    ("ant", ""),
    ("ent", "ent"),
    ("s", ""),
    ("x", ""),
    ("e", ""),
];
const SPANISH: &[(&str, &str)] = &[
    ("aciones", "acion"),
    ("iones", "ion"),
    ("ados", "ad"),
    ("adas", "ad"),
    ("ado", "ad"),
    ("ada", "ad"),
    ("ando", ""),
    ("aron", ""),
    ("ieron", ""),
    ("es", ""),
    ("os", ""),
    ("as", ""),
    ("ar", ""),
    ("er", ""),
    ("ir", ""),
    ("o", ""),
    ("a", ""),
    ("e", ""),
    ("s", ""),
];
/// Characters that a stem keeps at least.
const LEAST: usize = 3;

/// Returns the stem of a word in lower case without accents.
#[must_use]
pub fn stem(word: &str, language: Language) -> String {
    let endings = match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::French => FRENCH,
        Language::Spanish => SPANISH,
        Language::Other { .. } => &[],
    };
    let cut = endings.iter().find_map(|(ending, instead)| {
        let start = word.strip_suffix(ending)?;
        (start.chars().count() + instead.len() >= LEAST).then_some((start, *instead))
    });
    let (start, instead) = cut.unwrap_or((word, ""));
    let mut stem = String::with_capacity(word.len());
    stem.push_str(start);
    stem.push_str(instead);
    if language == Language::English { english_end(stem) } else { stem }
}

/// Makes "stopp" of "stopped" and "stop" equal, "rescu" of "rescued" and "rescue", "happi" and "happy".
fn english_end(mut stem: String) -> String {
    let mut last = stem.chars().rev();
    if let (Some(a), Some(b)) = (last.next(), last.next())
        && a == b
        && !matches!(a, 'a' | 'e' | 'i' | 'o' | 'u' | 's' | 'l' | 'z')
        && stem.chars().count() > LEAST
    {
        stem.pop();
    }
    if stem.ends_with('e') && stem.chars().count() > LEAST {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            (Language::English, "quake quakes|stop stops stopped stopping|city cities|rescue rescued rescues rescuing"),
            (Language::English, "kill killed kills killing|strike strikes striking|bus|vote voted votes voting|glass"),
            (
                Language::German,
                "Brücke Brücken|Wahl Wahlen|streik streiks|minister ministers|Bewohner Bewohnern|fahrgaste fahrgasten|leute leuten",
            ),
            (Language::French, "incendie incendies|eleve elevee elevees eleves|journal journaux|greve greves"),
            (
                Language::Spanish,
                "incendio incendios|votacion votaciones|detenido detenidos|rescatado rescatados rescatada",
            ),
        ] {
            for group in forms.split('|') {
                let mut stems: Vec<String> =
                    group.to_lowercase().split(' ').map(|word| stem(&word.replace('ü', "u"), language)).collect();
                stems.dedup();
                assert_eq!(stems.len(), 1, "{group}: {stems:?}");
            }
        }
    }

    #[test]
    fn short_words_stay() {
        for word in ["us", "ring", "red", "bus", "news", "e", "", "漢"] {
            assert!(stem(word, Language::English).chars().count() >= word.chars().count().min(LEAST), "{word}");
        }
    }
}
