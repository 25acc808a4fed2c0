//! How the screen looks where the settings leave it open: what the environment says, and what the terminal answers.
//!
//! Nobody waits for a terminal that is not known to answer, unless the settings say so: the first frame comes first.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, background_color};

use crate::domain::Text;
use crate::settings::{AUTO, Ascii, DETECT, FALLBACK, Paths, Settings, Theme};

/// A terminal that answers does so in a millisecond or two; after this one it never will.
const PATIENCE: Duration = Duration::from_millis(100);

/// Terminals that say their background when asked, by what they put into the environment.
const ANSWERING: &[(&str, &[&str])] = &[
    ("TERM", &["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour"]),
    ("TERM_PROGRAM", &["iTerm.app", "WezTerm", "ghostty", "vscode", "rio"]),
];
/// The same, where the variable itself tells.
const ANSWERING_BY_NAME: &[&str] = &["VTE_VERSION", "KONSOLE_VERSION"];
/// With one of these the terminal is far away, or another one lies between that answers late or for somebody else.
const BETWEEN: &[&str] = &["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "STY"];

/// The theme that the screen is painted with.
pub(in crate::runtime) struct Appearance {
    /// The theme.
    pub(in crate::runtime) theme: Theme,
    name: String,
    colours: bool,
    paths: Paths,
}

/// What the environment makes of the setting.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    /// This theme.
    Theme(String),
    /// The one that the terminal's background calls for.
    Ask,
}

impl Appearance {
    /// The theme to begin with. Asks the terminal if it must.
    pub(in crate::runtime) fn begin(settings: &Settings) -> Self {
        let env = &environment;
        let name = match choose(&settings.config.screen.theme, env) {
            Choice::Theme(name) => name,
            Choice::Ask => ask().map_or_else(|| guess(env), |is_light| suiting(is_light, env)).to_owned(),
        };
        // The theme that is set has been read, from a folder that a demo no longer knows.
        let is_set = name == settings.config.screen.theme;
        let other = (!is_set).then(|| Theme::load(&name, &settings.paths).ok()).flatten();
        let theme = other.unwrap_or_else(|| settings.theme.clone());
        let mut looks = Self { theme, name, colours: has_colours(env), paths: settings.paths.clone() };
        looks.strip();
        looks
    }

    /// The next theme, the user's own after the built-in ones. Says its name; or what is wrong with it, and goes on
    /// from there the next time.
    pub(in crate::runtime) fn turn(&mut self) -> Result<Text, Text> {
        let names = Theme::names(&self.paths);
        let at = names.iter().position(|name| *name == self.name).map_or(0, |at| at + 1);
        self.name = names.get(at).or(names.first()).cloned().unwrap_or_default();
        self.theme = Theme::load(&self.name, &self.paths).map_err(|error| Text::line(&error.to_string()))?;
        self.strip();
        let remark = if self.colours { "" } else { ", without its colours" };
        let name = &self.name;
        Ok(Text::line(&format!(
            "theme {name}{remark}; to keep it, write `theme = \"{name}\"` below `[screen]` in config.toml"
        )))
    }

    fn strip(&mut self) {
        if !self.colours {
            self.theme = self.theme.clone().without_colours();
        }
    }
}

/// Whether only ASCII is drawn.
pub(in crate::runtime) fn ascii(setting: Ascii) -> bool {
    match setting {
        Ascii::Always => true,
        Ascii::Never => false,
        Ascii::Auto => lacks_unicode(&environment),
    }
}

/// A variable that says something.
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
        DETECT => Choice::Ask,
        AUTO if background(env).is_none() && answers(env) => Choice::Ask,
        AUTO => theme(guess(env)),
        name => theme(name),
    }
}

/// The theme that the environment calls for.
fn guess(env: &dyn Fn(&str) -> Option<String>) -> &'static str {
    background(env).map_or(FALLBACK, |is_light| suiting(is_light, env))
}

/// The theme for a background. Both are made of colours that only true-colour terminals have.
fn suiting(is_light: bool, env: &dyn Fn(&str) -> Option<String>) -> &'static str {
    match env("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") if is_light => "light",
        Some("truecolor" | "24bit") => "dark",
        _ => FALLBACK,
    }
}

