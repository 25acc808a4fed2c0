//! Decides whether two addresses belong to one site, which limits requests that a page names and where secrets go.

use url::Url;

use super::host::without_www;

/// Returns whether `there` belongs to the site of `here`.
///
/// Both need the same host, with or without `www.`, and the same port, and `there` may not drop from https to http.
#[must_use]
pub fn is_same_site(here: &Url, there: &Url) -> bool {
    fn host(url: &Url) -> Option<&str> {
        url.host_str().map(without_www)
    }
    let is_protected = here.scheme() == there.scheme() || there.scheme() == "https";
    host(here).is_some() && host(here) == host(there) && here.port() == there.port() && is_protected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_one_host_and_port_and_never_drops_to_http() {
        for (here, there, is_same) in [
            ("https://a.example/x", "https://a.example/y", true),
            ("https://a.example/", "https://A.example:443/", true),
            ("https://a.example/", "https://www.a.example/wp-json/", true),
            ("https://www.a.example/", "https://a.example/wp-json/", true),
            ("http://a.example/", "https://a.example/", true),
            ("https://a.example/", "http://a.example/", false),
            ("https://a.example/", "https://b.example/", false),
            ("https://a.example/", "https://blog.a.example/", false),
            ("https://a.example/", "https://www.b.example/", false),
            ("https://a.example/", "https://a.example.b.example/", false),
            ("https://a.example/", "https://a.example@b.example/", false),
            ("https://a.example/", "https://a.example:8443/", false),
            ("http://127.0.0.1:80/", "http://127.0.0.1/", true),
            ("http://127.0.0.1:81/", "http://127.0.0.1:82/", false),
            ("http://a.example:81/", "https://a.example/", false),
            ("https://a.example/", "ftp://a.example/", false),
            ("data:x", "data:x", false),
        ] {
            let url = |raw| Url::parse(raw).unwrap();
            assert_eq!(is_same_site(&url(here), &url(there)), is_same, "{here} {there}");
        }
    }
}
