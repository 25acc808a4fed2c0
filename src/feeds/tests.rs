//! Tests of `parse`, with a table for each mistake of feeds and each element that feed-rs drops.

use super::*;
use crate::domain::{Chapter, Entry, Html, Media, Time, TranscriptLink, dates};

const BASE: &str = "http://news.example/feed.xml";

fn read(source: &str) -> (ParsedFeed, Vec<String>) {
    let (feed, warnings) = parse(source.as_bytes(), None, BASE).unwrap_or_else(|e| panic!("{e}: {source}"));
    (feed, warnings.into_iter().map(|warning| warning.0.into_string()).collect())
}

/// Parses an RSS 2.0 feed with one item of these fields, and expects no warnings.
fn item(fields: &str) -> Entry {
    let (feed, warnings) = read(&format!(
        "<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom' xmlns:s='http://purl.org/rss/1.0/modules/slash/'
              xmlns:w='http://wellformedweb.org/CommentAPI/' xmlns:t='http://purl.org/syndication/thread/1.0'
              xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'
              xmlns:m='http://search.yahoo.com/mrss/' xmlns:x='urn:unknown'
              xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>F</title><item>{fields}</item></channel></rss>"
    ));
    assert_eq!(warnings, [""; 0], "{fields}");
    feed.entries.into_iter().next().unwrap()
}

fn time(text: &str) -> Option<Time> {
    dates::parse(text)
}

#[test]
fn comment_elements_are_recognised_by_namespace_not_by_prefix() {
    let entry = item(
        "<s:comments>17</s:comments><x:comments>no</x:comments><comments>/story/#comments</comments>
         <w:commentRSS>http://news.example/story/feed/</w:commentRSS><link>http://news.example/story/</link>",
    );
    assert_eq!(entry.comments_url.as_deref(), Some("http://news.example/story/#comments"));
    assert_eq!(entry.comments_feed.as_deref(), Some("http://news.example/story/feed/"));
    assert_eq!((entry.comment_count, entry.url.as_deref()), (Some(17), Some("http://news.example/story/")));
    // An address of comments does not become the article's.
    assert_eq!(item("<comments>http://news.example/c</comments>").url, None);
}

#[test]
fn atom_threading_gives_comment_addresses_and_count() {
    let (feed, _) = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:y='http://purl.org/syndication/thread/1.0'><title>F</title><entry>
           <id>tag:x</id><title>T</title><y:total>9</y:total><y:in-reply-to ref='tag:w'/>
           <link rel='replies' type='application/atom+xml' href='c.atom' y:count='5'/>
           <link rel='replies' type='text/html' href='story#c' y:count='6'/>
           <link href='story'/></entry></feed>",
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.comments_feed.as_deref(), Some("http://news.example/c.atom"));
    assert_eq!(entry.comments_url.as_deref(), Some("http://news.example/story#c"));
    assert_eq!((entry.comment_count, entry.url.as_deref()), (Some(9), Some("http://news.example/story")));
}

#[test]
fn guids_stay_unchanged_and_may_give_the_address() {
    for (fields, guid, url) in [
        ("<guid>http://a.example/1</guid>", "http://a.example/1", Some("http://a.example/1")),
        ("<guid isPermaLink='false'>http://a.example/1</guid>", "http://a.example/1", None),
        ("<guid>tag:a</guid><link> http://a.example/2 </link>", "tag:a", Some("http://a.example/2")),
        ("<link>http://a.example/2</link>", "", Some("http://a.example/2")),
        ("<title>neither</title>", "", None),
        ("<a:link rel='self' href='/s'/><a:link href='/p'/>", "", Some("http://news.example/p")),
    ] {
        let entry = item(fields);
        assert_eq!((entry.guid.as_str(), entry.url.as_deref()), (guid, url), "{fields}");
    }
}

#[test]
fn an_rdf_item_takes_guid_and_address_from_about() {
    let (feed, _) = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>
           <channel rdf:about='http://a.example/'><title>F</title><link>http://a.example/</link><items><rdf:Seq/></items></channel>
           <item rdf:about='http://a.example/1'><title>one</title><link>http://a.example/one</link></item>
           <item rdf:about='http://a.example/2'><title>two, without a link</title></item></rdf:RDF>",
    );
    assert_eq!(feed.format, "rss1");
    let found: Vec<_> = feed.entries.iter().map(|e| (e.guid.as_str(), e.url.as_deref().unwrap_or_default())).collect();
    assert_eq!(found, [("http://a.example/1", "http://a.example/one"), ("http://a.example/2", "http://a.example/2")]);
}

