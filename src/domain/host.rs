//! Compares the hosts of addresses, without looking them up.

use url::{Host, Url};

/// Returns the host of an address, without user name and port; `None` if it has none.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// Strips a leading `www.` from a host or from an address without a scheme.
#[must_use]
pub fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Strips the scheme and `://` from an address, if it has them.
#[must_use]
pub fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// Returns whether `host` is `domain` or a subdomain of it.
#[must_use]
pub fn is_within_domain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

/// Returns whether an address surely leads to this machine: a loopback address, or the name `localhost`.
///
/// Secrets go to such an address without TLS. Names below `.localhost` do not count: RFC 6761 only recommends that
/// resolvers answer them with a loopback address, and some ask a DNS server.
#[must_use]
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_not_the_user_name_before_it() {
        for (url, host) in [
            ("https://www.a.example:8080/b", Some("www.a.example")),
            ("https://bank.example@b.example/", Some("b.example")),
            ("a.example", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn www_and_the_scheme_are_stripped_only_at_the_start() {
        for (url, expected) in [
            ("https://www.a.example/", "a.example/"),
            ("www.a.example", "a.example"),
            ("a.www.example", "a.www.example"),
            ("", ""),
        ] {
            assert_eq!(without_www(without_scheme(url)), expected, "{url}");
        }
    }

    #[test]
    fn a_domain_includes_its_subdomains_alone() {
        for (host, expected) in
            [("a.example", true), ("b.a.example", true), ("ba.example", false), ("a.example.b.example", false)]
        {
            assert_eq!(is_within_domain(host, "a.example"), expected, "{host}");
        }
    }

    #[test]
    fn only_loopback_addresses_and_localhost_are_local() {
        for (url, expected) in [
            ("http://127.0.0.1:8000/", true),
            ("http://127.8.9.1/", true),
            ("http://2130706433/", true),
            ("http://[::1]:8000/", true),
            ("http://localhost/", true),
            ("https://LOCALHOST:8443/", true),
            ("http://x.localhost/", false),
            ("http://localhost./", false),
            ("http://localhost.example/", false),
            ("http://localhost@a.example/", false),
            ("http://127.0.0.1.example/", false),
            ("http://0.0.0.0/", false),
            ("http://10.0.0.1/", false),
            ("http://[::ffff:127.0.0.1]/", false),
            ("data:localhost", false),
        ] {
            assert_eq!(is_local(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
