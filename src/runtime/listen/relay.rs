//! Hands a recording from the network to a player, which asks for it on this machine.
//!
//! The player itself never reaches the network: all requests go through `sync`, with its rules for private addresses,
//! redirects and kinds of files. The address has a secret part, since other users of the machine can reach it too.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::net::{NetError, Opened};
use crate::sync::{AudioStream, Context, SyncError, open_audio};

type Body = UnsyncBoxBody<Bytes, NetError>;

/// A server for one recording, which ends when this is dropped.
pub(super) struct Relay {
    address: SocketAddr,
    secret: String,
    _end: oneshot::Sender<()>,
}

/// What its requests share.
struct Served {
    context: Context,
    url: String,
    path: String,
    /// Gets the reason when the recording can't be had.
    failed: Box<dyn Fn(String) + Send + Sync>,
}

impl Relay {
    /// Starts the server. `failed` gets the reason when the recording can't be had.
    pub(super) fn start(
        context: &Context,
        url: &str,
        failed: impl Fn(String) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let secret = secret();
        let served = Arc::new(Served {
            context: context.clone(),
            url: url.to_owned(),
            path: format!("/{secret}"),
            failed: Box::new(failed),
        });
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        thread::spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(&listener, &served) => {}
                    _ = ended => {}
                }
            });
            // Neither open connections nor a name that is being resolved are waited for.
            runtime.shutdown_background();
        });
        Ok(Self { address, secret, _end: end })
    }

    /// Returns the address for the player.
    pub(super) fn url(&self) -> String {
        format!("http://{}/{}", self.address, self.secret)
    }
}

/// Returns 128 random bits as text: the standard library seeds its hashes with them.
fn secret() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1))
}

async fn accept(listener: &tokio::net::TcpListener, served: &Arc<Served>) {
    while let Ok((stream, _)) = listener.accept().await {
        let served = Arc::clone(served);
        tokio::spawn(async move {
            let service = service_fn(|request| respond(&served, request));
            // The player may close a connection at any time, for instance to seek.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(served: &Served, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    if request.uri().path() != served.path || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(empty(StatusCode::NOT_FOUND));
    }
    let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    let from = range.and_then(first_byte);
    Ok(match open_audio(&served.context, &served.url, from.unwrap_or(0), None).await {
        Ok(stream) => answer(stream, from.is_some(), *request.method() == Method::HEAD),
        Err(SyncError::Net(NetError::Status { status: 416, .. })) => empty(StatusCode::RANGE_NOT_SATISFIABLE),
        Err(error) => {
            (served.failed)(format!("audio: {error}"));
            empty(StatusCode::BAD_GATEWAY)
        }
    })
}

/// Returns the first byte of `bytes=200-`. A player asks for the rest of the file from there.
fn first_byte(range: &str) -> Option<u64> {
    range.trim().strip_prefix("bytes=")?.split_once('-')?.0.trim().parse().ok()
}

fn empty(status: StatusCode) -> Response<Body> {
    let body = Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// Passes a recording on. A server that sends only whole files makes a player start at the beginning.
fn answer(stream: AudioStream, is_part: bool, is_head: bool) -> Response<Body> {
    let Opened { from, length, has_parts, .. } = *stream.opened();
    let mut response = empty(StatusCode::OK);
    if !is_head {
        *response.body_mut() = body(stream);
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static(if has_parts { "bytes" } else { "none" }));
    let Some(length) = length else { return response };
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length.saturating_sub(from)));
    if is_part && has_parts {
        let range = format!("bytes {from}-{}/{length}", length.saturating_sub(1));
        if let Ok(range) = HeaderValue::from_str(&range) {
            headers.insert(header::CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn body(stream: AudioStream) -> Body {
    let pieces = stream::try_unfold(stream, |mut stream| async move {
        let piece = stream.next().await?;
        Ok(piece.map(|piece| (Frame::data(Bytes::from(piece)), stream)))
    });
    StreamBody::new(pieces).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_of_a_part_is_read() {
        for (range, expected) in [
            ("bytes=0-", Some(0)),
            ("bytes=200-", Some(200)),
            ("bytes=200-999", Some(200)),
            ("bytes=-500", None),
            ("lines=3-", None),
            ("", None),
        ] {
            assert_eq!(first_byte(range), expected, "{range}");
        }
    }

    #[test]
    fn no_two_secrets_are_alike() {
        assert_ne!(secret(), secret());
        assert_eq!(secret().len(), 32);
    }
}
