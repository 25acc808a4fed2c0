//! Tables of figures with their measure, limit and head.

use super::super::moments;
use super::super::tokens::tokens;
use super::super::vocabulary::Vocabulary;
use super::*;

fn read(text: &str, language: Language) -> Vec<Figure> {
    let tokens = tokens(text, language);
    let mut vocabulary = Vocabulary::default();
    let words: Vec<Word> = tokens.iter().map(|token| vocabulary.word(&token.lower, language)).collect();
    let moments = moments::moments(&tokens, language, "2026-03-05T12:00:00Z".parse().unwrap());
    figures(&tokens, &words, &[], &moments, language)
}

#[test]
fn figures_have_a_measure_and_a_limit() {
    use Language::{English as En, French as Fr, German as De, Spanish as Es};
    for (text, language, value, measure, bound) in [
        ("at least 12 people died", En, 12.0, Measure::Count, Bound::AtLeast),
        ("more than 200 homes", En, 200.0, Measure::Count, Bound::MoreThan),
        ("nearly 3,000 jobs", En, 3000.0, Measure::Count, Bound::Nearly),
        ("a 41-year-old man", En, 41.0, Measure::Age, Bound::Exact),
        ("Ada Quill, 41, said", En, 41.0, Measure::Age, Bound::Exact),
        ("a man aged 41", En, 41.0, Measure::Age, Bound::Exact),
        ("rose by 3.2 per cent", En, 3.2, Measure::Percent, Bound::Exact),
        ("cost £3m to build", En, 3e6, Measure::Money("GBP"), Bound::Exact),
        ("cost $1.2bn", En, 1.2e9, Measure::Money("USD"), Bound::Exact),
        ("paid 5 million euros", En, 5e6, Measure::Money("EUR"), Bound::Exact),
        ("10 miles away", En, 16093.44, Measure::Length, Bound::Exact),
        ("a 10-km walk", En, 10_000.0, Measure::Length, Bound::Exact),
        ("104 degrees Fahrenheit", En, 40.0, Measure::Temperature, Bound::Exact),
        ("some 500 hectares", En, 5e6, Measure::Area, Bound::About),
        ("won 3-1 on", En, 3.0, Measure::Score, Bound::Exact),
        ("between 10 and 12 boats", En, 10.0, Measure::Count, Bound::Between),
        ("two to three million people", En, 2e6, Measure::Count, Bound::Between),
        ("founded in 1987", En, 1987.0, Measure::Year, Bound::Exact),
        ("a magnitude 6.1 quake", En, 6.1, Measure::Scale, Bound::Exact),
        ("a 6.1-magnitude quake", En, 6.1, Measure::Scale, Bound::Exact),
        ("won in 2:03:41", En, 7421.0, Measure::Duration, Bound::Exact),
        ("no more than 150 people", En, 150.0, Measure::Count, Bound::AtMost),
        ("passed by 152 votes to 150", En, 152.0, Measure::Score, Bound::Exact),
        ("the vote was 6 to 3", En, 6.0, Measure::Score, Bound::Exact),
        ("Ada Quill, 410, said", En, 410.0, Measure::Age, Bound::Exact),
        ("a farm labourer, 71, who", En, 71.0, Measure::Age, Bound::Exact),
        ("less than the 1.7% it predicted", En, 1.7, Measure::Percent, Bound::Exact),
        ("two-thirds of voters", En, 66.667, Measure::Percent, Bound::About),
        ("3m viewers", En, 3e6, Measure::Count, Bound::Exact),
        ("ein 41-jähriger Mann", De, 41.0, Measure::Age, Bound::Exact),
        ("mindestens zwölf Menschen", De, 12.0, Measure::Count, Bound::AtLeast),
        ("rund 1,2 Mrd. Euro", De, 1.2e9, Measure::Money("EUR"), Bound::About),
        ("une femme de 41 ans", Fr, 41.0, Measure::Age, Bound::Exact),
        ("au moins deux cents maisons", Fr, 200.0, Measure::Count, Bound::AtLeast),
        ("3 millions d’euros", Fr, 3e6, Measure::Money("EUR"), Bound::Exact),
        ("un hombre de 41 años", Es, 41.0, Measure::Age, Bound::Exact),
        ("más de 3.000 personas", Es, 3000.0, Measure::Count, Bound::MoreThan),
        ("200 millones de euros", Es, 2e8, Measure::Money("EUR"), Bound::Exact),
    ] {
        let found = read(text, language);
        let [figure] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert!((figure.value - value).abs() < 0.01, "{text}: {}", figure.value);
        assert_eq!((figure.measure, figure.bound), (measure, bound), "{text}");
    }
}

