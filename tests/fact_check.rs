//! Tests the fact check on a real store: every verdict, what never counts as evidence, and the command line.

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tidings::domain::{ArticleId, ClockFormat, Entry, Html, ParsedFeed, Subscription, Text, Time};
use tidings::factcheck::{Report, Verdict};
use tidings::store::{FetchOutcome, FetchRecord};

use crate::harness::{Folder, Reader, now};
use crate::server::{Reply, Server};
use crate::sync::Desk;

/// The checked text, and reports of its event by others.
pub(crate) const FIRE: (&str, &str) = (
    "Fire at Halden ferry terminal kills 12",
    "A fire at the Halden ferry terminal killed 12 people on Saturday, the harbour police said. The fire began in the \
     ticket hall of the terminal in Ostrey.",
);
pub(crate) const AGREEING: (&str, &str) = (
    "Twelve dead in blaze at Halden terminal",
    "Twelve people died when fire tore through the ferry terminal in Halden, police in Ostrey confirmed on Sunday. \
     Rescuers searched the ticket hall all night.",
);
pub(crate) const DIFFERING: (&str, &str) = (
    "Halden terminal fire: death toll",
    "The fire at the Halden ferry terminal killed 19 people, according to the hospital in Ostrey. Relatives gathered \
     near the ticket hall.",
);
const SILENT: (&str, &str) = (
    "Halden ferry terminal stays closed after fire",
    "Ferries from Ostrey will leave from the north pier while the Halden ferry terminal is closed after the fire. \
     The ticket hall of the terminal is being examined.",
);
const ELSEWHERE: (&str, &str) = (
    "Rye bread fair in Lund",
    "Bakers meet in Lund on Saturday to compare rye loaves. Visitors can reach the fair by ferry, and stalls stand \
     along the harbour until the evening. A jury of millers will choose the best crust, and children may knead dough \
     in a tent beside the stalls.",
);

