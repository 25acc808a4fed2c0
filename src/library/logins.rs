//! Moves passwords out of the addresses of new feeds into `secrets.toml`.
//!
//! Who gets a password is left to `net`.

use super::{Library, LibraryError};
use crate::domain::login::{Login, mask, take_login};
use crate::domain::{Subscription, Text, pluralize};
use crate::settings::{Config, Secrets, Site, Subscriptions, site_of};

/// Hosts whose passwords were moved, for a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MovedLogins(Vec<String>);

impl MovedLogins {
    /// Says where the passwords are; `None` if none was moved.
    #[must_use]
    pub fn notice(&self, library: &Library) -> Option<Text> {
        let file = library.paths.secrets_file();
        let what = match self.0.as_slice() {
            [] => return None,
            [host] => format!("the password for {host} is now in {}", file.display()),
            hosts => format!("{} are now in {}", pluralize(hosts.len(), "password"), file.display()),
        };
        Some(Text::line(&what))
    }
}

impl Library {
    /// Takes passwords out of the addresses of feeds that the user is about to add, and keeps them in `secrets.toml`.
    /// An address keeps its user only if its host has another user too. Subscribed feeds stay as they are.
    pub fn move_logins(&self, feeds: &mut [Subscription]) -> Result<MovedLogins, LibraryError> {
        let mut moved = MovedLogins::default();
        if !feeds.iter().any(|feed| take_login(&feed.url, |_| false).is_some()) {
            return Ok(moved);
        }
        let _turn = self.paths.lock_secrets()?;
        let mut secrets = Secrets::load(&self.paths.secrets_file())?;
        let subscribed = Subscriptions::load(&self.paths.feeds_file())?;
        let sites = self.sites();
        for feed in feeds.iter_mut() {
            let is_other = |login: &Login| has_other_user(&secrets, &sites, login);
            let is_known = subscribed.list().iter().any(|known| known.url == feed.url);
            if let Some((url, login)) = take_login(&feed.url, is_other).filter(|_| !is_known) {
                feed.url = url;
                feed.title.take_if(|title| mask(title) != title.as_str());
                if !moved.0.contains(&login.host) {
                    moved.0.push(login.host.clone());
                }
                secrets.put(login);
            }
        }
        secrets.save()?;
        Ok(moved)
    }

    /// Like [`Library::move_logins`], but keeps nothing: for a dry run, which shows no password.
    pub fn without_logins(feeds: &mut [Subscription]) {
        for feed in feeds {
            feed.url = mask(&feed.url).into_owned();
        }
    }

    /// Returns the private sites of `config.toml`. Without a file that can be read there are none: the user was told.
    fn sites(&self) -> Vec<Site> {
        let text = std::fs::read_to_string(self.paths.config_file()).unwrap_or_default();
        Config::parse(&text).map(|config| config.site).unwrap_or_default()
    }
}

/// Returns whether the user of a host, if the address names none, would be another one.
fn has_other_user(secrets: &Secrets, sites: &[Site], login: &Login) -> bool {
    let set = site_of(sites, &login.host).and_then(|site| site.user.as_deref());
    let user = set.or_else(|| secrets.of(&login.host, None).map(|known| known.user.as_str()));
    user.is_some_and(|user| user != login.user) && !login.user.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Paths;

    #[test]
    fn passwords_of_new_feeds_are_kept_apart_from_their_addresses() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths { config: dir.path().to_path_buf(), state: dir.path().join("state"), newsboat: Vec::new() };
        std::fs::write(paths.config_file(), "[[site]]\nhost = \"c.example\"\nuser = \"cid\"\n").unwrap();
        std::fs::write(paths.feeds_file(), "[[feed]]\nurl = \"https://old:s3cr3t@d.example/\"\n").unwrap();
        let library = Library::open(&paths).unwrap();
        let feed = |url: &str| Subscription { url: url.to_owned(), ..Subscription::default() };
        let mut feeds = [
            "https://ann:one@a.example/x",
            "https://ann:one@a.example/y",
            "https://bea:two@a.example/x",
            "https://b.example/",
            "https://eve:three@c.example/",
            "https://old:s3cr3t@d.example/",
        ]
        .map(feed);
        let moved = library.move_logins(&mut feeds).unwrap();
        assert_eq!(moved.0, ["a.example", "c.example"]);
        assert!(moved.notice(&library).unwrap().starts_with("2 passwords are now in "));
        let urls = feeds.each_ref().map(|feed| feed.url.as_str());
        assert_eq!(
            urls,
            [
                "https://a.example/x",
                "https://a.example/y",
                "https://bea@a.example/x",
                "https://b.example/",
                "https://eve@c.example/",
                "https://old:s3cr3t@d.example/",
            ]
        );
        let secrets = Secrets::load(&paths.secrets_file()).unwrap();
        let password = |host, user| secrets.of(host, user).map(|login| login.password.clone()).unwrap_or_default();
        assert_eq!(password("a.example", None), "one");
        assert_eq!(password("a.example", Some("bea")), "two");
        assert_eq!(password("c.example", Some("eve")), "three");
        assert!(secrets.of("d.example", None).is_none());
    }
}
