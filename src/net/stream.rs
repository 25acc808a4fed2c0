//! Reads a large file piece by piece from a place in it, and goes on after a broken connection (RFC 9110, section 14).
//!
//! What becomes of the bytes is left to callers: a player gets them, or a file. A caller sets its own limit of size.

use std::pin::Pin;
use std::time::SystemTime;

use futures_util::StreamExt as _;
use hyper::body::Bytes;
use reqwest::header::{self, HeaderMap};

use super::client::Client;
use super::redirect::host;
use super::{NetError, Request, Response};
use crate::domain::Text;

/// How often one file is asked for again after its connection broke. The count begins anew with each new piece.
const MAX_RESUMES: usize = 3;

/// What is known of a file once its server has answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Address after all redirects.
    pub url: String,
    /// `Content-Type` as the server wrote it.
    pub content_type: Option<String>,
    /// The byte of the file at which the stream begins: 0 if the server sends only whole files.
    pub from: u64,
    /// Bytes of the whole file, if the server says so.
    pub length: Option<u64>,
    /// Whether the server sends parts of the file.
    pub has_parts: bool,
    /// The strong `ETag`, else `Last-Modified`: tells whether a part belongs to the same file.
    pub validator: Option<String>,
}

/// A file that comes piece by piece.
pub struct Stream {
    client: Client,
    request: Request,
    opened: Opened,
    pieces: Pieces,
    /// The byte of the file that comes next.
    at: u64,
    resumes: usize,
}

type Pieces = Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Bytes>> + Send>>;

impl Client {
    /// Opens a file from one of its bytes. `validator` is that of the part that the caller has: if the file has changed
    /// since, the stream begins with byte 0. An answer other than 200 and 206 is [`NetError::Status`].
    pub async fn open(&self, request: &Request, from: u64, validator: Option<&str>) -> Result<Stream, NetError> {
        let (opened, pieces) = open(self, request, from, validator).await?;
        let (client, request, at) = (self.clone(), request.clone(), opened.from);
        Ok(Stream { client, request, opened, pieces, at, resumes: 0 })
    }
}

impl Stream {
    /// Returns what is known of the file.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Returns the next piece, or `None` at the end of the file. Asks for the rest if the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Bytes>, NetError> {
        loop {
            let error = match self.piece().await {
                Ok(Some(piece)) => {
                    (self.at, self.resumes) = (self.at + piece.len() as u64, 0);
                    return Ok(Some(piece));
                }
                Ok(None) if self.opened.length.is_none_or(|length| self.at >= length) => return Ok(None),
                Ok(None) => self.broken("the connection closed before the end of the file"),
                Err(error) => error,
            };
            self.resumes += 1;
            if self.resumes > MAX_RESUMES || !self.opened.has_parts {
                return Err(error);
            }
            let (opened, pieces) = open(&self.client, &self.request, self.at, self.opened.validator.as_deref()).await?;
            if opened.from != self.at || opened.length != self.opened.length {
                return Err(self.broken("the file has changed meanwhile"));
            }
            self.pieces = pieces;
        }
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, NetError> {
        let options = self.client.options();
        let name = || host_of(&self.opened.url);
        match tokio::time::timeout(options.read, self.pieces.next()).await {
            Ok(piece) => piece.transpose().map_err(|error| NetError::from_reqwest(&name(), &error, options.connect)),
            Err(_) => Err(NetError::Timeout { host: name(), what: "sent no more data", limit: options.read }),
        }
    }

    fn broken(&self, cause: &str) -> NetError {
        NetError::Broken { host: host_of(&self.opened.url), cause: Text::line(cause) }
    }
}

fn host_of(url: &str) -> Text {
    url::Url::parse(url).map_or_else(|_| Text::line(url), |url| host(&url))
}

async fn open(
    client: &Client,
    request: &Request,
    from: u64,
    validator: Option<&str>,
) -> Result<(Opened, Pieces), NetError> {
    // Without a validator nobody can tell whether a part belongs to the same file; the length is compared then.
    let (range, if_range) = (Some(format!("bytes={from}-")), validator.map(str::to_owned));
    let answer = client.answer(&Request { range, if_range, ..request.clone() }).await?;
    let (status, headers) = (answer.response.status().as_u16(), answer.response.headers());
    let url = answer.url.to_string();
    if !matches!(status, 200 | 206) {
        let response =
            Response { login: answer.login, ..Response::from_headers(status, url, headers, SystemTime::now()) };
        return Err(response.ok().err().unwrap_or_else(|| NetError::Status {
            host: host(&answer.url),
            status,
            retry_after: None,
            login: None,
        }));
    }
    let (first, length) = match status {
        206 => content_range(headers).unwrap_or((from, None)),
        _ => (0, answer.response.content_length()),
    };
    if status == 206 && first != from {
        let cause = Text::line("the server sent another part of the file");
        return Err(NetError::Broken { host: host(&answer.url), cause });
    }
    let opened = Opened {
        url,
        content_type: text(headers, "content-type"),
        from: first,
        length,
        has_parts: status == 206 || text(headers, "accept-ranges").is_some_and(|unit| unit == "bytes"),
        validator: text(headers, "etag")
            .filter(|tag| !tag.starts_with("W/"))
            .or_else(|| text(headers, "last-modified")),
    };
    Ok((opened, Box::pin(answer.response.bytes_stream())))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Reads `bytes 200-999/1000`: the first byte, and the length of the whole file unless it is `*`.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let value = headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    let (range, length) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    Some((range.split_once('-')?.0.trim().parse().ok()?, length.trim().parse().ok()))
}
