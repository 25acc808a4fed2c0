//! The units and currencies that follow or precede a number, with factors to one unit of each dimension.
//!
//! Factors are those of the International System of Units and of the international yard and pound (1959).

use super::tokens::{Kind, Token};
use crate::domain::language::Language;

/// What a figure measures. Values of one measure are in one unit, which is given here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    /// Things or persons, by number.
    Count,
    /// Per cent.
    Percent,
    /// Percentage points.
    Points,
    /// An amount in the currency of this ISO 4217 code.
    Money(&'static str),
    /// Metres.
    Length,
    /// Square metres.
    Area,
    /// Kilograms.
    Mass,
    /// Litres.
    Volume,
    /// Metres per second.
    Speed,
    /// Seconds.
    Duration,
    /// Degrees Celsius.
    Temperature,
    /// Degrees of an unknown scale.
    Degrees,
    /// Watts.
    Power,
    /// The age of a person, in years.
    Age,
    /// Points of two sides.
    Score,
    /// A calendar year.
    Year,
    /// A place on a scale that is named before the number: "magnitude 6.1", "category 4".
    Scale,
    /// A place in an order: "21st".
    Rank,
}

/// A unit that was read, and the number of its tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// What it measures.
    pub measure: Measure,
    /// The factor from the number as written.
    pub factor: f64,
    /// Whether the number is in degrees Fahrenheit.
    pub is_fahrenheit: bool,
    /// The number of its tokens.
    pub length: usize,
}

