//! Every verdict, copies of one text in any shape, and hostile input.

use proptest::prelude::*;

use super::super::MarkKind;
use super::*;

fn time(raw: &str) -> Time {
    raw.parse().unwrap()
}

fn article<'a>(title: &'a str, text: &'a str) -> Source<'a> {
    Source { outlet: "own.example", title, text, language: Some("en"), published: time("2026-03-04T12:00:00Z") }
}

fn passage<'a>(id: i64, outlet: &'a str, text: &'a str) -> Passage<'a> {
    let published = time("2026-03-04T10:00:00Z");
    Passage {
        outlet,
        article: Some(ArticleId(id)),
        url: None,
        title: "",
        text,
        language: Some("en"),
        published,
        is_same_story: false,
    }
}

const OWN: &str =
    "At least twelve people were killed when a coach left the road near Dorsten in Karvelia on Tuesday, police said.";
const AGREES: &str =
    "A dozen people died near Dorsten, Karvelia, after their coach went off an icy road, according to the governor.";
const AGREES_TOO: &str = "Officials in Karvelia gave the number of dead in the Dorsten coach crash as 12.";
const DIFFERS: &str = "The coach crash near Dorsten in Karvelia killed 58 people, a spokesman for the hospital said.";
const UNRELATED: &str =
    "Twelve people were killed in Sandoria when a bus overturned near Port Ellis, the authorities said.";

