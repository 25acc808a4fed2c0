//! Reads recorded answers for tests: raw HTTP as a real site sent it.

use std::time::Duration;

use super::exchange::Answer;

/// A recorded answer, parsed.
pub(super) struct Recorded {
    status: u16,
    location: Option<String>,
    retry_after: Option<Duration>,
    body: &'static [u8],
}

impl Recorded {
    pub(super) fn new(raw: &'static [u8]) -> Self {
        let end = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&raw[..end]).unwrap();
        let header = |wanted: &str| {
            let pairs = head.lines().filter_map(|line| line.split_once(':'));
            pairs.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned()).next()
        };
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            location: header("location"),
            retry_after: header("retry-after").map(|seconds| Duration::from_secs(seconds.parse().unwrap())),
            body: &raw[end + 4..],
        }
    }

    pub(super) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Returns the answer as if it came from `url`.
    pub(super) fn answer<'a>(&'a self, url: &'a str) -> Answer<'a> {
        let Self { status, location, retry_after, body } = self;
        Answer { url, status: *status, location: location.as_deref(), retry_after: *retry_after, body }
    }
}

/// Makes an answer of a page without HTTP headers.
pub(super) fn page(body: &'static [u8]) -> Recorded {
    Recorded { status: 200, location: None, retry_after: None, body }
}
