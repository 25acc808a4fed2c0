//! Rules for articles: what a sync does with them, hidden articles on the screen and in queries, and `rules test`.

use std::process::Command;

use tidings::app::{Effect, Terminal};
use tidings::domain::clock_format::utc;
use tidings::domain::{
    ArticleId, ArticleRow, ArticleRule, Entry, ListQuery, Query, RuleAction, Scope, SmartFeed, Subscription, Text,
};
use tidings::settings::{Config, Duplicates};
use tidings::sync::{Options, Report};
use tokio::runtime::Runtime;

use crate::harness::{Folder, Reader, now};
use crate::server::{Reply, Server};

/// A folder whose feed is served, and the runtime that syncs it.
struct Desk {
    server: Server,
    folder: Folder,
    runtime: Runtime,
}

fn rss(titles: &[&str]) -> String {
    let item = |title: &&str| {
        format!(
            "<item><title>{title}</title><guid>{title}</guid><author>{}</author><description>About {title}, for all.</description></item>",
            if title.contains("Cup") { "Ann" } else { "Bob" }
        )
    };
    let items: String = titles.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>")
}

impl Desk {
    fn new(titles: &[&str], rules: &str) -> Self {
        let server = Server::start();
        server.on("/feed", Reply::feed(rss(titles)));
        let folder = Folder::new(&[Subscription { url: server.url("/feed"), ..Subscription::default() }]);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let desk = Self { server, folder, runtime };
        desk.rules(rules);
        desk
    }

    fn rules(&self, rules: &str) {
        std::fs::write(self.folder.dir.path().join("rules.toml"), rules).unwrap();
    }

    fn publish(&self, titles: &[&str]) {
        self.server.on("/feed", Reply::feed(rss(titles)));
    }

    fn sync(&self) -> Report {
        self.folder.sync(&self.runtime)
    }

    fn list(&self, scope: Scope, query: &str) -> Vec<ArticleRow> {
        let query = (!query.is_empty()).then(|| Query::parse(query).unwrap());
        let window =
            self.folder.library.store.window(&ListQuery { scope, query, ..ListQuery::default() }, 0, 99).unwrap();
        assert_eq!(window.total, window.rows.len());
        window.rows
    }

    fn titles(&self, query: &str) -> Vec<String> {
        self.list(Scope::All, query).into_iter().map(|row| row.title.into_string()).collect()
    }

    fn row(&self, title: &str) -> ArticleRow {
        let all = self.list(Scope::All, "is:hidden OR -is:hidden");
        all.into_iter().find(|row| row.title.as_str() == title).unwrap()
    }

    /// Number of articles, and of unread ones, as the list of feeds shows them.
    fn counts(&self) -> (u32, u32) {
        let feed = self.folder.library.store.feeds().unwrap().remove(0);
        (feed.articles, feed.unread)
    }
}

/// Takes back migration 19, and the indexes of the one after it.
pub(crate) fn take_back(conn: &rusqlite::Connection) {
    let sql = "DROP INDEX articles_listed; DROP INDEX stories_by_time;
               CREATE INDEX stories_by_time ON stories (published, article, story);
               DROP INDEX stories_articles; CREATE INDEX stories_articles ON stories (story, published, article);
               DROP TRIGGER articles_count_hidden; DROP TRIGGER articles_count_shown; DROP TABLE rule_queue;
               DROP TABLE hidden_articles; DROP TABLE rule_effects; DROP TABLE rule_jobs; DROP TABLE article_prints;
               ALTER TABLE articles DROP COLUMN highlight;";
    conn.execute_batch(sql).unwrap();
}

fn rule(query: &str, what: &str) -> String {
    format!("[[article]]\nquery = '{query}'\n{what}\n")
}