#[test]
fn names_and_phrases_are_no_figures() {
    for text in [
        "an A320 and Covid-19",
        "Flight 212",
        "No. 10",
        "on 3 March at 14:00",
        "one of them",
        "One in 11 jobs",
        "open 24/7",
        "the F-16",
    ] {
        assert_eq!(read(text, Language::English), [], "{text}");
    }
}

#[test]
fn figures_know_what_happened_to_those_they_count() {
    for (text, roles) in [
        ("12 people were killed and 30 injured", vec![Some(Role::Killed), Some(Role::Injured)]),
        ("The blast killed 12 people and injured 30", vec![Some(Role::Killed), Some(Role::Injured)]),
        ("The death toll rose to 12", vec![Some(Role::Killed)]),
        ("leaving 12 dead", vec![Some(Role::Killed)]),
        ("Twelve people, including three children, were killed", vec![Some(Role::Killed), None]),
        (
            "It confirmed 23 deaths and said that 131 people had been saved",
            vec![Some(Role::Killed), Some(Role::Rescued)],
        ),
        ("The heat has claimed 14 lives", vec![Some(Role::Killed)]),
        ("12 people died after a bus carrying 40 passengers crashed", vec![Some(Role::Killed), None]),
    ] {
        let found = read(text, Language::English);
        assert_eq!(found.iter().map(|figure| figure.role).collect::<Vec<_>>(), roles, "{text}");
    }
}

#[test]
fn figures_know_how_they_are_told() {
    use Manner::{Forecast, Part, Past, Plain};
    for (text, manners) in [
        ("It rose to 4.25% from 4%", vec![Plain, Past]),
        ("It fell from 4.6% to 4.1%", vec![Past, Plain]),
        ("Turnout was 71%, up from 66%", vec![Plain, Past]),
        ("It will be 1.4%, less than the 1.7% of June", vec![Plain, Past]),
        ("Growth is expected to slow to 1.4%", vec![Forecast]),
        ("They were 37 more than the licence allows", vec![Part]),
        ("She is three seats short", vec![Part]),
        ("It was 0.7 degrees above the record", vec![Part]),
        ("Shares closed 28% higher", vec![Plain]),
        ("Divers found eight more bodies", vec![Part]),
    ] {
        let found = read(text, Language::English);
        assert_eq!(found.iter().map(|figure| figure.manner).collect::<Vec<_>>(), manners, "{text}");
    }
}

#[test]
fn parts_and_wholes_are_told_apart() {
    for (text, shares) in [
        ("six of the nine members", vec![Share::Part, Share::Whole]),
        ("it downed 118 of 142 drones", vec![Share::Part, Share::Whole]),
        ("a 15-year high of 4.25%", vec![Share::None, Share::None]),
    ] {
        let found = read(text, Language::English);
        assert_eq!(found.iter().map(|figure| figure.share).collect::<Vec<_>>(), shares, "{text}");
    }
}

#[test]
fn words_beyond_another_figure_belong_to_that_one() {
    let found = read("The index fell 1.1% and the krone gained 0.7% against gold", Language::English);
    let [index, krone] = found.as_slice() else { panic!("{found:?}") };
    let has_own = |figure: &Figure, other: &Figure| figure.near.iter().any(|stem| !other.near.contains(stem));
    assert!(has_own(index, krone) && has_own(krone, index));
}
