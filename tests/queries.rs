//! Queries on a real store, compared with a plain evaluation of the same query on the same articles.

use std::path::Path;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;
use tidings::domain::query::{Comparison, Condition, Expr, Measure, Part, Phrase, State, compile};
use tidings::domain::tags::TagChange;
use tidings::domain::{
    ArticleId, Enclosure, Entry, Html, ListQuery, ParsedFeed, Query, Scope, Subscription, Text, Time,
};
use tidings::store::{FetchOutcome, FetchRecord, Store};

const DAY: i64 = 86_400;

fn at(seconds: i64) -> Time {
    Time::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
}

/// The moment that ages count from.
fn now() -> Time {
    at(0)
}

/// What the plain evaluation knows of an article.
#[derive(Debug, Clone, Default)]
struct Facts {
    title: String,
    author: String,
    text: String,
    /// Title, address, folder and tags of the feed.
    feed: (&'static str, &'static str, &'static str, &'static [&'static str]),
    published: Time,
    tags: Vec<&'static str>,
    states: Vec<State>,
    parts: Vec<Part>,
    comments: i64,
    outlets: i64,
    score: i64,
}

const FEEDS: [(&str, &str, &str, &[&str]); 3] = [
    ("Über Rust", "https://a.example/feed", "News/Tech", &["Tech"]),
    ("The Daily", "https://b.example/feed", "News", &[]),
    ("Kernel", "https://c.example/feed", "", &["kernel", "Tech"]),
];
const TITLES: [&str; 4] = ["Rust released", "Ask: which kernel", "Bridge 100% closed", "A quiet day"];
const AUTHORS: [&str; 3] = ["", "Jane Doe", "Rusty Nail"];
const TEXTS: [&str; 3] = ["the bridge opens", "a kernel in rust on iron", "words and more words of it"];

/// The articles: every property is true of some of them and false of others, in different mixtures.
fn facts() -> Vec<Facts> {
    let fact = |n: i64| {
        let at_place = usize::try_from(n).unwrap();
        let every = |step: i64| n % step == 0;
        let in_story = n % 7 < 3 && n < 21;
        let comments = if every(5) { n } else { 0 };
        let is = |holds: bool, yes: State, no: Option<State>| if holds { Some(yes) } else { no };
        let has = |holds: bool, part: Part| holds.then_some(part);
        let tags: Vec<_> = [("later", 4), ("Tech", 5), ("to read", 9)].into_iter().filter(|(_, k)| every(*k)).collect();
        Facts {
            title: TITLES[at_place % 4].into(),
            author: AUTHORS[at_place % 3].into(),
            text: TEXTS[(at_place / 2) % 3].into(),
            feed: FEEDS[at_place % 3],
            published: at(-n * DAY),
            states: [
                is(every(2), State::Read, Some(State::Unread)),
                is(every(3), State::Starred, None),
                is(!tags.is_empty(), State::Tagged, None),
                is(every(6), State::Queued, None),
                is(every(8), State::Edited, None),
                is(comments > 0, State::Commented, None),
                is(every(10), State::New, None),
            ]
            .into_iter()
            .flatten()
            .collect(),
            parts: [
                has(every(11), Part::Audio),
                has(comments > 0, Part::Comments),
                has(every(4), Part::Pictures),
                has(in_story, Part::Story),
                has(every(7), Part::Page),
            ]
            .into_iter()
            .flatten()
            .collect(),
            tags: tags.into_iter().map(|(tag, _)| tag).collect(),
            comments,
            outlets: if in_story { 3 } else { 1 },
            score: n % 13 - 6,
        }
    };
    (0..40).map(fact).collect()
}

struct Desk {
    _dir: TempDir,
    store: Store,
    articles: Vec<(ArticleId, Facts)>,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let subscriptions = FEEDS.map(|(title, url, folder, tags)| Subscription {
            url: url.into(),
            title: Some(Text::line(title)),
            folder: Text::line(folder).non_empty(),
            tags: tags.iter().map(|tag| Text::line(tag)).collect(),
            ..Subscription::default()
        });
        store.reconcile(&subscriptions).unwrap();
        let articles = facts().into_iter().map(|facts| (save(&store, &facts), facts)).collect();
        let desk = Self { _dir: dir, store, articles };
        desk.mark();
        while desk.store.index_pending(50, str::to_owned).unwrap() > 0 {}
        desk
    }

    fn ids(&self, wanted: impl Fn(&Facts) -> bool) -> Vec<ArticleId> {
        self.articles.iter().filter(|(_, facts)| wanted(facts)).map(|(id, _)| *id).collect()
    }

    fn mark(&self) {
        let store = &self.store;
        store.set_read(&self.ids(|f| f.states.contains(&State::Read)), true, now()).unwrap();
        store.set_starred(&self.ids(|f| f.states.contains(&State::Starred)), true).unwrap();
        store.set_queue(&self.ids(|f| f.states.contains(&State::Queued))).unwrap();
        let tags = self.articles.iter().flat_map(|(id, facts)| {
            facts.tags.iter().map(|tag| TagChange { article: *id, tag: Text::line(tag), is_added: true })
        });
        store.change_tags(&tags.collect::<Vec<_>>()).unwrap();
        let conn = Connection::open(store.file()).unwrap();
        for (id, f) in &self.articles {
            let sql = "UPDATE articles SET edited = ?, unseen = ?, score = ? WHERE id = ?";
            let is = |state| f.states.contains(&state);
            conn.execute(sql, (is(State::Edited).then_some(1), is(State::New), f.score, id.0)).unwrap();
            if f.parts.contains(&Part::Page) {
                conn.execute("UPDATE bodies SET page = content WHERE article = ?", [id.0]).unwrap();
            }
            if f.parts.contains(&Part::Story) {
                let sql = "INSERT INTO stories (article, story, outlet, published, features) VALUES (?, ?, ?, 0, x'')";
                conn.execute(sql, (id.0, 1 + id.0 / 7, f.feed.1)).unwrap();
            }
        }
    }

    /// The ids of the articles for which a query holds, by the plain evaluation.
    fn expected(&self, query: &Query) -> Vec<ArticleId> {
        self.ids(|facts| holds(&query.expr, facts))
    }

    /// Fails unless lists, searches and `matching` agree with the plain evaluation.
    fn check(&self, query: &Query) {
        let mut want = self.expected(query);
        want.sort();
        let list = ListQuery { scope: Scope::All, query: Some(query.clone()), ..ListQuery::default() };
        let sorted = |mut ids: Vec<ArticleId>| {
            ids.sort();
            ids
        };
        let window = self.store.window(&list, 0, 99).unwrap();
        assert_eq!(window.total, want.len(), "{query}");
        assert_eq!(sorted(window.rows.iter().map(|row| row.id).collect()), want, "the list of {query}");
        let hits = self.store.search(query, 99).unwrap();
        assert_eq!(sorted(hits.iter().map(|hit| hit.row.id).collect()), want, "the search for {query}");
        let all = self.ids(|_| true);
        assert_eq!(self.store.matching(&all, query).unwrap(), want, "what matches {query}");
        let some = &all[10..20];
        let want: Vec<ArticleId> = want.into_iter().filter(|id| some.contains(id)).collect();
        assert_eq!(self.store.matching(some, query).unwrap(), want, "what matches {query} of some");
    }
}

fn save(store: &Store, facts: &Facts) -> ArticleId {
    let feed = store.feed_by_url(facts.feed.1).unwrap().unwrap();
    let pictures = if facts.parts.contains(&Part::Pictures) { "<img src=x>" } else { "" };
    let audio = Enclosure {
        url: "https://a.example/x.mp3".into(),
        media_type: Some("audio/mpeg".into()),
        length: None,
        seconds: None,
    };
    let entry = Entry {
        guid: facts.published.to_rfc3339(),
        title: Some(Text::line(&facts.title)),
        author: Text::line(&facts.author).non_empty(),
        content: Some(Html(format!("{} {pictures}", facts.text))),
        published: Some(facts.published),
        comment_count: u32::try_from(facts.comments).ok().filter(|count| *count > 0),
        enclosures: if facts.parts.contains(&Part::Audio) { vec![audio] } else { Vec::new() },
        ..Entry::default()
    };
    let outcome = FetchOutcome::Fetched { etag: None, last_modified: None };
    let record = FetchRecord { at: now(), outcome, next_due: None, moved_to: None };
    let parsed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
    store.save_feed(feed, &parsed, &record, now(), |_| Text::line("untitled")).unwrap().new[0]
}

fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn contains(text: &str, phrase: &Phrase) -> bool {
    let (text, words) = (tokens(text), tokens(&phrase.text));
    text.windows(words.len()).any(|part| {
        part.iter().zip(&words).enumerate().all(|(at, (own, word))| {
            let is_last = at + 1 == words.len();
            own == word || (phrase.prefix && is_last && own.starts_with(word.as_str()))
        })
    })
}

fn compare(comparison: Comparison, a: i64, b: i64) -> bool {
    match comparison {
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
        Comparison::More => a > b,
        Comparison::AtLeast => a >= b,
        Comparison::Equal => a == b,
    }
}

fn holds(expr: &Expr, facts: &Facts) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| holds(part, facts)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, facts)),
        Expr::Not(part) => !holds(part, facts),
        Expr::Is(condition) => meets(condition, facts),
    }
}

