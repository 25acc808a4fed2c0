//! Errors of a request, each as one line that names the host and what to do.
//!
//! A status of 400 or above is an answer; [`super::Response::ok`] turns it into an error for callers who want one.

use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use crate::domain::{Text, pluralize};

use super::address::PrivateAddress;
use super::connect::ConnectFailure;

/// Longest cause quoted in a message, in code points.
const CAUSE_CHARS: usize = 160;
/// What a host does that is not connected to in time.
const UNREACHED: &str = "could not be reached";

/// A request that got no usable answer. Hosts and causes are scrubbed; no message has credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// The text is not an absolute http or https address.
    #[error("{0}: not an http or https address; check the spelling")]
    Address(Text),
    /// Content named an address that is not on the public Internet.
    #[error("{host} is a private address named by an article; to allow it, add it to [network] allow_private")]
    Private {
        /// Host that the client refused to connect to.
        host: Text,
    },
    /// No connection: name not found, refused, TLS failed.
    #[error("could not connect to {host}: {}", .failure.explain(.cause))]
    Connect {
        /// Host of the request.
        host: Text,
        /// Kind of the failure.
        failure: ConnectFailure,
        /// The innermost cause.
        cause: Text,
    },
    /// The host's certificate is not valid.
    #[error("{host} has an invalid certificate: {cause}; check the address and this machine's clock")]
    Certificate {
        /// Host of the request.
        host: Text,
        /// Innermost cause.
        cause: Text,
    },
    /// A time limit passed.
    #[error("{host} {what} within {} s; try again later", .limit.as_secs_f32())]
    Timeout {
        /// Host of the request.
        host: Text,
        /// What the host failed to do in time, such as "did not answer".
        what: &'static str,
        /// Limit that passed.
        limit: Duration,
    },
    /// The decompressed body exceeds the limit.
    #[error("{host} sent an answer larger than {} ([network] max_body)", size(*.limit))]
    TooLarge {
        /// Host of the request.
        host: Text,
        /// Limit in bytes.
        limit: usize,
    },
    /// The answer broke off or was not HTTP.
    #[error("{host} sent a broken answer: {cause}; try again later")]
    Broken {
        /// Host of the request.
        host: Text,
        /// Innermost cause.
        cause: Text,
    },
    /// The client refused to follow a redirect.
    #[error("{host} {what}; open the address in a browser to check it")]
    Redirect {
        /// Host that redirected.
        host: Text,
        /// What is wrong, such as "redirects in a loop".
        what: &'static str,
    },
    /// The host asked for a pause that is not over yet.
    #[error("{host} asked for a pause; try again in {} s", .left.as_secs().max(1))]
    Paused {
        /// Host of the request.
        host: Text,
        /// Time left of the pause.
        left: Duration,
    },
    /// The host answered with an error status.
    #[error("{host} answered {status}{}", advice(*.status, .login.as_ref()))]
    Status {
        /// Host of the request.
        host: Text,
        /// Status, 400 or above.
        status: u16,
        /// Pause that the host asked for.
        retry_after: Option<Duration>,
        /// Where the user has set the access that the host got, if it got one.
        login: Option<Text>,
    },
    /// The user's access to the host can't be read. Nothing was sent.
    #[error("{host}: {reason}")]
    Access {
        /// Host of the request.
        host: Text,
        /// Which setting failed, and why; has no secret.
        reason: Text,
    },
    /// The HTTP client could not be built.
    #[error("could not start the HTTP client: {0}; check the proxy settings")]
    Client(Text),
}

/// Formats a size in MiB if it is a whole number of them, else in bytes.
fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        pluralize(bytes, "byte")
    }
}

