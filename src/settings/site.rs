//! `[[site]]` of `config.toml`: the user's access to private feeds and sites, by host.
//!
//! It says where secrets are. Reading them is left to `runtime`, sending them to `net`.

use std::path::PathBuf;

use serde::Deserialize;
use toml::de::DeTable;
use url::Url;

use crate::domain::text::line_of;

/// Headers that the client sets itself, or that would change what an answer means.
const REFUSED: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The user's access to one host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Host, with a port other than 80 and 443.
    pub host: String,
    /// Name of the user.
    pub user: Option<String>,
    /// Program that prints the password, and its arguments.
    pub secret_command: Vec<String>,
    /// Environment variable with the password.
    pub secret_env: Option<String>,
    /// Whether the system's keyring has it, as service `tidings` and user `USER@HOST`.
    pub secret_keyring: bool,
    /// Additional headers.
    pub headers: Vec<Header>,
    /// File with cookies, as [`super::Paths::folder`].
    pub cookies: Option<PathBuf>,
}

/// A header of requests. No debug output has its value.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Header {
    /// The name, in lower case.
    pub name: String,
    /// The value.
    pub value: String,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Header").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TryFrom<String> for Header {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        header(&text).ok_or("not a header")
    }
}

/// Reads `Name: value`; `None` if it is something else, or a header that the user may not set.
pub(super) fn header(text: &str) -> Option<Header> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_name = !name.is_empty() && name.bytes().all(is_token) && !REFUSED.contains(&name.as_str());
    let is_value = !value.is_empty() && value.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    (is_name && is_value).then(|| Header { name, value: value.to_owned() })
}

impl Site {
    /// Returns whether the user has named a port.
    #[must_use]
    pub fn has_port(&self) -> bool {
        self.host.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Returns whether a secret has a source of its own.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        !self.secret_command.is_empty() || self.secret_env.is_some() || self.secret_keyring
    }
}

/// Returns the site of a host, which may have a port.
#[must_use]
pub fn site_of<'a>(sites: &'a [Site], host: &str) -> Option<&'a Site> {
    sites.iter().find(|site| is_at(&site.host, host))
}

/// Returns whether a setting's host is `host`, which may have a port; ports 80 and 443 match a setting without one.
pub(super) fn is_at(setting: &str, host: &str) -> bool {
    let bare = [":443", ":80"].into_iter().find_map(|port| host.strip_suffix(port)).unwrap_or(host);
    let setting = normal(setting);
    [host, bare].iter().any(|host| setting.eq_ignore_ascii_case(host))
}

/// Returns whether a text is a host as a setting may name it.
pub(super) fn is_host(text: &str) -> bool {
    Url::parse(&format!("https://{text}/")).is_ok_and(|url| {
        let is_bare = url.username().is_empty() && url.path() == "/" && url.query().is_none();
        is_bare && url.host_str().is_some_and(|host| !host.is_empty()) && !text.contains(['/', '@', '\\'])
    })
}

/// Writes a host as addresses have it: international names in their ASCII form.
fn normal(setting: &str) -> String {
    let url = Url::parse(&format!("http://{setting}/"));
    let (name, port) =
        setting.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).unwrap_or((setting, ""));
    let name = url.ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| name.to_owned());
    if port.is_empty() { name } else { format!("{name}:{port}") }
}

