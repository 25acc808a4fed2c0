//! Decides where a redirect leads and whether to follow it, without I/O.
//!
//! The client decides whether the next address may be private.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::domain::Text;

use super::NetError;

/// Most redirects that the client follows.
const MAX_HOPS: usize = 10;

/// A chain of redirects, as far as the client has followed it.
#[derive(Debug)]
pub(super) struct Hops {
    seen: HashSet<String>,
    /// Target of the last permanent redirect before any temporary one.
    permanent: Option<Url>,
    /// Whether a temporary redirect was followed; later ones don't count as permanent.
    temporary: bool,
}

impl Hops {
    /// Starts a chain at `start`, which must have no credentials.
    pub(super) fn new(start: &Url) -> Self {
        Self { seen: HashSet::from([key(start)]), permanent: None, temporary: false }
    }

    /// Returns the next address, without credentials, after `from` answered `status` with `location`.
    pub(super) fn follow(&mut self, from: &Url, status: u16, location: &str) -> Result<Url, NetError> {
        let refuse = |what| Err(NetError::Redirect { host: host(from), what });
        let Ok(mut next) = from.join(location.trim()) else {
            return refuse("redirects to an invalid address");
        };
        strip_login(&mut next);
        match (from.scheme(), next.scheme()) {
            (_, "https") | ("http", "http") => {}
            ("https", "http") => return refuse("redirects from https to http"),
            _ => return refuse("redirects to an address that is not http or https"),
        }
        if next.host_str().is_none_or(str::is_empty) {
            return refuse("redirects to an invalid address");
        }
        if !self.seen.insert(key(&next)) {
            return refuse("redirects in a loop");
        }
        if self.seen.len() > MAX_HOPS + 1 {
            return refuse("redirects more than 10 times");
        }
        if matches!(status, 301 | 308) && !self.temporary {
            self.permanent = Some(next.clone());
        } else {
            self.temporary = true;
        }
        Ok(next)
    }

    /// Target of the permanent redirects at the start of the chain, if there were any.
    pub(super) fn permanent(&self) -> Option<&Url> {
        self.permanent.as_ref()
    }
}

/// Key of an address among those requested: addresses that differ only in their fragment are one request.
fn key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

/// Names a URL's host for messages, without credentials.
pub(super) fn host(url: &Url) -> Text {
    let name = url.host_str().unwrap_or("the address");
    // A port that is not the default tells two servers on one machine apart.
    Text::line(&url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}")))
}

fn strip_login(url: &mut Url) {
    // This fails only for an address that can't have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// Credentials (`user:password@`) of an address, kept apart from it so that only its own host gets them.
#[derive(Debug)]
pub(super) struct Login {
    at: Url,
}

impl Login {
    /// Removes the credentials from `url` and returns them; `None` if it has none.
    pub(super) fn extract(url: &mut Url) -> Option<Self> {
        if url.username().is_empty() && url.password().is_none() {
            return None;
        }
        let at = url.clone();
        strip_login(url);
        Some(Self { at })
    }

    /// Returns `url` with the credentials if its host is the one they belong to. That needs the same name, and the same
    /// port unless both are the default of their scheme (http to https on one host).
    pub(super) fn apply(&self, url: &Url) -> Url {
        let mut out = url.clone();
        if self.is_for(url) {
            let _ = out.set_username(self.at.username());
            let _ = out.set_password(self.at.password());
        }
        out
    }

    /// Returns whether the credentials belong to the host of `url`, as [`Login::apply`].
    pub(super) fn is_for(&self, url: &Url) -> bool {
        let default_ports = self.at.port().is_none() && url.port().is_none();
        let same_port = self.at.port_or_known_default() == url.port_or_known_default();
        self.at.host() == url.host() && (default_ports || same_port)
    }

    /// Returns the user, percent-decoded, if the credentials belong to the host of `url` and have no password.
    pub(super) fn user_without_password(&self, url: &Url) -> Option<String> {
        let is_user = self.is_for(url) && self.at.password().is_none();
        is_user.then(|| percent_decode_str(self.at.username()).decode_utf8_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn each_redirect_is_followed_or_refused_for_a_reason() {
        for (from, location, to) in [
            ("http://a.example/x", "/y", Ok("http://a.example/y")),
            ("http://a.example/x", "https://a.example/x", Ok("https://a.example/x")),
            ("https://a.example/x", "//b.example/y", Ok("https://b.example/y")),
            ("http://a.example/x", "http://u:p@b.example/", Ok("http://b.example/")),
            ("https://a.example/x", "http://a.example/y", Err("redirects from https to http")),
            ("https://a.example/x", "file:///etc/passwd", Err("redirects to an address that is not http or https")),
            ("http://a.example/x", "javascript:alert(1)", Err("redirects to an address that is not http or https")),
            ("http://a.example/x", "http://", Err("redirects to an invalid address")),
            ("http://a.example/x", "#top", Err("redirects in a loop")),
            ("http://a.example/x", "", Err("redirects in a loop")),
        ] {
            let from = url(from);
            match (Hops::new(&from).follow(&from, 302, location), to) {
                (Ok(next), Ok(to)) => assert_eq!(next.as_str(), to),
                (Err(NetError::Redirect { what, .. }), Err(wanted)) => assert_eq!(what, wanted, "{location}"),
                (got, _) => panic!("{location}: {got:?}"),
            }
        }
    }

    #[test]
    fn ten_redirects_are_followed_and_eleven_are_not() {
        let mut at = url("http://a.example/0");
        let mut hops = Hops::new(&at);
        for n in 1..=10 {
            at = hops.follow(&at, 302, &format!("/{n}")).unwrap();
        }
        assert!(hops.follow(&at, 302, "/11").is_err());
    }

    #[test]
    fn only_an_unbroken_run_of_permanent_redirects_is_permanent() {
        for (chain, permanent) in [
            (&[301, 308][..], Some("http://a.example/2")),
            (&[301, 302], Some("http://a.example/1")),
            (&[302, 301], None),
            (&[], None),
        ] {
            let mut at = url("http://a.example/0");
            let mut hops = Hops::new(&at);
            for (n, status) in chain.iter().enumerate() {
                at = hops.follow(&at, *status, &format!("/{}", n + 1)).unwrap();
            }
            assert_eq!(hops.permanent().map(Url::as_str), permanent, "{chain:?}");
        }
    }

    #[test]
    fn credentials_stay_on_their_host() {
        let mut start = url("http://me:p%40ss@a.example/feed");
        let login = Login::extract(&mut start).unwrap();
        assert_eq!(start.as_str(), "http://a.example/feed");
        for (to, kept) in [
            ("http://a.example/x", true),
            ("https://a.example/x", true),
            ("http://a.example:8080/x", false),
            ("http://b.example/x", false),
            ("http://sub.a.example/x", false),
        ] {
            let target = login.apply(&url(to));
            assert_eq!(target.password() == Some("p%40ss") && target.username() == "me", kept, "{to}");
        }
    }
}
