//! Tests the store on real files: syncs, a second process, damaged files and hostile searches.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::path::Path;
use std::time::Instant;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;
use tidings::domain::query::{Query, snippet};
use tidings::domain::{
    ArticleId, Chapter, Comment, Cue, Entry, FeedId, Html, LoadedThread, Media, Moderation, ParsedFeed, Position,
    ReplyState, Subscription, Text, Time, Transcript, TranscriptLink, Warning,
};
use tidings::store::{
    FetchOutcome, FetchRecord, ListQuery, PageSaved, Reconciled, Scope, Store, StoreError, SyncLock, ThreadState,
};

fn at(seconds: i64) -> Time {
    Time::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
}

const DAY: i64 = 86_400;

fn open() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (dir, store)
}

fn subscription(url: &str) -> Subscription {
    Subscription { url: url.into(), ..Subscription::default() }
}

fn subscribe(store: &Store, urls: &[&str]) -> Vec<FeedId> {
    let list: Vec<_> = urls.iter().map(|url| subscription(url)).collect();
    store.reconcile(&list).unwrap();
    store.feeds().unwrap().iter().map(|f| f.id).collect()
}

fn fetched(now: Time) -> FetchRecord {
    FetchRecord {
        at: now,
        outcome: FetchOutcome::Fetched { etag: Some("\"e\"".into()), last_modified: None },
        next_due: None,
        moved_to: None,
    }
}

fn entry(guid: &str, title: &str, text: &str) -> Entry {
    Entry {
        guid: guid.into(),
        title: Some(Text::line(title)),
        url: Some(format!("https://a.example/{}", title.replace(' ', "-"))),
        content: Some(Html(text.into())),
        published: Some(at(0)),
        ..Entry::default()
    }
}

fn feed_of(entries: Vec<Entry>) -> ParsedFeed {
    ParsedFeed { format: "rss2", title: Some(Text::line("The feed")), entries, ..ParsedFeed::default() }
}

fn save(store: &Store, feed: FeedId, entries: Vec<Entry>, now: Time) -> (Vec<ArticleId>, Vec<ArticleId>) {
    let result = store.save_feed(feed, &feed_of(entries), &fetched(now), now, |_| Text::line("first words")).unwrap();
    (result.new, result.updated)
}

fn list(scope: Scope) -> ListQuery {
    ListQuery { scope, ..ListQuery::default() }
}

fn ids(store: &Store, query: &ListQuery) -> Vec<ArticleId> {
    store.window(query, 0, 1_000).unwrap().rows.iter().map(|r| r.id).collect()
}

fn titles(store: &Store, query: &ListQuery) -> Vec<String> {
    let rows = store.window(query, 0, 1_000).unwrap().rows;
    rows.into_iter().map(|r| r.title.into_string()).collect()
}

/// Returns the stored counts, and the counts computed from the articles.
fn counts(dir: &Path) -> (Vec<[i64; 3]>, Vec<[i64; 3]>) {
    let conn = Connection::open(dir.join("tidings.db")).unwrap();
    let rows = |sql: &str| -> Vec<[i64; 3]> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?])).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let kept = rows("SELECT articles, unread, starred FROM feeds ORDER BY id");
    let counted = rows(
        "SELECT count(a.id), count(a.id) - count(a.read_at), coalesce(sum(a.starred), 0)
         FROM feeds f LEFT JOIN articles a ON a.feed = f.id GROUP BY f.id ORDER BY f.id",
    );
    (kept, counted)
}

mod saving {
    use super::*;

