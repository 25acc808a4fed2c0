//! How long it takes to read a text.

/// Words that a person reads in a minute.
pub const WORDS_A_MINUTE: usize = 230;
/// A shorter text takes too little time to mention.
const WORTH_TELLING: usize = 100;

/// Minutes that so many words take; `None` when it is hardly one.
#[must_use]
pub fn minutes(words: usize) -> Option<usize> {
    (words >= WORTH_TELLING).then(|| words.div_ceil(WORDS_A_MINUTE))
}

/// Writes minutes for a person: "12 min", "1 h 5 min".
#[must_use]
pub fn duration(minutes: usize) -> String {
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {} min", minutes / 60, minutes % 60) }
}