fn meets(condition: &Condition, f: &Facts) -> bool {
    let (feed_title, feed_url, folder, feed_tags) = f.feed;
    match condition {
        Condition::Text(phrase) => [&f.title, &f.author, &f.text].iter().any(|text| contains(text, phrase)),
        Condition::Title(phrase) => contains(&f.title, phrase),
        Condition::Author(phrase) => contains(&f.author, phrase),
        Condition::TitlePattern(pattern) => compile(pattern).unwrap().is_match(&f.title),
        Condition::AuthorPattern(pattern) => compile(pattern).unwrap().is_match(&f.author),
        Condition::Feed(part) => {
            [feed_title, feed_url].iter().any(|own| own.to_lowercase().contains(&part.to_lowercase()))
        }
        Condition::Folder(path) => format!("{folder}/").to_lowercase().starts_with(&format!("{path}/").to_lowercase()),
        Condition::Tag(tag) => feed_tags.iter().chain(&f.tags).any(|own| own.to_lowercase() == tag.to_lowercase()),
        Condition::Is(state) => f.states.contains(state),
        Condition::Has(part) => f.parts.contains(part),
        Condition::After(time) => f.published >= *time,
        Condition::Before(time) => f.published < *time,
        Condition::Age(comparison, minutes) => compare(*comparison, (now() - f.published).num_minutes(), *minutes),
        Condition::Number(measure, comparison, number) => {
            let own = match measure {
                Measure::Words => {
                    let in_tag = if f.parts.contains(&Part::Pictures) { 2 } else { 0 };
                    i64::try_from(tokens(&f.text).len()).unwrap() + in_tag
                }
                Measure::Score => f.score,
                Measure::Comments => f.comments,
                Measure::Outlets => f.outlets,
            };
            compare(*comparison, own, *number)
        }
    }
}

