//! The table of all settings in `config.toml`: section, key and allowed values.
//!
//! serde fills the structs of `config`, but its errors name Rust types and stop at the first. So `check` compares the
//! file with this table before, and serde only sees what it accepts.

use crate::listen::players::PlayerKind;
use toml::Spanned;
use toml::de::DeValue;
use url::Url;

use super::config::minutes;
use super::site::{header, is_host};
use crate::domain::clock_format::TimeFormat;
use crate::domain::search_template::is_template;
use crate::domain::{Column, Dates, Sort};
use crate::listen::engine::RATES;

/// A setting of `config.toml`.
pub(super) struct Setting {
    pub(super) section: &'static str,
    pub(super) key: &'static str,
    pub(super) kind: Kind,
}

/// The values that a setting allows.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number between two bounds, both allowed.
    Number(u64, u64),
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of some of these texts.
    SomeOf(&'static [&'static str]),
    /// `true`, `false` or this text.
    FlagOr(&'static str),
    /// The address of a server, or nothing.
    Server,
    /// A list of addresses of servers.
    Servers,
    /// A list of address templates of searches.
    Templates,
    /// The address of a proxy, or nothing.
    Proxy,
    /// A length of time such as `30m`, or nothing.
    Age,
    /// A player's program, or nothing.
    Player,
    /// A host, with or without a port.
    Host,
    /// A list of headers. Their values are secrets, so no error repeats them.
    Headers,
    /// Tables whose keys are the settings of the section with this name.
    Tables(&'static str),
}

/// The section of the tables that begin with `[[site]]`.
pub(super) const SITE: &str = "site";
/// The section of the tables that begin with `[[reply.sites]]`.
pub(super) const REPLY_SITES: &str = "reply.sites";
/// The section of the tables that begin with `[[listen.voices]]`.
pub(super) const LISTEN_VOICES: &str = "listen.voices";
/// The names of speech engines; the first is for the best one.
const ENGINES: &[&str] = &["", "command", "piper", "say", "sapi", "espeak-ng", "spd-say"];
/// Words a minute that a voice can speak.
const RATE: Kind = Kind::Number(*RATES.start() as u64, *RATES.end() as u64);

/// No count of minutes, seconds or days needs to be larger.
const MANY: u64 = 1_000_000;

const fn row(section: &'static str, key: &'static str, kind: Kind) -> Setting {
    Setting { section, key, kind }
}

/// All settings, in the order of the reference.
pub(super) const SETTINGS: &[Setting] = &[
    row("paths", "state", Kind::Text),
    row("sync", "interval", Kind::Number(0, MANY)),
    row("sync", "concurrency", Kind::Number(1, 256)),
    row("sync", "per_host", Kind::Number(1, 32)),
    row("sync", "comments", Kind::Flag),
    row("sync", "pages", Kind::Flag),
    row("sync", "keep_days", Kind::Number(0, MANY)),
    row("sync", "on_start", Kind::Flag),
    row("sync", "every", Kind::Age),
    row("sync", "duplicates", Kind::OneOf(&["show", "hide"])),
    row("sync", "notify", Kind::Texts),
    row("network", "user_agent", Kind::Text),
    row("network", "proxy", Kind::Proxy),
    row("network", "timeout", Kind::Number(1, 3600)),
    row("network", "max_body", Kind::Number(1, 1024)),
    row("network", "allow_private", Kind::Texts),
    row(SITE, "host", Kind::Host),
    row(SITE, "user", Kind::Text),
    row(SITE, "secret_command", Kind::Texts),
    row(SITE, "secret_env", Kind::Text),
    row(SITE, "secret_keyring", Kind::Flag),
    row(SITE, "headers", Kind::Headers),
    row(SITE, "cookies", Kind::Text),
    row("comments", "look_up", Kind::Flag),
    row("comments", "sort", Kind::OneOf(&["thread", "newest", "answered", "score", "longest"])),
    row("comments", "me", Kind::Texts),
    row("comments", "hacker_news", Kind::Server),
    row("comments", "hacker_news_search", Kind::Server),
    row("comments", "hacker_news_items", Kind::Server),
    row("comments", "lobsters", Kind::Servers),
    row("comments", "reddit", Kind::Servers),
    row("comments", "lemmy", Kind::Servers),
    row("comments", "mastodon", Kind::Servers),
    row("comments", "discourse", Kind::Servers),
    row("comments", "blogger", Kind::Servers),
    row("comments", "isso", Kind::Server),
    row("comments", "remark42", Kind::Server),
    row("reply", "name", Kind::Text),
    row("reply", "email", Kind::Text),
    row("reply", "site", Kind::Text),
    row("reply", "editor", Kind::OneOf(&["box", "external"])),
    row("reply", "with_sync", Kind::Flag),
    row("reply", "pause", Kind::Number(0, MANY)),
    row("reply", "settle", Kind::Number(0, MANY)),
    row("reply", "sites", Kind::Tables(REPLY_SITES)),
    row(REPLY_SITES, "host", Kind::Text),
    row(REPLY_SITES, "name", Kind::Text),
    row(REPLY_SITES, "email", Kind::Text),
    row(REPLY_SITES, "site", Kind::Text),
    row(REPLY_SITES, "user", Kind::Text),
    row(REPLY_SITES, "secret_command", Kind::Texts),
    row(REPLY_SITES, "secret_env", Kind::Text),
    row(REPLY_SITES, "secret_keyring", Kind::Flag),
    row("listen", "engine", Kind::OneOf(ENGINES)),
    row("listen", "command", Kind::Texts),
    row("listen", "rate", RATE),
    row("listen", "player", Kind::Player),
    row("listen", "code", Kind::Flag),
    row("listen", "tables", Kind::Flag),
    row("listen", "cache", Kind::Number(1, MANY)),
    row("listen", "downloads", Kind::Number(1, MANY)),
    row("listen", "voices", Kind::Tables(LISTEN_VOICES)),
    row(LISTEN_VOICES, "language", Kind::Text),
    row(LISTEN_VOICES, "engine", Kind::OneOf(ENGINES)),
    row(LISTEN_VOICES, "voice", Kind::Text),
    row(LISTEN_VOICES, "model", Kind::Text),
    row(LISTEN_VOICES, "rate", RATE),
    row("fact_check", "search", Kind::Templates),
    row("fact_check", "search_server", Kind::Server),
    row("fact_check", "google_key_command", Kind::Texts),
    row("fact_check", "google_key_env", Kind::Text),
    row("fact_check", "google", Kind::Server),
    row("fact_check", "analyst", Kind::Texts),
    row("fact_check", "analyst_seconds", Kind::Number(1, 3600)),
    row("reader", "width", Kind::Number(20, 1000)),
    row("reader", "hyphenate", Kind::Flag),
    row("reader", "link_numbers", Kind::Flag),
    row("reader", "bidi", Kind::Flag),
    row("pictures", "show", Kind::OneOf(&["auto", "off", "kitty", "iterm2", "sixel", "halfblocks"])),
    row("save", "folder", Kind::Text),
    row("save", "pictures", Kind::Flag),
    row("screen", "theme", Kind::Text),
    row("screen", "time_format", Kind::OneOf(TimeFormat::NAMES)),
    row("screen", "ascii", Kind::FlagOr(super::AUTO)),
    row("screen", "mouse", Kind::Flag),
    row("screen", "unread_only", Kind::Flag),
    row("screen", "read_stories", Kind::Flag),
    row("screen", "fold_stories", Kind::Flag),
    row("screen", "columns", Kind::SomeOf(Column::NAMES)),
    row("screen", "dates", Kind::OneOf(Dates::NAMES)),
    row("screen", "sort", Kind::OneOf(Sort::NAMES)),
    row("screen", "hyperlinks", Kind::Flag),
    row("screen", "browser", Kind::Texts),
    row("screen", "clipboard", Kind::Texts),
];

/// Returns the settings of a section.
pub(super) fn section(name: &str) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(move |setting| setting.section == name)
}

