//! Compares feeds that are read in batches with the same feeds parsed as a whole.

use std::path::{Path, PathBuf};

use super::*;

const BASE: &str = "http://news.example/feed.xml";

/// Parses with batches of so many entries.
fn parse_in(bytes: &[u8], batch: usize) -> Result<(ParsedFeed, Vec<Warning>), FeedError> {
    let mut reader = FeedReader::open_in_batches(bytes.to_vec(), None, BASE, batch)?;
    let (stated, mut entries) = (reader.entries(), Vec::new());
    while !reader.is_done() {
        let mut batch = reader.next_batch()?;
        batch.append(&mut entries);
        entries = batch;
    }
    assert_eq!(entries.len(), stated);
    let (head, warnings) = reader.finish();
    Ok((ParsedFeed { entries, ..head }, warnings))
}

fn expect_same(bytes: &[u8], name: &str) {
    let whole = parse_in(bytes, usize::MAX);
    for batch in [1, 2, 3, 7] {
        assert_eq!(parse_in(bytes, batch), whole, "{name} in batches of {batch}");
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.metadata().unwrap().len() < 1 << 20 {
            found.push(path);
        }
    }
}

#[test]
fn every_fixture_is_the_same_in_batches() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds"), &mut found);
    assert!(found.len() > 300);
    for path in found {
        expect_same(&std::fs::read(&path).unwrap(), &path.display().to_string());
    }
}

const ITEMS: [&str; 8] = [
    "<item><guid>1</guid><title>a</title><link>/1</link><pubDate>Sun, 22 Nov 26 23:44 EST</pubDate></item>",
    "<item><guid>2</guid><description>&lt;p>x&amp;amp;&lt;/p></description><category>c</category></item>\n",
    "<item/>",
    "<item><guid>1</guid><title>other</title><pubDate>never</pubDate></item>",
    "<!-- x --><item xml:base='/dir/'><link>x</link><c:encoded><![CDATA[<a href=y>]]></c:encoded></item> ",
    "<title>F</title><item><title>b</title><link>mailto:x</link></item><ttl>9</ttl>",
    "<item></item><item><title>c</title><enclosure url='/a.mp3'/><x/></item>",
    "</channel><channel><item><guid>9</guid></item>",
];
/// Items that are repaired, each of which makes the whole feed be repaired.
const DAMAGED: [&str; 4] = [
    "<item><title>Q & A</title><description>a <b>c</b> &nbsp;</description></item>",
    "<item><title>no end<guid>5</guid>",
    "<item><dc:title>prefix</dc:title></wrong></item>",
    "<item><title>1 < 2</title></item>",
];

#[test]
fn generated_feeds_are_the_same_in_batches() {
    // A fixed sequence, so that a failure can be repeated.
    let mut seed = 7_usize;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..400 {
        let count = next(30);
        let items: Vec<&str> =
            (0..count)
                .map(|_| {
                    if round % 3 == 0 && next(8) == 0 { DAMAGED[next(DAMAGED.len())] } else { ITEMS[next(ITEMS.len())] }
                })
                .collect();
        let (items, base) = (items.concat(), "xmlns:c='http://purl.org/rss/1.0/modules/content/' xml:base='/b/'");
        let rss =
            format!("<!DOCTYPE rss><rss version='2.0' {base}><channel><language>en</language>{items}</channel></rss>");
        expect_same(rss.as_bytes(), &rss);
        let cut = rss.floor_char_boundary(next(rss.len()));
        expect_same(&rss.as_bytes()[..cut], &rss[..cut]);
        let atom = items.replace("item", "entry").replace("guid", "id").replace("channel", "x");
        let atom = format!("<feed xmlns='http://www.w3.org/2005/Atom' {base}><title>F</title>{atom}</feed>");
        expect_same(atom.as_bytes(), &atom);
        let rdf = format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' {base}>{}</rdf:RDF>",
            items.replace("<item><guid>2", "<item rdf:about='/2'><guid>2").replace("channel", "x")
        );
        expect_same(rdf.as_bytes(), &rdf);
    }
}

#[test]
fn generated_json_is_the_same_in_batches() {
    let items = [
        r#"{"id":1,"title":"a","date_published":"x"}"#,
        "{}",
        r#" { "content_text" : "a\nb, {c}" , "authors":[{"name":"A"}]}"#,
        "7",
        r#"{"url":"/b","tags":["t"]}"#,
        "{ }",
    ];
    for n in 0..60_usize {
        let list: Vec<&str> = (0..n % 13).map(|at| items[(at * 7 + n) % items.len()]).collect();
        let json =
            format!(r#"{{"items":[{}],"version":"https://jsonfeed.org/version/1.1","title":"F"}}"#, list.join(", "));
        expect_same(json.as_bytes(), &json);
    }
}

#[test]
fn a_large_feed_is_read_whole() {
    let item = |n: usize| format!("<item><guid>{n}</guid><title>t{n}</title></item>");
    let items = (0..50_000).map(item).collect::<Vec<_>>().concat();
    let rss = format!("<rss version='2.0'><channel>{items}<title>F</title></channel></rss>");
    let mut reader = FeedReader::open(rss.into_bytes(), None, BASE).unwrap();
    assert_eq!((reader.entries(), reader.head().title.as_deref()), (50_000, Some("F")));
    let mut left = 50_000;
    while !reader.is_done() {
        for entry in reader.next_batch().unwrap().iter().rev() {
            left -= 1;
            assert_eq!((entry.guid.clone(), entry.title.as_deref()), (left.to_string(), Some(&*format!("t{left}"))));
        }
    }
    assert_eq!((left, reader.finish().1), (0, Vec::new()));
}

#[test]
fn start_tags_around_entries_are_not_read_for_ever() {
    let long = "u".repeat(10_000);
    let declarations = (0..100).map(|n| format!(" xmlns:n{n}='{long}'")).collect::<Vec<_>>().concat();
    let items = "<item><title>x</title></item>".repeat(10_000);
    let rss = format!("<rss version='2.0'{declarations}><channel><title>F</title>{items}</channel></rss>");
    let (feed, warnings) = parse(rss.as_bytes(), None, BASE).unwrap();
    assert!((1_000..10_000).contains(&feed.entries.len()), "{}", feed.entries.len());
    assert_eq!(warnings[0].0.as_str(), "the feed repeats too much around its entries: skipped the rest");
}