    #[test]
    fn a_second_sync_adds_nothing() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let mut entries: Vec<Entry> = (0..20).map(|i| entry(&format!("g{i}"), &format!("t {i}"), "<p>x</p>")).collect();
        entries.push(Entry { guid: String::new(), ..entry("", "no guid", "x") });
        entries.push(Entry { content: Some(Html("only text".into())), ..Entry::default() });
        let (new, updated) = save(&store, feed, entries.clone(), at(0));
        assert_eq!((new.len(), updated.len()), (22, 0));
        // A link with tracking parameters is the same link.
        entries[20].url = Some("https://a.example/no-guid/?utm_source=feed#top".into());
        let (new, updated) = save(&store, feed, entries, at(60));
        assert_eq!((new, updated), (vec![], vec![]));
    }

    #[test]
    fn the_same_guid_in_two_feeds_is_two_articles() {
        let (_dir, store) = open();
        let feeds = subscribe(&store, &["https://a.example/1", "https://a.example/2"]);
        save(&store, feeds[0], vec![entry("g", "one", "x")], at(0));
        let (new, _) = save(&store, feeds[1], vec![entry("g", "one", "x")], at(0));
        assert_eq!(new.len(), 1);
        assert_eq!(ids(&store, &list(Scope::All)).len(), 2);
    }

    #[test]
    fn an_edited_article_is_updated_and_stays_read() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "before", "<p>old words</p>")], at(0));
        store.set_read(&new, true, at(5)).unwrap();
        let mut edited = entry("g", "after", "<p>new words</p>");
        edited.published = Some(at(50));
        let (none, updated) = save(&store, feed, vec![edited.clone()], at(60));
        assert_eq!((none, &updated), (vec![], &new));
        let article = store.article(new[0]).unwrap().unwrap();
        assert_eq!((article.row.title.as_str(), article.html.0.as_str()), ("after", "<p>new words</p>"));
        assert!(article.row.read);
        assert_eq!(article.row.published, at(0), "an article keeps its place");
        let earlier = store.revisions(new[0]).unwrap();
        assert_eq!((earlier[0].title.as_str(), earlier[0].html.0.as_str()), ("before", "<p>old words</p>"));
        // A feed that no longer has texts does not remove stored ones.
        edited.content = None;
        save(&store, feed, vec![edited], at(70));
        assert_eq!(store.article(new[0]).unwrap().unwrap().html.0, "<p>new words</p>");
        for n in 0..30 {
            save(&store, feed, vec![entry("g", "after", &format!("<p>{n}</p>"))], at(80 + n));
        }
        assert_eq!(store.revisions(new[0]).unwrap().len(), 10);
    }

    #[test]
    fn an_article_counts_as_edited_when_its_text_changed() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>one</p>")], at(0));
        let edited = || store.article(new[0]).unwrap().unwrap().row.edited;
        let latest = || store.revisions(new[0]).unwrap()[0].id;
        save(&store, feed, vec![entry("g", "t", "<div>one</div>")], at(60));
        store.classify_revision(new[0], latest(), false).unwrap();
        assert_eq!((store.revisions(new[0]).unwrap().len(), edited()), (0, None), "changed markup adds no revision");
        save(&store, feed, vec![entry("g", "t", "<p>two</p>")], at(90));
        store.classify_revision(new[0], latest(), true).unwrap();
        assert_eq!((store.revisions(new[0]).unwrap().len(), edited()), (1, Some(at(90))));
        assert_eq!(store.count_revisions(new[0]).unwrap(), (0, 1));
    }

    #[test]
    fn a_new_full_text_keeps_the_earlier_one_and_clears_its_error() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>teaser</p>")], at(0));
        let page =
            |html: &str, notes: &[Warning], now| store.save_page(new[0], &Html(html.into()), notes, now).unwrap();
        assert_eq!(page("<p>one</p>", &[Warning::new("all of it")], at(10)), PageSaved::Kept);
        let kept = store.article(new[0]).unwrap().unwrap().page.unwrap();
        assert_eq!((kept.at, kept.notes), (Some(at(10)), vec![Text::line("all of it")]));
        assert_eq!(page("<p>one</p>", &[], at(20)), PageSaved::Kept);
        assert_eq!(page("<p>two</p>", &[], at(30)), PageSaved::Replaced);
        let earlier = store.revisions(new[0]).unwrap();
        assert_eq!((earlier.len(), earlier[0].of_page, earlier[0].html.0.as_str()), (1, true, "<p>one</p>"));
        assert!(store.article(new[0]).unwrap().unwrap().page.unwrap().notes.is_empty());
        let gone = store.save_page(ArticleId(999), &Html("x".into()), &[], at(0)).unwrap();
        assert_eq!(gone, PageSaved::NoArticle);
    }

    #[test]
    fn a_transcript_is_the_full_text_until_a_page_replaces_it() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>notes</p>")], at(0));
        let cue = |start, text: &str| Cue { start, end: start + 9, speaker: None, text: Text::line(text) };
        let words = Transcript {
            cues: vec![Cue { speaker: Some(Text::line("Ada")), ..cue(0, "one") }, cue(1_000, "two \"2\"")],
            is_timed: true,
            are_paragraphs: true,
            warnings: vec![Warning::new("odd")],
        };
        let stored = || store.transcript(new[0]).unwrap();
        let revisions = || store.revisions(new[0]).unwrap().len();
        let save_words =
            |html: &str, words: &Transcript| store.save_transcript(new[0], &Html(html.into()), words, at(10)).unwrap();
        store.save_page(new[0], &Html("<p>page</p>".into()), &[], at(5)).unwrap();
        store.save_page(new[0], &Html("<p>later page</p>".into()), &[], at(6)).unwrap();
        assert_eq!((stored(), revisions()), (None, 1));
        assert_eq!(save_words("<p>said</p>", &words), PageSaved::Kept, "a page is no earlier transcript");
        assert_eq!(stored(), Some(Transcript { warnings: vec![], ..words.clone() }));
        assert_eq!(revisions(), 0);
        let article = store.article(new[0]).unwrap().unwrap();
        assert_eq!((article.html.0.as_str(), article.from_page), ("<p>said</p>", true));
        assert_eq!(article.page.unwrap().notes, vec![Text::line("odd")]);
        let many = Transcript { cues: (0..5_000).map(|at| cue(at * 10, "word")).collect(), ..words.clone() };
        assert_eq!(save_words("<p>said more</p>", &many), PageSaved::Replaced);
        assert_eq!((stored().unwrap().cues, revisions()), (many.cues, 1));
        assert_eq!(store.save_page(new[0], &Html("<p>page</p>".into()), &[], at(20)).unwrap(), PageSaved::Kept);
        assert_eq!((stored(), revisions()), (None, 0));
        let gone = store.save_transcript(ArticleId(999), &Html("x".into()), &words, at(0)).unwrap();
        assert_eq!(gone, PageSaved::NoArticle);
    }

    #[test]
    fn transcripts_and_fetched_chapters_are_deleted_with_their_article() {
        let (dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>x</p>")], at(0));
        let chapters = [Chapter { start: 5, title: Text::line("One"), url: None }];
        let words = Transcript {
            cues: vec![Cue { start: 0, end: 0, speaker: None, text: Text::line("w") }],
            ..Transcript::default()
        };
        store.save_transcript(new[0], &Html("w".into()), &words, at(1)).unwrap();
        assert!(!store.has_chapters(new[0]).unwrap());
        for chapters in [&[], &chapters[..]] {
            store.save_chapters(new[0], chapters).unwrap();
            assert!(store.has_chapters(new[0]).unwrap());
            assert_eq!(store.article(new[0]).unwrap().unwrap().media.chapters, chapters);
            assert!(store.feed_media(new[0]).unwrap().is_empty());
        }
        store.save_chapters(ArticleId(999), &chapters).unwrap();
        store.set_read(&new, true, at(2)).unwrap();
        assert_eq!(store.expire(1, at(3 * DAY)).unwrap(), 1);
        let conn = Connection::open(dir.path().join("tidings.db")).unwrap();
        let sql = "SELECT (SELECT count(*) FROM transcripts) + (SELECT count(*) FROM chapters)";
        assert_eq!(conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    }

    #[test]
    fn a_saved_place_is_replaced_and_deleted_with_its_article() {
        let (dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>x</p>")], at(0));
        let place = |comment: Option<&str>, letters| {
            let name = comment.map(|id| tidings::domain::CommentRef { origin: "o".into(), id: id.into() });
            Some(Position { comment: name.clone(), letters, selected: name })
        };
        for position in [place(None, 400), place(Some("c7"), 0), None, place(Some("c7"), 12)] {
            store.set_position(new[0], position.as_ref(), at(1)).unwrap();
            assert_eq!(store.position(new[0]).unwrap(), position);
        }
        store.set_position(ArticleId(999), place(None, 1).as_ref(), at(1)).unwrap();
        store.set_read(&new, true, at(2)).unwrap();
        assert_eq!(store.expire(1, at(3 * DAY)).unwrap(), 1);
        let conn = Connection::open(dir.path().join("tidings.db")).unwrap();
        let left: i64 = conn.query_row("SELECT count(*) FROM positions", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_guid_that_repeats_does_not_swallow_articles() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        // One entry alone first: its article is found again when the others arrive.
        save(&store, feed, vec![entry("home", "first", "1")], at(0));
        let three = vec![entry("home", "third", "3"), entry("home", "second", "2"), entry("home", "first", "1")];
        let (new, updated) = save(&store, feed, three.clone(), at(1));
        assert_eq!((new.len(), updated.len()), (2, 0));
        assert_eq!(save(&store, feed, three, at(2)), (vec![], vec![]));
        assert_eq!(save(&store, feed, vec![entry("home", "second", "2")], at(3)), (vec![], vec![]));
        assert_eq!(save(&store, feed, vec![entry("home", "fourth", "4")], at(4)).0.len(), 1);
        assert_eq!(titles(&store, &list(Scope::All)).len(), 4);
        // Unique guids still identify their entries by themselves.
        let edited = |title| save(&store, feed, vec![entry("own", title, "5")], at(5));
        assert_eq!((edited("before").0.len(), edited("after").0.len()), (1, 0));
        // An entry that appears twice in one answer is one article.
        let (new, _) = save(&store, feed, vec![entry("x", "twin", "1"), entry("x", "twin", "1")], at(5));
        assert_eq!(new.len(), 1);
    }

    #[test]
    fn missing_or_impossible_dates_become_the_time_of_the_first_fetch() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let year = 365 * DAY;
        for (name, published, updated, want) in [
            ("stated", Some(at(-DAY)), None, at(-DAY)),
            ("only updated", None, Some(at(-DAY)), at(-DAY)),
            ("missing", None, None, at(0)),
            ("future", Some(at(10 * year)), None, at(0)),
            ("epoch", Some(Time::default()), None, at(0)),
            ("ten years ago", Some(at(-10 * year)), None, at(-10 * year)),
        ] {
            let undated = Entry { published, updated, ..entry(name, name, "x") };
            let (new, _) = save(&store, feed, vec![undated.clone()], at(0));
            let again = Entry { content: Some(Html("y".into())), ..undated };
            save(&store, feed, vec![again], at(DAY));
            assert_eq!(store.article(new[0]).unwrap().unwrap().row.published, want, "{name}");
        }
    }

    #[test]
    fn untitled_articles_show_their_first_words_in_the_order_of_the_feed() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let untitled = Entry { title: None, ..entry("g", "x", "text") };
        save(&store, feed, vec![entry("a", "upper", "1"), untitled, entry("b", "lower", "2")], at(0));
        assert_eq!(titles(&store, &list(Scope::All)), ["upper", "first words", "lower"]);
    }

    #[test]
    fn every_field_of_an_entry_is_stored() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let long = "<p>Wörter</p>".repeat(500);
        let full = Entry {
            author: Some(Text::line("Jane Doe")),
            summary: Some(Html("teaser".into())),
            comments_url: Some("https://a.example/1#comments".into()),
            comments_feed: Some("https://a.example/1/feed".into()),
            comment_count: Some(17),
            categories: vec![Text::line("a \"b\""), Text::line("c")],
            enclosures: vec![tidings::domain::Enclosure {
                url: "https://a.example/1.mp3".into(),
                media_type: Some("audio/mpeg".into()),
                length: Some(9),
                seconds: Some(60),
            }],
            media: Media {
                transcripts: vec![TranscriptLink {
                    url: "https://a.example/1.vtt".into(),
                    media_type: Some("text/vtt".into()),
                    language: None,
                    rel: None,
                }],
                chapters_url: Some("https://a.example/1.json".into()),
                chapters: vec![Chapter { start: 62_500, title: Text::line("Part \"two\""), url: None }],
            },
            ..entry("g", "full", &long)
        };
        let (new, _) = save(&store, feed, vec![full.clone()], at(0));
        let article = store.article(new[0]).unwrap().unwrap();
        assert_eq!(article.html.0, long);
        assert_eq!((article.categories, article.enclosures), (full.categories.clone(), full.enclosures.clone()));
        assert_eq!(article.media, full.media);
        assert_eq!(
            (article.comments_url, article.comments_feed),
            (full.comments_url.clone(), full.comments_feed.clone())
        );
        assert_eq!((article.row.author, article.guid), (full.author.clone(), "g".to_owned()));
        assert_eq!(article.row.comments.stated, Some(17));
        assert_eq!(article.row.feed_title.as_str(), "The feed");
        for name in [new[0].0.to_string().as_str(), "g", "https://a.example/full"] {
            assert_eq!(store.find_article(name).unwrap(), Some(new[0]), "{name}");
        }
        assert_eq!(store.find_article("nothing").unwrap(), None);
        // The full text replaces the feed's text unless it is empty.
        assert_eq!(store.save_page(new[0], &Html("  ".into()), &[], at(1)).unwrap(), PageSaved::Kept);
        assert!(!store.has_page(new[0]).unwrap());
        store.save_page(new[0], &Html("<p>the page</p>".into()), &[], at(1)).unwrap();
        let article = store.article(new[0]).unwrap().unwrap();
        assert_eq!((article.html.0.as_str(), article.from_page), ("<p>the page</p>", true));
        assert_eq!(store.feed_text(new[0]).unwrap().unwrap().0, long);
        // A changed number of comments is not an edit.
        let more = Entry { comment_count: Some(18), ..full };
        assert_eq!(save(&store, feed, vec![more.clone()], at(9)), (vec![], vec![]));
        assert_eq!(store.article(new[0]).unwrap().unwrap().row.comments.stated, Some(18));
        // Nor are changed chapters, or transcripts that are removed.
        let mut media = more.media.clone();
        media.chapters[0].start = 63_000;
        for media in [media, Media::default()] {
            let changed = Entry { media: media.clone(), ..more.clone() };
            assert_eq!(save(&store, feed, vec![changed], at(9)), (vec![], vec![]));
            let article = store.article(new[0]).unwrap().unwrap();
            assert_eq!((article.media, article.row.edited), (media, None));
        }
    }
}

mod feeds {
    use super::*;

    #[test]
    fn subscriptions_are_applied_without_losing_articles() {
        let (_dir, store) = open();
        let feeds = subscribe(&store, &["https://a.example/1", "https://a.example/2"]);
        save(&store, feeds[0], vec![entry("g", "kept", "x")], at(0));
        let changed = Subscription {
            title: Some(Text::line("Mine")),
            folder: Some(Text::line("News/Local")),
            tags: vec![Text::line("t")],
            ..subscription("https://a.example/2")
        };
        let done = store.reconcile(std::slice::from_ref(&changed)).unwrap();
        assert_eq!((done.added.len(), done.removed, done.changed), (0, vec![feeds[0]], 1));
        let rows = store.feeds().unwrap();
        assert_eq!((rows.len(), rows[0].title.as_str(), rows[0].tags.len()), (1, "Mine", 1));
        assert!(ids(&store, &list(Scope::All)).is_empty());
        assert!(ids(&store, &list(Scope::Feed(feeds[0]))).is_empty());
        assert_eq!(store.find_article("g").unwrap(), None);
        assert_eq!(store.reconcile(std::slice::from_ref(&changed)).unwrap(), Reconciled::default());
        // The feed is back with its articles.
        let done = store.reconcile(&[subscription("https://a.example/1"), changed.clone()]).unwrap();
        assert_eq!(done.added, [feeds[0]]);
        assert_eq!(titles(&store, &list(Scope::All)), ["kept"]);
        assert_eq!(store.feeds().unwrap()[0].id, feeds[0], "in the list's order");
        store.reconcile(&[changed]).unwrap();
        assert_eq!(store.purge_unsubscribed(0, at(0)).unwrap(), 1);
        assert_eq!(store.feed_states(None).unwrap().len(), 1);
    }

