//! Finds the user's identity at a site, with the secret of an account from a variable, the system's keyring or a
//! program; and the key of Google's Fact Check Tools API.
//!
//! A secret is read when it is needed, is dropped after one conversation with the site, and is in no message. The user
//! names the program in `config.toml`; no shell parses its arguments.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::child::BoundChild;
use super::keyring;
use crate::domain::Text;
use crate::page;
use crate::reply::{Account, Identity};
use crate::settings::{FactCheckConfig, ReplyConfig, ReplySite};

/// How long reading a secret may take: the user may have to type a passphrase.
const TIME_LIMIT: Duration = Duration::from_mins(1);
/// The most bytes of a program's output.
const MAX_BYTES: u64 = 16 << 10;
/// How often a program that has closed its output is looked at until it ends.
const PAUSE: Duration = Duration::from_millis(5);
/// Why a secret that takes longer than [`TIME_LIMIT`] is none.
const LATE: &str = "no answer within a minute";

/// Returns the user's identity at a host; the error is a text for the user. Without an account in `[[reply.sites]]`,
/// that is `access`.
pub(in crate::runtime) fn identity(
    config: &ReplyConfig,
    host: &str,
    access: impl FnOnce() -> Result<Option<Account>, String>,
) -> Result<Identity, String> {
    let site = config.of(host);
    let or = |own: fn(&ReplySite) -> &Option<String>, default: &str| {
        site.and_then(|site| own(site).clone()).unwrap_or_else(|| default.to_owned())
    };
    let account = match site.and_then(|site| Some((site, site.user.clone()?))) {
        Some((site, user)) => {
            let sources = Sources {
                command: &site.secret_command,
                env: site.secret_env.as_deref(),
                keyring: site.secret_keyring.then(|| format!("{user}@{}", site.host)),
            };
            let secret = secret(&sources, &format!("for the account at {host}"))?;
            Some(Account { user, secret })
        }
        None => access()?,
    };
    Ok(Identity {
        name: or(|site| &site.name, &config.name),
        email: or(|site| &site.email, &config.email),
        site: or(|site| &site.site, &config.site),
        account,
    })
}

/// Where a secret is. The first that is set has it.
pub(super) struct Sources<'a> {
    pub(super) env: Option<&'a str>,
    /// The name of the keyring's entry.
    pub(super) keyring: Option<String>,
    pub(super) command: &'a [String],
}

/// Reads a secret. Errors say whose secret it is: `of`.
pub(super) fn secret(sources: &Sources<'_>, of: &str) -> Result<String, String> {
    if let Some(name) = sources.env {
        return variable(name, of);
    }
    if let Some(account) = sources.keyring.clone() {
        let name = format!("the keyring's {account}");
        return first_line(&name, of, move || keyring::secret(&account));
    }
    let missing = || format!("no secret {of}: set secret_command, secret_env or secret_keyring");
    program(sources.command, of).unwrap_or_else(|| Err(missing()))
}

/// Returns the user's key of Google's Fact Check Tools API; the error is a text for the user.
pub(in crate::runtime) fn google_key(config: &FactCheckConfig) -> Result<String, String> {
    let of = "with the key of Google's Fact Check Tools API";
    match config.google_key_env.as_str() {
        "" => program(&config.google_key_command, of).unwrap_or_else(|| Err(format!("no program {of}"))),
        name => variable(name, of),
    }
}

/// Reads a secret from an environment variable. Errors say whose secret it is: `of`.
fn variable(name: &str, of: &str) -> Result<String, String> {
    let secret = std::env::var(name).ok().filter(|secret| !secret.is_empty());
    secret.ok_or_else(|| format!("the environment variable {} {of} is not set", Text::line(name)))
}

/// Reads a secret from a program; `None` without a program.
fn program(command: &[String], of: &str) -> Option<Result<String, String>> {
    let (program, arguments) = command.split_first()?;
    let (command, arguments) = (program.clone(), arguments.to_vec());
    Some(first_line(program, of, move || output_of(&command, &arguments, TIME_LIMIT)))
}

/// Returns the first line of what `read` returns within [`TIME_LIMIT`]. Errors begin with `name` and `of`.
fn first_line(
    name: &str,
    of: &str,
    read: impl FnOnce() -> Result<String, String> + Send + 'static,
) -> Result<String, String> {
    let failed = |why: &str| format!("{} {of}: {why}", Text::line(name));
    let all = page::run_with_deadline(TIME_LIMIT, read).ok_or_else(|| failed(LATE))?;
    let all = all.map_err(|error| failed(&error))?;
    let first = all.lines().next().unwrap_or_default().trim().to_owned();
    if first.is_empty() { Err(failed("it is empty")) } else { Ok(first) }
}

