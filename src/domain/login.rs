//! Logins in addresses (`user:password@`): takes them out of an address, and cuts them from texts.
//!
//! Where a password is kept instead is left to `settings`, and who gets it to `net`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

/// A user and a password that were in an address. No debug output has the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Host of the address, with a port other than 80 and 443.
    pub host: String,
    /// Name of the user; may be empty.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("host", &self.host).field("user", &self.user).finish_non_exhaustive()
    }
}

/// Takes the login out of an address with a password; `None` if it has none. The address keeps its user if `keeps_user`
/// says so.
#[must_use]
pub fn take_login(address: &str, keeps_user: impl FnOnce(&Login) -> bool) -> Option<(String, Login)> {
    let mut url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decoded(url.username()), decoded(url.password()?));
    let host = host_with_port(&url)?;
    let login = Login { host, user, password };
    url.set_password(None).ok()?;
    if !keeps_user(&login) {
        url.set_username("").ok()?;
    }
    Some((url.into(), login))
}

/// Returns the host of an address, with a port other than 80 and 443.
#[must_use]
pub fn host_with_port(url: &Url) -> Option<String> {
    let name = url.host_str()?;
    let port = url.port().filter(|port| !matches!(port, 80 | 443));
    Some(port.map_or_else(|| name.to_owned(), |port| format!("{name}:{port}")))
}

/// Gives `address` the login of the address `from`, if both have the same scheme, host and port.
#[must_use]
pub fn with_login_of(from: &str, address: &str) -> String {
    let copied = || {
        let (from, mut url) = (Url::parse(from).ok()?, Url::parse(address).ok()?);
        let has_login = |url: &Url| !url.username().is_empty() || url.password().is_some();
        if from.origin() != url.origin() || !has_login(&from) || has_login(&url) {
            return None;
        }
        url.set_username(from.username()).ok()?;
        url.set_password(from.password()).ok()?;
        Some(String::from(url))
    };
    copied().unwrap_or_else(|| address.to_owned())
}

/// Cuts `user:password@` from every address in a text, or from a text that is an address. A user without a password
/// stays.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    if let Some((address, _)) = take_login(text, |_| false) {
        return Cow::Owned(address);
    }
    let Some(first) = text.find("://") else { return Cow::Borrowed(text) };
    let (mut out, mut rest) = text.split_at(first);
    let mut masked = String::new();
    while let Some(after) = rest.strip_prefix("://") {
        masked.push_str(out);
        masked.push_str("://");
        let end = after.find(is_end).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let is_kept = !login.is_empty() && !login.contains(':');
        masked.push_str(if is_kept { authority } else { host });
        (out, rest) = tail.split_at(tail.find("://").unwrap_or(tail.len()));
    }
    masked.push_str(out);
    Cow::Owned(masked)
}

/// Like [`mask`], but for an address that the user typed, perhaps without a scheme.
#[must_use]
pub fn mask_typed(address: &str) -> Cow<'_, str> {
    if address.contains("://") || !address.contains('@') {
        return mask(address);
    }
    let with_scheme = format!("https://{}", address.trim());
    match take_login(&with_scheme, |_| false) {
        Some((bare, _)) => Cow::Owned(bare),
        None => Cow::Borrowed(address),
    }
}

/// Returns whether a character ends the part of an address that may have a login.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\' | '"' | '<' | '>' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_taken_out_of_an_address_and_decoded() {
        for (address, bare, host, user, password) in [
            ("https://ann:s3cr3t@a.example/feed?x=1#y", "https://a.example/feed?x=1#y", "a.example", "ann", "s3cr3t"),
            ("http://a%40b:p%3A%2F@a.example:8080/", "http://a.example:8080/", "a.example:8080", "a@b", "p:/"),
            ("https://:token@a.example:443/", "https://a.example/", "a.example", "", "token"),
            ("https://ann:@a.example/", "", "", "", ""),
            ("https://ann@a.example/", "", "", "", ""),
            ("https://a.example/", "", "", "", ""),
            ("ftp://ann:x@a.example/", "", "", "", ""),
            ("command:x", "", "", "", ""),
        ] {
            let taken = take_login(address, |_| false);
            let expected = (!bare.is_empty()).then(|| {
                let login = Login { host: host.into(), user: user.into(), password: password.into() };
                (bare.to_owned(), login)
            });
            assert_eq!(taken, expected, "{address}");
        }
        let (kept, login) = take_login("https://ann:s3cr3t@a.example/", |_| true).unwrap();
        assert_eq!(kept, "https://ann@a.example/");
        assert!(!format!("{login:?}").contains("s3cr3t"));
    }

    #[test]
    fn a_login_goes_to_other_addresses_of_its_server_alone() {
        for (address, expected) in [
            ("https://a.example/feed", "https://u:p@a.example/feed"),
            ("http://a.example/feed", "http://a.example/feed"),
            ("https://a.example:8443/feed", "https://a.example:8443/feed"),
            ("https://b.example/feed", "https://b.example/feed"),
            ("https://x@a.example/feed", "https://x@a.example/feed"),
        ] {
            assert_eq!(with_login_of("https://u:p@a.example/", address), expected);
        }
    }

    #[test]
    fn a_typed_address_needs_no_scheme() {
        for (typed, masked) in [
            ("ann:s3cr3t@a.example/feed", "https://a.example/feed"),
            ("http://ann:s3cr3t@a.example", "http://a.example/"),
            ("ann@a.example", "ann@a.example"),
            ("a.example", "a.example"),
        ] {
            assert_eq!(mask_typed(typed), masked);
        }
    }

    #[test]
    fn passwords_are_cut_from_addresses_and_from_texts() {
        for (text, masked) in [
            ("https://ann:s3cr3t@a.example/feed", "https://a.example/feed"),
            ("https://ann:s3 cr3t@a.example/feed", "https://a.example/feed"),
            ("https://ann@a.example/feed", "https://ann@a.example/feed"),
            (
                "x: http://u:p@a.example, https://v:q@b.example/?c=d@e y",
                "x: http://a.example, https://b.example/?c=d@e y",
            ),
            ("url = \"https://u:p@a.example\": must", "url = \"https://a.example\": must"),
            ("gopher://u:p:q@a.example", "gopher://a.example"),
            ("https://u:p@", "https://"),
            ("https://u:p@x@a.example/", "https://a.example/"),
            ("mail ann@a.example: it", "mail ann@a.example: it"),
            ("https://a.example/@ann", "https://a.example/@ann"),
            ("at https://a.example: ann@b.example", "at https://a.example: ann@b.example"),
            ("://", "://"),
            ("@://:@", "@://"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }
}