    #[test]
    fn articles_of_removed_feeds_are_deleted_after_the_days_of_grace() {
        let (dir, store) = open();
        let urls = ["https://a.example/1", "https://a.example/2"];
        let feeds = subscribe(&store, &urls);
        save(&store, feeds[0], (0..700).map(|i| entry(&format!("g{i}"), &format!("t {i}"), "x")).collect(), at(0));
        save(&store, feeds[1], vec![entry("other", "other", "x")], at(0));
        let rows = || {
            let conn = Connection::open(dir.path().join("tidings.db")).unwrap();
            let count = |table: &str| conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
            (count("feeds").unwrap(), count("articles").unwrap())
        };
        assert_eq!(store.purge_unsubscribed(30, at(0)).unwrap(), 0, "no feed was removed");
        store.reconcile(&[subscription(urls[1])]).unwrap();
        // The days of grace start here.
        assert_eq!(store.purge_unsubscribed(30, at(DAY)).unwrap(), 0);
        assert_eq!(store.purge_unsubscribed(30, at(31 * DAY - 1)).unwrap(), 0);
        assert_eq!(rows(), (2, 701));
        // Undo restores everything, and a later removal starts new days of grace.
        assert_eq!(store.reconcile(&urls.map(subscription)).unwrap().added, [feeds[0]]);
        assert_eq!(ids(&store, &list(Scope::Feed(feeds[0]))).len(), 700);
        assert_eq!(store.purge_unsubscribed(30, at(40 * DAY)).unwrap(), 0);
        store.reconcile(&[subscription(urls[1])]).unwrap();
        assert_eq!(store.purge_unsubscribed(30, at(41 * DAY)).unwrap(), 0);
        assert_eq!(store.purge_unsubscribed(30, at(71 * DAY)).unwrap(), 700);
        assert_eq!(rows(), (1, 1));
        assert_eq!(counts(dir.path()).0, counts(dir.path()).1);
        // After the deletion it is a new feed when added again, and fetched without the old validators.
        subscribe(&store, &urls);
        assert!(store.feed_states(None).unwrap().iter().any(|state| state.url == urls[0] && state.etag.is_none()));
    }

    #[test]
    fn a_removed_feed_keeps_its_starred_articles() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/1"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "x"), entry("h", "u", "x")], at(0));
        store.set_starred(&new[..1], true).unwrap();
        store.reconcile(&[]).unwrap();
        store.purge_unsubscribed(0, at(DAY)).unwrap();
        assert!(store.article(new[0]).unwrap().is_some() && store.article(new[1]).unwrap().is_none());
        // A star is of no use on an article that no list has.
        assert_eq!(ids(&store, &list(Scope::Starred)), new[..1]);
        assert_eq!(store.window(&list(Scope::Starred), 0, 10).unwrap().total, 1);
        assert_eq!(ids(&store, &list(Scope::All)), []);
    }

    #[test]
    fn a_removed_feed_keeps_an_article_with_a_reply() {
        let (_dir, store) = open();
        let urls = ["https://a.example/1"];
        let feed = subscribe(&store, &urls)[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "x"), entry("h", "u", "x")], at(0));
        store.begin_reply(new[0], None, "", "Well said.", at(1)).unwrap();
        store.reconcile(&[]).unwrap();
        assert_eq!(store.purge_unsubscribed(0, at(DAY)).unwrap(), 1);
        assert_eq!(store.purge_unsubscribed(0, at(DAY)).unwrap(), 0);
        assert!(store.article(new[0]).unwrap().is_some() && store.article(new[1]).unwrap().is_none());
        // Without the old validators, the feed sends the deleted article again when the user adds it back.
        subscribe(&store, &urls);
        assert_eq!(store.feed_states(None).unwrap()[0].etag, None);
    }

    #[test]
    fn a_feed_without_title_is_named_by_its_address() {
        let (dir, store) = open();
        // Another process adds the feed, while this one is open and nothing is fetched yet.
        let other = Store::open(dir.path()).unwrap();
        other.reconcile(&[subscription("https://me:secret@a.example/news.xml")]).unwrap();
        let feed = store.feeds().unwrap().remove(0);
        assert_eq!(feed.title.as_str(), "a.example/news.xml");
        assert_eq!(store.feed_states(None).unwrap()[0].title, feed.title);
        let untitled = ParsedFeed { title: None, ..feed_of(vec![entry("1", "one", "x")]) };
        store.save_feed(feed.id, &untitled, &fetched(at(0)), at(0), |_| Text::default()).unwrap();
        assert_eq!(store.window(&list(Scope::All), 0, 9).unwrap().rows[0].feed_title, feed.title);
    }

    #[test]
    fn hidden_feeds_show_only_where_they_are_asked_for() {
        let (dir, store) = open();
        let folder = Some(Text::line("F"));
        let mut a = Subscription { folder: folder.clone(), ..subscription("https://a.example/1") };
        let tags = vec![Text::line("t")];
        let b = Subscription { folder, tags, hidden: true, ..subscription("https://a.example/2") };
        store.reconcile(&[a.clone(), b.clone()]).unwrap();
        let feeds: Vec<FeedId> = store.feeds().unwrap().iter().map(|f| f.id).collect();
        save(&store, feeds[0], vec![entry("1", "open", "x")], at(0));
        save(&store, feeds[1], vec![entry("2", "hidden", "x")], at(0));
        for (scope, want) in [
            (Scope::All, vec!["open"]),
            (Scope::Unread, vec!["open"]),
            (Scope::Feed(feeds[1]), vec!["hidden"]),
            (Scope::Tag("t".into()), vec!["hidden"]),
            (Scope::Folder("F".into()), vec!["open"]),
        ] {
            let window = store.window(&list(scope.clone()), 0, 9).unwrap();
            assert_eq!(titles(&store, &list(scope.clone())), want, "{scope:?}");
            assert_eq!(window.total, 1, "{scope:?}");
        }
        let found = list(Scope::Search("hidden".into()));
        assert_eq!(titles(&store, &found), ["hidden"], "a search finds it");
        assert_eq!(store.feed_states(None).unwrap().len(), 2, "a sync fetches it");
        a.hidden = true;
        store.reconcile(&[a, Subscription { hidden: false, ..b }]).unwrap();
        assert_eq!(titles(&store, &list(Scope::All)), ["hidden"]);
        assert_eq!(counts(dir.path()).0, counts(dir.path()).1);
    }

    #[test]
    fn the_result_of_a_fetch_is_stored() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let record = |outcome, moved_to: Option<&str>| FetchRecord {
            at: at(1),
            outcome,
            next_due: Some(at(100)),
            moved_to: moved_to.map(str::to_owned),
        };
        let state = || store.feed_states(Some(&[feed])).unwrap().remove(0);
        save(&store, feed, vec![entry("1", "a", "x"), entry("2", "b", "x")], at(0));
        assert_eq!((state().etag.as_deref(), state().recent.len()), (Some("\"e\""), 2));
        store.record_fetch(feed, &record(FetchOutcome::NotModified, Some("https://b.example/"))).unwrap();
        store.record_fetch(feed, &record(FetchOutcome::NotModified, Some("https://b.example/"))).unwrap();
        assert_eq!((state().moved_count, state().etag.as_deref()), (2, Some("\"e\"")));
        assert_eq!((state().next_due, state().last_success), (Some(at(100)), Some(at(1))));
        let failed = FetchOutcome::Failed(Text::line("no route"));
        store.record_fetch(feed, &record(failed.clone(), Some("https://c.example/"))).unwrap();
        assert_eq!((state().moved_count, state().failures), (1, 1));
        store.record_fetch(feed, &record(failed, None)).unwrap();
        assert_eq!((state().moved_count, state().failures), (0, 2));
        assert_eq!(store.feeds().unwrap()[0].error.as_deref(), Some("no route"));
        store.record_fetch(feed, &record(FetchOutcome::Gone(Text::line("410")), None)).unwrap();
        assert!(state().gone);
        assert!(store.move_feed(feed, "https://b.example/").unwrap());
        assert_eq!((state().url.as_str(), state().gone, state().etag), ("https://b.example/", false, None));
        let two = subscribe(&store, &["https://b.example/", "https://c.example/"]);
        assert!(!store.move_feed(two[1], "https://b.example/").unwrap());
    }

    #[test]
    fn hosts_and_their_notes_are_stored() {
        let (dir, store) = open();
        store.set_host_until("a.example", at(60), 2).unwrap();
        store.set_host_note("a.example", "rest", Some("blocked")).unwrap();
        store.set_meta("k", "v").unwrap();
        drop(store);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.host_until("a.example").unwrap(), Some((at(60), 2)));
        assert_eq!(store.hosts_waiting(at(60)).unwrap(), []);
        assert_eq!(store.hosts_waiting(at(59)).unwrap().len(), 1);
        assert_eq!(store.host_note("a.example", "rest").unwrap().as_deref(), Some("blocked"));
        assert_eq!(store.meta("k").unwrap().as_deref(), Some("v"));
        store.set_host_note("a.example", "rest", None).unwrap();
        assert_eq!(store.host_note("a.example", "rest").unwrap(), None);
    }
}

mod lists {
    use super::*;