#[test]
fn persons_categories_and_enclosures_are_collected() {
    let entry = item(
        "<author>joe@example.com (Joe)</author><d:creator><![CDATA[Ann]]></d:creator><i:author>Ann</i:author>
         <category>B</category><category domain='x'>A &amp; C</category><d:subject>B</d:subject>
         <enclosure url='/a.mp3' length='0' type='audio/mpeg'/>
         <m:group><m:content url='http://m.example/v.mp4' fileSize='12' type='video/mp4'/><m:title>T</m:title></m:group>
         <m:content url='/a.mp3' fileSize='7'/><enclosure url='file:///etc/passwd'/>",
    );
    assert_eq!(entry.author.as_deref(), Some("Joe, Ann"));
    assert_eq!(entry.categories, [Text::line("B"), Text::line("A & C")]);
    let found: Vec<_> = entry.enclosures.iter().map(|e| (e.url.as_str(), e.media_type.as_deref(), e.length)).collect();
    assert_eq!(
        found,
        [
            ("http://news.example/a.mp3", Some("audio/mpeg"), Some(7)),
            ("http://m.example/v.mp4", Some("video/mp4"), Some(12))
        ]
    );
    assert_eq!(entry.title.as_deref(), Some("T"), "media:title is the fallback");
}

#[test]
fn atom_0_3_keeps_everything() {
    let (feed, warnings) = read(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#' xml:lang='de'><title>F</title><tagline>about</tagline>
         <link rel='alternate' type='text/html' href='http://a.example/'/><entry><title mode='escaped' type='text/html'>a &lt;i&gt;b&lt;/i&gt;</title>
         <id>tag:1</id><issued>2003-12-13T08:29:29-04:00</issued><modified>2003-12-14T00:00:00Z</modified>
         <link rel='alternate' href='http://a.example/1'/><author><name>Ann</name></author>
         <summary mode='base64' type='text/html'>PHA+aGk8L3A+</summary>
         <content type='application/xhtml+xml' mode='xml'><div xmlns='http://www.w3.org/1999/xhtml'>x &lt; <b>y</b><br/></div></content>
         </entry></feed>",
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        (feed.format, feed.description.as_deref(), feed.language.as_deref()),
        ("atom", Some("about"), Some("de"))
    );
    assert_eq!(feed.url.as_deref(), Some("http://a.example/"));
    let entry = &feed.entries[0];
    assert_eq!((entry.title.as_deref(), entry.author.as_deref()), (Some("a b"), Some("Ann")));
    assert_eq!((entry.published, entry.updated), (time("2003-12-13T12:29:29Z"), time("2003-12-14T00:00:00Z")));
    assert_eq!(entry.summary, Some(Html("<p>hi</p>".into())));
    assert_eq!(entry.content, Some(Html("<div>x &lt; <b>y</b><br></div>".into())));
}

#[test]
fn titles_are_lines_of_text() {
    for (title, expected) in [
        ("AT&amp;T", "AT&T"),
        ("a &amp;amp; b", "a & b"),
        ("&amp;lt;b&amp;gt; tags", "<b> tags"),
        ("<![CDATA[<b>bold</b>\n  &#8217;]]>", "bold ’"),
        ("\u{202e}\tx\u{200b}", "x"),
    ] {
        assert_eq!(item(&format!("<title>{title}</title>")).title.as_deref(), Some(expected), "{title}");
    }
    let (feed, _) = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title type='text'>x</title><entry><id>1</id>
                          <title>How to write &amp;lt;</title></entry></feed>",
    );
    assert_eq!(feed.entries[0].title.as_deref(), Some("How to write &lt;"));
}

