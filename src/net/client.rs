//! The client: one request with its redirects, under every limit.
//!
//! Three connection pools stand behind it: one for addresses that the user named, one for those of them on this very
//! machine, which no proxy can reach, and one whose resolver refuses private addresses, for those that content named.
//! Each is built at its first use, off the runtime's threads, because reading the certificate store takes
//! milliseconds that start-up does not have.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use url::{Host, Url};

use super::address::{PrivateAddress, PublicOnly, is_private_literal, is_public};
use super::body::{self, Bounds};
use super::limits::Limits;
use super::pools::{Pool, build, is_local, proxy_hosts};
use super::redirect::{Hops, Login, host};
use super::{NetError, Response};
use crate::domain::Text;

/// Bytes read of the body that comes with an error status: enough for a reason.
const ERROR_BODY: usize = 64 * 1024;
/// The client's limits. Times are of one request with all its redirects, waiting for a turn aside.
#[derive(Debug, Clone)]
pub struct NetOptions {
    /// `User-Agent`.
    pub user_agent: String,
    /// To connect, TLS included.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    /// For the whole.
    pub total: Duration,
    /// Bytes of a body, decompressed.
    pub max_body: usize,
    /// Requests to one host (name and port) at once.
    pub per_host: usize,
    /// Requests at once.
    pub global: usize,
    /// Hosts that content may name although they are private, as `name` or `name:port`.
    pub allow_private: Vec<String>,
    /// A proxy for everything (`http`, `https`, `socks5`); the system's own settings without it.
    pub proxy: Option<String>,
}

impl Default for NetOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("tidings/", env!("CARGO_PKG_VERSION"), " (feed reader)").to_owned(),
            connect: Duration::from_secs(10),
            read: Duration::from_secs(15),
            total: Duration::from_mins(1),
            max_body: 15 * 1024 * 1024,
            per_host: 4,
            global: 32,
            allow_private: Vec::new(),
            proxy: None,
        }
    }
}

/// Who named an address decides where it may lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// The user named it: private addresses are fine. A redirect may lead from private to private, never from
    /// public to private.
    #[default]
    Named,
    /// Content named it: private addresses are refused, at every hop.
    Content {
        /// Hosts of feeds that the user named, which are fine all the same, as `name` or `name:port`.
        hosts: Vec<String>,
    },
}

/// A GET, conditional where it carries what the last answer left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// An absolute http or https address; `user:password@` becomes basic authentication for its own host.
    pub url: String,
    /// Sent as `If-None-Match`.
    pub etag: Option<String>,
    /// Sent as `If-Modified-Since`.
    pub last_modified: Option<String>,
    /// Sent as `Accept`; anything without it.
    pub accept: Option<&'static str>,
    /// Who named the address.
    pub trust: Trust,
}

/// The one HTTP client. Cheap to clone; clones share limits, pauses and connections.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    options: NetOptions,
    limits: Limits,
    resolver: PublicOnly,
    /// A proxy may resolve names in our place, out of the resolver's sight.
    behind_proxy: bool,
    any: OnceCell<reqwest::Client>,
    local: OnceCell<reqwest::Client>,
    public: OnceCell<reqwest::Client>,
}

/// One answer on the way.
enum Hop {
    Redirect { status: u16, location: String, private: bool },
    Done(Response),
}

impl Client {
    /// A client that has not woken yet: nothing is opened, read or resolved before the first request.
    #[must_use]
    pub fn new(options: NetOptions) -> Self {
        let proxies = proxy_hosts(&options);
        // Other systems keep proxies where only the HTTP library looks.
        let behind_proxy = !proxies.is_empty() || cfg!(any(windows, target_os = "macos"));
        let limits = Limits::new(options.global, options.per_host);
        let resolver = PublicOnly { proxies };
        let [any, local, public] = [const { OnceCell::const_new() }; 3];
        Self { inner: Arc::new(Inner { options, limits, resolver, behind_proxy, any, local, public }) }
    }

    /// The limits it was made with.
    #[must_use]
    pub fn options(&self) -> &NetOptions {
        &self.inner.options
    }

    /// Asks, follows redirects, reads the body. Answers of any status are `Ok`; a 429 or 503 with `Retry-After`
    /// pauses its host.
    pub async fn get(&self, request: &Request) -> Result<Response, NetError> {
        let mut url = parse(&request.url)?;
        let login = Login::take(&mut url);
        let mut hops = Hops::new(&url);
        // Of a named address the first hop is free, and later ones as long as they come from private space.
        let mut free = request.trust == Trust::Named;
        let mut left = self.inner.options.total;
        loop {
            let client = self.inner.client_for(&url, free || self.inner.is_allowed(&url, &request.trust)).await?;
            let slot = self.inner.limits.enter(&url).await?;
            let began = Instant::now();
            let answer = tokio::time::timeout(left, self.inner.hop(client, &url, login.as_ref(), request)).await;
            left = left.saturating_sub(began.elapsed());
            drop(slot);
            match answer.map_err(|_| self.inner.late(&url))?? {
                Hop::Redirect { status, location, private } => {
                    let next = hops.follow(&url, status, &location)?;
                    free = free && (private || next.host() == url.host());
                    url = next;
                }
                Hop::Done(mut response) => {
                    response.permanent = hops.permanent().map(|target| {
                        login.as_ref().map_or_else(|| target.clone(), |login| login.put_back(target)).into()
                    });
                    return Ok(response);
                }
            }
        }
    }

