//! Runs the programs of the user's commands, and keeps those that wait for the terminal.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::prepare::{MAX_PAGED, Prepared, prepare};
use crate::app::commands::{Msg, Run};
use crate::app::ticket::Ticket;
use crate::domain::{ClockFormat, Text};
use crate::library::Library;
use crate::runtime::shell::requests::Requests;
use crate::runtime::system::editor;
use crate::runtime::system::program::{self, Output, Program};
use crate::settings::CommandRun;

/// How long a program that stays open has to fail.
const START_LIMIT: Duration = Duration::from_secs(4);
/// The pager if the variable PAGER is not set.
const DEFAULT_PAGER: &str = "less";

/// The programs that run, and those that wait for the terminal.
#[derive(Clone)]
pub(in crate::runtime) struct Programs {
    library: Library,
    clock: ClockFormat,
    requests: Requests,
    /// For each running program whether the user has cancelled it.
    running: Arc<Mutex<HashMap<Ticket, Arc<AtomicBool>>>>,
    ready: Arc<Mutex<HashMap<Ticket, ForTerminal>>>,
}

/// What gets the terminal.
enum ForTerminal {
    /// A program, with its input.
    Program(Prepared),
    /// The pager, with the text that it shows.
    Pager(Vec<u8>),
}

impl Programs {
    pub(in crate::runtime) fn new(library: &Library, clock: ClockFormat, requests: Requests) -> Self {
        Self { library: library.clone(), clock, requests, running: Arc::default(), ready: Arc::default() }
    }

    /// Runs a command on a thread of its own, or prepares it for the terminal.
    pub(super) fn start(&self, run: Run) {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(run.ticket, cancelled.clone());
        let (programs, ticket) = (self.clone(), run.ticket);
        let request = self.requests.request_or(move || Msg::Failed(ticket, Text::line("it was not run")).into());
        thread::spawn(move || {
            let mut request = Some(request);
            let mut started = || {
                if let Some(request) = request.take() {
                    request.send(Msg::Started(ticket).into());
                }
            };
            let msg = programs.run(&run, &cancelled, &mut started);
            programs.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
            // A program that stays open is no open request: nothing waits for its end.
            request.unwrap_or_else(|| programs.requests.begin()).send(msg.into());
        });
    }

    /// Stops a running program, or drops one that waits for the terminal.
    pub(super) fn cancel(&self, ticket: Ticket) {
        if let Some(cancelled) = self.running.lock().unwrap_or_else(PoisonError::into_inner).get(&ticket) {
            cancelled.store(true, Ordering::SeqCst);
        }
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
    }

    /// Runs a command until it ends or needs the terminal; calls `started` for a program that stays open.
    fn run(&self, run: &Run, cancelled: &AtomicBool, started: &mut dyn FnMut()) -> Msg {
        let ticket = run.ticket;
        let failed = |why: &str| Msg::Failed(ticket, Text::line(why));
        let prepared = match prepare(&self.library, run, self.clock) {
            Ok(prepared) => prepared,
            Err(why) => return failed(&why),
        };
        let command = &run.command;
        if command.run == CommandRun::Terminal {
            return self.is_ready(ticket, ForTerminal::Program(prepared));
        }
        if command.arguments.is_empty() {
            return self.is_ready(ticket, ForTerminal::Pager(prepared.program.input));
        }
        let (began, stays) = (Instant::now(), command.time_limit == 0);
        let output = program::run(&prepared.program, || {
            if stays && began.elapsed() >= START_LIMIT {
                started();
            }
            cancelled.load(Ordering::SeqCst)
        });
        match output {
            Err(error) => failed(&error.to_string()),
            Ok(output) if command.run == CommandRun::Pager => match paged(output) {
                Some(text) => self.is_ready(ticket, ForTerminal::Pager(text)),
                None => Msg::Done(ticket, Text::line("no output")),
            },
            Ok(output) => Msg::Done(ticket, first_line(&output)),
        }
    }

    fn is_ready(&self, ticket: Ticket, waits: ForTerminal) -> Msg {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(ticket, waits);
        Msg::Ready(ticket)
    }

    /// Runs, in the terminal, what has waited for it.
    pub(in crate::runtime) fn run_in_terminal(&self, ticket: Ticket) -> Msg {
        let waited = self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
        let result = match waited {
            Some(ForTerminal::Program(prepared)) => program::run_in_terminal(&prepared.program),
            Some(ForTerminal::Pager(text)) => page(&text),
            None => Err("it was cancelled".to_owned()),
        };
        match result {
            Ok(()) => Msg::Done(ticket, Text::default()),
            Err(why) => Msg::Failed(ticket, Text::line(&why)),
        }
    }
}

/// Returns the first line of a program's output.
fn first_line(output: &Output) -> Text {
    let text = String::from_utf8_lossy(&output.bytes);
    Text::line(text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default())
}

/// Returns the output as the pager shows it; `None` if there is none.
fn paged(output: Output) -> Option<Vec<u8>> {
    let mut text = output.bytes;
    if output.is_cut {
        text.extend(format!("\n(cut after {} MiB)\n", MAX_PAGED >> 20).into_bytes());
    }
    (!text.is_empty()).then_some(text)
}

/// Shows text in the user's pager.
fn page(text: &[u8]) -> Result<(), String> {
    let arguments = editor::arguments(&["PAGER"], DEFAULT_PAGER).map_err(|error| error.to_string())?;
    program::run_in_terminal(&Program { arguments, input: text.to_vec(), ..Program::default() })
        .map_err(|why| format!("{why}; set PAGER to a pager"))
}
