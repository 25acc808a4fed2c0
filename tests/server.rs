//! A scripted HTTP server on loopback for tests, with routes, counted requests and hostile bodies.
//!
//! It uses threads and blocking sockets, so that it works with Tokio's clock paused. It stops when dropped, and then
//! releases every connection that a [`Gate`] or a stall still holds.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    reason = "each test uses other parts of it, and tests fail by panicking"
)]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

/// A gate that delays answers until a test opens it.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn new() -> Self {
        Self::default()
    }

    /// Releases all waiting answers, and later ones at once.
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn wait(&self) {
        let open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(open, |open| !*open).unwrap());
    }
}

/// A received request, with header names in lower case.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Path and query.
    pub target: String,
    pub headers: HashMap<String, String>,
    /// Body of the request; empty for a GET.
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// An answer of the server.
#[derive(Clone, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    ending: Ending,
    gate: Option<Gate>,
}

#[derive(Clone, Default)]
enum Ending {
    #[default]
    Whole,
    /// Sends the body again and again, until the client hangs up.
    Endless,
    /// Sends the body, and keeps the connection open.
    Stall,
    /// Sends nothing, not even a status.
    Silent,
    /// Announces more bytes than it sends, then hangs up.
    Broken,
}

impl Reply {
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).header("content-type", content_type).body(body)
    }

    pub fn feed(body: impl Into<Vec<u8>>) -> Self {
        Self::ok("application/rss+xml; charset=utf-8", body)
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::ok("text/html; charset=utf-8", body)
    }

    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::ok("application/json; charset=utf-8", body)
    }

    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub fn redirect(status: u16, to: &str) -> Self {
        Self::status(status).header("location", to)
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds an `ETag`, and answers 304 to a client that sends it.
    pub fn etag(self, tag: &str) -> Self {
        self.header("etag", tag)
    }

    /// Adds a Last-Modified date, and answers 304 to a client that sends it.
    pub fn last_modified(self, date: &str) -> Self {
        self.header("last-modified", date)
    }

    pub fn gzip(mut self) -> Self {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&self.body).unwrap();
        self.body = packer.finish().unwrap();
        self.header("content-encoding", "gzip")
    }

    pub fn zstd(mut self) -> Self {
        self.body = zstd::encode_all(self.body.as_slice(), 3).unwrap();
        self.header("content-encoding", "zstd")
    }

    pub fn endless(mut self) -> Self {
        self.ending = Ending::Endless;
        self
    }

    pub fn stall(mut self) -> Self {
        self.ending = Ending::Stall;
        self
    }

    pub fn silent() -> Self {
        Self { ending: Ending::Silent, ..Self::status(200) }
    }

    pub fn broken(mut self) -> Self {
        self.ending = Ending::Broken;
        self
    }

    /// Delays the answer until the gate opens.
    pub fn behind(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    fn has(&self, name: &str, value: Option<&str>) -> bool {
        value.is_some() && self.headers.iter().any(|(n, v)| n == name && Some(v.as_str()) == value)
    }

    fn write(&self, seen: &Seen, mut out: &TcpStream, hold: &Gate) -> std::io::Result<()> {
        if let Some(gate) = &self.gate {
            gate.wait();
        }
        if matches!(self.ending, Ending::Silent) {
            hold.wait();
            return Ok(());
        }
        let unchanged = self.has("etag", seen.header("if-none-match"))
            || self.has("last-modified", seen.header("if-modified-since"));
        let status = if unchanged { 304 } else { self.status };
        let mut head = format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match self.ending {
            Ending::Whole if !unchanged => head += &format!("content-length: {}\r\n", self.body.len()),
            Ending::Broken => head += &format!("content-length: {}\r\n", self.body.len() + 1000),
            _ => {}
        }
        out.write_all(head.as_bytes())?;
        out.write_all(b"\r\n")?;
        if unchanged {
            return Ok(());
        }
        out.write_all(&self.body)?;
        match self.ending {
            Ending::Endless => loop {
                out.write_all(&self.body)?;
            },
            Ending::Stall => {
                out.flush()?;
                hold.wait();
            }
            Ending::Whole | Ending::Silent | Ending::Broken => {}
        }
        Ok(())
    }
}

