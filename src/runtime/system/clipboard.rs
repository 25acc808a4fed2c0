//! The desktop's clipboard: text goes to a program's standard input, on a thread of its own.
//!
//! The terminal's own clipboard (OSC 52) is left to the session.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use crate::app::msg::Msg;
use crate::domain::Text;
use crate::runtime::shell::requests::Requests;

/// Copies to the user's own program, or without one to what is usual on the desktop, and says so. The terminal has a text
/// already where there is no such program.
pub(in crate::runtime) fn start(requests: &Requests, text: String, program: Vec<String>) {
    let request = requests.ask();
    thread::spawn(move || {
        let is_copied = copy(&text, &program);
        request.say(match program.first().filter(|_| !is_copied) {
            Some(program) => {
                let why = format!("{program} could not be started to copy; see [screen] clipboard in config.toml");
                Msg::Failed(Text::line(&why))
            }
            None => Msg::Notice(Text::line(&format!("copied {text}"))),
        });
    });
}

/// Hands the text to a program; returns whether one took it.
fn copy(text: &str, program: &[String]) -> bool {
    if !program.is_empty() {
        return feed(program, text).is_some();
    }
    desktop(|name| std::env::var_os(name).is_some()).into_iter().any(|command| feed(command, text).is_some())
}

/// The desktop's own programs, where there is a desktop. Behind ssh the desktop is another one.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
