//! A text as the words it is compared by: case, forms of letters, punctuation, addresses and quotations are left out.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_width::UnicodeWidthChar;

use crate::domain::text::prefix;

/// Bytes of a text that are looked at.
const MAX_BYTES: usize = 64 << 10;

/// The words of a text, one space between them: NFKC, lower case, without links, e-mail addresses, quoted lines (`>`)
/// and punctuation. Characters of scripts that put no spaces between words stand alone.
#[must_use]
pub fn normalise(text: &str) -> String {
    paragraphs(text).join(" ")
}

/// The same for each paragraph that has words; blank lines stand between paragraphs.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let text = prefix(text, MAX_BYTES);
    let text =
        if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfkc().normalize(text) };
    let mut done = Vec::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            done.push(std::mem::take(&mut current));
        } else if !line.starts_with('>') {
            line.split_whitespace().for_each(|token| add_token(token, &mut current));
        }
    }
    done.push(current);
    for paragraph in &mut done {
        paragraph.truncate(paragraph.trim_end().len());
    }
    done.retain(|paragraph| !paragraph.is_empty());
    done
}

/// Adds the words of something between two spaces, and a space behind them.
fn add_token(token: &str, out: &mut String) {
    if is_mail(token) || token.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("www.") {
        return;
    }
    let mut rest = token;
    while let Some((before, after)) = rest.split_once("://") {
        let scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        add_words(before.trim_end_matches(scheme), out);
        // Where words have no spaces between them, an address ends at the next one.
        rest = after.trim_start_matches(|c| !is_unspaced(c));
    }
    add_words(rest, out);
}

fn add_words(text: &str, out: &mut String) {
    for c in text.chars().flat_map(char::to_lowercase) {
        if is_unspaced(c) {
            space(out);
            out.extend([c, ' ']);
        } else if c.is_alphanumeric() {
            out.push(c);
        } else if !is_within_word(c) {
            space(out);
        }
    }
    space(out);
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Apostrophes, and marks that stand on a letter.
fn is_within_word(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}') || c.width() == Some(0)
}

/// An address, or the full name of an account.
fn is_mail(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    token.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Han, kana, Thai, Lao, Burmese and Khmer are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    c >= '\u{e01}'
        && c.is_alphanumeric()
        && matches!(c,
            '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_are_left() {
        for (text, words) in [
            ("", ""),
            (" ...  !\n", ""),
            ("It’s a TEST, it's a test;\n  really", "its a test its a test really"),
            ("long\u{2014}term  long-term", "long term long term"),
            ("ﬁne Ｗｉｄｅ cafe\u{301} café", "fine wide café café"),
            ("see (https://a.example/x?y=1) or http://b.example, www.c.example/z.", "see or"),
            ("mail me@a.example or <you@b.example>, @ann@social.example too", "mail or too"),
            ("> what you said\nI agree\n > and more", "i agree"),
            ("one\n\ntwo\n \nthree", "one two three"),
            ("今日はhttps://a.example/xとても良い。", "今 日 は と て も 良 い"),
            ("가격이 올랐다", "가격이 올랐다"),
            ("naïve İstanbul", "naïve istanbul"),
        ] {
            assert_eq!(normalise(text), words, "{text:?}");
        }
    }

    #[test]
    fn paragraphs_are_kept_apart() {
        assert_eq!(paragraphs("One,\ntwo.\n\n> not me\n\nThree."), ["one two", "three"]);
    }

    #[test]
    fn a_very_long_text_is_cut() {
        assert!(normalise(&"é ".repeat(MAX_BYTES)).len() <= MAX_BYTES);
    }
}
