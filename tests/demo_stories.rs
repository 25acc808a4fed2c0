//! Tests that the demo's papers have two stories in common: one with figures that differ, and one with a wire copy.

use chrono::Duration;
use tidings::demo::serve;
use tidings::domain::{ClockFormat, Story, Time};
use tidings::factcheck::{Report, ReportedClaim, Verdict};
use tidings::sync;

use crate::harness::{Folder, now};

/// Syncs the demo as it is at a time.
fn demo(at: Time) -> Folder {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let site = runtime.block_on(serve(at)).unwrap();
    let folder = Folder::new(&site.feeds());
    folder.sync(&runtime);
    folder
}

fn stories(folder: &Folder) -> Vec<Story> {
    let store = &folder.library.store;
    let newest = store.newest_stories(None, 100).unwrap();
    newest.into_iter().map(|id| sync::story(store, id).unwrap().unwrap()).collect()
}

/// Lists outlet and title of each article.
fn members(story: &Story) -> Vec<(&str, &str)> {
    story.members.iter().map(|member| (member.outlet.as_str(), member.row.title.as_str())).collect()
}

/// Checks an outlet's article of a story.
fn check(folder: &Folder, story: &Story, outlet: &str) -> Report {
    let member = story.members.iter().find(|member| member.outlet.as_str() == outlet).unwrap();
    folder.library.fact_check(member.row.id).unwrap().unwrap()
}

#[track_caller]
fn claim<'a>(report: &'a Report, text: &str) -> &'a ReportedClaim {
    let claim = report.claims.iter().find(|claim| claim.text.contains(text));
    claim.unwrap_or_else(|| panic!("no claim has `{text}`: {:?}", report.claims))
}

/// The demo begins at the time of its start, so what it shows must hold at any hour.
#[test]
fn the_papers_have_two_stories_in_common_at_any_hour() {
    for hour in [0, 5, 11, 17, 22] {
        let folder = demo(now() - Duration::hours(hour));
        let stories = stories(&folder);
        assert_eq!(stories.len(), 2, "{:?}", stories.iter().map(members).collect::<Vec<_>>());
        assert_eq!(
            members(&stories[0]),
            [
                ("The Harbour Lantern", "Sea comes over the quay at Netherby and into 41 homes"),
                ("The Tide Table", "Log: the storm surge over Netherby quay"),
                ("The Copper Pan", "Lentil soup for the 260 at Netherby school"),
                ("Slow Light", "Where the sea in Netherby’s kitchens came from"),
            ]
        );
        assert_eq!(
            members(&stories[1]),
            [
                ("The Harbour Lantern", "Fireball over Skerry Sound leaves a meteorite in the barley"),
                ("The Tide Table", "Fireball over Skerry Sound leaves a stone in the barley"),
                ("Slow Light", "The six seconds of the Skerry Sound fireball"),
                ("Off by One", "My camera did not see the fireball"),
            ]
        );
        assert!(stories[0].members.iter().all(|member| member.copy_of.is_none()));
        let copies: Vec<_> = stories[1].members.iter().map(|member| member.copy_of).collect();
        assert_eq!(
            copies,
            [None, Some(stories[1].members[0].row.id), None, None],
            "the agency's report is printed twice"
        );
        the_surge_differs_in_its_homes(&folder, &stories[0]);
        the_copy_is_no_voice_of_its_own(&folder, &stories[1]);
    }
}

fn the_surge_differs_in_its_homes(folder: &Folder, surge: &Story) {
    let report = check(folder, surge, "The Tide Table");
    let homes = claim(&report, "58 homes");
    assert_eq!(homes.verdict, Verdict::Differs);
    let said = report.statement(homes, ClockFormat::default());
    assert!(said.starts_with("figures differ: 58 here and "), "{said}");
    assert!(said.contains("41 (The Harbour Lantern, ") && said.contains("63 (Slow Light, "), "{said}");
    assert_eq!(claim(&report, "19:20").verdict, Verdict::Corroborated { outlets: 2 });
    assert!(matches!(claim(&report, "260 people").verdict, Verdict::Corroborated { .. }));
    let report = check(folder, surge, "The Harbour Lantern");
    assert_eq!(claim(&report, "41 homes before").verdict, Verdict::Differs);
    assert_eq!(claim(&report, "1.3 metres").verdict, Verdict::Corroborated { outlets: 2 });
}

fn the_copy_is_no_voice_of_its_own(folder: &Folder, fireball: &Story) {
    let report = check(folder, fireball, "The Harbour Lantern");
    let weight = claim(&report, "2.1 kilograms");
    assert_eq!(weight.verdict, Verdict::Corroborated { outlets: 2 });
    let copies: Vec<&str> =
        weight.evidence.iter().filter(|evidence| evidence.is_copy).map(|evidence| evidence.outlet.as_str()).collect();
    assert_eq!(copies, ["The Tide Table"]);
    assert!(fireball_differs_nowhere(&report));
    let report = check(folder, fireball, "Slow Light");
    let weight = claim(&report, "2.1 kilograms");
    assert_eq!(weight.verdict, Verdict::Corroborated { outlets: 2 }, "the agency's two papers are one voice");
    assert!(weight.evidence.iter().any(|evidence| evidence.outlet.as_str() == "The Tide Table"));
    assert!(fireball_differs_nowhere(&report));
}

fn fireball_differs_nowhere(report: &Report) -> bool {
    report.claims.iter().all(|claim| claim.verdict != Verdict::Differs)
}