#[test]
fn each_action_changes_new_articles_that_match() {
    let rules = [
        rule("title:cup", "name = \"Sport\"\nhide = true"),
        rule("title:read", "read = true"),
        rule("title:star", "star = true"),
        rule("author:bob \"about star\"", "tag = [\"b\", \"a\"]\nscore = 3\nhighlight = true"),
        rule("score>2", "tag = \"scored\""),
    ]
    .concat();
    let desk = Desk::new(&["Cup final", "Read me", "Star ferry", "Cupboard"], &rules);
    let report = desk.sync();
    assert_eq!((report.new_articles, report.hidden_articles), (4, 1));
    assert_eq!(report.news(), "4 new articles (1 hidden by rules)");
    assert_eq!(desk.titles(""), ["Read me", "Star ferry", "Cupboard"]);
    assert_eq!(desk.counts(), (3, 2));
    let hidden = desk.row("Cup final");
    assert_eq!(hidden.hidden_because, Some(Text::line("hidden by rule “Sport”")));
    assert!(desk.row("Read me").read && !desk.row("Star ferry").read);
    let star = desk.row("Star ferry");
    assert_eq!((star.starred, star.is_highlighted), (true, true));
    assert_eq!(star.tags, ["a", "b", "scored"].map(Text::line));
    assert_eq!(desk.titles("score=3"), ["Star ferry"]);
    assert_eq!(desk.row("Cupboard").hidden_because, None, "a rule's last word is whole");
}

#[test]
fn a_hidden_article_is_only_where_a_query_asks_for_it() {
    let desk = Desk::new(&["Cup final", "Ferry"], &rule("title:cup", "hide = true\nstar = true\ntag = \"t\""));
    desk.sync();
    let feed = desk.folder.library.store.feeds().unwrap()[0].id;
    let scopes = [
        Scope::All,
        Scope::Unread,
        Scope::Starred,
        Scope::Feed(feed),
        Scope::Search("cup".into()),
        Scope::Tag("t".into()),
    ];
    for scope in scopes {
        let listed = desk.list(scope.clone(), "");
        assert!(listed.iter().all(|row| row.title.as_str() != "Cup final"), "{scope:?}");
        if !matches!(scope, Scope::Search(_)) {
            let found = desk.list(scope.clone(), "is:hidden title:cup");
            assert_eq!(found.len(), 1, "{scope:?}");
        }
    }
    assert_eq!(desk.titles("-is:hidden"), ["Ferry"]);
    assert_eq!(desk.titles("is:hidden OR ferry").len(), 2);
    let store = &desk.folder.library.store;
    let search = |query: &str| store.search(&Query::parse(query).unwrap(), 9).unwrap().len();
    assert_eq!((search("cup"), search("cup is:hidden"), search("is:hidden"), search("is:starred")), (0, 1, 1, 0));
    let id = desk.row("Cup final").id;
    assert_eq!(store.find_article(&id.0.to_string()).unwrap(), Some(id));
    assert_eq!(store.tag_counts().unwrap()[0].unread, 0);
    // Marks of a hidden article are in no count; once it is shown, it is in all of them.
    store.set_read(&[id], true, now()).unwrap();
    store.set_read(&[id], false, now()).unwrap();
    assert_eq!(desk.counts(), (1, 1));
    assert_eq!(store.unhide(&[id, id]).unwrap().len(), 1);
    assert_eq!((desk.counts(), store.tag_counts().unwrap()[0].unread), ((2, 2), 1));
    assert_eq!(desk.titles("").len(), 2);
}

#[test]
fn rules_are_applied_once_and_never_to_older_articles() {
    let desk = Desk::new(&["Cup one"], "");
    desk.sync();
    desk.rules(&rule("cup", "star = true"));
    desk.publish(&["Cup two", "Cup one"]);
    desk.sync();
    assert!(!desk.row("Cup one").starred && desk.row("Cup two").starred);
    // What the user changes stays, also if the article changes.
    desk.folder.library.store.set_starred(&[desk.row("Cup two").id], false).unwrap();
    desk.server.on("/feed", Reply::feed(rss(&["Cup two", "Cup one"]).replace("for all", "for more")));
    assert_eq!(desk.sync().updated_articles, 2);
    assert!(desk.titles("is:starred").is_empty());
}

