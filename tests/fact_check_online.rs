//! Tests the online fact check against loopback servers: what is asked and when, what is kept, and every way to fail.

use serde_json::{Value, json};
use tidings::app::{Effect, Terminal};
use tidings::domain::{ArticleId, FoundText, ListQuery, Outlet, Review, Scope, Text, Time};
use tidings::factcheck::{Report, Verdict};
use tidings::library::Library;
use tidings::net::{Client, NetOptions};
use tidings::settings::{Config, FactCheckConfig};
use tidings::sync::{Context, GoogleAccess, OnlineFound, OnlineSources, search_online};

use crate::fact_check::{AGREEING, DIFFERING, FIRE, Written, at, folder, tidings};
use crate::harness::{Folder, Reader, now};
use crate::server::{Gate, Reply, Server, without_ports};
use crate::sync::Desk;

/// Follows texts that are long enough that their pages are not fetched: no test looks up the hosts of results.
fn padding() -> String {
    " And so it was, as it has been before, and as it will be again.".repeat(20)
}

/// Makes a search feed of these items: address, title and text.
fn results(items: &[(&str, (&str, &str))]) -> Reply {
    let item = |(n, (url, (title, text))): (usize, &(&str, (&str, &str)))| {
        let date = at(n).to_rfc2822();
        format!(
            "<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate>\
             <description>{text}</description></item>"
        )
    };
    let items: String = items.iter().enumerate().map(item).collect();
    Reply::feed(format!("<rss version='2.0'><channel><title>Search</title>{items}</channel></rss>"))
}

/// Makes a search feed of one whole text.
fn one_result(url: &str, (title, text): (&str, &str)) -> Reply {
    results(&[(url, (title, &format!("{text}{}", padding())))])
}

const ELSEWHERE: &str = "https://news.example/halden";

/// Settings with a search feed, a search server and the key, all on this server.
fn config(server: &Server) -> Config {
    let fact_check = FactCheckConfig {
        search: vec![server.url("/rss?q={query}")],
        search_server: server.url(""),
        google_key_command: vec!["printf".to_owned(), "s3cret".to_owned()],
        google: server.url(""),
        ..FactCheckConfig::default()
    };
    Config { fact_check, ..Config::default() }
}

/// Writes those settings as the user does.
fn write_config(folder: &Folder, server: &Server) {
    let text = format!(
        "[fact_check]\nsearch = [\"{}\"]\nsearch_server = \"{}\"\ngoogle = \"{}\"\n\
         google_key_command = [\"printf\", \"s3cret\"]\n",
        server.url("/rss?q={query}"),
        server.url(""),
        server.url("")
    );
    std::fs::write(folder.dir.path().join("config.toml"), text).unwrap();
}

fn claims(rating: &str) -> Reply {
    let review = json!({
        "publisher": {"name": "Checkers", "site": "checkers.example"}, "url": "https://checkers.example/1",
        "reviewDate": "2026-11-22T00:00:00Z", "textualRating": rating
    });
    let claim = "A fire at the Halden ferry terminal killed 12 people on Saturday";
    Reply::json(json!({"claims": [{"text": claim, "claimReview": [review]}]}).to_string())
}

/// A server with a search feed, a search server and the API of reviews.
fn everything() -> Server {
    let server = Server::start();
    server.on("/rss?q=*", one_result(ELSEWHERE, AGREEING));
    let other = format!("{}{}", DIFFERING.1, padding());
    let other = json!({"url": "https://other.example/1", "title": DIFFERING.0, "content": other});
    server.on("/search?q=*", Reply::json(json!({"query": "x", "results": [other]}).to_string()));
    server.on("/v1alpha1/claims:search?query=*", claims("False\u{1b}[31m"));
    server
}

/// Searches for the first of these articles, with limits that a test can wait for.
fn search(library: &Library, article: ArticleId, online: OnlineSources, options: NetOptions) -> OnlineFound {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let context = Context::new(library.store.clone(), Client::new(options)).with_clock(now).with_online(online);
    let wanted = library.online_search(article).unwrap().unwrap();
    runtime.block_on(search_online(&context, &wanted, &|_: &str| {})).unwrap()
}

fn feeds_of(server: &Server, templates: &[&str]) -> OnlineSources {
    OnlineSources { feeds: templates.iter().map(|path| server.url(path)).collect(), ..OnlineSources::default() }
}

