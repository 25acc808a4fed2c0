//! Tests pages: the seed page exactly, a corpus if there is one, hostile text, and random tags.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use tidings::domain::{Document, Line, TextStyle};
use tidings::page::{self, RenderOptions};

const SEED: &str = include_str!("fixtures/seed/page.html");
const SEED_EXPECTED: &str = include_str!("fixtures/seed/expected.json");
const SEED_URL: &str = "http://news.example/2025/12/gaza-ceasefire-second-phase/";

fn text(document: &Document) -> String {
    document.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_seed_page_is_extracted_exactly() {
    let expected: serde_json::Value = serde_json::from_str(SEED_EXPECTED).unwrap();
    let paragraphs: Vec<&str> =
        expected["paragraphs"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let story = page::extract(SEED, Some(SEED_URL));
    assert_eq!(story.title.as_str(), expected["title"].as_str().unwrap());
    assert_eq!(story.author.as_deref(), Some("News Room"));
    assert_eq!(story.published.unwrap().to_rfc3339(), "2025-12-20T14:00:00+00:00");
    assert_eq!(story.site.as_deref(), Some("Disinformation Commission"));
    assert_eq!(story.language.as_deref(), Some("en-US"));
    assert!(story.warnings.is_empty(), "{:?}", story.warnings);
    let plain = page::plain(&story.html.0);
    assert_eq!(plain.split("\n\n").collect::<Vec<_>>(), paragraphs);
    // Wrapped into lines and joined again, the words are the same.
    let set = page::render(&story.html.0, Some(SEED_URL), &RenderOptions::new(72));
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(letters(&text(&set)), letters(&plain));
}

/// Snippets of HTML, each with a name and one kind of element.
const SNIPPETS: &[(&str, &str)] = &[
    (
        "headings",
        "<h1>A headline that is longer than a narrow line</h1><p>First <b>bold</b>, <i>then</i> <s>gone</s>.</p>\
         <h2>Next</h2><p>Second.</p><p>Third.<br>On its own line.</p><hr><p>After the rule.</p>",
    ),
    (
        "lists",
        "<p>Before:</p><ul><li>One</li><li>Two with words enough to need a second line<ul><li>Nested</li></ul></li></ul>\
         <ol start=9><li><p>Nine</p></li><li>Ten</li></ol><dl><dt>Term</dt><dd>What it means.</dd></dl>After.",
    ),
    (
        "quotes",
        "<p>He said:</p><blockquote><p>The first thing is this, at some length.</p><p>The second.</p>\
         <blockquote>Quoted inside.</blockquote></blockquote><p>And <q>left</q>.</p>",
    ),
    (
        "code",
        "<p>Use <code>render()</code>:</p><pre><code>fn main() {\n    let text = \"a  b\";\n\n    show(text);\n}\n</code></pre>",
    ),
    (
        "table",
        "<table><caption>Rainfall</caption><thead><tr><th>City</th><th>Rain in mm</th></tr></thead><tbody>\
         <tr><td>Bergen</td><td>2250</td></tr><tr><td>Cairo</td><td>25, nearly all of it in winter</td></tr>\
         </tbody><tfoot><tr><td>Both</td><td>2275</td></tr></tfoot></table><p>Sums are rounded.</p>",
    ),
    (
        "links",
        "<p>See <a href='/a'>the first</a>, <a href='https://b.example/?q=1#top'>the second </a>and \
         <a href='/a'> the first again</a>; not <a href='javascript:alert(1)'>this</a>, <a href='#n'>this</a> or \
         <a href='mailto:x@a.example'>that</a>.<sup><a href='#n'>[1]</a></sup></p>",
    ),
    (
        "images",
        "<figure><a href='/full.jpg'><img src='a.jpg' alt='A bridge at dawn'></a><figcaption>The bridge, reopened. \
         </figcaption></figure><p>Text <img src='e.png' class=emoji alt='😀'> goes on<img src=p.gif width=1 height=1>.</p>\
         <p><img src=b.jpg></p><iframe src='https://video.example/embed/1' title='A film'></iframe>",
    ),
    (
        "emoji",
        "<p>Family 👨‍👩‍👧‍👦 and flags 🇩🇪🇫🇷 wave 👋🏽 with ❤️ and 1️⃣ to everyone who is still here, العربية لا إله and हिन्दी.</p>\
         <ul><li>👍 yes</li></ul>",
    ),
    (
        "cjk",
        "<h2>東京で新しい橋</h2><p>「東京」では、新しい橋が月曜日に開通した。工事は14か月かかり、技術者は312本のボルトを交換した。</p>\
         <p>中文段落没有空格，但是应该在标点之后换行。</p>",
    ),
    (
        "code-colours",
        "<pre><code class=language-python># why\ndef f(x: int) -> str:\n    return \"a\" * 42\n</code></pre>",
    ),
    (
        "nested",
        "<ul><li>One<ul><li>Two, with words enough to be broken<ol><li>Three<li>Four<ul><li>Five</ul></ol></ul>\
         <li><p>First paragraph.</p><p>Second paragraph.</p><blockquote>Quoted in a list.</blockquote>\
         <pre>code in a list</pre><li>Last</ul><dl><dt>Feed<dd>A list of entries.<dd>Also called a channel.\
         <dt>Entry<dd><p>One of them.</p><ul><li>with a list</ul></dl>",
    ),
    (
        "records",
        "<table><tr><th>Harbour</th><th>Depth</th><th>Pilot</th><th>Remarks</th></tr>\
         <tr><td>Saltmarsh Haven</td><td>12.5</td><td>compulsory</td><td>Bridge opens on request between six and \
         eight, except when the wind is above force seven</td></tr><tr><td>Old Quay</td><td>4</td><td></td>\
         <td>Dries at low water</td></tr></table>",
    ),
    (
        "spans",
        "<table><tr><th>Year</th><th colspan=2>Rain and sun</th></tr><tr><td rowspan=2>2025</td><td>812</td>\
         <td>1,650</td></tr><tr><td>7</td><td>90</td></tr></table>",
    ),
    (
        "footnotes",
        "<p>It rained.<sup id=r1><a href='#n1'>1</a></sup> Then it stopped.<sup id=r2><a href='#n2'>[b]</a></sup></p>\
         <p>E = mc<sup>2</sup> and H<sub>2</sub>O, the 1<sup>st</sup> time, 2<sup>n+1</sup>.</p>\
         <ol><li id=n1>For days. <a href='#r1'>↩</a></li><li id=n2>At noon. <a href='#r2'>↩</a></li></ol>",
    ),
    (
        "rtl",
        "<p>שלום עולם, זה משפט ארוך מספיק כדי להישבר.</p><p>Mixed: העברית inside English.</p>\
         <blockquote>مرحبا بالعالم</blockquote><ul><li>ראשון<li>שני</ul>",
    ),
    (
        "embeds",
        "<p>Watch:</p><iframe src='https://www.youtube.com/embed/x' title='How bridges move'></iframe>\
         <video src='/v.mp4'></video><audio controls><source src='/a.mp3'></audio>\
         <blockquote class=twitter-tweet><p>It moves! <a href='https://t.example/1'>pic</a></p>— Ann (@ann)</blockquote>",
    ),
];

#[test]
fn snippets_match_their_snapshots() {
    for (name, html) in SNIPPETS {
        let mut shown = String::new();
        for width in [20, 40, 72] {
            let document = page::render(html, Some("https://a.example/dir/"), &RenderOptions::new(width));
            let _ =
                writeln!(shown, "── {width} {}\n{}", "─".repeat(width - 4 - width.to_string().len()), text(&document));
            for (number, link) in (1..).zip(&document.links) {
                let _ = writeln!(shown, "({number}) {link}");
            }
            for line in &document.lines {
                assert!(columns(&line.text()) <= width, "{name} at {width}: {}", line.text());
                assert_eq!(line.text().trim_end(), line.text(), "{name} at {width}");
            }
        }
        insta::assert_snapshot!(*name, shown);
    }
}

fn columns(text: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    text.graphemes(true).map(unicode_width::UnicodeWidthStr::width).sum()
}

#[test]
fn spans_have_their_styles_and_links() {
    let html = "<h2>Head <a href=/x>link</a></h2><blockquote><p>said <b>so</b></p></blockquote><pre>code │</pre>\
                <ul><li>item <code>c</code></ul><img src=a alt=cat><table><tr><th>a<th>b<tr><td>c<td>d</table>";
    let document = page::render(html, Some("https://a.example/"), &RenderOptions::new(60));
    let find = |wanted: &str| {
        let mut spans = document.lines.iter().flat_map(|line| &line.spans);
        spans.find(|span| span.text.trim() == wanted).unwrap_or_else(|| panic!("{wanted} in {document:#?}"))
    };
    for (wanted, marks, link) in [
        ("Head", TextStyle::HEADING | TextStyle::STRONG, None),
        ("link", TextStyle::HEADING | TextStyle::STRONG, Some(0)),
        ("[1]", TextStyle::HEADING | TextStyle::STRONG | TextStyle::FAINT, Some(0)),
        ("▎", TextStyle::QUOTE | TextStyle::FAINT, None),
        ("said", TextStyle::QUOTE, None),
        ("so", TextStyle::QUOTE | TextStyle::STRONG, None),
        ("code │", TextStyle::CODE, None),
        ("•", TextStyle::FAINT, None),
        ("item", TextStyle::NONE, None),
        ("c", TextStyle::CODE, None),
        ("[image: cat]", TextStyle::FAINT, None),
        ("a", TextStyle::STRONG, None),
        ("d", TextStyle::NONE, None),
    ] {
        let span = find(wanted);
        assert_eq!((span.marks, span.link), (marks, link), "{wanted}");
    }
    assert_eq!(document.links, ["https://a.example/x"]);
}

/// Returns every text that the `page` module makes of some HTML.
fn everything(html: &str) -> Vec<String> {
    let base = Some("https://a.example/");
    let story = page::extract(html, base);
    let set = page::render(html, base, &RenderOptions::new(40));
    let mut all = vec![page::plain(html), page::first_words(html, 9), page::markdown(html, base), text(&set)];
    all.extend([page::quotable(html), page::quotable_with_links(html, base), page::one_line(html)]);
    all.push(text(&page::render_plain(html, 40)));
    all.extend(set.links);
    all.push(story.title.to_string());
    all.extend([story.author, story.site].into_iter().flatten().map(|text| text.to_string()));
    all.extend([story.language, story.image].into_iter().flatten());
    all.extend(story.warnings.iter().map(ToString::to_string));
    all
}

fn assert_harmless(html: &str) {
    for out in everything(html) {
        let bad = out.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        });
        assert_eq!(bad, None, "{out:?} from {html:?}");
    }
}

