//! Tables of days and times of day.

use super::super::tokens::tokens;
use super::*;

/// Reads a text that was published on Thursday, 5 March 2026.
fn read(text: &str, language: Language) -> Vec<When> {
    let published = "2026-03-05T12:00:00Z".parse().unwrap();
    moments(&tokens(text, language), language, published).into_iter().map(|moment| moment.when).collect()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn days_are_read_in_four_languages() {
    let third = When::Day(day(2026, 3, 3));
    for (text, language) in [
        ("on 3 March", Language::English),
        ("on March 3rd, 2026, police", Language::English),
        ("on Mar. 3", Language::English),
        ("2026-03-03", Language::English),
        ("am 3. März", Language::German),
        ("am 03.03.2026", Language::German),
        ("le 3 mars 2026", Language::French),
        ("el 3 de marzo de 2026", Language::Spanish),
    ] {
        assert_eq!(read(text, language), std::slice::from_ref(&third), "{text}");
    }
    assert_eq!(read("on 30 December", Language::English), [When::Day(day(2025, 12, 30))]);
    assert_eq!(read("in March 2026", Language::English), [When::Month(2026, 3)]);
    assert_eq!(read("3 may leave", Language::English), []);
    assert_eq!(read("31 February", Language::English), []);
}

#[test]
fn days_of_the_week_are_near_the_publication() {
    let tuesday = When::Near([day(2026, 3, 3), day(2026, 3, 10)]);
    assert_eq!(read("on Tuesday", Language::English), std::slice::from_ref(&tuesday));
    assert_eq!(read("am Dienstagabend", Language::German), std::slice::from_ref(&tuesday));
    assert_eq!(read("mardi", Language::French), std::slice::from_ref(&tuesday));
    assert_eq!(read("el martes", Language::Spanish), std::slice::from_ref(&tuesday));
    assert_eq!(read("yesterday", Language::English), [When::Near([day(2026, 3, 4), day(2026, 3, 4)])]);
}

#[test]
fn times_of_day_keep_their_zone() {
    for (text, language, minutes, zone) in [
        ("at 14:00 GMT", Language::English, 840, Some(0)),
        ("at 16:00 CEST", Language::English, 960, Some(120)),
        ("at 1119 GMT", Language::English, 679, Some(0)),
        ("at 2pm", Language::English, 840, None),
        ("at 2.30pm", Language::English, 870, None),
        ("at 12 a.m. EST", Language::English, 0, Some(-300)),
        ("um 14 Uhr", Language::German, 840, None),
        ("um 14.30 Uhr", Language::German, 870, None),
        ("à 14h30", Language::French, 870, None),
        ("à 14h", Language::French, 840, None),
    ] {
        assert_eq!(read(text, language), [When::Clock(minutes, zone)], "{text}");
    }
    assert_eq!(read("won 3:1, then 25:70", Language::English), []);
}