/// A program that is killed between storing an article and applying rules has the article in its queue.
#[test]
fn a_sync_after_a_crash_applies_the_rules_once() {
    let desk = Desk::new(&["Ferry"], &rule("cup", "hide = true\nscore = 2"));
    let entry = |title: &str| Entry { guid: title.into(), title: Some(Text::line(title)), ..Entry::default() };
    desk.folder.save_entries(["Cup one", "Cup two"].map(entry));
    assert_eq!(desk.folder.library.store.rules_pending().unwrap(), 2);
    assert_eq!(desk.sync().hidden_articles, 2);
    assert_eq!(desk.folder.library.store.rules_pending().unwrap(), 0);
    desk.sync();
    assert_eq!(desk.titles("is:hidden score=2").len(), 2);
}

#[test]
fn articles_wait_while_the_rules_cannot_be_read() {
    let desk = Desk::new(&["Cup one"], "[[article]]\nquery = 'cup'\nhyde = true\n");
    desk.sync();
    assert_eq!(desk.folder.library.store.rules_pending().unwrap(), 1);
    desk.rules(&rule("cup", "hide = true"));
    assert_eq!(desk.sync().hidden_articles, 1);
}

#[test]
fn a_rule_that_matches_everything_deletes_nothing() {
    let titles: Vec<String> = (0..450).map(|n| format!("Title {n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let desk = Desk::new(&titles, &rule("age>=0min", "name = \"All\"\nhide = true\nread = true\nscore = -1"));
    assert_eq!(desk.sync().hidden_articles, 450);
    assert_eq!(desk.counts(), (0, 0));
    let store = &desk.folder.library.store;
    let list = ListQuery { query: Query::parse("is:hidden score<0").ok(), ..ListQuery::default() };
    assert_eq!(store.window(&list, 440, 99).unwrap().rows.len(), 10);
    let ids: Vec<ArticleId> = store.window(&list, 0, 450).unwrap().rows.iter().map(|row| row.id).collect();
    assert_eq!(store.unhide(&ids).unwrap().len(), 450);
    assert_eq!(desk.counts(), (450, 0));
}

/// One pass compares with many rules; each must find what its query finds alone.
#[test]
fn many_rules_find_in_one_pass_what_each_finds_alone() {
    let titles: Vec<String> = (0..60).map(|n| format!("Title {} of {}", n, n % 7)).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let queries: Vec<Query> = (0..200)
        .map(|n| match n % 5 {
            0 => format!("title:{}", n % 60),
            1 => format!("\"of {}\" -title:{}", n % 7, n % 60),
            2 => format!("feed:news (title:/{}$/ OR author:ann)", n % 7),
            3 => format!("-(title:{} OR is:read) about", n % 60),
            _ => "tag:none OR folder:none OR words>999".to_owned(),
        })
        .map(|text| Query::parse(&text).unwrap().with_whole_words())
        .collect();
    let desk = Desk::new(&titles, "");
    desk.sync();
    let store = &desk.folder.library.store;
    let all: Vec<ArticleId> = desk.list(Scope::All, "").into_iter().map(|row| row.id).collect();
    let found = store.rule_matches(&queries, now() - chrono::TimeDelta::days(9)).unwrap();
    assert_eq!(found.articles, 60);
    for (query, mut matches) in queries.iter().zip(found.matches) {
        matches.sort();
        assert_eq!(matches, store.matching(&all, query).unwrap(), "{query:?}");
    }
}

/// The largest queries fit into the statement that compares articles with many of them.
#[test]
fn as_many_and_as_long_rules_as_allowed_are_applied() {
    let query =
        |n: usize| format!("is:unread {} w{n}", (0..62).map(|word| format!("-x{word}")).collect::<Vec<_>>().join(" "));
    let rules: String = (0..70).map(|n| rule(&query(n), &format!("name = \"r{n}\"\nscore = 1"))).collect();
    let desk = Desk::new(&["w1 w65", "w2 w66 x5", "none"], &rules);
    desk.sync();
    assert_eq!(
        (desk.titles("score=2"), desk.titles("score=1"), desk.titles("score=0").len()),
        (vec!["w1 w65".to_owned()], vec![], 2)
    );
}

