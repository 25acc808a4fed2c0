//! Tests of dividing texts: labelled cases of four languages, and what holds for all texts.

use proptest::prelude::*;

use super::*;

/// The cases of a file: the text, and where its sentences end.
fn cases(file: &str) -> Vec<(String, Vec<String>)> {
    let rows = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| (row.replace('|', ""), row.split('|').map(|piece| piece.trim().to_owned()).collect())).collect()
}

fn pieces(text: &str, language: Option<&str>) -> Vec<String> {
    sentences(text, language).into_iter().map(|range| text[range].to_owned()).collect()
}

/// Returns the cases that come out otherwise, and prints their share.
fn wrong(language: &str, name: &str, file: &str) -> (usize, Vec<String>) {
    let cases = cases(file);
    let all = cases.len();
    let wrong: Vec<String> = cases
        .into_iter()
        .filter(|(text, expected)| pieces(text, Some(language)) != *expected)
        .map(|(text, _)| format!("{language}: {}", pieces(&text, Some(language)).join(" |")))
        .collect();
    println!("{language} {name}: {} of {all} right", all - wrong.len());
    (all, wrong)
}

macro_rules! labelled {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/sentences/", $name, ".txt"))
    };
}

#[test]
fn labelled_texts_are_divided_as_they_are_labelled() {
    let mut all_wrong = Vec::new();
    for (language, file) in
        [("en", labelled!("en")), ("de", labelled!("de")), ("fr", labelled!("fr")), ("es", labelled!("es"))]
    {
        all_wrong.extend(wrong(language, "known", file).1);
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

/// These cases were set aside while the rules were made; a few may be wrong.
#[test]
fn texts_that_no_rule_was_made_for_are_divided_too() {
    for (language, file) in [
        ("en", labelled!("en-held-out")),
        ("de", labelled!("de-held-out")),
        ("fr", labelled!("fr-held-out")),
        ("es", labelled!("es-held-out")),
    ] {
        let (all, wrong) = wrong(language, "held out", file);
        assert!(wrong.len() * 10 <= all, "{}", wrong.join("\n"));
    }
}

#[test]
fn other_languages_have_the_common_rules() {
    for (language, text) in [
        (None, "Dr. Wu came. |J. R. Li left."),
        (Some("ja"), "今日は雨です。|明日は晴れますか？|「はい。」|と言った。"),
        (Some("zh"), "他来了。|她走了！|他们说：“好。”|完"),
        (Some("hi"), "यह घर है। |वह पेड़ है।"),
        (Some("ru"), "Он пришёл. |Она ушла в 5 ч. вечера."),
        (Some("cs"), "Přišel 3. Května. |Odešel."),
        (Some("el"), "Ήρθε. |Έφυγε;"),
        (None, "one\n|two"),
        (None, ""),
        (None, " \n "),
        (None, "..."),
        (None, "*** A. ***"),
    ] {
        let expected = text.split('|').map(str::trim).filter(|piece| piece.contains(char::is_alphanumeric));
        let expected: Vec<&str> = expected.collect();
        assert_eq!(pieces(&text.replace('|', ""), language), expected, "{language:?}");
    }
}

#[test]
fn long_sentences_end_at_clauses() {
    let clause = "the river rose and the town slept";
    for (separator, ends_with) in [(";", ";"), (":", ":"), (" –", "–"), (",", ","), ("", "")] {
        let text = vec![clause; 30].join(&format!("{separator} "));
        let all = pieces(&text, None);
        assert!(all.len() >= 3, "{separator}: {all:?}");
        for piece in &all[..all.len() - 1] {
            assert!(piece.ends_with(ends_with) && piece.chars().count() > 100, "{separator}: {piece}");
        }
    }
    let wide = "川が流れて、町が眠る、".repeat(80);
    assert!(pieces(&wide, Some("ja")).iter().all(|piece| piece.ends_with('、')));
    let solid = "e\u{301}".repeat(900);
    assert!(pieces(&solid, None).iter().all(|piece| piece.starts_with('e') && piece.chars().count() <= MAX_CHARS));
}

/// The library looks ahead from each full stop to the next letter, again for each bracket behind it.
#[test]
fn long_runs_of_marks_are_one_piece_each() {
    for run in [".((((".to_owned(), "! ".to_owned(), ".)\u{a0}".to_owned(), "a. ".to_owned(), "…»".to_owned()] {
        let text = run.repeat(60_000);
        let total: usize = sentences(&text, None).into_iter().map(|range| range.len()).sum();
        assert!(total <= text.len());
    }
}

proptest! {
    #[test]
    fn sentences_are_in_order_and_cover_all_words(text in "([a-zA-ZäÉ日。0-9]{1,6}[.!?…,;:»”)]{0,2}[ \u{a0}\n]{0,2}|\\PC|[A-Z]\\. |[(«“]){0,60}", tag in "(en|de|fr|es|xx)") {
        let all = sentences(&text, Some(&tag));
        let mut end = 0;
        for range in &all {
            prop_assert!(range.start >= end && range.start < range.end);
            prop_assert!(text[end..range.start].chars().all(|c| !c.is_alphanumeric()));
            prop_assert!(end == 0 || text[end..range.start].chars().all(char::is_whitespace));
            let piece = &text[range.clone()];
            prop_assert_eq!(piece.trim(), piece);
            prop_assert!(piece.chars().count() <= MAX_CHARS);
            end = range.end;
        }
        prop_assert!(text[end..].chars().all(|c| !c.is_alphanumeric()));
    }

    #[test]
    fn a_sentence_is_not_divided_again(text in "([a-zA-Zäé0-9]{1,4}[.!?…,:»”)]{0,2} |[A-Z]\\. |[0-9]{1,2}\\. |Dr\\. |z\\. |[(«“]){0,40}", tag in "(en|de|fr|es|xx)") {
        for range in sentences(&text, Some(&tag)) {
            let piece = &text[range];
            prop_assert_eq!(sentences(piece, Some(&tag)).len(), 1, "{}", piece);
        }
    }
}