#[test]
fn breakages_are_repaired_and_reported() {
    for (source, title, warned) in [
        ("<rss><channel><title>F</title><item><title>x</title></item></channel></rss>", "x", 0),
        ("  \n<?xml version='1.0'?><rss version='2.0'><channel><item><title>x</title></item></channel></rss>", "x", 0),
        (
            "Warning: oops<?xml version='1.0'?><rss version='2.0'><channel><item><title>x</title></item></channel></rss>",
            "x",
            0,
        ),
        ("<b>Warning</b>: oops <rss version='2.0'><channel><item><title>x</title></item></channel></rss>", "x", 1),
        ("<rss version='2.0'><channel><item><title>a&nbsp;b &hellip;</title></item></channel></rss>", "a b …", 1),
        ("<rss version='2.0'><channel><item><title>a&#27;&#146;b</title></item></channel></rss>", "a ’b", 1),
        ("<rss version='2.0'><channel><item><title>Q & A</title></item></channel></rss>", "Q & A", 1),
        ("<rss version='2.0'><channel><item><title>1 < 2</title></item></channel></rss>", "1 < 2", 1),
        ("<rss version='2.0'><channel><item><title>a\u{8}b\u{1b}</title></item></channel></rss>", "ab", 0),
        ("<rss version='2.0'><channel><item><title>x</titel></item></channel></rss>", "x", 1),
        ("<rss version='2.0'><channel><item><title>a <b>c</b></title></item></channel></rss>", "a c", 0),
        ("<rss version='2.0'><item><title>x</title></item></rss>", "x", 0),
        (
            "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><item><title>x</title></item></channel></rss>",
            "x",
            0,
        ),
        ("<RSS version='2.0'><channel><ITEM><TITLE>x</TITLE></ITEM></channel></RSS>", "x", 0),
        ("<rss version='9'><channel><item><dc:title>x</dc:title></item></channel></rss>", "x", 1),
        (
            "<!DOCTYPE rss [<!ENTITY co 'Inc'>]><rss version='2.0'><channel><item><title>&co;</title></item></channel></rss>",
            "Inc",
            1,
        ),
    ] {
        let (feed, warnings) = read(source);
        let found = feed.entries.first().and_then(|entry| entry.title.as_deref());
        let warnings: Vec<_> = warnings.iter().filter(|w| !w.contains("no title and no entries")).collect();
        assert_eq!((found, warnings.len()), (Some(title), warned), "{source}: {warnings:?}");
    }
}

#[test]
fn a_truncated_feed_keeps_its_complete_entries() {
    let items: Vec<String> = (0..5)
        .map(|i| {
            format!("<item><guid>g{i}</guid><title>t{i}</title><description>&lt;p>d{i}&lt;/p></description></item>\n")
        })
        .collect();
    let whole = format!("<rss version='2.0'><channel><title>F</title>{}</channel></rss>", items.concat());
    for end in whole.find("</title>").unwrap()..whole.len() {
        let complete = whole[..end].matches("</item>").count();
        let (feed, warnings) = read(&whole[..end]);
        assert!(feed.entries.len() >= complete && feed.entries.len() <= complete.max(1), "{}", &whole[..end]);
        assert!(!warnings.is_empty(), "{}", &whole[..end]);
        for (i, entry) in feed.entries.iter().take(complete).enumerate() {
            assert_eq!(
                (entry.guid.clone(), entry.title.clone()),
                (format!("g{i}"), Some(Text::line(&format!("t{i}"))))
            );
        }
    }
}

#[test]
fn addresses_inside_html_follow_xml_base() {
    let (feed, _) = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry xml:base='http://b.example/dir/'><id>1</id>
           <link href='x'/><content type='html'>&lt;a href=\"y\"&gt;y&lt;/a&gt;</content></entry>
           <entry><id>2</id><content type='html'>&lt;a href=\"y\"&gt;y&lt;/a&gt;</content></entry></feed>",
    );
    assert_eq!(feed.entries[0].url.as_deref(), Some("http://b.example/dir/x"));
    assert_eq!(feed.entries[0].content, Some(Html("<a href=\"http://b.example/dir/y\">y</a>".into())));
    assert_eq!(feed.entries[1].content, Some(Html("<a href=\"y\">y</a>".into())), "left to the page");
}