fn check(folder: &Folder, id: ArticleId) -> Report {
    folder.library.fact_check(id).unwrap().unwrap()
}

#[track_caller]
fn verdict(report: &Report) -> Verdict {
    report.claims.iter().find(|claim| claim.text.contains("12 people")).unwrap().verdict
}

#[test]
fn the_command_names_the_hosts_asks_them_and_counts_what_it_found() {
    let server = everything();
    let (folder, ids) = folder(&[("tide", FIRE)]);
    write_config(&folder, &server);
    let id = ids[0].0.to_string();
    let before: Value = serde_json::from_slice(&tidings(&folder, &["fact-check", &id, "--json"]).stdout).unwrap();
    assert!(server.seen().is_empty(), "nothing is asked by itself");
    assert_eq!((&before["searched"], &before["online"]), (&0.into(), &Value::Null));
    let output = tidings(&folder, &["fact-check", &id, "--online", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("tidings: asking 127.0.0.1 …\n"), "{said}");
    assert!(said.contains("found online: 2 texts, 1 published fact-check"), "{said}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["searched"], &found["outlets"], &found["online"]["searched"]),
        (&2.into(), &2.into(), &2.into())
    );
    let claim = &found["claims"].as_array().unwrap().iter().find(|claim| claim["verdict"] == "reviewed").unwrap();
    assert_eq!(
        (&claim["reviews"][0]["publisher"], &claim["reviews"][0]["rating"]),
        (&"Checkers".into(), &"False".into())
    );
    let evidence = claim["evidence"].as_array().unwrap();
    let of = |host: &str| evidence.iter().find(|evidence| evidence["outlet"] == host).unwrap();
    assert_eq!((&of("news.example")["article"], &of("news.example")["url"]), (&Value::Null, &ELSEWHERE.into()));
    assert_eq!((&of("news.example")["agrees"], &of("other.example")["agrees"]), (&true.into(), &false.into()));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("s3cret") && !said.contains("s3cret"));
    let google: Vec<_> = server.seen().into_iter().filter(|seen| seen.target.starts_with("/v1alpha1")).collect();
    assert!(!google.is_empty() && google.iter().all(|seen| seen.header("x-goog-api-key") == Some("s3cret")));
    assert!(server.seen().iter().all(|seen| !seen.target.contains("s3cret")), "the key is in no address");
    // The next check has it without the network, and says so.
    let asked = server.seen().len();
    let text = String::from_utf8(tidings(&folder, &["fact-check", &id]).stdout).unwrap();
    assert!(text.contains("searched, 2 of them found online on"), "{text}");
    assert!(text.contains(&format!("found online at {ELSEWHERE}")), "{text}");
    assert_eq!(server.seen().len(), asked);
}

