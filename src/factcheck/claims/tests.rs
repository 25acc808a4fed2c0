//! Tables of sentences that are and are not claims, with their reasons.

use super::super::{Source, claims};
use super::*;

fn picked(text: &str, language: &str) -> Vec<Claim> {
    let published = "2026-03-04T12:00:00Z".parse().unwrap();
    claims(&Source { outlet: "own.example", title: "", text, language: Some(language), published })
}

#[test]
fn claims_have_the_reasons_that_a_reader_sees() {
    use Reason::{Cause, Date, Figure, Name, NamedSource, Quotation, Superlative};
    for (text, language, reasons) in [
        ("Twelve people died in Dorsten on Tuesday.", "en", vec![Figure, Date, Name]),
        ("The road was closed because of ice, governor Ida Brask said.", "en", vec![NamedSource, Cause, Name]),
        ("\"We knew of the fault in January,\" said Dana Pell.", "en", vec![NamedSource, Quotation, Name]),
        ("It is the longest bridge in Norlia, according to Dana Pell.", "en", vec![NamedSource, Superlative, Name]),
        ("Rund 500 Menschen demonstrierten in Lindau.", "de", vec![Figure, Name]),
        ("L’usine de Brézac emploie 230 salariés.", "fr", vec![Figure, Name]),
        ("La ciudad tiene 80.000 habitantes.", "es", vec![Figure]),
    ] {
        let found = picked(text, language);
        assert_eq!(found.first().map(|claim| claim.reasons.clone()), Some(reasons), "{text}");
    }
}

#[test]
fn opinions_questions_and_boilerplate_are_no_claims() {
    for (text, language) in [
        ("How many of the 300 passengers knew?", "en"),
        ("Subscribe now and get 30 days for free.", "en"),
        ("I think we should all be ashamed of Dorsten.", "en"),
        ("Photo: Ida Brask, 4 March 2026", "en"),
        ("Time will tell.", "en"),
        ("Lesen Sie hier 10 Fakten über Lindau.", "de"),
        ("Abonnez-vous dès 2 euros par mois.", "fr"),
        ("Suscríbase por 2 euros al mes.", "es"),
    ] {
        assert_eq!(picked(text, language), [], "{text}");
    }
}

#[test]
fn the_best_claims_are_kept_in_order_and_once() {
    let text: Vec<String> =
        (0..40).map(|i| format!("In Dorsten {i} people were injured by ice. Dorsten is cold in Karvelia. ")).collect();
    let found = picked(&text.concat(), "en");
    assert_eq!(found.len(), MAX_CLAIMS);
    assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
    assert!(found.iter().all(|claim| claim.reasons.contains(&Reason::Figure)));
    assert_eq!(picked("Ice injured 12 people in Dorsten. Ice injured 12 people in Dorsten.", "en").len(), 1);
}