#[test]
fn the_source_of_an_item_names_the_outlet_that_it_comes_from() {
    let of = |fields: &str| item(&format!("<title>x</title>{fields}")).source;
    let outlet = |url: &str, title: &str| Some((url.to_owned(), Text::line(title)));
    for (fields, expected) in [
        (
            "<source url='https://slow.example/'>The &lt;b&gt;Slow&lt;/b&gt;</source>",
            outlet("https://slow.example/", "The Slow"),
        ),
        ("<source url='/feed'/>", outlet("http://news.example/feed", "")),
        ("<source>No address</source>", None),
        ("<source url='javascript:x'>X</source>", None),
        ("<a:source><a:title>T</a:title><a:link href='https://a.example/'/></a:source>", None),
    ] {
        assert_eq!(of(fields), expected, "{fields}");
    }
}

#[test]
fn invalid_dates_are_ignored_and_reported() {
    let (feed, warnings) = read(
        "<rss version='2.0'><channel><title>F</title><item><title>x</title><pubDate>31 Feb 2026</pubDate></item>
         <item><title>y</title><pubDate>Thu, 32 Oops</pubDate></item></channel></rss>",
    );
    assert!(feed.entries.iter().all(|entry| entry.published.is_none() && entry.updated.is_none()));
    assert_eq!(warnings, ["ignored 2 invalid dates, such as “31 Feb 2026”"]);
    let entry = item("<pubDate>Sun, 22 Nov 26 23:44 EST</pubDate>");
    assert_eq!((entry.published, entry.updated), (time("2026-11-23T04:44:00Z"), None));
}

#[test]
fn hints_give_the_interval() {
    for (fields, minutes) in [
        ("<ttl> 90 </ttl>", Some(90)),
        ("<ttl>0</ttl>", None),
        ("<s:updatePeriod>\n daily </s:updatePeriod><s:updateFrequency>2</s:updateFrequency>", Some(720)),
        ("<s:updatePeriod>hourly</s:updatePeriod><s:updateFrequency>0</s:updateFrequency>", Some(60)),
        ("<s:updatePeriod>hourly</s:updatePeriod><s:updateFrequency>9999</s:updateFrequency>", Some(1)),
        ("<s:updatePeriod>sometimes</s:updatePeriod>", None),
    ] {
        let (feed, _) = read(&format!(
            "<rss version='2.0' xmlns:s='http://purl.org/rss/1.0/modules/syndication/'><channel><title>F</title>{fields}</channel></rss>"
        ));
        assert_eq!(feed.interval, minutes, "{fields}");
    }
}

#[test]
fn json_feeds_with_deviations_are_parsed() {
    let (feed, warnings) = read(
        r#"{"version": "https://jsonfeed.org/version/1", "home_page_url": "/", "language": "en-GB", "items": [
            {"id": 7, "url": "/7", "title": "Tom &amp; Ann\u001b", "content_text": "a < b", "summary": "s",
             "date_published": 1795391069, "date_modified": "2026-11-23", "tags": ["t", 3, "t"],
             "authors": [{"name": "Ann"}, {"url": "x"}], "author": {"name": "Ann"},
             "attachments": [{"url": "/a.mp3", "size_in_bytes": 0}]},
            {"title": null, "content_html": "<p>x</p>", "external_url": "https://b.example/"}]} trailing"#,
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        (feed.format, feed.url.as_deref(), feed.language.as_deref()),
        ("json", Some("http://news.example/"), Some("en-GB"))
    );
    let [first, second] = feed.entries.as_slice() else { panic!("{feed:?}") };
    assert_eq!((first.guid.as_str(), first.url.as_deref()), ("7", Some("http://news.example/7")));
    assert_eq!((first.title.as_deref(), first.author.as_deref()), (Some("Tom & Ann"), Some("Ann")));
    assert_eq!((first.published, first.updated), (time("2026-11-22T23:44:29Z"), time("2026-11-23")));
    assert_eq!(first.content, Some(Html("<p>a &lt; b</p>".into())));
    assert_eq!((first.categories.len(), first.enclosures[0].length), (1, None));
    assert_eq!((second.guid.as_str(), second.url.as_deref()), ("", Some("https://b.example/")));
}