/// Runs a program and returns its output. A program that takes longer than `limit` is ended.
fn output_of(program: &str, arguments: &[String], limit: Duration) -> Result<String, String> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut child = BoundChild(child);
    let out = child.0.stdout.take();
    // The thread ends with the program at the latest, because the other end of the pipe closes then.
    let read = page::run_with_deadline(limit, move || {
        let mut output = Vec::new();
        out.map(|out| out.take(MAX_BYTES + 1).read_to_end(&mut output).map(|_| output))
    });
    let Some(Some(read)) = read else { return Err(LATE.to_owned()) };
    let output = read.map_err(|error| error.to_string())?;
    if output.len() as u64 > MAX_BYTES {
        return Err(format!("it prints more than {} KiB", MAX_BYTES / 1024));
    }
    let since = Instant::now();
    let ended = loop {
        match child.0.try_wait().map_err(|error| error.to_string())? {
            Some(ended) => break ended,
            None if since.elapsed() > limit => return Err(LATE.to_owned()),
            None => std::thread::sleep(PAUSE),
        }
    };
    if !ended.success() {
        return Err(format!("it failed ({ended})"));
    }
    String::from_utf8(output).map_err(|_| "its output is not UTF-8 text".to_owned())
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

    /// The identity of a user without an access of another kind.
    fn identity(config: &ReplyConfig, host: &str) -> Result<Identity, String> {
        super::identity(config, host, || Ok(None))
    }

    #[test]
    fn a_site_has_its_own_name_and_the_default_address() {
        let config = site(&["printf", "s3cret\\nmore"], None);
        let found = identity(&config, "A.example").unwrap();
        assert_eq!((found.name.as_str(), found.email.as_str()), ("Ann at A", "ann@a.example"));
        assert_eq!(found.account.as_ref().unwrap().secret, "s3cret");
        assert!(!format!("{found:?}").contains("s3cret"));
        let other = identity(&config, "b.example").unwrap();
        assert_eq!((other.name.as_str(), other.account), ("Ann", None));
    }

    #[test]
    fn errors_say_what_is_missing_and_no_shell_parses_arguments() {
        for (command, env, expected) in [
            (&[][..], None, "set secret_command, secret_env or secret_keyring"),
            (&["no-such-program-here"], None, "no-such-program-here for the account at a.example"),
            (&["false"], None, "it failed (exit status: 1)"),
            (&["true"], None, "it is empty"),
            (&[], Some("TIDINGS_NO_SUCH_VARIABLE"), "TIDINGS_NO_SUCH_VARIABLE"),
        ] {
            let error = identity(&site(command, env), "a.example").unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        let config = site(&["printf", "%s", "$(echo x); y"], None);
        assert_eq!(identity(&config, "a.example").unwrap().account.unwrap().secret, "$(echo x); y");
    }

    #[test]
    fn an_account_of_a_private_site_takes_the_place_of_one_that_is_not_set() {
        let account = || Ok(Some(Account { user: "bea".into(), secret: "t0ken".into() }));
        let config = site(&["printf", "s3cret"], None);
        assert_eq!(super::identity(&config, "a.example", account).unwrap().account.unwrap().user, "ann");
        assert_eq!(super::identity(&config, "b.example", account).unwrap().account.unwrap().user, "bea");
        let failed = super::identity(&config, "b.example", || Err("locked".to_owned()));
        assert_eq!(failed.unwrap_err(), "locked");
    }

    #[cfg(unix)]
    #[test]
    fn programs_that_hang_print_too_much_or_fail_are_ended() {
        let run = |program: &str, arguments: &[&str], limit: u64| {
            let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
            output_of(program, &arguments, Duration::from_millis(limit))
        };
        assert_eq!(run("sleep", &["600"], 50), Err(LATE.to_owned()));
        assert_eq!(run("sh", &["-c", "exec >&-; sleep 600"], 50), Err(LATE.to_owned()));
        assert_eq!(run("yes", &["s3cret"], 60_000), Err("it prints more than 16 KiB".to_owned()));
        assert_eq!(run("printf", &["\\377"], 60_000), Err("its output is not UTF-8 text".to_owned()));
        assert_eq!(run("sh", &["-c", "echo s3cret; exit 3"], 60_000), Err("it failed (exit status: 3)".to_owned()));
        assert_eq!(
            run("printf", &["one\ntwo"], 60_000),
            Ok("one
two"
            .to_owned())
        );
    }

    #[test]
    fn the_key_of_google_comes_from_a_program_or_a_variable() {
        let with = |command: &[&str], env: &str| FactCheckConfig {
            google_key_command: command.iter().map(|word| (*word).to_owned()).collect(),
            google_key_env: env.to_owned(),
            ..FactCheckConfig::default()
        };
        assert_eq!(google_key(&with(&["printf", "k3y\\nmore"], "")).unwrap(), "k3y");
        for (config, expected) in [
            (with(&["false"], ""), "false with the key of Google's Fact Check Tools API: it failed (exit status: 1)"),
            (
                with(&["printf", "k3y"], "TIDINGS_NO_SUCH_VARIABLE"),
                "the environment variable TIDINGS_NO_SUCH_VARIABLE with the key of Google's Fact Check Tools API is not set",
            ),
        ] {
            assert_eq!(google_key(&config).unwrap_err(), expected);
        }
    }

    #[cfg(not(feature = "keyring"))]
    #[test]
    fn a_build_without_the_keyring_says_how_to_get_it() {
        let mut config = site(&[], None);
        config.sites[0].secret_keyring = true;
        let error = identity(&config, "a.example").unwrap_err();
        assert!(error.starts_with("the keyring's ann@a.example for the account at a.example: "), "{error}");
        assert!(error.contains("cargo build --features keyring"), "{error}");
    }
}
