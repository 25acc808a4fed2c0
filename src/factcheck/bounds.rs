//! Reads how a figure is limited: "at least", "nearly", "bis zu", "environ", "más de".

use super::tokens::Token;
use crate::domain::language::Language;

/// How the value of a figure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    /// This value.
    Exact,
    /// Near this value.
    About,
    /// A little less than this value.
    Nearly,
    /// This value or more.
    AtLeast,
    /// More than this value.
    MoreThan,
    /// This value or less.
    AtMost,
    /// Less than this value.
    LessThan,
    /// From this value to a second one.
    Between,
}

/// Returns the limit that ends before token `at`, with the number of its tokens.
pub(super) fn before(tokens: &[Token<'_>], at: usize, language: Language) -> (Bound, usize) {
    if let Some(found) = ending(tokens, at, language) {
        return found;
    }
    // "at least the 12": a filler between is passed over.
    let filler = at.checked_sub(1).and_then(|i| tokens.get(i)).filter(|token| FILLERS.contains(&token.lower.as_str()));
    if is_comparison(tokens, at) {
        return (Bound::Exact, 0);
    }
    let found = filler.and_then(|_| ending(tokens, at - 1, language));
    found.map_or((Bound::Exact, 0), |(bound, length)| (bound, length + 1))
}

/// Whether the value before token `at` is a known one that another is compared with: "less than the 1.7% it predicted".
pub(super) fn is_comparison(tokens: &[Token<'_>], at: usize) -> bool {
    let before =
        |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map_or("", |token| token.lower.as_str());
    before(1) == "the" && matches!(before(2), "than" | "above" | "below" | "over" | "under")
        || matches!((before(2), before(1)), ("compared", "with" | "to"))
}

const FILLERS: [&str; 6] = ["some", "the", "a", "an", "other", "another"];

/// Returns the longest phrase that ends before token `at`.
fn ending(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(Bound, usize)> {
    let before = tokens.get(..at)?;
    let length = |phrase: &str| {
        let mut count = 0;
        let mut words = before.iter().rev();
        for word in phrase.rsplit(' ') {
            words.next().filter(|token| token.lower == word)?;
            count += 1;
        }
        Some(count)
    };
    let found = phrases(language).iter().filter_map(|(phrase, bound)| Some((*bound, length(phrase)?)));
    found.max_by_key(|(_, length)| *length)
}

/// Returns the limit that follows at token `at`: "12 or more", "200 oder mehr".
pub(super) fn behind(tokens: &[Token<'_>], at: usize) -> Option<Bound> {
    let lower = |i: usize| tokens.get(at + i).map_or("", |token| token.lower.as_str());
    match (lower(0), lower(1)) {
        ("or" | "oder" | "ou" | "o", "more" | "mehr" | "plus" | "más") | ("at", "least") => Some(Bound::AtLeast),
        ("or", "so") => Some(Bound::About),
        ("or", "less" | "fewer") => Some(Bound::AtMost),
        _ => None,
    }
}

fn phrases(language: Language) -> &'static [(&'static str, Bound)] {
    match language {
        Language::English => EN,
        Language::German => DE,
        Language::French => FR,
        Language::Spanish => ES,
        Language::Other { .. } => &[],
    }
}

const EN: &[(&str, Bound)] = &[
    ("at least", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("a minimum of", Bound::AtLeast),
    ("more than", Bound::MoreThan),
    ("over", Bound::MoreThan),
    ("above", Bound::MoreThan),
    ("exceeding", Bound::MoreThan),
    ("exceeded", Bound::MoreThan),
    ("upwards of", Bound::MoreThan),
    ("just over", Bound::MoreThan),
    ("well over", Bound::MoreThan),
    ("up to", Bound::AtMost),
    ("at most", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("as many as", Bound::AtMost),
    ("as much as", Bound::AtMost),
    ("a maximum of", Bound::AtMost),
    ("fewer than", Bound::LessThan),
    ("less than", Bound::LessThan),
    ("under", Bound::LessThan),
    ("below", Bound::LessThan),
    ("just under", Bound::Nearly),
    ("nearly", Bound::Nearly),
    ("almost", Bound::Nearly),
    ("close to", Bound::About),
    ("about", Bound::About),
    ("around", Bound::About),
    ("roughly", Bound::About),
    ("approximately", Bound::About),
    ("some", Bound::About),
    ("an estimated", Bound::About),
    ("estimated", Bound::About),
    ("circa", Bound::About),
];
const DE: &[(&str, Bound)] = &[
    ("mindestens", Bound::AtLeast),
    ("wenigstens", Bound::AtLeast),
    ("mehr als", Bound::MoreThan),
    ("über", Bound::MoreThan),
    ("gut", Bound::MoreThan),
    ("bis zu", Bound::AtMost),
    ("höchstens", Bound::AtMost),
    ("maximal", Bound::AtMost),
    ("weniger als", Bound::LessThan),
    ("unter", Bound::LessThan),
    ("knapp", Bound::Nearly),
    ("fast", Bound::Nearly),
    ("beinahe", Bound::Nearly),
    ("rund", Bound::About),
    ("etwa", Bound::About),
    ("ungefähr", Bound::About),
    ("circa", Bound::About),
    ("ca .", Bound::About),
];
const FR: &[(&str, Bound)] = &[
    ("au moins", Bound::AtLeast),
    ("plus de", Bound::MoreThan),
    ("plus d '", Bound::MoreThan),
    ("plus d ’", Bound::MoreThan),
    ("jusqu ' à", Bound::AtMost),
    ("jusqu ’ à", Bound::AtMost),
    ("au plus", Bound::AtMost),
    ("moins de", Bound::LessThan),
    ("moins d '", Bound::LessThan),
    ("moins d ’", Bound::LessThan),
    ("près de", Bound::Nearly),
    ("près d '", Bound::Nearly),
    ("près d ’", Bound::Nearly),
    ("presque", Bound::Nearly),
    ("environ", Bound::About),
    ("quelque", Bound::About),
    ("autour de", Bound::About),
];
const ES: &[(&str, Bound)] = &[
    ("al menos", Bound::AtLeast),
    ("por lo menos", Bound::AtLeast),
    ("como mínimo", Bound::AtLeast),
    ("más de", Bound::MoreThan),
    ("hasta", Bound::AtMost),
    ("menos de", Bound::LessThan),
    ("casi", Bound::Nearly),
    ("cerca de", Bound::About),
    ("alrededor de", Bound::About),
    ("aproximadamente", Bound::About),
    ("unos", Bound::About),
    ("unas", Bound::About),
];
