//! Starts the thread that plays when it is first needed, and passes its reports to the screen.

use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};

use super::sounds;
use super::worker::{self, Command, Report, Setup};
use crate::app::listen::Msg as ListenMsg;
use crate::app::msg::Msg;
use crate::domain::Text;
use crate::library::Library;
use crate::runtime::shell::requests::Requests;
use crate::settings::ListenConfig;

/// The thread that plays, which starts when it is first needed.
pub(in crate::runtime) struct Listener {
    pub(in crate::runtime) config: ListenConfig,
    setup: Setup,
    requests: Requests,
    commands: Mutex<Option<Sender<Command>>>,
}

impl Listener {
    pub(in crate::runtime) fn new(library: &Library, config: &ListenConfig, requests: Requests) -> Self {
        let setup = sounds::setup(library, config);
        Self { config: config.clone(), setup, requests, commands: Mutex::new(None) }
    }

    /// Returns the way to the thread; starts it at the first call.
    pub(super) fn commands(&self) -> Sender<Command> {
        let mut commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = self.requests.clone();
        commands
            .get_or_insert_with(|| {
                worker::start(self.setup.clone(), move |report| requests.begin().send(message(report)))
            })
            .clone()
    }

    /// Tells the thread something, if it runs.
    pub(super) fn tell(&self, command: Command) {
        if let Some(commands) = &*self.commands.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = commands.send(command);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.tell(Command::End);
    }
}

/// Returns the message of a report.
fn message(report: Report) -> Msg {
    match report {
        Report::Progress(progress) => ListenMsg::Progress(progress).into(),
        Report::Ended => ListenMsg::Ended.into(),
        Report::Failed(why) => ListenMsg::Failed(Text::line(&why)).into(),
        Report::Notice(notice) => Msg::Notice(Text::line(&notice)),
    }
}