fn verdict(passages: &[Passage<'_>]) -> Verdict {
    check(&article("", OWN), passages, &[]).claims.first().map(|checked| checked.verdict).unwrap()
}

#[test]
fn each_verdict_follows_from_what_was_found() {
    let (a, b) = (passage(1, "a.example", AGREES), passage(2, "b.example", AGREES_TOO));
    let differs = passage(3, "c.example", DIFFERS);
    let unrelated = passage(4, "d.example", UNRELATED);
    assert_eq!(verdict(&[]), Verdict::Insufficient);
    assert_eq!(verdict(&[unrelated]), Verdict::Insufficient);
    assert_eq!(verdict(&[a]), Verdict::Corroborated { outlets: 1 });
    assert_eq!(verdict(&[a, b, unrelated]), Verdict::Corroborated { outlets: 2 });
    assert_eq!(verdict(&[differs]), Verdict::Differs);
    assert_eq!(verdict(&[a, b, differs]), Verdict::Corroborated { outlets: 2 }, "the majority gives the figure");
    assert_eq!(verdict(&[passage(5, "e.example", OWN)]), Verdict::SingleSource);
    let review = Review {
        claim: crate::domain::Text::line("Twelve people were killed by a coach near Dorsten in Karvelia"),
        publisher: crate::domain::Text::line("Check Desk"),
        rating: crate::domain::Text::line("Mostly true"),
        url: None,
        published: None,
    };
    let reviewed = check(&article("", OWN), &[a], &[review]);
    assert_eq!(reviewed.claims[0].verdict, Verdict::Reviewed);
    assert_eq!(reviewed.claims[0].reviews.len(), 1);
}

#[test]
fn the_own_outlet_and_repeats_of_an_outlet_are_no_further_voices() {
    assert_eq!(verdict(&[passage(1, " WWW.Own.example ", AGREES)]), Verdict::Insufficient);
    let (a, b) = (passage(1, "a.example", AGREES), passage(2, "www.a.example", AGREES_TOO));
    assert_eq!(verdict(&[a, b]), Verdict::Corroborated { outlets: 1 });
    let copies = [passage(1, "a.example", AGREES), passage(2, "b.example", AGREES), passage(3, "c.example", AGREES)];
    assert_eq!(verdict(&copies), Verdict::Corroborated { outlets: 1 }, "copies of one text are one voice");
}

#[test]
fn a_copy_with_another_figure_differs() {
    let changed = OWN.replace("twelve", "58");
    assert_eq!(verdict(&[passage(1, "a.example", &changed)]), Verdict::Differs);
}

#[test]
fn quotes_are_marked_where_they_match() {
    let found = check(&article("", OWN), &[passage(1, "a.example", AGREES), passage(2, "b.example", DIFFERS)], &[]);
    let evidence = &found.claims[0].evidence;
    let marked = |outlet: &str, kind: MarkKind| {
        let evidence = evidence.iter().find(|evidence| evidence.outlet == outlet).unwrap();
        let of_kind = evidence.marks.iter().filter(|mark| mark.kind == kind);
        of_kind.map(|mark| &evidence.quote[mark.range.clone()]).collect::<Vec<_>>()
    };
    assert_eq!(marked("a.example", MarkKind::Agrees), ["A dozen"]);
    assert!(marked("a.example", MarkKind::Word).contains(&"Dorsten"));
    assert_eq!(marked("b.example", MarkKind::Differs), ["58"]);
}

#[test]
fn what_was_searched_is_counted() {
    let found =
        check(&article("", OWN), &[passage(1, "a.example", AGREES), passage(2, "own.example", AGREES_TOO)], &[]);
    assert_eq!((found.outlets, found.searched, found.related), (1, 1, 1));
    assert_eq!(found.first, Some(time("2026-03-04T10:00:00Z")));
}

#[test]
fn hostile_texts_end_soon_and_say_nothing() {
    let word = "a".repeat(1 << 20);
    let digits = "1".repeat(1 << 20);
    let hundreds = "hundert".repeat(100_000);
    let quotes = "\"„“«".repeat(100_000);
    for text in [&word, &digits, &hundreds, &quotes, "", " \n ", "....", "\u{202e}\u{0}"] {
        for language in [None, Some("de"), Some("fr"), Some("xx")] {
            let source = Source { language, ..article(text, text) };
            let found = check(&source, &[passage(1, "a.example", text)], &[]);
            assert!(found.claims.is_empty(), "{}", found.claims.len());
        }
    }
    let many: Vec<Passage<'_>> = (0..10_000).map(|id| passage(id, "a.example", AGREES)).collect();
    assert_eq!(check(&article("", OWN), &many, &[]).searched, MAX_PASSAGES);
    let long = format!("{OWN} ").repeat(500);
    assert!(claims(&article("", &long)).len() <= super::super::MAX_CLAIMS);
}

/// Sentences that an agency could have written, of nine words and more.
const POOL: [&str; 10] = [
    "At least twelve people were killed when a coach left the road near Dorsten on Tuesday",
    "The coach was carrying 48 passengers from Dorsten to the coast of Karvelia",
    "Rescue teams in Karvelia worked for nine hours to reach the wreck below the road",
    "Milo Tarrant, the 41-year-old driver, was among the twelve dead, police in Dorsten said",
    "The road had been closed for two days because of ice and fallen rocks",
    "Governor Ida Brask said that 31 injured people were taken to a hospital in Keld",
    "The company, Tarn Travel, has run coaches between Dorsten and the coast since 1987",
    "Repairs to the road would have cost 3.4 million euros, according to the ministry",
    "It was the worst accident in Karvelia since a train crash killed 60 people in 2003",
    "Two of the passengers are still missing, a spokesman for the Karvelian police said",
];

/// Copies a text as outlets do: some of its sentences, with a few other words, in other case, with an agency's mark.
fn copied(sentences: &[usize], swaps: &[(usize, u8)], prefix: &str, upper: bool) -> String {
    let copy = |at: &usize| {
        let words: Vec<&str> = POOL[*at].split(' ').collect();
        let swap = swaps.iter().find(|(of, _)| of == at);
        let word = |(i, word): (usize, &&str)| match swap {
            Some((_, place)) if usize::from(*place) % words.len() == i && i > 0 => "meanwhile".to_owned(),
            _ => (*word).to_owned(),
        };
        let text = words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ");
        if upper { text.to_uppercase() } else { text }
    };
    format!("{prefix}{}.", sentences.iter().map(copy).collect::<Vec<_>>().join(". "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn copies_of_one_text_never_corroborate(
        whole in proptest::sample::subsequence((0..10_usize).collect::<Vec<_>>(), 1..10),
        copies in proptest::collection::vec(
            (proptest::collection::vec(any::<proptest::sample::Index>(), 1..6), proptest::collection::vec((0..10_usize, any::<u8>()), 0..6),
             0..3_usize, any::<bool>()),
            1..5,
        ),
    ) {
        let own = copied(&whole, &[], "", false);
        let texts: Vec<String> = copies.iter().map(|(picks, swaps, prefix, upper)| {
            let picks: Vec<usize> = picks.iter().map(|pick| whole[pick.index(whole.len())]).collect();
            copied(&picks, swaps, ["", "KELD (Norwire) - ", "Updated: "][*prefix], *upper)
        }).collect();
        let outlets: Vec<String> = (0..texts.len()).map(|i| format!("outlet{i}.example")).collect();
        let passages: Vec<Passage<'_>> = (0..texts.len())
            .map(|i| Passage { is_same_story: true, ..passage(i64::try_from(i).unwrap(), &outlets[i], &texts[i]) })
            .collect();
        for checked in check(&article("", &own), &passages, &[]).claims {
            prop_assert!(!matches!(checked.verdict, Verdict::Corroborated { .. }), "{checked:?}");
        }
    }

    #[test]
    fn order_and_unrelated_passages_change_no_verdict(order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle()) {
        let texts = [AGREES, AGREES_TOO, DIFFERS, UNRELATED];
        let outlets = ["a.example", "b.example", "c.example", "d.example"];
        let passages: Vec<Passage<'_>> = order.iter().map(|i| passage(i64::try_from(*i).unwrap(), outlets[*i], texts[*i])).collect();
        prop_assert_eq!(verdict(&passages), Verdict::Corroborated { outlets: 2 });
    }

    #[test]
    fn any_text_is_checked_with_marks_between_characters(text in "(\\PC|[0-9 .,]|killed |people |Dorsten |[A-Z][a-z]+ ){0,60}") {
        let source = article("", &text);
        let found = check(&source, &[Passage { is_same_story: true, ..passage(1, "a.example", &text) }], &[]);
        for checked in &found.claims {
            prop_assert_eq!(text.get(checked.claim.range.clone()), Some(checked.claim.text.as_str()));
            for evidence in &checked.evidence {
                let mut end = 0;
                for mark in &evidence.marks {
                    prop_assert!(mark.range.start >= end && evidence.quote.get(mark.range.clone()).is_some());
                    end = mark.range.end;
                }
            }
        }
    }
}
