//! Listens to the publisher's recording on the real loop, with a fake player and recordings over loopback.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use tidings::domain::media::{Chapter, Media, TranscriptLink};
use tidings::domain::queue::SoundKind;
use tidings::domain::{Enclosure, Entry, Text};
use tidings::settings::Config;

use crate::harness::{Folder, Reader};
use crate::listen::{Machine, Player, entry, marked};
use crate::recordings::{mp3, part};
use crate::server::{Reply, Server};

/// Makes a folder with an article that has a recording of 9,000 bytes, and settings that allow the server.
fn podcast(machine: &Machine, server: &Server) -> (Folder, Config) {
    server.handle("/a.mp3", |seen| part(seen, &mp3(9_000), "\"1\"", 0));
    let chapter = |start, title: &str| Chapter { start, title: Text::line(title), url: None };
    let enclosure = Enclosure {
        url: server.url("/a.mp3"),
        media_type: Some("audio/mpeg".to_owned()),
        length: Some(9_000),
        seconds: Some(600),
    };
    let article = Entry {
        enclosures: vec![enclosure],
        media: Media { chapters: vec![chapter(0, "Tides"), chapter(300_000, "Lamps")], ..Media::default() },
        ..entry("a", "<p>Notes of the show.</p>")
    };
    let mut config = machine.config("engine");
    config.network.allow_private = vec![server.authority()];
    (Folder::with_entries([article]), config)
}

/// Fetches what the player was told to play from a byte on: the status line and the body.
fn fetch(address: &str, from: usize) -> (String, Vec<u8>) {
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nrange: bytes={from}-\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    (head.lines().next().unwrap().to_owned(), answer[end + 4..].to_vec())
}

/// Starts to listen; returns the player and what it was told to play.
fn listen(reader: &mut Reader, machine: &Machine, keys: &str) -> (Player, String) {
    reader.press(keys);
    let player = machine.player();
    let file = player.wait_for("loadfile", "")[1].as_str().unwrap().to_owned();
    (player, file)
}

#[test]
fn a_recording_is_streamed_with_seeking_and_read_when_it_was_heard() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, config) = podcast(&machine, &server);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    let (mut player, address) = listen(&mut reader, &machine, "V");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    assert!(!address.contains("a.mp3"), "the player never learns the publisher's address");
    reader.wait_for("… ");
    let (status, body) = fetch(&address, 0);
    assert_eq!((status.as_str(), body), ("HTTP/1.1 206 Partial Content", mp3(9_000)));
    let (_, body) = fetch(&address, 8_990);
    assert_eq!(body, mp3(9_000)[8_990..]);
    assert!(fetch(&address[..address.len() - 1], 0).0.contains("404"), "only the secret address is served");
    player.tell("at 1.0");
    reader.wait_for("▶ ");
    reader.expect("0:01 / ~10:00").expect("Title a · Tides");
    player.tell("length 480.0");
    reader.wait_for("0:01 / 8:00");
    reader.press(">");
    while player.wait_for("seek", "")[1] != 16.0 {}
    player.tell("end");
    reader.wait_until(|reader| reader.model.listen.playing.is_none());
    let article = reader.model.articles.selected().unwrap().id;
    drop(reader);
    assert!(folder.library.store.article(article).unwrap().unwrap().row.read);
}

#[test]
fn the_place_of_a_recording_is_kept_and_the_voice_can_be_chosen() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, config) = podcast(&machine, &server);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    let (mut player, _) = listen(&mut reader, &machine, "V");
    player.tell("at 301.0");
    reader.wait_for("5:01 / ~10:00");
    reader.expect("Title a · Lamps");
    reader.press(", s");
    drop((reader, player));
    let folder = folder.restart();
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    let heard = reader.model.listen.queue[0].heard;
    assert_eq!((heard.kind, heard.position), (SoundKind::Audio, 301.0));
    reader.press("V");
    let player = machine.player();
    assert_eq!(player.wait_for("set_property", "start")[2], "301.000");
    // The voice begins at its own beginning.
    reader.press(", v");
    let file = loop {
        let file = player.wait_for("loadfile", "")[1].as_str().unwrap().to_owned();
        if !file.starts_with("http") {
            break file;
        }
    };
    assert_eq!(std::path::Path::new(&file).extension().unwrap(), "wav");
    reader.wait_until(|reader| {
        reader.model.listen.playing.as_ref().is_some_and(|playing| playing.item.heard.kind == SoundKind::Voice)
    });
}

#[test]
fn chapters_are_listed_and_gone_to() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, config) = podcast(&machine, &server);
    let mut reader = Reader::with_config(&folder, (80, 24), &config);
    let (mut player, _) = listen(&mut reader, &machine, "V");
    player.tell("at 10.0");
    reader.wait_for("0:10 / ~10:00");
    reader.press(", c").expect("0:00 Tides  ▶").expect("5:00 Lamps");
    insta::assert_snapshot!("chapters_80x24", reader.screen());
    reader.press("j enter");
    while player.wait_for("seek", "")[1] != 300.0 {}
    reader.press(", {");
    while player.wait_for("seek", "")[1] != 0.0 {}
}

#[test]
fn a_recording_is_downloaded_played_from_disk_and_deleted_when_heard() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, config) = podcast(&machine, &server);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    reader.press(", d");
    reader.wait_for("downloaded the audio of “Title a”");
    let hits = server.hits("/a.mp3");
    let (mut player, file) = listen(&mut reader, &machine, "V");
    assert_eq!((std::fs::read(&file).unwrap(), server.hits("/a.mp3")), (mp3(9_000), hits));
    player.tell("end");
    reader.wait_until(|reader| reader.model.listen.playing.is_none());
    drop(reader);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