impl Kind {
    /// Returns the value, or the item of a list, that is not allowed.
    pub(super) fn first_invalid<'v, 'i>(self, value: &'v Spanned<DeValue<'i>>) -> Option<&'v Spanned<DeValue<'i>>> {
        let is_list = matches!(
            self,
            Self::Texts | Self::SomeOf(_) | Self::Servers | Self::Templates | Self::Headers | Self::Tables(_)
        );
        match value.get_ref().as_array().filter(|_| is_list) {
            Some(items) => items.iter().find(|item| !self.allows_item(item.get_ref())),
            None => Some(value).filter(|value| is_list || !self.allows_item(value.get_ref())),
        }
    }

    fn allows_item(self, value: &DeValue<'_>) -> bool {
        match self {
            Self::Flag => value.is_bool(),
            Self::Number(least, most) => {
                let number = value.as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
                number.is_some_and(|number| (least..=most).contains(&number))
            }
            Self::Text | Self::Texts => value.is_str(),
            Self::OneOf(names) | Self::SomeOf(names) => value.as_str().is_some_and(|text| names.contains(&text)),
            Self::FlagOr(name) => value.is_bool() || value.as_str() == Some(name),
            Self::Server => value.as_str().is_some_and(|text| text.is_empty() || is_server(text)),
            Self::Servers => value.as_str().is_some_and(is_server),
            Self::Templates => value.as_str().is_some_and(is_template),
            Self::Proxy => value.as_str().is_some_and(|text| text.is_empty() || is_proxy(text)),
            Self::Age => value.as_str().is_some_and(|text| text.is_empty() || minutes(text).is_some()),
            Self::Player => {
                value.as_str().is_some_and(|text| text.is_empty() || PlayerKind::of_program(text).is_some())
            }
            Self::Host => value.as_str().is_some_and(is_host),
            Self::Headers => value.as_str().is_some_and(|text| header(text).is_some()),
            Self::Tables(_) => value.is_table(),
        }
    }

