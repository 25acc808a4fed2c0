//! JSON-LD of fact-checks, well formed and hostile.

use super::*;

const REVIEW: &str = r#"{
    "@context": "https://schema.org", "@type": "ClaimReview", "datePublished": "2026-03-05",
    "url": "https://check.example/dorsten", "claimReviewed": "Twelve people died near Dorsten",
    "author": {"@type": "Organization", "name": "Check Desk"},
    "reviewRating": {"@type": "Rating", "ratingValue": 4, "bestRating": 5, "alternateName": "Mostly true"}
}"#;

#[test]
fn a_review_is_read_with_its_fields() {
    let found = parse(&[REVIEW], "check.example");
    let [review] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(review.claim.as_str(), "Twelve people died near Dorsten");
    assert_eq!((review.publisher.as_str(), review.rating.as_str()), ("Check Desk", "Mostly true"));
    assert_eq!(review.url.as_deref(), Some("https://check.example/dorsten"));
    assert_eq!(review.published.map(|time| time.to_rfc3339()).as_deref(), Some("2026-03-05T00:00:00+00:00"));
}

#[test]
fn reviews_are_found_in_graphs_lists_and_comments() {
    for script in [
        format!("[{REVIEW}]"),
        format!(r#"{{"@graph": [{{"@type": "WebPage"}}, {REVIEW}]}}"#),
        format!("<!-- {REVIEW} -->"),
        REVIEW.replace("\"ClaimReview\"", "[\"Article\", \"https://schema.org/ClaimReview\"]"),
        REVIEW.replace("near Dorsten", "near\nDorsten"),
    ] {
        assert_eq!(parse(&[&script], "check.example").len(), 1, "{script}");
    }
    assert_eq!(parse(&[REVIEW, REVIEW], "check.example").len(), 1, "repeats are left out");
}

#[test]
fn the_rating_may_be_a_number() {
    let numeric = REVIEW.replace(r#", "alternateName": "Mostly true""#, "");
    assert_eq!(parse(&[&numeric], "check.example")[0].rating.as_str(), "4 of 5");
}

#[test]
fn incomplete_and_hostile_scripts_give_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let wide = format!("[{}1]", "{},".repeat(100_000));
    for script in [
        "",
        "{",
        "null",
        "{}",
        "}{",
        &deep,
        &wide,
        r#"{"@type": "ClaimReview"}"#,
        r#"{"@type": 7, "claimReviewed": []}"#,
        &REVIEW.replace("reviewRating", "rating"),
    ] {
        assert_eq!(parse(&[script], "check.example"), [], "{}", prefix(script, 80));
    }
    let script = REVIEW.replace("https://check.example", "javascript:x").replace("near", "\u{202e}near");
    let found = parse(&[&script], "check.example");
    assert_eq!(found[0].url, None);
    assert!(!found[0].claim.contains('\u{202e}'));
    let many = (0..200).map(|i| REVIEW.replace("Twelve", &format!("{i}"))).collect::<Vec<_>>().join(",");
    assert_eq!(parse(&[&format!("[{many}]")], "check.example").len(), MAX_REVIEWS);
}

#[test]
fn a_review_without_a_publisher_is_the_sites() {
    for (stated, site, publisher) in [
        (r" \u001b[2J ", "www.check.example", Some("check.example")),
        (r" \u001b[2J ", "", None),
        (r"Check \u202eDesk", "check.example", Some("Check Desk")),
    ] {
        let found = parse(&[&REVIEW.replace("Check Desk", stated)], site);
        assert_eq!(found.first().map(|review| review.publisher.as_str()), publisher, "{stated} {site}");
    }
}