#[test]
fn what_rules_did_is_undone_and_done_again() {
    let desk = Desk::new(
        &["Cup", "Ferry"],
        &rule("cup", "hide = true\nread = true\nstar = true\ntag = \"t\"\nscore = 4\nhighlight = true"),
    );
    desk.sync();
    let store = &desk.folder.library.store;
    let before = desk.row("Cup");
    let undone = store.undo_rules(before.id).unwrap();
    assert_eq!(undone.len(), 6);
    let after = desk.row("Cup");
    assert_eq!((after.hidden_because, after.read, after.starred, after.is_highlighted), (None, false, false, false));
    assert!(after.tags.is_empty() && desk.titles("score=0").len() == 2);
    assert_eq!(desk.counts(), (2, 2));
    store.redo_rules(&undone, now()).unwrap();
    assert_eq!(desk.row("Cup"), before);
    assert_eq!(store.undo_rules(desk.row("Ferry").id).unwrap(), []);
}

#[test]
fn a_removed_feed_that_comes_back_keeps_its_articles_hidden() {
    let desk = Desk::new(&["Cup", "Ferry"], &rule("cup", "hide = true"));
    desk.sync();
    let store = &desk.folder.library.store;
    let url = store.feeds().unwrap()[0].url.clone();
    store.reconcile(&[]).unwrap();
    assert!(desk.list(Scope::All, "is:hidden").is_empty(), "the articles of a removed feed are in no list");
    store.reconcile(&[Subscription { url, ..Subscription::default() }]).unwrap();
    assert_eq!(
        (desk.titles(""), desk.titles("is:hidden"), desk.counts()),
        (vec!["Ferry".into()], vec!["Cup".into()], (1, 1))
    );
}

#[test]
fn a_rule_fetches_the_full_text_of_its_articles_alone() {
    let desk = Desk::new(&[], &rule("title:long", "full_text = true"));
    let item = |title: &str| {
        format!(
            "<item><title>{title}</title><guid>{title}</guid><link>{}</link></item>",
            desk.server.url(&format!("/{title}"))
        )
    };
    let feed =
        format!("<rss version=\"2.0\"><channel><title>N</title>{}{}</channel></rss>", item("long"), item("short"));
    desk.server.on("/feed", Reply::feed(feed));
    let text = "<p>A long text with many words that stand in a page, and nowhere else at all.</p>".repeat(9);
    for path in ["/long", "/short"] {
        desk.server.on(path, Reply::html(format!("<html><body><article><h1>T</h1>{text}</article></body></html>")));
    }
    desk.sync();
    assert_eq!(desk.titles("has:page"), ["long"]);
    assert!(desk.folder.library.store.rule_jobs(&["full_text"]).unwrap().is_empty());
}

