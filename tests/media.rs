//! Tests what feeds name beside the audio: transcripts and files of chapters are fetched, stored, shown and found.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use chrono::TimeDelta;
use tidings::domain::query::Query;
use tidings::domain::{Article, Subscription, Warning};
use tidings::net::NetOptions;
use tidings::sync::{self, MediaFetched, Options};

use crate::server::{Reply, Server, without_ports};
use crate::sync::Desk;

const SRT: &str = include_str!("fixtures/media/talk.srt");
const VTT: &str = include_str!("fixtures/media/talk.vtt");
const JSON: &str = include_str!("fixtures/media/talk.json");
const HTML: &str = include_str!("fixtures/media/talk.html");
const CHAPTERS: &str = include_str!("fixtures/media/chapters.json");
const SPOKEN: &str =
    "Ada Reed: The lighthouse at Norham has a new keeper. She came by boat.\n\nBen Hall: Was the sea calm?";

/// A feed with one episode, whose page is at `/story`; `beside` is what the episode has besides its notes.
fn feed(server: &Server, beside: &str) -> Reply {
    Reply::feed(rss(server, beside))
}

fn rss(server: &Server, beside: &str) -> String {
    format!(
        "<rss version='2.0' xmlns:podcast='https://podcastindex.org/namespace/1.0'
            xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:psc='http://podlove.org/simple-chapters'>
         <channel><title>Talks</title><item><title>Episode</title><guid>e1</guid><link>{}</link>
         <description>Notes of the show. &lt;!-- never closed</description>
         <enclosure url='{}' type='audio/mpeg' length='9'/><itunes:duration>10</itunes:duration>{beside}</item>
         </channel></rss>",
        server.url("/story"),
        server.url("/talk.mp3"),
    )
}

fn transcript(server: &Server, path: &str, media_type: &str) -> String {
    format!("<podcast:transcript url='{}' type='{media_type}'/>", server.url(path))
}

fn chapters(server: &Server) -> String {
    format!("<podcast:chapters url='{}' type='application/json+chapters'/>", server.url("/chapters.json"))
}

/// Makes a site with a transcript and a file of chapters, beside the page of the episode.
fn site() -> Server {
    let server = Server::start();
    let beside = transcript(&server, "/talk.srt", "application/x-subrip") + &chapters(&server);
    server.on("/feed", feed(&server, &beside));
    server.on("/talk.srt", Reply::ok("application/x-subrip", SRT));
    server.on("/chapters.json", Reply::json(CHAPTERS));
    server.on("/story", story());
    server
}

fn story() -> Reply {
    let paragraph = format!("<p>A page {}</p>", "about the episode, with many words, at some length. ".repeat(8));
    Reply::html(format!("<!doctype html><title>S</title><body><article>{}</article>", paragraph.repeat(4)))
}

/// Syncs the feed of a site for the first time.
async fn desk(server: &Server) -> Desk {
    let desk = Desk::new(&[server.url("/feed")]);
    desk.sync().await;
    desk
}

fn article(desk: &Desk) -> Article {
    desk.store().article(desk.article()).unwrap().unwrap()
}

fn text(desk: &Desk) -> String {
    tidings::page::plain(&article(desk).html.0)
}

fn titles(desk: &Desk) -> Vec<String> {
    article(desk).media.chapters.into_iter().map(|chapter| chapter.title.into_string()).collect()
}

fn notes(desk: &Desk) -> Vec<String> {
    article(desk).page.unwrap().notes.iter().map(|note| without_ports(note)).collect()
}

fn lines(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(|warning| without_ports(&warning.0)).collect()
}

async fn fetch_error(desk: &Desk) -> String {
    without_ports(&sync::fetch_media(&desk.context, desk.article()).await.unwrap_err().to_string())
}