/// Reads the unit or currency at token `at`, behind a number.
pub(super) fn behind(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Unit> {
    let lower = |i: usize| tokens.get(at + i).map_or("", |token| token.lower.as_str());
    // "41-year", "10-km": a glued hyphen stands between the number and its unit.
    if tokens.get(at).is_some_and(|token| token.is_dash() && token.is_glued) {
        let inner = single(lower(1), language)
            .filter(|unit| matches!(unit.0, Measure::Length | Measure::Area | Measure::Mass | Measure::Duration));
        return inner.map(|(measure, factor)| Unit { measure, factor, is_fahrenheit: false, length: 2 });
    }
    // "38.6C"
    if let Some(scale) = tokens.get(at).filter(|token| token.is_glued && matches!(token.raw, "C" | "F")) {
        let is_fahrenheit = scale.raw == "F";
        return Some(Unit { measure: Measure::Temperature, factor: 1.0, is_fahrenheit, length: 1 });
    }
    let plain = |measure, factor, length| Some(Unit { measure, factor, is_fahrenheit: false, length });
    match (lower(0), lower(1)) {
        ("per" | "pour", "cent") | ("por", "ciento") => return plain(Measure::Percent, 1.0, 2),
        ("percentage" | "prozentpunkte" | "prozentpunkten", _) => return plain(Measure::Points, 1.0, 1),
        ("%", "-") if lower(2).starts_with("punkt") => return plain(Measure::Points, 1.0, 3),
        ("°" | "degrees" | "degree" | "grad" | "degrés" | "grados", _) => {
            return Some(degrees(lower(1), lower(0), language));
        }
        ("square" | "sq", inner) => {
            let (_, factor) = single(inner, language).filter(|unit| unit.0 == Measure::Length)?;
            return plain(Measure::Area, factor * factor, 2);
        }
        (inner, "carrés" | "cuadrados") => {
            let (_, factor) = single(inner, language).filter(|unit| unit.0 == Measure::Length)?;
            return plain(Measure::Area, factor * factor, 2);
        }
        ("us" | "australian" | "canadian" | "dólares" | "dollars", "dollars" | "estadounidenses" | "américains") => {
            let code = match lower(0) {
                "australian" => "AUD",
                "canadian" => "CAD",
                _ => "USD",
            };
            return plain(Measure::Money(code), 1.0, 2);
        }
        ("de" | "d", inner) if matches!(language, Language::French | Language::Spanish) => {
            let (inner, skip) = if inner == "'" || inner == "’" { (lower(2), 3) } else { (inner, 2) };
            let (measure, factor) = single(inner, language).filter(|unit| unit.0 != Measure::Duration)?;
            return plain(measure, factor, skip);
        }
        _ => {}
    }
    let (measure, factor) = single(lower(0), language)?;
    let per_hour = lower(1) == "/" && lower(2) == "h"
        || matches!(
            (lower(1), lower(2)),
            ("per" | "an", "hour") | ("pro", "stunde") | ("par", "heure") | ("por", "hora")
        );
    if measure == Measure::Length && per_hour {
        return plain(Measure::Speed, factor / 3600.0, 3);
    }
    plain(measure, factor, 1)
}

fn degrees(next: &str, word: &str, language: Language) -> Unit {
    let is_celsius =
        matches!(next, "c" | "celsius") || language != Language::English && !matches!(next, "f" | "fahrenheit");
    let is_fahrenheit = matches!(next, "f" | "fahrenheit");
    let is_known = is_celsius || is_fahrenheit;
    let measure = if is_known { Measure::Temperature } else { Measure::Degrees };
    let named = matches!(next, "c" | "celsius" | "f" | "fahrenheit") && !word.is_empty();
    Unit { measure, factor: 1.0, is_fahrenheit, length: 1 + usize::from(named) }
}

/// Reads the currency that ends right before token `at`, and returns its code and the number of its tokens.
pub(super) fn currency_before(tokens: &[Token<'_>], at: usize) -> Option<(&'static str, usize)> {
    let token = tokens.get(at.checked_sub(1)?)?;
    let prefix = at.checked_sub(2).and_then(|i| tokens.get(i)).filter(|_| token.is_glued).map_or("", |t| t.raw);
    let code = match token.raw {
        "$" => {
            let (code, length) = match prefix {
                "A" | "AU" => ("AUD", 2),
                "C" | "CA" | "CAN" => ("CAD", 2),
                "HK" => ("HKD", 2),
                "NZ" => ("NZD", 2),
                "S" => ("SGD", 2),
                "US" => ("USD", 2),
                _ => ("USD", 1),
            };
            return Some((code, length));
        }
        raw => code(raw).or_else(|| currency_word(&token.lower).filter(|_| raw.len() <= 3))?,
    };
    (token.kind == Kind::Mark || token.raw.chars().all(char::is_uppercase)).then_some((code, 1))
}

fn code(raw: &str) -> Option<&'static str> {
    Some(match raw {
        "£" | "GBP" => "GBP",
        "€" | "EUR" => "EUR",
        "¥" | "JPY" => "JPY",
        "₹" | "INR" => "INR",
        "USD" | "$" => "USD",
        "CHF" => "CHF",
        _ => return None,
    })
}

fn currency_word(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "dollar" | "dollars" | "dólares" | "dólar" | "usd" | "$" => "USD",
        "euro" | "euros" | "eur" | "€" => "EUR",
        "pound" | "pounds" | "pfund" | "livres" | "libras" | "gbp" | "£" => "GBP",
        "yen" | "yens" | "yenes" => "JPY",
        "yuan" | "yuans" => "CNY",
        "rupee" | "rupees" => "INR",
        "peso" | "pesos" => "MXN",
        "franken" | "francs" | "chf" => "CHF",
        "crowns" | "kronor" | "kroner" | "kronen" | "couronnes" | "coronas" => "SEK",
        "reais" | "reales" => "BRL",
        _ => return None,
    })
}

/// Whether a word is a unit or currency, so that it says nothing about the subject.
pub(super) fn is_unit(lower: &str, language: Language) -> bool {
    lower.len() <= 20 && single(lower, language).is_some()
}

