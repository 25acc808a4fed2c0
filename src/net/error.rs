//! What can go wrong on the way to an answer, as one line that names the host and what to do about it.
//!
//! Statuses of 400 and up are answers; [`super::Response::ok`] turns them into errors for those who ask.

use std::error::Error;
use std::time::Duration;

use crate::domain::Text;

use super::address::PrivateAddress;
use super::connect::ConnectFailure;

/// The longest cause that is quoted, in code points.
const CAUSE_CHARS: usize = 160;
/// What a host does that is not connected to in time.
const UNREACHED: &str = "could not be reached";

/// A request that brought no usable answer. Hosts and causes have been scrubbed; no message holds credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// The text is no absolute http or https address.
    #[error("{0}: not an http or https address; check how it is written")]
    Address(Text),
    /// Content named an address that is not on the public Internet.
    #[error("{host} is a private address and was named by content, not by you; add it to allow_private to fetch it")]
    Private {
        /// The host refused.
        host: Text,
    },
    /// No connection: name not found, refused, TLS failed.
    #[error("could not connect to {host}: {}", .failure.explain(.cause))]
    Connect {
        /// The host asked for.
        host: Text,
        /// Kind of the failure.
        failure: ConnectFailure,
        /// The innermost cause.
        cause: Text,
    },
    /// The host's certificate was refused.
    #[error("{host} could not prove who it is: {cause}; check the address and this machine's clock")]
    Certificate {
        /// The host asked for.
        host: Text,
        /// The innermost cause.
        cause: Text,
    },
    /// One of the time limits passed.
    #[error("{host} {what} within {} s; try again later", .limit.as_secs_f32())]
    Timeout {
        /// The host asked.
        host: Text,
        /// What it failed to do in time, such as "did not answer".
        what: &'static str,
        /// The limit that passed.
        limit: Duration,
    },
    /// The body is larger than allowed, decompressed.
    #[error("{host} sent more than {limit} bytes; raise max_body if that is right")]
    TooLarge {
        /// The host asked.
        host: Text,
        /// Bytes allowed.
        limit: usize,
    },
    /// The answer broke off or was not HTTP.
    #[error("{host} sent a broken answer: {cause}; try again later")]
    Broken {
        /// The host asked.
        host: Text,
        /// The innermost cause.
        cause: Text,
    },
    /// Redirects that lead nowhere good.
    #[error("{host} {what}; open the address in a browser to see where it should lead")]
    Redirect {
        /// The host that redirected.
        host: Text,
        /// What is wrong, such as "redirects in a loop".
        what: &'static str,
    },
    /// The host asked for a pause that has not passed yet.
    #[error("{host} asked for a pause of {} more s; it is left alone until then", .left.as_secs().max(1))]
    Paused {
        /// The host.
        host: Text,
        /// What is left of the pause.
        left: Duration,
    },
    /// The host answered with an error status.
    #[error("{host} answered {status}{}", advice(*.status))]
    Status {
        /// The host.
        host: Text,
        /// The status, 400 or above.
        status: u16,
        /// How long it asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// The client could not be built.
    #[error("the HTTP client could not start: {0}; check the proxy settings")]
    Client(Text),
}

/// What an error status asks of the user, with the status's standard name (RFC 9110, RFC 6585).
fn advice(status: u16) -> &'static str {
    match status {
        401 => " (login needed); put user:password@ into the address",
        403 => " (forbidden); the site refuses readers or this address",
        404 => " (not found); check the address",
        410 => " (gone); it will not be asked again",
        429 => " (too many requests); it is left alone for a while",
        451 => " (unavailable for legal reasons)",
        500..=599 => " (trouble at the site); try again later",
        _ => "; check the address",
    }
}

impl NetError {
    /// Sorts what the HTTP library reports. Its own message is not used: it holds the whole URL.
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

    /// A body that broke off or could not be decompressed.
    pub(super) fn from_body(host: &Text, error: &std::io::Error) -> Self {
        Self::Broken { host: host.clone(), cause: innermost(error) }
    }
}

/// An error and its sources, also those that an `io::Error` hides.
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
            NetError::Status { host: host.clone(), status: 404, retry_after: None },
            NetError::from_body(&host, &std::io::Error::other("bad \u{1b}[31m\nbytes")),
        ] {
            let line = error.to_string();
            assert!(line.contains("news.example") && !line.chars().any(char::is_control), "{line:?}");
        }
        let timeout = NetError::Timeout { host, what: "did not answer", limit: Duration::from_secs(15) };
        assert_eq!(timeout.to_string(), "news.example did not answer within 15 s; try again later");
    }
}
