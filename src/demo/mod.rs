//! A small news site on loopback, read by `tidings demo` and by tests.
//!
//! This file listens and stores posted comments. `answer` routes requests, `form` checks posted forms; both are pure.
//! Harrow Bay, its people and everything written about them are fictional. `cli` starts the reader on the site.

mod answer;
mod atom;
mod comments;
mod form;
mod json_feed;
mod markup;
mod media;
mod outlets;
mod pages;
mod rdf;
mod recording;
mod rest;
mod rss;
mod site;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::domain::{Subscription, Text, Time};
use answer::Answer;
use site::SiteData;

/// Pause after a failed accept, for example when the process has no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A running site, which stops when this is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Site {
    /// Returns scheme, host and port without a trailing slash, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a subscription for each feed of the site, with folder and tags.
    #[must_use]
    pub fn feeds(&self) -> Vec<Subscription> {
        let base = self.base();
        outlets::OUTLETS
            .iter()
            .map(|outlet| Subscription {
                url: format!("{base}{}", outlet.feed),
                folder: Some(Text::line(outlet.folder)),
                tags: outlet.tags.iter().map(|tag| Text::line(tag)).collect(),
                comments: outlet.has_discussion(),
                pages: outlet.teasers_only,
                ..Subscription::default()
            })
            .collect()
    }

    /// Stops the site, and returns once the port is closed.
    pub async fn stop(mut self) {
        self.task.abort();
        // The task only ends by being aborted, so its error says nothing new.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves the site on 127.0.0.1, at a port that the system chooses.
///
/// Every date on the site is relative to `now`: the newest article is minutes older, the oldest weeks. The caller must
/// be within a Tokio runtime with I/O and time enabled. Fails if the port can't be bound.
pub async fn serve(now: Time) -> io::Result<Site> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let data = RwLock::new(SiteData::new(format!("http://{address}"), now));
    let served = Served { data, now, started: Instant::now() };
    let task = tokio::spawn(accept(listener, Arc::new(served)));
    Ok(Site { address, task })
}

/// The site's data with its clock, which runs on from the `now` of [`serve`].
#[derive(Debug)]
struct Served {
    data: RwLock<SiteData>,
    now: Time,
    started: Instant,
}

impl Served {
    /// Answers a posted form, and stores the comment if it is accepted.
    ///
    /// The write lock is held throughout, so that two equal forms can't both be accepted.
    fn receive(&self, form: &[u8]) -> Answer {
        let passed = TimeDelta::from_std(self.started.elapsed()).unwrap_or_default();
        let at = self.now.checked_add_signed(passed).unwrap_or(self.now);
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        let (answer, posted) = form::receive(&data, form, at);
        if let Some(posted) = posted {
            data.add(posted);
        }
        answer
    }
}

/// Accepts connections until the task is aborted. Owns their tasks in a set, so that they are aborted with it.
async fn accept(listener: TcpListener, served: Arc<Served>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, Arc::clone(&served)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve_connection(stream: TcpStream, served: Arc<Served>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let served = Arc::clone(&served);
        async move { Ok::<_, Infallible>(respond(&served, request).await) }
    });
    // An error means that the client hung up, which the site ignores.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(served: &Served, request: Request<Incoming>) -> Response<Full<Bytes>> {
    if request.method() == Method::POST && request.uri().path() == form::PATH {
        return match Limited::new(request.into_body(), form::MAX_REQUEST).collect().await {
            Ok(form) => respond_with(served.receive(&form.to_bytes()).parts()),
            Err(_) => respond_with((StatusCode::PAYLOAD_TOO_LARGE, HeaderMap::new(), String::new())),
        };
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allowed = HeaderMap::from_iter([(header::ALLOW, HeaderValue::from_static("GET, HEAD"))]);
        return respond_with((StatusCode::METHOD_NOT_ALLOWED, allowed, String::new()));
    }
    if let Some(picture) = media::picture(request.uri().path()) {
        let mut response = Response::new(Full::new(Bytes::from_static(picture)));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
        return response;
    }
    if request.uri().path() == recording::PATH {
        return recording::answer(request.headers());
    }
    let path_and_query = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let data = served.data.read().unwrap_or_else(PoisonError::into_inner);
    respond_with(answer::answer(&data, path_and_query, request.headers()))
}

fn respond_with((status, headers, body): (StatusCode, HeaderMap, String)) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
