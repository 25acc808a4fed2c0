//! Finds the config folder and the files in it, and locks files that tidings changes.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{SettingsError, SettingsFile};

/// Environment variable with the config folder.
const VARIABLE: &str = "TIDINGS_CONFIG_DIR";

/// The folders that tidings uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Folder of `config.toml`, `keymap.toml`, `commands.toml`, `themes/`, `feeds.toml` and `rules.toml`.
    pub config: PathBuf,
    /// Folder of the store, the locks and the drafts.
    pub state: PathBuf,
    /// Possible places of newsboat's `urls` file, in newsboat's order.
    pub newsboat: Vec<PathBuf>,
}

impl Paths {
    /// Finds the folders: `config_dir`, else `TIDINGS_CONFIG_DIR`, else the system's folder for settings.
    ///
    /// Fails if the user has no home folder and states none of the others.
    pub fn find(config_dir: Option<&Path>) -> Result<Self, SettingsError> {
        let config = config_dir
            .map(Path::to_path_buf)
            .or_else(|| std::env::var_os(VARIABLE).filter(|dir| !dir.is_empty()).map(PathBuf::from))
            .or_else(|| directories::ProjectDirs::from("", "", "tidings").map(|dirs| dirs.config_dir().to_path_buf()))
            .ok_or_else(|| {
                SettingsError::at(0, format!("no home folder found; set {VARIABLE} or use --config-dir"))
                    .in_file(Path::new("tidings"))
            })?;
        Ok(Self { state: config.join("state"), config, newsboat: newsboat() })
    }

    /// Returns the path of `config.toml`.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Returns the path of a file of the user.
    #[must_use]
    pub fn settings_file(&self, file: SettingsFile) -> PathBuf {
        self.config.join(file.name())
    }

    /// Returns the path of `keymap.toml`.
    #[must_use]
    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// Returns the path of `commands.toml`.
    #[must_use]
    pub fn commands_file(&self) -> PathBuf {
        self.config.join("commands.toml")
    }

    /// Returns a folder that the user named in a setting: `~/` is the home folder, and a relative path starts in the
    /// config folder.
    #[must_use]
    pub fn folder(&self, named: &Path) -> PathBuf {
        let home = || directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
        match named.strip_prefix("~") {
            Ok(rest) => home().unwrap_or_default().join(rest),
            Err(_) => self.config.join(named),
        }
    }

    /// Returns the folder of cached images.
    #[must_use]
    pub fn images(&self) -> PathBuf {
        self.state.join("images")
    }

    /// Returns the path of `feeds.toml`.
    #[must_use]
    pub fn feeds_file(&self) -> PathBuf {
        self.config.join("feeds.toml")
    }

    /// Returns the path of `rules.toml`.
    #[must_use]
    pub fn rules_file(&self) -> PathBuf {
        self.config.join("rules.toml")
    }

    /// Returns the path of `secrets.toml`.
    #[must_use]
    pub fn secrets_file(&self) -> PathBuf {
        self.state.join("secrets.toml")
    }

    /// Locks `feeds.toml` for a change, and waits for other processes; dropping the returned file unlocks it.
    pub fn lock_feeds(&self) -> Result<File, SettingsError> {
        self.lock("feeds")
    }

    /// Like [`Paths::lock_feeds`], but for `rules.toml`.
    pub fn lock_rules(&self) -> Result<File, SettingsError> {
        self.lock("rules")
    }

    /// Like [`Paths::lock_feeds`], but for `secrets.toml`.
    pub fn lock_secrets(&self) -> Result<File, SettingsError> {
        self.lock("secrets")
    }

    fn lock(&self, name: &str) -> Result<File, SettingsError> {
        let file = self.state.join(format!("{name}.lock"));
        let lock = || {
            super::private_folder(&self.state)?;
            let handle = File::create(&file)?;
            handle.lock()?;
            Ok(handle)
        };
        lock().map_err(|error: std::io::Error| {
            SettingsError::at(0, format!("can't lock {name}.toml: {error}")).in_file(&file)
        })
    }

    /// Returns the path of the user's theme `name`.
    #[must_use]
    pub fn theme_file(&self, name: &str) -> PathBuf {
        self.config.join("themes").join(format!("{name}.toml"))
    }
}

/// Lists where newsboat looks for its `urls` file, in the XDG config folder and then in `~/.newsboat`. The last path is
/// in the folder that has only its cache.
fn newsboat() -> Vec<PathBuf> {
    let Some(dirs) = directories::BaseDirs::new() else { return Vec::new() };
    let xdg = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let config = xdg.unwrap_or_else(|| dirs.home_dir().join(".config"));
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let data = data.unwrap_or_else(|| dirs.home_dir().join(".local/share"));
    vec![config.join("newsboat/urls"), dirs.home_dir().join(".newsboat/urls"), data.join("newsboat/urls")]
}
