//! `[reply]` of `config.toml`: the user's name and accounts, and how replies are sent.
//!
//! The file has no secrets: it says which command, variable or keyring has them.

use serde::Deserialize;

use super::site::is_at;

/// The editor for replies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyEditor {
    /// A box below the comment or article.
    #[default]
    Box,
    /// The program in the variable VISUAL or EDITOR.
    External,
}

/// How replies are written and sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReplyConfig {
    /// Name of the user.
    pub name: String,
    /// E-mail address of the user, which sites require but don't publish.
    pub email: String,
    /// Website of the user.
    pub site: String,
    /// The editor for replies.
    pub editor: ReplyEditor,
    /// Whether each sync sends the queued replies; else only the user does.
    pub with_sync: bool,
    /// Seconds between two replies to the same site.
    pub pause: u32,
    /// Seconds after a lost response before tidings searches the thread for the reply.
    pub settle: u32,
    /// Exceptions for single sites.
    pub sites: Vec<ReplySite>,
}

impl Default for ReplyConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            email: String::new(),
            site: String::new(),
            editor: ReplyEditor::Box,
            with_sync: true,
            pause: 20,
            settle: 60,
            sites: Vec::new(),
        }
    }
}

/// `[[reply.sites]]`: the user's name and account at one site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReplySite {
    /// Host of the site, with a port other than 80 and 443.
    pub host: String,
    /// Name of the user there.
    pub name: Option<String>,
    /// E-mail address of the user there.
    pub email: Option<String>,
    /// Website of the user, as stated there.
    pub site: Option<String>,
    /// Name of the account.
    pub user: Option<String>,
    /// Program that prints the password or token of the account, and its arguments.
    pub secret_command: Vec<String>,
    /// Environment variable with the password or token.
    pub secret_env: Option<String>,
    /// Whether the system's keyring has it, as service `tidings` and user `USER@HOST`.
    pub secret_keyring: bool,
}

impl ReplyConfig {
    /// Returns the settings for a host, which may have a port; ports 80 and 443 match a setting without one.
    #[must_use]
    pub fn of(&self, host: &str) -> Option<&ReplySite> {
        self.sites.iter().find(|site| is_at(&site.host, host))
    }
}