/// An article: the name of its outlet, and its title and text.
pub(crate) type Written = (&'static str, (&'static str, &'static str));

/// Stores each article in the feed of its outlet; returns the ids in order.
fn store(folder: &Folder, articles: &[Written]) -> Vec<ArticleId> {
    let store = &folder.library.store;
    let entry = |n: usize, (outlet, (title, text)): Written| Entry {
        guid: format!("{outlet}-{n}"),
        title: Some(Text::line(title)),
        url: Some(format!("https://www.{outlet}.example/{n}")),
        published: Some(at(n)),
        content: Some(Html(format!("<p>{text}</p>"))),
        ..Entry::default()
    };
    let mut ids = Vec::new();
    for (n, article) in articles.iter().enumerate() {
        let feed = store.feed_by_url(&format!("https://{}.example/feed", article.0)).unwrap().unwrap();
        let title = Text::line(&format!("The {}", article.0));
        let parsed = ParsedFeed { entries: vec![entry(n, *article)], title: Some(title), ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
        ids.extend(store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap().new);
    }
    while store.index_pending(500, tidings::page::plain).unwrap() > 0 {}
    ids
}

pub(crate) fn at(n: usize) -> Time {
    now() - chrono::Duration::days(2) + chrono::Duration::hours(i64::try_from(n).unwrap())
}

/// Makes a folder with three outlets and these articles; returns their ids in order.
pub(crate) fn folder(articles: &[Written]) -> (Folder, Vec<ArticleId>) {
    let feed = |outlet: &str| Subscription { url: format!("https://{outlet}.example/feed"), ..Subscription::default() };
    let folder = Folder::new(&["tide", "slow", "third"].map(feed));
    let ids = store(&folder, articles);
    (folder, ids)
}

/// Checks the first of these articles.
fn check(articles: &[Written]) -> Report {
    let (folder, ids) = folder(articles);
    folder.library.fact_check(ids[0]).unwrap().unwrap()
}

/// Returns the verdict on the claim with this text.
#[track_caller]
fn verdict(report: &Report, text: &str) -> (Verdict, String) {
    let claim = report.claims.iter().find(|claim| claim.text.contains(text));
    let claim = claim.unwrap_or_else(|| panic!("no claim has `{text}`: {:?}", report.claims));
    (claim.verdict, report.statement(claim, ClockFormat::default()))
}

#[test]
fn outlets_that_say_the_same_in_their_own_words_corroborate() {
    let report = check(&[("tide", FIRE), ("slow", AGREEING)]);
    let (found, said) = verdict(&report, "12 people");
    assert_eq!((found, said.as_str()), (Verdict::Corroborated { outlets: 1 }, "corroborated by 1 independent outlet"));
    assert_eq!((report.searched, report.outlets), (1, 1));
    let claim = report.claims.iter().find(|claim| claim.text.contains("12 people")).unwrap();
    assert!(claim.reasons().contains("a figure"), "{}", claim.reasons());
    let is_marked = |quote: &tidings::factcheck::ReportedEvidence| {
        quote.marks.iter().any(|mark| quote.quote.get(mark.range.clone()) == Some("Twelve"))
    };
    assert!(claim.evidence.iter().any(|quote| quote.agrees && is_marked(quote)), "{:?}", claim.evidence);
    assert_eq!((claim.evidence[0].host.as_str(), claim.evidence[0].outlet.as_str()), ("slow.example", "The slow"));
}

#[test]
fn other_figures_are_shown_side_by_side_with_outlet_and_time() {
    let report = check(&[("tide", FIRE), ("slow", DIFFERING)]);
    let (found, said) = verdict(&report, "12 people");
    assert_eq!(found, Verdict::Differs, "{said}");
    assert!(said.starts_with("figures differ: 12") && said.contains("19"), "{said}");
    assert!(said.contains("(The slow, 21 Nov 09:00)"), "{said}");
}

#[test]
fn reports_of_the_event_without_the_claim_leave_a_single_source() {
    let report = check(&[("tide", FIRE), ("slow", SILENT)]);
    let (found, said) = verdict(&report, "12 people");
    assert_eq!(found, Verdict::SingleSource, "{said}");
    assert!(said.starts_with("single source: 1 article of other outlets"), "{said}");
}

#[test]
fn no_report_of_the_event_is_insufficient_evidence_and_says_what_was_searched() {
    let report = check(&[("tide", FIRE), ("slow", ELSEWHERE)]);
    let (found, said) = verdict(&report, "12 people");
    assert_eq!(found, Verdict::Insufficient, "{said}");
    assert_eq!(said, "insufficient evidence: 1 article of 1 other outlet from 7 Nov 2026 to 5 Dec 2026 searched");
}

#[test]
fn copies_never_corroborate_and_the_own_outlet_is_never_evidence() {
    let report = check(&[("tide", FIRE), ("slow", FIRE), ("third", FIRE)]);
    assert!(!report.claims.is_empty() && report.searched == 2);
    for claim in &report.claims {
        assert!(!matches!(claim.verdict, Verdict::Corroborated { .. }), "{claim:?}");
        assert!(claim.evidence.iter().all(|evidence| evidence.is_copy), "{claim:?}");
    }
    let report = check(&[("tide", FIRE), ("tide", AGREEING), ("tide", DIFFERING)]);
    assert_eq!((report.searched, report.outlets), (0, 0));
    assert!(report.claims.iter().all(|claim| claim.verdict == Verdict::Insufficient && claim.evidence.is_empty()));
}

#[test]
fn two_copies_of_one_report_are_one_voice() {
    let report = check(&[("tide", FIRE), ("slow", AGREEING), ("third", AGREEING)]);
    assert_eq!(verdict(&report, "12 people").0, Verdict::Corroborated { outlets: 1 });
}

#[test]
fn an_article_without_claims_has_none() {
    let report =
        check(&[("tide", ("Thoughts", "I think that we should all be kinder. Should we not?")), ("slow", FIRE)]);
    assert_eq!((report.claims.len(), report.searched), (0, 0));
}

#[test]
fn articles_that_wait_for_the_index_are_found_by_their_titles_and_old_ones_are_not_searched() {
    let (folder, ids) = folder(&[("tide", FIRE), ("slow", AGREEING)]);
    let store = &folder.library.store;
    let own = store.outlet(ids[0]).unwrap().unwrap();
    let found = |around| store.evidence_candidates(&["Halden".to_owned()], &[], around, &own).unwrap().len();
    assert_eq!(found(at(0)), 1);
    assert_eq!(found(at(0) - chrono::Duration::days(30)), 0);
    let feed = store.feed_by_url("https://third.example/feed").unwrap().unwrap();
    let entry = Entry { guid: "late".into(), title: Some(Text::line("Halden mourns")), ..Entry::default() };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
    store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
    assert_eq!(found(at(0)), 2);
}

pub(crate) fn tidings(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    let command = command.env("TZ", "UTC0").arg("--config-dir").arg(folder.dir.path()).args(arguments);
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn the_command_prints_statements_for_people_and_stable_json() {
    let (folder, ids) = folder(&[("tide", FIRE), ("slow", DIFFERING)]);
    let id = ids[0].0.to_string();
    let output = tidings(&folder, &["fact-check", &id]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("figures differ: 12") && text.contains("1 article of 1 other outlet from"), "{text}");
    let output = tidings(&folder, &["fact-check", &id, "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["article"], &json["outlets"], &json["searched"]), (&ids[0].0.into(), &1.into(), &1.into()));
    let claims = json["claims"].as_array().unwrap();
    let claim = claims.iter().find(|claim| claim["verdict"] == "differs").unwrap();
    let evidence = &claim["evidence"][0];
    assert_eq!(evidence["outlet"], "slow.example");
    assert_eq!((&evidence["agrees"], &evidence["published"]), (&false.into(), &"2026-11-21T09:00:00Z".into()));
    assert!(claim["reviews"].as_array().unwrap().is_empty() && evidence["quote"].as_str().unwrap().contains("19"));
    assert_eq!(tidings(&folder, &["fact-check", "no-such-article"]).status.code(), Some(1));
    assert_eq!(tidings(&folder, &["fact-check"]).status.code(), Some(2));
}

/// Makes a feed with one article.
fn feed_of(server: &Server, title: &str, path: &str, headline: &str) -> Reply {
    let (link, days) = (server.url(path), at(0).to_rfc2822());
    Reply::feed(format!(
        "<rss version='2.0'><channel><title>{title}</title><item><title>{headline}</title><link>{link}</link>
         <pubDate>{days}</pubDate><description>{headline}.</description></item></channel></rss>"
    ))
}

#[tokio::test]
async fn a_published_fact_check_on_a_fetched_page_reviews_the_claim_of_another_outlet() {
    let server = Server::start();
    let claim = "A bridge in Halden collapsed and killed 40 people on Friday";
    server.on("/paper/feed", feed_of(&server, "The Paper", "/paper/1", claim));
    server.on("/check/feed", feed_of(&server, "Checkers", "/check/1", "Did a bridge collapse?"));
    let review = format!(
        "{{\"@type\":\"ClaimReview\",\"claimReviewed\":\"{claim}\",\"url\":\"https://checkers.example/1\",
          \"author\":{{\"name\":\"Check\u{1b}ers\"}},\"reviewRating\":{{\"alternateName\":\"False\"}}}}"
    );
    let text = "<p>No bridge in Halden has collapsed, the roads office says, and nobody was hurt there.</p>".repeat(6);
    server.on(
        "/check/1",
        Reply::html(format!(
            "<title>Checked</title><script type='application/ld+json'>{review}</script><article>{text}</article>"
        )),
    );
    let desk = Desk::new(&[server.url("/paper/feed"), server.url("/check/feed")]);
    desk.sync().await;
    let find = |path: &str| desk.store().find_article(&server.url(path)).unwrap().unwrap();
    tidings::sync::fetch_page(&desk.context, find("/check/1")).await.unwrap();
    let own = desk.store().outlet(find("/paper/1")).unwrap().unwrap();
    let found = desk.store().reviews(&own).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].publisher.as_str(), found[0].rating.as_str()), ("Checkers", "False"));
    let checkers = desk.store().outlet(find("/check/1")).unwrap().unwrap();
    assert!(desk.store().reviews(&checkers).unwrap().is_empty(), "an outlet does not review itself");
    let source = tidings::factcheck::Source {
        outlet: &own.host,
        title: claim,
        text: "",
        language: Some("en"),
        published: at(0),
    };
    let check = tidings::factcheck::check(&source, &[], &found);
    assert_eq!(check.claims[0].verdict, Verdict::Reviewed);
}

/// A report of the event below many paragraphs about something else.
const FAR_DOWN: (&str, &str) = (
    "What happened in Ostrey this week: the Halden terminal fire and more",
    "The Halden ferry terminal in Ostrey burned.</p><p>one</p><p>two</p><p>three</p><p>four</p><p>five</p><p>six</p>\
     <p>seven</p><p>eight</p><p>nine</p><p>ten</p><p>eleven</p><p>twelve</p><p>thirteen</p><p>fourteen</p><p>fifteen</p>\
     <p>The fire at the Halden ferry terminal killed 19 people, the hospital in Ostrey said on Sunday.",
);

#[test]
fn the_panel_shows_what_was_searched_and_found_and_opens_the_quoted_article_there() {
    for (size, name) in [((80, 24), "panel_80x24"), ((40, 12), "panel_40x12")] {
        let (folder, ids) = folder(&[("tide", FIRE), ("slow", FAR_DOWN)]);
        let mut reader = Reader::open(&folder, size);
        if size.0 < 60 {
            reader.press("enter");
        }
        reader.press("G enter").expect("Fire at Halden");
        reader.press("C").expect_sound();
        reader.expect("1 article of 1 other outlet");
        insta::assert_snapshot!(name, reader.screen());
        reader.press("esc").expect_not("1 other outlet");
        let line = |reader: &Reader| reader.model.factcheck.lines.iter().position(|line| line.evidence.is_some());
        reader.press("C");
        let down = line(&reader).unwrap();
        reader.press(&"j ".repeat(down)).press("enter");
        reader.expect("killed 19").expect_not("three");
        assert_eq!(reader.model.reader.opened.as_ref().unwrap().article.row.id, ids[1]);
    }
}

#[test]
fn a_check_never_blocks_a_key_and_a_late_answer_is_dropped() {
    let (folder, _) = folder(&[("tide", FIRE), ("slow", DIFFERING)]);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press("G enter");
    reader.press_without_waiting("C");
    reader.expect("Checking…");
    reader.press_without_waiting("esc");
    reader.press_without_waiting("C");
    reader.settle();
    reader.expect("figures differ: 12");
    reader.press("esc").expect("Fire at Halden").expect_not("figures differ");
}

#[test]
fn the_panel_can_be_painted_at_every_size() {
    let (folder, _) = folder(&[("tide", FIRE), ("slow", DIFFERING), ("third", AGREEING)]);
    for size in [(1, 1), (8, 3), (20, 5), (200, 60)] {
        let mut reader = Reader::open(&folder, (80, 24));
        reader.press("G enter C");
        reader.send(tidings::app::input::Msg::Resize(size.0, size.1));
        reader.expect_sound();
    }
}