#[test]
fn control_characters_are_removed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/page");
    let naughty = std::fs::read_to_string(folder.join("blns/blns.txt")).unwrap();
    let mut samples: Vec<String> = naughty.lines().map(str::to_owned).collect();
    samples.push(naughty);
    for entry in std::fs::read_dir(folder.join("xterm-escapes")).unwrap() {
        samples.push(String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned());
    }
    for sample in samples {
        let escaped = sample.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
        let quoted = escaped.replace('"', "&quot;");
        assert_harmless(&sample);
        assert_harmless(&format!(
            "<title>{escaped}</title><meta name=author content=\"{quoted}\"><meta property='og:image' content=\"{quoted}\">\
             <h1>{escaped}</h1><p>{escaped}<a href=\"{quoted}\">{escaped}</a><img src=x alt=\"{quoted}\"><pre>{escaped}</pre>"
        ));
    }
}

/// Counts each letter and digit of a text, without list numbers and line breaks.
fn counted(text: &str) -> std::collections::BTreeMap<char, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

#[test]
fn footnotes_link_to_their_text_and_back() {
    let html = SNIPPETS.iter().find(|(name, _)| *name == "footnotes").unwrap().1;
    let document = page::render(html, None, &RenderOptions::new(40));
    let line = |index: usize| document.lines[document.jumps[index].unwrap()].text();
    assert!(line(0).contains("For days") && line(1).contains("At noon"), "{:?}", document.jumps);
    assert!(line(2).contains("It rained") && line(3).contains("It rained"), "{:?}", document.jumps);
    let labels: Vec<String> = document
        .lines
        .iter()
        .flat_map(|line| &line.spans)
        .filter(|span| span.jump.is_some())
        .map(|span| span.text.to_string())
        .collect();
    assert_eq!(labels, ["¹", "[b]", "↩", "↩"]);
}