/// Whether the background is light, by `COLORFGBG`: the colours' numbers, the background's last.
fn background(env: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let value = env("COLORFGBG")?;
    let number: u8 = value.rsplit(';').next()?.parse().ok()?;
    (number < 16).then_some(number == 7 || number > 8)
}

/// Whether the terminal is one that answers at once.
fn answers(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_near = BETWEEN.iter().all(|name| env(name).is_none());
    let is_one = |(name, known): &(&str, &[&str])| env(name).is_some_and(|value| known.contains(&value.as_str()));
    is_near && (ANSWERING.iter().any(is_one) || ANSWERING_BY_NAME.iter().any(|name| env(name).is_some()))
}

/// Asks whether the background is light.
fn ask() -> Option<bool> {
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    background_color(options).ok().map(|colour| colour.perceived_lightness() > 0.5)
}

/// The Linux console has a few hundred letters, and a locale that names another encoding means it. Where no locale is
/// set nothing is known, and nearly every terminal speaks UTF-8.
fn lacks_unicode(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(env).unwrap_or_default();
    let is_other = !locale.is_empty() && !locale.to_lowercase().replace('-', "").contains("utf8");
    env("TERM").as_deref() == Some("linux") || is_other
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
    fn only_a_terminal_that_is_known_to_answer_is_asked_unbidden() {
        let theme = |name: &str| Choice::Theme(name.to_owned());
        for (setting, variables, choice) in [
            ("auto", "TERM=xterm-256color", theme("terminal")),
            ("auto", "TERM=xterm-256color COLORTERM=truecolor", theme("terminal")),
            ("auto", "TERM=xterm-256color COLORTERM=truecolor COLORFGBG=15;0", theme("dark")),
            ("auto", "TERM=rxvt COLORTERM=24bit COLORFGBG=0;default;15", theme("light")),
            ("auto", "TERM=rxvt COLORFGBG=0;15", theme("terminal")),
            ("auto", "TERM=rxvt COLORTERM=truecolor COLORFGBG=default;default", theme("terminal")),
            ("auto", "TERM=xterm-kitty COLORTERM=truecolor", Choice::Ask),
            ("auto", "TERM=xterm-256color VTE_VERSION=7600", Choice::Ask),
            ("auto", "TERM=xterm-kitty COLORTERM=truecolor COLORFGBG=15;0", theme("dark")),
            ("auto", "TERM=xterm-kitty SSH_TTY=/dev/pts/1", theme("terminal")),
            ("auto", "TERM=tmux-256color VTE_VERSION=7600 TMUX=/tmp/tmux", theme("terminal")),
            ("auto", "TERM=xterm-kitty NO_COLOR=1", theme("terminal")),
            ("detect", "TERM=xterm-256color SSH_TTY=/dev/pts/1", Choice::Ask),
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
            let said = |name: &str| env(name).filter(|value| !value.is_empty());
            assert_eq!(lacks_unicode(&said), lacks, "{variables}");
        }
    }

    #[test]
    fn themes_are_gone_through_and_a_broken_one_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("themes")).unwrap();
        std::fs::write(dir.path().join("themes/mine.toml"), "txt = \"red\"\n").unwrap();
        let mut settings = Settings::load(Some(dir.path())).unwrap();
        settings.config.screen.theme = "light".into();
        let mut looks = Appearance {
            theme: settings.theme.clone(),
            name: "light".into(),
            colours: true,
            paths: settings.paths.clone(),
        };
        let message = looks.turn().unwrap();
        assert!(message.contains("high-contrast"));
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let [setting, section] = quoted.as_slice() else { panic!("{message}") };
        let config = crate::settings::Config::parse(&format!("{section}\n{setting}\n")).unwrap();
        assert_eq!(config.screen.theme, "high-contrast", "the recommended line is right in that section");
        assert_eq!(looks.theme, Theme::built_in("high-contrast").unwrap());
        assert!(looks.turn().unwrap_err().contains("mine.toml:1:"));
        assert!(looks.turn().unwrap().contains("theme terminal"));
        looks.colours = false;
        assert!(looks.turn().unwrap().contains("without its colours"));
        assert_eq!(looks.theme, Theme::built_in("dark").unwrap().without_colours());
    }
}
