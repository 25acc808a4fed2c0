//! Tests repeated text: in the seed thread, and across threads in the store.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use tidings::comments::recognise;
use tidings::domain::Thread;
use tidings::domain::repeats::{Fingerprint, Found, chronological, find, format_likeness, within};
use tidings::page::own_words;

fn seed() -> Thread {
    let page = include_bytes!("fixtures/seed/page.html");
    Thread::build(recognise(page, None, None).unwrap().comments).0
}

fn found(thread: &Thread) -> Found {
    let prints: Vec<Option<Fingerprint>> =
        thread.nodes().map(|node| Fingerprint::of(&own_words(&node.comment.html.0))).collect();
    find(&prints, &chronological(thread))
}

/// Two of the seed's 17 comments repeat another, by the share of three-word shingles that both have: 9015 repeats 9008
/// (0.85; "are" became "will be"), and 9012 repeats 9011 (0.82; another verb and another adjective). 9016 is similar to
/// 9006 (0.76). The others have sentences in common, but a smaller share of their text.
#[test]
fn the_seed_has_two_repeats_and_one_similar_comment() {
    let thread = seed();
    let id = |place: u32| thread.get(place as usize).unwrap().comment.id.as_str();
    let found = found(&thread);
    let clusters: Vec<(&str, Vec<(&str, String)>)> = found
        .clusters
        .iter()
        .map(|c| {
            (id(c.first), c.members.iter().map(|(place, likeness)| (id(*place), format_likeness(*likeness))).collect())
        })
        .collect();
    assert_eq!(clusters, [("9008", vec![("9015", "0.85".to_owned())]), ("9011", vec![("9012", "0.82".to_owned())])]);
    assert!(found.clusters.iter().all(|cluster| cluster.parts.is_empty()));
    let similar: Vec<(&str, &str, String)> =
        found.similar.iter().map(|(place, r)| (id(*place), id(r.of), format_likeness(r.likeness))).collect();
    assert_eq!(similar, [("9016", "9006", "0.76".to_owned())]);
}

#[test]
fn a_quotation_is_not_a_repeat() {
    let said = "The tram will run again from Monday, and the bells will be louder than they were.";
    let texts = [
        format!("<p>{said}</p>"),
        format!(
            "<blockquote><p>{said}</p></blockquote><p>I had hoped that they would leave the bells alone this time.</p>"
        ),
        format!("<p>&gt; {said}</p><p>Louder bells are the last thing that this old town needs in the morning.</p>"),
    ];
    let texts = texts.map(|html| own_words(&html));
    assert_eq!(within(&texts.each_ref().map(String::as_str)), []);
}

mod elsewhere {
    use std::collections::HashSet;

    use tidings::domain::{
        ArticleId, Comment, Entry, Html, LoadedThread, ParsedFeed, Subscription, Text, Time, Warning,
    };
    use tidings::page::own_words;
    use tidings::store::{CrossThread, FetchOutcome, FetchRecord, Store};

    const SAID: &str =
        "I have read this paper for thirty years, and never was it so wrong about the trams as it is now.";
    const OTHER: &str =
        "Whoever wants to see the harbour at its best should come in May, before the boats are all out.";

    fn at(seconds: i64) -> Time {
        Time::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
    }