#[test]
fn errors_name_what_the_document_is() {
    for (source, message) in [
        ("", "not a feed: the document is empty"),
        ("<!DOCTYPE html><html><head><title>News &amp; more</title>", "not a feed, but an HTML page: News & more"),
        ("<html><body>no <rss></body></html>", "not a feed, but an HTML page: untitled"),
        ("<opml><body/></opml>", "not a feed, but an OPML file: import it instead"),
        ("<urlset><url/></urlset>", "not a feed: XML document with root <urlset>"),
        ("{\"a\": 1}", "not a feed: JSON document without the version and items of a JSON Feed"),
        ("[1, 2", "not a feed: invalid JSON (EOF while parsing a list at line 1 column 5)"),
        ("no\u{1b}[31m feed", "not a feed: the document begins with “no[31m feed”"),
    ] {
        assert_eq!(parse(source.as_bytes(), None, BASE).unwrap_err().to_string(), message, "{source}");
        assert!(!looks_like_feed(source.as_bytes(), None), "{source}");
    }
    assert!(looks_like_feed(b"<?xml version='1.0'?><!-- x --><rss>", None));
    assert!(looks_like_feed(b"{\"version\": \"https://jsonfeed.org/version/1.1\"", None));
}

#[test]
fn transcripts_and_chapters_are_read_by_either_address_of_their_namespaces() {
    for (podcast, psc) in [
        ("https://podcastindex.org/namespace/1.0", "http://podlove.org/simple-chapters"),
        (
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
            "http://podlove.org/simple-chapters/",
        ),
    ] {
        let entry = item(&format!(
            "<title>E</title>
             <p:transcript xmlns:p='{podcast}' url='/t.srt' type=' Application/X-SubRip ' language='en_US' rel='captions'/>
             <p:transcript xmlns:p='{podcast}' url='t.vtt' type='' language='{{{{x}}}}'/>
             <p:transcript xmlns:p='{podcast}' url='/t.srt' type='text/plain'/>
             <p:transcript xmlns:p='{podcast}' url='javascript:x'/><p:transcript xmlns:p='{podcast}'/>
             <p:chapters xmlns:p='{podcast}' url='/c.json' type='application/json+chapters'/>
             <p:chapters xmlns:p='{podcast}' url='/later.json'/><p:person xmlns:p='{podcast}'>Ann</p:person>
             <s:chapters xmlns:s='{psc}' version='1.2'><s:chapter start='1:02.5' title=' Second  part ' href='/two'/>
               <s:chapter start='0' title='First' href='mailto:a@b.example' image='/x.png'/></s:chapters>"
        ));
        let link = |url: &str, media_type: Option<&str>, language: Option<&str>, rel: Option<&str>| TranscriptLink {
            url: url.to_owned(),
            media_type: media_type.map(str::to_owned),
            language: language.map(str::to_owned),
            rel: rel.map(str::to_owned),
        };
        let chapter =
            |start, title, url: Option<&str>| Chapter { start, title: Text::line(title), url: url.map(str::to_owned) };
        let expected = Media {
            transcripts: vec![
                link("http://news.example/t.srt", Some("application/x-subrip"), Some("en-US"), Some("captions")),
                link("http://news.example/t.vtt", None, None, None),
            ],
            chapters_url: Some("http://news.example/c.json".to_owned()),
            chapters: vec![chapter(0, "First", None), chapter(62_500, "Second part", Some("http://news.example/two"))],
        };
        assert_eq!(entry.media, expected, "{podcast}");
        assert_eq!(entry.title.as_deref(), Some("E"));
    }
    assert!(item("<x:transcript url='/t.srt'/><x:chapters url='/c'/>").media.is_empty());
}

#[test]
fn undeclared_prefixes_and_atom_have_transcripts_and_chapters_too() {
    let (feed, _) = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><id>1</id><title>T</title>
           <podcast:transcript url='/t.vtt' type='text/vtt'/>
           <psc:chapters><psc:chapter start='00:00:05' title='Five'/></psc:chapters></entry></feed>",
    );
    let media = &feed.entries[0].media;
    assert_eq!((media.transcripts.len(), media.chapters.len(), media.chapters[0].start), (1, 1, 5_000));
    assert_eq!(feed.entries[0].title.as_deref(), Some("T"));
}

