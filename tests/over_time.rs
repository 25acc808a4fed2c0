//! Tests articles over time: saved places, edits, full texts, and reading on after the end. Keys in, screen out.

use tidings::app::Msg;
use tidings::app::document::View;
use tidings::domain::{ListQuery, Subscription};

use crate::harness::{Folder, Reader, now};
use crate::screens::lead;
use crate::server::{Gate, Reply, Server};

/// Makes a feed of one article at `/story`, with this title and text.
fn feed(server: &Server, title: &str, text: &str) -> String {
    let link = server.url("/story");
    format!(
        "<rss version=\"2.0\"><channel><title>Paper</title><item><title>{title}</title><guid>g</guid>\
         <link>{link}</link><description><![CDATA[{text}]]></description></item></channel></rss>"
    )
}

fn folder(server: &Server) -> Folder {
    Folder::new(&[Subscription { url: server.url("/feed"), ..Subscription::default() }])
}

/// Makes a page with an article long enough for extraction.
fn page(words: &str) -> String {
    let paragraph =
        format!("<p>{words} {}</p>", "The council met again on Tuesday evening, and said so at length. ".repeat(8));
    format!(
        "<!doctype html><html><head><title>Story</title></head><body><article>{}</article></body></html>",
        paragraph.repeat(4)
    )
}

fn top_line(reader: &Reader) -> String {
    let lines = (0..3).filter_map(|i| reader.model.reader.line(reader.model.reader.scroll.top + i));
    lines.map(tidings::domain::Line::text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_saved_place_in_a_text_survives_a_restart_and_another_width() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 14));
    reader.press("ctrl-d ctrl-d j");
    let word = top_line(&reader).split_whitespace().next().unwrap().to_owned();
    reader.press("Q");
    drop(reader);
    for size in [(60, 14), (100, 14), (40, 12)] {
        let reader = lead(&folder, size);
        assert!(reader.model.reader.scroll.top > 3, "{}", reader.screen());
        assert!(top_line(&reader).contains(&word), "`{word}` is not at the top:\n{}", reader.screen());
        drop(reader);
    }
    // Opening and leaving the article did not change the place.
    let id = folder.library.store.window(&ListQuery::default(), 0, 100).unwrap();
    assert_eq!(id.rows.iter().filter(|row| folder.library.store.position(row.id).unwrap().is_some()).count(), 1);
}

#[test]
fn the_selected_comment_and_its_place_are_restored() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 20));
    reader.press("c } j j");
    let selected = reader.model.reader.selected_name();
    assert!(selected.is_some());
    // Another article replaces it in the pane, without going back first.
    reader.press("q esc j");
    reader.press("F").type_text("title:\"harbour bridge reopens\"").press("enter enter");
    assert_eq!(reader.model.reader.selected_name(), selected);
    reader.expect("▌");
    drop(reader);
    let mut reader = lead(&folder, (50, 16));
    assert_eq!(reader.model.reader.selected_name(), selected);
    reader.expect("▌");
}

#[test]
fn an_article_read_to_its_end_opens_at_its_top() {
    let folder = Folder::offline();
    let mut reader = lead(&folder, (100, 20));
    reader.press("ctrl-d");
    reader.send(Msg::Tick(now()));
    let id = reader.model.reader.article().unwrap();
    assert!(folder.library.store.position(id).unwrap().is_some(), "stored while reading");
    reader.press("G Q");
    drop(reader);
    assert_eq!(folder.library.store.position(id).unwrap(), None);
    assert_eq!(lead(&folder, (100, 20)).model.reader.scroll.top, 0);
}

#[test]
fn edits_are_shown_word_by_word_and_hidden_again() {
    let server = Server::start();
    let texts = [
        "<p>The old bridge is closed.</p>",
        "<p>The new bridge is <b>closed</b>.</p>",
        "<p>The new bridge is open.</p>",
    ];
    let titles = ["Bridge", "Bridge", "Bridge opens"];
    let replies = titles.iter().zip(texts).map(|(title, text)| Reply::feed(feed(&server, title, text)));
    server.script("/feed", replies.collect());
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter");
    reader.expect_not("edited");
    reader.press("d").expect("no changes since it was first fetched");
    reader.press("R R q enter");
    reader.expect("edited now").expect("(d: changes)").expect(" ±");
    reader.press("d");
    // Colours mark the edits, so brackets are not needed.
    reader.expect("changes now, 1 of 2").expect("closed open.").expect("Bridge opens").expect_not("[-");
    reader.press("d").expect("2 of 2").expect("old new bridge").expect("d: back to the text");
    reader.press("d").expect("edited now");
    reader.press("d esc").expect("edited now");
    assert_eq!(reader.model.reader.opened.as_ref().unwrap().view, View::Text);
}

#[test]
fn without_colours_edits_are_in_brackets() {
    let server = Server::start();
    let replies =
        ["<p>The old bridge.</p>", "<p>The new bridge.</p>"].map(|text| Reply::feed(feed(&server, "B", text)));
    server.script("/feed", replies.to_vec());
    let folder = folder(&server);
    let mut config = tidings::settings::Config::default();
    config.screen.ascii = tidings::settings::Ascii::Always;
    let mut reader = Reader::with_config(&folder, (100, 30), &config);
    reader.press("R R enter d").expect("The [-old-] {+new+} bridge.");
}

#[test]
fn changed_markup_is_not_an_edit() {
    let server = Server::start();
    let replies = ["<p>The old <b>bridge</b></p>", "<div><p>The <i>old</i>  bridge</div>"];
    server.script("/feed", replies.map(|text| Reply::feed(feed(&server, "B", text))).to_vec());
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R R enter").expect_not("edited");
    reader.press("d").expect("no changes since it was first fetched");
}

