//! Serves feeds on loopback, which it makes when they are asked for: the same bytes at every run.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The server. A new edition gives each feed one more article.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pub(crate) feeds: usize,
    pub(crate) articles: usize,
    edition: Arc<AtomicUsize>,
}

impl Site {
    /// Starts a server for so many feeds of so many articles.
    pub(crate) fn start(feeds: usize, articles: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, edition) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
        let (known, words) = (edition.clone(), Arc::new(words()));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, words) = (known.clone(), words.clone());
                std::thread::spawn(move || serve(&stream, articles, &known, &words));
            }
        });
        Self { address, feeds, articles, edition }
    }

    pub(crate) fn url(&self, feed: usize) -> String {
        format!("http://{}/feed/{feed}.xml", self.address)
    }

    /// Publishes one more article in each feed.
    pub(crate) fn publish(&self) {
        self.edition.fetch_add(1, Ordering::SeqCst);
    }

    /// Downloads all feeds over eight connections, and returns their bytes.
    pub(crate) fn download(&self) -> usize {
        let (next, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut stream = TcpStream::connect(self.address).unwrap();
                    let mut reader = BufReader::with_capacity(1 << 17, stream.try_clone().unwrap());
                    loop {
                        let feed = next.fetch_add(1, Ordering::SeqCst);
                        if feed >= self.feeds {
                            return;
                        }
                        write!(stream, "GET /feed/{feed}.xml HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
                        let headers = headers(&mut reader);
                        let length = headers.iter().find_map(|line| line.strip_prefix("content-length: "));
                        let length = length.unwrap().parse::<u64>().unwrap();
                        let copied = std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink()).unwrap();
                        bytes.fetch_add(usize::try_from(copied).unwrap(), Ordering::SeqCst);
                    }
                });
            }
        });
        bytes.into_inner()
    }
}

/// Reads the lines of one request or answer up to the blank one; none at the end of the connection.
fn headers(reader: &mut impl BufRead) -> Vec<String> {
    let lines = reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    lines.map(|line| line.to_ascii_lowercase()).collect()
}

fn serve(stream: &TcpStream, articles: usize, edition: &AtomicUsize, words: &str) {
    let mut reader = BufReader::new(stream);
    loop {
        let lines = headers(&mut reader);
        let Some(first) = lines.first() else { return };
        let number = first.split(['/', '.']).find_map(|part| part.trim().parse::<usize>().ok());
        let edition = edition.load(Ordering::SeqCst);
        let tag = format!("\"{edition}\"");
        let is_known = lines.iter().any(|line| line.strip_prefix("if-none-match: ") == Some(tag.as_str()));
        let (status, body) = match number {
            Some(_) if is_known => ("304 Not Modified", String::new()),
            Some(feed) => ("200 OK", feed_xml(feed, articles + edition, words)),
            None => ("404 Not Found", String::new()),
        };
        let head = format!("HTTP/1.1 {status}\r\netag: {tag}\r\ncontent-length: {}\r\n\r\n", body.len());
        let mut out = stream;
        if out.write_all(head.as_bytes()).and_then(|()| out.write_all(body.as_bytes())).is_err() {
            return;
        }
    }
}

/// Makes some words of text, of which each article has a part.
fn words() -> String {
    let mut text = String::new();
    let mut state: u64 = 7;
    while text.len() < 400_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Squared, so that some words are common and most are rare.
        let rank = (state >> 33) % 120;
        let _ = write!(text, "{}{} ", ["tor", "ame", "lin", "ho", "res", "um"][(rank % 6) as usize], rank * rank);
        if state >> 58 == 0 {
            text.push_str("</p><p>");
        }
    }
    text
}

/// Makes a feed, newest article first. An article has some 6 kB of HTML, and its own number in its text.
fn feed_xml(feed: usize, articles: usize, words: &str) -> String {
    let mut xml = format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {feed:04}</title>");
    for article in (0..articles).rev() {
        let start = (feed * 7919 + article * 104_729) % 390_000;
        let text = &words[start..start + 4_000 + (start % 4_000)];
        let minutes = article * 977 + feed;
        let (day, hour, minute) = (1 + minutes / 1440 % 28, minutes / 60 % 24, minutes % 60);
        let year = 2020 + minutes / 1440 / 28 / 12;
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            [minutes / 1440 / 28 % 12];
        let _ = write!(
            xml,
            "<item><title>Article {article} of feed {feed} tells {}</title><guid>{feed}-{article}</guid>\
             <link>http://news.example/{feed}/{article}</link>\
             <pubDate>{day:02} {month} {year} {hour:02}:{minute:02}:00 GMT</pubDate>\
             <description><![CDATA[<p>Text-{feed}-{article} begins. {text}</p>]]></description></item>",
            words[start..start + 30].replace(['<', '>', '/'], " "),
        );
    }
    xml + "</channel></rss>"
}
