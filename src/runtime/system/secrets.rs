//! Who replies at a site, with the secret of the account there: from the environment, the system's keyring, or a program
//! that prints it.
//!
//! A secret is asked for when it is needed, lives as long as one conversation, and stands in no message. The program is
//! the user's own word in `config.toml`; its arguments go to no shell.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::keyring;
use crate::domain::Text;
use crate::page;
use crate::reply::{Account, Identity};
use crate::settings::{ReplyConfig, ReplySite};

/// A program that asks somebody for a passphrase may take its time.
const LIMIT: Duration = Duration::from_mins(1);
/// No secret is longer.
const MOST: u64 = 16 << 10;

/// Who replies at a host; says for people what is missing.
pub(in crate::runtime) fn identity(config: &ReplyConfig, host: &str) -> Result<Identity, String> {
    let site = config.of(host);
    let or = |own: fn(&ReplySite) -> &Option<String>, usual: &str| {
        site.and_then(|site| own(site).clone()).unwrap_or_else(|| usual.to_owned())
    };
    let account = match site.and_then(|site| Some((site, site.user.clone()?))) {
        Some((site, user)) => {
            let secret = secret(site, &user, host)?;
            Some(Account { user, secret })
        }
        None => None,
    };
    Ok(Identity {
        name: or(|site| &site.name, &config.name),
        email: or(|site| &site.email, &config.email),
        site: or(|site| &site.site, &config.site),
        account,
    })
}

fn secret(site: &ReplySite, user: &str, host: &str) -> Result<String, String> {
    if let Some(name) = &site.secret_env {
        return std::env::var(name)
            .ok()
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| format!("the environment variable {name}, for the account at {host}, is not set"));
    }
    if site.secret_keyring {
        let account = format!("{user}@{}", site.host);
        let name = format!("the keyring's {account}");
        return first_line(&name, host, move || keyring::secret(&account));
    }
    let Some((program, arguments)) = site.secret_command.split_first() else {
        return Err(format!(
            "nothing says where the secret of the account at {host} is: set secret_command, secret_env or secret_keyring"
        ));
    };
    let (run, arguments) = (program.clone(), arguments.to_vec());
    first_line(program, host, move || print(&run, &arguments))
}

/// The first line of what `ask` brings, in time.
fn first_line(
    name: &str,
    host: &str,
    ask: impl FnOnce() -> Result<String, String> + Send + 'static,
) -> Result<String, String> {
    let said = |what: &str| format!("{} for the account at {host}: {what}", Text::line(name));
    let all =
        page::run_with_deadline(LIMIT, ask).ok_or_else(|| said("it took too long"))?.map_err(|error| said(&error))?;
    let first = all.lines().next().unwrap_or_default().trim().to_owned();
    if first.is_empty() { Err(said("there is nothing in it")) } else { Ok(first) }
}

fn print(program: &str, arguments: &[String]) -> Result<String, String> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut printed = String::new();
    let read = child.stdout.take().map(|out| out.take(MOST).read_to_string(&mut printed));
    let ended = child.wait().map_err(|error| error.to_string())?;
    match read {
        Some(Ok(_)) if ended.success() => Ok(printed),
        Some(Ok(_)) => Err(format!("it ended with {ended}")),
        _ => Err("what it printed is no text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(command: &[&str], env: Option<&str>) -> ReplyConfig {
        let site = ReplySite {
            host: "a.example".into(),
            name: Some("Ann at A".into()),
            user: Some("ann".into()),
            secret_command: command.iter().map(|word| (*word).to_owned()).collect(),
            secret_env: env.map(str::to_owned),
            ..ReplySite::default()
        };
        ReplyConfig { name: "Ann".into(), email: "ann@a.example".into(), sites: vec![site], ..ReplyConfig::default() }
    }

    #[test]
    fn a_site_has_its_own_name_and_the_usual_address() {
        let config = site(&["printf", "s3cret\\nmore"], None);
        let identity = identity(&config, "A.example").unwrap();
        assert_eq!((identity.name.as_str(), identity.email.as_str()), ("Ann at A", "ann@a.example"));
        assert_eq!(identity.account.as_ref().unwrap().secret, "s3cret");
        assert!(!format!("{identity:?}").contains("s3cret"));
        let other = super::identity(&config, "b.example").unwrap();
        assert_eq!((other.name.as_str(), other.account), ("Ann", None));
    }

    #[test]
    fn what_is_missing_is_said_and_no_shell_is_asked() {
        for (command, env, said) in [
            (&[][..], None, "set secret_command, secret_env or secret_keyring"),
            (&["no-such-program-here"], None, "no-such-program-here for the account at a.example"),
            (&["false"], None, "it ended with"),
            (&["true"], None, "there is nothing in it"),
            (&[], Some("TIDINGS_NO_SUCH_VARIABLE"), "TIDINGS_NO_SUCH_VARIABLE"),
        ] {
            let error = identity(&site(command, env), "a.example").unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        let config = site(&["printf", "%s", "$(echo x); y"], None);
        assert_eq!(identity(&config, "a.example").unwrap().account.unwrap().secret, "$(echo x); y");
    }

    #[cfg(not(feature = "keyring"))]
    #[test]
    fn a_build_without_the_keyring_says_how_to_get_one_with_it() {
        let mut config = site(&[], None);
        config.sites[0].secret_keyring = true;
        let error = identity(&config, "a.example").unwrap_err();
        assert!(error.starts_with("the keyring's ann@a.example for the account at a.example: "), "{error}");
        assert!(error.contains("cargo build --features keyring"), "{error}");
    }
}
