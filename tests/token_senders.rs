//! Tests replies to Discourse, Lemmy and Mastodon: queued, sent with a token, and found again after a lost answer.
//!
//! The exact answers of each site are tested beside the senders.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::outbox::{text, tidings};
use crate::server::{Reply, Seen, Server};

/// What the server does with the first reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    /// Stores the reply, and breaks off the answer.
    Stored,
    /// Drops the reply, and breaks off the answer.
    Gone,
}

/// A kind of server: where its thread is, and how it receives replies.
#[derive(Debug, Clone, Copy)]
struct Kind {
    name: &'static str,
    thread: &'static str,
    parent: &'static str,
    takes: &'static str,
    token: (&'static str, &'static str),
    /// Member of the request with the text.
    text: &'static str,
    /// Member of the request with the parent.
    answers: &'static str,
    /// Whether an idempotency key merges a second copy with the first.
    joins: bool,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "discourse",
        thread: "/t/ferry/57",
        parent: "4",
        takes: "/posts.json",
        token: ("api-key", "s3cret"),
        text: "raw",
        answers: "reply_to_post_number",
        joins: false,
    },
    Kind {
        name: "lemmy",
        thread: "/post/70",
        parent: "301",
        takes: "/api/v3/comment",
        token: ("authorization", "Bearer s3cret"),
        text: "content",
        answers: "parent_id",
        joins: false,
    },
    Kind {
        name: "mastodon",
        thread: "/@town/109876543210987654",
        parent: "109876543210999999",
        takes: "/api/v1/statuses",
        token: ("authorization", "Bearer s3cret"),
        text: "status",
        answers: "in_reply_to_id",
        joins: true,
    },
];

/// A server's thread with one comment, and the replies that it received.
struct Forum {
    kind: Kind,
    fate: Fate,
    /// Ids and texts of the received replies.
    stored: Vec<(u64, String)>,
    /// Whether the server hides its thread.
    is_shut: bool,
    handed: Vec<Seen>,
}

impl Forum {
    fn answer(&mut self, seen: &Seen) -> Reply {
        if seen.body.is_empty() {
            return self.show(&seen.target);
        }
        assert_eq!(seen.target, self.kind.takes);
        let is_joined = self.kind.joins && {
            let key = seen.header("idempotency-key").unwrap();
            self.handed.iter().any(|before| before.header("idempotency-key") == Some(key))
        };
        self.handed.push(seen.clone());
        let fate = std::mem::replace(&mut self.fate, Fate::Answered);
        if fate != Fate::Gone && (!is_joined || self.stored.is_empty()) {
            let body: Value = serde_json::from_str(&seen.body).unwrap();
            let number = self.kind.parent.parse::<u64>().unwrap() + 1 + self.stored.len() as u64;
            self.stored.push((number, body[self.kind.text].as_str().unwrap().to_owned()));
        }
        let all = self.comments();
        let answer = Reply::json(match self.kind.name {
            "lemmy" => json!({"comment_view": all.last()}).to_string(),
            _ => all.last().unwrap().to_string(),
        });
        if fate == Fate::Answered { answer } else { answer.broken() }
    }

    /// Returns the first comment and the replies to it.
    fn comments(&self) -> Vec<Value> {
        let first = (self.kind.parent.parse().unwrap(), "Bea".to_owned(), "The ferry is late.".to_owned());
        let stored = self.stored.iter().map(|(number, text)| (*number, "ann".to_owned(), text.clone()));
        let parent: u64 = self.kind.parent.parse().unwrap();
        let time = "2100-01-01T00:00:00.000Z";
        let one = |(number, author, text): (u64, String, String)| match self.kind.name {
            "discourse" => json!({"id": number + 1000, "post_number": number, "username": author, "created_at": time,
                "cooked": format!("<p>{text}</p>"), "reply_to_post_number": (number > parent).then_some(parent),
                "deleted_at": null, "topic_id": 57}),
            "lemmy" => {
                let path = if number > parent { format!("0.{parent}.{number}") } else { format!("0.{number}") };
                json!({"comment": {"id": number, "post_id": 70, "content": text, "published": time, "path": path,
                    "deleted": false, "removed": false}, "creator": {"name": author}, "counts": {"child_count": 0}})
            }
            _ => {
                let to = if number > parent { parent } else { 109_876_543_210_987_654 };
                json!({"id": number.to_string(), "in_reply_to_id": to.to_string(), "visibility": "unlisted",
                    "created_at": time, "content": format!("<p>{text}</p>"), "account": {"id": "9", "acct": author}})
            }
        };
        std::iter::once(first).chain(stored).map(one).collect()
    }

