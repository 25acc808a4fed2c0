//! `config.toml` as written. Its defaults are the embedded `config/config.toml`, which documents every word.

use std::path::PathBuf;

use chrono::{FixedOffset, Local, Offset};
use serde::Deserialize;

use super::SettingsError;
use super::check::{check, parse_toml};
use super::comments::CommentsConfig;
use super::reply::ReplyConfig;
use super::theme::AUTO;
use crate::domain::Time;
use crate::domain::clock_format::{ClockFormat, TimeFormat};
use crate::domain::text::line_of;

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
    /// How the hours of a day are counted.
    pub time_format: TimeFormat,
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
            time_format: TimeFormat::default(),
            ascii: Ascii::Auto,
            mouse: true,
            unread_only: false,
            hyperlinks: true,
            browser: Vec::new(),
            clipboard: Vec::new(),
        }
    }
}

impl Screen {
    /// Returns the way to format times: in the system's time zone, or that of the variable `TZ`.
    #[must_use]
    pub fn clock_format(&self) -> ClockFormat {
        ClockFormat { zone: local, hours: self.time_format }
    }
}

/// Returns the offset from UTC that the user's time zone has at a time.
fn local(time: Time) -> FixedOffset {
    time.with_timezone(&Local).offset().fix()
}

impl Config {
    /// Parses the text of `config.toml`. The error has every problem in it.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        check(text, &parse_toml(text)?)?;
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            SettingsError::at(line, error.message())
        })
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
    fn errors_name_the_setting_its_value_and_what_is_allowed() {
        for (text, error) in [
            ("[sync]\nintervall = 3\n", ":2: [sync] intervall: unknown setting; did you mean interval?"),
            ("[reader]\n\nwidth = \"wide\"\n", ":3: [reader] width = \"wide\": must be a number from 20 to 1000"),
            ("[reader]\nwidth = 3\n", ":2: [reader] width = 3: must be a number from 20 to 1000"),
            ("[reader]\nwidth = 72.5\n", ":2: [reader] width = 72.5: must be a number from 20 to 1000"),
            ("reader.width = 0\n", ":1: [reader] width = 0: must be a number from 20 to 1000"),
            ("[screen]\nascii = 1\n", ":2: [screen] ascii = 1: must be \"auto\", true or false"),
            ("[screen]\nascii = \"yes\"\n", ":2: [screen] ascii = \"yes\": must be \"auto\", true or false"),
            ("[screen]\ntime_format = 12\n", ":2: [screen] time_format = 12: must be \"24h\" or \"12h\""),
            ("[screen]\nwidth = 80\n", ":2: [screen] width: unknown setting; it belongs to [reader]"),
            ("[reply]\neditor = \"vi\"\n", ":2: [reply] editor = \"vi\": must be \"box\" or \"external\""),
            (
                "[network]\nproxy = \"foo\"\n",
                ":2: [network] proxy = \"foo\": must be an http://, https:// or socks5:// address, or \"\"",
            ),
            (
                "[comments]\nlemmy = [\n\"https://a.example\",\n\"https://b.example/\"]\n",
                ":4: [comments] lemmy has \"https://b.example/\": must be a list of http:// or https:// addresses with \
                 no slash at the end",
            ),
            (
                "[comments]\nisso = \"a.example\"\n",
                ":2: [comments] isso = \"a.example\": must be an http:// or https:// address with no slash at the end, \
                 or \"\"",
            ),
            (
                "[screen]\nbrowser = \"firefox\"\n",
                ":2: [screen] browser = \"firefox\": must be a list of texts in quotes: [\"one\", \"two\"]",
            ),
            ("[[reply.sites]]\nhost = 3\n", ":2: [[reply.sites]] host = 3: must be text in quotes"),
            ("[[reply.sites]]\nhots = \"x\"\n", ":2: [[reply.sites]] hots: unknown setting; did you mean host?"),
            ("theme = \"dark\"\n", ":1: theme = \"dark\": belongs to a section; write it below [screen]"),
            ("sync = 3\n", ":1: sync = 3: sync is a section; begin it with [sync]"),
            ("[screne]\n", ":1: [screne]: unknown section; did you mean screen?"),
            (
                "[sink]\n",
                ":1: [sink]: unknown section; use one of paths, sync, network, comments, reply, reader, pictures, screen",
            ),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn all_errors_of_a_file_are_reported_in_its_order() {
        let text = "[screen]\nmouse = 1\n[reader]\nwidth = 3\nbidi = \"no\"\nhyphens = 1\n[zzz]\n";
        let error = Config::parse(text).unwrap_err();
        let lines: Vec<String> = error.lines().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
        assert_eq!(lines, [":2", ":4", ":5", ":6", ":7"]);
        let error = Config::parse("[reader]\nwidth = \nbidi = tru\n").unwrap_err();
        assert_eq!(error.lines().count(), 2, "mistakes of syntax too: {error}");
    }
}
