//! Parses `config.toml`. The embedded `config/config.toml` documents every setting with its default.

use std::path::PathBuf;

use chrono::{FixedOffset, Local, Offset};
use serde::Deserialize;

use super::SettingsError;
use super::check::{check, parse_toml};
use super::comments::CommentsConfig;
use super::factcheck::FactCheckConfig;
use super::listen::ListenConfig;
use super::reply::ReplyConfig;
use super::site::Site;
use super::theme::AUTO;
use crate::domain::Time;
use crate::domain::clock_format::{ClockFormat, TimeFormat};
use crate::domain::query::age;
use crate::domain::text::line_of;
use crate::domain::{Column, Dates, Sort};

/// The reference of all settings, with their defaults.
pub const DEFAULT_CONFIG: &str = include_str!("../../config/config.toml");

/// The settings of `config.toml`.
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
    /// `[save]`
    pub save: SaveConfig,
    /// `[screen]`
    pub screen: Screen,
    /// `[pictures]`
    pub pictures: PicturesConfig,
    /// `[[site]]`
    pub site: Vec<Site>,
    /// `[comments]`
    pub comments: CommentsConfig,
    /// `[reply]`
    pub reply: ReplyConfig,
    /// `[listen]`
    pub listen: ListenConfig,
    /// `[fact_check]`
    pub fact_check: FactCheckConfig,
}

/// `[paths]`: folders that the user can move.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigPaths {
    /// Folder of the store, instead of `state/` in the config folder; a relative path starts there.
    pub state: Option<PathBuf>,
}

/// What becomes of a new article that repeats one of another feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Both are shown.
    #[default]
    Show,
    /// The later one is hidden.
    Hide,
}

/// `[sync]`: how feeds are fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sync {
    /// Minutes between two fetches of a feed that states no interval of its own.
    pub interval: u32,
    /// Most feeds fetched at the same time.
    pub concurrency: usize,
    /// Most feeds fetched from one host at the same time.
    pub per_host: usize,
    /// Whether a sync fetches the comments of new articles of all feeds.
    pub comments: bool,
    /// Whether a sync fetches the full text of new articles of all feeds.
    pub pages: bool,
    /// Days that read articles are kept; 0 keeps them for good.
    pub keep_days: u32,
    /// Whether the reader syncs when it starts.
    pub on_start: bool,
    /// What becomes of a new article that repeats one of another feed.
    pub duplicates: Duplicates,
    /// The program that notifies the user for rules, and its arguments; empty for the terminal or the desktop.
    pub notify: Vec<String>,
    /// How often the reader syncs the feeds that are due; empty for never. See [`Sync::every_minutes`].
    pub every: String,
}

impl Sync {
    /// Returns the minutes between two syncs of the reader by itself; `None` for never.
    #[must_use]
    pub fn every_minutes(&self) -> Option<i64> {
        minutes(&self.every)
    }
}

/// Reads a length of time such as `30m` or `2h`, and returns its minutes, at least one.
pub(super) fn minutes(text: &str) -> Option<i64> {
    let long = text.strip_suffix('m').map(|number| format!("{number}min"));
    age(long.as_deref().unwrap_or(text)).filter(|minutes| *minutes > 0)
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
            duplicates: Duplicates::Show,
            notify: Vec::new(),
            every: String::new(),
        }
    }
}

/// `[network]`: limits and identity of the HTTP client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Value of the User-Agent header.
    pub user_agent: String,
    /// Address of the proxy for all requests; `None` and "" use the system's.
    pub proxy: Option<String>,
    /// Seconds that a whole response may take.
    pub timeout: u64,
    /// Largest body in MiB after decompression.
    pub max_body: u64,
    /// Hosts with private addresses that articles may refer to.
    pub allow_private: Vec<String>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            user_agent: "tidings/0.2 (feed reader)".into(),
            proxy: None,
            timeout: 60,
            max_body: 15,
            allow_private: Vec::new(),
        }
    }
}