fn a_recording_that_cannot_be_had_is_said_with_its_reason() {
    for (reply, expected) in [
        (Reply::status(404), "404"),
        (Reply::html("<p>Sign in first.</p>"), "the file is no audio (text/html; charset=utf-8)"),
    ] {
        let (machine, server) = (Machine::new(), Server::start());
        let (folder, config) = podcast(&machine, &server);
        server.on("/a.mp3", reply);
        let mut reader = Reader::with_config(&folder, (110, 34), &config);
        let (mut player, address) = listen(&mut reader, &machine, "V");
        assert!(fetch(&address, 0).0.contains("502"));
        player.tell("error");
        reader.wait_until(|reader| reader.model.status.messages().any(|message| message.text.contains(expected)));
        assert!(reader.model.listen.playing.is_none());
        reader.press(", d");
        reader.wait_until(|reader| {
            reader.model.status.messages().filter(|message| message.text.contains(expected)).count() == 2
        });
    }
}

#[test]
fn a_private_address_in_a_feed_is_not_played() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, mut config) = podcast(&machine, &server);
    config.network.allow_private.clear();
    // The host of the user's own feed may be private, and only that.
    let url = server.url("/a.mp3").replace("127.0.0.1", "localhost");
    folder.save_entries([Entry {
        enclosures: vec![Enclosure { url, media_type: Some("audio/mpeg".to_owned()), length: None, seconds: None }],
        ..entry("a", "<p>Notes of the show.</p>")
    }]);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    let (mut player, address) = listen(&mut reader, &machine, "V");
    assert!(fetch(&address, 0).0.contains("502"));
    player.tell("error");
    reader.wait_until(|reader| reader.model.status.messages().any(|message| message.text.contains("private")));
    assert_eq!(server.hits("/a.mp3"), 0);
}

#[test]
fn an_article_without_a_recording_says_so() {
    let machine = Machine::new();
    let folder = Folder::with_entries([entry("a", "<p>Words.</p>")]);
    let mut reader = Reader::with_config(&folder, (80, 24), &machine.config("engine"));
    reader.press(", d");
    reader.wait_for("this article has no audio");
    reader.press(", v").expect("nothing is playing (V: listen)");
    reader.press(", c").expect("nothing is playing (V: listen)");
    reader.press("V");
    let _player = machine.player();
    reader.wait_for("▶ ");
    reader.press(", v");
    reader.wait_for("this article has no audio");
    reader.press(", c").expect("what is playing has no chapters");
}

#[test]
fn a_transcript_becomes_the_text_and_follows_the_recording() {
    let (machine, server) = (Machine::new(), Server::start());
    let (folder, config) = podcast(&machine, &server);
    server.on(
        "/a.vtt",
        Reply::ok(
            "text/vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>The ferry was late again.\n\n\
             00:04.000 --> 00:06.000\n<v Bo>Yes.\n\n00:06.000 --> 00:09.000\n<v Ann>Nobody minded the delay.\n",
        ),
    );
    let link = |url| TranscriptLink { url, media_type: Some("text/vtt".to_owned()), language: None, rel: None };
    let enclosure = Enclosure {
        url: server.url("/a.mp3"),
        media_type: Some("audio/mpeg".to_owned()),
        length: None,
        seconds: Some(600),
    };
    folder.save_entries([Entry {
        enclosures: vec![enclosure],
        media: Media { transcripts: vec![link(server.url("/a.vtt"))], ..Media::default() },
        ..entry("a", "<p>Yes, these are notes of the show.</p>")
    }]);
    let mut reader = Reader::with_config(&folder, (110, 34), &config);
    reader.press("enter").expect("notes of the show").expect_not("Nobody minded");
    let (mut player, _) = listen(&mut reader, &machine, "V");
    reader.wait_for("Nobody minded the delay");
    reader.expect("Transcript");
    for (second, spoken) in [(2.0, "The ferry was late again"), (4.5, "Yes"), (7.0, "Nobody minded the delay")] {
        player.tell(&format!("at {second}"));
        reader.wait_until(|reader| marked(reader).starts_with(spoken));
    }
    assert_eq!(server.hits("/a.vtt"), 1);
    // Sentences lead to the times of the transcript.
    reader.press("(");
    while player.wait_for("seek", "")[1] != 4.0 {}
    reader.wait_for("0:04 / ");
    insta::assert_snapshot!("transcript_110x34", reader.screen());
}

#[test]
fn a_feed_with_thousands_of_episodes_is_queued_and_shown() {
    let machine = Machine::new();
    let enclosure = |n: usize| Enclosure {
        url: format!("https://show.example/{n}.mp3"),
        media_type: Some("audio/mpeg".to_owned()),
        length: Some(3_000_000_000),
        seconds: Some(3_600),
    };
    let episodes =
        (0..5_000).map(|n| Entry { enclosures: vec![enclosure(n)], ..entry(&n.to_string(), "<p>Notes.</p>") });
    let folder = Folder::with_entries(episodes);
    let mut reader = Reader::with_config(&folder, (80, 24), &machine.config("engine"));
    reader.press("g h , a");
    reader.wait_for("5000 articles added to the queue");
    reader.press(", q G").expect("1:00:00").expect("Enter: play");
    assert_eq!(reader.model.listen.queue.len(), 5_000);
    reader.press("esc u");
    assert!(reader.model.listen.queue.is_empty());
}