type Handler = Box<dyn FnMut(&Seen) -> Reply + Send>;

#[derive(Default)]
struct Shared {
    routes: Mutex<HashMap<String, Handler>>,
    seen: Mutex<Vec<Seen>>,
    open: Mutex<Vec<TcpStream>>,
    stopping: AtomicBool,
    /// Opened at the end, to release stalled connections.
    hold: Gate,
    gates: Mutex<Vec<Gate>>,
}

/// A running server, which answers 404 for unknown targets.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let accepting = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    /// Returns the address of `target`, which begins with a slash.
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// Returns host and port.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// Answers every request for `target` (path and query) with `reply`.
    pub fn on(&self, target: &str, reply: Reply) {
        self.script(target, vec![reply]);
    }

    /// Answers requests for `target` with one reply after the other; the last one stays.
    pub fn script(&self, target: &str, replies: Vec<Reply>) {
        self.shared.gates.lock().unwrap().extend(replies.iter().filter_map(|reply| reply.gate.clone()));
        let mut replies = replies.into_iter().peekable();
        self.handle(target, move |_| {
            let reply = replies.next().expect("a script has at least one reply");
            if replies.peek().is_none() {
                replies = vec![reply.clone()].into_iter().peekable();
            }
            reply
        });
    }

    /// Answers requests for `target` with the result of `handler`. A target that ends in `*` matches every target with
    /// that prefix and without a route of its own.
    pub fn handle(&self, target: &str, handler: impl FnMut(&Seen) -> Reply + Send + 'static) {
        self.shared.routes.lock().unwrap().insert(target.to_owned(), Box::new(handler));
    }

    /// Returns all requests so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Counts the requests for `target`.
    pub fn hits(&self, target: &str) -> usize {
        self.shared.seen.lock().unwrap().iter().filter(|seen| seen.target == target).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.shared.hold.open();
        for gate in self.shared.gates.lock().unwrap().iter() {
            gate.open();
        }
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the listener, which then stops.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.accepting.take() {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        shared.open.lock().unwrap().push(stream.try_clone().unwrap());
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            if let Some(seen) = read_request(&stream) {
                let reply = answer(&shared, &seen);
                // Some tests are about clients that hang up early.
                let _ = reply.write(&seen, &stream, &shared.hold);
            }
            let _ = stream.shutdown(Shutdown::Write);
            // Reading to the end keeps the socket open until the client has received everything.
            let _ = (&stream).take(1 << 16).read_to_end(&mut Vec::new());
        });
    }
}

fn answer(shared: &Shared, seen: &Seen) -> Reply {
    shared.seen.lock().unwrap().push(seen.clone());
    let mut routes = shared.routes.lock().unwrap();
    if let Some(handler) = routes.get_mut(&seen.target) {
        return handler(seen);
    }
    let longest = routes
        .keys()
        .filter(|route| route.strip_suffix('*').is_some_and(|prefix| seen.target.starts_with(prefix)))
        .max_by_key(|route| route.len())
        .cloned();
    match longest.and_then(|route| routes.get_mut(&route)) {
        Some(handler) => handler(seen),
        None => Reply::status(404),
    }
}

fn read_request(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut lines = reader.by_ref().lines();
    let target = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let line = lines.next()?.ok()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length: u64 = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body).ok()?;
    Some(Seen { target, headers, body })
}

/// Removes the ports of loopback servers from a text, because they change with every run.
pub(crate) fn without_ports(text: &str) -> String {
    let mut parts = text.split(':');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        if digits >= 4 {
            out.push_str(&part[digits..]);
        } else {
            out.push(':');
            out.push_str(part);
        }
    }
    out
}
