//! Chooses theme and ASCII mode where the settings leave them to the environment and the terminal.
//!
//! Only terminals that are known to answer are queried, unless the settings demand it: a query delays the first frame.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, background_color};

use crate::domain::Text;
use crate::settings::{AUTO, Ascii, DETECT, FALLBACK, Paths, Settings, Theme};

/// How long to wait for an answer. Terminals that answer at all need a millisecond or two.
const QUERY_LIMIT: Duration = Duration::from_millis(100);

/// Variables with the values by which terminals are recognised that answer queries for their background.
const KNOWN_TERMINALS: &[(&str, &[&str])] = &[
    ("TERM", &["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour"]),
    ("TERM_PROGRAM", &["iTerm.app", "WezTerm", "ghostty", "vscode", "rio"]),
];
/// Variables that only such terminals set.
const KNOWN_VARIABLES: &[&str] = &["VTE_VERSION", "KONSOLE_VERSION"];
/// Variables of remote sessions and multiplexers, where an answer is late or is that of another terminal.
const INDIRECT_VARIABLES: &[&str] = &["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "STY"];

/// The current theme.
pub(in crate::runtime) struct Appearance {
    /// Theme to paint with.
    pub(in crate::runtime) theme: Theme,
    name: String,
    has_colours: bool,
    paths: Paths,
}

/// The choice of a theme by setting and environment.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    /// This theme.
    Theme(String),
    /// A theme for the terminal's background, which must be queried.
    Query,
}

impl Appearance {
    /// Loads the first theme. May query the terminal.
    pub(in crate::runtime) fn new(settings: &Settings) -> Self {
        let env = &environment;
        let name = match choose(&settings.config.screen.theme, env) {
            Choice::Theme(name) => name,
            Choice::Query => {
                query_background().map_or_else(|| guess(env), |is_light| theme_for(is_light, env)).to_owned()
            }
        };
        // The settings have loaded their theme already; in a demo its folder is no longer known.
        let set = settings.config.screen.theme.as_str();
        let is_set = name == set || (name == FALLBACK && [AUTO, DETECT].contains(&set));
        let other = (!is_set).then(|| Theme::load(&name, &settings.paths).ok()).flatten();
        let theme = other.unwrap_or_else(|| settings.theme.clone());
        let mut appearance = Self { theme, name, has_colours: has_colours(env), paths: settings.paths.clone() };
        appearance.remove_colours();
        appearance
    }

    /// Changes to the next theme: the built-in ones, then the user's. Returns a notice with its name, or its error; the
    /// next call goes on after a theme with an error.
    pub(in crate::runtime) fn next_theme(&mut self) -> Result<Text, Text> {
        let names = Theme::names(&self.paths);
        let at = names.iter().position(|name| *name == self.name).map_or(0, |at| at + 1);
        self.name = names.get(at).or(names.first()).cloned().unwrap_or_default();
        self.theme = Theme::load(&self.name, &self.paths).map_err(|error| Text::line(&error.to_string()))?;
        self.remove_colours();
        let note = if self.has_colours { "" } else { ", without its colours" };
        let name = &self.name;
        Ok(Text::line(&format!(
            "theme {name}{note}; to keep it, write `theme = \"{name}\"` below `[screen]` in config.toml"
        )))
    }

    fn remove_colours(&mut self) {
        if !self.has_colours {
            self.theme = self.theme.clone().without_colours();
        }
    }
}

/// Returns whether to draw only ASCII.
pub(in crate::runtime) fn ascii(setting: Ascii) -> bool {
    match setting {
        Ascii::Always => true,
        Ascii::Never => false,
        Ascii::Auto => lacks_unicode(&environment),
    }
}

/// Returns a variable that is set and not empty.
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn has_colours(env: &dyn Fn(&str) -> Option<String>) -> bool {
    env("NO_COLOR").is_none() && env("TERM").as_deref() != Some("dumb")
}

fn choose(setting: &str, env: &dyn Fn(&str) -> Option<String>) -> Choice {
    let theme = |name: &str| Choice::Theme(name.to_owned());
    match setting {
        AUTO | DETECT if !has_colours(env) => theme(FALLBACK),
        DETECT => Choice::Query,
        AUTO if is_light(env).is_none() && has_known_terminal(env) => Choice::Query,
        AUTO => theme(guess(env)),
        name => theme(name),
    }
}

/// Returns the theme for the background that the environment states.
fn guess(env: &dyn Fn(&str) -> Option<String>) -> &'static str {
    is_light(env).map_or(FALLBACK, |is_light| theme_for(is_light, env))
}

/// Returns the theme for a background. The dark and the light theme need a true-colour terminal.
fn theme_for(is_light: bool, env: &dyn Fn(&str) -> Option<String>) -> &'static str {
    match env("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") if is_light => "light",
        Some("truecolor" | "24bit") => "dark",
        _ => FALLBACK,
    }
}

/// Returns whether the background is light by `COLORFGBG`, which has the numbers of the colours, the background's last.
fn is_light(env: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let value = env("COLORFGBG")?;
    let number: u8 = value.rsplit(';').next()?.parse().ok()?;
    (number < 16).then_some(number == 7 || number > 8)
}