/// `[reader]`: how articles and comments are typeset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reader {
    /// Most columns of a line.
    pub width: u16,
    /// Whether long words are hyphenated at the ends of lines.
    pub hyphenate: bool,
    /// Whether links are numbered.
    pub link_numbers: bool,
    /// Whether tidings reorders right-to-left text, instead of the terminal.
    pub bidi: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self { width: 72, hyphenate: false, link_numbers: true, bidi: true }
    }
}

/// `[save]`: articles that the user saves in files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SaveConfig {
    /// Folder in which the names of files start. Empty: the folder in which tidings was started.
    pub folder: PathBuf,
    /// Whether cached images are saved beside Markdown and HTML.
    pub pictures: bool,
}

/// `[pictures]`: images in articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PicturesConfig {
    /// Protocol that draws images, if any.
    pub show: PictureMode,
}

/// How images are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureMode {
    /// By the best protocol of the terminal; not over ssh.
    #[default]
    Auto,
    /// Not at all: their alt text is shown.
    Off,
    /// By the graphics protocol of kitty.
    Kitty,
    /// By the inline images of iTerm2.
    Iterm2,
    /// By DEC sixels.
    Sixel,
    /// By half blocks: two coloured pixels in each cell.
    Halfblocks,
}

/// `[screen]`: how the screen looks, and the programs that the reader starts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Screen {
    /// Name of the theme.
    pub theme: String,
    /// How the hours of a day are counted.
    pub time_format: TimeFormat,
    /// Whether only ASCII characters are drawn.
    pub ascii: Ascii,
    /// Whether the mouse scrolls and selects.
    pub mouse: bool,
    /// Whether lists start with unread articles only.
    pub unread_only: bool,
    /// Whether opening an article marks its whole story read.
    pub read_stories: bool,
    /// Whether lists of several feeds show a story as one row.
    pub fold_stories: bool,
    /// The columns of lists of articles behind the titles, from left to right.
    pub columns: Vec<Column>,
    /// How dates are written in lists.
    pub dates: Dates,
    /// The order of lists of articles for which the user has chosen none.
    pub sort: Sort,
    /// Whether links are marked for the terminal (OSC 8).
    pub hyperlinks: bool,
    /// Program that opens links, and its arguments; the link is added last. Empty: the system's.
    pub browser: Vec<String>,
    /// Program that reads copied text from its standard input, and its arguments. Empty: the system's.
    pub clipboard: Vec<String>,
}

/// When only ASCII characters are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ascii {
    /// Only if the terminal or the locale lacks other characters.
    #[default]
    Auto,
    /// `true`: in every terminal.
    Always,
    /// `false`: in no terminal.
    Never,
}

impl<'de> Deserialize<'de> for Ascii {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct AsciiVisitor;
        impl serde::de::Visitor<'_> for AsciiVisitor {
            type Value = Ascii;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("\"auto\", true or false")
            }
            fn visit_bool<E>(self, always: bool) -> Result<Ascii, E> {
                Ok(if always { Ascii::Always } else { Ascii::Never })
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Ascii, E> {
                let invalid = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
                (text == AUTO).then_some(Ascii::Auto).ok_or_else(invalid)
            }
        }
        from.deserialize_any(AsciiVisitor)
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
            read_stories: false,
            fold_stories: true,
            columns: Column::DEFAULT.to_vec(),
            dates: Dates::default(),
            sort: Sort::default(),
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
    fn the_reference_has_the_defaults() {
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
                "[fact_check]\nanalyst_seconds = 0\n",
                ":2: [fact_check] analyst_seconds = 0: must be a number from 1 to 3600",
            ),
            (
                "[fact_check]\nsearch = [\n\"https://a.example/?q={query}\",\n\"https://b.example/rss\"]\n",
                ":4: [fact_check] search has \"https://b.example/rss\": must be a list of http:// or https:// addresses \
                 with {query} in the path or after the question mark",
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
                ":1: [sink]: unknown section; use one of paths, sync, network, site, comments, reply, listen, fact_check, reader, \
                 pictures, save, screen",
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
