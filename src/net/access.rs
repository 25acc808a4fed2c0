//! The user's access to private hosts: asks for it when a host is first requested, and adds it to requests.
//!
//! Where names, secrets and cookies come from is left to the caller, which gives the client a function. A request has
//! the access of its own host and port alone, so a redirect to another one loses it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::RequestBuilder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;

use super::NetError;
use super::cookies::{Cookie, cookie_header};
use super::redirect::host;
use crate::domain::Text;
use crate::domain::host::is_local;

/// How long a failure to read a secret, or a refused secret, holds before the client asks for it again.
const RETRY: Duration = Duration::from_mins(1);
/// Number of hosts above which idle ones are forgotten.
const MAX_HOSTS: usize = 4096;

/// What a private host wants from its visitors. No debug output has a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// User and password, for basic authentication (RFC 7617).
    pub login: Option<(String, String)>,
    /// Additional headers.
    pub headers: Vec<(String, String)>,
    /// Cookies, also those of other hosts, which are not sent.
    pub cookies: Vec<Cookie>,
    /// Whether the access may go over http to addresses that content names. An http address that the user named always
    /// gets it.
    pub over_http: bool,
    /// Where the user has set it, as the end of "check …".
    pub source: String,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("source", &self.source).finish_non_exhaustive()
    }
}

/// The host that an access is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Name and port, as `name:port`.
    pub host: String,
    /// User in the address, percent-decoded, if it has one without a password.
    pub user: Option<String>,
}

/// The answer to who the user is at a host: `None` without an access; the error is a text for the user.
type Answer = Result<Option<Access>, String>;

/// Returns the access to a host, `None` if the user has set none. Runs on a blocking thread. The error is a text for the
/// user.
#[derive(Clone)]
pub struct AskAccess(pub Arc<dyn Fn(&Asked) -> Answer + Send + Sync>);

impl fmt::Debug for AskAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskAccess")
    }
}

/// The accesses that the client has asked for.
#[derive(Debug, Default)]
pub(super) struct Accesses {
    hosts: Mutex<HashMap<Asked, Arc<tokio::sync::Mutex<Option<Known>>>>>,
}

#[derive(Debug)]
struct Known {
    access: Result<Arc<Access>, Text>,
    at: Instant,
    was_refused: bool,
}

impl Known {
    fn holds(&self) -> bool {
        (self.access.is_ok() && !self.was_refused) || self.at.elapsed() < RETRY
    }
}

impl Accesses {
    /// Returns the access to a URL's host. Asks once for a host, however many requests wait for it.
    pub(super) async fn of(
        &self,
        ask: Option<&AskAccess>,
        url: &Url,
        user: Option<String>,
    ) -> Result<Option<Arc<Access>>, NetError> {
        let Some(ask) = ask.cloned() else { return Ok(None) };
        let asked = asked(url, user);
        let known = self.entry(&asked);
        let mut known = known.lock().await;
        if known.as_ref().is_none_or(|known| !known.holds()) {
            let failed = |reason: &str| Text::line(reason);
            let answer = tokio::task::spawn_blocking(move || (ask.0)(&asked)).await;
            let access = match answer.unwrap_or_else(|_| Err("reading the secret was interrupted".to_owned())) {
                Ok(Some(access)) => Ok(Arc::new(access)),
                Ok(None) => return Ok(None),
                Err(reason) => Err(failed(&reason)),
            };
            *known = Some(Known { access, at: Instant::now(), was_refused: false });
        }
        match known.as_ref().map(|known| known.access.clone()) {
            Some(Err(reason)) => Err(NetError::Access { host: host(url), reason }),
            Some(Ok(access)) => Ok(Some(access)),
            None => Ok(None),
        }
    }

    /// Notes that a host has refused its access; after a while it is asked for again.
    pub(super) async fn refused(&self, url: &Url, user: Option<String>) {
        let known = self.entry(&asked(url, user));
        if let Some(known) = known.lock().await.as_mut() {
            known.was_refused = true;
        }
    }

    fn entry(&self, asked: &Asked) -> Arc<tokio::sync::Mutex<Option<Known>>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS {
            hosts.retain(|_, known| Arc::strong_count(known) > 1);
        }
        Arc::clone(hosts.entry(asked.clone()).or_default())
    }
}

fn asked(url: &Url, user: Option<String>) -> Asked {
    let port = url.port_or_known_default().unwrap_or_default();
    Asked { host: format!("{}:{port}", url.host_str().unwrap_or_default()), user }
}

impl Access {
    /// Returns whether the access may go to an address. `is_named` says that the user named an address of its host.
    pub(super) fn may_go_to(&self, url: &Url, is_named: bool) -> bool {
        url.scheme() == "https" || is_local(url) || self.over_http || is_named
    }

    /// Adds headers and cookies, and user and password unless the address has its own.
    pub(super) fn apply(&self, request: RequestBuilder, url: &Url, has_login: bool) -> RequestBuilder {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            insert(&mut headers, name, value);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        if let Some(mut cookies) = cookie_header(&self.cookies, url, now) {
            if let Some(own) = headers.get("cookie").and_then(|own| own.to_str().ok()) {
                cookies = format!("{own}; {cookies}");
            }
            insert(&mut headers, "cookie", &cookies);
        }
        if has_login {
            headers.remove("authorization");
        }
        let request = match &self.login {
            Some((user, password)) if !has_login => request.basic_auth(user, Some(password)),
            _ => request,
        };
        request.headers(headers)
    }
}

/// Sets a header that no log shows. A value that can't be sent is left out.
fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        value.set_sensitive(true);
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_goes_over_http_only_if_the_user_named_the_host_or_its_port() {
        for (url, over_http, is_named, may_go) in [
            ("https://a.example/", false, false, true),
            ("http://a.example/", false, false, false),
            ("http://a.example/", false, true, true),
            ("http://a.example/", true, false, true),
            ("http://127.0.0.1:8000/", false, false, true),
            ("http://10.0.0.1/", false, false, false),
        ] {
            let access = Access { over_http, ..Access::default() };
            assert_eq!(access.may_go_to(&Url::parse(url).unwrap(), is_named), may_go, "{url}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_and_refused_secrets_are_asked_for_again_after_a_while() {
        let (accesses, url) = (Accesses::default(), Url::parse("https://a.example/").unwrap());
        let count = Arc::new(Mutex::new(0));
        let counted = count.clone();
        let ask = AskAccess(Arc::new(move |_| {
            let mut count = counted.lock().unwrap();
            *count += 1;
            if *count == 1 { Err("locked".to_owned()) } else { Ok(Some(Access::default())) }
        }));
        let asked = || *count.lock().unwrap();
        for _ in 0..2 {
            assert!(accesses.of(Some(&ask), &url, None).await.is_err());
        }
        assert_eq!(asked(), 1);
        tokio::time::advance(RETRY).await;
        for _ in 0..2 {
            assert!(accesses.of(Some(&ask), &url, None).await.unwrap().is_some());
        }
        assert_eq!(asked(), 2);
        tokio::time::advance(RETRY).await;
        accesses.refused(&url, None).await;
        assert!(accesses.of(Some(&ask), &url, None).await.unwrap().is_some());
        assert_eq!(asked(), 3);
    }
}