/// Returns whether the terminal is known to answer queries at once.
fn has_known_terminal(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_direct = INDIRECT_VARIABLES.iter().all(|name| env(name).is_none());
    let is_known = |(name, known): &(&str, &[&str])| env(name).is_some_and(|value| known.contains(&value.as_str()));
    is_direct && (KNOWN_TERMINALS.iter().any(is_known) || KNOWN_VARIABLES.iter().any(|name| env(name).is_some()))
}

/// Queries the terminal whether its background is light.
fn query_background() -> Option<bool> {
    let mut options = QueryOptions::default();
    options.timeout = QUERY_LIMIT;
    background_color(options).ok().map(|colour| colour.perceived_lightness() > 0.5)
}

/// Returns whether the terminal can't show Unicode: the Linux console, and locales that name another encoding.
///
/// Without a locale nothing is known; nearly every terminal uses UTF-8.
fn lacks_unicode(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(env).unwrap_or_default();
    let is_other_encoding = !locale.is_empty() && !locale.to_lowercase().replace('-', "").contains("utf8");
    env("TERM").as_deref() == Some("linux") || is_other_encoding
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(text: &'static str) -> impl Fn(&str) -> Option<String> {
        move |name| {
            let found =
                text.split_whitespace().filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name);
            found.map(|(_, value)| value.to_owned())
        }
    }

    #[test]
    fn only_a_terminal_that_is_known_to_answer_is_queried_by_default() {
        let theme = |name: &str| Choice::Theme(name.to_owned());
        for (setting, variables, choice) in [
            ("auto", "TERM=xterm-256color", theme("terminal")),
            ("auto", "TERM=xterm-256color COLORTERM=truecolor", theme("terminal")),
            ("auto", "TERM=xterm-256color COLORTERM=truecolor COLORFGBG=15;0", theme("dark")),
            ("auto", "TERM=rxvt COLORTERM=24bit COLORFGBG=0;default;15", theme("light")),
            ("auto", "TERM=rxvt COLORFGBG=0;15", theme("terminal")),
            ("auto", "TERM=rxvt COLORTERM=truecolor COLORFGBG=default;default", theme("terminal")),
            ("auto", "TERM=xterm-kitty COLORTERM=truecolor", Choice::Query),
            ("auto", "TERM=xterm-256color VTE_VERSION=7600", Choice::Query),
            ("auto", "TERM=xterm-kitty COLORTERM=truecolor COLORFGBG=15;0", theme("dark")),
            ("auto", "TERM=xterm-kitty SSH_TTY=/dev/pts/1", theme("terminal")),
            ("auto", "TERM=tmux-256color VTE_VERSION=7600 TMUX=/tmp/tmux", theme("terminal")),
            ("auto", "TERM=xterm-kitty NO_COLOR=1", theme("terminal")),
            ("detect", "TERM=xterm-256color SSH_TTY=/dev/pts/1", Choice::Query),
            ("detect", "TERM=dumb", theme("terminal")),
            ("light", "TERM=xterm-kitty COLORFGBG=15;0", theme("light")),
        ] {
            assert_eq!(choose(setting, &env(variables)), choice, "{setting} with {variables}");
        }
    }

    #[test]
    fn ascii_is_for_consoles_and_other_encodings() {
        for (variables, lacks) in [
            ("TERM=xterm-256color", false),
            ("TERM=linux LANG=en_GB.UTF-8", true),
            ("TERM=xterm LANG=en_GB.UTF-8", false),
            ("TERM=xterm LANG=en_GB.utf8 LC_CTYPE=", false),
            ("TERM=xterm LANG=C", true),
            ("TERM=xterm LANG=de_DE.ISO-8859-1", true),
            ("TERM=xterm LANG=en_GB.UTF-8 LC_ALL=C", true),
            ("TERM=xterm LANG=C LC_ALL=C.UTF-8", false),
        ] {
            let env = env(variables);
            let non_empty = |name: &str| env(name).filter(|value| !value.is_empty());
            assert_eq!(lacks_unicode(&non_empty), lacks, "{variables}");
        }
    }

    #[test]
    fn next_theme_goes_through_all_themes_and_reports_a_broken_one() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("themes")).unwrap();
        std::fs::write(dir.path().join("themes/mine.toml"), "txt = \"red\"\n").unwrap();
        let mut settings = Settings::load(Some(dir.path())).unwrap();
        settings.config.screen.theme = "light".into();
        let mut appearance = Appearance {
            theme: settings.theme.clone(),
            name: "light".into(),
            has_colours: true,
            paths: settings.paths.clone(),
        };
        let message = appearance.next_theme().unwrap();
        assert!(message.contains("high-contrast"));
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let [setting, section] = quoted.as_slice() else { panic!("{message}") };
        let config = crate::settings::Config::parse(&format!("{section}\n{setting}\n")).unwrap();
        assert_eq!(config.screen.theme, "high-contrast", "the recommended line is right in that section");
        assert_eq!(appearance.theme, Theme::built_in("high-contrast").unwrap());
        assert!(appearance.next_theme().unwrap_err().contains("mine.toml:1:"));
        assert!(appearance.next_theme().unwrap().contains("theme terminal"));
        appearance.has_colours = false;
        assert!(appearance.next_theme().unwrap().contains("without its colours"));
        assert_eq!(appearance.theme, Theme::built_in("dark").unwrap().without_colours());
    }
}