#[test]
fn references_find_table_and_code_blocks_and_the_first_of_equal_ids() {
    let html = "<p><a href='#t'>a</a><a href='#c'>b</a><a href='#twice'>c</a><a href='#hid'>d</a></p><p>x</p>\
                <table><tr><th>h<th>i<tr><td id=t>1<td>2</table><pre><i id=c>code</i></pre>\
                <p id=twice>first</p><p id=twice>second</p><p hidden id=hid>z</p>";
    let document = page::render(html, None, &RenderOptions::new(40));
    let line = |index: usize| document.jumps.get(index).copied().flatten().map(|line| document.lines[line].text());
    let found: Vec<Option<String>> = (0..4).map(line).collect();
    let expected = [Some("h  i"), Some("  code"), Some("first"), None];
    assert_eq!(found, expected.map(|text| text.map(str::to_owned)));
}

#[test]
fn a_percent_encoded_fragment_finds_its_id() {
    let document =
        page::render("<p><a href='#M%C3%BCller'>1</a></p><p id=Müller>here</p>", None, &RenderOptions::new(40));
    assert_eq!(document.jumps, [Some(2)]);
}

#[test]
fn many_ids_and_empty_links_take_linear_time() {
    let names = format!("<a href='#x'>.</a>{}<p>end</p>", "<div id=x></div>".repeat(60_000));
    let links = format!("{}<p>end</p>", "<a href=//b.example></a>".repeat(60_000));
    for html in [names, links] {
        let set = page::run_with_deadline(page::LIMIT, move || page::render(&html, None, &RenderOptions::new(40)));
        assert!(set.is_some_and(|document| text(&document).ends_with("end")));
    }
}