    fn ten() -> (TempDir, Store, FeedId) {
        let (dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let entries = (0..10).map(|i| Entry { published: Some(at(i)), ..entry(&i.to_string(), &format!("t{i}"), "x") });
        save(&store, feed, entries.collect(), at(100));
        (dir, store, feed)
    }

    #[test]
    fn windows_positions_and_the_next_unread_article_agree() {
        let (_dir, store, feed) = ten();
        let all = ids(&store, &list(Scope::All));
        assert_eq!(titles(&store, &list(Scope::All))[0], "t9");
        for scope in [Scope::All, Scope::Unread, Scope::Feed(feed), Scope::Search("is:unread".into())] {
            let query = list(scope.clone());
            let window = store.window(&query, 4, 3).unwrap();
            assert_eq!((window.offset, window.total), (4, 10), "{scope:?}");
            assert_eq!(window.rows.iter().map(|r| r.id).collect::<Vec<_>>(), all[4..7], "{scope:?}");
            for (i, id) in all.iter().enumerate() {
                assert_eq!(store.position_of(&query, *id).unwrap(), Some(i), "{scope:?}");
            }
            assert!(store.window(&query, 50, 3).unwrap().rows.is_empty());
        }
        store.set_read(&all[1..9], true, at(200)).unwrap();
        let query = list(Scope::All);
        assert_eq!(store.next_unread(Some(all[0]), &query).unwrap(), Some((all[9], 9)));
        assert_eq!(store.next_unread(Some(all[9]), &query).unwrap(), Some((all[0], 0)), "wraps to the top");
        assert_eq!(store.next_unread(None, &query).unwrap(), Some((all[0], 0)));
        store.set_read(&all[9..], true, at(200)).unwrap();
        assert_eq!(store.next_unread(Some(all[0]), &query).unwrap(), None, "never itself");
        assert_eq!(store.position_of(&list(Scope::Unread), all[3]).unwrap(), None);
    }

    #[test]
    fn recently_read_articles_stay_in_an_unread_list() {
        let (_dir, store, feed) = ten();
        let all = ids(&store, &list(Scope::All));
        store.set_read(&all[..3], true, at(200)).unwrap();
        store.set_read(&all[3..5], true, at(300)).unwrap();
        for scope in [Scope::All, Scope::Unread, Scope::Feed(feed)] {
            let query = ListQuery { unread_only: true, unread_since: Some(at(250)), ..list(scope.clone()) };
            let window = store.window(&query, 0, 100).unwrap();
            assert_eq!(window.rows.iter().map(|r| r.id).collect::<Vec<_>>(), all[3..], "{scope:?}");
            assert_eq!(window.total, 7, "{scope:?}");
            assert_eq!(store.position_of(&query, all[6]).unwrap(), Some(3));
            assert_eq!(store.next_unread(Some(all[3]), &query).unwrap(), Some((all[5], 2)));
        }
    }

    #[test]
    fn marks_are_by_id_and_can_be_undone() {
        let (_dir, store, feed) = ten();
        let all = ids(&store, &list(Scope::All));
        store.set_read(&all[..2], true, at(200)).unwrap();
        let changed = store.mark_all_read(&list(Scope::Feed(feed)), at(300)).unwrap();
        assert_eq!(changed.len(), 8);
        assert_eq!(store.feeds().unwrap()[0].unread, 0);
        assert_eq!(store.set_read(&changed, false, at(400)).unwrap(), changed);
        assert_eq!(store.feeds().unwrap()[0].unread, 8);
        assert_eq!(store.set_starred(&all[..3], true).unwrap().len(), 3);
        assert_eq!(store.set_starred(&all[..4], true).unwrap(), all[3..4]);
        assert_eq!(ids(&store, &list(Scope::Starred)), all[..4]);
        assert_eq!(store.window(&list(Scope::Starred), 0, 1).unwrap().total, 4);
        let unread_stars = ListQuery { unread_only: true, ..list(Scope::Starred) };
        assert_eq!(store.window(&unread_stars, 0, 9).unwrap().total, 2);
    }

    #[test]
    fn filters_select_the_right_articles() {
        let (_dir, store) = open();
        let list_of = [
            Subscription { folder: Some(Text::line("News/Local")), ..subscription("https://a.example/1") },
            Subscription {
                title: Some(Text::line("Über Rust")),
                tags: vec![Text::line("Tech")],
                ..subscription("https://b.example/2")
            },
        ];
        store.reconcile(&list_of).unwrap();
        let feeds: Vec<FeedId> = store.feeds().unwrap().iter().map(|f| f.id).collect();
        let old = Entry { published: Some(at(-400 * DAY)), author: Some(Text::line("Jane")), ..entry("1", "old", "x") };
        let talked = Entry { comment_count: Some(3), ..entry("2", "talked", "y") };
        save(&store, feeds[0], vec![old, talked], at(0));
        let (new, _) = save(&store, feeds[1], vec![entry("3", "new", "z 100% _")], at(0));
        store.set_starred(&new, true).unwrap();
        store.set_read(&new, true, at(9)).unwrap();
        for round in ["queued", "indexed"] {
            for (query, want) in [
                ("feed:über", "new"),
                ("-feed:b.example", "talked old"),
                ("folder:news", "talked old"),
                ("folder:new", ""),
                ("tag:tech", "new"),
                ("is:starred", "new"),
                ("is:read", "new"),
                ("is:unread", "talked old"),
                ("-is:unread", "new"),
                ("is:commented", "talked"),
                ("before:2026", "old"),
                ("-before:2026 -is:read", "talked"),
                ("title:old", "old"),
                ("title:ol", "old"),
                ("title:\"ol\"", if round == "queued" { "old" } else { "" }),
                ("author:jane", "old"),
                ("author:jane OR title:new", "new old"),
                ("(old OR talked) is:unread", "talked old"),
                ("-(title:old OR is:starred)", "talked"),
                ("title:/^(o|n)/", "new old"),
                ("-author:jane is:unread", "talked"),
                ("", "new talked old"),
            ] {
                assert_eq!(titles(&store, &list(Scope::Search(query.into()))).join(" "), want, "{round}: {query}");
                let extra = ListQuery { query: Some(Query::parse(query).unwrap()), ..ListQuery::default() };
                assert_eq!(titles(&store, &extra).join(" "), want, "{round}: {query}");
            }
            while store.index_pending(2, str::to_owned).unwrap() > 0 {}
        }
        let error = store.window(&list(Scope::Search("is:blue".into())), 0, 1).unwrap_err();
        assert!(matches!(&error, StoreError::Query(_)), "{error}");
    }
}

mod searching {
    use super::*;

    #[test]
    fn matches_in_titles_rank_first_and_unindexed_articles_are_found() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(
            &store,
            feed,
            vec![
                entry("1", "Gardening", "<p>about rust on iron, and more about it</p>"),
                entry("2", "Rust released", "<p>a compiler</p>"),
                entry("3", "東京の天気", "<p>今日は晴れです</p>"),
            ],
            at(0),
        );
        let found = |query: &str| -> Vec<String> {
            let hits = store.search(&Query::parse(query).unwrap(), 10).unwrap();
            hits.into_iter().map(|hit| hit.row.title.into_string()).collect()
        };
        assert_eq!(found("rus"), ["Rust released"], "only titles before indexing");
        assert_eq!(store.pending().unwrap(), 3);
        assert_eq!(store.index_pending(10, str::to_owned).unwrap(), 0);
        assert_eq!(found("rust"), ["Rust released", "Gardening"]);
        assert_eq!(found("\"iron and\""), ["Gardening"]);
        assert_eq!(found("rust -compiler"), ["Gardening"]);
        assert_eq!(found("晴れ"), ["東京の天気"]);
        assert_eq!(found("天気 今日"), ["東京の天気"]);
        // After indexing, a changed text is found by its new words and no longer by its old ones.
        save(&store, feed, vec![entry("2", "Rust released", "<p>a linker</p>")], at(9));
        assert_eq!(store.index_pending(10, str::to_owned).unwrap(), 0);
        assert_eq!((found("compiler").len(), found("linker").len()), (0, 1));
        let hit = store.search(&Query::parse("iron").unwrap(), 1).unwrap().remove(0);
        assert!(snippet(&hit.html.0, &["iron".into()]).contains("iron"));
        // Deleted articles are removed from the index.
        store.set_read(&new, true, at(10)).unwrap();
        assert_eq!(store.expire(1, at(9 * DAY)).unwrap(), 3);
        assert_eq!(found("rust"), Vec::<String>::new());
    }

    #[test]
    fn query_syntax_of_the_index_has_no_effect_in_searches() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        save(&store, feed, vec![entry("1", "one 100% \\o/ 🎉", "x"), entry("2", "two", "y")], at(0));
        for round in 0..2 {
            for text in [
                "\"",
                "\"\"",
                "'",
                "''",
                "*",
                "^",
                "a*",
                "^a",
                "NEAR(a b, 2)",
                "a AND",
                "OR",
                "NOT",
                "AND OR NOT",
                "(",
                ")",
                "((",
                "{title}: x",
                "title : x",
                "a + b",
                "+",
                "-",
                "--",
                "- -",
                "-\"",
                "a\0b",
                "\0",
                "\u{1f}",
                ";",
                "'; DROP TABLE articles; --",
                "%",
                "_",
                "\\",
                "a:b:c::d",
                "🎉",
                "-🎉",
                "\u{202e}abc",
                "\u{301}",
                "ﬀ",
                "İ",
                "a\"b\"c",
                "\"a\" \"b",
                "*:*",
                "title:*",
                "-title:\"",
                "author:\"\"\"\"",
                "\u{fffd}",
                "undefined",
                "$(touch x)",
                "𝒳",
                "ि",
                "title:ि x",
                "１２",
                "..",
                "@",
                "#{}",
                "<script>",
                "\u{feff}",
            ] {
                let query = match Query::parse(text) {
                    Ok(query) => query,
                    Err(error) => {
                        assert!(!error.to_string().is_empty());
                        continue;
                    }
                };
                store.search(&query, 10).unwrap_or_else(|e| panic!("{text:?}: {e}"));
                let window = store.window(&list(Scope::Search(text.into())), 0, 10);
                window.unwrap_or_else(|e| panic!("{text:?}: {e}"));
            }
            let found = |text: &str| titles(&store, &list(Scope::Search(text.into()))).len();
            assert_eq!((found("🎉"), found("%"), found("\\"), found("_"), found("100%")), (1, 1, 1, 0, 1), "{round}");
            store.index_pending(10, str::to_owned).unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_search_text_is_an_error(texts in proptest::collection::vec("[\"*^()a-c:+\\-{}\\PC]{0,12}", 20)) {
            thread_local!(static STORE: (TempDir, Store) = open());
            STORE.with(|(_dir, store)| {
                for text in &texts {
                    if let Ok(query) = Query::parse(text) {
                        store.search(&query, 3).unwrap_or_else(|e| panic!("{text:?}: {e}"));
                    }
                }
            });
        }
    }
}

mod threads {
    use std::collections::HashSet;