#[test]
fn a_rule_fetches_comments_and_recordings_of_its_articles_alone() {
    let desk = Desk::new(&[], &rule("title:wanted", "comments = true\naudio = true"));
    let url = |path: &str| desk.server.url(path);
    let item = |title: &str| {
        format!(
            "<item><title>{title}</title><guid>{title}</guid><link>{0}/</link><slash:comments>1</slash:comments>
             <wfw:commentRss>{0}/feed/</wfw:commentRss><enclosure url=\"{0}.mp3\" type=\"audio/mpeg\" length=\"9\"/></item>",
            url(&format!("/{title}"))
        )
    };
    let spaces =
        "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' xmlns:wfw='http://wellformedweb.org/CommentAPI/'";
    let items = [item("wanted"), item("other")].concat();
    desk.server.on(
        "/feed",
        Reply::feed(format!("<rss version='2.0' {spaces}><channel><title>N</title>{items}</channel></rss>")),
    );
    desk.server.handle("/wp-json/*", |_| Reply::status(404));
    for title in ["wanted", "other"] {
        let comment = "<item><title>By: Ann</title><guid isPermaLink='false'>http://n.example/?p=7#comment-1</guid>\
                       <link>http://n.example/p/#comment-1</link><description>Words of a comment.</description></item>";
        let thread = format!("<rss version='2.0'><channel><title>Comments on: T</title>{comment}</channel></rss>");
        desk.server.on(&format!("/{title}/feed/"), Reply::feed(thread));
        desk.server.on(&format!("/{title}.mp3"), Reply::ok("audio/mpeg", b"ID3\x04\0\0\0\0\0\0 sound".to_vec()));
    }
    let (sender, _progress) = tokio::sync::mpsc::unbounded_channel();
    let (_stop, cancel) = tokio::sync::watch::channel(false);
    let context = tidings::runtime::context(&desk.folder.library, &Config::default(), crate::harness::clock());
    desk.runtime.block_on(tidings::sync::run(&context, &Options::default(), sender, cancel)).unwrap();
    assert_eq!(desk.row("wanted").comments.loaded, 1);
    assert_eq!(desk.row("other").comments.loaded, 0);
    let files = std::fs::read_dir(desk.folder.dir.path().join("state/audio")).unwrap();
    assert_eq!(files.count(), 1);
    assert!(desk.folder.library.store.rule_jobs(&["comments", "audio"]).unwrap().is_empty());
}

#[test]
fn a_smart_feed_counts_no_hidden_article() {
    let desk = Desk::new(&["Cup one", "Cup two"], &rule("one", "hide = true"));
    let store = &desk.folder.library.store;
    let smart = SmartFeed { name: Text::line("Cups"), query: "cup".into(), folder: None };
    store.reconcile_smart_feeds(&[smart]).unwrap();
    let count = || {
        store.count_smart_feeds(utc, now(), || {}).unwrap();
        store.smart_feeds().unwrap()[0].unread
    };
    desk.sync();
    assert_eq!(count(), 1);
    let shown = store.unhide(&[desk.row("Cup one").id]).unwrap();
    assert_eq!(count(), 2);
    store.redo_rules(&shown, now()).unwrap();
    assert_eq!(count(), 1);
}

#[test]
fn an_article_of_two_feeds_is_shown_once_if_the_user_wishes() {
    let text = "The council voted to close the bridge for a year, after a report of its engineers. ".repeat(3);
    let item = |guid: &str, link: &str, title: &str, text: &str| {
        format!(
            "<item><title>{title}</title><guid>{guid}</guid><link>{link}</link><description>{text}</description></item>"
        )
    };
    let feed = |title: &str, items: &[String]| {
        Reply::feed(format!("<rss version=\"2.0\"><channel><title>{title}</title>{}</channel></rss>", items.concat()))
    };
    let first = [
        item("1", "https://n.example/bridge?utm_source=a", "Bridge", "Short."),
        item("2", "https://n.example/a", "Council", &text),
        item("3", "https://n.example/", "Home", "One."),
    ];
    let second = [
        item("x1", "http://n.example/bridge/", "The bridge", "Other words."),
        item("x2", "https://m.example/b", "Council", &text),
        item("x3", "https://n.example/", "Front page", "Two."),
        item("x4", "https://m.example/bridge", "Bridge", "Short."),
    ];
    for (setting, hidden) in [(Duplicates::Show, 0), (Duplicates::Hide, 2)] {
        let server = Server::start();
        server.on("/a", feed("Alpha", &first));
        server.on("/b", feed("Beta", &second));
        let folder = Folder::new(&[]);
        let add = |path: &str| {
            let url = server.url(path);
            folder
                .library
                .change_subscriptions(|list| list.add(&Subscription { url, ..Subscription::default() }))
                .unwrap()
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let mut config = Config::default();
        config.sync.duplicates = setting;
        add("/a");
        folder.sync_with(&runtime, &config);
        add("/b");
        assert_eq!(folder.sync_with(&runtime, &config).hidden_articles, hidden);
        let list = ListQuery { query: Query::parse("is:hidden").ok(), ..ListQuery::default() };
        let store = &folder.library.store;
        let rows = store.window(&list, 0, 9).unwrap().rows;
        let mut titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["Council", "The bridge"][2 - hidden..]);
        for row in &rows {
            assert_eq!(row.hidden_because, Some(Text::line("the same article is in Alpha")));
            let shown = store.unhide(&[row.id]).unwrap();
            assert_eq!(store.rows(&[row.id]).unwrap()[0].hidden_because, None);
            store.redo_rules(&shown, now()).unwrap();
            assert_eq!(store.rows(&[row.id]).unwrap(), std::slice::from_ref(row));
        }
    }
}