    /// The pool for an address.
    pub(super) async fn client_of(&self, url: &Url, trust: &Trust) -> Result<&reqwest::Client, NetError> {
        self.inner.client_for(url, *trust == Trust::Named || self.inner.is_allowed(url, trust)).await
    }

    /// A turn at the host of an address.
    pub(super) async fn enter(&self, url: &Url) -> Result<super::limits::Slot, NetError> {
        self.inner.limits.enter(url).await
    }

    /// Leaves the host of `url` alone for a while; requests to it fail with [`NetError::Paused`] until then.
    pub fn pause(&self, url: &str, pause: Duration) {
        if let Ok(url) = Url::parse(url) {
            self.inner.limits.pause(&url, pause);
        }
    }

    /// How much longer the host of `url` wants to be left alone.
    #[must_use]
    pub fn pause_left(&self, url: &str) -> Option<Duration> {
        self.inner.limits.pause_left(&Url::parse(url).ok()?)
    }
}

impl Inner {
    /// The pool that may ask for `url`: any address if `free`, else public ones.
    async fn client_for(&self, url: &Url, free: bool) -> Result<&reqwest::Client, NetError> {
        if free && is_local(url) {
            return self.local.get_or_try_init(|| build(self.options.clone(), Pool::Local)).await;
        }
        if free {
            return self.any.get_or_try_init(|| build(self.options.clone(), Pool::Any)).await;
        }
        // The HTTP library asks no resolver for an address written as one.
        if is_private_literal(url) {
            return Err(NetError::Private { host: host(url) });
        }
        if let Some(Host::Domain(name)) = url.host().filter(|_| self.behind_proxy)
            && let Err(error) = PublicOnly::default().lookup(name).await
            && error.is::<PrivateAddress>()
        {
            return Err(NetError::Private { host: host(url) });
        }
        self.public.get_or_try_init(|| build(self.options.clone(), Pool::Public(self.resolver.clone()))).await
    }

    /// Whether content may name this host although it may be private.
    fn is_allowed(&self, url: &Url, trust: &Trust) -> bool {
        let Some(name) = url.host_str() else { return false };
        let with_port = format!("{name}:{}", url.port_or_known_default().unwrap_or_default());
        let hosts = match trust {
            Trust::Named => &[][..],
            Trust::Content { hosts } => hosts,
        };
        let mut listed = hosts.iter().chain(&self.options.allow_private);
        listed.any(|host| host.eq_ignore_ascii_case(name) || host.eq_ignore_ascii_case(&with_port))
    }

    async fn hop(
        &self,
        client: &reqwest::Client,
        url: &Url,
        login: Option<&Login>,
        request: &Request,
    ) -> Result<Hop, NetError> {
        let NetOptions { connect, read, max_body, .. } = self.options;
        let name = host(url);
        let target = login.map_or_else(|| url.clone(), |login| login.put_back(url));
        let sent = client.get(target).headers(headers(request)).send();
        let response = tokio::time::timeout(connect.saturating_add(read), sent)
            .await
            .map_err(|_| NetError::Timeout { host: name.clone(), what: "did not answer", limit: read })?
            .map_err(|error| NetError::from_reqwest(&name, &error, connect))?;
        let status = response.status().as_u16();
        if matches!(status, 301 | 302 | 303 | 307 | 308)
            && let Some(location) = response.headers().get(header::LOCATION)
        {
            // Behind a proxy the peer's address is the proxy's and says nothing.
            let peer = response.remote_addr().filter(|_| !self.behind_proxy);
            let private = is_private_literal(url) || peer.is_some_and(|peer| !is_public(peer.ip()));
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            return Ok(Hop::Redirect { status, location, private });
        }
        let mut out = Response::from_headers(status, url.to_string(), response.headers(), SystemTime::now());
        if let (429 | 503, Some(pause)) = (status, out.retry_after) {
            self.limits.pause(url, pause);
        }
        if matches!(status, 200..=299) {
            (out.body, out.wire) = body::read(response, &name, Bounds { bytes: max_body, read }).await?;
        } else if status != 304 {
            // The status says what matters; a body that fails to come takes nothing from it.
            let bounds = Bounds { bytes: ERROR_BODY, read };
            (out.body, out.wire) = body::read(response, &name, bounds).await.unwrap_or_default();
        }
        Ok(Hop::Done(out))
    }

    fn late(&self, url: &Url) -> NetError {
        NetError::Timeout { host: host(url), what: "did not finish its answer", limit: self.options.total }
    }
}

pub(super) fn parse(text: &str) -> Result<Url, NetError> {
    let address = |text: &str| NetError::Address(Text::line(&text.chars().take(200).collect::<String>()));
    let mut url = Url::parse(text.trim()).map_err(|_| address(text))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(address(text));
    }
    url.set_fragment(None);
    Ok(url)
}

fn headers(request: &Request) -> HeaderMap {
    let mut out = HeaderMap::new();
    let mut set = |name: HeaderName, value: Option<&str>| {
        // A value that can't be sent is left out: the request is then merely unconditional.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            out.insert(name, value);
        }
    };
    set(header::ACCEPT_ENCODING, Some(body::ENCODINGS));
    set(header::ACCEPT, request.accept);
    set(header::IF_NONE_MATCH, request.etag.as_deref());
    set(header::IF_MODIFIED_SINCE, request.last_modified.as_deref());
    out
}
