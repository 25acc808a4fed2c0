//! The client sends a request and follows its redirects, under all limits.
//!
//! It has three connection pools: one for addresses that the user named, one for those of them on this machine, which a
//! proxy can't reach, and one for addresses that content named, whose resolver refuses private ones. Each pool is built
//! at its first use on a blocking thread, since reading the certificate store takes milliseconds that would slow down
//! the start of the program.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use url::{Host, Url};

use super::access::{Access, Accesses, AskAccess};
use super::address::{PrivateAddress, PublicOnly, is_private_literal, is_public};
use super::body::{self, Body, Bounds};
use super::limits::{LargeBody, Limits, SMALL, Slot};
use super::pools::{Pool, build, proxy_hosts};
use super::redirect::{Hops, Login, host};
use super::{NetError, Response};
use crate::domain::Text;
use crate::domain::host::is_local;
use crate::domain::login::mask;

/// Most bytes read of a body with an error status: enough for the site's reason.
const ERROR_BODY: usize = 64 * 1024;

/// Settings and limits of the client.
#[derive(Debug, Clone)]
pub struct NetOptions {
    /// Value of `User-Agent`.
    pub user_agent: String,
    /// Most time to connect, TLS included.
    pub connect: Duration,
    /// Most time between two pieces of an answer.
    pub read: Duration,
    /// Most time for a request with all its redirects, without the wait for a free slot.
    pub total: Duration,
    /// Most bytes of a decompressed body.
    pub max_body: usize,
    /// Most simultaneous requests to one host (name and port).
    pub per_host: usize,
    /// Most simultaneous requests to all hosts.
    pub global: usize,
    /// Private hosts that content may name, as `name` or `name:port`.
    pub allow_private: Vec<String>,
    /// Proxy for all requests (`http`, `https`, `socks5`); without it the system's settings hold.
    pub proxy: Option<String>,
    /// Returns the user's access to a host; without it no host has one.
    pub access: Option<AskAccess>,
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
            access: None,
        }
    }
}

/// Who named an address, which decides where it may lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// The user named it, so it may be private. A redirect may lead from a private address to another, never from a
    /// public to a private one.
    #[default]
    Named,
    /// Content named it, so it may not be private, nor may any redirect.
    Content {
        /// Hosts of feeds that the user named, which may be private, as `name` or `name:port`.
        hosts: Vec<String>,
    },
}

/// A GET request, conditional if it has validators of the last answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Absolute http or https address; `user:password@` becomes basic authentication for its own host.
    pub url: String,
    /// Value of `If-None-Match`.
    pub etag: Option<String>,
    /// Value of `If-Modified-Since`.
    pub last_modified: Option<String>,
    /// Value of `Accept`; without it the server chooses.
    pub accept: Option<&'static str>,
    /// Value of `Range`; the body then comes as it is, without compression.
    pub range: Option<String>,
    /// Value of `If-Range`: the whole body comes if the file has changed since.
    pub if_range: Option<String>,
    /// Who named the address.
    pub trust: Trust,
}

/// The HTTP client. Cheap to clone; clones share limits, pauses and connections.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    options: NetOptions,
    limits: Limits,
    accesses: Accesses,
    resolver: PublicOnly,
    /// Whether a proxy may resolve names instead of `resolver`.
    behind_proxy: bool,
    any: OnceCell<reqwest::Client>,
    local: OnceCell<reqwest::Client>,
    public: OnceCell<reqwest::Client>,
}

/// Answer to one request of a chain of redirects.
enum Hop {
    Redirect { status: u16, location: String, is_private: bool },
    Done(Box<reqwest::Response>),
}

/// Who the servers of a chain of redirects take the user for.
struct Visitor<'a> {
    /// Credentials of the first address.
    login: Option<&'a Login>,
    /// The access to the host of this hop.
    access: Option<&'a Access>,
}

impl Visitor<'_> {
    /// Begins a GET request with everything that the host of `url` may get.
    fn request(&self, client: &reqwest::Client, url: &Url) -> reqwest::RequestBuilder {
        let has_access = self.access.is_some_and(|access| access.login.is_some());
        // A user without a password only chooses among the accesses.
        let login = self.login.filter(|login| !(has_access && login.user_without_password(url).is_some()));
        let target = login.map_or_else(|| url.clone(), |login| login.apply(url));
        let request = client.get(target);
        match self.access {
            Some(access) => access.apply(request, url, login.is_some_and(|login| login.is_for(url))),
            None => request,
        }
    }

    /// Says where the user has set what the host of `url` got, if it got something.
    fn source(&self, url: &Url) -> Option<Text> {
        let is_own = self.login.is_some_and(|login| login.is_for(url) && login.user_without_password(url).is_none());
        if is_own {
            return Some(Text::line("the password in its address"));
        }
        self.access.map(|access| Text::line(&access.source))
    }
}

