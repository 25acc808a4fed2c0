//! Converts newsboat's `config` file: lines with a counterpart become settings, keys and a theme; each other line gets
//! the reason why it does not.
//!
//! Nothing in the file is run, and included files are not read. The caller writes the results, and only where the user
//! has no file yet.

mod colours;
mod commands;
mod keys;
mod rules;

use std::fmt::Write as _;

use crate::domain::Text;
use crate::domain::text::prefix;
use crate::feeds::newsboat::split_fields;
use crate::settings::Config;

use colours::Colours;
use commands::{OTHERS, WITH_SECRETS};
use keys::Keys;
use rules::Rules;

/// Name of the theme that the colours become.
pub const THEME: &str = "newsboat";
/// newsboat's minutes between two reloads, if its config names none.
const USUAL_RELOAD: u32 = 60;
/// The most lines that are read.
const MAX_LINES: usize = 5_000;
/// The most bytes that are shown of a line.
const MAX_SHOWN: usize = 200;

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It became this setting, key or style.
    Became(String),
    /// It has no counterpart, for this reason.
    NotTaken(String),
}

/// One line of newsboat's config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigLine {
    /// Number, from 1.
    pub number: usize,
    /// The line. What could be a password is left out.
    pub line: Text,
    /// What became of it.
    pub fate: Fate,
}

/// What newsboat's config became.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Converted {
    /// All lines but comments and empty ones.
    pub lines: Vec<ConfigLine>,
    /// Text for `config.toml`; empty without settings.
    pub config: String,
    /// Text for `keymap.toml`; empty without keys.
    pub keymap: String,
    /// Text of the theme; empty without colours.
    pub theme: String,
    /// Text for `rules.toml`; empty without rules.
    pub rules: String,
}

/// Returns whether a text is newsboat's config: its first line that is no comment begins with one of its commands.
#[must_use]
pub fn is_config(text: &str) -> bool {
    let first = text.lines().take(MAX_LINES).map(split_fields).find_map(|fields| fields.into_iter().next());
    first.is_some_and(|first| commands::is_command(&first))
}

/// Converts the text of newsboat's config.
#[must_use]
pub fn convert(text: &str) -> Converted {
    let lines: Vec<(usize, Vec<String>)> =
        (1..).zip(text.lines().take(MAX_LINES).map(split_fields)).filter(|(_, fields)| !fields.is_empty()).collect();
    let mut settings = Settings::default();
    let (mut keys, mut colours, mut rules) = (Keys::default(), Colours::default(), Rules::default());
    let proxy = Proxy::of(&lines);
    let mut converted = Converted::default();
    for (number, fields) in &lines {
        let values: Vec<&str> = fields.iter().skip(1).map(String::as_str).collect();
        let command = fields.first().map_or("", String::as_str);
        let fate = match (command, values.as_slice()) {
            ("bind-key", [key, operation, dialogs @ ..]) => keys.bind(key, operation, dialogs.first().copied()),
            ("unbind-key", [key, dialogs @ ..]) => keys.unbind(key, dialogs.first().copied()),
            ("color", [element, foreground, background, attributes @ ..]) => {
                colours.add(element, foreground, background, attributes)
            }
            ("ignore-article", [feed, filter, ..]) => rules.ignore(feed, filter),
            ("highlight-article", [filter, _, ..]) => rules.highlight(filter),
            ("highlight", [target, pattern, _, ..]) => rules.highlight_pattern(target, pattern),
            ("proxy" | "proxy-type" | "use-proxy", [value, ..]) => proxy.fate(command, value, &mut settings),
            (command, values) => setting(command, values, &mut settings),
        };
        let fate = fate.map_or_else(Fate::NotTaken, Fate::Became);
        converted.lines.push(ConfigLine { number: *number, line: shown(command, &values), fate });
    }
    converted.theme = colours.theme();
    if !converted.theme.is_empty() {
        let _ = settings.set("screen", "theme", &format!("\"{THEME}\""));
    }
    settings.reload_as_often_as_feeds();
    (converted.config, converted.keymap, converted.rules) = (settings.text(), keys.text(), rules.text());
    converted
}

/// Returns a line for display.
fn shown(command: &str, values: &[&str]) -> Text {
    let is_secret = !command.ends_with("bind-key") && WITH_SECRETS.iter().any(|part| command.contains(part));
    let line = if is_secret { format!("{command} …") } else { format!("{command} {}", values.join(" ")) };
    Text::line(prefix(&line, MAX_SHOWN))
}

/// Settings for `config.toml`, in the order of the sections.
#[derive(Default)]
struct Settings(Vec<(&'static str, &'static str, String)>);

impl Settings {
    /// Sets a value in TOML. The last line of newsboat's file counts. Fails with the reason if tidings refuses it.
    fn set(&mut self, section: &'static str, key: &'static str, value: &str) -> Result<String, String> {
        let line = format!("{key} = {value}");
        Config::parse(&format!("[{section}]\n{line}\n")).map_err(|error| error.lines().next().unwrap_or_default())?;
        self.0.retain(|(s, k, _)| (*s, *k) != (section, key));
        self.0.push((section, key, value.to_owned()));
        Ok(format!("[{section}] {line}"))
    }

