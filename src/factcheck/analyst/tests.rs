//! Questions to the analyst, and answers, well formed and hostile.

use serde_json::Value;

use super::*;
use crate::factcheck::{Passage, Source, check};

fn at() -> Time {
    "2026-03-05T08:00:00Z".parse().unwrap()
}

/// The report of an article with one claim, for which one article of another outlet has evidence.
fn report() -> Report {
    let source = Source {
        outlet: "tide.example",
        title: "Fire at Halden ferry terminal kills 12",
        text: "A fire at the Halden ferry terminal killed 12 people on Saturday, the harbour police said.",
        language: Some("en"),
        published: at(),
    };
    let passage = Passage {
        outlet: "slow.example",
        article: Some(ArticleId(9)),
        url: Some("https://slow.example/9"),
        title: "Halden terminal fire: death toll",
        text: "The fire at the Halden ferry terminal killed 19 people, according to the hospital in Ostrey.",
        language: Some("en"),
        published: at(),
        is_same_story: true,
    };
    let found = check(&source, &[passage], &[]);
    Report::new((ArticleId(7), Text::line(source.title)), &found, (at(), at()), None, &|_| None)
}

fn name() -> Text {
    Text::line("my-analyst")
}

#[test]
fn the_question_has_the_article_its_claims_and_the_evidence() {
    let url = Some("https://tide.example/7");
    let asked = Asked { outlet: "tide.example", url, published: at(), language: Some("en"), text: "A fire." };
    let question: Value = serde_json::from_str(&question(&report(), &asked)).unwrap();
    assert_eq!(question["article"]["id"], 7);
    assert_eq!((&question["article"]["text"], &question["from"]), (&"A fire.".into(), &"2026-03-05T08:00:00Z".into()));
    let claim = &question["claims"][0];
    assert_eq!((&claim["claim"], &claim["verdict"]), (&0.into(), &"differs".into()));
    assert_eq!((&claim["evidence"][0]["article"], &claim["evidence"][0]["agrees"]), (&9.into(), &false.into()));
    assert!(claim["evidence"][0]["quote"].as_str().unwrap().contains("19 people"));
}

#[test]
fn an_answer_is_read_with_what_it_cites() {
    let answer = r#"{"notes": [{"claim": 0, "text": "The toll rose.", "cites": ["https://a.example/x", "9", 7, "9"]},
                               {"claim": 0, "text": "No source."}], "more": 1}"#;
    let found = parse(&name(), answer.as_bytes(), &report()).unwrap();
    assert_eq!((found.name.as_str(), found.notes.len(), found.skipped), ("my-analyst", 2, 0));
    let url = Cite::Url("https://a.example/x".to_owned());
    assert_eq!(found.notes[0].cites, [url, Cite::Article(ArticleId(9)), Cite::Article(ArticleId(7))]);
    assert_eq!((found.notes[1].text.as_str(), found.notes[1].cites.len()), ("No source.", 0));
}

#[test]
fn citations_of_anything_else_are_skipped_and_counted() {
    for cite in [
        r#""8""#,
        "8",
        "-1",
        "null",
        "[]",
        r#""javascript:x""#,
        r#""file:///etc/passwd""#,
        r#""/9""#,
        r#""https://a@b.example/""#,
    ] {
        let answer = format!(r#"{{"notes": [{{"claim": 0, "text": "x", "cites": [{cite}]}}]}}"#);
        let found = parse(&name(), answer.as_bytes(), &report()).unwrap();
        assert_eq!((found.notes[0].cites.len(), found.skipped), (0, 1), "{cite}");
    }
}

#[test]
fn notes_are_scrubbed_bounded_and_about_claims_of_the_report() {
    let note = |claim: &str, text: &str| format!(r#"{{"claim": {claim}, "text": "{text}"}}"#);
    for (given, notes, skipped) in [
        (note("0", r"red \u001b[31m\u202etext"), 1, 0),
        (note("1", "no such claim"), 0, 1),
        (note("-1", "x"), 0, 1),
        (note("\"0\"", "x"), 0, 1),
        (note("0", " "), 0, 1),
        (vec![note("0", "x"); 150].join(","), 100, 50),
        (note("0", &"x".repeat(100_000)), 1, 0),
    ] {
        let found = parse(&name(), format!("{{\"notes\": [{given}]}}").as_bytes(), &report()).unwrap();
        assert_eq!((found.notes.len(), found.skipped), (notes, skipped), "{}", prefix(&given, 80));
        let is_clean = |note: &Note| note.text.len() <= 4_000 && !note.text.contains(['\u{1b}', '\u{202e}']);
        assert!(found.notes.iter().all(is_clean), "{found:?}");
    }
}

#[test]
fn what_is_no_answer_is_told_in_one_line() {
    let deep = "[".repeat(100_000);
    for (answer, expected) in [
        ("", "gave no answer"),
        (" \n", "gave no answer"),
        ("I think\u{1b}[2J so", "did not answer with JSON of notes: expected value at line 1 column 1"),
        ("{}", "did not answer with JSON of notes: missing field `notes`"),
        ("{\"notes\": [{\"claim\": 0}]}", "did not answer with JSON of notes: missing field `text`"),
        (&deep, "did not answer with JSON of notes: "),
    ] {
        let error = parse(&name(), answer.as_bytes(), &report()).unwrap_err().to_string();
        assert!(error.starts_with(expected) && !error.contains(['\n', '\u{1b}']), "{error}");
    }
    assert!(parse(&name(), &[0xff, 0xfe], &report()).is_err());
}
