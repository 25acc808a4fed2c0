//! Stories from the sync to the command line: what is grouped, kept, left out and printed.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tidings::domain::{ArticleId, Entry, FeedId, Html, ListQuery, ParsedFeed, Scope, Story, Subscription, Text, Time};
use tidings::store::{FetchOutcome, FetchRecord, Store};
use tidings::sync;

use crate::smart_feeds::take_back;

const FERRY: &str = "The passenger ferry Grey Heron ran aground on a sandbank outside Port Ellis on Tuesday with 212 people \
    aboard, the coastguard said. All passengers were taken off by lifeboat within three hours. Captain Ida Lund told \
    reporters that the steering gear had failed.";

fn hours(hours: i64) -> Time {
    Time::from_timestamp(1_780_000_000 + hours * 3600, 0).unwrap()
}

/// A store in a config folder, with a feed for each outlet.
struct Desk {
    folder: TempDir,
    store: Store,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state")).unwrap();
        Self { folder, store }
    }

    fn feed(&self, outlet: &str) -> FeedId {
        let url = format!("https://{outlet}.example/feed");
        if let Some(feed) = self.store.feed_by_url(&url).unwrap() {
            return feed;
        }
        let mut list: Vec<Subscription> =
            self.store.feeds().unwrap().into_iter().map(|feed| plain(&feed.url)).collect();
        list.push(plain(&url));
        self.store.reconcile(&list).unwrap();
        let tables: Vec<String> = list.iter().map(|feed| format!("[[feed]]\nurl = \"{}\"\n", feed.url)).collect();
        std::fs::write(self.folder.path().join("feeds.toml"), tables.concat()).unwrap();
        self.store.feed_by_url(&url).unwrap().unwrap()
    }

    /// Saves articles of an outlet, each with an hour, a title and a text.
    fn save(&self, outlet: &str, articles: &[(i64, &str, &str)]) -> Vec<ArticleId> {
        let feed = self.feed(outlet);
        let entries = articles.iter().map(|(hour, title, text)| Entry {
            guid: format!("{title} {hour}"),
            title: Some(Text::line(title)),
            url: Some(format!("https://www.{outlet}.example/{}", title.replace(' ', "-"))),
            content: Some(Html(format!("<p>{text}</p>"))),
            published: Some(hours(*hour)),
            ..Entry::default()
        });
        let entries: Vec<Entry> = entries.rev().collect();
        let parsed = ParsedFeed { title: Some(Text::line(outlet)), entries, ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: hours(1_000), outcome, next_due: None, moved_to: None };
        self.store.save_feed(feed, &parsed, &record, hours(1_000), |_| Text::line("untitled")).unwrap().new
    }

    fn stories(&self) -> Vec<Story> {
        sync::group_all(&self.store).unwrap();
        let newest = self.store.newest_stories(None, 100).unwrap();
        newest.into_iter().map(|id| sync::story(&self.store, id).unwrap().unwrap()).collect()
    }

    /// The articles of each story.
    fn members(&self) -> Vec<Vec<ArticleId>> {
        let ids = |story: &Story| story.members.iter().map(|member| member.row.id).collect();
        self.stories().iter().map(ids).collect()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = tidings(self.folder.path(), arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    }
}

fn plain(url: &str) -> Subscription {
    Subscription { url: url.to_owned(), ..Subscription::default() }
}

