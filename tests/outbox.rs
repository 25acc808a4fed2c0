//! Tests replies on the command line and in the thread: written, queued, sent once, refused with the site's message.
//!
//! The answers of each kind of site are tested beside the senders, and real sites in `live`.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tidings::app::compose::Msg as ComposeMsg;
use tidings::app::{Effect, Terminal as TerminalEffect};
use tidings::domain::query::Query;
use tidings::domain::{Comment, CommentRef, Html, ListQuery, LoadedThread, ReplyState, Scope, Text};

use crate::faults::{Site, rounds};
use crate::harness::{Folder, Reader, now};
use crate::pty::Terminal;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tidings"))
}

/// Runs the program with this text on standard input.
pub(crate) fn tidings(config: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(program());
    let command = command.arg("--config-dir").arg(config).args(arguments).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read its input may end first, which fails the write.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
pub(crate) fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn failure(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn outbox(config: &Path) -> Value {
    serde_json::from_str(&text(&tidings(config, &["outbox", "--json"], ""))).unwrap()
}

/// Makes a folder that has synced the site's only article.
fn subscribed(site: &Site, more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let config = format!("[reply]\nname = \"Ann\"\nemail = \"ann@a.example\"\npause = 0\nsettle = 0\n{more}");
    std::fs::write(dir.path().join("config.toml"), config).unwrap();
    text(&tidings(dir.path(), &["add", &format!("{}/feed.xml", site.address)], ""));
    dir
}

#[test]
fn a_queued_reply_is_sent_and_appears_in_the_thread() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    assert!(text(&tidings(config, &["outbox"], "")).contains("The outbox is empty"));
    let said = text(&tidings(config, &["reply", "1", "--message", "-"], "Well said.\n"));
    assert!(said.contains("queued reply 1;"), "{said}");
    let waiting = outbox(config);
    for key in ["id", "article", "parent", "state", "attempts", "error", "created", "text"] {
        assert!(waiting[0].get(key).is_some(), "{key} is missing in {waiting}");
    }
    assert_eq!((waiting[0]["state"].as_str(), waiting[0]["text"].as_str()), (Some("queued"), Some("Well said.")));
    assert_eq!((&waiting[0]["parent"], &waiting[0]["error"]), (&Value::Null, &Value::Null));
    assert!(text(&tidings(config, &["outbox", "send"], "")).contains("sent"));
    assert_eq!((outbox(config)[0]["state"].as_str(), outbox(config)[0]["attempts"].as_u64()), (Some("sent"), Some(1)));
    let thread = text(&tidings(config, &["comments", "1"], ""));
    assert!(thread.contains("Ann") && thread.contains("Well said."), "{thread}");
    // A reply to it, sent with the next sync.
    text(&tidings(config, &["reply", "1", "--to", "1", "--message", "-"], "And again."));
    let report: Value = serde_json::from_str(&text(&tidings(config, &["sync", "--json"], ""))).unwrap();
    assert_eq!(report["replies"][0]["state"], "sent", "{report}");
    assert!(text(&tidings(config, &["outbox", "send"], "")).contains("no reply was sent"));
    // The JSON output is always a list.
    let list = |arguments: &[&str], input: &str| -> Value {
        serde_json::from_str(&text(&tidings(config, arguments, input))).unwrap()
    };
    assert_eq!(list(&["reply", "1", "--message", "-", "--json"], "A third.")[0]["state"], "queued");
    assert_eq!(list(&["outbox", "retry", "3", "--json"], "")[0]["state"], "queued");
    assert!(text(&tidings(config, &["sync"], "")).contains("replies: 1 sent"));
    assert_eq!(list(&["outbox", "drop", "3", "--json"], "")[0]["text"], "A third.");
    assert_eq!(list(&["outbox", "--json", "list"], ""), outbox(config));
}

#[test]
fn bad_input_is_an_error_and_loses_nothing() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    let empty = failure(&tidings(config, &["reply", "1", "--message", "-"], " \n\n"));
    assert!(empty.contains("the reply is empty"), "{empty}");
    let long = failure(&tidings(config, &["reply", "1", "--message", "-"], &"a".repeat(70_000)));
    assert!(long.contains("70000 bytes"), "{long}");
    let nobody = failure(&tidings(config, &["reply", "1", "--to", "77", "--message", "-"], "x"));
    assert!(nobody.contains("no comment 77"), "{nobody}");
    let nothing = failure(&tidings(config, &["reply", "9", "--message", "-"], "x"));
    assert!(nothing.contains("no article 9"), "{nothing}");
    assert!(failure(&tidings(config, &["reply", "1"], "")).contains("--message"));
    assert!(failure(&tidings(config, &["outbox", "retry", "5"], "")).contains("no reply 5"));
    assert_eq!(outbox(config), serde_json::json!([]));
    text(&tidings(config, &["reply", "1", "--message", "-"], "To be dropped."));
    assert!(text(&tidings(config, &["outbox", "drop", "1"], "")).contains("To be dropped."));
    assert_eq!(outbox(config), serde_json::json!([]));
}

