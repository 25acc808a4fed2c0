//! `config.toml` as written. Its defaults are the embedded `config/config.toml`, which documents every word.

use std::path::PathBuf;

use serde::Deserialize;

use super::SettingsError;
use super::comments::CommentsConfig;
use super::reply::ReplyConfig;
use super::theme::AUTO;

/// The settings that tidings comes with, and their reference.
pub const DEFAULT_CONFIG: &str = include_str!("../../config/config.toml");

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `[paths]`
    pub paths: ConfigPaths,
    /// `[sync]`
    pub sync: Sync,
    /// `[network]`
    pub network: Network,
    /// `[reader]`
    pub reader: Reader,
    /// `[screen]`
    pub screen: Screen,
    /// `[pictures]`
    pub pictures: PicturesConfig,
    /// `[comments]`
    pub comments: CommentsConfig,
    /// `[reply]`
    pub reply: ReplyConfig,
}

/// Folders that may be moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigPaths {
    /// Moves `state/` alone.
    pub state: Option<PathBuf>,
}

/// How feeds are fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sync {
    /// Minutes between two fetches of a feed.
    pub interval: u32,
    /// Feeds fetched at once.
    pub concurrency: usize,
    /// Of those, from one host.
    pub per_host: usize,
    /// Fetch comments of new articles.
    pub comments: bool,
    /// Fetch pages of new articles.
    pub pages: bool,
    /// Days that read articles are kept; 0 for ever.
    pub keep_days: u32,
    /// Sync when the reader starts.
    pub on_start: bool,
}

impl Default for Sync {
    fn default() -> Self {
        Self {
            interval: 60,
            concurrency: 16,
            per_host: 2,
            comments: false,
            pages: false,
            keep_days: 0,
            on_start: false,
        }
    }
}

/// How servers are spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// The User-Agent header.
    pub user_agent: String,
    /// A proxy for everything.
    pub proxy: Option<String>,
    /// Seconds for a whole answer.
    pub timeout: u64,
    /// MiB of a body, decompressed.
    pub max_body: u64,
    /// Private hosts that content may name.
    pub allow_private: Vec<String>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            user_agent: "tidings/0.1 (feed reader)".into(),
            proxy: None,
            timeout: 60,
            max_body: 15,
            allow_private: Vec::new(),
        }
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reader {
    /// Columns that a line may have.
    pub width: u16,
    /// Divide words at the ends of lines.
    pub hyphenate: bool,
    /// Numbers behind links.
    pub link_numbers: bool,
    /// Put text that is written from right to left in order for the terminal.
    pub bidi: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self { width: 72, hyphenate: false, link_numbers: true, bidi: true }
    }
}

/// Pictures in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PicturesConfig {
    /// Whether and how they are shown.
    pub show: PictureMode,
}

/// How pictures reach the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureMode {
    /// As well as the terminal can; not over ssh.
    #[default]
    Auto,
    /// As their descriptions.
    Off,
    /// kitty's graphics protocol.
    Kitty,
    /// iTerm2's inline images.
    Iterm2,
    /// DEC's sixels.
    Sixel,
    /// Two pixels a cell, in colours.
    Halfblocks,
}

/// What the screen looks like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Screen {
    /// The theme's name.
    pub theme: String,
    /// ASCII characters only.
    pub ascii: Ascii,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Begin with unread articles only.
    pub unread_only: bool,
    /// Links that the terminal itself can open (OSC 8).
    pub hyperlinks: bool,
    /// A program and its arguments; the link is put last.
    pub browser: Vec<String>,
    /// A program and its arguments, given what is copied on its standard input.
    pub clipboard: Vec<String>,
}

/// Whether only ASCII characters are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ascii {
    /// Where the terminal or the locale has no others.
    #[default]
    Auto,
    /// `true`
    Always,
    /// `false`
    Never,
}

