//! Notifies the user by a program: the user's own, or one of the desktop.
//!
//! The reader asks its terminal instead, unless the user has a program.

use std::time::Duration;

use super::program::{self, Program};
use crate::domain::Text;

/// Time limit of the program.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Shows a notice with the user's program, else with one of the desktop's. Fails only if the user's program does.
///
/// The notice is the last argument. It begins with a number, so no program takes it for an option.
pub fn notify(program: &[String], notice: &Text) -> Result<(), Text> {
    let own = program.first();
    let arguments: Vec<String> = if own.is_some() { program.to_vec() } else { desktop() };
    let arguments = arguments.into_iter().chain([notice.to_string()]).collect();
    let program = Program { arguments, time_limit: Some(TIME_LIMIT), ..Program::default() };
    match (program::run(&program, || false), own) {
        (Err(error), Some(name)) => {
            Err(Text::line(&format!("can't notify with {name}: {error}; see [sync] notify in config.toml")))
        }
        _ => Ok(()),
    }
}

/// The desktop's program. A script of macOS gets the notice as an argument, never as a part of itself.
fn desktop() -> Vec<String> {
    let mac = [
        "osascript",
        "-e",
        "on run arguments",
        "-e",
        "display notification (item 1 of arguments) with title \"tidings\"",
        "-e",
        "end run",
    ];
    let other = ["notify-send", "--app-name=tidings", "tidings"];
    let chosen: &[&str] = if cfg!(target_os = "macos") { &mac } else { &other };
    chosen.iter().map(|part| (*part).to_owned()).collect()
}
