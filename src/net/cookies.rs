//! Cookies from a file in the format of Netscape, which browsers' extensions and curl export.
//!
//! tidings sends cookies and never takes any from an answer. Reading the file is left to callers.

use url::Url;

use crate::domain::host::{is_local, is_within_domain};

/// The mark of a line whose cookie scripts may not read; for tidings it is like any other.
const HTTP_ONLY: &str = "#HttpOnly_";
/// Most cookies of a file.
const MAX_COOKIES: usize = 10_000;
/// Longest `Cookie` header, in bytes.
const MAX_HEADER: usize = 16 * 1024;

/// A cookie of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookie {
    domain: String,
    has_subdomains: bool,
    path: String,
    is_secure: bool,
    /// Seconds since 1970; 0 stands for a cookie without an end.
    expires: u64,
    name: String,
    value: String,
}

/// Reads the text of a cookie file. Lines that have no cookie are skipped.
#[must_use]
pub fn parse_cookies(text: &str) -> Vec<Cookie> {
    text.lines().filter_map(parse_line).take(MAX_COOKIES).collect()
}

fn parse_line(line: &str) -> Option<Cookie> {
    let line = line.strip_prefix(HTTP_ONLY).or_else(|| (!line.starts_with('#')).then_some(line))?;
    let fields: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
    let [domain, has_subdomains, path, is_secure, expires, name, value] = fields[..] else { return None };
    let is_clean = |text: &str| text.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && byte != b';');
    if name.is_empty() || !is_clean(name) || !is_clean(value) {
        return None;
    }
    Some(Cookie {
        domain: domain.trim_start_matches('.').to_ascii_lowercase(),
        has_subdomains: has_subdomains.eq_ignore_ascii_case("TRUE"),
        path: path.to_owned(),
        is_secure: is_secure.eq_ignore_ascii_case("TRUE"),
        // Some programs write fractions, and -1 for the end of a session.
        expires: expires.split('.').next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0),
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

impl Cookie {
    /// Returns whether the cookie belongs to a request (RFC 6265, section 5.4). `now` is in seconds since 1970.
    fn is_for(&self, url: &Url, now: u64) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_host = host == self.domain || (self.has_subdomains && is_within_domain(host, &self.domain));
        let is_protected = url.scheme() == "https" || is_local(url);
        let is_current = self.expires == 0 || self.expires > now;
        let below = url.path().strip_prefix(&self.path);
        let is_path = below.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        is_host && is_path && is_current && (is_protected || !self.is_secure)
    }
}

/// Returns the value of `Cookie` for a request, if a cookie belongs to it. `now` is in seconds since 1970.
pub(super) fn cookie_header(cookies: &[Cookie], url: &Url, now: u64) -> Option<String> {
    let mut own: Vec<&Cookie> = cookies.iter().filter(|cookie| cookie.is_for(url, now)).collect();
    own.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
    let mut header = String::new();
    for cookie in own {
        let pair = format!("{}={}", cookie.name, cookie.value);
        if header.len() + pair.len() + 2 <= MAX_HEADER {
            header.push_str(if header.is_empty() { "" } else { "; " });
            header.push_str(&pair);
        }
    }
    (!header.is_empty()).then_some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Netscape HTTP Cookie File\n\
        a.example\tFALSE\t/\tFALSE\t0\thost\t1\n\
        .a.example\tTRUE\t/\tFALSE\t2000\tall\t2\r\n\
        #HttpOnly_a.example\tFALSE\t/feed\tTRUE\t1999.5\tsecure\t3=x\n\
        a.example\tFALSE\t/\tFALSE\t900\told\t4\n\
        a.example\tFALSE\t/\tFALSE\t-1\tsession\t\n\
        a.example\tFALSE\t/\tFALSE\t0\tbad\tx;y\n\
        a.example FALSE / FALSE 0 spaces z\n\
        b.example\tFALSE\t/\tFALSE\t0\tother\t5\n";

    #[test]
    fn cookies_follow_domain_path_protection_and_time() {
        let cookies = parse_cookies(FILE);
        for (url, expected) in [
            ("https://a.example/", Some("host=1; all=2; session=")),
            ("https://a.example/feed", Some("secure=3=x; host=1; all=2; session=")),
            ("https://a.example/feed/x", Some("secure=3=x; host=1; all=2; session=")),
            ("https://a.example/feeds", Some("host=1; all=2; session=")),
            ("http://a.example/feed", Some("host=1; all=2; session=")),
            ("https://x.a.example/", Some("all=2")),
            ("https://xa.example/", None),
            ("https://b.example/", Some("other=5")),
        ] {
            assert_eq!(cookie_header(&cookies, &Url::parse(url).unwrap(), 1000).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn any_text_is_read_without_an_error() {
        for text in ["", "\t\t\t\t\t\t", "\u{0}\tTRUE\t\t\t\tx\t\u{1}", "a\tb\tc\td\te\tf\tg\th"] {
            assert!(parse_cookies(text).is_empty(), "{text:?}");
        }
    }
}