/// A unit of one word, as its measure and factor.
fn single(lower: &str, language: Language) -> Option<(Measure, f64)> {
    if let Some(code) = currency_word(lower) {
        return Some((Measure::Money(code), 1.0));
    }
    let is_english = language == Language::English;
    Some(match lower {
        "%" | "percent" | "prozent" | "pc" => (Measure::Percent, 1.0),
        "km" | "kms" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "kilometern" | "kilomètre"
        | "kilomètres" | "kilómetro" | "kilómetros" => (Measure::Length, 1000.0),
        "mile" | "miles" | "meilen" | "milles" | "millas" => (Measure::Length, 1609.344),
        "m" | "metre" | "metres" | "meter" | "meters" | "metern" | "mètre" | "mètres" | "metro" | "metros" => {
            (Measure::Length, 1.0)
        }
        "cm" | "centimetres" | "centimeters" | "zentimeter" | "centimètres" | "centímetros" => {
            (Measure::Length, 0.01)
        }
        "mm" | "millimetres" | "millimeters" | "millimeter" | "millimètres" | "milímetros" => {
            (Measure::Length, 0.001)
        }
        "foot" | "feet" | "ft" | "fuß" | "pieds" | "pies" => (Measure::Length, 0.3048),
        "inch" | "inches" => (Measure::Length, 0.0254),
        "yard" | "yards" => (Measure::Length, 0.9144),
        "hectare" | "hectares" | "ha" | "hektar" | "hectáreas" if lower != "ha" || language != Language::Spanish => {
            (Measure::Area, 1e4)
        }
        "acre" | "acres" => (Measure::Area, 4046.856),
        "km2" | "km²" | "quadratkilometer" | "quadratkilometern" => (Measure::Area, 1e6),
        "m2" | "m²" | "quadratmeter" | "quadratmetern" => (Measure::Area, 1.0),
        "tonne" | "tonnes" | "tonnen" | "toneladas" | "tonelada" | "ton" | "tons" => (Measure::Mass, 1000.0),
        "kg" | "kilo" | "kilos" | "kilogram" | "kilograms" | "kilogramm" | "kilogrammes" | "kilogramos" => {
            (Measure::Mass, 1.0)
        }
        "lb" | "lbs" => (Measure::Mass, 0.453_592_37),
        "gram" | "grams" | "gramm" | "grammes" | "gramos" => (Measure::Mass, 0.001),
        "litre" | "litres" | "liter" | "liters" | "litern" | "litro" | "litros" => (Measure::Volume, 1.0),
        "gallon" | "gallons" => (Measure::Volume, 3.785_411_784),
        "barrel" | "barrels" | "barrils" | "barriles" => (Measure::Volume, 158.987_294_928),
        "mph" => (Measure::Speed, 0.447_04),
        "kmh" | "kph" => (Measure::Speed, 1.0 / 3.6),
        "knots" | "knoten" => (Measure::Speed, 0.514_444),
        "mw" | "megawatt" | "megawatts" => (Measure::Power, 1e6),
        "gw" | "gigawatt" | "gigawatts" => (Measure::Power, 1e9),
        "second" | "seconds" | "sekunde" | "sekunden" | "secondes" | "segundos" => (Measure::Duration, 1.0),
        "minute" | "minutes" | "minuten" | "minutos" => (Measure::Duration, 60.0),
        "hour" | "hours" | "stunde" | "stunden" | "heures" | "horas" => (Measure::Duration, 3600.0),
        "day" | "days" | "tag" | "tage" | "tagen" | "jours" | "día" | "días" => (Measure::Duration, 86_400.0),
        "week" | "weeks" | "woche" | "wochen" | "semaines" | "semanas" => (Measure::Duration, 604_800.0),
        "month" | "months" | "monat" | "monate" | "monaten" | "mois" | "meses" => (Measure::Duration, 2_629_746.0),
        "year" | "years" | "jahre" | "jahren" | "ans" | "année" | "années" | "años" => {
            (Measure::Duration, 31_556_952.0)
        }
        "yr" | "yrs" if is_english => (Measure::Duration, 31_556_952.0),
        _ => return None,
    })
}
