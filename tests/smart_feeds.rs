//! Smart feeds in a real store: counts that follow every change, in small steps, also with two processes.

use std::collections::HashMap;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;
use tidings::domain::clock_format::utc;
use tidings::domain::tags::TagChange;
use tidings::domain::{
    ArticleId, Enclosure, Entry, Html, ListQuery, ParsedFeed, Query, Scope, SmartFeed, StoryId, Subscription, Text,
    Time,
};
use tidings::store::{FetchOutcome, FetchRecord, Grouped, Store};

const DAY: i64 = 86_400;
const TITLES: [&str; 4] = ["Rust released", "Ask: which kernel", "Bridge 100% closed", "A quiet day"];
const TEXTS: [&str; 3] = ["the bridge opens", "a kernel in rust on iron", "words and more words of it"];
const QUERIES: [&str; 22] = [
    "is:hidden",
    "is:hidden OR is:starred kernel",
    "rust",
    "-rust is:unread",
    "title:bridge OR is:starred",
    "title:/^(a|ask)/ -kernel",
    "feed:daily",
    "feed:renamed rust",
    "folder:News -tag:later",
    "tag:later",
    "tag:tech",
    "is:starred OR is:queued",
    "is:tagged",
    "is:read",
    "is:edited",
    "has:page",
    "has:audio words>3",
    "has:story",
    "outlets>=2 rust",
    "age<30d",
    "kern",
    "-(rust OR is:starred) \"more words\"",
];

fn now() -> Time {
    Time::from_timestamp(1_780_000_000, 0).unwrap()
}

fn smart(name: &str, query: &str) -> SmartFeed {
    SmartFeed { name: Text::line(name), query: query.into(), folder: None }
}

fn entry(n: i64, title: &str, text: &str) -> Entry {
    let audio = Enclosure {
        url: "https://a.example/a.mp3".into(),
        media_type: Some("audio/mpeg".into()),
        length: None,
        seconds: None,
    };
    Entry {
        guid: format!("{n}"),
        title: Some(Text::line(title)),
        content: Some(Html(format!("<p>{text}</p>"))),
        published: Some(now() - chrono::TimeDelta::seconds(n * 9 * DAY)),
        enclosures: if n % 3 == 0 { vec![audio] } else { Vec::new() },
        ..Entry::default()
    }
}