#[tokio::test]
async fn a_transcript_of_each_format_becomes_the_text_of_its_article() {
    for (path, media_type, body) in [
        ("/talk.srt", "application/x-subrip", SRT),
        ("/talk.vtt", "text/vtt", VTT),
        ("/talk.json", "application/json", JSON),
        ("/talk.html", "text/html", HTML),
        // As the feed says it, since the server does not know.
        ("/talk", "application/srt", SRT),
    ] {
        let server = Server::start();
        server.on("/feed", feed(&server, &transcript(&server, path, media_type)));
        server.on(path, Reply::status(200).body(body));
        let desk = desk(&server).await;
        let fetched = sync::fetch_page(&desk.context, desk.article()).await.unwrap();
        assert_eq!(lines(&fetched.warnings), [""; 0], "{path}");
        assert!(fetched.bytes >= body.len() as u64);
        assert_eq!(text(&desk), format!("Notes of the show.\n\nTranscript\n\n{SPOKEN}"), "{path}");
        assert_eq!(fetched.words, 25);
        assert!(article(&desk).from_page);
        let stored = desk.store().transcript(desk.article()).unwrap().unwrap();
        assert!(stored.is_timed);
        assert_eq!(stored.cues.first().map(|cue| (cue.start, cue.speaker.as_deref())), Some((1_000, Some("Ada Reed"))));
        assert_eq!(stored.cues.last().map(|cue| (cue.start, &*cue.text)), Some((7_000, "Was the sea calm?")));
        desk.sync().await;
        let found = desk.store().search(&Query::parse("lighthouse keeper").unwrap(), 5).unwrap();
        assert_eq!(found.len(), 1, "{path}");
    }
}