    /// newsboat's interval is that of its reloads too.
    fn reload_as_often_as_feeds(&mut self) {
        let interval =
            self.0.iter().find(|(_, key, _)| *key == "interval").map(|(_, _, minutes)| quoted(&format!("{minutes}m")));
        if let (Some(interval), Some((_, _, every))) = (interval, self.0.iter_mut().find(|(_, key, _)| *key == "every"))
        {
            *every = interval;
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for section in ["sync", "network", "reader", "screen"] {
            let mut of_section = self.0.iter().filter(|(of, _, _)| *of == section).peekable();
            if of_section.peek().is_some() {
                let _ = writeln!(text, "[{section}]");
            }
            for (_, key, value) in of_section {
                let _ = writeln!(text, "{key} = {value}");
            }
        }
        text
    }
}

/// Converts a line that is a setting of newsboat.
fn setting(command: &str, values: &[&str], settings: &mut Settings) -> Result<String, String> {
    let value = values.first().copied().unwrap_or_default();
    let is_yes = matches!(value, "yes" | "true");
    match command {
        "browser" => settings.set("screen", "browser", &program(value)?),
        "reload-time" => settings.set("sync", "interval", value),
        "refresh-on-startup" => settings.set("sync", "on_start", if is_yes { "true" } else { "false" }),
        "keep-articles-days" => settings.set("sync", "keep_days", value),
        "reload-threads" => settings.set("sync", "concurrency", value),
        "download-timeout" => settings.set("network", "timeout", value),
        "user-agent" if value.is_empty() => Err("the line has no value".to_owned()),
        "user-agent" => settings.set("network", "user_agent", &quoted(value)),
        "text-width" if value == "0" => Err("tidings always has a measure ([reader] width)".to_owned()),
        "text-width" => settings.set("reader", "width", value),
        "show-read-articles" => settings.set("screen", "unread_only", if is_yes { "false" } else { "true" }),
        "auto-reload" if is_yes => settings.set("sync", "every", &quoted(&format!("{USUAL_RELOAD}m"))),
        "auto-reload" => Ok("tidings syncs only when you ask for it".to_owned()),
        command => Err(OTHERS
            .iter()
            .find(|(name, _)| command.starts_with(name))
            .map_or("tidings has no counterpart", |(_, reason)| reason)
            .to_owned()),
    }
}

/// Converts a command to a list of arguments in TOML. Fails if only a shell could run it.
fn program(command: &str) -> Result<String, String> {
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches(['\'', '"'])).collect();
    let (arguments, address) = match words.as_slice() {
        [before @ .., "%u"] => (before, true),
        all => (all, false),
    };
    let needs_shell =
        |word: &&str| word.contains(['|', '&', ';', '<', '>', '$', '`', '(', '*', '?', '~', '%', '\'', '"']);
    if arguments.is_empty() || arguments.iter().any(needs_shell) || (!address && command.contains("%u")) {
        return Err("only a shell could run it, and tidings runs none".to_owned());
    }
    let list: Vec<String> = arguments.iter().map(|word| quoted(word)).collect();
    Ok(format!("[{}]", list.join(", ")))
}

/// Writes a string in TOML.
fn quoted(value: &str) -> String {
    toml_edit::Value::from(Text::line(value).as_str()).to_string()
}

/// newsboat's proxy, which has several lines.
struct Proxy {
    address: Result<String, String>,
}

impl Proxy {
    fn of(lines: &[(usize, Vec<String>)]) -> Self {
        let last = |name: &str| {
            let line = lines.iter().rev().find(|(_, fields)| fields.first().is_some_and(|first| first == name));
            line.and_then(|(_, fields)| fields.get(1)).map(String::as_str)
        };
        let kind = last("proxy-type").unwrap_or("http");
        let address = match (last("proxy"), last("use-proxy")) {
            (None, _) => Err("the file names no proxy".to_owned()),
            (_, None | Some("no" | "false")) => Err("the file switches the proxy off".to_owned()),
            (Some(proxy), _) if proxy.contains('@') => Err("a password is not copied".to_owned()),
            (Some(proxy), _) if proxy.contains("://") => Ok(proxy.to_owned()),
            (Some(proxy), _) => match kind {
                "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h" => Ok(format!("{kind}://{proxy}")),
                _ => Err(format!("unknown kind of proxy {kind}")),
            },
        };
        Self { address }
    }

    fn fate(&self, command: &str, value: &str, settings: &mut Settings) -> Result<String, String> {
        if command == "use-proxy" && matches!(value, "no" | "false") {
            return Ok("tidings uses no proxy without the setting".to_owned());
        }
        settings.set("network", "proxy", &quoted(self.address.as_ref().map_err(Clone::clone)?))
    }
}

#[cfg(test)]
mod tests;