#[test]
fn a_hidden_article_is_shown_again_by_a_key() {
    let desk = Desk::new(&["Cup", "Ferry"], &rule("cup", "name = \"Sport\"\nhide = true"));
    desk.sync();
    let mut reader = Reader::open(&desk.folder, (110, 24));
    reader.press("tab").expect("Ferry").expect_not("Cup");
    reader.press("H").expect("this article is not hidden");
    reader.press("F").type_text("is:hidden").press("enter");
    reader.expect("Cup").expect("hidden by rule “Sport”").expect_not("Ferry");
    reader.press("enter").expect("hidden by rule “Sport” (H: show)");
    reader.press("H").expect("shown again (u: undo)").expect_not("hidden by rule “Sport”");
    reader.press("u").expect("hidden by rule “Sport” (H: show)");
    reader.press("U").expect("undone: hide (u: undo)");
    reader.press("q esc").expect("Cup").expect("Ferry");
}

#[test]
fn a_highlighted_article_stands_out_without_colours() {
    let desk = Desk::new(&["Ferry", "Cup", "Bridge"], &rule("cup", "highlight = true"));
    desk.sync();
    let mut reader = Reader::open(&desk.folder, (110, 24));
    reader.press("tab").expect("● ▎Cup").expect("●  Bridge");
    let style = |place| reader.buffer().cell(place).unwrap().style();
    assert_ne!(style(reader.place("Cup")).fg, style(reader.place("Bridge")).fg);
}

#[test]
fn a_rule_is_made_of_an_article_and_undone() {
    let desk = Desk::new(&["Cup \"final\"", "Ferry"], "# mine\n");
    desk.sync();
    let mut reader = Reader::open(&desk.folder, (110, 30));
    reader.press("tab *").expect("Rule for: feed:\"News\"");
    reader.press("ctrl-u").type_text("title:cup is:old").press("enter").expect("unknown state");
    reader.press("ctrl-u").type_text("title:cup").press("enter");
    reader.expect("New articles that match title:cup").expect("mark read");
    reader.press("enter").expect("from the next sync on: hide: title:cup (u: undo)");
    let rules = || std::fs::read_to_string(desk.folder.dir.path().join("rules.toml")).unwrap();
    assert_eq!(rules(), "# mine\n\n[[article]]\nquery = \"title:cup\"\nhide = true\n");
    reader.press("u").expect("rule removed: title:cup");
    assert_eq!(rules().trim_end(), "# mine");
    assert!(desk.titles("is:hidden").is_empty(), "a rule is for new articles");
}

