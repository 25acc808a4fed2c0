//! Handing something over: one request, no redirect followed, and on failure whether anything may have arrived.
//!
//! What is handed over and what the answer means is left to `reply`, trying again to `sync`: nothing is repeated here.

use std::time::SystemTime;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::body::{self, Bounds};
use super::client::{Client, Trust, parse};
use super::redirect::host;
use super::{NetError, Response};

/// Something to hand over, or to ask with headers of one's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// An absolute http or https address.
    pub url: String,
    /// `Content-Type` and the body; a GET without it.
    pub body: Option<(&'static str, String)>,
    /// More headers, by lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// Who named the address.
    pub trust: Trust,
}

/// No answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct NotDelivered {
    /// Why.
    pub error: NetError,
    /// The connection stood: bytes may have left.
    pub may_have_arrived: bool,
}

impl From<NetError> for NotDelivered {
    fn from(error: NetError) -> Self {
        Self { error, may_have_arrived: false }
    }
}

/// An answer, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The answer, of any status.
    pub response: Response,
    /// `Location`, made absolute.
    pub location: Option<String>,
}

impl Client {
    /// Hands something over once.
    pub async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, NotDelivered> {
        let url = parse(&delivery.url)?;
        let options = self.options().clone();
        let client = self.client_of(&url, &delivery.trust).await?;
        let slot = self.enter(&url).await?;
        let name = host(&url);
        let request = match &delivery.body {
            Some((kind, body)) => client.post(url.clone()).header(header::CONTENT_TYPE, *kind).body(body.clone()),
            None => client.get(url.clone()),
        };
        let sent = request.headers(headers(delivery)).send();
        let late = |what| NetError::Timeout { host: name.clone(), what, limit: options.total };
        let work = async {
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
        let done = tokio::time::timeout(options.total, work).await;
        drop(slot);
        done.unwrap_or_else(|_| Err(NotDelivered { error: late("did not finish its answer"), may_have_arrived: true }))
    }
}

fn headers(delivery: &Delivery) -> HeaderMap {
    let mut out = HeaderMap::new();
    out.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(body::ENCODINGS));
    for (name, value) in &delivery.headers {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            // Never printed, whatever it is.
            value.set_sensitive(true);
            out.insert(HeaderName::from_static(name), value);
        }
    }
    out
}