thread_local!(static DESK: Desk = Desk::new());

#[test]
fn each_query_finds_what_it_says() {
    let none_or_all = ["title:none", ""];
    for text in [
        "rust",
        "bridge OR kernel",
        "rust -kernel",
        "-(rust OR bridge)",
        "\"kernel in rust\" OR author:jane",
        "(title:rust OR author:nail) is:read -is:starred",
        "title:/^(ask|bridge)\\b/ age<3w",
        "author:/^$/ OR author:/nail$/",
        "-title:/RUST/",
        "title:/100%/",
        "tag:tech",
        "-tag:TECH",
        "tag:later OR tag:\"to read\"",
        "folder:news -folder:news/tech",
        "feed:über OR feed:c.example",
        "is:tagged is:queued",
        "is:edited OR is:new",
        "-is:starred -is:read",
        "has:audio OR has:story",
        "has:pictures -has:page",
        "has:comments comments>20",
        "comments=0",
        "words>5",
        "words<=3 OR words>=9",
        "score>=0 score<4",
        "score=-6",
        "outlets>2",
        "-outlets>2 is:unread",
        "age<3d",
        "age>=24h age<=5d",
        "after:2026-05-10 -after:2026-05-20",
        "(a OR (b (c OR -rust))) -(is:read (tag:tech OR has:audio))",
        "100%",
        "%",
        "-%",
        "% OR rust",
        none_or_all[0],
        none_or_all[1],
    ] {
        let query = Query::parse_at(text, tidings::domain::clock_format::utc, now()).unwrap();
        DESK.with(|desk| {
            // The plain evaluation knows no signs in words: such a query must only run.
            if text.contains('%') && !text.contains('/') {
                desk.store.search(&query, 99).unwrap();
                return;
            }
            let found = desk.expected(&query).len();
            assert!(none_or_all.contains(&text) || (found > 0 && found < 40), "{text} finds {found} articles");
            desk.check(&query);
        });
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let phrase = || {
        let words = proptest::sample::select(vec!["rust", "kernel", "the bridge", "Jane", "a", "more words", "none"]);
        (words, any::<bool>()).prop_map(|(text, prefix)| Phrase { text: text.into(), prefix })
    };
    let named = || proptest::sample::select(vec!["tech", "later", "kernel", "news", "News/Tech", "über", "a.example"]);
    let pattern = || proptest::sample::select(vec!["^r", "e$", "^$", "[0-9]+%", "(ask|quiet)"]);
    let comparison = || proptest::sample::select(&Comparison::ALL[..]).prop_map(|(comparison, _)| comparison);
    prop_oneof![
        phrase().prop_map(Condition::Text),
        phrase().prop_map(Condition::Title),
        phrase().prop_map(Condition::Author),
        pattern().prop_map(|text| Condition::TitlePattern(text.into())),
        pattern().prop_map(|text| Condition::AuthorPattern(text.into())),
        named().prop_map(|text| Condition::Feed(text.into())),
        named().prop_map(|text| Condition::Folder(text.into())),
        named().prop_map(|text| Condition::Tag(text.into())),
        proptest::sample::select(&State::ALL[..]).prop_map(|(state, ..)| Condition::Is(state)),
        proptest::sample::select(&Part::ALL[..]).prop_map(|(part, ..)| Condition::Has(part)),
        (comparison(), 0..40_i64).prop_map(|(comparison, days)| Condition::Age(comparison, days * 1_440)),
        (proptest::sample::select(&Measure::ALL[..]), comparison(), -6..12_i64)
            .prop_map(|((measure, ..), comparison, number)| Condition::Number(measure, comparison, number)),
        (0..40_i64).prop_map(|day| Condition::Before(at(-day * DAY))),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    condition().prop_map(Expr::Is).prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::all),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_query_finds_what_the_plain_evaluation_finds(expr in expr()) {
        DESK.with(|desk| desk.check(&Query { expr, now: Some(now()) }));
    }
}

#[test]
fn an_article_that_is_not_indexed_is_matched_by_title_and_author() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.reconcile(&[Subscription { url: FEEDS[0].1.into(), ..Subscription::default() }]).unwrap();
    let one = save(&store, &Facts { title: "Rust".into(), text: "iron".into(), feed: FEEDS[0], ..Facts::default() });
    let matches = |text: &str| store.matching(&[one], &Query::parse(text).unwrap()).unwrap() == [one];
    for (text, queued, indexed) in [
        ("rust", true, true),
        ("iron", false, true),
        ("-rust", false, false),
        ("-iron", true, false),
        ("words=0", true, false),
    ] {
        assert_eq!(matches(text), queued, "{text}");
        store.index_pending(9, str::to_owned).unwrap();
        assert_eq!(matches(text), indexed, "{text}");
        Connection::open(store.file())
            .unwrap()
            .execute_batch(
                "DELETE FROM articles_fts; UPDATE articles SET words = 0;
            INSERT INTO index_queue SELECT id, 1 FROM articles;",
            )
            .unwrap();
    }
    assert_eq!(store.matching(&[], &Query::default()).unwrap(), []);
    assert_eq!(store.matching(&[one, one, ArticleId(99)], &Query::default()).unwrap(), [one]);
}