fn tidings(desk: &Desk, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    let output = command.arg("--config-dir").arg(desk.folder.dir.path()).args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn rules_test_shows_matches_and_changes_nothing() {
    let desk = Desk::new(&["Cup one", "Ferry", "Cup two"], "");
    desk.sync();
    desk.rules(
        &[rule("title:cup", "name = \"Sport\"\nhide = true\ntag = \"s\""), rule("title:/^x/", "star = true")].concat(),
    );
    let (tested, _) = tidings(&desk, &["rules", "test", "--days", "36500"]);
    let lines: Vec<&str> = tested.lines().map(str::trim_end).collect();
    assert_eq!(lines[0], "3 articles of the last 36500 days; nothing is changed");
    assert_eq!(lines[2], "hide, tag s: title:cup (Sport): 2 articles");
    assert!(lines[3].ends_with("News  Cup one") && lines[4].ends_with("News  Cup two"), "{tested}");
    assert_eq!(lines[6], "star: title:/^x/: 0 articles");
    let (json, _) = tidings(&desk, &["rules", "test", "Sport", "--days", "36500", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["articles"]["rules"][0]["hits"], 2);
    assert_eq!(json["articles"]["rules"][0]["actions"], serde_json::json!(["hide", "tag s"]));
    assert_eq!(json["articles"]["rules"][0]["newest"][0]["title"], "Cup one");
    assert_eq!(json["articles"]["rules"].as_array().unwrap().len(), 1);
    assert!(tidings(&desk, &["rules", "test", "Nope"]).1.contains("no rule for articles is called Nope"));
    let (listed, _) = tidings(&desk, &["rules"]);
    assert!(listed.contains("New articles:\n      hide, tag s: title:cup (Sport)"), "{listed}");
    assert!(desk.titles("is:hidden").is_empty());
    assert_eq!(desk.titles("").len(), 3);
}

#[test]
fn the_command_line_finds_hidden_articles_and_shows_them() {
    let desk = Desk::new(&["Cup", "Ferry"], &rule("cup", "name = \"Sport\"\nhide = true"));
    desk.sync();
    let (found, _) = tidings(&desk, &["search", "is:hidden"]);
    assert!(found.contains("Cup  [hidden by rule “Sport”]"), "{found}");
    let (found, _) = tidings(&desk, &["articles", "--query", "is:hidden", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found[0]["hidden_because"], "hidden by rule “Sport”");
    let id = found[0]["id"].to_string();
    assert!(tidings(&desk, &["mark", "shown", &id]).0.contains("1 of 1 article changed"));
    assert_eq!(desk.titles("").len(), 2);
}

#[test]
fn a_rule_needs_an_action_that_is_known() {
    assert_eq!(RuleAction::of_parts("tag", "x"), Some(RuleAction::Tag(Text::line("x"))));
    assert!(ArticleRule::new(None, &"x ".repeat(5_000), vec![RuleAction::Hide]).is_err());
}

#[cfg(unix)]
mod jobs {
    use super::*;

    /// Writes commands, each of which appends a line to `log` and then does something.
    fn commands(desk: &Desk, all: &[(&str, &str)]) {
        let dir = desk.folder.dir.path();
        let command = |(name, then): &(&str, &str)| {
            let script = dir.join(format!("{name}.sh"));
            let log = dir.join("log");
            let text = format!("#!/bin/sh\nprintf '{name} %s\\n' \"$1\" >> '{}'\n{then}\n", log.display());
            std::fs::write(&script, text).unwrap();
            format!(
                "[[command]]\nname = \"{name}\"\ncommand = [\"sh\", \"{}\", \"--\", \"{{title}}\"]\ntime_limit = 1\n",
                script.display()
            )
        };
        let all: String = all.iter().map(command).collect();
        std::fs::write(dir.join("commands.toml"), all.replace("\"--\", ", "")).unwrap();
    }

    fn log(desk: &Desk) -> Vec<String> {
        let text = std::fs::read_to_string(desk.folder.dir.path().join("log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn commands_run_once_and_failures_are_named_once() {
        let rules = [
            rule("title:cup", "run = \"keep\""),
            rule("title:ferry", "run = \"fail\""),
            rule("title:slow", "run = \"hang\""),
            rule("title:large", "run = \"flood\""),
        ]
        .concat();
        let desk = Desk::new(&["Cup", "Ferry one", "Ferry two", "Slow", "Large"], &rules);
        commands(
            &desk,
            &[
                ("keep", "exit 0"),
                ("fail", "echo no network >&2; exit 3"),
                ("hang", "while :; do :; done"),
                ("flood", "yes"),
            ],
        );
        let (said, warned) = tidings(&desk, &["sync"]);
        assert!(said.contains("5 new articles"), "{said} {warned}");
        let mut ran = log(&desk);
        ran.sort();
        assert_eq!(ran, ["fail Ferry one", "fail Ferry two", "flood Large", "hang Slow", "keep Cup"]);
        for warning in [
            "fail: exited with status 3: no network (2 articles)",
            "hang: stopped after 1 seconds, its time limit",
            "flood: stopped after 1 seconds, its time limit",
        ] {
            assert_eq!(warned.matches(warning).count(), 1, "{warning}: {warned}");
        }
        tidings(&desk, &["sync"]);
        assert_eq!(log(&desk).len(), 5);
        assert_eq!(desk.titles("").len(), 5, "nothing is lost");
    }

    #[test]
    fn a_sync_runs_a_limited_number_of_commands() {
        let titles: Vec<String> = (0..25).map(|n| format!("Cup {n}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let desk = Desk::new(&titles, &rule("title:cup", "run = \"keep\""));
        commands(&desk, &[("keep", "")]);
        let (_, warned) = tidings(&desk, &["sync"]);
        assert!(warned.contains("rules ran 20 commands; 5 more wait for the next sync"), "{warned}");
        assert_eq!(log(&desk).len(), 20);
        tidings(&desk, &["sync"]);
        assert_eq!(log(&desk).len(), 25);
    }

    #[test]
    fn a_command_of_a_removed_rule_does_not_run() {
        let desk = Desk::new(&["Cup"], &rule("title:cup", "run = \"keep\""));
        commands(&desk, &[("keep", "")]);
        // This sync has no screen and no command line that would run it.
        desk.sync();
        assert_eq!(desk.folder.library.store.rule_jobs(&["run"]).unwrap().len(), 1);
        desk.rules("");
        tidings(&desk, &["sync"]);
        assert!(log(&desk).is_empty() && desk.folder.library.store.rule_jobs(&["run"]).unwrap().is_empty());
    }

    #[test]
    fn a_notification_is_one_line_at_most_once_a_minute() {
        let rules =
            [rule("title:cup", "name = \"-Sport\"\nnotify = true"), rule("title:final", "notify = true\nhide = true")];
        let desk = Desk::new(&["Cup one", "Cup two", "Cup final", "Ferry"], &rules.concat());
        commands(&desk, &[("tell", "")]);
        let script = desk.folder.dir.path().join("tell.sh");
        let config = format!("[sync]\nnotify = [\"sh\", \"{}\"]\n", script.display());
        std::fs::write(desk.folder.dir.path().join("config.toml"), config).unwrap();
        tidings(&desk, &["sync"]);
        assert_eq!(log(&desk), ["tell 2 new articles match “-Sport”"], "a hidden article is no news");
        desk.publish(&["Cup three"]);
        tidings(&desk, &["sync"]);
        assert_eq!(log(&desk).len(), 1, "too soon");
        desk.folder.library.store.set_meta("rules.notified", "0").unwrap();
        tidings(&desk, &["sync"]);
        assert_eq!(log(&desk)[1..], ["tell 1 new article matches “-Sport”"]);
        std::fs::write(desk.folder.dir.path().join("config.toml"), "[sync]\nnotify = [\"/nowhere/tell\"]\n").unwrap();
        desk.folder.library.store.set_meta("rules.notified", "0").unwrap();
        desk.publish(&["Cup four"]);
        let (_, warned) = tidings(&desk, &["sync"]);
        assert!(warned.contains("can't notify with /nowhere/tell") && warned.contains("[sync] notify"), "{warned}");
    }

    #[test]
    fn the_reader_notifies_and_runs_after_its_sync() {
        let desk = Desk::new(&["Cup"], &rule("title:cup", "name = \"Sport\"\nnotify = true\nrun = \"keep\""));
        commands(&desk, &[("keep", "")]);
        let mut reader = Reader::open(&desk.folder, (110, 24));
        reader.press("R").expect("1 new article matches “Sport”");
        assert_eq!(log(&desk), ["keep Cup"]);
        let notified = |effect: &Effect| matches!(effect, Effect::Terminal(Terminal::Notify(_)));
        assert_eq!(reader.outside.iter().filter(|effect| notified(effect)).count(), 1);
    }
}
