//! Reads the user's config folder: settings, keymap, commands, theme, subscriptions and rules.
//!
//! Errors name file, line, setting and allowed values, and report all problems at once. `runtime` and `cli` load the
//! settings once and pass them on.

mod article_rules;
mod check;
mod commands;
mod comments;
mod config;
mod described;
mod error;
mod factcheck;
mod listen;
mod paths;
mod reply;
mod rules;
mod schema;
mod secrets;
mod site;
mod subscriptions;
mod theme;

use std::fs;
use std::io::Write as _;
use std::path::Path;

pub use commands::{Argument, Command, CommandInput, CommandRun, CommandValue, EXAMPLE_COMMANDS, commands_of};
pub use comments::CommentsConfig;
pub use config::{
    Ascii, Config, DEFAULT_CONFIG, Duplicates, Network, PictureMode, PicturesConfig, Reader, SaveConfig, Screen, Sync,
};
pub use described::{Described, SettingsFile, described};
pub use error::SettingsError;
pub use factcheck::FactCheckConfig;
pub use listen::{ListenConfig, ListenVoice};
pub use paths::Paths;
pub use reply::{ReplyConfig, ReplyEditor, ReplySite};
pub use rules::{EXAMPLE_RULES, RulesFile};
pub use secrets::Secrets;
pub use site::{Header, Site, site_of};
pub use subscriptions::{Removed, RemovedSmartFeed, STARTER_FEEDS, Subscriptions};
pub use theme::{AUTO, DETECT, FALLBACK, Role, Theme};

use crate::domain::ArticleRule;
use crate::domain::triage::Rules;
use crate::input::{Keymap, KeymapError};
use check::line_of_setting;

/// The user's settings, complete with defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folders that tidings uses.
    pub paths: Paths,
    /// The settings of `config.toml`.
    pub config: Config,
    /// The default keymap with the user's changes from `keymap.toml`, and with the commands.
    pub keymap: Keymap,
    /// The commands of `commands.toml`, in the order of their actions.
    pub commands: Vec<Command>,
    /// The theme that `config.toml` names, or [`FALLBACK`] if tidings is to choose one.
    pub theme: Theme,
    /// The rules for comments of `rules.toml`.
    pub rules: Rules,
    /// Its rules for articles.
    pub article_rules: Vec<ArticleRule>,
}

impl Settings {
    /// Reads the config folder; missing files have their defaults. The error has the problems of all files.
    pub fn load(config_dir: Option<&Path>) -> Result<Self, SettingsError> {
        let mut paths = Paths::find(config_dir)?;
        let (config_file, keymap_file) = (paths.config_file(), paths.keymap_file());
        let mut errors: Option<SettingsError> = None;
        let mut note = |error: SettingsError| {
            errors = Some(match errors.take() {
                Some(errors) => errors.and(error),
                None => error,
            });
        };
        let text = read_or_empty(&config_file).map_err(&mut note).unwrap_or_default();
        let config = Config::parse(&text).map_err(|error| note(error.in_file(&config_file))).ok();
        let theme = config.as_ref().map_or_else(
            || Theme::built_in(FALLBACK),
            |config| {
                let in_config =
                    |error: SettingsError| error.on_line(&config_file, line_of_setting(&text, "screen", "theme"));
                Theme::load(&config.screen.theme, &paths).map_err(|error| note(in_config(error))).ok()
            },
        );
        let keymap = read_or_empty(&keymap_file).and_then(|text| {
            let error = |errors: Vec<KeymapError>| {
                SettingsError::new(errors.into_iter().map(|error| (error.line, error.message))).in_file(&keymap_file)
            };
            Keymap::with_user(&text).map_err(error)
        });
        let mut keymap = keymap.map_err(&mut note).ok();
        // With a keymap that can't be read, the commands are still checked, but not against other keys.
        let mut defaults = Keymap::default();
        let for_commands = keymap.as_mut().unwrap_or(&mut defaults);
        let commands = commands::load_into(for_commands, &paths.commands_file()).map_err(&mut note).ok();
        let rules = RulesFile::load(&paths.rules_file()).and_then(|rules| {
            // Without the commands, all that is known of them is that their file has errors.
            commands.as_ref().map_or(Ok(()), |commands| rules.check_commands(commands))?;
            Ok(rules)
        });
        let rules = rules.map_err(&mut note).ok();
        match (config, keymap, commands, theme, rules, errors) {
            (Some(config), Some(keymap), Some(commands), Some(theme), Some(rules), None) => {
                if let Some(state) = &config.paths.state {
                    paths.state = paths.config.join(state);
                }
                let article_rules = rules.article_rules().cloned().collect();
                let rules = rules.rules().clone();
                Ok(Self { paths, config, keymap, commands, theme, rules, article_rules })
            }
            (.., errors) => {
                Err(errors.unwrap_or_else(|| SettingsError::at(0, "can't read the file").in_file(&config_file)))
            }
        }
    }
}

/// Reads a file; a missing one is empty.
fn read_or_empty(path: &Path) -> Result<String, SettingsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(SettingsError::at(0, format!("can't read the file: {error}")).in_file(path)),
    }
}

/// Writes a settings file, whole or not at all.
fn replace(file: &Path, text: &str) -> Result<(), SettingsError> {
    replace_with(file, |temporary| fs::write(temporary, text))
}

/// Like [`replace`], but only the user can read the file, and its folder if that is new.
fn replace_private(file: &Path, text: &str) -> Result<(), SettingsError> {
    if let Some(folder) = file.parent() {
        private_folder(folder)
            .map_err(|error| SettingsError::at(0, format!("can't write it: {error}")).in_file(file))?;
    }
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    replace_with(file, |temporary| {
        // One that a killed tidings left might be readable for others.
        let _ = fs::remove_file(temporary);
        options.open(temporary)?.write_all(text.as_bytes())
    })
}

/// Creates a folder that only the user can open; one that exists stays as it is.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file by `write`, which gets the path of a temporary file that takes the file's place.
fn replace_with(file: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), SettingsError> {
    let replace = || {
        // Users link these files into a dotfiles folder: the link stays, and its target is replaced.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let temporary = target.with_extension(format!("toml.{}", std::process::id()));
        write(&temporary)?;
        fs::rename(&temporary, &target)
    };
    replace().map_err(|error| SettingsError::at(0, format!("can't write the file: {error}")).in_file(file))
}