#[tokio::test]
async fn without_a_transcript_or_chapters_nothing_happens() {
    let server = Server::start();
    server.on("/feed", feed(&server, ""));
    let desk = desk(&server).await;
    let fetched = sync::fetch_media(&desk.context, desk.article()).await.unwrap();
    assert_eq!(fetched, MediaFetched::default());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn wrong_times_are_mended_or_removed_and_the_words_stay() {
    let late = VTT.replace("00:0", "50:0");
    let back = SRT.replace("00:00:07,000 --> 00:00:09,000", "00:00:02,000 --> 00:00:03,000");
    for (body, is_timed, note) in [
        (late.as_str(), false, "transcript: its times go beyond the end of the recording: shown without times"),
        (back.as_str(), true, "transcript: sorted the cues, whose times went back 1 time"),
    ] {
        let server = site();
        server.on("/talk.srt", Reply::status(200).body(body));
        let desk = desk(&server).await;
        let fetched = sync::fetch_media(&desk.context, desk.article()).await.unwrap();
        let stored = desk.store().transcript(desk.article()).unwrap().unwrap();
        assert_eq!((stored.cues.len(), stored.is_timed), (3, is_timed), "{note}");
        assert_eq!(lines(&fetched.warnings).first().map(String::as_str), Some(note));
        assert_eq!(notes(&desk), lines(&fetched.warnings));
        assert!(text(&desk).contains("She came by boat."));
    }
}

#[tokio::test]
async fn the_web_page_takes_the_place_of_a_transcript_that_fails() {
    let elsewhere = |server: &Server| server.url("/private.srt").replace("127.0.0.1", "127.0.0.2");
    for (path, reply, reason) in [
        ("/gone.srt", Reply::status(404), "127.0.0.1 answered 404 (not found); check the address"),
        (
            "/audio.srt",
            Reply::ok("text/plain", [0, 1, 2, 255].repeat(99)),
            "127.0.0.1: not a transcript: the file is not text",
        ),
        ("/empty.srt", Reply::ok("text/plain", " \n"), "127.0.0.1: the transcript is empty"),
        ("/oops.srt", Reply::json("{\"oops\": 1}"), "127.0.0.1: not a transcript: JSON without “segments”"),
        (
            "/large.srt",
            Reply::ok("text/plain", "many words ").endless(),
            "127.0.0.1 sent an answer larger than 20000 bytes ([network] max_body)",
        ),
        (
            "",
            Reply::ok("text/plain", SRT),
            "127.0.0.2 is a private address named by an article; to allow it, add it to [network] allow_private",
        ),
    ] {
        let server = site();
        let link = transcript(&server, path, "application/x-subrip");
        let link = if path.is_empty() { link.replace(&server.url(""), &elsewhere(&server)) } else { link };
        server.on("/feed", feed(&server, &link));
        server.on(if path.is_empty() { "/private.srt" } else { path }, reply);
        let options = NetOptions { max_body: 20_000, ..NetOptions::default() };
        let desk = Desk::with(&[server.url("/feed")], options);
        desk.sync().await;
        let failure = format!("transcript: {reason}");
        assert_eq!(fetch_error(&desk).await, failure);
        let fetched = sync::fetch_page(&desk.context, desk.article()).await.unwrap();
        assert_eq!((lines(&fetched.warnings), notes(&desk)), (vec![failure.clone()], vec![failure]), "{path}");
        assert!(text(&desk).starts_with("A page about the episode"));
        assert_eq!(desk.store().transcript(desk.article()).unwrap(), None);
        assert_eq!(server.hits("/private.srt"), 0);
        server.on("/story", Reply::status(500));
        let both = sync::fetch_page(&desk.context, desk.article()).await.unwrap_err().to_string();
        assert!(both.contains("transcript: ") && both.contains("; page: 127.0.0.1") && both.contains("500"), "{both}");
    }
}

#[tokio::test]
async fn of_a_transcript_and_chapters_one_may_fail() {
    let server = site();
    let desk = desk(&server).await;
    server.on("/chapters.json", Reply::status(404));
    let fetched = sync::fetch_media(&desk.context, desk.article()).await.unwrap();
    let failure = "chapters file: 127.0.0.1 answered 404 (not found); check the address";
    assert!(fetched.words > 0);
    assert_eq!((lines(&fetched.warnings), notes(&desk)), (vec![failure.to_owned()], vec![failure.to_owned()]));

    server.on("/chapters.json", Reply::json(CHAPTERS));
    server.on("/talk.srt", Reply::status(404));
    let fetched = sync::fetch_media(&desk.context, desk.article()).await.unwrap();
    assert_eq!((fetched.words, fetched.chapters, fetched.warnings.len()), (0, 2, 1));
    assert_eq!(titles(&desk), ["The keeper", "The sea"]);
    assert!(text(&desk).ends_with(SPOKEN), "the earlier transcript stays");

    server.on("/chapters.json", Reply::html("<p>no chapters"));
    let error = fetch_error(&desk).await;
    assert!(error.starts_with("chapters file: 127.0.0.1: not a file of chapters: invalid JSON"), "{error}");
    assert!(error.ends_with("; transcript: 127.0.0.1 answered 404 (not found); check the address"), "{error}");
    let error = sync::fetch_page(&desk.context, desk.article()).await.unwrap_err().to_string();
    assert!(error.contains("transcript: 127.0.0.1"), "{error}");
    assert!(text(&desk).ends_with(SPOKEN) && titles(&desk).len() == 2);
    assert_eq!(server.hits("/story"), 0, "no page replaces a stored transcript");
}

#[tokio::test]
async fn fetched_files_survive_later_syncs_and_the_loss_of_the_network() {
    let server = site();
    let desk = desk(&server).await;
    sync::fetch_page(&desk.context, desk.article()).await.unwrap();
    let before = article(&desk);
    assert_eq!(before.media.chapters.len(), 2);
    assert_eq!(before.media.chapters[1].url, Some(server.url("/sea")));
    let again = desk.sync().await;
    assert_eq!((again.fetched, again.new_articles, again.updated_articles), (1, 0, 0));
    assert_eq!(article(&desk), before);
    // The entry gets another author, and nothing else.
    let beside = transcript(&server, "/talk.srt", "application/x-subrip") + &chapters(&server);
    server.on("/feed", feed(&server, &(beside + "<author>x@y.example (Ada)</author>")));
    let again = desk.sync().await;
    assert_eq!((again.fetched, again.new_articles, again.updated_articles), (1, 0, 0));
    assert_eq!((article(&desk).html, article(&desk).media), (before.html.clone(), before.media.clone()));
    assert!(article(&desk).row.author.is_some());
    drop(server);
    let error = sync::fetch_page(&desk.context, desk.article()).await.unwrap_err().to_string();
    assert!(error.starts_with("chapters file: could not connect to 127.0.0.1"), "{error}");
    assert_eq!((article(&desk).html, article(&desk).media), (before.html, before.media));
    assert_eq!(desk.store().transcript(desk.article()).unwrap().unwrap().cues.len(), 3);
}

#[tokio::test]
async fn chapters_of_the_feed_win_over_those_of_the_file() {
    let server = site();
    let desk = desk(&server).await;
    sync::fetch_media(&desk.context, desk.article()).await.unwrap();
    let own = "<psc:chapters><psc:chapter start='0' title='Own'/></psc:chapters>";
    server.on("/feed", feed(&server, &(chapters(&server) + own)));
    desk.sync().await;
    assert_eq!(titles(&desk), ["Own"]);
    let fetched = sync::fetch_media(&desk.context, desk.article()).await.unwrap();
    assert_eq!((fetched, server.hits("/chapters.json")), (MediaFetched::default(), 1));
}

#[tokio::test]
async fn a_changed_transcript_is_an_edit_only_if_its_words_changed() {
    let server = site();
    let later = SRT.replace("00:00:07,000", "00:00:08,000");
    let other = later.replace("by boat", "on foot");
    let replies = [None, Some(SRT), Some(later.as_str()), Some(other.as_str())];
    let reply = |body: Option<&str>| body.map_or(Reply::status(404), |body| Reply::ok("application/x-subrip", body));
    server.script("/talk.srt", replies.map(reply).to_vec());
    let desk = desk(&server).await;
    for (start, is_edited, earlier) in
        [(None, false, 0), (Some(7_000), false, 0), (Some(8_000), false, 0), (Some(8_000), true, 1)]
    {
        desk.wait(TimeDelta::hours(1));
        sync::fetch_page(&desk.context, desk.article()).await.unwrap();
        let stored = desk.store().transcript(desk.article()).unwrap();
        assert_eq!(stored.and_then(|stored| stored.cues.last().map(|cue| cue.start)), start);
        assert_eq!(article(&desk).row.edited.is_some(), is_edited, "{start:?}");
        assert_eq!(desk.store().revisions(desk.article()).unwrap().len(), earlier);
    }
    assert!(text(&desk).contains("She came on foot."));
    let earlier = desk.store().revisions(desk.article()).unwrap();
    assert!(earlier[0].of_page && earlier[0].html.0.contains("by boat"));
}

#[tokio::test]
async fn a_sync_of_full_texts_fetches_transcripts_once() {
    let server = site();
    let desk = Desk::new(&[]);
    let feed = Subscription { url: server.url("/feed"), pages: true, ..Subscription::default() };
    desk.store().reconcile(&[feed]).unwrap();
    let report = desk.sync().await;
    assert_eq!((report.failed, report.new_articles), (0, 1));
    assert!(report.bytes > (SRT.len() + CHAPTERS.len()) as u64);
    assert!(text(&desk).ends_with(SPOKEN));
    assert_eq!(titles(&desk).len(), 2);
    for _ in 0..2 {
        desk.sync_with(Options { pages: true, catch_up: true, ..Options::default() }).await;
    }
    let hits = ["/talk.srt", "/chapters.json", "/story"].map(|path| server.hits(path));
    assert_eq!(hits, [1, 1, 0]);
}

#[tokio::test]
async fn a_transcript_that_the_feed_names_later_replaces_the_page_once() {
    let server = site();
    let late = |token: u8| feed(&server, &transcript(&server, &format!("/talk.srt?token={token}"), "text/srt"));
    server.script("/feed", vec![feed(&server, ""), late(1), late(2)]);
    server.handle("/talk.srt*", |_| Reply::ok("text/plain", SRT));
    let desk = Desk::new(&[]);
    let feed = Subscription { url: server.url("/feed"), pages: true, ..Subscription::default() };
    desk.store().reconcile(&[feed]).unwrap();
    desk.sync().await;
    assert!(text(&desk).starts_with("A page about the episode"));
    for _ in 0..3 {
        assert_eq!(desk.sync().await.updated_articles, 0);
        assert!(text(&desk).ends_with(SPOKEN));
    }
    assert_eq!((server.hits("/talk.srt?token=1"), server.hits("/talk.srt?token=2")), (1, 0));
    assert_eq!(article(&desk).row.edited, None);
}

#[tokio::test]
async fn chapters_are_fetched_beside_the_page_and_without_one() {
    let server = site();
    server.on("/feed", feed(&server, &chapters(&server)));
    let desk = desk(&server).await;
    let all = || Options { pages: true, catch_up: true, ..Options::default() };
    desk.sync_with(all()).await;
    assert!(text(&desk).starts_with("A page about the episode"));
    assert_eq!(titles(&desk).len(), 2);

    let server = site();
    let link = format!("<link>{}</link>", server.url("/story"));
    server.on("/feed", Reply::feed(rss(&server, &chapters(&server)).replace(&link, "")));
    let desk = self::desk(&server).await;
    desk.sync_with(all()).await;
    assert_eq!((titles(&desk).len(), article(&desk).from_page), (2, false));
    desk.sync_with(all()).await;
    assert_eq!(server.hits("/chapters.json"), 1);
}
