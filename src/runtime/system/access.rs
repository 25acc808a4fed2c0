//! Finds the user's access to a private host: `[[site]]` of `config.toml`, and passwords in `secrets.toml`.
//!
//! The client asks when it first needs an access. Sending it is left to `net`.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::secrets::{Sources, secret};
use crate::net::{Access, AskAccess, Asked, Cookie, parse_cookies};
use crate::reply::Account;
use crate::settings::{Paths, Secrets, Site, site_of};

/// The most bytes of a file with cookies.
const MAX_COOKIES: u64 = 4 << 20;

/// Makes the function that the client asks for an access.
pub(in crate::runtime) fn ask_access(paths: &Paths, sites: &[Site]) -> AskAccess {
    let (paths, sites) = (paths.clone(), sites.to_vec());
    AskAccess(Arc::new(move |asked| access(&paths, &sites, asked)))
}

/// Returns the account at a host, for replies.
pub(in crate::runtime) fn account(paths: &Paths, sites: &[Site], host: &str) -> Result<Option<Account>, String> {
    let access = access(paths, sites, &Asked { host: host.to_owned(), user: None })?;
    Ok(access.and_then(|access| access.login).map(|(user, secret)| Account { user, secret }))
}

/// Returns the access to a host, `None` if the user has set none. The error is a text for the user.
fn access(paths: &Paths, sites: &[Site], asked: &Asked) -> Result<Option<Access>, String> {
    let site = site_of(sites, &asked.host);
    let mut access = Access::default();
    if let Some(site) = site {
        access.source = format!("[[site]] {} in config.toml", site.host);
        access.over_http = site.has_port();
        access.headers = site.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect();
        access.cookies = match &site.cookies {
            Some(file) => cookies(&paths.folder(file)).map_err(|why| format!("the cookies of [[site]]: {why}"))?,
            None => Vec::new(),
        };
    }
    let user = asked.user.clone().or_else(|| site.and_then(|site| site.user.clone()));
    if let Some(site) = site.filter(|site| site.has_secret() && site.user == user)
        && let Some(user) = user
    {
        let sources = Sources {
            env: site.secret_env.as_deref(),
            keyring: site.secret_keyring.then(|| format!("{user}@{}", site.host)),
            command: &site.secret_command,
        };
        access.login = Some((user, secret(&sources, &format!("for [[site]] {}", site.host))?));
        return Ok(Some(access));
    }
    let secrets = Secrets::load(&paths.secrets_file()).map_err(|error| error.to_string())?;
    if let Some(login) = secrets.of(&asked.host, user.as_deref()) {
        access.login = Some((login.user.clone(), login.password.clone()));
        "its password in secrets.toml".clone_into(&mut access.source);
        access.over_http |= login.host.contains(':');
    } else if let Some(site) = site.filter(|site| site.user.is_some() && asked.user.is_none()) {
        return Err(format!("no secret for [[site]] {}: set secret_command, secret_env or secret_keyring", site.host));
    }
    Ok((site.is_some() || access.login.is_some()).then_some(access))
}

/// Reads a file with cookies.
fn cookies(file: &Path) -> Result<Vec<Cookie>, String> {
    let failed = |error: &std::io::Error| format!("{}: {error}", file.display());
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).and_then(|opened| opened.take(MAX_COOKIES).read_to_end(&mut bytes));
    opened.map_err(|error| failed(&error))?;
    Ok(parse_cookies(&String::from_utf8_lossy(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::login::Login;
    use crate::settings::Config;

    const SITES: &str = "[[site]]\nhost = \"a.example\"\nuser = \"ann\"\nsecret_command = [\"printf\", \"s3cr3t\\\\nmore\"]\n\
        [[site]]\nhost = \"b.example:81\"\nheaders = [\"X-A: b\"]\n\
        [[site]]\nhost = \"c.example\"\nuser = \"cid\"\n\
        [[site]]\nhost = \"d.example\"\nuser = \"dan\"\nsecret_command = [\"false\"]\n\
        [[site]]\nhost = \"e.example\"\ncookies = \"none.txt\"\n";

    #[test]
    fn an_access_comes_from_its_site_and_then_from_the_kept_passwords() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths { config: dir.path().to_path_buf(), state: dir.path().join("state"), newsboat: Vec::new() };
        let sites = Config::parse(SITES).unwrap().site;
        let ask = |host: &str, user: Option<&str>| {
            access(&paths, &sites, &Asked { host: host.to_owned(), user: user.map(str::to_owned) })
        };
        let login =
            |host: &str, user: Option<&str>| ask(host, user).map(|access| access.and_then(|access| access.login));
        let pair = |user: &str, secret: &str| Ok(Some((user.to_owned(), secret.to_owned())));
        assert_eq!(login("a.example:443", None), pair("ann", "s3cr3t"));
        assert_eq!(login("a.example:443", Some("bea")), Ok(None), "the secret is another user's");
        assert_eq!(login("a.example:8080", None), Ok(None));
        let headers = ask("b.example:81", None).unwrap().unwrap();
        assert!(headers.over_http && headers.headers == [("x-a".to_owned(), "b".to_owned())]);
        assert_eq!(ask("f.example:443", None), Ok(None));
        for (host, error) in [
            ("c.example:443", "no secret for [[site]] c.example: set secret_command, secret_env or secret_keyring"),
            ("d.example:443", "false for [[site]] d.example: it failed (exit status: 1)"),
        ] {
            assert_eq!(ask(host, None), Err(error.to_owned()));
        }
        assert!(ask("e.example:443", None).unwrap_err().starts_with("the cookies of [[site]]: "));
        let mut secrets = Secrets::load(&paths.secrets_file()).unwrap();
        for (host, user) in [("a.example", "bea"), ("c.example", "cid"), ("f.example:82", "fay")] {
            secrets.put(Login { host: host.into(), user: user.into(), password: "kept".into() });
        }
        secrets.save().unwrap();
        assert_eq!(login("a.example:443", None), pair("ann", "s3cr3t"));
        assert_eq!(login("a.example:443", Some("bea")), pair("bea", "kept"));
        assert_eq!(login("c.example:443", None), pair("cid", "kept"));
        assert_eq!(login("f.example:443", None), Ok(None));
        assert_eq!(account(&paths, &sites, "f.example:82").unwrap().unwrap().secret, "kept");
    }
}
