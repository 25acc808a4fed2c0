//! Classifies failed connections, for errors in plain words and to tell a missing network.

use std::error::Error;
use std::io::ErrorKind;

use rustls::{Error as TlsError, InvalidMessage};

/// Why a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectFailure {
    /// The resolver knows no host of this name.
    UnknownHost,
    /// The resolver could not be asked, or could not ask a name server.
    Lookup,
    /// The system has no route to the host.
    Unreachable,
    /// The host did not answer within the time limit.
    Timeout,
    /// The host refused the connection: no program listens on the port.
    Refused,
    /// The server does not speak TLS on this port.
    NotTls,
    /// Client and server could not agree on TLS.
    Tls,
    /// Another reason.
    Other,
}

impl ConnectFailure {
    /// Classifies a failed connection by the causes in its chain of errors.
    pub(super) fn of<'a>(chain: impl Iterator<Item = &'a (dyn Error + 'static)>) -> Self {
        let mut failure = Self::Other;
        for error in chain {
            if let Some(error) = error.downcast_ref::<TlsError>() {
                let is_plain = matches!(error, TlsError::InvalidMessage(InvalidMessage::InvalidContentType));
                return if is_plain { Self::NotTls } else { Self::Tls };
            }
            if let Some(error) = error.downcast_ref::<std::io::Error>() {
                failure = Self::of_io(error).unwrap_or(failure);
            }
        }
        failure
    }

    fn of_io(error: &std::io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::ConnectionRefused => return Some(Self::Refused),
            ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
                return Some(Self::Unreachable);
            }
            // A server of plain HTTP may hang up on the greeting of TLS.
            ErrorKind::ConnectionReset => return Some(Self::NotTls),
            _ => {}
        }
        // The standard library gives failed lookups no kind. The texts after the colon are those of glibc and musl.
        let text = error.to_string();
        if text == "tls handshake eof" {
            Some(Self::NotTls)
        } else if let Some(reason) = text.strip_prefix("failed to lookup address information: ") {
            let is_temporary = reason.starts_with("Temporary failure") || reason.starts_with("Try again");
            Some(if is_temporary { Self::Lookup } else { Self::UnknownHost })
        } else {
            None
        }
    }

    /// Says in plain words what failed and what the user can do. `cause` is the innermost error.
    pub(super) fn explain(self, cause: &str) -> String {
        match self {
            Self::UnknownHost => "host not found; check the address and the network".to_owned(),
            Self::Lookup => "the name lookup failed; check the network".to_owned(),
            Self::Unreachable => "the network is unreachable; check the network".to_owned(),
            Self::Timeout => "no answer; check the network".to_owned(),
            Self::Refused => "connection refused; check the address and its port".to_owned(),
            Self::NotTls => "the server does not speak TLS; try http:// instead of https://".to_owned(),
            Self::Tls => format!("TLS failed: {cause}"),
            Self::Other => format!("{cause}; check the address and the network"),
        }
    }

    /// Returns whether a missing network may be the reason.
    #[must_use]
    pub fn may_be_offline(self) -> bool {
        matches!(self, Self::UnknownHost | Self::Lookup | Self::Unreachable | Self::Timeout)
    }

    /// Returns whether the host may answer plain HTTP although it does not answer HTTPS.
    #[must_use]
    pub fn may_speak_http(self) -> bool {
        matches!(self, Self::Refused | Self::NotTls | Self::Tls)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn of(error: &io::Error) -> ConnectFailure {
        let inner = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
        let outer: &(dyn Error + 'static) = error;
        ConnectFailure::of([outer].into_iter().chain(inner))
    }

    #[test]
    fn causes_are_told_in_plain_words() {
        let lookup = |reason: &str| io::Error::other(format!("failed to lookup address information: {reason}"));
        let plain = TlsError::InvalidMessage(InvalidMessage::InvalidContentType);
        for (error, failure, words) in [
            (lookup("Name or service not known"), ConnectFailure::UnknownHost, "host not found"),
            (lookup("Temporary failure in name resolution"), ConnectFailure::Lookup, "lookup failed"),
            (ErrorKind::NetworkUnreachable.into(), ConnectFailure::Unreachable, "network is unreachable"),
            (ErrorKind::ConnectionRefused.into(), ConnectFailure::Refused, "connection refused"),
            (io::Error::new(ErrorKind::InvalidData, plain), ConnectFailure::NotTls, "try http://"),
            (io::Error::new(ErrorKind::UnexpectedEof, "tls handshake eof"), ConnectFailure::NotTls, "try http://"),
            (io::Error::new(ErrorKind::InvalidData, TlsError::DecryptError), ConnectFailure::Tls, "TLS failed: it"),
            (io::Error::other("it"), ConnectFailure::Other, "it; check"),
        ] {
            assert_eq!(of(&error), failure, "{error}");
            assert!(failure.explain("it").contains(words), "{failure:?}");
        }
    }
}
