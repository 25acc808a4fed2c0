//! What the user's config folder says: settings, keys, colours, subscriptions, rules, and where everything lives.
//!
//! Every error names file and line and the words that would be right. Nothing here is read twice: `runtime`
//! and `cli` load it once and pass it on.

mod comments;
mod config;
mod error;
mod paths;
mod reply;
mod rules;
mod subscriptions;
mod theme;

use std::fs;
use std::path::Path;

pub use comments::CommentsConfig;
pub use config::{Ascii, Config, DEFAULT_CONFIG, Network, PictureMode, PicturesConfig, Reader, Screen, Sync};
pub use error::SettingsError;
pub use paths::Paths;
pub use reply::{ReplyConfig, ReplyEditor, ReplySite};
pub use rules::{EXAMPLE_RULES, RulesFile};
pub use subscriptions::{Removed, STARTER_FEEDS, Subscriptions};
pub use theme::{AUTO, DETECT, FALLBACK, Role, Theme};

use crate::domain::triage::Rules;
use crate::input::Keymap;

/// Everything the config folder says, resolved.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where things live.
    pub paths: Paths,
    /// `config.toml`.
    pub config: Config,
    /// `keymap.toml` over the built-in keys.
    pub keymap: Keymap,
    /// The theme that `config.toml` names; the terminal's own colours where it leaves the choice to tidings.
    pub theme: Theme,
    /// `rules.toml`.
    pub rules: Rules,
}

impl Settings {
    /// Reads the folder; a file that is not there has its defaults.
    pub fn load(config_dir: Option<&Path>) -> Result<Self, SettingsError> {
        let mut paths = Paths::find(config_dir)?;
        let config_file = paths.config_file();
        let config = Config::parse(&read_or_empty(&config_file)?).map_err(|error| error.in_file(&config_file))?;
        if let Some(state) = &config.paths.state {
            paths.state = paths.config.join(state);
        }
        let keymap_file = paths.keymap_file();
        let keymap = Keymap::with_user(&read_or_empty(&keymap_file)?)
            .map_err(|error| SettingsError::at(error.line, error.message).in_file(&keymap_file))?;
        let theme = Theme::load(&config.screen.theme, &paths)?;
        let rules = RulesFile::load(&paths.rules_file())?.rules().clone();
        Ok(Self { paths, config, keymap, theme, rules })
    }
}

fn read_or_empty(path: &Path) -> Result<String, SettingsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(SettingsError::at(0, format!("can't be read: {error}")).in_file(path)),
    }
}

/// Writes a file, whole or not at all.
fn replace(file: &Path, text: &str) -> Result<(), SettingsError> {
    let write = || {
        // A link into a dotfiles folder stays a link: what it points to is replaced.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = target.with_extension(format!("toml.{}", std::process::id()));
        fs::write(&draft, text)?;
        fs::rename(&draft, &target)
    };
    write().map_err(|error| SettingsError::at(0, format!("can't be written: {error}")).in_file(file))
}
