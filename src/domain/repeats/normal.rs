//! Normalises a text to the words by which it is compared, without case, punctuation, addresses and quotations.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_width::UnicodeWidthChar;

use crate::domain::script::is_unspaced;
use crate::domain::text::prefix;

/// Bytes of a text that are compared.
const MAX_BYTES: usize = 64 << 10;

/// Returns the words of a text with single spaces between them.
///
/// They are in NFKC and lower case, without links, e-mail addresses, quoted lines (`>`) and punctuation. In scripts
/// without spaces between words, each character is a word.
#[must_use]
pub fn normalise(text: &str) -> String {
    paragraphs(text).join(" ")
}

/// Like [`normalise`], but returns each paragraph that has words; blank lines separate paragraphs.
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

/// Adds the words of a token between two spaces, and a space after them.
fn add_token(token: &str, out: &mut String) {
    if is_mail(token) || token.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("www.") {
        return;
    }
    let mut rest = token;
    while let Some((before, after)) = rest.split_once("://") {
        let scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        add_words(before.trim_end_matches(scheme), out);
        // In a script without spaces between words, its next character ends the address.
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

/// Returns whether `c` is an apostrophe or combines with a letter.
fn is_within_word(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}') || c.width() == Some(0)
}

/// Returns whether a token is an e-mail address, or an account with its server.
fn is_mail(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    token.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_remain() {
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