/// A store with two feeds.
struct Desk {
    _dir: TempDir,
    store: Store,
    /// The articles by number.
    ids: HashMap<i64, ArticleId>,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let desk = Self { _dir: dir, store, ids: HashMap::new() };
        desk.subscribe(0);
        desk
    }

    fn with_queries() -> Self {
        let desk = Self::new();
        let all: Vec<SmartFeed> = QUERIES.iter().map(|query| smart(query, query)).collect();
        desk.store.reconcile_smart_feeds(&all).unwrap();
        desk
    }

    /// Makes the store follow one of several lists of subscriptions.
    fn subscribe(&self, variant: usize) {
        let feed = |title: &str, url: &str, folder: &str, tags: &[&str]| Subscription {
            url: url.into(),
            title: Some(Text::line(title)),
            folder: Text::line(folder).non_empty(),
            tags: tags.iter().map(|tag| Text::line(tag)).collect(),
            ..Subscription::default()
        };
        let daily = feed("The Daily", "https://a.example/", "News", &[]);
        let kernel = feed("Kernel", "https://b.example/", "", &["Tech"]);
        let list = match variant {
            0 => vec![daily, kernel],
            1 => vec![feed("Renamed", "https://a.example/", "", &["tech"]), kernel],
            2 => vec![daily, feed("Kernel", "https://b.example/", "News/More", &[])],
            _ => vec![kernel],
        };
        self.store.reconcile(&list).unwrap();
    }

    fn save(&mut self, n: i64, variant: usize) {
        let url = if n % 2 == 0 { "https://a.example/" } else { "https://b.example/" };
        let Some(feed) = self.store.feed_by_url(url).unwrap() else { return };
        let entry = entry(n, TITLES[variant % 4], TEXTS[variant % 3]);
        let parsed = ParsedFeed { title: Some(Text::line("own")), entries: vec![entry], ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
        let saved = self.store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap();
        self.ids.extend(saved.new.first().map(|id| (n, *id)));
    }

    fn index(&self) {
        while self.store.index_pending(3, str::to_owned).unwrap() > 0 {}
    }

    fn count(&self) -> bool {
        self.store.count_smart_feeds(utc, now(), || {}).unwrap()
    }

    /// Returns the count of a smart feed.
    fn unread(&self, name: &str) -> u32 {
        let all = self.store.smart_feeds().unwrap();
        all.iter().find(|row| row.feed.name.as_str() == name).unwrap_or_else(|| panic!("no {name}")).unread
    }

    /// Checks every count against a list of the query.
    fn expect_right(&self, after: &str) {
        for row in self.store.smart_feeds().unwrap() {
            let query = Query::parse_at(&row.feed.query, utc, now()).unwrap();
            let scope = Scope::Smart(row.id, row.feed.query.clone());
            let list = ListQuery { scope, unread_only: true, query: Some(query), ..ListQuery::default() };
            let listed = self.store.window(&list, 0, 100).unwrap().total;
            assert_eq!(row.unread as usize, listed, "{} after {after}", row.feed.query);
        }
        assert!(!self.count(), "there is nothing left to count after {after}");
    }

    /// Runs SQL on the file.
    fn number(&self, sql: &str) -> i64 {
        Connection::open(self.store.file()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Carries out one change of the store.
    fn change(&mut self, (kind, n, variant): (u8, i64, usize)) {
        let store = self.store.clone();
        let id = self.ids.get(&n).copied();
        let flag = variant % 2 == 0;
        match (kind, id) {
            (0, _) => self.save(n, variant),
            (1, _) => self.index(),
            (2, _) => self.subscribe(variant),
            (3, _) => {
                self.count();
            }
            (4, Some(id)) => drop(store.set_read(&[id], flag, now()).unwrap()),
            (5, Some(id)) => drop(store.set_starred(&[id], flag).unwrap()),
            (6, Some(id)) => {
                let change = TagChange { article: id, tag: Text::line("later"), is_added: flag };
                store.change_tags(&[change]).unwrap();
            }
            (7, Some(id)) if flag => drop(store.enqueue(&[id]).unwrap()),
            (7, _) => store.set_queue(&[]).unwrap(),
            (8, Some(id)) => {
                store.save_page(id, &Html(format!("<p>{}</p>", TEXTS[variant % 3])), &[], now()).unwrap();
            }
            (9, Some(id)) => {
                let grouped = Grouped {
                    article: id,
                    story: StoryId(i64::try_from(variant).unwrap()),
                    outlet: format!("outlet {}", n % 3),
                    published: now(),
                    features: Vec::new(),
                };
                store.save_stories(vec![grouped], StoryId(9)).unwrap();
                store.move_articles(vec![(id, StoryId(i64::try_from(variant).unwrap()))]).unwrap();
            }
            (10, _) => drop(store.expire(0, now() + chrono::TimeDelta::days(1)).unwrap()),
            (11, _) => {
                let list: Vec<SmartFeed> = QUERIES.iter().skip(variant).map(|query| smart(query, query)).collect();
                store.reconcile_smart_feeds(&list).unwrap();
            }
            (12, Some(id)) => {
                let conn = Connection::open(store.file()).unwrap();
                conn.busy_timeout(std::time::Duration::from_mins(1)).unwrap();
                let sql = if flag {
                    "INSERT OR IGNORE INTO hidden_articles (article, rule) SELECT id, 'r' FROM articles
                     WHERE id = ?1 AND hidden < 2;
                     UPDATE articles SET hidden = 3 WHERE id = ?1 AND hidden < 2"
                } else {
                    "DELETE FROM hidden_articles WHERE article = ?1;
                     UPDATE articles SET hidden = 0 WHERE id = ?1 AND hidden = 3"
                };
                for part in sql.split(';') {
                    conn.execute(part, [id.0]).unwrap();
                }
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn counts_equal_a_fresh_run_of_each_query(changes in prop::collection::vec((0_u8..13, 0_i64..10, 0_usize..4), 1..40)) {
        let mut desk = Desk::with_queries();
        for n in 0..10 {
            desk.save(n, usize::try_from(n).unwrap());
        }
        for change in &changes {
            desk.change(*change);
        }
        desk.count();
        desk.expect_right(&format!("{changes:?}"));
    }
}

#[test]
fn a_count_follows_marks_and_text_and_its_feed() {
    let mut desk = Desk::with_queries();
    for n in 0..8 {
        desk.save(n, 0);
    }
    assert_eq!(desk.unread("rust"), 0, "not counted yet");
    assert!(desk.count());
    desk.index();
    desk.count();
    assert_eq!((desk.unread("rust"), desk.unread("tag:later"), desk.unread("feed:daily")), (8, 0, 4));
    let first = desk.ids[&0];
    desk.store.set_read(&[first], true, now()).unwrap();
    assert!(desk.count());
    assert_eq!((desk.unread("rust"), desk.unread("is:read")), (7, 0), "read articles are not counted");
    desk.store.set_read(&[first], false, now()).unwrap();
    desk.store.change_tags(&[TagChange { article: first, tag: Text::line("later"), is_added: true }]).unwrap();
    desk.count();
    assert_eq!((desk.unread("rust"), desk.unread("tag:later")), (8, 1));
    desk.subscribe(1);
    desk.count();
    assert_eq!((desk.unread("feed:daily"), desk.unread("feed:renamed rust"), desk.unread("tag:tech")), (0, 4, 8));
    desk.subscribe(3);
    desk.count();
    assert_eq!((desk.unread("rust"), desk.unread("tag:tech")), (4, 4), "a removed feed's articles are in no list");
    desk.expect_right("all");
}

#[test]
fn a_changed_query_is_counted_anew_and_a_new_name_keeps_its_count() {
    let mut desk = Desk::new();
    desk.store.reconcile_smart_feeds(&[smart("one", "rust"), smart("two", "kernel")]).unwrap();
    for n in 0..6 {
        desk.save(n, usize::try_from(n % 2).unwrap());
    }
    desk.count();
    assert_eq!((desk.unread("one"), desk.unread("two")), (3, 3));
    let before = desk.store.smart_feeds().unwrap();
    desk.store.reconcile_smart_feeds(&[smart("two", "kernel"), smart("first", "rust")]).unwrap();
    let after = desk.store.smart_feeds().unwrap();
    assert_eq!((after[1].id, after[1].unread, after[0].id), (before[0].id, 3, before[1].id), "renamed and moved");
    assert!(!desk.count());
    desk.store.reconcile_smart_feeds(&[smart("two", "rust OR kernel"), smart("first", "rust")]).unwrap();
    assert!(desk.count());
    assert_eq!(desk.unread("two"), 6);
    desk.store.reconcile_smart_feeds(&[]).unwrap();
    assert!(desk.store.smart_feeds().unwrap().is_empty());
    desk.count();
    let left = "SELECT (SELECT count(*) FROM smart_unread) + (SELECT count(*) FROM smart_feeds)
                + (SELECT count(*) FROM smart_queue)";
    assert_eq!(desk.number(left), 0, "nothing is left of removed smart feeds");
    desk.save(9, 0);
    assert_eq!(desk.number(left), 0, "without smart feeds nothing is queued");
}

#[test]
fn a_query_about_ages_is_counted_anew_every_few_minutes() {
    let mut desk = Desk::new();
    desk.store.reconcile_smart_feeds(&[smart("new", "age<1h")]).unwrap();
    desk.save(0, 0);
    desk.count();
    assert_eq!(desk.unread("new"), 1);
    let count = |minutes| {
        desk.store.count_smart_feeds(utc, now() + chrono::TimeDelta::minutes(minutes), || {}).unwrap();
        desk.unread("new")
    };
    assert_eq!(count(58), 1);
    assert_eq!(count(61), 1, "the last count holds for some minutes");
    assert_eq!(count(64), 0);
    assert_eq!(count(1), 1, "the clock was set back");
}

/// Two processes count at the same time, while the user marks articles.
#[test]
fn two_processes_that_count_do_not_undo_each_other() {
    let mut desk = Desk::with_queries();
    for n in 0..10 {
        desk.save(n, usize::try_from(n).unwrap());
    }
    let other = Store::open(desk.store.file().parent().unwrap()).unwrap();
    let ids: Vec<ArticleId> = desk.ids.values().copied().collect();
    std::thread::scope(|scope| {
        for store in [desk.store.clone(), other.clone(), other] {
            scope.spawn(move || {
                for _ in 0..40 {
                    store.count_smart_feeds(utc, now(), || {}).unwrap();
                }
            });
        }
        for (n, id) in ids.iter().cycle().take(60).enumerate() {
            desk.store.set_read(&[*id], n % 3 == 0, now()).unwrap();
            desk.store.set_starred(&[*id], n % 2 == 0).unwrap();
        }
    });
    desk.count();
    desk.expect_right("two processes");
}

/// Too many changes are not looked at one by one.
#[test]
fn a_long_queue_has_every_query_run_once() {
    let mut desk = Desk::with_queries();
    for n in 0..10 {
        desk.save(n, usize::try_from(n).unwrap());
    }
    desk.count();
    let conn = Connection::open(desk.store.file()).unwrap();
    conn.execute_batch(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20001)
         INSERT INTO smart_queue (article) SELECT 1 FROM n",
    )
    .unwrap();
    let counted = "SELECT sum(counted) FROM smart_feeds";
    let before = desk.number(counted);
    desk.count();
    assert_eq!(desk.number(counted), before + i64::try_from(QUERIES.len()).unwrap());
    desk.expect_right("a long queue");
}

/// Takes back migration 18.
pub(crate) fn take_back(conn: &Connection) {
    crate::article_rules::take_back(conn);
    let names = "SELECT group_concat(type || ' ' || name, ';' ORDER BY type DESC) FROM sqlite_schema
                 WHERE name LIKE 'smart\\_%' ESCAPE '\\' AND type IN ('table', 'trigger')";
    let names: String = conn.query_row(names, [], |row| row.get(0)).unwrap();
    names.split(';').for_each(|name| conn.execute_batch(&format!("DROP {name}")).unwrap());
}

#[test]
fn a_store_of_the_version_before_gets_smart_feeds() {
    let mut desk = Desk::new();
    desk.save(0, 0);
    let folder = desk.store.file().parent().unwrap().to_owned();
    let conn = Connection::open(desk.store.file()).unwrap();
    take_back(&conn);
    conn.pragma_update(None, "user_version", 17).unwrap();
    drop(conn);
    let store = Store::open(&folder).unwrap();
    store.reconcile_smart_feeds(&[smart("rust", "rust")]).unwrap();
    assert!(store.count_smart_feeds(utc, now(), || {}).unwrap());
    assert_eq!(store.smart_feeds().unwrap()[0].unread, 1);
}