#[test]
fn a_reply_to_an_unreachable_site_stays_queued_with_the_reason() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    text(&tidings(config, &["reply", "1", "--message", "-"], "Well said."));
    site.stop();
    let said = failure(&tidings(config, &["outbox", "send"], ""));
    assert!(said.contains("not all replies have arrived: 1 queued"), "{said}");
    let waiting = outbox(config);
    assert_eq!(waiting[0]["state"], "queued", "{waiting}");
    assert!(waiting[0]["error"].as_str().unwrap().contains("could not connect"), "{waiting}");
    assert_eq!(waiting[0]["attempts"], 0);
}

#[cfg(unix)]
#[test]
fn the_pause_between_replies_to_one_site_holds_across_runs() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    let file = std::fs::read_to_string(config.join("config.toml")).unwrap();
    std::fs::write(config.join("config.toml"), file.replace("pause = 0", "pause = 3600")).unwrap();
    text(&tidings(config, &["reply", "1", "--message", "-"], "The first."));
    text(&tidings(config, &["outbox", "send"], ""));
    // A reply that was removed from the outbox still counts as sent.
    text(&tidings(config, &["outbox", "drop", "1"], ""));
    text(&tidings(config, &["reply", "1", "--message", "-"], "The second."));
    let mut command = Command::new(program());
    let command = command.arg("--config-dir").arg(config).args(["outbox", "send"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut waits = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut waits).unwrap();
    assert!(waits.contains("before the next reply"), "{waits}");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(text(&child.wait_with_output().unwrap()).contains("no reply was sent; 1 still queued"));
    assert_eq!((site.count("The first."), site.count("The second.")), (1, 0));
    std::fs::write(config.join("config.toml"), file).unwrap();
    text(&tidings(config, &["outbox", "send"], ""));
    assert_eq!(site.count("The second."), 1);
}

#[test]
fn a_missing_name_is_an_error_and_the_reply_can_be_retried() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    std::fs::write(config.join("config.toml"), "[reply]\npause = 0\n").unwrap();
    text(&tidings(config, &["reply", "1", "--message", "-"], "Well said."));
    failure(&tidings(config, &["outbox", "send"], ""));
    let refused = outbox(config);
    assert_eq!(refused[0]["state"], "failed", "{refused}");
    assert!(refused[0]["error"].as_str().unwrap().contains("name"), "{refused}");
    std::fs::write(config.join("config.toml"), "[reply]\nname = \"Ann\"\nemail = \"a@a.example\"\npause = 0\n")
        .unwrap();
    assert!(text(&tidings(config, &["outbox", "retry", "1"], "")).contains("queued again"));
    text(&tidings(config, &["outbox", "send"], ""));
    assert_eq!(outbox(config)[0]["state"], "sent");
}

/// `cargo run --example exactly_once` runs and counts 500 rounds.
#[test]
fn no_reply_is_lost_or_arrives_twice() {
    let tally = rounds(program(), 25, 7);
    assert_eq!((tally.lost, tally.twice), (0, 0), "{tally:?}");
    assert!(tally.cuts + tally.kills >= 25, "{tally:?}");
}

