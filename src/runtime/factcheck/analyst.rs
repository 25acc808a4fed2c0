//! Asks the user's analyst about a checked article: runs the program, and reads its answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::app::factcheck::Msg;
use crate::app::ticket::Ticket;
use crate::domain::Text;
use crate::factcheck::Report;
use crate::factcheck::analyst::{Analysis, MAX_ANSWER, parse};
use crate::library::Library;
use crate::runtime::shell::requests::{LatestOnly, Requests};
use crate::runtime::shell::workers::{Job, worker};
use crate::runtime::system::program::{Program, ProgramError, run};
use crate::settings::FactCheckConfig;

/// The user's analyst.
#[derive(Debug, Clone)]
pub struct Analyst {
    command: Vec<String>,
    time: Duration,
}

impl Analyst {
    /// Takes the analyst of the settings.
    #[must_use]
    pub fn new(config: &FactCheckConfig) -> Self {
        Self { command: config.analyst.clone(), time: Duration::from_secs(config.analyst_seconds) }
    }

    /// Asks about a report, and returns what the analyst said. Ends early once `is_wanted` returns `false`. An error is one
    /// line, for the user.
    pub fn ask(&self, library: &Library, report: &Report, is_wanted: &dyn Fn() -> bool) -> Result<Analysis, Text> {
        let Some(program) = self.command.first().filter(|program| !program.is_empty()) else {
            return Err(Text::line("no analyst: set analyst in [fact_check] of config.toml to a program"));
        };
        let name = Path::new(program).file_name().map_or_else(|| program.clone(), |name| name.to_string_lossy().into());
        let name = Text::line(&name);
        let question = library.analyst_question(report).map_err(|error| Text::line(&error.to_string()))?;
        let question = question.ok_or_else(|| Text::line("the article was deleted"))?;
        let program = Program {
            arguments: self.command.clone(),
            input: question.into_bytes(),
            time_limit: Some(self.time),
            max_output: MAX_ANSWER,
            stops_at_max: true,
            ..Program::default()
        };
        let answer = run(&program, || !is_wanted()).map_err(|error| match error {
            ProgramError::Start(..) => Text::line(&error.to_string()),
            _ => Text::line(&format!("{name}: {error}")),
        })?;
        if answer.is_cut {
            return Err(Text::line(&format!("{name}: stopped, because it wrote more than {} KiB", MAX_ANSWER >> 10)));
        }
        parse(&name, &answer.bytes, report).map_err(|error| Text::line(&format!("{name} {error}")))
    }
}

/// The thread on which the screen asks the analyst, one question at a time. A later question cancels the one before.
pub(in crate::runtime) struct AnalystThread {
    analyst: Analyst,
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    latest: LatestOnly,
    requests: Requests,
}

impl AnalystThread {
    /// Starts the thread.
    pub(in crate::runtime) fn new(library: &Library, config: &FactCheckConfig, requests: Requests) -> Self {
        let (jobs, thread) = worker(library);
        let (analyst, latest) = (Analyst::new(config), LatestOnly::default());
        Self { analyst, jobs: Some(jobs), thread: Some(thread), latest, requests }
    }

    /// Asks about a report; answered by [`Msg::Analysed`].
    pub(in crate::runtime) fn ask(&self, ticket: Ticket, report: Arc<Report>) {
        let failed = Text::line("the analyst could not be asked");
        let request = self.requests.request_or(move || Msg::Analysed(ticket, Err(failed.clone())).into());
        let (analyst, is_wanted) = (self.analyst.clone(), self.latest.begin());
        let job: Job = Box::new(move |library| {
            let answer = analyst.ask(library, &report, &is_wanted).map(Arc::new);
            request.send(Msg::Analysed(ticket, answer).into());
        });
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    /// Cancels the question that is being asked.
    pub(in crate::runtime) fn stop(&self) {
        drop(self.latest.begin());
    }
}

impl Drop for AnalystThread {
    /// Waits until the program was killed, so that it does not outlive tidings.
    fn drop(&mut self) {
        self.stop();
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