/// The last answer of a chain of redirects, without its body.
pub(super) struct Answer {
    pub(super) response: reqwest::Response,
    /// Address after all redirects.
    pub(super) url: Url,
    /// Target of the permanent redirects, as [`Response::permanent`].
    permanent: Option<String>,
    /// The place that the request takes among those to its host.
    slot: Slot,
    /// Time left for the body.
    left: Duration,
    /// As [`Response::login`].
    pub(super) login: Option<Text>,
}

impl Client {
    /// Makes a client. It opens, reads and resolves nothing before the first request.
    #[must_use]
    pub fn new(options: NetOptions) -> Self {
        let proxies = proxy_hosts(&options);
        // On these systems only the HTTP library reads the proxy settings.
        let behind_proxy = !proxies.is_empty() || cfg!(any(windows, target_os = "macos"));
        let limits = Limits::new(options.global, options.per_host);
        let resolver = PublicOnly { proxies };
        let accesses = Accesses::default();
        let [any, local, public] = [const { OnceCell::const_new() }; 3];
        Self { inner: Arc::new(Inner { options, limits, accesses, resolver, behind_proxy, any, local, public }) }
    }

    /// Settings that the client was made with.
    #[must_use]
    pub fn options(&self) -> &NetOptions {
        &self.inner.options
    }

    /// Sends a request, follows redirects and reads the body. An answer of any status is `Ok`. An answer 429 or 503
    /// with `Retry-After` pauses its host.
    pub async fn get(&self, request: &Request) -> Result<Response, NetError> {
        self.get_within(request).await.map(|(response, _)| response)
    }

    /// Like [`Self::get`], but the caller says how long a large body stays in memory: until it drops the permission. The
    /// time that a body waits for one does not count.
    pub async fn get_within(&self, request: &Request) -> Result<(Response, Option<LargeBody>), NetError> {
        let Answer { response, url, permanent, slot, left, login } = self.answer(request).await?;
        let (response, large) = self.inner.read(response, &url, left).await?;
        drop(slot);
        Ok((Response { permanent, login, ..response }, large))
    }

    /// Sends a request, and follows redirects.
    pub(super) async fn answer(&self, request: &Request) -> Result<Answer, NetError> {
        let mut url = parse(&request.url)?;
        let login = Login::extract(&mut url);
        let mut hops = Hops::new(&url);
        let named_host = url.host_str().filter(|_| request.trust == Trust::Named).map(str::to_owned);
        // A named address may be private, and so may redirects that come from a private address.
        let mut may_be_private = request.trust == Trust::Named;
        let mut left = self.inner.options.total;
        loop {
            let is_allowed = may_be_private || self.inner.is_allowed(&url, &request.trust);
            let client = self.inner.pool(&url, is_allowed).await?;
            let user = login.as_ref().and_then(|login| login.user_without_password(&url));
            let is_named = named_host.is_some() && named_host.as_deref() == url.host_str();
            let access = self.inner.access(&url, is_named, user.clone()).await?;
            let slot = self.inner.limits.acquire(&url).await?;
            let began = Instant::now();
            let visitor = Visitor { login: login.as_ref(), access: access.as_deref() };
            let hop = tokio::time::timeout(left, self.inner.hop(client, &url, &visitor, request)).await;
            left = left.saturating_sub(began.elapsed());
            match hop.map_err(|_| self.inner.timeout(&url))?? {
                Hop::Redirect { status, location, is_private } => {
                    let next = hops.follow(&url, status, &location)?;
                    may_be_private = may_be_private && (is_private || next.host() == url.host());
                    url = next;
                }
                Hop::Done(response) => {
                    if response.status() == 401 && access.is_some() {
                        self.inner.accesses.refused(&url, user).await;
                    }
                    let source = visitor.source(&url);
                    let permanent = hops.permanent().map(|target| {
                        login.as_ref().map_or_else(|| target.clone(), |login| login.apply(target)).into()
                    });
                    return Ok(Answer { response: *response, url, permanent, slot, left, login: source });
                }
            }
        }
    }

    /// Returns the connection pool for an address.
    pub(super) async fn pool(&self, url: &Url, trust: &Trust) -> Result<&reqwest::Client, NetError> {
        self.inner.pool(url, *trust == Trust::Named || self.inner.is_allowed(url, trust)).await
    }

    /// Returns the user's access to the host of an address that the user named, or that content named.
    pub(super) async fn access(&self, url: &Url, trust: &Trust) -> Result<Option<Arc<Access>>, NetError> {
        self.inner.access(url, *trust == Trust::Named, None).await
    }

    /// Waits for a free slot at the host of an address.
    pub(super) async fn acquire(&self, url: &Url) -> Result<Slot, NetError> {
        self.inner.limits.acquire(url).await
    }

    /// Pauses the host of `url`: requests to it fail with [`NetError::Paused`] until the pause is over.
    pub fn pause(&self, url: &str, pause: Duration) {
        if let Ok(url) = Url::parse(url) {
            self.inner.limits.pause(&url, pause);
        }
    }