#[test]
fn unsent_replies_appear_in_the_thread_with_a_menu() {
    let folder = Folder::offline();
    let article = folder.library.store.find_article("1").unwrap().unwrap();
    let thread = folder.library.store.thread(article).unwrap();
    let first = thread.as_ref().and_then(|thread| thread.comments.first().cloned());
    let parent = first.map(|comment| CommentRef { origin: String::new(), id: comment.id.into() });
    let store = &folder.library.store;
    let id = store.begin_reply(article, parent.as_ref(), "", "My <b>own</b> words.\n\nTwo paragraphs.", now()).unwrap();
    let mut reader = Reader::open(&folder, (100, 50));
    reader.press("O");
    reader.expect("Outbox, latest first").expect("draft: My <b>own</b> words.").press("esc");
    let written = ComposeMsg::Written(Box::new(store.reply(id).unwrap().unwrap()));
    reader.send(written);
    reader.expect("Your reply: draft").press("enter").expect("queued for the next sync");
    assert_eq!(store.reply(id).unwrap().unwrap().state, ReplyState::Queued);
    reader.press("O j enter").expect("Your reply: queued").press("j j j enter");
    reader.expect("reply discarded");
    assert_eq!(store.reply(id).unwrap(), None);
    reader.press("u").expect("reply restored");
    assert_eq!(store.reply(id).unwrap().unwrap().state, ReplyState::Queued);
}

#[test]
fn a_reply_to_submit_manually_is_copied_and_its_page_opens() {
    let folder = Folder::offline();
    let mut reader = Reader::open(&folder, (100, 50));
    let manual = Some(("https://news.example/item?id=8".to_owned(), "Well said.".to_owned()));
    let posted = ComposeMsg::Posted { notice: Text::line("reply refused"), is_failure: true, manual };
    let effects = tidings::app::update(&mut reader.model, posted.into());
    assert!(effects.contains(&Effect::Terminal(TerminalEffect::Copy("Well said.".to_owned()))), "{effects:?}");
    assert!(
        effects.contains(&Effect::Terminal(TerminalEffect::OpenUrl("https://news.example/item?id=8".to_owned()))),
        "{effects:?}"
    );
}

#[test]
fn a_draft_appears_below_its_parent_and_is_not_counted() {
    let folder = Folder::offline();
    let store = &folder.library.store;
    let list = ListQuery { query: Query::parse("title:octopus").ok(), ..ListQuery::default() };
    let list = ListQuery { scope: Scope::Search("title:octopus".into()), ..list };
    let article = store.window(&list, 0, 1).unwrap().rows[0].id;
    let comment = |id: &str, author: &str| Comment {
        id: id.into(),
        author: Text::line(author).non_empty(),
        html: Html("<p>Some words.".into()),
        ..Comment::default()
    };
    let comments = vec![comment("1", "Ann"), comment("2", "Bob")];
    let answer = LoadedThread { source: "wordpress-rest".into(), stated: Some(2), comments, ..LoadedThread::default() };
    store.save_thread(article, &answer, &HashSet::new(), now()).unwrap();
    let parent = CommentRef { origin: String::new(), id: "1".into() };
    let words = "My <b>own</b> words & more.\n\nIn two paragraphs.";
    let id = store.begin_reply(article, Some(&parent), "", words, now()).unwrap();
    let mut reader = Reader::open(&folder, (80, 40));
    reader.press("F").type_text("title:octopus").press("enter").press("enter c");
    reader.expect("2 Comments").expect("2 of 2 comments loaded").expect("you · ").expect("yours, draft");
    reader.expect("My <b>own</b> words & more.").expect("In two paragraphs.");
    reader.press("j a").expect("Your reply: draft").press("esc");
    insta::assert_snapshot!("reply_draft_80x40", reader.screen());
    // The command line counts only the outlet's comments.
    let opened = folder.library.opened(article).unwrap().unwrap();
    assert_eq!(opened.thread.len(), 2);
    // Its parent has been removed, so no more replies can be written there.
    let gone = LoadedThread { complete: true, comments: vec![comment("2", "Bob")], ..answer };
    store.save_thread(article, &gone, &HashSet::new(), now()).unwrap();
    let mut reader = Reader::open(&folder, (80, 40));
    reader.press("F").type_text("title:octopus").press("enter").press("enter c a");
    reader.expect("can't be answered");
    assert_eq!(store.reply(id).unwrap().unwrap().text, words);
}

