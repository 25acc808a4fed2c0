//! Sends one request without following redirects, and tells on failure whether it may have arrived.
//!
//! `reply` decides what to send and what the answer means, `sync` when to try again. Nothing here sends twice.

use std::time::SystemTime;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::body::{self, Bounds};
use super::client::{Client, Trust, parse};
use super::redirect::host;
use super::{NetError, Response};

/// A POST, or a GET with additional headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Absolute http or https address.
    pub url: String,
    /// `Content-Type` and body of a POST; `None` makes it a GET.
    pub body: Option<(&'static str, String)>,
    /// Additional headers, with names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Who named the address.
    pub trust: Trust,
}

/// A request that got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct NotDelivered {
    /// Why there is no answer.
    pub error: NetError,
    /// Whether the client was connected, so that the server may have received the request.
    pub may_have_arrived: bool,
}

impl From<NetError> for NotDelivered {
    fn from(error: NetError) -> Self {
        Self { error, may_have_arrived: false }
    }
}

/// An answer, and where it redirects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Answer of any status.
    pub response: Response,
    /// Value of `Location`, made absolute.
    pub location: Option<String>,
}

impl Client {
    /// Sends a request once.
    pub async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, NotDelivered> {
        let url = parse(&delivery.url)?;
        let options = self.options().clone();
        let client = self.pool(&url, &delivery.trust).await?;
        let access = self.access(&url, &delivery.trust).await?;
        let slot = self.acquire(&url).await?;
        let name = host(&url);
        let request = match &delivery.body {
            Some((kind, body)) => client.post(url.clone()).header(header::CONTENT_TYPE, *kind).body(body.clone()),
            None => client.get(url.clone()),
        };
        let request = match &access {
            Some(access) => access.apply(request, &url, false),
            None => request,
        };
        // Headers of the delivery replace those of the access.
        let sent = request.headers(headers(delivery)).send();
        let exchange = async {
            let answer = sent.await.map_err(|error| {
                let may_have_arrived = !(error.is_connect() || error.is_builder());
                NotDelivered { error: NetError::from_reqwest(&name, &error, options.connect), may_have_arrived }
            })?;
            let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let location = location.and_then(|to| url.join(to).ok()).map(|to| to.to_string());
            let status = answer.status().as_u16();
            let mut out = Response::from_headers(status, url.to_string(), answer.headers(), SystemTime::now());
            if let (429 | 503, Some(pause)) = (status, out.retry_after) {
                self.pause(url.as_str(), pause);
            }
            let bounds = Bounds { bytes: options.max_body, read: options.read };
            (out.body, out.wire) = body::read(answer, &name, bounds)
                .await
                .map_err(|error| NotDelivered { error, may_have_arrived: true })?;
            Ok(Delivered { response: out, location })
        };
        let done = tokio::time::timeout(options.total, exchange).await;
        drop(slot);
        done.unwrap_or_else(|_| {
            let what = "did not finish its answer";
            let error = NetError::Timeout { host: name.clone(), what, limit: options.total };
            Err(NotDelivered { error, may_have_arrived: true })
        })
    }
}

fn headers(delivery: &Delivery) -> HeaderMap {
    let mut out = HeaderMap::new();
    out.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(body::ENCODINGS));
    for (name, value) in &delivery.headers {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            // The value may be a secret; reqwest prints no sensitive values.
            value.set_sensitive(true);
            out.insert(HeaderName::from_static(name), value);
        }
    }
    out
}
