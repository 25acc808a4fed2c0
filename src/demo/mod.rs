//! A small news site on loopback: what `tidings demo` reads, and what tests sync from.
//!
//! This file listens; what is to be found at an address is in `answer`, which is pure. Harrow Bay, its people and
//! all that is written about them are made up. Starting the reader against the site is left to `cli`.

mod answer;
mod atom;
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
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::domain::{Subscription, Text, Time};
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
    let data = Arc::new(SiteData::new(format!("http://{address}"), now));
    let task = tokio::spawn(accept(listener, data));
    Ok(Site { address, task })
}

/// The connections live in a set of their own, so that they end with the task that took them.
async fn accept(listener: TcpListener, data: Arc<SiteData>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(converse(stream, Arc::clone(&data)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_REST).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, data: Arc<SiteData>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let response = respond(&data, &request);
        async move { Ok::<_, Infallible>(response) }
    });
    // A reader that hangs up in the middle is no concern of the site's.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

fn respond(data: &SiteData, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refusal = Response::new(Full::default());
        *refusal.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        refusal.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
        return refusal;
    }
    if let Some(picture) = media::picture(request.uri().path()) {
        let mut response = Response::new(Full::new(Bytes::from_static(picture)));
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("image/jpeg"));
        return response;
    }
    let path_and_query = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let (status, headers, body) = answer::answer(data, path_and_query, request.headers());
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
