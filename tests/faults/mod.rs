//! A site like WordPress that cuts connections at chosen moments, and rounds of sending replies to it.
//!
//! Connections are cut and the program is killed, and in the end every reply must have arrived exactly once.
//!
//! Shared by the tests and by `cargo run --example exactly_once`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The moment at which a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Once the connection is open.
    Before,
    /// In the middle of the request.
    InRequest,
    /// After the request has arrived, before it is handled.
    AfterRequest,
    /// After the reply is stored, before the answer is sent.
    Stored,
    /// In the middle of the answer.
    InAnswer,
}

const CUTS: [Cut; 5] = [Cut::Before, Cut::InRequest, Cut::AfterRequest, Cut::Stored, Cut::InAnswer];

/// The fault that happens at a [`Cut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The connection is closed.
    Close,
    /// The program is killed.
    Kill,
}

/// The site's comments, settings and next fault.
#[derive(Default)]
struct State {
    /// Texts, and whether each is held for moderation.
    comments: Vec<(String, bool)>,
    moderated: bool,
    /// Whether a second copy is refused; many sites accept it.
    is_strict: bool,
    /// The next fault: the number of requests until then, the moment and the kind.
    next_fault: Option<(usize, Cut, Fault)>,
    /// Id of the running program.
    child: Option<u32>,
    /// Whether the site refuses connections.
    is_away: bool,
}

/// A running site, which ends with the process.
pub(crate) struct Site {
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
}

impl Site {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, base) = (state.clone(), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.lock().unwrap().is_away {
                    break;
                }
                let (shared, base) = (shared.clone(), base.clone());
                std::thread::spawn(move || drop(serve(&stream, &shared, &base)));
            }
        });
        Self { address, state }
    }

    /// Refuses connections from now on.
    #[allow(dead_code, reason = "the tests stop sites, the example does not")]
    pub(crate) fn stop(&self) {
        self.state.lock().unwrap().is_away = true;
        // Wakes the waiting accept, which then closes the listener.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
        while TcpStream::connect(self.address.trim_start_matches("http://")).is_ok() {
            std::thread::yield_now();
        }
    }

    /// Counts the stored comments with this text.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.state.lock().unwrap().comments.iter().filter(|(known, _)| known == text).count()
    }
}

/// Runs the next fault if it is due at this moment of this request, and returns whether it was.
fn fault_happens(state: &Mutex<State>, at: Cut, stream: &TcpStream) -> bool {
    let mut state = state.lock().unwrap();
    let Some((0, cut, fault)) = state.next_fault else { return false };
    if cut != at {
        return false;
    }
    state.next_fault = None;
    match (fault, state.child) {
        (Fault::Kill, Some(child)) => kill(child),
        _ => drop(stream.shutdown(Shutdown::Both)),
    }
    true
}

fn kill(child: u32) {
    let _ = Command::new("kill").args(["-KILL", &child.to_string()]).stderr(Stdio::null()).status();
}

