//! Where everything lives: the user's config folder, found with `directories`, and `state/` inside it.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::SettingsError;

/// The variable that moves the config folder.
const VARIABLE: &str = "TIDINGS_CONFIG_DIR";

/// The folders of one user's tidings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml`, `keymap.toml`, `themes/`, `feeds.toml`, `rules.toml`.
    pub config: PathBuf,
    /// The store, the lock and the log.
    pub state: PathBuf,
    /// Where newsboat keeps its subscriptions, the place it looks at first standing first.
    pub newsboat: Vec<PathBuf>,
}

impl Paths {
    /// The folder named, else `TIDINGS_CONFIG_DIR`, else the system's place for a program's config.
    pub fn find(named: Option<&Path>) -> Result<Self, SettingsError> {
        let config = named
            .map(Path::to_path_buf)
            .or_else(|| std::env::var_os(VARIABLE).filter(|dir| !dir.is_empty()).map(PathBuf::from))
            .or_else(|| directories::ProjectDirs::from("", "", "tidings").map(|dirs| dirs.config_dir().to_path_buf()))
            .ok_or_else(|| {
                SettingsError::at(0, format!("no home folder was found; set {VARIABLE} or give --config-dir"))
                    .in_file(Path::new("tidings"))
            })?;
        Ok(Self { state: config.join("state"), config, newsboat: newsboat() })
    }

    /// `config.toml`.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// `keymap.toml`.
    #[must_use]
    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// `feeds.toml`.
    #[must_use]
    pub fn feeds_file(&self) -> PathBuf {
        self.config.join("feeds.toml")
    }

    /// `rules.toml`.
    #[must_use]
    pub fn rules_file(&self) -> PathBuf {
        self.config.join("rules.toml")
    }

    /// Waits for its turn to change `feeds.toml`; the turn ends when the file is dropped.
    pub fn lock_feeds(&self) -> Result<File, SettingsError> {
        self.lock("feeds")
    }

    /// Waits for its turn to change `rules.toml`; the turn ends when the file is dropped.
    pub fn lock_rules(&self) -> Result<File, SettingsError> {
        self.lock("rules")
    }

    fn lock(&self, name: &str) -> Result<File, SettingsError> {
        let file = self.state.join(format!("{name}.lock"));
        let lock = || {
            std::fs::create_dir_all(&self.state)?;
            let turn = File::create(&file)?;
            turn.lock()?;
            Ok(turn)
        };
        lock().map_err(|error: std::io::Error| {
            SettingsError::at(0, format!("can't be locked to change {name}.toml: {error}")).in_file(&file)
        })
    }

    /// A theme of the user's.
    #[must_use]
    pub fn theme_file(&self, name: &str) -> PathBuf {
        self.config.join("themes").join(format!("{name}.toml"))
    }
}

/// newsboat looks into its folder of the XDG specification, then into the one it had before.
fn newsboat() -> Vec<PathBuf> {
    let Some(dirs) = directories::BaseDirs::new() else { return Vec::new() };
    let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let config = named.unwrap_or_else(|| dirs.home_dir().join(".config"));
    vec![config.join("newsboat/urls"), dirs.home_dir().join(".newsboat/urls")]
}