    fn show(&self, target: &str) -> Reply {
        let all = self.comments();
        let shown = match (self.kind.name, target) {
            ("discourse", "/t/57.json") => {
                json!({"id": 57, "posts_count": all.len() + 1, "post_stream": {"posts": all, "stream": []}})
            }
            ("lemmy", "/api/v3/comment?id=301") => json!({"comment_view": all[0]}),
            ("lemmy", list) if list.starts_with("/api/v3/comment/list?post_id=70&") => json!({"comments": all}),
            ("mastodon", "/api/v1/statuses/109876543210987654/context") => json!({"ancestors": [], "descendants": all}),
            ("discourse", "/posts/by_number/57/4.json") | ("mastodon", "/api/v1/statuses/109876543210999999") => {
                all[0].clone()
            }
            _ => return Reply::status(404),
        };
        if self.is_shut {
            return Reply::status(503);
        }
        Reply::json(shown.to_string())
    }
}

/// Makes a server of this kind, and a folder with a queued reply to its first comment.
fn queued(kind: Kind, fate: Fate) -> (Server, Arc<Mutex<Forum>>, tempfile::TempDir) {
    let forum = Arc::new(Mutex::new(Forum { kind, fate, stored: Vec::new(), is_shut: false, handed: Vec::new() }));
    let server = Server::start();
    let asked = forum.clone();
    server.handle("/*", move |seen| asked.lock().unwrap().answer(seen));
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Town</title><item><title>The ferry</title><link>{}</link><comments>{}\
         </comments><guid>f1</guid></item></channel></rss>",
        server.url("/ferry"),
        server.url(kind.thread)
    );
    server.on("/feed.xml", Reply::feed(feed));
    let dir = tempfile::tempdir().unwrap();
    let config = format!(
        "[comments]\n{} = [\"{}\"]\n\n[reply]\nname = \"Ann\"\nemail = \"ann@a.example\"\npause = 0\nsettle = 0\n\n\
         [[reply.sites]]\nhost = \"{}\"\nuser = \"ann\"\nsecret_command = [\"printf\", \"s3cret\"]\n",
        kind.name,
        server.url(""),
        server.authority()
    );
    std::fs::write(dir.path().join("config.toml"), config).unwrap();
    text(&tidings(dir.path(), &["add", &server.url("/feed.xml")], ""));
    text(&tidings(dir.path(), &["comments", "1", "--refresh"], ""));
    text(&tidings(dir.path(), &["reply", "1", "--to", kind.parent, "--message", "-"], "Well said, all of it.\n"));
    (server, forum, dir)
}

fn reply(config: &Path) -> Value {
    let all: Value = serde_json::from_str(&text(&tidings(config, &["outbox", "--json"], ""))).unwrap();
    all[0].clone()
}

#[test]
fn a_reply_is_sent_with_the_token_to_the_site_of_its_thread() {
    for kind in KINDS {
        let (server, forum, dir) = queued(kind, Fate::Answered);
        text(&tidings(dir.path(), &["outbox", "send"], ""));
        assert_eq!(reply(dir.path())["state"], "sent", "{}", kind.name);
        let handed = forum.lock().unwrap().handed.clone();
        assert_eq!(handed.len(), 1);
        assert_eq!(handed[0].header(kind.token.0), Some(kind.token.1), "{}", kind.name);
        let body: Value = serde_json::from_str(&handed[0].body).unwrap();
        assert!(body[kind.text].as_str().unwrap().ends_with("Well said, all of it."), "{body}");
        assert_eq!(body[kind.answers].to_string().trim_matches('"'), kind.parent, "{body}");
        // Threads are fetched without the token, and the store does not contain it.
        let open = server.seen().into_iter().filter(|seen| seen.header(kind.token.0).is_none());
        assert!(open.count() > 3);
        for file in std::fs::read_dir(dir.path().join("state")).unwrap().map(|file| file.unwrap().path()) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert!(!bytes.windows(6).any(|six| six == b"s3cret"), "{}", file.display());
        }
        let thread = text(&tidings(dir.path(), &["comments", "1"], ""));
        assert!(thread.contains("ann") && thread.contains("Well said, all of it."), "{thread}");
    }
}