fn tidings(config: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.env("TZ", "UTC0").arg("--config-dir").arg(config).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// A desk with one event at two outlets, with a copy, and a look-alike.
fn desk() -> (Desk, Vec<ArticleId>) {
    let desk = Desk::new();
    let own = "Children sang while lifeboats took them off the ferry Grey Heron, aground on a sandbank at Port Ellis. The \
        coastguard counted 212 passengers. Hotels along the quay opened their ballrooms and kitchens.";
    let storm = "Storm Petra tore roofs from houses in Sandhaven on Tuesday and cut power to 4,000 homes.";
    let mut ids = desk.save("gazette", &[(10, "Ferry Grey Heron runs aground off Port Ellis", FERRY)]);
    ids.extend(desk.save("lantern", &[(11, "Night on the sandbank: the Grey Heron's passengers", own)]));
    ids.extend(desk.save("herald", &[(12, "Grey Heron aground off Port Ellis", FERRY)]));
    ids.extend(desk.save("gazette", &[(13, "Storm Petra tears roofs from houses", storm)]));
    (desk, ids)
}

#[test]
fn two_outlets_tell_one_event_and_a_copy_is_marked() {
    let (desk, ids) = desk();
    let stories = desk.stories();
    assert_eq!(desk.members(), [ids[..3].to_vec()]);
    let outlets: Vec<&str> = stories[0].outlets.iter().map(Text::as_str).collect();
    assert_eq!(outlets, ["gazette", "lantern", "herald"]);
    let copies: Vec<_> = stories[0].members.iter().map(|member| member.copy_of).collect();
    assert_eq!(copies, [None, None, Some(ids[0])]);
    assert_eq!(stories[0].others(ids[1]), ["gazette", "herald"].map(Text::line));
    let mut story = stories[0].clone();
    sync::compare(&desk.store, &mut story).unwrap();
    let own: Vec<&str> = story.members[1].own.iter().map(Text::as_str).collect();
    assert_eq!(own, ["Hotels along the quay opened their ballrooms and kitchens."]);
    assert!(story.members[2].own.is_empty(), "a copy has nothing of its own");
}

#[test]
fn look_alikes_are_two_stories() {
    let desk = Desk::new();
    for (outlet, hour) in [("gazette", 1), ("lantern", 3)] {
        let tarvos = "A strong earthquake of magnitude 6.1 struck Tarvos on the island of Sele before dawn. Forty houses \
            fell in the harbour quarter of Tarvos, and the mayor, Ana Petri, asked for tents.";
        let ondal = "An earthquake of magnitude 5.4 shook Ondal in the Varr valley at noon. The dam above Ondal holds, \
            engineers of the Varr Power Company said, and schools stay closed.";
        desk.save(
            outlet,
            &[(hour, "Earthquake strikes Tarvos", tarvos), (hour + 40, "Earthquake shakes Ondal", ondal)],
        );
    }
    assert_eq!(desk.members().iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_second_sync_changes_nothing_and_a_new_article_joins() {
    let (desk, ids) = desk();
    let before = desk.stories();
    let (rows, next) = desk.store.recently_grouped(100).unwrap();
    desk.save("gazette", &[(10, "Ferry Grey Heron runs aground off Port Ellis", FERRY)]);
    assert_eq!(desk.stories(), before);
    assert_eq!(desk.store.recently_grouped(100).unwrap(), (rows, next));
    let lund = "Captain Ida Lund of the Grey Heron, which lies aground off Port Ellis, was questioned by the coastguard about \
        the steering gear of the ferry and the 212 passengers.";
    let new = desk.save("mercury", &[(30, "Captain of the Grey Heron questioned", lund)]);
    let after = desk.stories();
    assert_eq!((after.len(), after[0].id, after[0].members.len()), (1, before[0].id, 4));
    assert_eq!(after[0].members[3].row.id, new[0]);
    assert!(!after[0].members.iter().any(|member| member.row.id == ids[3]));
}

#[test]
fn sections_of_one_site_are_one_outlet() {
    let desk = Desk::new();
    desk.save("gazette", &[(1, "Ferry Grey Heron runs aground off Port Ellis", FERRY)]);
    let section = plain("https://gazette.example/world");
    desk.store.reconcile(&[plain("https://gazette.example/feed"), section.clone()]).unwrap();
    let feed = desk.store.feed_by_url(&section.url).unwrap().unwrap();
    let entry = Entry {
        guid: "x".into(),
        title: Some(Text::line("Grey Heron aground off Port Ellis")),
        url: Some("https://gazette.example/world/1".into()),
        content: Some(Html(FERRY.into())),
        published: Some(hours(2)),
        ..Entry::default()
    };
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: hours(9), outcome, next_due: None, moved_to: None };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    desk.store.save_feed(feed, &parsed, &record, hours(9), |_| Text::default()).unwrap();
    let stories = desk.stories();
    assert_eq!((stories[0].members.len(), stories[0].outlets.len()), (2, 1));
}

#[test]
fn a_feed_is_kept_out_and_comes_back() {
    let (desk, ids) = desk();
    assert_eq!(desk.members(), [ids[..3].to_vec()]);
    let list = |without| -> Vec<Subscription> {
        let feeds = desk.store.feeds().unwrap().into_iter().map(|feed| plain(&feed.url));
        feeds.map(|feed| Subscription { without_stories: without && feed.url.contains("lantern"), ..feed }).collect()
    };
    desk.store.reconcile(&list(true)).unwrap();
    assert_eq!(desk.members(), [vec![ids[0], ids[2]]]);
    let late = desk.save("lantern", &[(14, "Ferry Grey Heron, the morning after", FERRY)]);
    assert_eq!(desk.members(), [vec![ids[0], ids[2]]]);
    desk.store.reconcile(&list(false)).unwrap();
    assert_eq!(desk.members(), [[&ids[..3], &late].concat()]);
}

#[test]
fn a_deleted_article_leaves_its_story() {
    let (desk, ids) = desk();
    desk.stories();
    desk.store.set_read(&ids[1..3], true, hours(20)).unwrap();
    desk.store.expire(1, hours(500)).unwrap();
    assert!(desk.members().is_empty(), "one article is no story");
    assert!(desk.store.stories_of(&ids).unwrap().is_empty());
}

#[test]
fn an_old_archive_is_not_grouped_and_a_new_one_does_not_collapse() {
    let (desk, ids) = desk();
    let frame = "From our archive. This article first appeared in the printed edition of the Corran Gazette and is shown as \
        it was published then, with the spelling and the opinions of the period.";
    let texts: Vec<(String, String)> = (0..300)
        .map(|n| {
            let own: Vec<String> = (0..14).map(|word| format!("word{n}x{word}")).collect();
            (format!("Archive: {}", own[..5].join(" ")), format!("{frame} {}", own[5..].join(" ")))
        })
        .collect();
    let old: Vec<_> = (0..).zip(&texts).map(|(n, (title, text))| (n - 9_000, title.as_str(), text.as_str())).collect();
    desk.save("archive", &old);
    let new: Vec<_> = (0..).zip(&texts).map(|(n, (title, text))| (n % 20, title.as_str(), text.as_str())).collect();
    desk.save("republished", &new);
    assert_eq!(desk.members(), [ids[..3].to_vec()]);
    let (rows, _) = desk.store.recently_grouped(1_000).unwrap();
    assert_eq!(rows.len(), 304, "the old articles are not among them");
    assert!(desk.store.ungrouped().unwrap().is_empty());
}

#[test]
fn ten_thousand_nearly_equal_articles_are_one_story() {
    let desk = Desk::new();
    for outlet in 0..5 {
        let texts: Vec<String> = (0..2_000).map(|n| format!("{FERRY} {outlet} {n}")).collect();
        let titles: Vec<String> = (0..2_000).map(|n| format!("Ferry aground {n}")).collect();
        let all = titles.iter().zip(&texts).map(|(title, text)| (10, title.as_str(), text.as_str()));
        desk.save(&format!("outlet{outlet}"), &all.collect::<Vec<_>>());
    }
    let stories = desk.stories();
    assert_eq!((stories.len(), stories[0].outlets.len() > 1, stories[0].members.len()), (1, true, 200));
}

/// Takes back migration 17.
const WITHOUT_TAGS: &str = "DROP TRIGGER article_tags_marks; DROP TABLE article_tags; DROP TABLE tag_counts;
    ALTER TABLE articles DROP COLUMN words; ALTER TABLE articles DROP COLUMN pictures;
    ALTER TABLE articles DROP COLUMN score;";

#[test]
fn articles_of_an_older_store_are_grouped() {
    let (desk, ids) = desk();
    let file = desk.store.file().to_owned();
    let old = desk.save("archive", &[(-9_000, "Ferry Grey Heron runs aground off Port Ellis", FERRY)]);
    let Desk { folder, store } = desk;
    drop(store);
    let conn = rusqlite::Connection::open(file).unwrap();
    take_back(&conn);
    conn.execute_batch(WITHOUT_TAGS).unwrap();
    let before = "DROP TABLE found_texts; DROP TABLE found_reviews; DROP TABLE claim_reviews; DROP TABLE stories; DROP TABLE story_queue; ALTER TABLE feeds DROP COLUMN without_stories;
                  PRAGMA user_version = 11;";
    conn.execute_batch(before).unwrap();
    drop(conn);
    let store = Store::open(&folder.path().join("state")).unwrap();
    let desk = Desk { folder, store };
    assert_eq!(desk.members(), [ids[..3].to_vec()]);
    assert!(desk.store.to_group(&old).unwrap().is_empty(), "too old to be queued");
}

/// Version 13 stored the feed's host for articles without an address, where the fact check took the site's.
#[test]
fn articles_without_an_address_get_the_outlet_of_their_site_in_an_older_store() {
    let desk = Desk::new();
    desk.save("tide", &[(0, "Ferry Grey Heron aground off Port Ellis", FERRY)]);
    desk.save("slow", &[(1, "Grey Heron ferry runs onto sandbank", FERRY)]);
    assert_eq!(desk.stories().len(), 1);
    let file = desk.folder.path().join("state/tidings.db");
    let Desk { folder, store } = desk;
    drop(store);
    let conn = rusqlite::Connection::open(&file).unwrap();
    take_back(&conn);
    conn.execute_batch(WITHOUT_TAGS).unwrap();
    conn.execute_batch(
        "UPDATE articles SET url = NULL; UPDATE feeds SET site = 'https://www.tide.example/';
         ALTER TABLE stories DROP COLUMN is_best; DROP TABLE found_texts; DROP TABLE found_reviews;
         PRAGMA user_version = 13;",
    )
    .unwrap();
    drop(conn);
    let desk = Desk { store: Store::open(&folder.path().join("state")).unwrap(), folder };
    sync::group_all(&desk.store).unwrap();
    let stories = desk.stories();
    let outlets: Vec<&str> = stories[0].outlets.iter().map(Text::as_str).collect();
    assert_eq!((stories.len(), outlets.len()), (1, 1), "both have one site: {outlets:?}");
}

#[test]
fn stories_are_printed() {
    let (desk, ids) = desk();
    let stories = desk.json(&["stories", "--json"]);
    let story = &stories[0];
    assert_eq!(stories.as_array().unwrap().len(), 1);
    for key in ["id", "title", "outlets", "articles", "first", "last"] {
        assert!(story.get(key).is_some(), "{key}");
    }
    assert_eq!(story["outlets"], 3);
    let newest_first: Vec<i64> = ids[..3].iter().rev().map(|id| id.0).collect();
    assert_eq!(story["articles"], serde_json::json!(newest_first));
    assert_eq!((&story["first"], &story["last"]), (&"2026-05-29T06:26:40Z".into(), &"2026-05-29T08:26:40Z".into()));
    assert_eq!(desk.json(&["stories", "--json", "--limit", "0"]), serde_json::json!([]));
    assert_eq!(desk.json(&["stories", "--json", "--since", "2026-05-30"]), serde_json::json!([]));
    assert_eq!(desk.json(&["stories", "--json", "--since", "2026-05-29"]), stories);

    let articles = desk.json(&["articles", "--json"]);
    let in_story: Vec<bool> = articles.as_array().unwrap().iter().map(|row| row["story"] == story["id"]).collect();
    assert_eq!(in_story, [false, true, true, true]);
    assert_eq!(articles[0]["story"], Value::Null);

    let text = String::from_utf8(tidings(desk.folder.path(), &["stories"]).stdout).unwrap();
    assert!(text.contains("2026-05-29") && text.contains("gazette, lantern, herald"), "{text}");
    assert!(text.contains(&format!("(copy of {})", ids[0].0)), "{text}");
    let wrong = tidings(desk.folder.path(), &["stories", "--since", "soon"]);
    assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
}

#[test]
fn a_store_without_stories_says_so() {
    let desk = Desk::new();
    assert_eq!(desk.json(&["stories", "--json"]), serde_json::json!([]));
    let output = tidings(desk.folder.path(), &["stories"]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("no story"), "{output:?}");
    let all = ListQuery { scope: Scope::All, unread_only: false, unread_since: None, ..ListQuery::default() };
    assert_eq!(desk.store.window(&all, 0, 1).unwrap().total, 0);
}
