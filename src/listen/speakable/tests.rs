//! Tests of what the engine gets.

use proptest::prelude::*;

use super::*;

#[test]
fn sentences_become_words() {
    for (text, expected) in [
        ("", ""),
        ("The bridge is closed.", "The bridge is closed."),
        ("See https://www.example.org/a?b=c.", "See link to example.org."),
        ("Write to ann@example.org!", "Write to email address at example.org!"),
        ("(www.example.org/x) is down", "(link to example.org) is down"),
        ("Read https://xn--bcher-kva.example/ now", "Read link now"),
        ("#News from @ann and @bob@social.example, #5", "News from ann and bob #5"),
        ("A word[1] and more¹ text*.", "A word and more text."),
        ("x² is 10² km²", "x² is 10² km²"),
        ("Fine 👍🏽 day 👨‍👩‍👧 here ☀️!", "Fine day here !"),
        ("Next → there ★★★ end", "Next there end"),
        ("=====", ""),
        ("*** Title ***", "Title"),
        ("Title =========== end", "Title end"),
        ("a *strong* `word` in snake_case", "a strong word in snake case"),
        ("C++ and R&D -- done...", "C++ and R&D -- done..."),
        ("5 < 6 > 4", "5 less than 6 greater than 4"),
        ("bell\u{7} and\u{202e} turn\u{200b}", "bell and turn"),
        ("-- ! ?", ""),
        ("The […] text", "The (…) text"),
        ("a\nb\tc", "a b c"),
        ("नमस्ते क्\u{200d}ष", "नमस्ते क्\u{200d}ष"),
    ] {
        assert_eq!(speakable(text, Some("en")), expected, "{text}");
    }
}

#[test]
fn addresses_are_named_in_the_language_of_the_sentence() {
    for (language, expected) in [
        (Some("de-CH"), "Link zu example.org"),
        (Some("fr"), "lien vers example.org"),
        (Some("es"), "enlace a example.org"),
        (Some("pt"), "link to example.org"),
        (None, "link to example.org"),
    ] {
        assert_eq!(speakable("http://www.example.org/", language), expected);
    }
}

#[test]
fn nothing_can_be_taken_for_a_command() {
    for (text, expected) in [
        ("-f /etc/passwd", "f /etc/passwd"),
        ("-w out.wav", "w out.wav"),
        ("--stdin", "stdin"),
        ("$(reboot) now", "(reboot) now"),
        ("`reboot`", "reboot"),
        ("| sh", "sh"),
        ("; sh", "sh"),
        ("& sh", "sh"),
        ("@file", "file"),
        ("!word", "word"),
        ("/etc/passwd", "etc/passwd"),
        ("<speak>hi</speak>", "speak hi /speak"),
        ("<audio src='x'/> hi", "audio src='x'/ hi"),
        ("[[h@loU]] hi", "((h@loU)) hi"),
        ("[[ rate 900 ]] hi", "(( rate 900 )) hi"),
        ("\\pause=9\\ hi {x}", "pause=9 hi x"),
        ("$5 and €5", "$5 and €5"),
        ("\u{1b}[31mred", "(31mred"),
        ("\u{1b}]0;x\u{7}", ")0;x"),
    ] {
        let said = speakable(text, Some("en"));
        let expected = expected.trim_start_matches(')');
        assert_eq!(said, expected, "{text}");
    }
}

#[test]
fn the_result_is_bounded() {
    for text in
        ["word ".repeat(9_000), "a@b.example ".repeat(9_000), "漢".repeat(9_000), "http://a.example,".repeat(900)]
    {
        let said = speakable(&text, Some("es"));
        assert!(!said.is_empty() && said.chars().count() <= MAX_CHARS);
    }
    assert_eq!(speakable(&"x1".repeat(900), None), "");
}

proptest! {
    #[test]
    fn no_text_has_markup_or_a_dangerous_start(text in "(\\PC|\\p{Cc}|[-<>\\[\\]{}|$@#!&;*_ a-c1.]|漢|http://|www\\.|mailto:|@b\\.cc){0,40}") {
        let said = speakable(&text, Some("en"));
        prop_assert!(!said.contains(|c: char| "<>[]{}|\\`".contains(c) || c.is_control()), "{}", said);
        prop_assert!(said.is_empty() || said.contains(char::is_alphanumeric));
        prop_assert!(!said.starts_with(|c: char| "-|&;/!%@#~^*+=.:,".contains(c) || c.is_whitespace()), "{}", said);
        prop_assert_eq!(said.trim(), &said);
    }
}