#[test]
fn after_a_lost_answer_the_reply_is_searched_and_not_duplicated() {
    for (kind, fate) in KINDS.into_iter().flat_map(|kind| [(kind, Fate::Stored), (kind, Fate::Gone)]) {
        let (_server, forum, dir) = queued(kind, fate);
        let what = format!("{} {fate:?}", kind.name);
        assert_eq!(tidings(dir.path(), &["outbox", "send"], "").status.code(), Some(1), "{what}");
        let lost = reply(dir.path());
        assert_eq!((&lost["state"], &lost["attempts"]), (&json!("uncertain"), &json!(1)), "{what}: {lost}");
        tidings(dir.path(), &["outbox", "send"], "");
        tidings(dir.path(), &["outbox", "send"], "");
        let forum = forum.lock().unwrap();
        // A missing reply is sent again only where the key would merge it with a late copy.
        let (state, stored, handed) = match (fate, kind.joins) {
            (Fate::Gone, true) => ("sent", 1, 2),
            (Fate::Gone, false) => ("uncertain", 0, 1),
            _ => ("sent", 1, 1),
        };
        assert_eq!(reply(dir.path())["state"], state, "{what}");
        assert_eq!((forum.stored.len(), forum.handed.len()), (stored, handed), "{what}");
    }
}

/// Runs `retry`, and returns its output and whether it succeeded.
fn retry(config: &Path, more: &[&str]) -> (bool, String) {
    let output = tidings(config, &[&["outbox", "retry", "1"], more].concat(), "");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.success(), said)
}

#[test]
fn a_reply_that_may_have_arrived_is_searched_before_it_is_sent_again() {
    for (kind, fate) in KINDS.into_iter().flat_map(|kind| [(kind, Fate::Stored), (kind, Fate::Gone)]) {
        let what = format!("{} {fate:?}", kind.name);
        let (_server, forum, dir) = queued(kind, fate);
        tidings(dir.path(), &["outbox", "send"], "");
        let handed = || forum.lock().unwrap().handed.len();
        // While the thread can't be fetched, nothing is sent.
        forum.lock().unwrap().is_shut = true;
        let (is_well, said) = retry(dir.path(), &[]);
        assert!(!is_well && said.contains("could not check the thread") && said.contains("--anyway"), "{what}: {said}");
        assert_eq!((reply(dir.path())["state"].as_str(), handed()), (Some("uncertain"), 1), "{what}");
        forum.lock().unwrap().is_shut = false;
        let (is_well, said) = retry(dir.path(), &[]);
        if fate == Fate::Gone && !kind.joins {
            assert!(!is_well && said.contains("not in the thread") && said.contains("--anyway"), "{what}: {said}");
            assert_eq!(handed(), 1, "{what}");
            // The user confirms it.
            let (is_well, said) = retry(dir.path(), &["--anyway"]);
            assert!(is_well, "{what}: {said}");
        } else {
            assert!(is_well, "{what}: {said}");
        }
        assert_eq!(reply(dir.path())["state"], "sent", "{what}");
        let forum = forum.lock().unwrap();
        assert_eq!((forum.stored.len(), forum.handed.len()), (1, if fate == Fate::Gone { 2 } else { 1 }), "{what}");
    }
}

#[test]
fn the_users_confirmation_sends_no_copy_of_a_reply_that_has_arrived() {
    let (_server, forum, dir) = queued(KINDS[1], Fate::Stored);
    tidings(dir.path(), &["outbox", "send"], "");
    let file = dir.path().join("config.toml");
    let config = std::fs::read_to_string(&file).unwrap().replace("settle = 0", "settle = 3600");
    std::fs::write(&file, config).unwrap();
    let (is_well, said) = retry(dir.path(), &[]);
    assert!(!is_well && said.contains("to show reply 1; try again after that"), "{said}");
    assert_eq!(reply(dir.path())["state"], "uncertain");
    let (is_well, said) = retry(dir.path(), &["--anyway"]);
    assert!(is_well && said.contains("sent"), "{said}");
    assert_eq!(forum.lock().unwrap().handed.len(), 1);
}
