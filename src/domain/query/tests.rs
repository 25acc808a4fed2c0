//! Tests of the query language: forms, errors, and properties of every query.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::domain::clock_format::Zone;

fn text(words: &str, prefix: bool) -> Condition {
    Condition::Text(Phrase { text: words.into(), prefix })
}

/// The conditions of a query without `OR` and parentheses, each with whether it is negated.
fn terms(raw: &str) -> Vec<(bool, Condition)> {
    let parts = match Query::parse(raw).unwrap().expr {
        Expr::And(parts) => parts,
        other => vec![other],
    };
    let term = |part| match part {
        Expr::Is(condition) => (false, condition),
        Expr::Not(inner) => match *inner {
            Expr::Is(condition) => (true, condition),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    parts.into_iter().map(term).collect()
}

fn day(y: i32, m: u32, d: u32) -> Time {
    NaiveDate::from_ymd_opt(y, m, d).unwrap().and_time(chrono::NaiveTime::MIN).and_utc()
}

#[test]
fn dates_are_days_in_the_zone() {
    let west: Zone = |_| chrono::FixedOffset::west_opt(5 * 3600).unwrap();
    let query = Query::parse_at("after:2026-01-31 before:2026-02", west, Time::default()).unwrap();
    let times = ["2026-01-31T05:00:00Z", "2026-02-01T05:00:00Z"].map(|time| time.parse::<Time>().unwrap());
    let wanted = [Condition::After(times[0]), Condition::Before(times[1])].map(Expr::Is);
    assert_eq!(query.expr, Expr::And(wanted.to_vec()));
}

#[test]
fn each_form_is_parsed() {
    let phrase = |t: &str, prefix| Phrase { text: t.into(), prefix };
    for (raw, want) in [
        ("", vec![]),
        (" \t\n", vec![]),
        ("rust", vec![(false, text("rust", true))]),
        ("rust ", vec![(false, text("rust", false))]),
        ("rust lang", vec![(false, text("rust", false)), (false, text("lang", true))]),
        ("\"press  release\"", vec![(false, text("press release", false))]),
        ("-rust", vec![(true, text("rust", false))]),
        ("-\"a b\" c", vec![(true, text("a b", false)), (false, text("c", true))]),
        ("a - b", vec![(false, text("a", false)), (false, text("b", true))]),
        ("feed:lwn", vec![(false, Condition::Feed("lwn".into()))]),
        ("FEED:\"The Daily\"", vec![(false, Condition::Feed("The Daily".into()))]),
        ("-folder:News/Local", vec![(true, Condition::Folder("News/Local".into()))]),
        ("tag:x", vec![(false, Condition::Tag("x".into()))]),
        ("author:jane", vec![(false, Condition::Author(phrase("jane", true)))]),
        ("title:\"a b\"", vec![(false, Condition::Title(phrase("a b", false)))]),
        ("is:Unread", vec![(false, Condition::Is(State::Unread))]),
        ("-is:commented", vec![(true, Condition::Is(State::Commented))]),
        ("after:2026-01-31", vec![(false, Condition::After(day(2026, 1, 31)))]),
        ("before:2026-02", vec![(false, Condition::Before(day(2026, 2, 1)))]),
        ("before:2026", vec![(false, Condition::Before(day(2026, 1, 1)))]),
        ("12:30", vec![(false, text("12:30", true))]),
        ("https://a.example/x", vec![(false, text("https://a.example/x", true))]),
        ("std::fmt", vec![(false, text("std::fmt", true))]),
        ("Note: this", vec![(false, text("note", false)), (false, text("this", true))]),
        ("\"never closed", vec![(false, text("never closed", false))]),
        ("a\0b", vec![(false, text("a", false)), (false, text("b", true))]),
        ("6\"pipe\"", vec![(false, text("6", false)), (false, text("pipe", false))]),
        ("--x", vec![(false, text("--x", true))]),
    ] {
        assert_eq!(terms(raw), want, "{raw:?}");
    }
}

/// A parsed query, written with every parenthesis.
fn shape(raw: &str) -> String {
    fn write(expr: &Expr) -> String {
        let join = |parts: &[Expr], by| format!("({})", parts.iter().map(write).collect::<Vec<_>>().join(by));
        match expr {
            Expr::And(parts) => join(parts, " & "),
            Expr::Or(parts) => join(parts, " | "),
            Expr::Not(part) => format!("!{}", write(part)),
            Expr::Is(condition) => condition.to_string().replace('"', "'"),
        }
    }
    Query::parse(raw).map_or_else(|error| format!("{error}"), |query| write(&query.expr))
}

#[test]
fn groups_alternatives_and_comparisons_are_parsed() {
    for (raw, want) in [
        ("a OR b", "('a' | b)"),
        ("a b OR c d", "(('a' & 'b') | ('c' & d))"),
        ("a (b OR c) d", "('a' & ('b' | 'c') & d)"),
        ("a (b c) d", "('a' & 'b' & 'c' & d)"),
        ("(a OR b) OR c", "('a' | 'b' | c)"),
        ("(a OR b)c", "(('a' | 'b') & c)"),
        ("((a))", "a"),
        ("(a", "this parenthesis is never closed; close it, or quote the word to search for it (column 1)"),
        ("-(a b)", "!('a' & 'b')"),
        ("-(-a)", "!!'a'"),
        ("(f(x) OR g)", "('f(x)' | g)"),
        (":)", ":)"),
        ("or OR ORB", "('or' | ORB)"),
        ("\"OR\" a", "('OR' & a)"),
        ("age<3d", "age<3d"),
        ("AGE>=24h", "age>=1d"),
        ("age<90min age>2w age<=1y", "(age<90min & age>2w & age<=1y)"),
        ("words>800", "words>800"),
        ("score>=-10 comments=0 outlets<=2", "(score>=-10 & comments=0 & outlets<=2)"),
        ("-words<5", "!words<5"),
        ("a<b", "a<b"),
        ("x=1 version=2 a->3", "('x=1' & 'version=2' & a->3)"),
        ("is:tagged -has:audio", "(is:tagged & !has:audio)"),
        ("title:/^a b\\/c \"d\"/ x", "(title:/^a b\\/c 'd'/ & x)"),
        ("(Author:/^$/)", "author:/^$/"),
        ("title:/a/b", "(title:/a/ & b)"),
        ("feed:/x/", "feed:'/x/'"),
    ] {
        assert_eq!(shape(raw), want, "{raw:?}");
    }
}

#[test]
fn errors_name_the_word_what_is_valid_and_the_place() {
    for (raw, part, place) in [
        ("a color:red b", "unknown filter `color:`; use feed: folder: tag:", (2, 9)),
        ("is:old", "unknown state `is:old`; use unread, read, starred, tagged", (0, 6)),
        ("(has:legs)", "unknown part `has:legs`; use audio, comments", (1, 8)),
        ("a feed:", "`feed:` needs a value, such as feed:lwn", (2, 5)),
        ("tag:\"\"", "`tag:` needs a value", (0, 6)),
        ("words>", "`words>` needs a value, such as words>20", (0, 6)),
        ("age<", "`age<` needs a value, such as age<3d", (0, 4)),
        ("height>3", "unknown measure `height`; use age, words, score", (0, 8)),
        ("words>many", "`many` is not a number; write one such as 800", (0, 10)),
        ("words>99999999999", "`99999999999` is not a number", (0, 17)),
        ("age<3", "`3` is not an age; write one such as 3d", (0, 5)),
        ("age<99999y", "`99999y` is not an age", (0, 10)),
        ("age=3d", "an age can't be compared with =", (0, 6)),
        ("after:yesterday", "`after:yesterday` is not a date; write 2026-01-31", (0, 15)),
        ("before:2026-13-01", "`before:2026-13-01` is not a date", (0, 17)),
        ("before:2026-1-1-1", "is not a date", (0, 17)),
        ("é -title:/(/ b", "not a regular expression: unclosed group", (3, 9)),
        ("title:/a{9999999}/", "not a regular expression: ", (0, 18)),
        ("title:/(\\w{99}){99}/", "not a regular expression: too large", (0, 20)),
        ("b title:/a", "no closing /", (2, 8)),
        ("title://", "`title:` needs a value", (0, 8)),
        ("a (b OR c", "never closed", (2, 1)),
        ("a () b", "nothing stands between", (2, 2)),
        ("a OR", "OR needs a term on both sides", (2, 2)),
        ("OR a", "OR needs a term on both sides", (0, 2)),
        ("(a OR) b", "OR needs a term on both sides", (3, 2)),
        ("a OR OR b", "OR needs a term on both sides", (2, 2)),
        ("a OR - ", "OR needs a term on both sides", (2, 2)),
    ] {
        let error = Query::parse(raw).unwrap_err();
        assert!(error.to_string().contains(part), "{raw:?}: {error}");
        assert_eq!((error.at, error.length), place, "{raw:?}: {error}");
    }
}

#[test]
fn limits_are_errors() {
    let fault = |raw: &str| Query::parse(raw).map_err(|error| error.fault);
    assert_eq!(fault(&"a".repeat(10_000)), Err(Fault::TooLong));
    assert_eq!(fault(&"a ".repeat(65)), Err(Fault::TooManyTerms));
    assert!(fault(&"a ".repeat(64)).is_ok());
    assert_eq!(fault(&format!("{}a{}", "(".repeat(17), ")".repeat(17))), Err(Fault::TooDeep));
    assert!(fault(&format!("{}a{}", "-(".repeat(16), ")".repeat(16))).is_ok());
    assert_eq!(fault(&"(".repeat(1_000)), Err(Fault::TooDeep));
    let error = Query::parse(&"x".repeat(10_000)).unwrap_err();
    assert_eq!(error.to_string(), "query too long: at most 1000 characters");
    assert!(error.pointer().is_empty());
}

#[test]
fn a_caret_stands_under_the_faulty_part() {
    let error = Query::parse("漢字 is:old").unwrap_err();
    assert!(error.to_string().ends_with("(column 4)"), "{error}");
    assert_eq!(error.pointer(), ["漢字 is:old", "     ^^^^^^"]);
}

fn condition() -> impl Strategy<Value = Condition> {
    let word = "[a-z\u{e9}\u{6f22}(){}:<>=/-][a-z0-9 ]{0,6}[a-z]";
    let phrase = || {
        word.prop_map(|text: String| Phrase {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            prefix: false,
        })
    };
    let comparison = || proptest::sample::select(&Comparison::ALL[..]).prop_map(|(comparison, _)| comparison);
    let pattern = || "(a|b/|\\\\\\\\|\\\\\\.|[a-z]\\*|\"| ){1,5}";
    prop_oneof![
        phrase().prop_map(Condition::Text),
        phrase().prop_map(Condition::Title),
        phrase().prop_map(Condition::Author),
        phrase().prop_map(|phrase| Condition::Feed(phrase.text)),
        phrase().prop_map(|phrase| Condition::Tag(phrase.text)),
        pattern().prop_map(Condition::TitlePattern),
        pattern().prop_map(Condition::AuthorPattern),
        proptest::sample::select(&State::ALL[..]).prop_map(|(state, ..)| Condition::Is(state)),
        proptest::sample::select(&Part::ALL[..]).prop_map(|(part, ..)| Condition::Has(part)),
        (comparison(), 0..1_000_i64).prop_map(|(comparison, minutes)| match comparison {
            Comparison::Equal => Condition::Age(Comparison::Less, minutes),
            other => Condition::Age(other, minutes),
        }),
        (proptest::sample::select(&Measure::ALL[..]), comparison(), -50..5_000_i64)
            .prop_map(|((measure, ..), comparison, number)| Condition::Number(measure, comparison, number)),
        (2000..2100_i32, 1..13_u32).prop_map(|(year, month)| Condition::After(day(year, month, 1))),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    condition().prop_map(Expr::Is).prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::all),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

#[test]
fn a_query_without_is_unread_has_the_other_terms() {
    for (query, rest, has_unread) in [
        ("is:unread", "", true),
        ("rust is:unread -game", "rust -game", true),
        ("rust", "rust", false),
        // Here it is not all matches that are unread.
        ("is:unread OR rust", "is:unread OR rust", false),
        ("-is:unread", "-is:unread", false),
    ] {
        let (found, is_found) = Query::parse(query).unwrap().without_unread();
        let rest = Query::parse(rest).unwrap();
        assert_eq!(found.to_string().replace('"', ""), rest.to_string().replace('"', ""), "{query}");
        assert_eq!(is_found, has_unread, "{query}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_parses_or_fails_and_its_print_is_the_same_query(raw in prop_oneof![
        "\\PC{0,80}",
        "([()\"/ -]|OR| |a|title:|author:/|is:new|age<|3d|words>|:|\\\\){0,30}",
    ]) {
        match Query::parse(&raw) {
            Ok(query) => {
                prop_assert!(query.words().iter().all(|word| !word.is_empty()));
                let printed = query.to_string();
                prop_assert_eq!(Query::parse(&printed), Ok(query), "{}", printed);
            }
            Err(error) => {
                prop_assert!(error.at + error.length <= raw.chars().count());
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }

    #[test]
    fn a_printed_query_parses_to_itself(expr in expr()) {
        let query = Query { expr, now: None };
        let printed = query.to_string();
        prop_assert_eq!(Query::parse(&printed), Ok(query), "{}", printed);
    }
}