    /// Says which values are allowed, as the end of "must be …".
    pub(super) fn allowed(self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Number(least, most) => format!("a number from {least} to {most}"),
            Self::Text => "text in quotes".to_owned(),
            Self::Texts => "a list of texts in quotes: [\"one\", \"two\"]".to_owned(),
            Self::SomeOf(names) => format!("a list of some of {}", Self::OneOf(names).allowed()),
            Self::OneOf(names) => {
                let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                match quoted.split_last() {
                    Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
                    _ => quoted.concat(),
                }
            }
            Self::FlagOr(name) => format!("\"{name}\", true or false"),
            Self::Server => "an http:// or https:// address with no slash at the end, or \"\"".to_owned(),
            Self::Servers => "a list of http:// or https:// addresses with no slash at the end".to_owned(),
            Self::Templates => {
                "a list of http:// or https:// addresses with {query} in the path or after the question mark".to_owned()
            }
            Self::Proxy => "an http://, https:// or socks5:// address, or \"\"".to_owned(),
            Self::Age => "a number and min, m, h, d, w or y, such as \"30m\", or \"\"".to_owned(),
            Self::Player => {
                format!("one of {}, the path of one, or \"\"", PlayerKind::ALL.map(PlayerKind::name).join(", "))
            }
            Self::Host => "a host in quotes, such as \"news.example\" or \"news.example:8080\"".to_owned(),
            Self::Headers => {
                "a list of texts such as \"Name: value\"; not Host, Content-Length, Connection and others \
                              that tidings sets itself"
                    .to_owned()
            }
            Self::Tables(section) => format!("tables that begin with [[{section}]]"),
        }
    }
}

