//! Estimates how long it takes to read a text.

/// The words that a person reads in a minute.
pub const WORDS_A_MINUTE: usize = 230;
/// The fewest words for which a reading time is shown.
const MIN_WORDS: usize = 100;

/// Returns the minutes that a number of words takes to read, or `None` if there are fewer than `MIN_WORDS`.
#[must_use]
pub fn minutes(words: usize) -> Option<usize> {
    (words >= MIN_WORDS).then(|| words.div_ceil(WORDS_A_MINUTE))
}

/// Formats minutes: "12 min", "1 h 5 min".
#[must_use]
pub fn duration(minutes: usize) -> String {
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {} min", minutes / 60, minutes % 60) }
}