#[test]
fn wrong_chapters_are_skipped_with_a_warning_and_lists_are_bounded() {
    let feed = |inside: &str| {
        read(&format!(
            "<rss version='2.0' xmlns:p='https://podcastindex.org/namespace/1.0' xmlns:s='http://podlove.org/simple-chapters'>
               <channel><title>F</title><item><title>E</title>{inside}</item></channel></rss>"
        ))
    };
    let chapters = |list: &str| feed(&format!("<s:chapters>{list}</s:chapters>"));
    let (wrong, warnings) = chapters(
        "<s:chapter start='0' title='a'/><s:chapter start='soon' title='b'/><s:chapter title='c'/>
         <s:chapter start='9' title=' '/><s:chapter start='-1' title='d'/><s:chapter start='00:00' title='e'/>",
    );
    assert_eq!(wrong.entries[0].media.chapters.len(), 1);
    assert_eq!(warnings, ["skipped 5 chapters without a title or a time of their own, or beyond the limit"]);
    let many = (0..1_500).map(|at| format!("<s:chapter start='{at}' title='{at}'/>")).collect::<Vec<_>>().concat();
    let (many, warnings) = chapters(&many);
    assert_eq!((many.entries[0].media.chapters.len(), warnings.len()), (1_000, 1));
    let many = (0..50).map(|at| format!("<p:transcript url='/{at}'/>")).collect::<Vec<_>>().concat();
    assert_eq!(feed(&many).0.entries[0].media.transcripts.len(), 20);
    let long = format!("<p:transcript url='/{}'/>", "x".repeat(9_000));
    assert!(feed(&long).0.entries[0].media.is_empty());
}

#[test]
fn durations_of_attachments_are_read() {
    let of = |xml: &str| item(xml).enclosures.iter().map(|enclosure| enclosure.seconds).collect::<Vec<_>>();
    let audio = "<enclosure url='/a.png' type='image/png'/><enclosure url='/a.mp3' type='audio/mpeg'/>";
    assert_eq!(of(&format!("<i:duration>32:30</i:duration>{audio}")), [None, Some(1950)]);
    assert_eq!(of(&format!("{audio}<i:duration>1950</i:duration>")), [None, Some(1950)]);
    assert_eq!(of("<m:content url='/v.mp4' type='video/mp4' duration='61'/>"), [Some(61)]);
    assert_eq!(of(audio), [None, None]);
}

/// Input that made feed-rs panic, overflow its stack, or take minutes.
#[test]
fn hostile_feeds_are_parsed_or_rejected_quickly() {
    let utf_16: Vec<u8> =
        "<?xml version='1.0' encoding='utf-16'?><rss version='2.0'><channel><title>ü</title></channel></rss>"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
    assert_eq!(parse(&utf_16, None, BASE).unwrap().0.title.as_deref(), Some("ü"));
    for odd in [utf_16.get(1..).unwrap(), &utf_16[..31], b"\xfe\xff\xd8", b"\xff\xfe<"] {
        let _ = parse(odd, None, BASE);
    }
    for duration in ["12345678901234567890123", "٣:٤٥:٠٠", "99999999999999999999:00:00", "1.99999999999999999999999999"]
    {
        assert_eq!(item(&format!("<title>x</title><i:duration>{duration}</i:duration>")).title.as_deref(), Some("x"));
    }
    assert_eq!(item("<author>“joe@example.com”</author>").author.as_deref(), Some("“joe@example.com”"));

    let base = format!(
        "<a:link href='x'/><c:encoded xml:base='http://b.example/{}/'>&lt;a href=y&gt;</c:encoded>",
        "b".repeat(10_000)
    );
    assert_eq!(item(&base).content, Some(Html("<a href=y>".into())));
    let rss = |inside: &str| {
        format!(
            "<rss version='2.0' xmlns:m='http://search.yahoo.com/mrss/'><channel><title>F</title><item>{inside}</item></channel></rss>"
        )
    };
    for tag in ["m:group", "title", "item", "channel", "x", "description", "source"] {
        let open = format!("<{tag}>").repeat(50_000);
        let _ = read(&rss(&open));
        let _ = read(&rss(&format!("{open}{}", format!("</{tag}>").repeat(50_000))));
    }
    let _ = read(&rss(&format!("<title {}>x</title>", "a='b' ".repeat(200_000))));
    let _ = read(&rss(&format!("<title>{}</title>", "&a;".repeat(200_000))));
    let _ = read(&rss(&"<category>x</category>".repeat(50_000)));
    let (feed, warnings) = read(&rss(&"</item><item>".repeat(20_000)));
    assert_eq!(feed.entries.len(), 0);
    assert_eq!(warnings, ["skipped 20001 empty elements in place of entries"]);
    let (feed, warnings) = read(&rss(&"<x/></item><item>".repeat(20_000)));
    assert_eq!(feed.entries.len(), 10_000);
    assert_eq!(
        warnings,
        ["the feed has more than 10000 entries: skipped the rest", "skipped 1 empty element in place of entries"]
    );
}

