//! Tests moving in from newsboat with a cache that newsboat made: marks, identities, damage, and a cache in use.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::Value;

use crate::server::{Reply, Server};

/// The address at which newsboat saw the feeds.
const MADE_AT: &str = "127.0.0.1:8471";
const FEEDS: [&str; 4] = ["guids.xml", "bare.xml", "atom.xml", "rdf.xml"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/newsboat").join(name)
}

fn tidings(config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.env("TZ", "UTC0").arg("--config-dir").arg(config).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The feeds on a server, and a copy of the cache that names this server.
struct Served {
    server: Server,
    dir: tempfile::TempDir,
    /// The home folder with newsboat's files, if newsboat has made the cache.
    home: Option<PathBuf>,
}

impl Served {
    fn start() -> Self {
        let (server, dir) = (Server::start(), tempfile::tempdir().unwrap());
        for name in FEEDS {
            let feed = std::fs::read_to_string(fixture(name)).unwrap();
            server.on(&format!("/{name}"), Reply::feed(feed.replace(MADE_AT, &server.authority())));
        }
        std::fs::copy(fixture("cache.db"), dir.path().join("cache.db")).unwrap();
        let served = Self { server, dir, home: None };
        let cache = Connection::open(served.cache()).unwrap();
        for (table, column) in [
            ("rss_feed", "rssurl"),
            ("rss_feed", "url"),
            ("rss_item", "feedurl"),
            ("rss_item", "url"),
            ("rss_item", "guid"),
            ("rss_item", "enclosure_url"),
            ("rss_item", "base"),
        ] {
            let sql = format!("UPDATE {table} SET {column} = replace({column}, ?, ?)");
            cache.execute(&sql, (MADE_AT, served.server.authority())).unwrap();
        }
        served
    }

    fn cache(&self) -> PathBuf {
        self.home.as_ref().map_or_else(|| self.dir.path().join("cache.db"), |home| home.join(".newsboat/cache.db"))
    }

    #[track_caller]
    fn import(&self, config: &str, options: &[&str]) -> String {
        let cache = self.cache();
        let arguments: Vec<&str> =
            ["import", cache.to_str().unwrap()].into_iter().chain(options.iter().copied()).collect();
        text(&tidings(&self.dir.path().join(config), &arguments))
    }

    #[track_caller]
    fn sync(&self, config: &str) -> Value {
        serde_json::from_str(&text(&tidings(&self.dir.path().join(config), &["sync", "--force", "--json"]))).unwrap()
    }

    /// Subscribes to the feeds without the cache.
    fn subscribe(&self, config: &str) {
        let urls: Vec<String> = FEEDS.iter().map(|name| self.server.url(&format!("/{name}"))).collect();
        let file = self.dir.path().join("urls.txt");
        std::fs::write(&file, urls.join("\n")).unwrap();
        text(&tidings(&self.dir.path().join(config), &["import", file.to_str().unwrap()]));
    }

    /// The articles of a store in order: feed, title, address, whether read, starred and edited, and the date.
    fn articles(&self, config: &str) -> Vec<String> {
        let store = Connection::open(self.dir.path().join(config).join("state/tidings.db")).unwrap();
        let sql = "SELECT f.url || ' | ' || a.title || ' | ' || coalesce(a.url, '-') || ' | ' ||
                   CASE WHEN a.read_at IS NULL THEN 'unread' ELSE 'read' END || iif(a.starred, ' starred', '') ||
                   iif(a.edited IS NULL, '', ' edited')
                   FROM articles a JOIN feeds f ON f.id = a.feed ORDER BY 1";
        let mut statement = store.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|row| crate::server::without_ports(&row.unwrap())).collect()
    }

    fn count(&self, config: &str, sql: &str) -> i64 {
        let store = Connection::open(self.dir.path().join(config).join("state/tidings.db")).unwrap();
        store.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// What the cache says of its articles: title and marks, by what tidings makes of them.
fn marks_of_the_cache(cache: &Path) -> Vec<(String, bool, bool)> {
    let cache = Connection::open(cache).unwrap();
    let sql = "SELECT title, unread = 0 OR deleted = 1, coalesce(flags, '') <> '' FROM rss_item ORDER BY title";
    let mut statement = cache.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn marks_of_the_store(served: &Served, config: &str) -> Vec<(String, bool, bool)> {
    let store = Connection::open(served.dir.path().join(config).join("state/tidings.db")).unwrap();
    let mut statement =
        store.prepare("SELECT title, read_at IS NOT NULL, starred FROM articles ORDER BY title").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Titles as tidings shows them.
fn shown(mut marks: Vec<(String, bool, bool)>) -> Vec<(String, bool, bool)> {
    for (title, _, _) in &mut marks {
        *title = title.replace("&amp;", "&").replace('\u{202e}', "").replace("  ", " ");
    }
    marks.sort();
    marks
}

#[test]
fn every_article_read_state_and_flag_of_newsboat_comes_over() {
    let served = Served::start();
    let said = served.import("new", &["--dry-run"]);
    assert!(said.contains("4 feeds to add") && said.contains("15 articles to add"), "{said}");
    assert!(said.contains("Dry run: nothing was changed."), "{said}");
    assert!(!served.dir.path().join("new/feeds.toml").exists());
    assert_eq!(served.count("new", "SELECT count(*) FROM articles"), 0);

    let said = served.import("new", &[]);
    assert!(said.contains("4 feeds added, 0 already subscribed"), "{said}");
    assert!(said.contains("15 articles added, 0 already stored; 3 read, 2 starred"), "{said}");
    assert!(said.contains("Flags: A on 2, b on 1."), "{said}");
    let before = served.articles("new");
    assert_eq!(marks_of_the_store(&served, "new"), shown(marks_of_the_cache(&served.cache())));
    let unread = served.count("new", "SELECT sum(unread) FROM feeds");
    assert_eq!(unread, 12, "the lists count them");
    assert_eq!(served.count("new", "SELECT count(*) FROM feeds WHERE title IS NULL"), 0, "feeds have titles at once");

    let said = served.import("new", &[]);
    assert!(said.contains("0 articles added, 15 already stored"), "{said}");
    assert_eq!(served.articles("new"), before, "a second import changes nothing");
    let said = served.import("new", &["--dry-run"]);
    assert!(said.contains("0 feeds to add, 4 already") && said.contains("0 articles to add, 15 already"), "{said}");
}

#[test]
fn a_sync_after_the_import_adds_and_edits_nothing() {
    let served = Served::start();
    served.import("new", &[]);
    let before = served.articles("new");
    let report = served.sync("new");
    assert_eq!((&report["new_articles"], &report["updated_articles"]), (&0.into(), &0.into()), "{report}");
    assert_eq!(served.articles("new"), before);
    assert_eq!(served.count("new", "SELECT count(*) FROM revisions"), 0);
    let provisional = "SELECT count(*) FROM articles WHERE identity >= char(30) AND identity < char(31)";
    assert_eq!(served.count("new", provisional), 0, "every article has its own identity");
    assert!(served.import("new", &[]).contains("0 articles added, 15 already stored"));
    let report = served.sync("new");
    assert_eq!((&report["new_articles"], &report["updated_articles"]), (&0.into(), &0.into()), "{report}");
    assert_eq!(served.articles("new"), before);
}

#[test]
fn import_and_sync_in_either_order_give_the_same_store() {
    let served = Served::start();
    served.import("import-first", &[]);
    served.sync("import-first");
    served.subscribe("sync-first");
    served.sync("sync-first");
    // A mark that is newer than the cache stays.
    let said = served.import("sync-first", &[]);
    assert!(said.contains("0 feeds added, 4 already subscribed"), "{said}");
    assert!(said.contains("0 articles added, 15 already stored; 3 read, 2 starred"), "{said}");
    assert_eq!(served.articles("sync-first"), served.articles("import-first"));
    let identities = "SELECT group_concat(identity, ' / ') FROM (SELECT identity FROM articles ORDER BY identity)";
    let of = |config: &str| -> String {
        let store = Connection::open(served.dir.path().join(config).join("state/tidings.db")).unwrap();
        store.query_row(identities, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(of("sync-first"), of("import-first"));
    for config in ["sync-first", "import-first"] {
        assert_eq!(served.count(config, "SELECT sum(unread) FROM feeds"), 12);
        assert_eq!(served.count(config, "SELECT sum(starred) FROM feeds"), 2);
    }
}

#[test]
fn an_expired_import_does_not_come_back() {
    let served = Served::start();
    served.import("new", &[]);
    let store = tidings::store::Store::open(&served.dir.path().join("new/state")).unwrap();
    let later = chrono::Utc::now() + chrono::Duration::days(10);
    assert_eq!(store.expire(5, later).unwrap(), 2, "read and without a star");
    drop(store);
    let report = served.sync("new");
    assert_eq!(report["new_articles"], 0, "{report}");
    assert!(served.import("new", &[]).contains("0 articles added, 15 already stored"));
    assert_eq!(served.articles("new").len(), 13);
}

#[test]
fn titles_tags_and_hidden_feeds_come_from_the_urls_file_beside_the_cache() {
    let served = Served::start();
    let urls = format!("{} sea \"~My gazette\" !\n", served.server.url("/guids.xml"));
    std::fs::write(served.dir.path().join("urls"), urls).unwrap();
    served.import("new", &[]);
    let feeds: Value =
        serde_json::from_str(&text(&tidings(&served.dir.path().join("new"), &["feeds", "--json"]))).unwrap();
    assert_eq!(
        (&feeds[0]["title"], &feeds[0]["tags"][0], &feeds[0]["hidden"]),
        (&"My gazette".into(), &"sea".into(), &true.into())
    );
    assert_eq!(feeds[1]["title"], "No guids here");
}

#[test]
fn feeds_that_run_programs_are_skipped_with_their_articles() {
    let served = Served::start();
    let cache = Connection::open(served.cache()).unwrap();
    let trap = served.dir.path().join("trap");
    let line = format!("exec:touch {}", trap.display());
    cache.execute("UPDATE rss_feed SET rssurl = ?1 WHERE rssurl LIKE '%rdf.xml'", [&line]).unwrap();
    cache.execute("UPDATE rss_item SET feedurl = ?1 WHERE feedurl LIKE '%rdf.xml'", [&line]).unwrap();
    drop(cache);
    let output = tidings(&served.dir.path().join("new"), &["import", served.cache().to_str().unwrap()]);
    let (said, skipped) = (text(&output), String::from_utf8(output.stderr).unwrap());
    assert!(said.contains("3 feeds added") && said.contains("13 articles added"), "{said}");
    assert!(skipped.contains("commands are not run"), "{skipped}");
    assert!(skipped.contains("articles of feeds that are not imported: 2"), "{skipped}");
    assert!(!trap.exists());
}

#[test]
fn a_cache_in_use_is_refused_with_advice_and_never_written() {
    let served = Served::start();
    let before = std::fs::read(served.cache()).unwrap();
    let newsboat = Connection::open(served.cache()).unwrap();
    newsboat.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let output = tidings(&served.dir.path().join("new"), &["import", served.cache().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("newsboat is writing to it") && said.lines().count() == 1, "{said}");
    newsboat.execute_batch("ROLLBACK").unwrap();
    served.import("new", &[]);
    assert_eq!(std::fs::read(served.cache()).unwrap(), before);
}

#[test]
fn what_can_be_read_of_a_damaged_cache_is_kept() {
    let served = Served::start();
    let cache = Connection::open(served.cache()).unwrap();
    // Long texts, so that the table has many pages.
    let sql = "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)
               WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000)
               SELECT 'g' || i, 'Number ' || i, '', 'http://a.example/' || i, (SELECT rssurl FROM rss_feed LIMIT 1),
                      1793613600 + i, hex(zeroblob(400)), i % 2 FROM n";
    cache.execute(sql, []).unwrap();
    let page: i64 = cache.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    let pages: i64 = cache.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    drop(cache);
    let mut bytes = std::fs::read(served.cache()).unwrap();
    let middle = usize::try_from(page * (pages / 2)).unwrap();
    bytes[middle..middle + usize::try_from(page).unwrap()].fill(0xff);
    std::fs::write(served.cache(), &bytes).unwrap();
    let output = tidings(&served.dir.path().join("new"), &["import", served.cache().to_str().unwrap()]);
    let (said, skipped) = (text(&output), String::from_utf8(output.stderr).unwrap());
    assert!(skipped.contains("damaged: some articles can't be read"), "{skipped}");
    let stored = served.count("new", "SELECT count(*) FROM articles");
    assert!((1900..2015).contains(&stored), "{stored} {said}");

    std::fs::write(served.cache(), [b"SQLite format 3\0".as_slice(), &[7; 5000]].concat()).unwrap();
    let output = tidings(&served.dir.path().join("other"), &["import", served.cache().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("damaged, and nothing in it can be read"), "{said}");
}

#[test]
fn other_databases_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("other.db");
    Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE rss_item (x); CREATE VIEW rss_feed AS SELECT 1")
        .unwrap();
    let output = tidings(&dir.path().join("config"), &["import", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("not newsboat's cache.db"), "{said}");
}

/// Makes a cache with newsboat itself, in the folder where newsboat keeps it, and marks some of its articles.
fn made_by_newsboat() -> Served {
    let mut served = Served::start();
    served.home = Some(served.dir.path().join("home"));
    let home = served.dir.path().join("home/.newsboat");
    std::fs::create_dir_all(&home).unwrap();
    let urls: Vec<String> = FEEDS.iter().map(|name| served.server.url(&format!("/{name}"))).collect();
    let query = "\"query:Unread ones:unread = \\\"yes\\\"\"";
    std::fs::write(home.join("urls"), format!("{} News\n{}\n{query}\n", urls[0], urls[1..].join("\n"))).unwrap();
    std::fs::write(home.join("config"), "cleanup-on-quit no\n").unwrap();
    let made = Command::new("newsboat")
        .args(["-u".as_ref(), home.join("urls").as_os_str(), "-c".as_ref(), served.cache().as_os_str()])
        .args(["-C".as_ref(), home.join("config").as_os_str(), "-x".as_ref(), "reload".as_ref()])
        .env("HOME", served.dir.path().join("home"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let cache = Connection::open(served.cache()).unwrap();
    cache
        .execute_batch("UPDATE rss_item SET unread = 0 WHERE id % 2; UPDATE rss_item SET flags = 'x' WHERE id % 3 = 0")
        .unwrap();
    served
}

/// Compares all that newsboat has of its articles.
#[test]
#[ignore = "needs newsboat"]
fn a_cache_that_newsboat_makes_now_comes_over() {
    let served = made_by_newsboat();
    served.import("new", &[]);
    let wanted = shown(marks_of_the_cache(&served.cache()));
    assert_eq!(wanted.len(), 15);
    assert_eq!(marks_of_the_store(&served, "new"), wanted);
    let report = served.sync("new");
    assert_eq!((&report["new_articles"], &report["updated_articles"]), (&0.into(), &0.into()), "{report}");
    assert_eq!(marks_of_the_store(&served, "new"), wanted);
}

/// Plays a newsboat user's first week in the built program: the move on the first page, then a task a day. At the end every
/// mark is as newsboat had it, but for those that the week has changed.
#[cfg(unix)]
#[test]
#[ignore = "needs newsboat"]
fn a_week_after_the_move() {
    use crate::pty::{Terminal, until};

    let served = made_by_newsboat();
    let (home, config) = (served.dir.path().join("home"), served.dir.path().join("week"));
    let wanted = shown(marks_of_the_cache(&served.cache()));
    let open = || Terminal::open_with(&config, (120, 36), &[], &[("HOME", home.to_str().unwrap())]);
    // Monday: the first page has newsboat's feeds and cache.
    let mut terminal = open();
    terminal.wait("newsboat");
    terminal.press("i");
    terminal.wait("Unread ones");
    terminal.wait("# News");
    until(|| marks_of_the_store(&served, "week") == wanted, || format!("{:?}", marks_of_the_store(&served, "week")));
    // Tuesday: a sync brings nothing twice.
    terminal.press("R");
    terminal.wait("nothing new");
    assert_eq!(marks_of_the_store(&served, "week"), wanted);
    // Wednesday: a search is kept as a smart feed.
    terminal.press("Fis:starred\r");
    terminal.wait("is:starred");
    terminal.press("f");
    terminal.wait("Smart feed:");
    terminal.press("Mine\r");
    terminal.wait("kept as the smart feed Mine");
    terminal.press("\u{1b}");
    // Thursday: a list is sorted, rows are marked at once, and that is undone.
    terminal.press("t");
    terminal.wait("All");
    terminal.press("Sjj\r");
    terminal.wait("sorted: title");
    terminal.press("gvjjm");
    terminal.wait("3 articles marked");
    terminal.press("u");
    terminal.wait("(undone)");
    assert_eq!(marks_of_the_store(&served, "week"), wanted);
    // Friday: an article gets a tag, and the program is started again.
    terminal.press("g'+later\r");
    terminal.wait("# later");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let mut terminal = open();
    terminal.wait("Mine");
    terminal.wait("# later");
    // Saturday: a rule hides new articles with a word; the others are there.
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    std::fs::write(config.join("rules.toml"), "[[article]]\nquery = \"title:sponsored\"\nhide = true\n").unwrap();
    let item = |n: usize, title: &str| format!("<item><guid>week-{n}</guid><title>{title}</title></item>");
    let feed = std::fs::read_to_string(fixture("guids.xml")).unwrap().replace(MADE_AT, &served.server.authority());
    let new = [item(1, "Sponsored pier"), item(2, "A new pier")].concat();
    served.server.on("/guids.xml", Reply::feed(feed.replace("</channel>", &format!("{new}</channel>"))));
    assert_eq!(served.sync("week")["new_articles"], 2);
    let mut terminal = open();
    terminal.wait("A new pier");
    assert!(!terminal.screen().contains("Sponsored"), "{}", terminal.screen());
    // Sunday: all the rest is as newsboat had it.
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let marks: Vec<_> = marks_of_the_store(&served, "week")
        .into_iter()
        .filter(|(title, ..)| !title.ends_with("pier") || wanted.iter().any(|(known, ..)| known == title))
        .collect();
    assert_eq!(marks, wanted);
}

#[test]
fn a_config_becomes_new_files_and_changes_none() {
    let dir = tempfile::tempdir().unwrap();
    let (file, config) = (dir.path().join("config"), dir.path().join("tidings"));
    let lines = "browser \"firefox %u\"\nbind-key J next-unread\ncolor article white black\nmacro x quit\n";
    std::fs::write(&file, lines).unwrap();
    let import = |options: &[&str]| {
        let arguments: Vec<&str> =
            ["import", file.to_str().unwrap()].into_iter().chain(options.iter().copied()).collect();
        text(&tidings(&config, &arguments))
    };
    let said = import(&["--dry-run"]);
    assert!(said.contains("would be written") && said.contains("Dry run: nothing was changed."), "{said}");
    assert!(!config.join("config.toml").exists() && !config.join("keymap.toml").exists());
    std::fs::write(config.join("keymap.toml"), "# mine\n").unwrap();
    let said = import(&[]);
    assert!(said.contains("→ [screen] browser = [\"firefox\"]") && said.contains("– write a [[command]]"), "{said}");
    assert!(
        said.contains("keymap.toml exists and was not changed") && said.contains("\"J\" = \"next-unread\""),
        "{said}"
    );
    assert!(said.contains("3 lines converted, 1 not"), "{said}");
    assert_eq!(std::fs::read_to_string(config.join("keymap.toml")).unwrap(), "# mine\n");
    let written = std::fs::read_to_string(config.join("config.toml")).unwrap();
    assert!(written.contains("theme = \"newsboat\"") && written.contains("browser = [\"firefox\"]"), "{written}");
    text(&tidings(&config, &["feeds"]));
    assert!(import(&[]).contains("config.toml exists and was not changed"));
    assert_eq!(std::fs::read_to_string(config.join("config.toml")).unwrap(), written);
}
