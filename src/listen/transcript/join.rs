//! Joins the words of cues, and finds where sentences end.

/// Words with a point that end no sentence, in lower case.
const ABBREVIATIONS: &[&str] =
    &["mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "z.b.", "d.h.", "bzw.", "sr.", "sra.", "no."];

/// Adds the words of the next cue, with a space where the script and the punctuation need one.
pub(super) fn append(text: &mut String, next: &str) {
    let has_space = text.ends_with(char::is_whitespace) || next.starts_with(char::is_whitespace);
    let length = text.trim_end().len();
    text.truncate(length);
    let next = next.trim();
    let (last, first) = (text.chars().next_back(), next.chars().next());
    let is_close = match (last, first) {
        (Some(last), Some(first)) => {
            is_unspaced(last) && is_unspaced(first) || (!has_space && (is_closing(first) || is_ending(next)))
        }
        _ => true,
    };
    if !is_close {
        text.push(' ');
    }
    text.push_str(next);
}

/// Whether the words end a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」']);
    if !text.ends_with(['.', '!', '?', '…', '。', '！', '？']) {
        return false;
    }
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_initial = word.ends_with('.') && word.chars().count() == 2 && word.starts_with(char::is_uppercase);
    let is_abbreviation = word.len() <= 5 && ABBREVIATIONS.contains(&word.to_lowercase().as_str());
    !is_initial && !is_abbreviation
}

/// Counts the sentences that end within the words.
pub(super) fn sentences(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| ends_sentence(word)).count();
    words + text.chars().filter(|c| matches!(c, '。' | '！' | '？')).count()
}

/// Whether a character belongs to a script without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | ';' | ':' | ')' | ']' | '”' | '%' | '…')
}

/// Whether a word is the end of a contraction, such as `'s` or `’re`.
fn is_ending(word: &str) -> bool {
    word.starts_with(['\'', '’'])
        && (2..=3).contains(&word.chars().count())
        && word.chars().skip(1).all(char::is_alphabetic)
}