#[cfg(unix)]
#[test]
fn a_text_saved_in_the_editor_survives_a_kill_of_the_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    let editor = config.join("editor");
    std::fs::write(&editor, "#!/bin/sh\nprintf 'Half a thought.\\n' > \"$1\"\nkill -KILL $PPID\n").unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let variables = [("VISUAL", editor.to_str().unwrap())];
    Terminal::open_with(config, (80, 24), &["reply", "1"], &variables).end();
    let draft = &outbox(config)[0];
    assert_eq!((draft["state"].as_str(), draft["text"].as_str()), (Some("draft"), Some("Half a thought.")));
    // That text is sent, or discarded.
    assert!(text(&tidings(config, &["outbox", "retry", "1"], "")).contains("queued again"));
    text(&tidings(config, &["outbox", "send"], ""));
    assert_eq!(site.count("Half a thought."), 1);
    assert!(text(&tidings(config, &["outbox", "drop", "1"], "")).contains("Half a thought."));
    assert!(!config.join("state/drafts/reply-1.txt").exists());
}

#[test]
fn a_leftover_editor_file_never_overwrites_a_newer_draft() {
    let folder = Folder::offline();
    let article = folder.library.store.find_article("1").unwrap().unwrap();
    let begin = |text: &str| folder.library.store.begin_reply(article, None, "", text, now()).unwrap();
    let drafts = folder.library.paths.state.join("drafts");
    std::fs::create_dir_all(&drafts).unwrap();
    // The draft, the draft when the file was written (if known), the file, and the expected draft.
    for (says, was, left, then) in [
        ("A", Some("A"), "A and more", "A and more"),
        ("A", Some("A"), "A", "A"),
        ("A", Some("A"), " \n", "A"),
        ("Newer", Some("A"), "A and more", "Newer"),
        ("Newer", Some("A"), "A", "Newer"),
        ("A", None, "A and more", "A"),
        ("", None, "All new", "All new"),
    ] {
        let id = begin(says);
        let file = |end: &str| drafts.join(format!("reply-{}.{end}", id.0));
        std::fs::write(file("txt"), left).unwrap();
        if let Some(was) = was {
            std::fs::write(file("was"), was).unwrap();
        }
        // Running it again changes nothing.
        for _ in 0..2 {
            folder.library.take_in(id).unwrap();
            assert_eq!(folder.library.store.reply(id).unwrap().unwrap().text, then, "{says} {was:?} {left}");
            assert_eq!(std::fs::read_to_string(file("txt")).unwrap(), left);
        }
    }
    // A restarted program does it without a command.
    let id = begin("A");
    std::fs::write(drafts.join(format!("reply-{}.txt", id.0)), "A and more").unwrap();
    std::fs::write(drafts.join(format!("reply-{}.was", id.0)), "A").unwrap();
    let folder = folder.restart();
    assert_eq!(folder.library.store.reply(id).unwrap().unwrap().text, "A and more");
}

#[cfg(unix)]
#[test]
fn the_command_line_does_not_overwrite_a_newer_draft() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    let script = config.join("editor");
    let go = config.join("go");
    std::fs::write(&script, format!("while [ ! -e '{}' ]; do sleep 0.05; done\nprintf mine > \"$1\"\n", go.display()))
        .unwrap();
    let editor = format!("sh {}", script.display());
    let mut terminal = Terminal::open_with(config, (80, 24), &["reply", "1"], &[("VISUAL", &editor)]);
    let db = config.join("state/tidings.db");
    crate::pty::until(|| config.join("state/drafts/reply-1.was").exists(), || "no file".into());
    let other = rusqlite::Connection::open(db).unwrap();
    assert_eq!(other.execute("UPDATE outbox SET text = 'theirs, long' WHERE id = 1 AND text = ''", []).unwrap(), 1);
    std::fs::write(go, "").unwrap();
    terminal.end();
    assert!(outbox(config).to_string().contains("theirs, long"), "{}", outbox(config));
}

#[test]
fn offline_a_reply_that_may_have_arrived_is_not_sent_again() {
    let site = Site::start();
    let dir = subscribed(&site, "");
    let config = dir.path();
    text(&tidings(config, &["reply", "1", "--message", "-"], "Well said."));
    let other = rusqlite::Connection::open(config.join("state/tidings.db")).unwrap();
    other.execute("UPDATE outbox SET state = 'uncertain', attempts = 1, tried = 1", []).unwrap();
    site.stop();
    let said = failure(&tidings(config, &["outbox", "retry", "1", "--anyway"], ""));
    assert_eq!(outbox(config)[0]["state"], "uncertain", "{said}");
}