/// Explains an error status by its standard name (RFC 9110, RFC 6585), and says what the user can do.
fn advice(status: u16, login: Option<&Text>) -> Cow<'static, str> {
    match (status, login) {
        (401, Some(source)) => return format!(" (wrong user or password); check {source}").into(),
        (403, Some(source)) => return format!(" (forbidden); user or password may be wrong, check {source}").into(),
        _ => {}
    }
    let advice = match status {
        401 => " (it needs a password); see [[site]] in config.toml",
        403 => " (forbidden); the site may refuse feed readers or your IP address",
        404 => " (not found); check the address",
        410 => " (gone); the site removed it for good",
        429 => " (too many requests); try again later",
        451 => " (unavailable for legal reasons)",
        500..=599 => " (server error); try again later",
        _ => "; check the address",
    };
    advice.into()
}

impl NetError {
    /// Classifies an error of the HTTP library. Does not quote its message, which has the whole URL.
    pub(super) fn from_reqwest(host: &Text, error: &reqwest::Error, connect: Duration) -> Self {
        let host = host.clone();
        if chain(error).any(|cause| cause.downcast_ref::<PrivateAddress>().is_some()) {
            return Self::Private { host };
        }
        if error.is_timeout() {
            return Self::Timeout { host, what: UNREACHED, limit: connect };
        }
        let cause = innermost(error);
        if cause.contains("certificate") {
            return Self::Certificate { host, cause };
        }
        if error.is_connect() {
            let failure = ConnectFailure::of(chain(error));
            Self::Connect { host, failure, cause }
        } else {
            Self::Broken { host, cause }
        }
    }

    /// Returns why the client could not connect; `None` if it did, or sent no request.
    #[must_use]
    pub fn connect_failure(&self) -> Option<ConnectFailure> {
        match self {
            Self::Connect { failure, .. } => Some(*failure),
            Self::Timeout { what: UNREACHED, .. } => Some(ConnectFailure::Timeout),
            _ => None,
        }
    }

    /// Converts the error of a body that broke off or could not be decompressed.
    pub(super) fn from_body(host: &Text, error: &std::io::Error) -> Self {
        Self::Broken { host: host.clone(), cause: innermost(error) }
    }
}

/// Iterates over an error and its sources, including those inside an `io::Error`.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

fn innermost(error: &(dyn Error + 'static)) -> Text {
    let cause = chain(error).last().map(ToString::to_string).unwrap_or_default();
    Text::line(&cause.chars().take(CAUSE_CHARS).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_one_line_and_name_the_host() {
        let host = Text::line("news.example");
        for error in [
            NetError::Private { host: host.clone() },
            NetError::Timeout { host: host.clone(), what: "did not answer", limit: Duration::from_secs(15) },
            NetError::TooLarge { host: host.clone(), limit: 9 },
            NetError::Redirect { host: host.clone(), what: "redirects in a loop" },
            NetError::Status { host: host.clone(), status: 404, retry_after: None, login: None },
            NetError::Access { host: host.clone(), reason: Text::line("it is empty") },
            NetError::from_body(&host, &std::io::Error::other("bad \u{1b}[31m\nbytes")),
        ] {
            let line = error.to_string();
            assert!(line.contains("news.example") && !line.chars().any(char::is_control), "{line:?}");
        }
        for (status, login, message) in [
            (401, None, "news.example answered 401 (it needs a password); see [[site]] in config.toml"),
            (401, Some("its address"), "news.example answered 401 (wrong user or password); check its address"),
            (
                403,
                Some("its address"),
                "news.example answered 403 (forbidden); user or password may be wrong, check its address",
            ),
        ] {
            let login = login.map(Text::line);
            let error = NetError::Status { host: host.clone(), status, retry_after: None, login };
            assert_eq!(error.to_string(), message);
        }
        let timeout = NetError::Timeout { host: host.clone(), what: "did not answer", limit: Duration::from_secs(15) };
        assert_eq!(timeout.to_string(), "news.example did not answer within 15 s; try again later");
        for (limit, message) in [
            (15 << 20, "news.example sent an answer larger than 15 MiB ([network] max_body)"),
            (1, "news.example sent an answer larger than 1 byte ([network] max_body)"),
        ] {
            assert_eq!(NetError::TooLarge { host: host.clone(), limit }.to_string(), message);
        }
    }
}
