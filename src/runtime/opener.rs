//! Opens a link: http and https only, as the url crate writes it, as one argument of a program. Never a shell.
//! Hands text to the desktop's clipboard, on a program's standard input.

use std::io::Write as _;
use std::process::{Command, Stdio};

use url::Url;

/// Opens `link` with `browser` (a program and its arguments), or with the system's own opener when it is empty.
/// Says which host was opened.
pub(super) fn open(link: &str, browser: &[String]) -> Result<String, String> {
    let url = checked(link)?;
    let mut commands = match browser.split_first() {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments).arg(url.as_str());
            vec![command]
        }
        None => open::commands(url.as_str()),
    };
    let mut reason = "no program was found".to_owned();
    for command in &mut commands {
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(mut child) => {
                // Nobody waits for a browser, but its end must be noticed, or it stays as a zombie.
                std::thread::spawn(move || child.wait());
                return Ok(url.host_str().unwrap_or_default().to_owned());
            }
            Err(error) => reason = format!("{}: {error}", command.get_program().display()),
        }
    }
    Err(format!("can't open {url}: {reason}; set [screen] browser in config.toml"))
}

/// Puts text on the clipboard of the desktop with `program`, or with what is usual here when it is empty. For
/// terminals that don't do it themselves (OSC 52); says whether a program took it.
pub(super) fn copy(text: &str, program: &[String]) -> bool {
    if !program.is_empty() {
        return feed(program, text).is_some();
    }
    desktop(|name| std::env::var_os(name).is_some()).into_iter().any(|command| feed(command, text).is_some())
}

/// The desktop's own programs, where there is a desktop: not behind ssh, whose clipboard is another one.
fn desktop(has: impl Fn(&str) -> bool) -> Vec<&'static [&'static str]> {
    let near = !has("SSH_CONNECTION") && !has("SSH_TTY");
    let mut all: Vec<&'static [&'static str]> = Vec::new();
    if near && cfg!(target_os = "macos") {
        all.push(&["pbcopy"]);
    }
    if near && has("WAYLAND_DISPLAY") {
        all.push(&["wl-copy"]);
    }
    if near && has("DISPLAY") {
        all.extend([["xclip", "-selection", "clipboard"].as_slice(), ["xsel", "--clipboard", "--input"].as_slice()]);
    }
    all
}

fn feed(command: &[impl AsRef<str>], text: &str) -> Option<()> {
    let (program, arguments) = command.split_first()?;
    let mut command = Command::new(program.as_ref());
    command.args(arguments.iter().map(AsRef::as_ref));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    std::thread::spawn(move || child.wait());
    Some(())
}

/// The address, if it may be opened.
fn checked(link: &str) -> Result<Url, String> {
    match Url::parse(link) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        Ok(url) => Err(format!("{}: links are not opened, only http and https", url.scheme())),
        Err(error) => Err(format!("`{link}` is no address: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for link in ["javascript:alert(1)", "file:///etc/passwd", "-flag", "mailto:a@b.example", "data:text/html,x"] {
            assert!(checked(link).is_err(), "{link}");
        }
        assert_eq!(checked("https://a.example/x y").unwrap().as_str(), "https://a.example/x%20y");
    }

    #[test]
    fn the_desktop_is_asked_only_where_there_is_one() {
        let programs =
            |set: &[&str]| -> Vec<&str> { desktop(|name| set.contains(&name)).iter().map(|c| c[0]).collect() };
        assert_eq!(programs(&["WAYLAND_DISPLAY", "DISPLAY", "SSH_TTY"]), Vec::<&str>::new());
        assert!(programs(&["WAYLAND_DISPLAY"]).contains(&"wl-copy"));
        assert!(programs(&["DISPLAY"]).contains(&"xsel"));
    }

    #[cfg(unix)]
    #[test]
    fn text_for_the_clipboard_goes_to_standard_input() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("copied");
        let program = ["tee".to_owned(), file.to_str().unwrap().to_owned()];
        assert!(copy("-n $(x) https://a.example/", &program));
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let text = || std::fs::read_to_string(&file).unwrap_or_default();
        while text().len() < 26 && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert_eq!(text(), "-n $(x) https://a.example/");
        assert!(!copy("x", &["/no/such/program".to_owned()]));
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
        open("https://a.example/$(touch x);`id`|&'\"?-x=1", &browser).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !log.exists() && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        let seen = std::fs::read_to_string(&log).unwrap();
        assert_eq!(seen, "--new\nhttps://a.example/$(touch%20x);%60id%60|&'%22?-x=1\n");
    }
}
