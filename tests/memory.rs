//! Counts the bytes that hostile and large feeds take, while they are parsed and in a whole sync.
//!
//! The limits hold for documents of 15 MiB, the largest that a sync reads unless the user allows more. Documents of many
//! elements are smaller here, because they take long without optimisation; their limits are smaller as well.
#![expect(clippy::string_slice, clippy::format_push_string, reason = "tests fail by panicking, and slice known text")]

use std::sync::{Mutex, PoisonError};

use peak_alloc::PeakAlloc;
use tidings::domain::{ListQuery, Scope, Subscription};
use tidings::feeds::FeedReader;
use tidings::net::{Client, NetOptions};
use tidings::store::Store;
use tidings::sync::{self, Context, Options, Outcome, Progress};
use tokio::sync::{mpsc, watch};

#[path = "server.rs"]
mod server;

use server::{Reply, Server};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
/// One measurement at a time.
static TURN: Mutex<()> = Mutex::new(());

const MIB: usize = 1 << 20;
const LARGEST: usize = 15 * MIB;
const RSS: &str = "<rss version='2.0' xmlns:m='http://search.yahoo.com/mrss/' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>F</title>";
const ITEM: &str = "<item><title>a</title>";
const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>";
const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>";
const JSON: &str = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[";

/// What makes a document large: the text before, the part that is repeated, and the text after it.
type Bomb = (&'static str, String, &'static str, &'static str);

fn bombs() -> Vec<Bomb> {
    let item = |more: &str| format!("{RSS}{ITEM}{more}");
    vec![
        ("empty items", RSS.into(), "<item/>", "</channel></rss>"),
        ("items with nothing known", RSS.into(), "<item><x/></item>", "</channel></rss>"),
        ("items without end", RSS.into(), "<item>", ""),
        ("empty entries", ATOM.into(), "<entry/>", "</feed>"),
        ("empty items of RSS 1.0", RDF.into(), "<item/>", "</rdf:RDF>"),
        ("empty objects", format!("{JSON}{{}}"), ",{}", "]}"),
        ("no objects", format!("{JSON}1"), ",1", "]}"),
        ("an object of arrays", format!("{JSON}{{\"x\":[1"), ",[]", "]}]}"),
        ("a text of JSON", format!("{JSON}{{\"id\":1,\"content_text\":\""), "a\n<", "\"}]}"),
        ("categories", item(""), "<category>x</category>", "</item></channel></rss>"),
        ("media", item("<m:group>"), "<m:content url='/x'/>", "</m:group></item></channel></rss>"),
        ("a text of references", item("<description>"), "&lt;", "</description></item></channel></rss>"),
        ("a text in CDATA", item("<c:encoded><![CDATA["), "\"&<", "]]></c:encoded></item></channel></rss>"),
        ("a text of elements", item("<description>"), "<b><i>", "</description></item></channel></rss>"),
        ("a title", format!("{RSS}<item><title>"), "word ", "</title></item></channel></rss>"),
        ("an attribute", item("<link x='"), "word ", "'/></item></channel></rss>"),
        ("text before the end", item("</item>"), "word ", "</channel></rss>"),
    ]
}

/// Whether a bomb is one long text, for which the program takes no time.
fn is_text(bomb: &Bomb) -> bool {
    ["text in", "text of JSON", "text before", "title", "attribute", "arrays"].iter().any(|name| bomb.0.contains(name))
}

fn document(bomb: &Bomb) -> String {
    let (_, start, part, end) = bomb;
    let size = if is_text(bomb) { LARGEST } else { LARGEST / 8 };
    let count = (size - start.len() - end.len()) / part.len();
    [start.as_str(), &part.repeat(count), end].concat()
}

/// An archive of so many entries, each with a title, an address, a date and a text.
fn archive(entries: usize) -> String {
    let mut text = format!("{RSS}<link>http://a.example/</link>");
    for n in 0..entries {
        let (day, hour) = (n / 24 % 28 + 1, n % 24);
        text += &format!(
            "<item><title>Article {n} of the archive</title><link>http://a.example/{n}</link><guid>g{n}</guid>
             <pubDate>{day:02} Mar 2020 {hour:02}:00:00 GMT</pubDate><description>&lt;p&gt;The text of {n}&lt;/p&gt;</description></item>"
        );
    }
    text + "</channel></rss>"
}

/// Runs `work`. Returns its result, and the most bytes that were allocated at once beyond those before.
fn measured<T>(work: impl FnOnce() -> T) -> (T, usize) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = work();
    (result, MEMORY.peak_usage().saturating_sub(before))
}

#[test]
fn no_document_takes_more_than_128_mib() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let documents = bombs().into_iter().map(|bomb| (bomb.0, document(&bomb)));
    for (name, text) in documents.chain([("an archive of 10,000", archive(10_000))]) {
        let size = text.len();
        let (entries, peak) = measured(move || {
            let mut reader = FeedReader::open(text.into_bytes(), None, "http://a.example/").unwrap();
            let mut entries = 0;
            while !reader.is_done() {
                entries += reader.next_batch().unwrap().len();
            }
            entries
        });
        // The document itself was there before.
        let peak = peak + size;
        println!("{name}: {entries} entries, {} MiB", peak / MIB);
        assert!(size <= LARGEST && peak <= size / 15 * 128, "{name}: {} MiB", peak / MIB);
        assert!(name != "an archive of 10,000" || entries == 10_000);
    }
}

#[test]
fn a_sync_of_many_large_documents_takes_no_more_than_256_mib() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let server = Server::start();
    let mut feeds = Vec::new();
    for (n, bomb) in bombs().iter().filter(|bomb| is_text(bomb)).enumerate() {
        for host in ["127.0.0.1", "localhost"] {
            let path = format!("/{host}/{n}");
            server.on(&path, Reply::feed(document(bomb)).gzip());
            feeds.push(server.url(&path).replace("127.0.0.1", host));
        }
    }
    server.on("/archive", Reply::feed(archive(5_000)).gzip());
    feeds.push(server.url("/archive"));
    let folder = tempfile::tempdir().unwrap();
    let (store, peak) = measured(|| {
        let store = Store::open(folder.path()).unwrap();
        let list = feeds.iter().map(|url| Subscription { url: url.clone(), ..Subscription::default() });
        store.reconcile(&list.collect::<Vec<_>>()).unwrap();
        let context = Context::new(store.clone(), Client::new(NetOptions::default()));
        let (progress, mut events) = mpsc::unbounded_channel();
        let (_keep, cancel) = watch::channel(false);
        let options = Options { index: false, ..Options::default() };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let report = runtime.block_on(sync::run(&context, &options, progress, cancel)).unwrap();
        assert_eq!((report.failed, report.fetched), (0, feeds.len()), "{:?}", report.failures);
        let mut parts = 0;
        while let Ok(event) = events.try_recv() {
            match event {
                Progress::Part { total: 5_000, .. } => parts += 1,
                Progress::Feed { outcome: Outcome::Failed(why), .. } => unreachable!("{why}"),
                _ => {}
            }
        }
        assert_eq!(parts, 49, "progress is shown for each batch but the last one");
        store
    });
    println!("{} feeds: {} MiB", feeds.len(), peak / MIB);
    assert!(peak <= 256 * MIB, "{} MiB", peak / MIB);
    let archive = ListQuery { scope: Scope::All, ..ListQuery::default() };
    let titles = store.window(&archive, 0, 10_000).unwrap();
    let of_archive = titles.rows.iter().filter(|row| row.title.ends_with("of the archive")).count();
    assert_eq!(of_archive, 5_000);
}