/// A file of schema 14 with an article, as an older version of the program left it.
fn old_file(dir: &Path) {
    let conn = Connection::open(dir.join("tidings.db")).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    for number in 1..=14 {
        conn.execute_batch(&std::fs::read_to_string(folder.join(format!("{number:04}.sql"))).unwrap()).unwrap();
    }
    conn.execute_batch(
        "INSERT INTO feeds (url) VALUES ('https://a.example/feed');
         INSERT INTO articles (feed, identity, guid, title, published, first_seen, text_hash, meta_hash)
         VALUES (1, 'g', 'g', 'old', 1, 1, 0, 0);
         INSERT INTO bodies (article, content) VALUES (1, 'one two <img src=x>');
         PRAGMA user_version = 14;",
    )
    .unwrap();
}

#[test]
fn articles_of_an_older_file_are_counted_when_they_are_indexed_again() {
    let dir = tempfile::tempdir().unwrap();
    old_file(dir.path());
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.pending().unwrap(), 1);
    let found = |text: &str| store.search(&Query::parse(text).unwrap(), 9).unwrap().len();
    assert_eq!((found("words>1"), found("has:pictures"), found("score=0 -is:tagged")), (0, 0, 1));
    store.index_pending(9, str::to_owned).unwrap();
    assert_eq!((found("words>1"), found("has:pictures")), (1, 1));
}

mod tags {
    use super::*;

    fn changes(articles: &[ArticleId], tag: &str, is_added: bool) -> Vec<TagChange> {
        articles.iter().map(|article| TagChange { article: *article, tag: Text::line(tag), is_added }).collect()
    }

