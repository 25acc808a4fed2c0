//! The settings as `config/config.toml` describes them, and the names of the user's files.

use super::DEFAULT_CONFIG;

/// A setting of `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The section, without brackets.
    pub section: &'static str,
    /// The key.
    pub key: &'static str,
    /// The default, as in the file; empty if it has none.
    pub default: &'static str,
    /// What the setting is for.
    pub about: String,
}

/// Lists the settings in the order of the file. Settings that one comment describes have the same text.
#[must_use]
pub fn described() -> Vec<Described> {
    let mut all = Vec::new();
    let (mut section, mut about, mut is_read) = ("", String::new(), false);
    for line in DEFAULT_CONFIG.lines() {
        let setting = line.trim_start_matches("# ").split_once(" = ").filter(|(key, _)| is_key(key));
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            (section, about) = (name, String::new());
        } else if let Some((key, value)) = setting {
            let default = if line.starts_with('#') { "" } else { value };
            all.push(Described { section, key, default, about: about.trim().to_owned() });
            is_read = true;
        } else if let Some(words) = line.strip_prefix("# ") {
            if std::mem::take(&mut is_read) {
                about.clear();
            }
            about.push(' ');
            about.push_str(words);
        } else if line.is_empty() {
            about.clear();
        }
    }
    all
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A file of the user in the config folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsFile {
    /// Settings.
    Config,
    /// Feeds.
    Feeds,
    /// Keys.
    Keymap,
    /// Rules for articles and comments.
    Rules,
    /// Commands.
    Commands,
}

impl SettingsFile {
    /// Every file.
    pub const ALL: [Self; 5] = [Self::Config, Self::Feeds, Self::Keymap, Self::Rules, Self::Commands];

    /// Returns the name of the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config.toml",
            Self::Feeds => "feeds.toml",
            Self::Keymap => "keymap.toml",
            Self::Rules => "rules.toml",
            Self::Commands => "commands.toml",
        }
    }

    /// Says what the file has.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Config => "settings",
            Self::Feeds => "feeds",
            Self::Keymap => "keys",
            Self::Rules => "rules",
            Self::Commands => "commands",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::{Kind, SETTINGS, SITE};
    use super::*;

    #[test]
    fn every_setting_is_described() {
        let all = described();
        let is_table = |section: &str| section == SITE || section.contains('.');
        for setting in SETTINGS.iter().filter(|setting| !is_table(setting.section)) {
            let is_it = |found: &&Described| (found.section, found.key) == (setting.section, setting.key);
            let found = all.iter().find(is_it);
            assert!(
                found.is_some_and(|found| found.about.len() > 9) || matches!(setting.kind, Kind::Tables(_)),
                "[{}] {}: {found:?}",
                setting.section,
                setting.key
            );
        }
        let theme = all.iter().find(|found| found.key == "theme").unwrap();
        assert_eq!((theme.section, theme.default), ("screen", "\"auto\""));
        assert!(theme.about.starts_with("The theme: dark"), "{}", theme.about);
    }
}