#[test]
fn long_lines_of_code_continue_after_a_space() {
    let html = "<pre>let value = compute(first, second, third_one);\nshort</pre>";
    let set = text(&page::render(html, None, &RenderOptions::new(36)));
    assert_eq!(set, "let value = compute(first, second,\n↪ third_one);\nshort");
}

#[test]
fn the_outline_gives_the_lines_of_headings() {
    let html = "<h2>One</h2><p>a</p><ul><li>b<li>c</ul><h3>Two <i>words</i></h3><img src=/i.png alt=cat><p>d</p>";
    let document = page::render(html, Some("https://a.example/"), &RenderOptions::new(40));
    assert_eq!(document.headings, [0, 7]);
    assert_eq!(document.blocks, [0, 2, 4, 5, 7, 9, 11]);
    let picture = &document.pictures[0];
    assert_eq!((picture.line, picture.rows, picture.src.as_str()), (9, 1, "https://a.example/i.png"));
    let room = std::collections::HashMap::from([("https://a.example/i.png".to_owned(), 5)]);
    let document = page::render(html, Some("https://a.example/"), &RenderOptions::new(40).with_pictures(room));
    assert_eq!((document.pictures[0].line, document.pictures[0].rows, document.lines.len()), (9, 5, 16));
}

/// Every page among the fixtures, as files of HTML.
fn pages_below(folder: std::path::PathBuf) -> Vec<std::path::PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "html") && !path.ends_with("expected.html") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn pages_that_leave_the_screen_keep_every_letter() {
    let files = pages_below(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    assert!(files.len() > 10, "{}", files.len());
    for file in files {
        let html = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        let (plain, quoted) = (page::plain(&html), page::quotable(&html));
        assert_eq!(counted(&quoted), counted(&plain), "{}", file.display());
        assert_eq!(quoted.is_empty(), plain.is_empty(), "{}", file.display());
        assert!(!quoted.contains("\n\n\n") && quoted.trim_matches('\n') == quoted, "{}", file.display());
    }
}

/// Regression: a picture that shared a paragraph with text was described there and never shown.
#[test]
fn a_picture_beside_text_has_rows_of_its_own() {
    let base = Some("https://a.example/");
    for (html, described, line) in [
        ("<p><img src=i alt=cat> One <b>two</b>.</p>", "[image: cat]\nOne two.", 0),
        ("<p>One <img src=i alt=cat> two.</p>", "One two.\n[image: cat]", 1),
        ("<p>One two.<img src=i alt=cat></p>", "One two.\n[image: cat]", 1),
        ("<p>One<br><img src=i alt=cat><br>two<br>three</p>", "One\n[image: cat]\ntwo\nthree", 1),
        ("<p>One<br><br><img src=i alt=cat><br><br>two</p>", "One\n\n[image: cat]\n\ntwo", 2),
        ("<p>One <a href=/x><img src=i alt=cat></a> two.</p>", "One two.\n[image: cat][1]", 1),
        ("<p><a href=/x>one <img src=i alt=cat></a> two.</p>", "one two.\n[image: cat][1]", 1),
        ("<ul><li>One <img src=i alt=cat><li>two</ul>", "• One\n  [image: cat]\n• two", 1),
        ("<blockquote>One <img src=i alt=cat></blockquote>", "▎ One\n▎ [image: cat]", 1),
        ("<h2><img src=i alt=cat> One</h2>", "[image: cat]\nOne", 0),
    ] {
        let document = page::render(html, base, &RenderOptions::new(40));
        assert_eq!(text(&document), described, "{html}");
        let at: Vec<usize> = document.pictures.iter().map(|picture| picture.line).collect();
        assert_eq!(at, [line], "{html}");
        let room = std::collections::HashMap::from([("https://a.example/i".to_owned(), 4)]);
        let shown = page::render(html, base, &RenderOptions::new(40).with_pictures(room));
        let picture = &shown.pictures[0];
        assert_eq!((picture.line, picture.rows, shown.lines.len()), (line, 4, document.lines.len() + 3), "{html}");
        let below = &shown.lines[picture.line + 1..picture.line + picture.rows];
        assert!(below.iter().all(|line| line.text().trim_matches(['▎', ' ']).is_empty()), "{html}: {}", text(&shown));
    }
}

#[test]
fn an_icon_in_a_sentence_and_a_picture_in_a_table_are_described_in_their_place() {
    for (html, expected) in [
        ("<p>Press <img src=i alt=gear height=16> now.</p>", "Press [image: gear] now."),
        ("<p>Press <img src=i alt=gear style='width:1em; height: 20px'> now.</p>", "Press [image: gear] now."),
        ("<p>Press <img alt=gear> now.</p>", "Press [image: gear] now."),
        ("<table><tr><th>a<th>b<tr><td><img src=i alt=c><td>d</table>", "a           b\n[image: c]  d"),
    ] {
        let document = page::render(html, Some("https://a.example/"), &RenderOptions::new(40));
        assert!(document.pictures.is_empty(), "{html}");
        let set: Vec<String> = document.lines.iter().map(|line| line.text().trim_end().to_owned()).collect();
        assert!(set.join("\n").contains(expected.lines().last().unwrap()), "{html}: {set:?}");
    }
}

#[test]
fn a_reference_to_a_picture_beside_text_leads_to_it() {
    let html = "<p><a href='#a'>1</a></p><p><a id=a></a><img src=i alt=cat> One</p>";
    assert_eq!(page::render(html, Some("https://a.example/"), &RenderOptions::new(40)).jumps, [Some(2)]);
}

/// Walks a corpus of real pages that can't be kept here: `TIDINGS_CORPUS` names the folder that has `pages/`.
#[test]
fn real_pages_are_never_blank() {
    let Some(corpus) = std::env::var_os("TIDINGS_CORPUS") else { return };
    let files = pages_below(Path::new(&corpus).join("pages"));
    let (mut words, mut doubtful) = (0, 0);
    for file in &files {
        let html = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        let started = std::time::Instant::now();
        let story = page::extract(&html, Some("https://site.example/page"));
        let extracted = started.elapsed();
        let plain = page::plain(&story.html.0);
        assert!(!plain.trim().is_empty() || page::plain(&html).is_empty(), "{}", file.display());
        assert_eq!(counted(&page::quotable(&story.html.0)), counted(&plain), "{}", file.display());
        for width in [1, 7, 20, 40, 72, 132] {
            let set = page::render(&story.html.0, None, &RenderOptions::new(width));
            assert_eq!(text(&set).trim().is_empty(), plain.trim().is_empty(), "{} at {width}", file.display());
            let set = counted(&text(&set));
            for (letter, times) in counted(&plain) {
                let found = set.get(&letter).copied().unwrap_or(0);
                assert!(found >= times, "{} at {width}: {letter} {found} of {times}", file.display());
            }
        }
        words += story.words;
        doubtful += usize::from(!story.warnings.is_empty());
        eprintln!(
            "{:>6} words {extracted:>8.1?} {:?} {:?} {:?} {}  {}",
            story.words,
            story.author,
            story.published,
            story.site,
            story.warnings.first().map(ToString::to_string).unwrap_or_default(),
            file.display()
        );
    }
    eprintln!("{} pages, {} words each on average, {doubtful} doubtful", files.len(), words / files.len().max(1));
}

fn tag_soup() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<a href=/x>",
        "</a>",
        "<ul>",
        "</ul>",
        "<li>",
        "<ol start=-3>",
        "</ol>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td colspan=3>",
        "<th rowspan=2>",
        "<caption>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code>",
        "<h2>",
        "</h2>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<br>",
        "<hr>",
        "<img src=a alt='one two'>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<sup>",
        "</sup>",
        "<q>",
        "<details>",
        "<summary>",
        "<span hidden>no</span>",
        "<span>",
        "</span>",
        "<svg>",
        "</svg>",
        "<noscript>",
        "<iframe src=/v></iframe>",
    ]);
    let word = prop::sample::select(vec![
        "word",
        "longer-words-here",
        "👨‍👩‍👧‍👦",
        "日本語",
        "لا",
        "e\u{301}\u{302}",
        " ",
        "\n",
        "\t",
        "&nbsp;",
        "a\u{200b}b",
        "क्षि",
        "\u{f0001}",
        "\u{38000}",
        "supercalifragilisticexpialidocious",
        "❤️",
        "│",
    ]);
    prop::collection::vec(prop_oneof![tag, word], 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn spaces_wider_than_the_column_make_no_blank_line() {
    for (width, first) in [(1, "w"), (3, " wo"), (6, "    wo"), (20, "    word")] {
        let document = page::render("<pre>\t</figure>word", None, &RenderOptions::new(width));
        assert_eq!(document.lines.first().unwrap().text().trim_end(), first, "{width}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_tags_at_any_width_leave_something_to_read(soup in tag_soup(), width in 1usize..200) {
        let html = format!("{soup}</svg><p>visible</p>");
        let document = page::render(&html, None, &RenderOptions::new(width));
        prop_assert!(!text(&document).trim().is_empty());
        for line in &document.lines {
            let line = line.text();
            prop_assert!(columns(&line) <= width.max(6), "{line:?} at {width}");
            prop_assert_eq!(line.trim_end(), line.as_str());
        }
        let blank: Vec<bool> = document.lines.iter().map(|line| line.text().is_empty()).collect();
        let is_code = soup.contains("<pre>");
        prop_assert!(is_code || !blank.windows(2).any(|two| two == [true, true]), "two blank lines");
        prop_assert!(!blank.first().unwrap_or(&false) && !blank.last().unwrap_or(&false));
        prop_assert!(page::plain(&html).contains("visible"));
        prop_assert!(page::quotable(&html).contains("visible"));
    }

    #[test]
    fn no_letter_is_lost_or_doubled_when_text_leaves_the_screen(soup in tag_soup()) {
        let plain = counted(&page::plain(&soup));
        prop_assert_eq!(counted(&page::quotable(&soup)), plain.clone());
        prop_assert_eq!(counted(&page::one_line(&soup)), plain);
    }

    #[test]
    fn no_letter_is_lost_or_doubled_at_any_width(soup in tag_soup(), width in 20usize..=200) {
        let document = page::render(&soup, None, &RenderOptions::new(width).numbered(false));
        let (set, plain) = (counted(&text(&document)), counted(&page::plain(&soup)));
        // Not counted: tables as records repeat their headings, and images and embeds add labels.
        let adds = ["<t", "<c", "<img", "<iframe"].iter().any(|tag| soup.contains(tag));
        for (letter, times) in &plain {
            let found = set.get(letter).copied().unwrap_or(0);
            prop_assert!(found >= *times && (adds || found == *times), "{letter:?}: {times} in, {found} out");
        }
        prop_assert!(adds || set.len() == plain.len(), "{set:?} {plain:?}");
    }

    #[test]
    fn every_word_of_a_paragraph_is_laid_out(words in prop::collection::vec("[a-z]{1,18}", 1..60), width in 20usize..200) {
        let html = words.chunks(7).map(|some| format!("<p>{}</p>", some.join(" "))).collect::<Vec<_>>().concat();
        let document = page::render(&html, None, &RenderOptions::new(width));
        let set: Vec<String> = text(&document).split_whitespace().map(str::to_owned).collect();
        prop_assert_eq!(set, words);
    }
}

/// Regression: a heading of a no-break space, in a table too narrow for columns, became a blank first line.
#[test]
fn cells_of_only_spaces_make_no_blank_first_or_last_line() {
    for soup in [
        "<table><th rowspan=2>&nbsp;<dl>a\u{200b}b<td></table>",
        "<table><tr><td>&nbsp;<td>&nbsp;<tr><td>word<td>&nbsp;</table>",
        "<table><tr><td>&nbsp;</table>",
    ] {
        for width in 1..12 {
            for html in [soup.to_owned(), format!("{soup}<p>visible</p>")] {
                let document = page::render(&html, None, &RenderOptions::new(width));
                let blank: Vec<bool> = document.lines.iter().map(|line| line.text().is_empty()).collect();
                let ends = [blank.first(), blank.last()];
                assert!(!ends.contains(&Some(&true)), "{html} at {width}: {}", text(&document));
                assert!(!blank.windows(2).any(|two| two == [true, true]), "{html} at {width}: {}", text(&document));
            }
        }
    }
}
