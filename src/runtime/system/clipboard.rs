//! Copies text to the desktop's clipboard, by the standard input of a program.
//!
//! The session copies to the terminal's clipboard (OSC 52).

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use crate::app::msg::Msg;
use crate::domain::Text;
use crate::runtime::shell::requests::Requests;

/// Copies text with the user's program, or else with one of the desktop's, on another thread; then sends a notice.
///
/// Without any such program the terminal may still have the text, so only a failure of the user's program is an error.
pub(in crate::runtime) fn start(requests: &Requests, text: String, program: Vec<String>) {
    let request = requests.begin();
    thread::spawn(move || {
        let is_copied = copy(&text, &program);
        request.send(match program.first().filter(|_| !is_copied) {
            Some(program) => {
                let why = format!("can't copy with {program}; see [screen] clipboard in config.toml");
                Msg::Failed(Text::line(&why))
            }
            None => Msg::Notice(Text::line(&format!("copied {text}"))),
        });
    });
}

/// Gives the text to a program; returns whether one has read it.
fn copy(text: &str, program: &[String]) -> bool {
    if !program.is_empty() {
        return pipe_to(program, text).is_some();
    }
    let programs = desktop_programs(|name| std::env::var_os(name).is_some());
    programs.into_iter().any(|command| pipe_to(command, text).is_some())
}

/// Returns the clipboard programs of the desktop. Over ssh there are none: the user's desktop is on another machine.
fn desktop_programs(has: impl Fn(&str) -> bool) -> Vec<&'static [&'static str]> {
    let is_local = !has("SSH_CONNECTION") && !has("SSH_TTY");
    let mut all: Vec<&'static [&'static str]> = Vec::new();
    if is_local && cfg!(target_os = "macos") {
        all.push(&["pbcopy"]);
    }
    if is_local && has("WAYLAND_DISPLAY") {
        all.push(&["wl-copy"]);
    }
    if is_local && has("DISPLAY") {
        all.extend([["xclip", "-selection", "clipboard"].as_slice(), ["xsel", "--clipboard", "--input"].as_slice()]);
    }
    all
}

/// Writes text to the standard input of a command.
fn pipe_to(command: &[impl AsRef<str>], text: &str) -> Option<()> {
    let (program, arguments) = command.split_first()?;
    let mut command = Command::new(program.as_ref());
    command.args(arguments.iter().map(AsRef::as_ref));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let written = child.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    std::thread::spawn(move || child.wait());
    written?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_the_desktop_are_used_only_on_a_desktop() {
        let programs =
            |set: &[&str]| -> Vec<&str> { desktop_programs(|name| set.contains(&name)).iter().map(|c| c[0]).collect() };
        assert_eq!(programs(&["WAYLAND_DISPLAY", "DISPLAY", "SSH_TTY"]), Vec::<&str>::new());
        assert!(programs(&["WAYLAND_DISPLAY"]).contains(&"wl-copy"));
        assert!(programs(&["DISPLAY"]).contains(&"xsel"));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_read_holds_up_only_its_own_request() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pid");
        // It names its process, then reads nothing; the text is larger than any pipe.
        let script = format!("echo $$ > '{0}.new' && mv '{0}.new' '{0}' && exec sleep 60", file.display());
        let (sender, mut messages) = tokio::sync::mpsc::unbounded_channel();
        let requests = Requests::new(sender);
        start(&requests, "x".repeat(1 << 20), ["sh", "-c", &script].map(str::to_owned).to_vec());
        assert_eq!((requests.open(), messages.try_recv().is_err()), (1, true));
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        let wait = |is_done: &mut dyn FnMut() -> bool| {
            while !is_done() {
                assert!(std::time::Instant::now() < deadline, "the program was not started or not ended");
                thread::yield_now();
            }
        };
        wait(&mut || file.exists());
        assert_eq!((requests.open(), messages.try_recv().is_err()), (1, true), "it still has to read");
        let pid = std::fs::read_to_string(&file).unwrap();
        assert!(Command::new("kill").arg(pid.trim()).status().unwrap().success());
        wait(&mut || requests.open() == 0);
        assert!(matches!(messages.try_recv(), Ok(Msg::Failed(why)) if why.starts_with("can't copy with sh")));
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
