//! Opens a link: http and https only, as the url crate writes it, as one argument of a program. Never a shell.

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