impl<'de> Deserialize<'de> for Ascii {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Word;
        impl serde::de::Visitor<'_> for Word {
            type Value = Ascii;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("\"auto\", true or false")
            }
            fn visit_bool<E>(self, always: bool) -> Result<Ascii, E> {
                Ok(if always { Ascii::Always } else { Ascii::Never })
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Ascii, E> {
                let wrong = || E::invalid_value(serde::de::Unexpected::Str(word), &self);
                (word == AUTO).then_some(Ascii::Auto).ok_or_else(wrong)
            }
        }
        from.deserialize_any(Word)
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            theme: AUTO.into(),
            ascii: Ascii::Auto,
            mouse: true,
            unread_only: false,
            hyperlinks: true,
            browser: Vec::new(),
            clipboard: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let config: Self = toml::from_str(text).map_err(|error| SettingsError::toml(text, &error))?;
        let bounds: [(&str, u64, u64, u64); 5] = [
            ("sync.concurrency", config.sync.concurrency as u64, 1, 256),
            ("sync.per_host", config.sync.per_host as u64, 1, 32),
            ("network.timeout", config.network.timeout, 1, 3600),
            ("network.max_body", config.network.max_body, 1, 1024),
            ("reader.width", u64::from(config.reader.width), 20, 1000),
        ];
        for (name, value, least, most) in bounds {
            if !(least..=most).contains(&value) {
                let key = name.rsplit('.').next().unwrap_or(name);
                let line = text.lines().position(|line| line.trim_start().starts_with(key)).map_or(0, |i| i + 1);
                return Err(SettingsError::at(line, format!("{name} is {value}; it may be {least} to {most}")));
            }
        }
        if let Some(proxy) = config.network.proxy.as_deref().filter(|proxy| !proxy.is_empty()) {
            let scheme = proxy.split_once("://").map(|(scheme, _)| scheme);
            let is_known = scheme.is_some_and(|scheme| ["http", "https", "socks5", "socks5h"].contains(&scheme));
            if !is_known || url::Url::parse(proxy).map_or(true, |url| url.host_str().is_none()) {
                let line = text.lines().position(|line| line.trim_start().starts_with("proxy")).map_or(0, |i| i + 1);
                let message = format!("network.proxy is `{proxy}`; write http://, https:// or socks5:// and a host");
                return Err(SettingsError::at(line, message));
            }
        }
        for (name, base) in config.comments.endpoints() {
            let is_web =
                url::Url::parse(base).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
            if !is_web || base.ends_with('/') {
                let line = text.lines().position(|line| line.trim_start().starts_with(name)).map_or(0, |i| i + 1);
                let message =
                    format!("comments.{name} has `{base}`; write http:// or https://, a host, and no slash at the end");
                return Err(SettingsError::at(line, message));
            }
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_says_the_defaults() {
        assert_eq!(Config::parse(DEFAULT_CONFIG).unwrap(), Config::default());
    }

    #[test]
    fn errors_name_line_and_valid_words() {
        for (text, line, word) in [
            ("[sync]\nintervall = 3\n", ":2:", "interval"),
            ("[reader]\n\nwidth = \"wide\"\n", ":3:", "u16"),
            ("[reader]\nwidth = 3\n", ":2:", "20 to 1000"),
            ("[sink]\n", ":1:", "network"),
            ("[screen]\nascii = \"yes\"\n", ":2:", "\"auto\", true or false"),
            ("[reply]\neditor = \"vi\"\n", ":2:", "external"),
            ("[screen]\nascii = 1\n", ":2:", "\"auto\", true or false"),
            ("[network]\nproxy = \"foo\"\n", ":2:", "socks5://"),
            ("[comments]\nlemmy = [\"https://a.example/\"]\n", ":2:", "no slash"),
            ("[comments]\nisso = \"a.example\"\n", ":2:", "https://"),
        ] {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(line) && error.contains(word), "{error}");
        }
    }
}
