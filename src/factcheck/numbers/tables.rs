//! The words for numbers of each language.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::tokens::Token;
use crate::domain::language::Language;

/// Words for the numbers below a hundred, and Spanish hundreds, by language.
pub(super) fn unit(word: &str, language: Language) -> Option<u32> {
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| by_word(EN));
    static GERMAN: LazyLock<Words> = LazyLock::new(|| by_word(DE));
    static FRENCH: LazyLock<Words> = LazyLock::new(|| by_word(FR));
    static SPANISH: LazyLock<Words> = LazyLock::new(|| by_word(ES));
    let words = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Other { .. } => return None,
    };
    words.get(word).copied()
}

/// Numbers by the word for them.
type Words = HashMap<&'static str, u32>;

fn by_word(list: &[(u16, &'static str)]) -> Words {
    list.iter().flat_map(|(value, words)| words.split(' ').map(|word| (word, u32::from(*value)))).collect()
}

/// Words that stand for a group of so many, and whether they mean "about so many".
pub(super) fn group(word: &str, language: Language) -> Option<(f64, bool)> {
    Some(match (language, word) {
        (Language::English, "dozen")
        | (Language::German, "dutzend")
        | (Language::French, "douzaine")
        | (Language::Spanish, "docena") => (12.0, false),
        (Language::French, "dizaine") | (Language::Spanish, "decena") => (10.0, true),
        (Language::French, "quinzaine") | (Language::Spanish, "quincena") => (15.0, true),
        (Language::French, "vingtaine") | (Language::Spanish, "veintena") => (20.0, true),
        (Language::French, "trentaine") | (Language::Spanish, "treintena") => (30.0, true),
        (Language::French, "quarantaine") => (40.0, true),
        (Language::French, "cinquantaine") => (50.0, true),
        (Language::French, "soixantaine") => (60.0, true),
        (Language::French, "centaine") | (Language::Spanish, "centenar") => (100.0, true),
        (Language::French, "millier") | (Language::Spanish, "millar") => (1000.0, true),
        _ => return None,
    })
}

/// The factor of a word behind a number: "thousand", "Mio", and glued "bn" or "k".
pub(super) fn scale(word: &str, is_glued: bool, language: Language) -> Option<f64> {
    if is_glued && language == Language::English {
        return match word {
            "k" => Some(1e3),
            "bn" => Some(1e9),
            "tn" | "trn" => Some(1e12),
            "mn" => Some(1e6),
            _ => None,
        };
    }
    let factor = match language {
        Language::English => match word {
            "hundred" => 1e2,
            "thousand" => 1e3,
            "million" | "millions" | "mn" => 1e6,
            "billion" | "bn" => 1e9,
            "trillion" | "tn" => 1e12,
            _ => return None,
        },
        Language::German => match word {
            "hundert" => 1e2,
            "tausend" => 1e3,
            "million" | "millionen" | "mio" => 1e6,
            "milliarde" | "milliarden" | "mrd" => 1e9,
            "billion" | "billionen" => 1e12,
            _ => return None,
        },
        Language::French => match word {
            "cent" | "cents" => 1e2,
            "mille" => 1e3,
            "million" | "millions" => 1e6,
            "milliard" | "milliards" | "mds" | "md" => 1e9,
            _ => return None,
        },
        Language::Spanish => match word {
            "mil" => 1e3,
            "millón" | "millones" => 1e6,
            "billón" | "billones" => 1e12,
            _ => return None,
        },
        Language::Other { .. } => return None,
    };
    Some(factor)
}

/// Articles that mean one before a word for a group or scale: "a million", "eine Million".
pub(super) fn is_article(word: &str, language: Language) -> bool {
    match language {
        Language::English => matches!(word, "a" | "an"),
        Language::German => matches!(word, "ein" | "eine" | "einer" | "einem"),
        Language::French => matches!(word, "un" | "une"),
        Language::Spanish => matches!(word, "un" | "una"),
        Language::Other { .. } => false,
    }
}

/// Words between the parts of one number: "and" in "one hundred and twenty".
pub(super) fn is_and(word: &str, language: Language) -> bool {
    matches!((language, word), (Language::English, "and") | (Language::French, "et") | (Language::Spanish, "y"))
}

/// Returns the number of tokens of "and a half" at a place.
pub(super) fn and_a_half(tokens: &[Token<'_>], at: usize, language: Language) -> Option<usize> {
    let phrase: &[&str] = match language {
        Language::English => &["and", "a", "half"],
        Language::French => &["et", "demi"],
        Language::Spanish => &["y", "medio"],
        _ => return None,
    };
    let matches = phrase.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| t.lower == *word));
    matches.then_some(phrase.len())
}

const EN: &[(u16, &str)] = &[
    (0, "zero"),
    (1, "one"),
    (2, "two"),
    (3, "three"),
    (4, "four"),
    (5, "five"),
    (6, "six"),
    (7, "seven"),
    (8, "eight"),
    (9, "nine"),
    (10, "ten"),
    (11, "eleven"),
    (12, "twelve"),
    (13, "thirteen"),
    (14, "fourteen"),
    (15, "fifteen"),
    (16, "sixteen"),
    (17, "seventeen"),
    (18, "eighteen"),
    (19, "nineteen"),
    (20, "twenty"),
    (30, "thirty"),
    (40, "forty fourty"),
    (50, "fifty"),
    (60, "sixty"),
    (70, "seventy"),
    (80, "eighty"),
    (90, "ninety"),
];
const DE: &[(u16, &str)] = &[
    (0, "null"),
    (1, "eins ein"),
    (2, "zwei zwo"),
    (3, "drei"),
    (4, "vier"),
    (5, "fünf fuenf"),
    (6, "sechs"),
    (7, "sieben"),
    (8, "acht"),
    (9, "neun"),
    (10, "zehn"),
    (11, "elf"),
    (12, "zwölf zwoelf"),
    (13, "dreizehn"),
    (14, "vierzehn"),
    (15, "fünfzehn"),
    (16, "sechzehn"),
    (17, "siebzehn"),
    (18, "achtzehn"),
    (19, "neunzehn"),
    (20, "zwanzig"),
    (30, "dreißig dreissig"),
    (40, "vierzig"),
    (50, "fünfzig"),
    (60, "sechzig"),
    (70, "siebzig"),
    (80, "achtzig"),
    (90, "neunzig"),
];
const FR: &[(u16, &str)] = &[
    (0, "zéro"),
    (1, "un une"),
    (2, "deux"),
    (3, "trois"),
    (4, "quatre"),
    (5, "cinq"),
    (6, "six"),
    (7, "sept"),
    (8, "huit"),
    (9, "neuf"),
    (10, "dix"),
    (11, "onze"),
    (12, "douze"),
    (13, "treize"),
    (14, "quatorze"),
    (15, "quinze"),
    (16, "seize"),
    (20, "vingt vingts"),
    (30, "trente"),
    (40, "quarante"),
    (50, "cinquante"),
    (60, "soixante"),
    (70, "septante"),
    (80, "huitante octante"),
    (90, "nonante"),
];
const ES: &[(u16, &str)] = &[
    (0, "cero"),
    (1, "uno un una"),
    (2, "dos"),
    (3, "tres"),
    (4, "cuatro"),
    (5, "cinco"),
    (6, "seis"),
    (7, "siete"),
    (8, "ocho"),
    (9, "nueve"),
    (10, "diez"),
    (11, "once"),
    (12, "doce"),
    (13, "trece"),
    (14, "catorce"),
    (15, "quince"),
    (16, "dieciséis"),
    (17, "diecisiete"),
    (18, "dieciocho"),
    (19, "diecinueve"),
    (20, "veinte"),
    (21, "veintiuno veintiún veintiuna"),
    (22, "veintidós"),
    (23, "veintitrés"),
    (24, "veinticuatro"),
    (25, "veinticinco"),
    (26, "veintiséis"),
    (27, "veintisiete"),
    (28, "veintiocho"),
    (29, "veintinueve"),
    (30, "treinta"),
    (40, "cuarenta"),
    (50, "cincuenta"),
    (60, "sesenta"),
    (70, "setenta"),
    (80, "ochenta"),
    (90, "noventa"),
    (100, "cien ciento"),
    (200, "doscientos doscientas"),
    (300, "trescientos trescientas"),
    (400, "cuatrocientos cuatrocientas"),
    (500, "quinientos quinientas"),
    (600, "seiscientos seiscientas"),
    (700, "setecientos setecientas"),
    (800, "ochocientos ochocientas"),
    (900, "novecientos novecientas"),
];