    use super::*;
    use Moderation::{Removed, Visible};
    use tidings::domain::{CommentRef, CommentStatus};

    fn comment(id: &str, parent: Option<&str>, text: &str) -> Comment {
        Comment { id: id.into(), parent: parent.map(Into::into), html: Html(text.into()), ..Comment::default() }
    }

    fn answer(complete: bool, comments: Vec<Comment>) -> LoadedThread {
        LoadedThread { source: "test".into(), stated: Some(17), complete, comments, ..LoadedThread::default() }
    }

    fn article(store: &Store) -> ArticleId {
        let feed = subscribe(store, &["https://a.example/feed"])[0];
        save(store, feed, vec![entry("1", "one", "x")], at(0)).0[0]
    }

    #[test]
    fn comments_after_the_last_visit_are_new() {
        let (_dir, store) = open();
        let id = article(&store);
        let counts = || store.rows(&[id]).unwrap()[0].comments;
        let new = || store.thread(id).unwrap().unwrap().comments.iter().filter(|c| c.new).count();
        assert!(store.thread(id).unwrap().is_none());
        let two = vec![comment("a", None, "1"), comment("b", Some("a"), "2")];
        let saved = store.save_thread(id, &answer(false, two.clone()), &HashSet::new(), at(10)).unwrap();
        assert_eq!((saved.new, saved.total), (2, 2));
        assert_eq!((counts().stated, counts().loaded, counts().unseen), (Some(17), 2, 2));
        assert_eq!(new(), 0, "before the first visit, no comment is new");
        store.visit_thread(id, at(20)).unwrap();
        let three: Vec<_> = two.into_iter().chain([comment("c", Some("b"), "3")]).collect();
        assert_eq!(store.save_thread(id, &answer(false, three.clone()), &HashSet::new(), at(30)).unwrap().new, 1);
        assert_eq!((counts().unseen, new()), (3, 1));
        assert_eq!(store.save_thread(id, &answer(false, three), &HashSet::new(), at(35)).unwrap().new, 0);
        store.visit_thread(id, at(40)).unwrap();
        assert_eq!((counts().unseen, new()), (3, 0), "a visit does not mark every comment as seen");
    }

    fn own(id: &str) -> CommentRef {
        CommentRef { origin: String::new(), id: id.to_owned() }
    }

    #[test]
    fn marks_stay_and_a_reply_below_a_done_comment_is_done_without_a_reason() {
        let (_dir, store) = open();
        let id = article(&store);
        let two = vec![comment("a", None, "1"), comment("b", None, "2")];
        store.save_thread(id, &answer(false, two.clone()), &HashSet::new(), at(1)).unwrap();
        store
            .mark_comments(
                id,
                vec![(own("a"), CommentStatus::Done), (own("b"), CommentStatus::Kept), (own("z"), CommentStatus::Done)],
            )
            .unwrap();
        let unseen = || store.rows(&[id]).unwrap()[0].comments.unseen;
        assert_eq!(unseen(), 0);
        // Below a: c, with d below it, and e, with f below it; g is below b. e has a reason, so f gets the mark of e.
        // Replies come before their parents.
        let more = [("d", "c"), ("f", "e"), ("c", "a"), ("e", "a"), ("g", "b"), ("h", "i"), ("i", "h")];
        let more = more.map(|(id, parent)| comment(id, Some(parent), "x"));
        let returns = HashSet::from(["e".to_owned()]);
        let all = answer(false, two.into_iter().chain(more).collect());
        store.save_thread(id, &all, &returns, at(2)).unwrap();
        let marks = || {
            let mut marks: Vec<String> = Vec::new();
            for comment in store.thread(id).unwrap().unwrap().comments {
                marks.push(format!("{} {:?}", comment.id, comment.mark));
            }
            marks.sort();
            marks.join(", ")
        };
        let want = "a Done, b Kept, c Done, d Done, e Unseen, f Unseen, g Unseen, h Unseen, i Unseen";
        assert_eq!(marks(), want);
        assert_eq!(unseen(), 5);
        store.save_thread(id, &all, &HashSet::new(), at(3)).unwrap();
        assert_eq!(marks(), want, "another answer changes no mark");
    }

    #[test]
    fn a_changed_text_keeps_the_earlier_one_and_changed_tags_do_not() {
        let (_dir, store) = open();
        let id = article(&store);
        let said = |html: &str, minute| {
            store.save_thread(id, &answer(true, vec![comment("a", None, html)]), &HashSet::new(), at(minute)).unwrap();
            store.thread(id).unwrap().unwrap().comments.remove(0).edited
        };
        let long = "and so on, ".repeat(60);
        assert!(!said(&format!("<p>one two {long}</p>"), 1));
        assert!(!said(&format!("<p>one  <b>two</b> {long}"), 2));
        assert!(said(&format!("<p>one three {long}"), 3));
        assert!(said("four", 4));
        let earlier = store.comment_revisions(id, &own("a")).unwrap();
        assert_eq!(earlier.iter().map(|(then, _)| *then).collect::<Vec<_>>(), [at(4), at(3)]);
        assert!(earlier[0].1.0.contains("three") && earlier[1].1.0.contains("<b>two"));
        // A removal is not an edit.
        let mut removed = comment("a", None, "");
        removed.state = Moderation::Removed;
        store.save_thread(id, &answer(true, vec![removed]), &HashSet::new(), at(5)).unwrap();
        assert_eq!(store.comment_revisions(id, &own("a")).unwrap().len(), 2);
    }