    /// Time left of the pause of the host of `url`.
    #[must_use]
    pub fn pause_left(&self, url: &str) -> Option<Duration> {
        self.inner.limits.pause_left(&Url::parse(url).ok()?)
    }
}

impl Inner {
    /// Returns the pool for `url`, which connects to public addresses only unless `url` may be private.
    async fn pool(&self, url: &Url, may_be_private: bool) -> Result<&reqwest::Client, NetError> {
        if may_be_private && is_local(url) {
            return self.local.get_or_try_init(|| build(self.options.clone(), Pool::Local)).await;
        }
        if may_be_private {
            return self.any.get_or_try_init(|| build(self.options.clone(), Pool::Any)).await;
        }
        // The HTTP library does not call the resolver for a host that is an IP address.
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

    /// Whether content may name this host even if it is private.
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

    /// Returns the user's access to a host, if it may go to this address. `is_named` says that the user named an
    /// address of the host, `user` is the user in the address.
    async fn access(&self, url: &Url, is_named: bool, user: Option<String>) -> Result<Option<Arc<Access>>, NetError> {
        let access = self.accesses.of(self.options.access.as_ref(), url, user).await?;
        Ok(access.filter(|access| access.may_go_to(url, is_named)))
    }

    /// Sends one request of a chain of redirects.
    async fn hop(
        &self,
        client: &reqwest::Client,
        url: &Url,
        visitor: &Visitor<'_>,
        request: &Request,
    ) -> Result<Hop, NetError> {
        let NetOptions { connect, read, .. } = self.options;
        let name = host(url);
        let sent = visitor.request(client, url).headers(headers(request)).send();
        let response = tokio::time::timeout(connect.saturating_add(read), sent)
            .await
            .map_err(|_| NetError::Timeout { host: name.clone(), what: "did not answer", limit: read })?
            .map_err(|error| NetError::from_reqwest(&name, &error, connect))?;
        let status = response.status().as_u16();
        if matches!(status, 301 | 302 | 303 | 307 | 308)
            && let Some(location) = response.headers().get(header::LOCATION)
        {
            // Behind a proxy the peer's address is that of the proxy.
            let peer = response.remote_addr().filter(|_| !self.behind_proxy);
            let is_private = is_private_literal(url) || peer.is_some_and(|peer| !is_public(peer.ip()));
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            return Ok(Hop::Redirect { status, location, is_private });
        }
        Ok(Hop::Done(Box::new(response)))
    }

    /// Reads the body of an answer within the time that is `left`.
    async fn read(
        &self,
        response: reqwest::Response,
        url: &Url,
        left: Duration,
    ) -> Result<(Response, Option<LargeBody>), NetError> {
        let NetOptions { read, max_body, .. } = self.options;
        let (status, name) = (response.status().as_u16(), host(url));
        let mut large = None;
        let mut out = Response::from_headers(status, url.to_string(), response.headers(), SystemTime::now());
        if let (429 | 503, Some(pause)) = (status, out.retry_after) {
            self.limits.pause(url, pause);
        }
        if matches!(status, 200..=299) {
            let began = Instant::now();
            let late = |_| self.timeout(url);
            let begin = async {
                let mut body = Body::open(response, &name, Bounds { bytes: max_body, read }).await?;
                body.fill(SMALL).await.map(|is_whole| (body, is_whole))
            };
            let (mut body, is_whole) = tokio::time::timeout(left, begin).await.map_err(late)??;
            let left = left.saturating_sub(began.elapsed());
            if !is_whole {
                large = Some(self.limits.large_body().await?);
                tokio::time::timeout(left, body.fill(usize::MAX)).await.map_err(late)??;
            }
            (out.body, out.wire) = body.finish();
        } else if status != 304 {
            // The status matters most, so an error while reading the body is ignored.
            let bounds = Bounds { bytes: ERROR_BODY, read };
            let read = tokio::time::timeout(left, body::read(response, &name, bounds)).await;
            (out.body, out.wire) = read.map_err(|_| self.timeout(url))?.unwrap_or_default();
        }
        Ok((out, large))
    }

    fn timeout(&self, url: &Url) -> NetError {
        NetError::Timeout { host: host(url), what: "did not finish its answer", limit: self.options.total }
    }
}

/// Parses an absolute http or https address, and drops its fragment.
pub(super) fn parse(text: &str) -> Result<Url, NetError> {
    let address = |text: &str| NetError::Address(Text::line(&mask(text).chars().take(200).collect::<String>()));
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
        // A value that can't be sent is left out; the request is then unconditional.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            out.insert(name, value);
        }
    };
    // A part is one of the bytes as they are: nothing may be compressed.
    set(header::ACCEPT_ENCODING, Some(if request.range.is_some() { "identity" } else { body::ENCODINGS }));
    set(header::ACCEPT, request.accept);
    set(header::RANGE, request.range.as_deref());
    set(header::IF_RANGE, request.if_range.as_deref());
    set(header::IF_NONE_MATCH, request.etag.as_deref());
    set(header::IF_MODIFIED_SINCE, request.last_modified.as_deref());
    out
}