#[test]
fn without_a_source_the_command_says_what_to_set() {
    let (folder, ids) = folder(&[("tide", FIRE)]);
    let output = tidings(&folder, &["fact-check", &ids[0].0.to_string(), "--online"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("set `search`, `search_server` or `google_key_command` below [fact_check]"), "{said}");
}

#[test]
fn a_source_that_fails_is_one_line_with_its_host_and_stops_no_other() {
    let server = everything();
    server.on("/html?q=*", Reply::html("<!doctype html><title>Please wait</title><body>no feed"));
    server.on("/endless?q=*", Reply::feed("<rss><channel><title>x</title>".repeat(99)).endless());
    let (folder, ids) = folder(&[("tide", FIRE)]);
    // A pause holds for a host with its port, so the busy one has a server of its own.
    let busy = Server::start();
    busy.on("/busy?q=*", Reply::status(429).header("retry-after", "120"));
    let mut online = feeds_of(&server, &["/html?q={query}", "/endless?q={query}", "/rss?q={query}"]);
    // The connection is accepted, and nothing is ever answered.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}/?q={{query}}", silent.local_addr().unwrap());
    online.feeds.extend([busy.url("/busy?q={query}"), "http://127.0.0.1:9/?q={query}".to_owned(), silent]);
    let limits = NetOptions::default();
    let read = std::time::Duration::from_secs(1);
    let options = NetOptions { connect: read, read, max_body: 1 << 20, ..limits };
    let found = search(&folder.library, ids[0], online, options);
    let failures: Vec<String> = found.failures.iter().map(|line| without_ports(line)).collect();
    let has = |text: &str| failures.iter().any(|line| line.starts_with("127.0.0.1") && line.contains(text));
    assert!(has(": not a feed, but an HTML page: Please wait"), "{failures:?}");
    assert!(has(": it answered 429 and asks for a pause of 120 s"), "{failures:?}");
    assert!(has(" did not answer within 1 s"), "{failures:?}");
    assert!(has(" sent an answer larger than 1 MiB"), "{failures:?}");
    assert!(failures.iter().any(|line| line.starts_with("could not connect to 127.0.0.1")), "{failures:?}");
    assert_eq!(busy.seen().len(), 1, "a source that asks for a pause is not asked again");
    assert!(!found.has_failed && found.texts == 1, "{found:?}");
    assert_eq!(verdict(&check(&folder, ids[0])), Verdict::Corroborated { outlets: 1 });
}

#[test]
fn the_search_server_and_the_api_say_what_to_set() {
    let key = |key: &'static str| std::sync::Arc::new(move || Ok(key.to_owned()));
    let refused = json!({"error": {"code": 403, "status": "PERMISSION_DENIED",
        "message": "Permission denied: Consumer 'api_key:s3cret' has been suspended."}});
    let invalid = json!({"error": {"code": 400, "message": "API key not valid. Please pass a valid API key."}});
    let (folder, ids) = folder(&[("tide", FIRE)]);
    for (path, reply, expected) in [
        ("/search?q=*", Reply::status(403), "127.0.0.1: it answered 403: its JSON format is disabled"),
        ("/search?q=*", Reply::html("<html>x"), "127.0.0.1: the answer is not the JSON of a search"),
        ("/search?q=*", Reply::status(500), "127.0.0.1 answered 500"),
        (
            "/v1*",
            Reply::status(403).body(refused.to_string()),
            "127.0.0.1: it answered 403: Permission denied: Consumer 'api_key:…'",
        ),
        ("/v1*", Reply::status(400).body(invalid.to_string()), "127.0.0.1: it answered 400: API key not valid."),
        (
            "/v1*",
            Reply::status(429).header("retry-after", "7"),
            "127.0.0.1: it answered 429 and asks for a pause of 7 s",
        ),
        ("/v1*", Reply::redirect(302, "https://evil.example/"), "127.0.0.1: it redirects"),
        ("/v1*", Reply::json("[]"), "127.0.0.1: the answer is not that of the Fact Check Tools API"),
    ] {
        let server = Server::start();
        server.on(path, reply);
        let is_google = path.starts_with("/v1");
        let google = is_google.then(|| GoogleAccess { base: server.url(""), key: key("s3cret") });
        let online = OnlineSources { server: (!is_google).then(|| server.url("")), google, ..OnlineSources::default() };
        let found = search(&folder.library, ids[0], online, NetOptions::default());
        let failures: Vec<String> = found.failures.iter().map(|line| without_ports(line)).collect();
        assert!(failures.len() == 1 && failures[0].starts_with(expected), "{failures:?} is not `{expected}`");
        assert!(found.has_failed && !failures[0].contains("s3cret"), "{failures:?}");
    }
    let google = Some(GoogleAccess { base: "http://news.example".to_owned(), key: key("s3cret") });
    let found =
        search(&folder.library, ids[0], OnlineSources { google, ..OnlineSources::default() }, NetOptions::default());
    assert_eq!(
        found.failures[0].as_str(),
        "news.example: the key is only sent over https; change `google` in [fact_check]"
    );
}

#[test]
fn pages_of_results_are_fetched_unless_their_address_is_private() {
    let pages = Server::start();
    let text = format!("<p>{} {}</p>", AGREEING.1, "Ferries were diverted to the north pier for the day. ".repeat(20));
    pages.on("/1", Reply::html(format!("<html lang=en><title>{}</title><article>{text}</article>", AGREEING.0)));
    let server = Server::start();
    let teaser = (AGREEING.0, "Twelve people died in Halden.");
    server.on("/rss?q=*", results(&[(&pages.url("/1"), teaser)]));
    let (folder, ids) = folder(&[("tide", FIRE)]);
    let online = || feeds_of(&server, &["/rss?q={query}"]);
    let found = search(&folder.library, ids[0], online(), NetOptions::default());
    assert_eq!((found.texts, found.failures.len(), pages.seen().len()), (1, 1, 0), "{found:?}");
    assert!(without_ports(&found.failures[0]).starts_with("127.0.0.1 is a private address named by"), "{found:?}");
    let options = NetOptions { allow_private: vec![pages.authority()], ..NetOptions::default() };
    assert!(search(&folder.library, ids[0], online(), options).failures.is_empty());
    let kept = |folder: &Folder| {
        let own = folder.library.store.outlet(ids[0]).unwrap().unwrap();
        folder.library.store.found_texts(at(0), &own).unwrap()
    };
    assert!(kept(&folder)[0].text.contains("Ferries were diverted"), "{:?}", kept(&folder));
    // Finding it again without its page keeps the text of the page.
    search(&folder.library, ids[0], online(), NetOptions::default());
    assert!(kept(&folder).len() == 1 && kept(&folder)[0].text.contains("Ferries were diverted"));
}

#[test]
fn few_pages_are_fetched_and_few_of_one_outlet() {
    let pages = Server::start();
    let server = Server::start();
    let urls: Vec<String> = (0..9).map(|n| pages.url(&format!("/{n}"))).collect();
    let items: Vec<(&str, (&str, &str))> = urls.iter().map(|url| (url.as_str(), AGREEING)).collect();
    server.on("/rss?q=*", results(&items));
    let (folder, ids) = folder(&[("tide", FIRE)]);
    let options = NetOptions { allow_private: vec![pages.authority()], ..NetOptions::default() };
    let found = search(&folder.library, ids[0], feeds_of(&server, &["/rss?q={query}"]), options);
    assert_eq!((found.texts, pages.seen().len()), (9, 2), "{found:?}");
    assert!(server.seen().len() <= 3, "few queries are sent");
}

#[test]
fn an_outlet_is_one_voice_and_the_own_one_none() {
    let server = Server::start();
    let written: [Written; 2] = [("tide", FIRE), ("slow", AGREEING)];
    for (url, expected, searched) in [
        // The outlet of a subscription, at another address.
        ("https://slow.example/2", Verdict::Corroborated { outlets: 1 }, (2, 1)),
        // The stored article itself.
        ("http://www.slow.example/1?utm_source=x", Verdict::Corroborated { outlets: 1 }, (1, 1)),
        ("https://another.example/1", Verdict::Corroborated { outlets: 2 }, (2, 2)),
        ("https://tide.example/2", Verdict::Corroborated { outlets: 1 }, (1, 1)),
    ] {
        let found =
            ("Halden: 12 dead", "Police in Ostrey put the number of dead in the Halden ferry terminal fire at 12.");
        server.on("/rss?q=*", one_result(url, found));
        let (folder, ids) = folder(&written);
        search(&folder.library, ids[0], feeds_of(&server, &["/rss?q={query}"]), NetOptions::default());
        let report = check(&folder, ids[0]);
        assert_eq!((verdict(&report), (report.searched, report.outlets)), (expected, searched), "{url}");
    }
    // A copy found online corroborates nothing.
    server.on("/rss?q=*", one_result("https://another.example/1", FIRE));
    let (folder, ids) = folder(&written[..1]);
    search(&folder.library, ids[0], feeds_of(&server, &["/rss?q={query}"]), NetOptions::default());
    let report = check(&folder, ids[0]);
    assert!(report.claims.iter().all(|claim| !matches!(claim.verdict, Verdict::Corroborated { .. })));
}

#[test]
fn a_search_that_passes_texts_on_is_not_their_outlet() {
    let server = Server::start();
    let date = at(1).to_rfc2822();
    let item = |link: String, source: &str| {
        format!(
            "<item><title>Twelve people died in the Halden ferry terminal fire - The Slow</title><link>{link}</link>\
             <pubDate>{date}</pubDate><description>&lt;a href='x'&gt;Nineteen people died in the Halden fire&lt;/a&gt;\
             </description>{source}</item>"
        )
    };
    let behind = format!("{}&amp;u=1", server.url("/click?url=https%3A%2F%2Fbehind.example%2F1"));
    let items = item(server.url("/opaque"), "<source url='https://www.slow.example'>The Slow</source>")
        + &item(behind, "<source url='https://behind.example/'>Behind</source>")
            .replace("</description>", &format!("{}</description>", padding()));
    server.on("/rss?q=*", Reply::feed(format!("<rss version='2.0'><channel><title>S</title>{items}</channel></rss>")));
    let (folder, ids) = folder(&[("tide", FIRE), ("slow", AGREEING)]);
    let found = search(&folder.library, ids[0], feeds_of(&server, &["/rss?q={query}"]), NetOptions::default());
    assert!(found.failures.is_empty(), "{found:?}");
    let own = folder.library.store.outlet(ids[0]).unwrap().unwrap();
    let kept = folder.library.store.found_texts(at(0), &own).unwrap();
    let of = |host: &str| kept.iter().find(|text| text.host == host).unwrap();
    assert_eq!(of("slow.example").title.as_str(), "Twelve people died in the Halden ferry terminal fire");
    assert_eq!((of("slow.example").outlet.as_str(), of("slow.example").text.as_str()), ("The Slow", ""));
    assert_eq!(of("behind.example").url, "https://behind.example/1");
    assert_eq!(check(&folder, ids[0]).outlets, 2, "a subscription that is found online too counts once");
    assert!(!server.seen().iter().any(|seen| seen.target == "/opaque"), "a page of the search itself is no text");
}

#[test]
fn found_texts_are_in_no_list_search_or_count_and_expire() {
    let (folder, ids) = folder(&[("tide", FIRE)]);
    let store = &folder.library.store;
    let lists = || {
        let searches = ["halden", "twelve", "news.example"].map(|query| Scope::Search(query.into()));
        let scopes = [Scope::All, Scope::Unread, Scope::Starred].into_iter().chain(searches);
        let rows: Vec<usize> = scopes
            .map(|scope| store.window(&ListQuery { scope, ..ListQuery::default() }, 0, 100).unwrap().total)
            .collect();
        let feeds: Vec<(u32, u32)> = store.feeds().unwrap().iter().map(|feed| (feed.unread, feed.articles)).collect();
        let palette = store.titles(&["halden"], 10).unwrap().len();
        let waiting = (store.pending().unwrap(), store.ungrouped().unwrap().len());
        (rows, feeds, palette, waiting, store.find_article(ELSEWHERE).unwrap())
    };
    let before = lists();
    let text = FoundText {
        url: ELSEWHERE.to_owned(),
        host: "news.example".to_owned(),
        outlet: Text::line("News"),
        title: Text::line(AGREEING.0),
        published: at(1),
        language: Some("en".to_owned()),
        text: Text::block(AGREEING.1),
        found_at: now(),
    };
    store.save_found(std::slice::from_ref(&text), &[], now()).unwrap();
    assert_eq!(lists(), before);
    let own = store.outlet(ids[0]).unwrap().unwrap();
    assert_eq!(store.found_texts(at(0), &own).unwrap(), std::slice::from_ref(&text));
    assert_eq!(check(&folder, ids[0]).online, Some((1, now())));
    // Outside the window it is no evidence.
    assert!(store.found_texts(at(0) - chrono::Duration::days(16), &own).unwrap().is_empty());
    let days = |days| now() + chrono::Duration::days(days);
    assert_eq!(store.expire_found(30, days(30)).unwrap(), 0);
    // What is found again stays for longer.
    store.save_found(&[text], &[], days(5)).unwrap();
    assert_eq!(store.expire_found(30, days(31)).unwrap(), 0);
    assert_eq!(store.expire_found(30, days(36)).unwrap(), 1);
    assert!(store.found_texts(at(0), &own).unwrap().is_empty());
    assert_eq!(lists(), before);
}

#[test]
fn no_command_but_the_check_shows_what_was_found() {
    let server = everything();
    let (folder, ids) = folder(&[("tide", FIRE)]);
    write_config(&folder, &server);
    let commands: [&[&str]; 6] = [
        &["articles", "--json"],
        &["search", "halden", "--json"],
        &["search", "twelve", "--json"],
        &["feeds", "--json"],
        &["stories", "--json"],
        &["export"],
    ];
    let lists = || commands.map(|command| String::from_utf8(tidings(&folder, command).stdout).unwrap());
    let before = lists();
    assert!(tidings(&folder, &["fact-check", &ids[0].0.to_string(), "--online"]).status.success());
    assert_eq!(check(&folder, ids[0]).online.unwrap().0, 2);
    assert_eq!(lists(), before);
}

#[tokio::test]
async fn a_sync_deletes_what_was_found_a_month_ago() {
    let server = Server::start();
    server.on("/feed", results(&[("https://a.example/1", FIRE)]));
    let desk = Desk::new(&[server.url("/feed")]);
    let review = Review {
        claim: Text::line("A claim"),
        publisher: Text::line("Checkers"),
        rating: Text::line("False"),
        url: Some("https://checkers.example/1".to_owned()),
        published: None,
    };
    let found: Time = "2026-01-02T12:00:00Z".parse().unwrap();
    desk.store().save_found(&[], std::slice::from_ref(&review), found).unwrap();
    let own = Outlet { host: "a.example".to_owned(), title: Text::default() };
    for (days, kept) in [(29, 1), (2, 0)] {
        desk.wait(chrono::TimeDelta::days(days));
        desk.sync().await;
        assert_eq!(desk.store().reviews(&own).unwrap().len(), kept);
    }
}

#[test]
fn a_search_in_which_every_source_fails_is_a_failure_after_its_report() {
    let server = Server::start();
    let (folder, ids) = folder(&[("tide", FIRE), ("slow", AGREEING)]);
    let config = format!(
        "[fact_check]\nsearch_server = \"{0}\"\ngoogle = \"{0}\"\ngoogle_key_env = \"TIDINGS_NO_SUCH_VARIABLE\"\n",
        server.url("")
    );
    std::fs::write(folder.dir.path().join("config.toml"), config).unwrap();
    let output = tidings(&folder, &["fact-check", &ids[0].0.to_string(), "--online", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["searched"], &json["online"]), (&1.into(), &Value::Null));
    let said = without_ports(&String::from_utf8(output.stderr).unwrap());
    assert!(said.contains("127.0.0.1 answered 404"), "{said}");
    assert!(said.contains("127.0.0.1: the environment variable TIDINGS_NO_SUCH_VARIABLE with the key"), "{said}");
    assert!(server.seen().iter().all(|seen| seen.target.starts_with("/search")), "without a key the API is not asked");
}

#[test]
fn the_page_of_a_result_states_its_date_and_its_reviews() {
    let pages = Server::start();
    let review = json!({"@type": "ClaimReview", "claimReviewed": "A fire killed 12", "author": {"name": "Checkers"},
        "url": "https://checkers.example/1", "reviewRating": {"alternateName": "True"}});
    let page = |day: &str| {
        let text = format!("<p>{}{}</p>", AGREEING.1, padding());
        Reply::html(format!(
            "<html lang=de><head><title>{}</title><meta property='article:published_time' content='{day}T08:00:00Z'>\
             <script type='application/ld+json'>{review}</script></head><article>{text}</article></html>",
            AGREEING.0
        ))
    };
    pages.on("/near", page("2026-11-20"));
    pages.on("/far", page("2026-08-20"));
    let server = Server::start();
    let hits = ["/near", "/far"].map(|path| json!({"url": pages.url(path), "title": AGREEING.0, "content": ""}));
    server.on("/search?q=*", Reply::json(json!({"results": hits}).to_string()));
    let (folder, ids) = folder(&[("tide", FIRE)]);
    let online = OnlineSources { server: Some(server.url("")), ..OnlineSources::default() };
    let options = NetOptions { allow_private: vec![pages.authority()], ..NetOptions::default() };
    let found = search(&folder.library, ids[0], online, options);
    assert_eq!((found.texts, found.reviews, found.failures.len()), (1, 1, 0), "{found:?}");
    let own = folder.library.store.outlet(ids[0]).unwrap().unwrap();
    let kept = folder.library.store.found_texts(at(0), &own).unwrap();
    assert_eq!(kept.len(), 1, "the other page is too old: {kept:?}");
    let near = &kept[0];
    assert_eq!(
        (near.published.to_rfc3339().as_str(), near.language.as_deref()),
        ("2026-11-20T08:00:00+00:00", Some("de"))
    );
    assert_eq!(folder.library.store.reviews(&own).unwrap().len(), 1);
}

#[test]
fn the_panel_asks_first_and_shows_what_was_found_with_its_host() {
    let server = everything();
    let (folder, _) = folder(&[("tide", FIRE)]);
    let mut reader = Reader::with_config(&folder, (80, 24), &config(&server));
    reader.press("enter").expect("Fire at Halden");
    reader.press("C").expect("0 articles of 0 other outlets").expect("@: check online");
    assert!(server.seen().is_empty());
    reader.press("@").expect("Ask 127.0.0.1?").expect_sound();
    insta::assert_snapshot!("question_80x24", reader.screen());
    // No.
    reader.press("esc").expect("0 articles of 0 other outlets");
    reader.press("@ j enter").expect("0 articles of 0 other outlets");
    assert!(server.seen().is_empty(), "nothing is asked without a yes");
    // Yes.
    reader.press("@ enter").expect("found online: 2 texts, 1 published fact-check");
    reader.expect("news.example, 2026-11-21 08:00 · agrees · found online").expect_sound();
    insta::assert_snapshot!("found_80x24", reader.screen());
    let line = reader.model.factcheck.lines.iter().position(|line| line.text.contains("news.example")).unwrap();
    reader.press(&"j ".repeat(line)).press("enter");
    assert_eq!(reader.outside, [Effect::Terminal(Terminal::OpenUrl(ELSEWHERE.to_owned()))]);
    reader.expect("agrees · found online");
    // From the reader the key opens the panel with the question.
    reader.press("esc").expect_not("found online").press("@").expect("Ask 127.0.0.1?");
}

#[test]
fn a_search_can_be_stopped_and_no_key_waits_for_it() {
    let server = everything();
    let gate = Gate::new();
    server.on("/rss?q=*", one_result(ELSEWHERE, AGREEING).behind(&gate));
    let (folder, _) = folder(&[("tide", FIRE)]);
    let mut reader = Reader::with_config(&folder, (80, 24), &config(&server));
    reader.press("enter C @");
    reader.press_without_waiting("enter");
    reader.wait_for_a_message_of("asking 127.0.0.1 …");
    reader.expect("Fact check · asking 127.0.0.1 …").expect("Esc: stop the search");
    reader.press_without_waiting("j k @");
    reader.expect("Fact check · asking 127.0.0.1 …").expect_not("Ask 127.0.0.1?");
    reader.press("esc");
    reader.expect("the search was stopped").expect("Fact check ─");
    reader.press("esc").expect_not("the search was stopped");
    gate.open();
}

#[test]
fn a_running_search_can_be_painted_at_every_size_and_is_in_the_messages() {
    let server = everything();
    let gate = Gate::new();
    server.on("/rss?q=*", one_result(ELSEWHERE, AGREEING).behind(&gate));
    let (folder, _) = folder(&[("tide", FIRE)]);
    let mut reader = Reader::with_config(&folder, (80, 24), &config(&server));
    reader.press("enter C @");
    reader.press_without_waiting("enter");
    reader.wait_for_a_message_of("asking 127.0.0.1 …");
    for (width, height) in [(1, 1), (8, 3), (20, 5), (40, 12), (200, 60), (80, 24)] {
        reader.resize_without_waiting(width, height);
        reader.expect_sound();
    }
    reader.press("ctrl-x").expect("the search was stopped").press("esc !").expect("asking 127.0.0.1 …");
    gate.open();
}

#[test]
fn without_a_source_the_panel_says_what_to_set() {
    let (folder, _) = folder(&[("tide", FIRE)]);
    let mut reader = Reader::open(&folder, (80, 24));
    reader.press("enter @").expect("no online source is set").expect("[fact_check] in config.toml").expect_sound();
    reader.press("esc").expect_not("no online source");
}

#[test]
fn many_hosts_are_listed_below_the_question() {
    let (folder, _) = folder(&[("tide", FIRE)]);
    let mut config = Config::default();
    config.fact_check.search = (0..5).map(|n| format!("https://search-number-{n}.example/?q={{query}}")).collect();
    for size in [(80, 24), (40, 12), (8, 3), (1, 1)] {
        let mut reader = Reader::with_config(&folder, size, &config);
        if size.0 < 60 {
            reader.press("enter");
        }
        reader.press("enter C @").expect_sound();
        if size.0 >= 40 {
            reader.expect("Ask these 5 hosts?").expect("search-number-4.example");
        }
    }
}
