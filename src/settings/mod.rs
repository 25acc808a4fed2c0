//! What the user's config folder says: settings, keys, colours, subscriptions, and where everything lives.
//!
//! Every error names file and line and the words that would be right. Nothing here is read twice: `runtime`
//! and `cli` load it once and pass it on.

mod comments;
mod config;
mod error;
mod paths;
mod subscriptions;
mod theme;

use std::path::Path;

pub use comments::CommentsConfig;
pub use config::{Ascii, Config, DEFAULT_CONFIG, Network, PictureMode, PicturesConfig, Reader, Screen, Sync};
pub use error::SettingsError;
pub use paths::Paths;
pub use subscriptions::{Removed, STARTER_FEEDS, Subscriptions};
pub use theme::{AUTO, DETECT, FALLBACK, Role, Theme};

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
        Ok(Self { paths, config, keymap, theme })
    }
}

fn read_or_empty(path: &Path) -> Result<String, SettingsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(SettingsError::at(0, format!("can't be read: {error}")).in_file(path)),
    }
}
