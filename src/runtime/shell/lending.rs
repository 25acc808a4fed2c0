//! Lends the terminal to another program until it ends, or until tidings itself must end.

use std::io;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::editing;
use super::ports::Shell;
use super::requests::Request;
use super::signals::{Event, Signals};
use super::terminal::{Screen, restore, stop};
use crate::app::compose;
use crate::app::msg::Msg;
use crate::app::ticket::Ticket;
use crate::domain::{Text, Time};
use crate::library::Library;
use crate::runtime::system::foreground::{self, Force};
use crate::runtime::system::opener;
use crate::settings::SettingsFile;

/// How long a program has to save what it has when tidings must end.
const SAVE_LIMIT: Duration = Duration::from_secs(1);
/// How long tidings then takes to store a draft.
const STORE_LIMIT: Duration = Duration::from_millis(500);

/// A program that gets the terminal for a while.
pub(in crate::runtime) enum Lent {
    /// The user's editor, for a reply.
    Editor(compose::Effect),
    /// The user's editor, for a settings file.
    File(SettingsFile),
    /// A browser that runs in the terminal.
    Browser(String),
    /// A command of the user, which has waited for the terminal, or its output in the pager.
    Command(Ticket),
}

/// The work that has the terminal.
pub(super) type Work = Box<dyn FnOnce() -> Msg + Send>;

/// Prepares the work while the screen is still the reader's, or says why it cannot begin.
pub(super) fn work(lent: Lent, library: Library, shell: &Shell, now: Time) -> Result<Work, Text> {
    Ok(match lent {
        Lent::Editor(effect) => {
            let editing = editing::prepare(&library, &effect, now)?;
            Box::new(move || editing::run(&library, editing, now))
        }
        Lent::File(file) => Box::new(move || editing::edit_settings(&library, file)),
        Lent::Command(ticket) => {
            let programs = shell.programs.clone();
            Box::new(move || programs.run_in_terminal(ticket).into())
        }
        Lent::Browser(url) => {
            let browser = shell.browser.clone();
            Box::new(move || match opener::run_in_terminal(&url, &browser) {
                Ok(host) => Msg::Notice(Text::line(&format!("back from {host}"))),
                Err(error) => Msg::Failed(Text::line(&error)),
            })
        }
    })
}

/// Lends the terminal until the work ends, which sends its message to `request`. Handles only signals meanwhile.
///
/// Returns whether the session goes on. A signal to end ends the other program first; its text is stored.
pub(super) async fn lend(work: Work, screen: &mut Screen, request: Request, signals: &mut Signals) -> io::Result<bool> {
    restore();
    let (sender, mut done) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        // Dropped when the work ends, even by a panic.
        let _sender = sender;
        request.send(work());
    });
    loop {
        let event = tokio::select! {
            _ = &mut done => break,
            event = signals.next(true) => event,
        };
        match event {
            Event::End => {
                for (force, limit) in [(Force::Ask, SAVE_LIMIT), (Force::Kill, STORE_LIMIT)] {
                    foreground::end(force);
                    if timeout(limit, &mut done).await.is_ok() {
                        break;
                    }
                }
                return Ok(false);
            }
            Event::Stop => stop()?,
            Event::Continue => {}
        }
    }
    screen.retake()?;
    Ok(true)
}
