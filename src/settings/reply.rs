//! `[reply]` of `config.toml`: who replies, where, and how fast. Secrets are named here, never written.

use serde::Deserialize;

/// What a reply is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyEditor {
    /// A box under what is answered.
    #[default]
    Box,
    /// The program that VISUAL or EDITOR names.
    External,
}

/// How replies are written and sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReplyConfig {
    /// The name under replies.
    pub name: String,
    /// An address for mail, which sites ask for and don't show.
    pub email: String,
    /// The user's own site.
    pub site: String,
    /// What they are written in.
    pub editor: ReplyEditor,
    /// Send what is queued with every sync; else only when asked to.
    pub with_sync: bool,
    /// Seconds between two replies to one site.
    pub pause: u32,
    /// Seconds that a site has to show a reply of which the answer was lost, before it is searched for.
    pub settle: u32,
    /// What is different at some sites.
    pub sites: Vec<ReplySite>,
}

impl Default for ReplyConfig {
    fn default() -> Self {
        let none = String::new;
        Self {
            name: none(),
            email: none(),
            site: none(),
            editor: ReplyEditor::Box,
            with_sync: true,
            pause: 20,
            settle: 60,
            sites: Vec::new(),
        }
    }
}

/// `[[reply.sites]]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReplySite {
    /// Its host, with its port where that is not the usual one.
    pub host: String,
    /// The name under replies there.
    pub name: Option<String>,
    /// The address for mail there.
    pub email: Option<String>,
    /// The user's own site, as told there.
    pub site: Option<String>,
    /// The account's name.
    pub user: Option<String>,
    /// A program that prints the account's password or token, with its arguments.
    pub secret_command: Vec<String>,
    /// An environment variable that holds it.
    pub secret_env: Option<String>,
    /// The system's keyring holds it, under the service `tidings` and the name `USER@HOST`.
    pub secret_keyring: bool,
}

impl ReplyConfig {
    /// What is said of a host, given as `name:port`; the usual ports need not be written.
    #[must_use]
    pub fn of(&self, host: &str) -> Option<&ReplySite> {
        let usual = [":443", ":80"].into_iter().find_map(|port| host.strip_suffix(port)).unwrap_or(host);
        self.sites.iter().find(|site| [host, usual].iter().any(|host| site.host.eq_ignore_ascii_case(host)))
    }
}