fn serve(mut stream: &TcpStream, state: &Mutex<State>, base: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    if let Some((left, ..)) = state.lock().unwrap().next_fault.as_mut() {
        *left = left.saturating_sub(1);
    }
    if fault_happens(state, Cut::Before, stream) {
        return Ok(());
    }
    let mut request = Vec::new();
    let mut piece = [0; 512];
    let (head, body) = loop {
        let n = stream.read(&mut piece)?;
        if n == 0 {
            return Ok(());
        }
        request.extend(&piece[..n]);
        if fault_happens(state, Cut::InRequest, stream) {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    if fault_happens(state, Cut::AfterRequest, stream) {
        return Ok(());
    }
    let answer = answer(&head, &body, state, base);
    if fault_happens(state, Cut::Stored, stream) {
        return Ok(());
    }
    let (first, rest) = answer.split_at(answer.len() / 2);
    stream.write_all(first.as_bytes())?;
    stream.flush()?;
    if fault_happens(state, Cut::InAnswer, stream) {
        return Ok(());
    }
    stream.write_all(rest.as_bytes())
}

fn answer(head: &str, body: &str, state: &Mutex<State>, base: &str) -> String {
    let line = head.lines().next().unwrap_or_default();
    let mut state = state.lock().unwrap();
    if line.starts_with("POST /wp-comments-post.php ") {
        let fields: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let text = fields.get("comment").cloned().unwrap_or_default();
        assert_eq!(fields.get("akismet_nonce").map(String::as_str), Some("7f"), "hidden inputs come back: {body}");
        if state.is_strict && state.comments.iter().any(|(known, _)| *known == text) {
            let page = "<div class=\"wp-die-message\">Duplicate comment detected; it looks as though you&#8217;ve \
                        already said that!</div>";
            return reply("409 Conflict", "", page);
        }
        let held = state.moderated;
        state.comments.push((text, held));
        let id = state.comments.len();
        let query = if held { format!("?unapproved={id}&moderation-hash=ab") } else { String::new() };
        return reply("302 Found", &format!("Location: {base}/post/{query}#comment-{id}\r\n"), "");
    }
    if line.starts_with("GET /post/ ") {
        return reply("200 OK", "", &page(base, &state.comments));
    }
    if line.starts_with("GET /feed.xml ") {
        let feed = format!(
            "<rss version=\"2.0\"><channel><title>Faults</title><link>{base}/</link><item><title>A post</title>\
             <link>{base}/post/</link><guid>p1</guid></item></channel></rss>"
        );
        return reply("200 OK", "", &feed);
    }
    reply("404 Not Found", "", "nothing here")
}

fn reply(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn page(base: &str, comments: &[(String, bool)]) -> String {
    let mut list = String::new();
    for (at, (text, _)) in comments.iter().enumerate().filter(|(_, (_, held))| !held) {
        let id = at + 1;
        let _ = write!(
            list,
            "<li class=\"comment\" id=\"comment-{id}\"><article id=\"div-comment-{id}\" class=\"comment-body\"><footer \
             class=\"comment-meta\"><div class=\"comment-author vcard\"><b class=\"fn\">Ann</b></div><div \
             class=\"comment-metadata\"><time datetime=\"2100-01-01T00:00:00+00:00\">then</time></div></footer><div \
             class=\"comment-content\"><p>{text}</p></div></article></li>"
        );
    }
    let several = comments.len();
    format!(
        "<!doctype html><html><head><title>A post</title><meta name=\"generator\" content=\"WordPress 6.1\"></head><body \
         class=\"single postid-7\"><article><h1>A post</h1><p>Some words about faults, which are many.</p></article>\
         <div id=\"comments\"><h2>{several} responses</h2><ol class=\"comment-list\">{list}</ol><div id=\"respond\">\
         <form action=\"{base}/wp-comments-post.php\" method=\"post\" id=\"commentform\"><textarea id=\"comment\" \
         name=\"comment\"></textarea><input name=\"author\"><input name=\"email\"><input name=\"url\"><input \
         name=\"submit\" type=\"submit\" value=\"Post Comment\"><input type=\"hidden\" name=\"comment_post_ID\" \
         value=\"7\"><input type=\"hidden\" name=\"comment_parent\" value=\"0\"><input type=\"hidden\" \
         name=\"akismet_nonce\" value=\"7f\"></form></div></div></body></html>"
    )
}

/// A pseudo-random generator with the same numbers for a seed on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The result of many rounds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rounds: usize,
    pub(crate) cuts: usize,
    pub(crate) kills: usize,
    pub(crate) lost: usize,
    pub(crate) twice: usize,
}

/// Sends one reply a round with the program at `tidings` under faults, until it has arrived, and counts arrivals.
pub(crate) fn rounds(tidings: &Path, rounds: usize, seed: u64) -> Tally {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let config = "[reply]\nname = \"Ann\"\nemail = \"ann@a.example\"\npause = 0\nsettle = 0\n";
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let program = Program { tidings: tidings.to_owned(), folder: folder.path().to_owned() };
    program.run(&["add", &format!("{}/feed.xml", site.address)], "");
    let mut dice = Dice(seed);
    let mut tally = Tally { rounds, ..Tally::default() };
    for round in 0..rounds {
        let text = format!("Reply of round {round}.");
        {
            let mut state = site.state.lock().unwrap();
            state.moderated = dice.roll(3) == 0;
            // The program can't find a held reply in the thread, so the site must refuse copies.
            state.is_strict = state.moderated || dice.roll(2) == 0;
        }
        program.run(&["reply", "1", "--message", "-"], &text);
        for attempt in 0..12 {
            if program.has_arrived() {
                break;
            }
            // The first three attempts have faults, later ones do not.
            if attempt < 3 {
                let fault = if dice.roll(2) == 0 { Fault::Close } else { Fault::Kill };
                let at_random = fault == Fault::Kill && dice.roll(3) == 0;
                let next_fault = (1 + dice.roll(6), CUTS[dice.roll(CUTS.len())], fault);
                site.state.lock().unwrap().next_fault = (!at_random).then_some(next_fault);
                let after = at_random.then(|| Duration::from_micros(1_000 * dice.roll(250) as u64));
                program.send(&site, after);
                let mut state = site.state.lock().unwrap();
                match (at_random, state.next_fault.take(), fault) {
                    (true, ..) | (_, None, Fault::Kill) => tally.kills += 1,
                    (_, None, Fault::Close) => tally.cuts += 1,
                    _ => {}
                }
            } else {
                program.send(&site, None);
            }
        }
        match site.count(&text) {
            0 => tally.lost += 1,
            1 => {}
            _ => tally.twice += 1,
        }
        if !program.has_arrived() {
            tally.lost += 1;
        }
    }
    tally
}

struct Program {
    tidings: PathBuf,
    folder: PathBuf,
}

impl Program {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.tidings);
        command.arg("--config-dir").arg(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str], input: &str) {
        let mut command = self.command();
        let mut child = command.args(arguments).stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }

    /// Sends the outbox, and kills the program after `after` if it is set.
    fn send(&self, site: &Site, after: Option<Duration>) {
        let mut child = self.command().args(["outbox", "send"]).spawn().unwrap();
        site.state.lock().unwrap().child = Some(child.id());
        if let Some(after) = after {
            std::thread::sleep(after);
            let _ = child.kill();
        }
        let _ = child.wait();
        site.state.lock().unwrap().child = None;
    }

    /// Whether the last reply has arrived, according to the program.
    fn has_arrived(&self) -> bool {
        let out = self.command().args(["outbox", "--json"]).stdout(Stdio::piped()).output().unwrap();
        let replies: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        let last = replies.as_array().and_then(|all| all.last().cloned()).unwrap_or_default();
        matches!(last["state"].as_str(), Some("sent" | "pending"))
    }
}