/// The paths of sources are appended, so a slash at the end would be doubled.
fn is_server(text: &str) -> bool {
    let is_web = |url: Url| matches!(url.scheme(), "http" | "https") && url.host().is_some();
    Url::parse(text).is_ok_and(is_web) && !text.ends_with('/')
}

fn is_proxy(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let is_known = scheme.is_some_and(|scheme| ["http", "https", "socks5", "socks5h"].contains(&scheme));
    is_known && Url::parse(text).is_ok_and(|url| url.host_str().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Config, DEFAULT_CONFIG};

    /// Values that are allowed, and one that is not.
    fn samples(kind: Kind) -> (Vec<String>, &'static str) {
        let text = |text: &str| format!("\"{text}\"");
        match kind {
            Kind::Flag => (vec!["true".into(), "false".into()], "1"),
            Kind::Number(least, most) => (vec![least.to_string(), most.to_string()], "-1"),
            Kind::Text => (vec![text(""), text("x")], "3"),
            Kind::Texts => (vec!["[]".into(), "[\"x\"]".into()], "[\"x\", 3]"),
            Kind::OneOf(names) => (names.iter().map(|name| text(name)).collect(), "\"other\""),
            Kind::SomeOf(names) => (vec!["[]".into(), format!("[\"{}\"]", names[0])], "[\"other\"]"),
            Kind::FlagOr(name) => (vec!["true".into(), "false".into(), text(name)], "\"other\""),
            Kind::Server => (vec![text(""), text("https://a.example")], "\"https://a.example/\""),
            Kind::Servers => (vec!["[]".into(), "[\"http://a.example:80/x\"]".into()], "[\"a.example\"]"),
            Kind::Templates => {
                (vec!["[]".into(), "[\"http://a.example/?q={query}\"]".into()], "[\"http://a.example\"]")
            }
            Kind::Player => (vec![text(""), text("/opt/x/mpv")], "\"vlc\""),
            Kind::Age => (vec![text(""), text("30m"), text("2h")], "\"0m\""),
            Kind::Proxy => (vec![text(""), text("socks5://localhost:9050")], "\"localhost:9050\""),
            Kind::Host => (vec![text("a.example"), text("[::1]:80")], "\"a.example/x\""),
            Kind::Headers => (vec!["[]".into(), "[\"X-A: b\"]".into()], "[\"X-A: b\", \"Host: c\"]"),
            Kind::Tables(_) => (vec!["[]".into(), "[{}]".into()], "[1]"),
        }
    }

    /// serde's own errors name Rust types, so it must never see a value that the table has not refused.
    #[test]
    fn the_table_and_the_structs_agree() {
        // Tables of sites need more than one key; their own test has the refused values.
        for Setting { section, key, kind } in SETTINGS.iter().filter(|setting| setting.section != SITE) {
            let head = if section.contains('.') { format!("[[{section}]]") } else { format!("[{section}]") };
            let (allowed, refused) = samples(*kind);
            for value in allowed {
                let text = format!("{head}\n{key} = {value}\n");
                Config::parse(&text).unwrap_or_else(|error| panic!("{text} {error}"));
            }
            for value in [refused, "1.5", "1979-05-27", "[[]]", "{ x = 1 }"] {
                let text = format!("{head}\n{key} = {value}\n");
                let error = Config::parse(&text).unwrap_err().to_string();
                assert!(error.starts_with(&format!(":2: {head} {key}")), "{error}");
                let fits = error.contains("must be") || error.contains("unknown setting");
                assert!(fits && !error.contains("expected") && !error.contains("invalid type"), "{error}");
            }
        }
    }

    #[test]
    fn the_reference_documents_every_setting() {
        for Setting { key, .. } in SETTINGS {
            let documented = [format!("\n{key} = "), format!("\n# {key} = "), format!("\n#   {key} = ")];
            let in_list = DEFAULT_CONFIG.lines().any(|line| line.starts_with("#   ") && line.contains(key));
            assert!(in_list || documented.iter().any(|line| DEFAULT_CONFIG.contains(line)), "{key}");
        }
    }
}
