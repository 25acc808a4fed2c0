//! Opens links in the user's browser: only http and https, as one argument of a program, and never by a shell.

use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use url::Url;

use super::foreground;
use super::program::describe_exit;
use crate::app::msg::Msg;
use crate::domain::Text;
use crate::runtime::shell::requests::Requests;

/// How long to wait for a program to fail; one that still runs then has opened the link.
const FAILURE_LIMIT: Duration = Duration::from_secs(4);

/// Browsers that run in the terminal.
const TEXT_BROWSERS: &[&str] =
    &["w3m", "lynx", "links", "links2", "elinks", "less", "browsh", "carbonyl", "chawan", "cha"];

/// The prefix of a browser in `config.toml` that needs the terminal.
const IN_TERMINAL: &str = "terminal:";

/// Returns whether the user's browser runs in the terminal, by its name or by `config.toml`.
pub(in crate::runtime) fn needs_terminal(browser: &[String]) -> bool {
    let Some(program) = browser.first() else { return false };
    let name = program.rsplit('/').next().unwrap_or(program);
    program.starts_with(IN_TERMINAL) || TEXT_BROWSERS.contains(&name)
}

/// Opens a link on another thread, and sends the result to the screen.
pub(in crate::runtime) fn start(requests: &Requests, url: String, browser: Vec<String>) {
    let request = requests.begin();
    thread::spawn(move || {
        request.send(match open(&url, &browser, FAILURE_LIMIT) {
            Ok(host) => Msg::Notice(Text::line(&format!("opened {host} in the browser"))),
            Err(error) => Msg::Failed(Text::line(&error)),
        });
    });
}

/// Runs a browser in the terminal until it ends; returns the link's host.
pub(in crate::runtime) fn run_in_terminal(link: &str, browser: &[String]) -> Result<String, String> {
    let url = web_address(link)?;
    let mut command = browser_command(&url, browser).ok_or_else(|| "no browser is set".to_owned())?;
    let program = command.get_program().display().to_string();
    let status = foreground::status(&mut command).map_err(|error| failed(&url, &format!("{program}: {error}")))?;
    if status.success() { Ok(host(&url)) } else { Err(failed(&url, &format!("{program}: {}", describe_exit(status)))) }
}

/// Opens a link with `browser`, a program and its arguments, or with the system's opener if that is empty.
///
/// Waits `limit` for the program to fail. Returns the link's host.
fn open(link: &str, browser: &[String], limit: Duration) -> Result<String, String> {
    let url = web_address(link)?;
    let commands = browser_command(&url, browser).map_or_else(|| open::commands(url.as_str()), |command| vec![command]);
    run_first(commands, limit).map(|()| host(&url)).map_err(|reason| failed(&url, &reason))
}

/// Runs the programs until one does not fail within `limit`, and leaves that one running.
///
/// If all fail, returns the reason of the first that ran: it says more than that other programs are not installed.
fn run_first(commands: Vec<Command>, limit: Duration) -> Result<(), String> {
    let (mut failed, mut missing) = (None, None);
    for mut command in commands {
        let program = command.get_program().display().to_string();
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Err(error) => missing = missing.or_else(|| Some(format!("{program}: {error}"))),
            Ok(mut child) => {
                let (sender, exit) = channel();
                // The thread waits for a browser that stays open, so that it leaves no zombie process.
                thread::spawn(move || drop(sender.send(child.wait())));
                match exit.recv_timeout(limit) {
                    Ok(Ok(status)) if !status.success() => {
                        failed = failed.or_else(|| Some(format!("{program}: {}", describe_exit(status))));
                    }
                    _ => return Ok(()),
                }
            }
        }
    }
    Err(failed.or(missing).unwrap_or_else(|| "no program found".to_owned()))
}

/// Returns the command of the user's browser with the link as its last argument; `None` if no browser is set.
fn browser_command(url: &Url, browser: &[String]) -> Option<Command> {
    let (program, arguments) = browser.split_first()?;
    let mut command = Command::new(program.strip_prefix(IN_TERMINAL).unwrap_or(program));
    command.args(arguments).arg(url.as_str());
    Some(command)
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

fn failed(url: &Url, reason: &str) -> String {
    format!("can't open {url}: {reason}; see [screen] browser in config.toml")
}

/// Parses a link, if it may be opened.
pub(in crate::runtime) fn web_address(link: &str) -> Result<Url, String> {
    match Url::parse(link) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        Ok(url) => Err(format!("can't open {}: links; only http and https", url.scheme())),
        Err(error) => Err(format!("`{link}` is not a valid address: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for link in ["javascript:alert(1)", "file:///etc/passwd", "-flag", "mailto:a@b.example", "data:text/html,x"] {
            assert!(web_address(link).is_err(), "{link}");
        }
        assert_eq!(web_address("https://a.example/x y").unwrap().as_str(), "https://a.example/x%20y");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_one_argument_and_no_shell_sees_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (program, log) = (dir.path().join("browser"), dir.path().join("log"));
        let script = format!(
            "#!/bin/sh\nfor a; do printf '%s\\n' \"$a\"; done > '{0}.new'\nmv '{0}.new' '{0}'\n",
            log.display()
        );
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let browser = [program.to_str().unwrap().to_owned(), "--new".to_owned()];
        open("https://a.example/$(touch x);`id`|&'\"?-x=1", &browser, FAILURE_LIMIT).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !log.exists() && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        let seen = std::fs::read_to_string(&log).unwrap();
        assert_eq!(seen, "--new\nhttps://a.example/$(touch%20x);%60id%60|&'%22?-x=1\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_browser_that_fails_is_an_error() {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let url = "https://a.example/";
        assert_eq!(open(url, &own(&["true"]), FAILURE_LIMIT).unwrap(), "a.example");
        let error = open(url, &own(&["false"]), FAILURE_LIMIT).unwrap_err();
        assert!(error.contains("false: exited with status 1") && error.contains("[screen] browser"), "{error}");
        let error = open(url, &own(&["/no/such/program"]), FAILURE_LIMIT).unwrap_err();
        assert!(error.contains("/no/such/program"), "{error}");
        let error = run_in_terminal(url, &own(&["terminal:false"])).unwrap_err();
        assert!(error.contains("exited with status 1"), "{error}");
    }

    /// Regression: programs that were not installed hid why the one that ran had failed.
    #[cfg(unix)]
    #[test]
    fn the_reason_is_that_of_the_program_that_ran() {
        for (programs, reason) in [
            (&["/no/such/a", "false", "/no/such/b"][..], "false: exited with status 1"),
            (&["/no/such/a", "/no/such/b"], "/no/such/a: "),
            (&[], "no program found"),
        ] {
            let error = run_first(programs.iter().map(Command::new).collect(), FAILURE_LIMIT).unwrap_err();
            assert!(error.starts_with(reason), "{error}");
        }
        let commands = ["/no/such/a", "false", "true"].map(Command::new).into();
        assert_eq!(run_first(commands, FAILURE_LIMIT), Ok(()));
    }

    #[test]
    fn text_browsers_get_the_terminal() {
        for (browser, expected) in
            [("w3m", true), ("/usr/bin/lynx", true), ("terminal:mybrowser", true), ("firefox", false)]
        {
            assert_eq!(needs_terminal(&[browser.to_owned()]), expected, "{browser}");
        }
        assert!(!needs_terminal(&[]));
    }
}