#[test]
fn languages_become_tags_and_descriptions_text() {
    let (feed, _) = read(
        "<rss version='2.0'><channel><title>F</title><language>en_US</language><description>a &lt;b&gt;c&lt;/b&gt;</description></channel></rss>",
    );
    assert_eq!((feed.language.as_deref(), feed.description.as_deref()), (Some("en-US"), Some("a c")));
    let (feed, _) =
        read("<rss version='0.91'><channel><title>F</title><language>the Queen's</language></channel></rss>");
    assert_eq!((feed.language, feed.format), (None, "rss0"));
}

/// Parses anything, and expects every text of the result to be scrubbed and bounded, and the same again.
fn expect_scrubbed(bytes: &[u8]) {
    let Ok((feed, warnings)) = parse(bytes, None, BASE) else { return };
    let of_entry = |entry: &Entry| -> Vec<Text> {
        entry.title.iter().chain(&entry.author).chain(&entry.categories).cloned().collect()
    };
    let own = feed.title.iter().chain(&feed.description).chain(warnings.iter().map(|warning| &warning.0));
    expect_lines(own.cloned().chain(feed.entries.iter().flat_map(of_entry)), bytes);
    assert!(feed.entries.len() + warnings.len() <= bytes.len());
    assert!(feed.entries.iter().all(|entry| entry.categories.len() <= 100 && entry.enclosures.len() <= 100));
    assert_eq!(parse(bytes, None, BASE).unwrap(), (feed, warnings));
}

/// Parses anything as OPML, and expects every text of the result to be scrubbed and bounded, and the same again.
fn expect_subscriptions(bytes: &[u8]) {
    let Ok((feeds, warnings)) = opml::parse(bytes) else { return };
    let of_feed = |feed: &crate::domain::Subscription| -> Vec<Text> {
        feed.title.iter().chain(&feed.folder).chain(&feed.tags).cloned().collect()
    };
    expect_lines(warnings.iter().map(|warning| warning.0.clone()).chain(feeds.iter().flat_map(of_feed)), bytes);
    assert!(feeds.iter().all(|feed| feed.url.starts_with("http://") || feed.url.starts_with("https://")));
    assert!(feeds.len() + warnings.len() <= bytes.len());
    let written = opml::write(&feeds, "Feeds");
    let (again, _) = opml::parse(written.as_bytes()).unwrap();
    assert_eq!(opml::write(&again, "Feeds"), written, "a written list is read as it is");
}

fn expect_lines(texts: impl Iterator<Item = Text>, bytes: &[u8]) {
    for text in texts {
        assert_eq!(Text::line(&text), text);
        assert!(text.len() <= bytes.len() * 3 + 200, "{text:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_markup_gives_scrubbed_text_or_an_error(source in "(<(/?)(rss|channel|item|title|link|description|guid|feed|entry|content)( version='2.0'| type='xhtml'| xml:base='x')?/?>|&[a-z#0-9]{1,4};|x|<!\\[CDATA\\[|\\]\\]>|<|&){0,60}") {
        expect_scrubbed(source.as_bytes());
        expect_scrubbed(format!("<rss version='2.0'><channel><item>{source}").as_bytes());
        expect_scrubbed(format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{source}").as_bytes());
        let outline = format!("<outline text=\"{source}\" category=\"{source},x\" xmlUrl='http://a.example/'/>");
        expect_subscriptions(format!("<opml><body><outline text=\"{source}\">{outline}{source}").as_bytes());
    }

    #[test]
    fn any_bytes_give_scrubbed_text_or_an_error(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        expect_scrubbed(&bytes);
        expect_subscriptions(&bytes);
        // The first element decides, whatever comes after it.
        assert!(looks_like_feed(&[b"<rss>", bytes.as_slice()].concat(), None));
        assert!(!looks_like_feed(&[b"<html>", bytes.as_slice()].concat(), None));
    }
}
