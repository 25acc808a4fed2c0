//! Which figures of other articles are told to differ from a claim's, one test for each fact that decides it.

use super::super::{Check, Passage, Source, Verdict, check};
use crate::domain::ArticleId;

/// Checks a text against texts of other outlets about the same event.
fn against(own: &str, others: &[&str]) -> Check {
    let published = "2026-03-04T12:00:00Z".parse().unwrap();
    let outlets: Vec<String> = (0..others.len()).map(|i| format!("outlet{i}.example")).collect();
    let passages: Vec<Passage<'_>> = others
        .iter()
        .zip(&outlets)
        .zip(0..)
        .map(|((text, outlet), id)| Passage {
            outlet,
            article: Some(ArticleId(id)),
            url: None,
            title: "",
            text,
            language: Some("en"),
            published,
            is_same_story: true,
        })
        .collect();
    check(&Source { outlet: "own.example", title: "", text: own, language: Some("en"), published }, &passages, &[])
}

fn verdict(own: &str, others: &[&str]) -> Verdict {
    against(own, others).claims.first().unwrap().verdict
}

#[test]
fn a_value_that_several_outlets_give_is_the_one_that_the_claim_lacks() {
    let own = "Governor Marit Lunde said that inflation, which stood at 9.4 per cent last month, was a worry.";
    let one = "Inflation was 6.8% in August, far above what the bank of Varland aims for, and unemployment rose.";
    let two = "The bank wants to bring down inflation, currently at 6.8%, and so it lifted the cost of borrowing.";
    let three = "Homeowners pay more because inflation has reached 6.8%, according to the broker Fairholt.";
    assert_eq!(verdict(own, &[one, two, three]), Verdict::Differs);
}

#[test]
fn a_figure_that_the_article_has_elsewhere_belongs_there() {
    let own =
        "The vessel was licensed to carry 150 passengers, the authority said. It left with 187 passengers on board.";
    let other = "The ferry had 187 passengers on board, although it was licensed for fewer, the authority said.";
    assert_ne!(verdict(own, &[other]), Verdict::Differs);
}

#[test]
fn figures_that_one_article_has_side_by_side_are_two_things() {
    let own = "Shares in Fenwick Foods closed at $61.10 on Monday after Corvale offered to buy the company.";
    let both = "Corvale will pay $62.50 for each share of Fenwick Foods, which rose to $61.10 on Monday.";
    let others = [
        both,
        "Corvale offered $62.50 for shares in Fenwick Foods on Monday.",
        "Fenwick Foods said that Corvale had offered to buy shares at $62.50.",
        "For $62.50 Corvale will buy each of the shares in Fenwick Foods.",
    ];
    assert_ne!(verdict(own, &others), Verdict::Differs);
}

#[test]
fn a_differing_quote_is_found_beside_two_that_agree() {
    let own = "A quake of magnitude 5.9 struck Ossia on Friday, killing four people and injuring 40, officials said.";
    let other = "Four people were killed in Ossia on Friday, officials said. The quake in Ossia had a magnitude of 5.9. \
                 In Ossia the quake killed people and left 67 injured.";
    assert_eq!(verdict(own, &[other]), Verdict::Differs);
}

#[test]
fn outlets_that_give_several_other_values_do_not_outvote_one() {
    let own = "The fire near Pinevale burnt 4,000 hectares of forest, officials said.";
    let others = [
        "Officials put the forest burnt in the Pinevale fire at 4,000 hectares.",
        "The Pinevale fire burnt 5,100 hectares of forest.",
        "In Pinevale the fire has burnt forest of 6,800 hectares.",
        "Some forest burnt: the fire of Pinevale took 9,200 hectares.",
    ];
    assert_ne!(verdict(own, &others), Verdict::Differs);
    let one_value = ["7,100 hectares of forest burnt in the Pinevale fire.", others[2].trim_end(), others[3]];
    let alike: Vec<String> =
        one_value.iter().map(|text| text.replace("6,800", "7,100").replace("9,200", "7,100")).collect();
    let mut all = vec![others[0]];
    all.extend(alike.iter().map(String::as_str));
    assert_eq!(verdict(own, &all), Verdict::Differs);
}

#[test]
fn what_is_expected_does_not_contradict_what_was() {
    let own = "The temperature in Desta was expected to fall to 38C by Saturday, the weather service said.";
    let other = "The temperature in Desta rose to 44.6C, the weather service said.";
    assert_ne!(verdict(own, &[other]), Verdict::Differs);
}

#[test]
fn values_of_quite_different_size_are_of_different_things() {
    let own = "Ruth Halm, a nurse from Mellin, said that she lost €31,000 of her savings.";
    let other = "Judges found that the head of Corvin Bank hid losses of 730 million euros.";
    assert_ne!(verdict(own, &[other]), Verdict::Differs);
}

#[test]
fn values_that_are_only_near_need_a_sign_that_they_are_of_one_thing() {
    let own = "Rescue boats pulled 151 people from the sea off Lorne Island, the coastguard said.";
    let other = "The Star of Hevel was allowed to take no more than 150, according to its licence.";
    assert_ne!(verdict(own, &[other]), Verdict::Corroborated { outlets: 1 });
}