    /// Opens a store with two articles. A feed lists the newest first, which the store saves last.
    fn open() -> (tempfile::TempDir, Store, [ArticleId; 2]) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let list = [Subscription { url: "https://a.example/feed".into(), ..Subscription::default() }];
        store.reconcile(&list).unwrap();
        let articles = fill(&store);
        (dir, store, articles)
    }

    /// Saves two articles in one feed.
    fn fill(store: &Store) -> [ArticleId; 2] {
        let entry = |guid: &str| Entry { guid: guid.into(), title: Some(Text::line(guid)), ..Entry::default() };
        let parsed = ParsedFeed { entries: vec![entry("Harbour"), entry("Trams")], ..ParsedFeed::default() };
        let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
        let record = FetchRecord { at: at(0), outcome, next_due: None, moved_to: None };
        let feed = store.feeds().unwrap()[0].id;
        let new = store.save_feed(feed, &parsed, &record, at(0), |_| Text::line("untitled")).unwrap().new;
        new.try_into().unwrap()
    }

    fn comment(id: &str, text: &str) -> Comment {
        Comment { id: id.into(), html: Html(format!("<p>{text}</p>")), published: Some(at(1)), ..Comment::default() }
    }

    fn save(store: &Store, article: ArticleId, comments: Vec<Comment>) {
        let thread = LoadedThread { source: "test".into(), comments, ..LoadedThread::default() };
        store.save_thread(article, &thread, &HashSet::new(), at(2)).unwrap();
    }

    fn sketch(store: &Store) -> usize {
        let mut steps = 0;
        while store.sketch_pending(7, own_words).unwrap() > 0 {
            steps += 1;
        }
        steps
    }

    fn elsewhere(store: &Store, article: ArticleId) -> (Vec<CrossThread>, Vec<Warning>) {
        store.repeated_elsewhere(article, own_words).unwrap()
    }

    #[test]
    fn a_repeat_across_threads_is_found_from_both_threads() {
        let (_dir, store, [trams, harbour]) = open();
        save(&store, trams, vec![comment("1", SAID), comment("2", "Thanks!"), comment("3", SAID)]);
        let again =
            Comment { author: Some(Text::line("Ann")), ..comment("9", &SAID.replace("it is now", "it is today")) };
        save(&store, harbour, vec![comment("7", OTHER), comment("8", "Thanks!"), again]);
        assert_eq!(elsewhere(&store, trams).0, [], "saving a thread only queues it");
        assert!(sketch(&store) > 0);
        assert_eq!(sketch(&store), 0, "no comment is processed twice");
        let (found, warnings) = elsewhere(&store, trams);
        let rows: Vec<_> =
            found.iter().map(|e| (e.id.as_str(), e.article, &*e.article_title, e.other_id.as_str())).collect();
        assert_eq!(rows, [("1", harbour, "Harbour", "9"), ("3", harbour, "Harbour", "9")]);
        assert_eq!(found[0].other_author.as_deref(), Some("Ann"));
        // 21 words make 19 shingles; one of them has the changed word.
        assert!((found[0].likeness - 18.0 / 20.0).abs() < 1e-6, "{}", found[0].likeness);
        assert_eq!(warnings, []);
        let back: Vec<_> = elsewhere(&store, harbour).0.into_iter().map(|e| (e.id, e.other_id)).collect();
        assert_eq!(back, [("9".to_owned(), "1".to_owned()), ("9".to_owned(), "3".to_owned())]);
    }

    /// Stores the seed thread, and a copy of one comment under another article, and checks the command's output.
    #[test]
    fn the_command_line_lists_repeats_with_evidence() {
        let feeds = [Subscription { url: "https://a.example/feed".into(), ..Subscription::default() }];
        let folder = crate::harness::Folder::new(&feeds);
        let store = &folder.library.store;
        let [talks, harbour] = fill(store);
        let seed: Vec<Comment> = super::seed().into_comments();
        let again = seed.iter().find(|comment| comment.id == "9001").unwrap().html.clone();
        save(store, talks, seed);
        save(store, harbour, vec![Comment { html: again, author: Some(Text::line("Ann")), ..comment("7", "") }]);
        let print = |more: &[&str]| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidings"));
            command.arg("--config-dir").arg(folder.dir.path()).arg("comments").arg(talks.0.to_string());
            let output = command.arg("--repeats").args(more).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let text = print(&[]);
        for line in [
            "17 comments, 2 of them with repeated text, in 2 clusters",
            "#9008 anonymous, 2 in all: Interesting to see the US playing a central role",
            "  #9015 anonymous repeats #9008 (0.85)",
            "  #9012 Robert Martinez repeats #9011 (0.82)",
            "#9016 anonymous is similar to #9006 (0.76)",
            "  #9001 and #7 Ann (1.00) under 2, Harbour",
        ] {
            assert!(text.lines().any(|found| found.starts_with(line)), "{line:?} is not in\n{text}");
        }
        let json: serde_json::Value = serde_json::from_str(&print(&["--json"])).unwrap();
        let member = serde_json::json!({"id": "9015", "likeness": 0.8542, "part": false});
        assert_eq!(json["clusters"][0], serde_json::json!({"first": "9008", "members": [member]}));
        assert_eq!(json["similar"][0], serde_json::json!({"id": "9016", "of": "9006", "likeness": 0.7647}));
        let other = serde_json::json!({"id": "9001", "article": harbour.0, "title": "Harbour", "comment": "7",
                                       "author": "Ann", "likeness": 1.0});
        assert_eq!(json["elsewhere"], serde_json::json!([other]));
        assert_eq!((&json["article"], &json["warnings"]), (&talks.0.into(), &serde_json::json!([])));
    }

    #[test]
    fn changed_texts_are_compared_again_and_deleted_ones_forgotten() {
        let (dir, store, [trams, harbour]) = open();
        save(&store, trams, vec![comment("1", SAID)]);
        save(&store, harbour, vec![comment("9", OTHER)]);
        sketch(&store);
        assert_eq!(elsewhere(&store, trams).0, []);
        save(&store, harbour, vec![comment("9", SAID)]);
        sketch(&store);
        assert_eq!(elsewhere(&store, trams).0.len(), 1);
        save(&store, harbour, vec![comment("9", "Never mind.")]);
        sketch(&store);
        assert_eq!(elsewhere(&store, trams).0, []);
        store.set_read(&[trams, harbour], true, at(3)).unwrap();
        assert_eq!(store.expire(1, at(900_000)).unwrap(), 2);
        let conn = rusqlite::Connection::open(dir.path().join("tidings.db")).unwrap();
        for table in ["sketches", "sketch_bands", "sketch_queue"] {
            let left: i64 = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }

    #[test]
    fn one_comment_under_two_articles_is_not_a_repeat() {
        let (_dir, store, [trams, harbour]) = open();
        save(&store, trams, vec![comment("1", SAID)]);
        save(&store, harbour, vec![comment("1", SAID)]);
        sketch(&store);
        assert_eq!(elsewhere(&store, trams).0, []);
    }

    #[test]
    fn equal_ids_in_different_threads_are_different_comments() {
        let (_dir, store, [trams, harbour]) = open();
        save(&store, trams, vec![comment("1", SAID)]);
        save(&store, harbour, vec![comment("5", OTHER)]);
        let comments = vec![comment("5", SAID)];
        let other = LoadedThread { origin: "forum:9".into(), comments, ..LoadedThread::default() };
        store.save_thread(harbour, &other, &HashSet::new(), at(3)).unwrap();
        sketch(&store);
        let found: Vec<_> = elsewhere(&store, trams).0.into_iter().map(|e| (e.other_id, e.other_origin)).collect();
        assert_eq!(found, [("5".to_owned(), "forum:9".to_owned())]);
        let back: Vec<_> = elsewhere(&store, harbour).0.into_iter().map(|e| (e.id, e.origin)).collect();
        assert_eq!(back, [("5".to_owned(), "forum:9".to_owned())]);
    }

    #[test]
    fn repeats_are_limited_to_twenty_threads_and_to_a_number_of_comments() {
        let (_dir, store, [trams, harbour]) = open();
        let many = |from: u32, count: u32| (from..from + count).map(|n| comment(&n.to_string(), SAID)).collect();
        save(&store, trams, vec![comment("x", SAID)]);
        save(&store, harbour, many(0, 2_005));
        sketch(&store);
        let (found, warnings) = elsewhere(&store, trams);
        assert_eq!((found.len(), warnings.len()), (20, 0));
        let (found, warnings) = elsewhere(&store, harbour);
        assert_eq!((found.len(), warnings.len()), (2_000, 1));
        assert!(warnings[0].to_string().contains("2000 comments"), "{}", warnings[0]);
    }
}
