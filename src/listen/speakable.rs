//! Makes what the engine gets of a sentence: words, without addresses, symbols and anything that an engine could take
//! for a command.
//!
//! The text goes to standard input. It holds no angle or square brackets, braces, backslashes or control characters, in
//! which engines look for markup, and begins with a letter, a number or a quotation mark.

use unicode_segmentation::UnicodeSegmentation;

use super::addresses;
use super::announce::Phrases;
use crate::domain::script::is_unspaced;
use crate::page::without_note_marks;

/// Bytes of a sentence that are read.
const MAX_BYTES: usize = 8 << 10;
/// Characters of the result.
const MAX_CHARS: usize = 1_000;
/// Characters of the longest word; longer ones are keys, hashes and pieces of addresses.
const MAX_WORD: usize = 64;
/// Symbols that are no words where three of them stand in a row.
const SYMBOLS: &[char] =
    &['=', '*', '_', '~', '#', '+', '-', '–', '—', '|', '^', '•', '·', '/', '%', '$', '&', ':', ';', ',', '@'];

/// Makes what the engine gets of one sentence in `language`, a BCP 47 tag: one line, or "" if there is no letter or
/// digit to read.
#[must_use]
pub fn speakable(text: &str, language: Option<&str>) -> String {
    let phrases = Phrases::of(language);
    let text = without_note_marks(crate::domain::text::prefix(text, MAX_BYTES));
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace()) {
        say(word, phrases, &mut out);
        out.push(' ');
    }
    let out: Vec<&str> = out.split_whitespace().collect();
    let out = out.join(" ");
    let out = without_start(&out);
    if !out.contains(char::is_alphanumeric) {
        return String::new();
    }
    out.char_indices().nth(MAX_CHARS).map_or(out, |(at, _)| out.split_at(at).0.trim_end()).to_owned()
}

/// Writes a word with its addresses named by their hosts.
fn say(word: &str, phrases: &Phrases, out: &mut String) {
    match word {
        "<" => return out.push_str(phrases.less_than),
        ">" => return out.push_str(phrases.greater_than),
        _ => {}
    }
    let mut rest = word;
    // `@ann@social.example` is a mention.
    let mention = word.strip_prefix('@').and_then(|name| name.split_once('@'));
    if let Some((name, _)) = mention.filter(|(name, _)| !name.is_empty()) {
        rest = name;
    }
    while let Some(found) = addresses::find(rest) {
        say_word(found.before, out);
        let said =
            if found.is_email && !found.host.is_empty() { phrases.email(found.host) } else { phrases.link(found.host) };
        if out.ends_with(char::is_alphanumeric) {
            out.push(' ');
        }
        out.push_str(&said);
        if found.after.starts_with(char::is_alphanumeric) {
            out.push(' ');
        }
        rest = found.after;
    }
    say_word(rest, out);
}

/// Writes a word without emoji, symbols and markup.
fn say_word(word: &str, out: &mut String) {
    let is_long = |part: &str| part.chars().take(MAX_WORD + 1).filter(|c| !is_unspaced(*c)).count() > MAX_WORD;
    if is_long(word) {
        return;
    }
    // `#word`, `@word`, `*word*`, `_word_` and `` `word` `` are words.
    let marks = |c: char| matches!(c, '*' | '_' | '`' | '~' | '|');
    let word = word.trim_matches(marks);
    let tag = word.strip_prefix(['#', '@']).filter(|tag| tag.starts_with(char::is_alphabetic));
    let word = tag.unwrap_or(word);
    let mut run = 0;
    for grapheme in word.graphemes(true) {
        let first = grapheme.chars().next().unwrap_or(' ');
        if is_picture(grapheme) {
            out.push(' ');
            continue;
        }
        run = if SYMBOLS.contains(&first) { run + 1 } else { 0 };
        if run == 3 {
            // The run was no word from its beginning.
            out.truncate(out.trim_end_matches(SYMBOLS).len());
        }
        if run >= 3 {
            continue;
        }
        out.extend(grapheme.chars().map(plain_char));
    }
}

/// Returns a character as it is said; a space for those of markup and those that are not said at all.
fn plain_char(c: char) -> char {
    match c {
        '[' => '(',
        ']' => ')',
        '<' | '>' | '{' | '}' | '\\' | '|' | '_' | '`' | '^' | '•' => ' ',
        '\u{200c}' | '\u{200d}' => c,
        c if c.is_control() || is_unseen(c) => ' ',
        c => c,
    }
}

/// Removes what stands before the first letter, number or quotation mark.
fn without_start(text: &str) -> &str {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let next = rest.chars().nth(1);
        let is_start = c.is_alphanumeric()
            || matches!(c, '«' | '»' | '“' | '„' | '‘' | '’' | '"' | '\'' | '¿' | '¡' | '(' | '「' | '『' | '…' | '−')
            || !c.is_ascii_punctuation() && !c.is_whitespace() && next.is_some_and(char::is_alphanumeric)
            || c == '$' && next.is_some_and(|next| next.is_ascii_digit());
        if is_start {
            break;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    rest
}

/// Whether a grapheme is an emoji, an arrow, a box or another picture.
fn is_picture(grapheme: &str) -> bool {
    grapheme.chars().any(|c| {
        matches!(c,
            '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{27bf}' | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
    })
}

/// Whether a character has no looks of its own: controls of direction, joiners of words, variations, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests;