/// Finds what is wrong between the keys of tables that are right one by one.
pub(super) fn check_sites(text: &str, tables: &[(usize, &DeTable<'_>)], problems: &mut Vec<(usize, String)>) {
    let mut known: Vec<(String, usize)> = Vec::new();
    for (at, table) in tables {
        let value = |key: &str| table.get(key).map(toml::Spanned::get_ref);
        let mut note = |key: &str, message: &str| {
            let line = table.get(key).map_or(*at, |value| line_of(text, value.span().start));
            problems.push((line, format!("[[site]] {message}")));
        };
        let Some(host) = value("host").and_then(|host| host.as_str()) else {
            note("host", "needs host, such as host = \"news.example\"");
            continue;
        };
        let host = normal(host).to_ascii_lowercase();
        match known.iter().find(|(other, _)| *other == host) {
            Some((_, first)) => note("host", &format!("host = \"{host}\": is already on line {first}")),
            None => known.push((host, line_of(text, table.get("host").map_or(0, |value| value.span().start)))),
        }
        let sources = ["secret_command", "secret_env", "secret_keyring"];
        if let Some(source) = sources.iter().find(|key| value(key).is_some())
            && value("user").is_none()
        {
            note(source, &format!("{source}: needs user, the name of the user"));
        }
        let names = value("headers").and_then(|headers| headers.as_array()).into_iter().flatten();
        let mut names = names.filter_map(|item| header(item.get_ref().as_str()?)).map(|header| header.name);
        if value("user").is_some() && names.any(|name| name == "authorization") {
            note("headers", "headers: Authorization is set by user; leave one of them");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Config;

    #[test]
    fn a_site_is_found_by_its_host_and_port() {
        let site = |host: &str| Site { host: host.to_owned(), ..Site::default() };
        let sites = ["a.example", "b.example:8080", "MÜNCHEN.example", "[::1]:81", "c.example:80"].map(site);
        for (host, expected) in [
            ("a.example:443", Some(0)),
            ("a.example:80", Some(0)),
            ("A.example", Some(0)),
            ("a.example:8080", None),
            ("b.example:8080", Some(1)),
            ("b.example:443", None),
            ("xn--mnchen-3ya.example:443", Some(2)),
            ("[::1]:81", Some(3)),
            ("c.example:80", Some(4)),
            ("c.example:443", None),
            ("x.a.example:443", None),
        ] {
            assert_eq!(site_of(&sites, host), expected.map(|at: usize| &sites[at]), "{host}");
        }
        assert_eq!(sites.map(|site| site.has_port()), [false, true, false, true, true]);
    }

    #[test]
    fn tables_of_sites_are_read() {
        let text = "[[site]]\nhost = \"a.example\"\nuser = \"ann\"\nsecret_command = [\"pass\", \"a\"]\n\n\
                    [[site]]\nhost = \"b.example:8080\"\nheaders = [\"X-Token:  s3cr3t \"]\ncookies = \"~/c.txt\"\n";
        let sites = Config::parse(text).unwrap().site;
        assert_eq!((sites[0].user.as_deref(), sites[0].has_secret()), (Some("ann"), true));
        assert_eq!(sites[1].headers, [Header { name: "x-token".into(), value: "s3cr3t".into() }]);
        assert!(!format!("{sites:?}").contains("s3cr3t"));
    }

    #[test]
    fn problems_of_sites_have_their_lines_and_no_values_of_headers() {
        for (text, error) in [
            ("[[site]]\nuser = \"x\"\n", ":1: [[site]] needs host, such as host = \"news.example\""),
            (
                "[[site]]\nhots = \"x\"\n",
                ":1: [[site]] needs host, such as host = \"news.example\"\n:2: [[site]] hots: unknown setting; did you mean host?",
            ),
            (
                "[[site]]\nhost = \"https://a.example/\"\n",
                ":2: [[site]] host = \"https://a.example/\": must be a host in quotes, such as \"news.example\" or \"news.example:8080\"",
            ),
            (
                "[[site]]\nhost = \"a.example\"\n[[site]]\nhost = \"A.example\"\n",
                ":4: [[site]] host = \"a.example\": is already on line 2",
            ),
            (
                "[[site]]\nhost = \"a.example\"\nsecret_env = \"X\"\n",
                ":3: [[site]] secret_env: needs user, the name of the user",
            ),
            (
                "[[site]]\nhost = \"a.example\"\nheaders = [\"X: 1\", \"Host: s3cr3t\"]\n",
                ":3: [[site]] headers: must be a list of texts such as \"Name: value\"; not Host, Content-Length, Connection \
                 and others that tidings sets itself",
            ),
            (
                "[[site]]\nhost = \"a.example\"\nuser = \"ann\"\nheaders = [\"Authorization: s3cr3t\"]\n",
                ":4: [[site]] headers: Authorization is set by user; leave one of them",
            ),
            (
                "[[site]]\nhost = \"a.example\"\npassword = \"s3cr3t\"\n",
                ":3: [[site]] password: unknown setting; use one of host, user, secret_command, secret_env, secret_keyring, headers, cookies",
            ),
            ("[site]\nhost = \"a.example\"\n", ":1: [site]: begin each site with [[site]]"),
            ("site = 3\n", ":1: site = 3: begin each site with [[site]]"),
            ("site = [1]\n", ":1: site = [1]: begin each site with [[site]]"),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().to_string(), error);
        }
        for header in ["\"\"", "\"X\"", "\": x\"", "\"X:\"", "\"X y: z\"", "\"X: a\\nb\"", "\"TE: x\"", "3"] {
            let text = format!("[[site]]\nhost = \"a.example\"\nheaders = [{header}]\n");
            assert!(
                Config::parse(&text).unwrap_err().to_string().starts_with(":3: [[site]] headers: must"),
                "{header}"
            );
        }
    }
}
