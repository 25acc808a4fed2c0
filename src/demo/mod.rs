//! A small news site on loopback: what `tidings demo` reads, and what tests sync from.
//!
//! This file listens and keeps what was posted; what is to be found at an address is in `answer`, what becomes of a form
//! in `form`, and both are pure. Harrow Bay, its people and
//! all that is written about them are made up. Starting the reader against the site is left to `cli`.

mod answer;
mod atom;
mod form;
mod json_feed;
mod markup;
mod media;
mod outlets;
mod pages;
mod rdf;
mod remarks;
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

/// The rest between two attempts when no connection can be taken, for want of file handles, say.
const ACCEPT_REST: Duration = Duration::from_millis(100);

/// The site while it is served; it stops when this is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Site {
    /// Scheme, host and port, such as `http://127.0.0.1:40123`: without a slash at the end.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// One subscription for each feed of the site, in folders.
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

    /// Stops serving, and returns once the port is closed.
    pub async fn stop(mut self) {
        self.task.abort();
        // Aborting is the only way in which the task ends: its error says nothing new.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves the site on 127.0.0.1, at a port that the system chooses. `now` is the moment from which every date on it
/// is counted back: the newest article is minutes older, the oldest weeks.
///
/// Must be called within a Tokio runtime that has I/O and time. The error is that of binding the port.
pub async fn serve(now: Time) -> io::Result<Site> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let data = RwLock::new(SiteData::new(format!("http://{address}"), now));
    let town = Town { data, now, began: Instant::now() };
    let task = tokio::spawn(accept(listener, Arc::new(town)));
    Ok(Site { address, task })
}

/// The site and its clock, which goes on from the moment that the site was given.
#[derive(Debug)]
struct Town {
    data: RwLock<SiteData>,
    now: Time,
    began: Instant,
}

impl Town {
    /// Takes a form in, and keeps what is to be kept before another is looked at.
    fn take(&self, form: &[u8]) -> Answer {
        let passed = TimeDelta::from_std(self.began.elapsed()).unwrap_or_default();
        let at = self.now.checked_add_signed(passed).unwrap_or(self.now);
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        let (answer, posted) = form::take(&data, form, at);
        if let Some(posted) = posted {
            data.keep(posted);
        }
        answer
    }
}

/// The connections live in a set of their own, so that they end with the task that took them.
async fn accept(listener: TcpListener, town: Arc<Town>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(converse(stream, Arc::clone(&town)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_REST).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, town: Arc<Town>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let town = Arc::clone(&town);
        async move { Ok::<_, Infallible>(respond(&town, request).await) }
    });
    // A reader that hangs up in the middle is no concern of the site's.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(town: &Town, request: Request<Incoming>) -> Response<Full<Bytes>> {
    if request.method() == Method::POST && request.uri().path() == form::PATH {
        return match Limited::new(request.into_body(), form::MOST_SENT).collect().await {
            Ok(sent) => respond_with(town.take(&sent.to_bytes()).parts()),
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
    let path_and_query = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let data = town.data.read().unwrap_or_else(PoisonError::into_inner);
    respond_with(answer::answer(&data, path_and_query, request.headers()))
}

fn respond_with((status, headers, body): (StatusCode, HeaderMap, String)) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