    #[test]
    fn the_feeds_count_covers_the_outlets_comments_that_are_not_removed() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let told = Entry { comment_count: Some(3), ..entry("1", "one", "x") };
        let id = save(&store, feed, vec![told], at(0)).0[0];
        let state = || store.thread_state(id).unwrap();
        assert_eq!(state(), ThreadState { stated_by_feed: Some(3), ..ThreadState::default() });
        let elsewhere = LoadedThread { origin: "hacker-news:1".into(), ..answer(true, vec![comment("1", None, "a")]) };
        store.save_thread(id, &elsewhere, &HashSet::new(), at(1)).unwrap();
        assert_eq!((state().visible, state().fetched), (1, Some(at(1))));
        let mut three = vec![comment("a", None, "a"), comment("b", None, "b"), comment("c", None, "c")];
        three[2].state = Removed;
        store.save_thread(id, &answer(true, three), &HashSet::new(), at(2)).unwrap();
        // A number that sources state is not one from the feed.
        assert_eq!((state().visible, state().stated_by_feed), (2, Some(3)));
        assert_eq!(store.rows(&[id]).unwrap()[0].comments.loaded, 4);
        assert_eq!(store.thread_state(ArticleId(999)).unwrap(), ThreadState::default());
    }

    #[test]
    fn of_a_comment_that_changes_at_every_sync_only_the_last_texts_are_kept() {
        let (_dir, store) = open();
        let id = article(&store);
        for n in 0..15 {
            let both = vec![comment("a", None, &format!("word {n}")), comment("b", None, &format!("word {}", n / 10))];
            store.save_thread(id, &answer(true, both), &HashSet::new(), at(n)).unwrap();
        }
        let words = |id_of: &str| {
            let earlier = store.comment_revisions(id, &own(id_of)).unwrap();
            earlier.into_iter().map(|(_, html)| html.0).collect::<Vec<_>>()
        };
        assert_eq!(words("a"), (4..14).rev().map(|n| format!("word {n}")).collect::<Vec<_>>());
        assert_eq!(words("b"), ["word 0"], "other comments keep their own earlier texts");
    }

    #[test]
    fn marking_as_seen_in_passing_overwrites_no_mark() {
        let (_dir, store) = open();
        let id = article(&store);
        let three = ["a", "b", "c"].map(|id| comment(id, None, "x"));
        store.save_thread(id, &answer(true, three.to_vec()), &HashSet::new(), at(1)).unwrap();
        // Another process has changed the marks meanwhile.
        store.mark_comments(id, vec![(own("a"), CommentStatus::Done), (own("b"), CommentStatus::Kept)]).unwrap();
        store.mark_seen(id, ["a", "b", "c", "z"].map(own).to_vec()).unwrap();
        let marks = || store.thread(id).unwrap().unwrap().comments.iter().map(|c| c.mark).collect::<Vec<_>>();
        assert_eq!(marks(), [CommentStatus::Done, CommentStatus::Kept, CommentStatus::Seen]);
        assert_eq!(store.rows(&[id]).unwrap()[0].comments.unseen, 0);
        // A comment that the user stops keeping is seen, and an undo restores any mark.
        store.mark_comments(id, vec![(own("b"), CommentStatus::Seen), (own("a"), CommentStatus::Unseen)]).unwrap();
        assert_eq!(marks(), [CommentStatus::Unseen, CommentStatus::Seen, CommentStatus::Seen]);
    }

    #[test]
    fn threads_of_several_origins_are_stored_side_by_side() {
        let (_dir, store) = open();
        let id = article(&store);
        let elsewhere = |comments: Vec<Comment>| LoadedThread {
            origin: "hacker-news:1".into(),
            page: Some("https://news.example/1".into()),
            gaps: vec![Warning::new("12 answers")],
            ..answer(false, comments)
        };
        store.save_thread(id, &elsewhere(vec![comment("1", None, "there")]), &HashSet::new(), at(1)).unwrap();
        store.save_thread(id, &answer(true, vec![comment("1", None, "here")]), &HashSet::new(), at(2)).unwrap();
        let stored = store.thread(id).unwrap().unwrap();
        let said: Vec<_> = stored.comments.iter().map(|c| (c.origin, c.id.as_str(), c.html.0.as_str())).collect();
        assert_eq!(said, [(0, "1", "here"), (1, "1", "there")]);
        assert_eq!(stored.summaries[1].gaps.len(), 1);
        let counts = store.rows(&[id]).unwrap()[0].comments;
        assert_eq!((counts.stated, counts.loaded), (Some(34), 2));
        // A failing source keeps its thread and its error, until it answers again.
        store.thread_failed(id, ("hacker-news:1", "hacker-news"), "answered 500", at(2)).unwrap();
        let failed = store.thread(id).unwrap().unwrap();
        assert_eq!(failed.comments, stored.comments);
        assert_eq!(failed.summaries[1].failure.as_deref(), Some("answered 500"));
        store.save_thread(id, &elsewhere(vec![comment("2", None, "more")]), &HashSet::new(), at(3)).unwrap();
        let again = store.thread(id).unwrap().unwrap();
        assert_eq!((again.summaries[1].failure.as_ref(), again.comments.len()), (None, 3));
    }

    #[test]
    fn a_source_that_never_answered_has_an_error_until_it_does() {
        let (_dir, store) = open();
        let id = article(&store);
        let failed = ("lobsters:a", "lobsters");
        store.thread_failed(id, failed, "answered 500", at(1)).unwrap();
        let stored = store.thread(id).unwrap().unwrap();
        let head = &stored.summaries[0];
        assert_eq!((head.origin.as_str(), head.source.as_str(), head.complete), ("lobsters:a", "lobsters", false));
        assert_eq!((head.failure.as_deref(), head.fetched), (Some("answered 500"), at(1)));
        assert_eq!(stored.comments, []);
        assert_eq!(store.thread_state(id).unwrap().fetched, Some(at(1)), "it is not fetched again at once");
        store.thread_failed(id, ("", "outlet"), "gone", at(2)).unwrap();
        store.forget_failure(id, "").unwrap();
        assert_eq!(store.thread_origins(id).unwrap(), ["lobsters:a"]);
        let came = LoadedThread { origin: "lobsters:a".into(), ..answer(true, vec![comment("1", None, "x")]) };
        store.save_thread(id, &came, &HashSet::new(), at(3)).unwrap();
        assert_eq!(store.thread(id).unwrap().unwrap().summaries[0].failure, None);
        store.thread_failed(id, failed, "answered 500", at(4)).unwrap();
        store.forget_failure(id, "lobsters:a").unwrap();
        assert_eq!(store.thread(id).unwrap().unwrap().comments.len(), 1, "a thread with comments replaces the error");
        store.thread_failed(ArticleId(999), failed, "answered 500", at(5)).unwrap();
        assert_eq!(store.thread(ArticleId(999)).unwrap(), None);
    }

    #[test]
    fn an_answer_without_any_stored_comment_is_an_error_and_removes_none() {
        let (_dir, store) = open();
        let id = article(&store);
        store.save_thread(id, &answer(true, vec![comment("1", None, "x")]), &HashSet::new(), at(1)).unwrap();
        let before = store.thread(id).unwrap().unwrap();
        let nothing = LoadedThread { gaps: vec![Warning::new("a part failed: answered 503")], ..answer(false, vec![]) };
        let saved = store.save_thread(id, &nothing, &HashSet::new(), at(2)).unwrap();
        assert_eq!((saved.new, saved.total), (0, 1));
        let after = store.thread(id).unwrap().unwrap();
        assert_eq!(after.comments, before.comments);
        assert_eq!(after.summaries[0].failure.as_deref(), Some("a part failed: answered 503"));
        store.save_thread(id, &answer(true, vec![]), &HashSet::new(), at(3)).unwrap();
        assert_eq!(store.thread(id).unwrap().unwrap().summaries[0].failure, None);
    }

    #[test]
    fn a_reply_awaiting_moderation_is_sent_once_the_thread_shows_it() {
        let (_dir, store) = open();
        let id = article(&store);
        let reply = store.begin_reply(id, None, "", "Well said.", at(1)).unwrap();
        let draft = store.reply(reply).unwrap().unwrap();
        let held = tidings::domain::Reply { state: ReplyState::Pending, remote: Some("9".into()), ..draft.clone() };
        assert!(store.change_reply(draft.state, &held).unwrap());
        let state = || store.reply(reply).unwrap().unwrap().state;
        let shown = |state| Comment { state, ..comment("9", None, "Well said.") };
        store.save_thread(id, &answer(true, vec![shown(Moderation::Pending)]), &HashSet::new(), at(2)).unwrap();
        assert_eq!(state(), ReplyState::Pending);
        store.save_thread(id, &answer(true, vec![shown(Moderation::Visible)]), &HashSet::new(), at(3)).unwrap();
        assert_eq!(state(), ReplyState::Sent);
        assert_eq!(store.thread(id).unwrap().unwrap().comments[0].mark, CommentStatus::Seen);
    }

    #[test]
    fn a_long_thread_is_read_without_texts_which_are_read_by_id() {
        let (_dir, store) = open();
        let id = article(&store);
        let long = "long ".repeat(900);
        let mut all = vec![comment("a", None, "short"), comment("b", Some("a"), &long), comment("c", None, "")];
        all[2].url = Some("https://a.example/#c".to_owned());
        store.save_thread(id, &answer(true, all.clone()), &HashSet::new(), at(1)).unwrap();
        let outline = store.thread_outline(id).unwrap().unwrap().comments;
        let told: Vec<_> = outline.iter().map(|c| (c.id.as_str(), c.html.0.as_str(), c.outline)).collect();
        assert_eq!(told, [("a", "", true), ("b", "", true), ("c", "", true)]);
        assert_eq!(outline[0].bytes, 5);
        assert_eq!(outline[2].url, None);
        all.reverse();
        store.save_thread(id, &answer(true, all), &HashSet::new(), at(2)).unwrap();
        let outline = store.thread_outline(id).unwrap().unwrap();
        let in_order = outline.order.iter().map(|place| outline.comments[*place as usize].id.as_str());
        assert_eq!(in_order.collect::<Vec<_>>(), ["c", "b", "a"]);
        let words = store.words(id, &[own("b"), own("gone"), own("a"), own("c")]).unwrap();
        let said: Vec<_> = words.iter().map(|words| (words.html.0.as_str(), words.url.as_deref())).collect();
        assert_eq!(said, [(&*long, None), ("", None), ("short", None), ("", Some("https://a.example/#c"))]);
    }

    #[test]
    fn folds_are_stored_and_deleted_with_their_article() {
        let (_dir, store) = open();
        let id = article(&store);
        let none = (Vec::new(), Vec::new());
        assert_eq!(store.folds(id).unwrap(), none);
        let many: Vec<CommentRef> = (0..500).map(|n| own(&n.to_string())).collect();
        store.set_folds(id, many.clone(), vec![own("a")]).unwrap();
        assert_eq!(store.folds(id).unwrap(), (many.clone(), vec![own("a")]));
        store.set_folds(id, Vec::new(), Vec::new()).unwrap();
        assert_eq!(store.folds(id).unwrap(), none);
        store.set_folds(ArticleId(999), many, Vec::new()).unwrap();
        assert_eq!(store.folds(ArticleId(999)).unwrap(), none);
    }

    #[test]
    fn articles_with_comments_are_visited_one_by_one() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let entries = ["1", "2", "3"].map(|guid| entry(guid, guid, "x"));
        let mut ids = save(&store, feed, entries.to_vec(), at(0)).0;
        ids.sort();
        assert_eq!(store.next_with_comments(None).unwrap(), None);
        let two = answer(true, vec![comment("a", None, "1"), comment("b", None, "2")]);
        for id in [ids[0], ids[2]] {
            store.save_thread(id, &two, &HashSet::new(), at(1)).unwrap();
        }
        let next = |after| store.next_with_comments(after).unwrap();
        assert_eq!((next(None), next(Some(ids[0])), next(Some(ids[2]))), (Some(ids[0]), Some(ids[2]), None));
    }

    #[test]
    fn no_answer_deletes_a_comment() {
        let (_dir, store) = open();
        let id = article(&store);
        let mut signed = comment("b", None, "two");
        signed.author = Some(Text::line("Ann"));
        let all = vec![comment("a", None, "one"), signed, comment("c", None, "three")];
        store.save_thread(id, &answer(true, all.clone()), &HashSet::new(), at(1)).unwrap();
        let mut stored = store.thread(id).unwrap().unwrap();
        let sized = |c: &Comment| Comment { bytes: u32::try_from(c.html.0.len()).unwrap(), ..c.clone() };
        assert_eq!(stored.comments, all.iter().map(sized).collect::<Vec<_>>());
        // An empty answer changes only the time of the fetch.
        store
            .save_thread(id, &LoadedThread { stated: Some(0), ..answer(true, vec![]) }, &HashSet::new(), at(2))
            .unwrap();
        stored.summaries[0].fetched = at(2);
        assert_eq!(store.thread(id).unwrap().unwrap(), stored);
        // An incomplete answer deletes nothing.
        store.save_thread(id, &answer(false, vec![comment("c", None, "edited")]), &HashSet::new(), at(3)).unwrap();
        let now = store.thread(id).unwrap().unwrap();
        assert_eq!(now.comments.iter().map(|c| c.html.0.as_str()).collect::<Vec<_>>(), ["one", "two", "edited"]);
        assert!(now.comments.iter().all(|c| c.state == Moderation::Visible));
        // A complete answer marks missing comments as removed; a placeholder keeps the text.
        let mut placeholder = comment("b", None, "");
        placeholder.state = Moderation::Removed;
        store
            .save_thread(id, &answer(true, vec![comment("a", None, "one"), placeholder]), &HashSet::new(), at(4))
            .unwrap();
        let now = store.thread(id).unwrap().unwrap();
        let states: Vec<_> = now.comments.iter().map(|c| (c.id.as_str(), c.state, c.html.0.as_str())).collect();
        assert_eq!(states, [("a", Visible, "one"), ("b", Removed, "two"), ("c", Removed, "edited")]);
        assert_eq!(now.comments[1].author.as_deref(), Some("Ann"));
        // A removed comment can return, a duplicate counts once, and a deleted article is not an error.
        store.save_thread(id, &answer(true, [all.clone(), all].concat()), &HashSet::new(), at(5)).unwrap();
        assert_eq!(store.thread(id).unwrap().unwrap().comments.len(), 3);
        assert_eq!(store.save_thread(ArticleId(999), &answer(true, vec![]), &HashSet::new(), at(6)).unwrap().total, 0);
    }

    #[test]
    fn a_stale_feed_does_not_lower_the_sites_count() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let stale = || Entry { comment_count: Some(15), ..entry("1", "one", "x") };
        let id = save(&store, feed, vec![stale()], at(0)).0[0];
        let stated = || store.rows(&[id]).unwrap()[0].comments.stated;
        assert_eq!(stated(), Some(15));
        store.save_thread(id, &answer(true, vec![comment("a", None, "x")]), &HashSet::new(), at(1)).unwrap();
        save(&store, feed, vec![stale()], at(2));
        assert_eq!(stated(), Some(17));
        save(&store, feed, vec![Entry { comment_count: Some(19), ..stale() }], at(3));
        assert_eq!(stated(), Some(19));
    }
}