#[test]
fn a_key_fetches_the_full_text_and_switches_back() {
    let server = Server::start();
    server.on("/feed", Reply::feed(feed(&server, "Council", "<p>The council met …</p>")));
    server.on("/story", Reply::html(page("A quorum was present.")));
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter").expect("w: fetch the full text");
    reader.press("w").expect("full text: ").expect("A quorum was present.").expect("full text");
    reader.expect_not("w: fetch the full text");
    reader.press("w").expect("from the feed").expect("The council met …").expect_not("A quorum");
    reader.press("w").expect("A quorum was present.");
    assert_eq!(server.hits("/story"), 1, "it is fetched once");
    // Also from the list.
    reader.press("q w").expect("from the feed");
}

#[test]
fn a_page_that_cannot_be_fetched_is_a_one_line_error() {
    let server = Server::start();
    server.on("/feed", Reply::feed(feed(&server, "Council", "<p>The council met …</p>")));
    server.script("/story", vec![Reply::status(404), Reply::ok("application/pdf", "%PDF")]);
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter w").expect("127.0.0.1").expect("answered 404").expect("The council met");
    reader.press("esc w").expect("application/pdf, not a web page; open it in a browser");
}

#[test]
fn fetching_a_page_can_be_cancelled() {
    let server = Server::start();
    server.on("/feed", Reply::feed(feed(&server, "Council", "<p>The council met …</p>")));
    let gate = Gate::new();
    server.on("/story", Reply::html(page("Late.")).behind(&gate));
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter");
    reader.press_without_waiting("w");
    reader.expect("fetching the full text … (ctrl-x: stop)");
    reader.press("ctrl-x").expect("stopped").expect_not("fetching the full text …");
    gate.open();
    reader.press("w").expect("Late.");
}

#[test]
fn a_page_without_an_article_says_so_each_time() {
    let server = Server::start();
    server.on("/feed", Reply::feed(feed(&server, "Council", "<p>The council met …</p>")));
    server.on("/story", Reply::html("<!doctype html><body><div>Four words are here.</div>"));
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter w").expect("Four words are here.");
    let id = reader.model.reader.article().unwrap();
    let notes = folder.library.store.article(id).unwrap().unwrap().page.unwrap().notes;
    assert!(!notes.is_empty());
    let note = notes[0].to_string();
    drop(reader);
    Reader::open(&folder, (100, 30)).press("q j enter enter").expect(&note);
}

#[test]
fn an_edit_makes_the_stored_full_text_outdated() {
    let server = Server::start();
    let texts = ["<p>The council met …</p>", "<p>The council met twice …</p>"];
    server.script("/feed", texts.map(|text| Reply::feed(feed(&server, "Council", text))).to_vec());
    server.script("/story", vec![Reply::html(page("Once.")), Reply::html(page("Twice."))]);
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter w").expect("Once.");
    let id = reader.model.reader.article().unwrap();
    // As if the page had been fetched earlier.
    let store = &folder.library.store;
    let html = store.article(id).unwrap().unwrap().html;
    store.save_page(id, &html, &[], now() - chrono::TimeDelta::hours(1)).unwrap();
    reader.press("R q enter").expect("older than the last edit");
    reader.press("w").expect("Twice.").expect_not("older than");
    reader.press("d").expect("Once Twice.");
}

#[test]
fn space_pages_through_text_and_comments_to_the_next_unread() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 24));
    reader.press("enter");
    let first = reader.model.reader.article();
    let mut presses = 0;
    while !reader.screen().contains("— end —") {
        reader.press("space");
        presses += 1;
        assert!(presses < 200 && reader.model.reader.article() == first, "{}", reader.screen());
    }
    let next = reader.model.articles.window.rows.iter().skip(1).find(|row| !row.read).unwrap().clone();
    let beginning: String = next.title.chars().take(20).collect();
    reader.expect(&format!("space: next unread: {beginning}"));
    reader.press("space");
    assert_eq!(reader.model.reader.article(), Some(next.id));
    assert_eq!(reader.model.reader.scroll.top, 0);
}

/// A long text is shown before all of it is laid out, so the saved place may be beyond the first part.
#[test]
fn the_saved_place_far_down_a_long_text_is_restored() {
    let server = Server::start();
    let paragraphs: Vec<String> =
        (0..6000).map(|n| format!("<p>Paragraph {n} says what had to be said of it.</p>")).collect();
    let text = paragraphs.concat();
    server.on("/feed", Reply::feed(feed(&server, "Long", &text)));
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 30));
    reader.press("R enter /").type_text("Paragraph 5432 ").press("enter").expect("Paragraph 5432 says");
    reader.press("Q");
    drop(reader);
    for size in [(60, 20), (100, 30)] {
        Reader::open(&folder, size).press("q j enter enter").expect("Paragraph 5432 says");
    }
}

#[test]
fn the_reader_syncs_at_intervals_and_tells_only_what_is_new() {
    let server = Server::start();
    let text = "<p>The old bridge is closed.</p>";
    server.script("/feed", vec![Reply::feed(feed(&server, "Bridge", text)), Reply::status(500)]);
    let folder = folder(&server);
    let mut reader = Reader::open(&folder, (100, 20));
    reader.model.timer.every = Some(chrono::TimeDelta::minutes(30));
    let at = |minutes| Msg::Tick(now() + chrono::TimeDelta::minutes(minutes));
    reader.send(at(0));
    reader.send(at(29));
    reader.expect_not("Bridge");
    reader.send(at(30));
    reader.expect("1 new article").expect("Bridge");
    reader.press("j").expect_not("new article");
    // The feed is not due yet, as it says nothing of its interval: it is not asked again.
    reader.send(at(60));
    reader.expect_not("nothing new");
    assert_eq!(server.hits("/feed"), 1);
}