    fn counts(store: &Store) -> Vec<(String, i64, u32)> {
        let counts = store.tag_counts().unwrap();
        counts.into_iter().map(|count| (count.tag.to_string(), count.feed.0, count.unread)).collect()
    }

    fn titles(store: &Store, tag: &str, unread_only: bool) -> Vec<i64> {
        let list = ListQuery { scope: Scope::Tag(tag.into()), unread_only, ..ListQuery::default() };
        let window = store.window(&list, 0, 99).unwrap();
        assert_eq!(window.total, window.rows.len());
        window.rows.iter().map(|row| row.id.0).collect()
    }

    fn desk(feeds: &[usize]) -> (TempDir, Store, Vec<ArticleId>) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let list = feeds.iter().map(|at| Subscription {
            url: FEEDS[*at].1.into(),
            tags: FEEDS[*at].3.iter().map(|tag| Text::line(tag)).collect(),
            ..Subscription::default()
        });
        store.reconcile(&list.collect::<Vec<_>>()).unwrap();
        let fact = |n: usize| Facts {
            title: format!("t{n}"),
            feed: FEEDS[feeds[n % feeds.len()]],
            published: at(i64::try_from(n).unwrap()),
            ..Facts::default()
        };
        let ids = (0..4).map(|n| save(&store, &fact(n))).collect();
        (dir, store, ids)
    }

    #[test]
    fn changes_are_counted_listed_and_undone() {
        let (_dir, store, ids) = desk(&[1, 2]);
        let added = store.change_tags(&changes(&ids[..3], "later", true)).unwrap();
        assert_eq!(added.len(), 3);
        assert_eq!(store.change_tags(&changes(&ids[..3], "later", true)).unwrap(), []);
        assert_eq!(counts(&store), [("later".into(), 1, 2), ("later".into(), 2, 1)]);
        assert_eq!(titles(&store, "later", false), [3, 2, 1]);
        store.set_read(&ids[..1], true, now()).unwrap();
        assert_eq!(counts(&store)[0].2, 1);
        assert_eq!(titles(&store, "later", true), [3, 2]);
        assert_eq!(store.rows(&ids[..1]).unwrap()[0].tags, [Text::line("later")]);
        let undo: Vec<TagChange> = added.into_iter().map(TagChange::reversed).collect();
        assert_eq!(store.change_tags(&undo).unwrap().len(), 3);
        assert_eq!((counts(&store), titles(&store, "later", false)), (vec![], vec![]));
        assert_eq!(store.change_tags(&changes(&[ArticleId(99)], "x", true)).unwrap(), []);
    }

    #[test]
    fn a_tag_lists_the_articles_of_its_feeds_and_its_own_once() {
        let (_dir, store, ids) = desk(&[1, 2]);
        store.change_tags(&changes(&ids[..2], "kernel", true)).unwrap();
        assert_eq!(titles(&store, "kernel", false), [4, 2, 1], "feed 2 has the tag");
        let list = ListQuery {
            scope: Scope::Tag("kernel".into()),
            query: Query::parse("t1 OR t0").ok(),
            ..ListQuery::default()
        };
        let found: Vec<i64> = store.window(&list, 0, 9).unwrap().rows.iter().map(|row| row.id.0).collect();
        assert_eq!(found, [2, 1]);
        assert_eq!(store.position_of(&list, ids[0]).unwrap(), Some(1));
        assert_eq!(store.mark_all_read(&list, now()).unwrap(), ids[..2]);
    }

    #[test]
    fn tagged_articles_outlive_their_age_and_their_feed() {
        let (_dir, store, ids) = desk(&[1]);
        store.change_tags(&changes(&ids[..1], "keep", true)).unwrap();
        store.set_read(&ids[..3], true, now()).unwrap();
        assert_eq!(store.expire(1, at(9 * DAY)).unwrap(), 2, "one of the read articles has a tag");
        store.reconcile(&[]).unwrap();
        store.purge_unsubscribed(1, at(0)).unwrap();
        assert_eq!(store.purge_unsubscribed(1, at(9 * DAY)).unwrap(), 1);
        assert_eq!(titles(&store, "keep", false), [1]);
        store.change_tags(&changes(&ids[..1], "keep", false)).unwrap();
        store.purge_unsubscribed(1, at(10 * DAY)).unwrap();
        assert_eq!((store.rows(&ids[..1]).unwrap(), counts(&store)), (vec![], vec![]));
    }
}