mod keeping {
    use super::*;

    #[test]
    fn an_article_with_an_unsent_reply_is_not_deleted() {
        let (_dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let (new, _) = save(&store, feed, vec![entry("g", "t", "<p>x</p>")], at(0));
        store.set_read(&new, true, at(1)).unwrap();
        let id = store.begin_reply(new[0], None, "", "Well said.", at(1)).unwrap();
        assert_eq!(store.expire(1, at(9 * DAY)).unwrap(), 0);
        let draft = store.reply(id).unwrap().unwrap();
        let sent = tidings::domain::Reply { state: ReplyState::Sent, remote: Some("7".into()), ..draft.clone() };
        assert!(!store.change_reply(ReplyState::Queued, &sent).unwrap(), "its state has changed meanwhile");
        assert!(store.change_reply(ReplyState::Draft, &sent).unwrap());
        assert_eq!(store.expire(1, at(9 * DAY)).unwrap(), 1);
        // The reply survives its article, and is read back unchanged.
        assert_eq!(store.drop_reply(id).unwrap(), Some(sent.clone()));
        store.restore_reply(&sent).unwrap();
        assert_eq!(store.replies().unwrap(), [sent]);
    }

    #[test]
    fn unread_and_starred_articles_never_expire() {
        let (dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let entries: Vec<Entry> = (0..1_200).map(|i| entry(&format!("g{i}"), &format!("t {i}"), "x")).collect();
        let (new, _) = save(&store, feed, entries.clone(), at(0));
        store.set_read(&new[100..], true, at(0)).unwrap();
        store.set_starred(&new[100..200], true).unwrap();
        store.set_read(&new[1_100..], true, at(0)).unwrap();
        store.set_read(&new[1_150..], false, at(0)).unwrap();
        store.set_read(&new[1_150..], true, at(20 * DAY)).unwrap();
        assert_eq!(store.expire(30, at(20 * DAY)).unwrap(), 0);
        assert_eq!(store.expire(30, at(40 * DAY)).unwrap(), 950);
        let left = ids(&store, &list(Scope::All));
        assert_eq!(left.len(), 250, "100 unread, 100 starred, 50 read lately");
        assert_eq!(counts(dir.path()).0, counts(dir.path()).1);
        // Deleted articles that are still in the feed are not added again.
        assert_eq!(save(&store, feed, entries.clone(), at(41 * DAY)), (vec![], vec![]));
        // They are forgotten only long after the feed has dropped them.
        store.expire(9_999, at(41 * DAY + 179 * DAY)).unwrap();
        assert_eq!(save(&store, feed, entries.clone(), at(221 * DAY)).0, vec![]);
        store.expire(9_999, at(500 * DAY)).unwrap();
        assert_eq!(save(&store, feed, entries, at(500 * DAY)).0.len(), 950);
    }

    #[test]
    fn two_stores_share_one_folder() {
        let (dir, reader) = open();
        let other = Store::open(dir.path()).unwrap();
        let feed = subscribe(&reader, &["https://a.example/feed"])[0];
        let before = reader.data_version().unwrap();
        save(&reader, feed, vec![entry("1", "one", "x")], at(0));
        assert_eq!(reader.data_version().unwrap(), before, "own writes do not count as changes by others");
        let id = ids(&other, &list(Scope::All))[0];
        other.set_read(&[id], true, at(1)).unwrap();
        assert_ne!(reader.data_version().unwrap(), before);
        assert!(reader.rows(&[id]).unwrap()[0].read);
        // Both write at once, from several threads, without losing changes.
        std::thread::scope(|scope| {
            for (n, store) in [reader.clone(), other.clone(), reader.clone(), other.clone()].into_iter().enumerate() {
                scope.spawn(move || {
                    for i in 0..20 {
                        save(&store, feed, vec![entry(&format!("{n}-{i}"), &format!("{n} {i}"), "x")], at(2));
                        save(&store, feed, vec![entry(&format!("all-{i}"), &format!("all {i}"), "x")], at(2));
                    }
                });
            }
        });
        assert_eq!(ids(&other, &list(Scope::All)).len(), 1 + 4 * 20 + 20);
        assert_eq!(counts(dir.path()).0, counts(dir.path()).1);
    }

    #[test]
    fn a_new_folder_can_be_opened_many_times_at_once() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let dir = dir.path();
                scope.spawn(move || Store::open(dir).unwrap().set_meta(&n.to_string(), "here").unwrap());
            }
        });
        let store = Store::open(dir.path()).unwrap();
        assert!((0..8).all(|n: i32| store.meta(&n.to_string()).unwrap().is_some()));
    }

    /// Migrates a file of the first version, with a row of everything that has changed since.
    #[test]
    fn a_file_of_version_one_is_migrated() {
        let dir = tempfile::tempdir().unwrap();
        let conn = Connection::open(dir.path().join("tidings.db")).unwrap();
        conn.execute_batch(include_str!("../src/store/migrations/0001.sql")).unwrap();
        conn.execute_batch(
            "INSERT INTO feeds (url) VALUES ('https://a.example/feed');
             INSERT INTO articles (feed, identity, guid, title, published, first_seen, text_hash, meta_hash)
                 VALUES (1, 'g', 'g', 'Old', 1000, 1000, 1, 1);
             INSERT INTO bodies (article, content, page) VALUES (1, '<p>feed</p>', '<p>page</p>');
             INSERT INTO revisions (article, at, title, body) VALUES (1, 900, 'Older', '<p>before</p>');
             INSERT INTO threads (article, source, complete, fetched) VALUES (1, 'test', 1, 900);
             INSERT INTO comments (article, id, position, body, state, by_author, first_seen)
                 VALUES (1, 'c', 0, '<p>said</p>', 0, 0, 900), (1, 'd', 1, NULL, 0, 0, 900);",
        )
        .unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        drop(conn);
        let store = Store::open(dir.path()).unwrap();
        let id = ArticleId(1);
        let article = store.article(id).unwrap().unwrap();
        assert_eq!((article.html.0.as_str(), article.from_page, article.row.edited), ("<p>page</p>", true, None));
        let page = article.page.unwrap();
        assert_eq!((page.at, page.notes.len()), (None, 0));
        assert!(article.media.is_empty());
        assert_eq!(store.transcript(id).unwrap(), None);
        let earlier = store.revisions(id).unwrap();
        assert_eq!((earlier.len(), earlier[0].of_page, earlier[0].title.as_str()), (1, false, "Older"));
        assert_eq!(store.position(id).unwrap(), None);
        let said: Vec<(String, String)> =
            store.thread(id).unwrap().unwrap().comments.into_iter().map(|c| (c.id.into(), c.html.0)).collect();
        assert_eq!(said, [("c".to_owned(), "<p>said</p>".to_owned()), ("d".to_owned(), String::new())]);
        let sizes: Vec<_> = store.thread_outline(id).unwrap().unwrap().comments.iter().map(|c| c.bytes).collect();
        assert_eq!(sizes, [11, 0]);
        // Its comments and their thread are queued for the search for repeats.
        assert_eq!(store.sketch_pending(10, str::to_owned).unwrap(), 3);
        store.set_position(id, Some(&Position { letters: 7, ..Position::default() }), at(0)).unwrap();
        drop(store);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.position(id).unwrap().map(|position| position.letters), Some(7));
    }

    /// A feed removed before the store recorded removal times still has its days of grace.
    #[test]
    fn a_feed_removed_under_version_six_is_purged_after_the_days_of_grace() {
        let dir = tempfile::tempdir().unwrap();
        let conn = Connection::open(dir.path().join("tidings.db")).unwrap();
        for sql in [
            include_str!("../src/store/migrations/0001.sql"),
            include_str!("../src/store/migrations/0002.sql"),
            include_str!("../src/store/migrations/0003.sql"),
            include_str!("../src/store/migrations/0004.sql"),
            include_str!("../src/store/migrations/0005.sql"),
            include_str!("../src/store/migrations/0006.sql"),
        ] {
            conn.execute_batch(sql).unwrap();
        }
        conn.execute_batch(
            "INSERT INTO feeds (url, subscribed) VALUES ('https://a.example/feed', 0);
             INSERT INTO articles (feed, identity, guid, title, published, first_seen, text_hash, meta_hash, hidden)
                 VALUES (1, 'g', 'g', 'Old', 1000, 1000, 1, 1, 2);",
        )
        .unwrap();
        conn.pragma_update(None, "user_version", 6).unwrap();
        drop(conn);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.purge_unsubscribed(30, at(0)).unwrap(), 0);
        assert_eq!(store.purge_unsubscribed(30, at(30 * DAY)).unwrap(), 1);
    }

    #[test]
    fn a_newer_file_is_refused_and_not_changed() {
        let (dir, store) = open();
        drop(store);
        let file = dir.path().join("tidings.db");
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        let error = Store::open(dir.path()).unwrap_err().to_string();
        assert!(error.contains("tidings.db") && error.contains("99") && error.contains("knows"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }

    #[test]
    fn a_damaged_file_is_an_error_and_replaced_only_on_request() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tidings.db");
        for round in 1..3 {
            std::fs::write(&file, "not a database at all, but long enough for a header".repeat(90)).unwrap();
            let error = Store::open(dir.path()).unwrap_err();
            assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
            assert!(error.to_string().contains("tidings.db") && error.to_string().contains("move"), "{error}");
            let aside = Store::set_aside(dir.path()).unwrap().unwrap();
            assert!(aside.ends_with(format!("tidings.db.corrupt-{round}")) && aside.exists());
            assert!(!file.exists());
        }
        Store::open(dir.path()).unwrap().feeds().unwrap();
    }

    #[test]
    fn a_damaged_page_is_an_error_that_names_the_file() {
        let (dir, store) = open();
        let feed = subscribe(&store, &["https://a.example/feed"])[0];
        let entries = (0..300).map(|i| entry(&format!("g{i}"), &format!("t {i}"), &"<p>text</p>".repeat(40)));
        save(&store, feed, entries.collect(), at(0));
        drop(store);
        let file = dir.path().join("tidings.db");
        let mut bytes = std::fs::read(&file).unwrap();
        for page in bytes.chunks_mut(4096).skip(1) {
            page[..64].fill(0xff);
        }
        std::fs::write(&file, bytes).unwrap();
        let error = Store::open(dir.path()).and_then(|s| s.window(&list(Scope::All), 0, 100)).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    }

    #[test]
    fn the_error_names_a_folder_that_cannot_be_created() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let error = Store::open(&dir.path().join("file/state")).unwrap_err().to_string();
        assert!(error.contains("file/state") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn only_one_process_syncs_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let held = SyncLock::try_acquire(dir.path()).unwrap();
        assert!(held.is_some());
        assert!(SyncLock::try_acquire(dir.path()).unwrap().is_none());
        drop(held);
        assert!(SyncLock::try_acquire(dir.path()).unwrap().is_some());
    }

    #[derive(Debug, Clone)]
    enum Step {
        Save { feed: usize, from: usize, edition: u8 },
        Read(usize, bool),
        Star(usize, bool),
        AllRead(usize),
        Expire(i64),
        Subscribe { second: bool, hidden: bool },
        Purge,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0..2_usize, 0..15_usize, 0..3_u8).prop_map(|(feed, from, edition)| Step::Save { feed, from, edition }),
            3 => (0..40_usize, any::<bool>()).prop_map(|(n, read)| Step::Read(n, read)),
            2 => (0..40_usize, any::<bool>()).prop_map(|(n, star)| Step::Star(n, star)),
            1 => (0..2_usize).prop_map(Step::AllRead),
            1 => (0..30_i64).prop_map(Step::Expire),
            1 => (any::<bool>(), any::<bool>()).prop_map(|(second, hidden)| Step::Subscribe { second, hidden }),
            1 => Just(Step::Purge),
        ];
        proptest::collection::vec(step, 1..30)
    }

    fn take(store: &Store, step: &Step, day: i64) {
        let urls = ["https://a.example/0", "https://a.example/1"];
        let feed = |n: usize| store.feeds().unwrap().iter().find(|f| f.url == urls[n]).map(|f| f.id);
        let nth = |n: usize| ids(store, &list(Scope::All)).get(n).copied().into_iter().collect::<Vec<_>>();
        match step {
            Step::Save { feed: n, from, edition } => {
                let entries =
                    (*from..from + 8).map(|i| entry(&format!("g{i}"), &format!("t {i}"), &edition.to_string()));
                if let Some(feed) = feed(*n) {
                    save(store, feed, entries.collect(), at(day * DAY));
                }
            }
            Step::Read(n, read) => drop(store.set_read(&nth(*n), *read, at(day * DAY)).unwrap()),
            Step::Star(n, star) => drop(store.set_starred(&nth(*n), *star).unwrap()),
            Step::AllRead(n) => {
                if let Some(feed) = feed(*n) {
                    store.mark_all_read(&list(Scope::Feed(feed)), at(day * DAY)).unwrap();
                }
            }
            Step::Expire(days) => drop(store.expire(u32::try_from(*days).unwrap(), at(day * DAY)).unwrap()),
            Step::Subscribe { second, hidden } => {
                let list: Vec<Subscription> = urls
                    .iter()
                    .take(if *second { 2 } else { 1 })
                    .map(|url| Subscription { hidden: *hidden, ..subscription(url) })
                    .collect();
                store.reconcile(&list).unwrap();
            }
            Step::Purge => drop(store.purge_unsubscribed(0, at(day * DAY)).unwrap()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
        /// The stored counts are correct, and the total, positions and rows of every list agree.
        #[test]
        fn counts_and_lists_agree_after_any_steps(steps in steps()) {
            let (dir, store) = open();
            subscribe(&store, &["https://a.example/0", "https://a.example/1"]);
            for (day, step) in (0..).zip(&steps) {
                take(&store, step, day);
                let (kept, counted) = counts(dir.path());
                prop_assert_eq!(kept, counted, "after {:?}", step);
            }
            let feeds = store.feeds().unwrap();
            let scopes = [Scope::All, Scope::Unread, Scope::Starred].into_iter();
            for scope in scopes.chain(feeds.iter().map(|f| Scope::Feed(f.id))) {
                for (unread_only, unread_since) in [(false, None), (true, None), (true, Some(at(10 * DAY)))] {
                    let query = ListQuery { unread_only, unread_since, ..list(scope.clone()) };
                    let window = store.window(&query, 0, 1_000).unwrap();
                    prop_assert_eq!(window.rows.len(), window.total, "{:?}", &query);
                    let order: Vec<_> = window.rows.iter().map(|r| (r.published, r.id)).collect();
                    prop_assert!(order.windows(2).all(|w| w[0] > w[1]), "{:?}", &query);
                    for (i, row) in window.rows.iter().enumerate() {
                        prop_assert_eq!(store.position_of(&query, row.id).unwrap(), Some(i), "{:?}", &query);
                    }
                }
            }
        }
    }
}

/// Prints figures to compare by hand: `cargo test --release -- --ignored --nocapture store::fifty_thousand`.
#[test]
#[ignore = "measures, asserts little"]
fn fifty_thousand_articles() {
    let (dir, store) = open();
    let urls: Vec<String> = (0..500).map(|i| format!("https://a.example/{i}")).collect();
    let feeds = subscribe(&store, &urls.iter().map(String::as_str).collect::<Vec<_>>());
    let words: Vec<String> = (0..3_000_u32).map(|i| format!("w{:x}", i.wrapping_mul(2_654_435_761))).collect();
    let text = |seed: usize| -> String {
        let pick = |i: usize| words[(seed * 7_919 + i * i * 31 + i * 17) % words.len()].as_str();
        let body: Vec<&str> = (0..600).map(pick).collect();
        format!("<p>{}</p>", body.join(" "))
    };
    let parsed: Vec<ParsedFeed> = (0..500_i64)
        .map(|f| {
            let one = |i: i64| {
                let seed = usize::try_from(f * 100 + i).unwrap();
                let published = Some(at(-(i * 3_600 + f)));
                Entry { published, ..entry(&format!("g{i}"), &format!("title {f} {i}"), &text(seed)) }
            };
            feed_of((0..100).map(one).collect())
        })
        .collect();
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        println!("{what:<40} {:>10.2} ms", start.elapsed().as_secs_f64() * 1e3);
    };
    let sync = |store: &Store| {
        let work = std::sync::Mutex::new(feeds.iter().zip(&parsed));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        let Some((feed, parsed)) = work.lock().unwrap().next() else { break };
                        store.save_feed(*feed, parsed, &fetched(at(1)), at(1), |_| Text::default()).unwrap();
                    }
                });
            }
        });
    };
    timed("first sync", &mut || sync(&store));
    timed("again, all unchanged", &mut || sync(&store));
    timed("500 x 304", &mut || feeds.iter().for_each(|f| store.record_fetch(*f, &fetched(at(2))).unwrap()));
    timed("index 500", &mut || _ = store.index_pending(500, str::to_owned).unwrap());
    timed("index all", &mut || while store.index_pending(500, str::to_owned).unwrap() > 0 {});
    drop(store);
    let size: u64 = std::fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().metadata().unwrap().len()).sum();
    println!("{:<40} {:>10} MB", "on disk", size / 1_000_000);
    let mut opened = None;
    let all = list(Scope::All);
    timed("open", &mut || opened = Some(Store::open(dir.path()).unwrap()));
    let store = opened.unwrap();
    timed("feeds", &mut || assert_eq!(store.feeds().unwrap().len(), 500));
    timed("first window", &mut || assert_eq!(store.window(&all, 0, 60).unwrap().total, 50_000));
    timed("a window again", &mut || _ = store.window(&all, 0, 60).unwrap());
    timed("the last window", &mut || _ = store.window(&all, 49_940, 60).unwrap());
    let last = store.window(&all, 49_990, 1).unwrap().rows[0].id;
    timed("position of a late article", &mut || _ = store.position_of(&all, last).unwrap());
    timed("one article", &mut || _ = store.article(last).unwrap());
    timed("reconcile, nothing changed", &mut || {
        _ = subscribe(&store, &urls.iter().map(String::as_str).collect::<Vec<_>>());
    });
    for query in ["w0", words[7].as_str(), "title"] {
        let query = Query::parse(query).unwrap();
        timed(&format!("search {:?}, 200", query.words()), &mut || _ = store.search(&query, 200).unwrap());
    }
    timed("a search as a window", &mut || _ = store.window(&list(Scope::Search("title".into())), 0, 60).unwrap());
    timed("mark one read", &mut || _ = store.set_read(&[last], true, at(9)).unwrap());
    timed("mark all read", &mut || _ = store.mark_all_read(&all, at(9)).unwrap());
    let unread = ListQuery { unread_only: true, unread_since: Some(at(9)), ..ListQuery::default() };
    timed("unread window, all read just now", &mut || _ = store.window(&unread, 0, 60).unwrap());
    timed("next unread, none", &mut || _ = store.next_unread(Some(last), &all).unwrap());
    let some = ids(&store, &list(Scope::Feed(feeds[7])));
    for feed in &feeds[..20] {
        store.set_read(&ids(&store, &list(Scope::Feed(*feed))), false, at(0)).unwrap();
        store.set_read(&ids(&store, &list(Scope::Feed(*feed))), true, at(-DAY)).unwrap();
    }
    assert_eq!(some.len(), 100);
    timed("expire 2,000 of them", &mut || assert_eq!(store.expire(1, at(9)).unwrap(), 2_000));
    store.reconcile(&[subscription(&urls[30])]).unwrap();
    timed("purge all but one feed", &mut || _ = store.purge_unsubscribed(0, at(9)).unwrap());
}
