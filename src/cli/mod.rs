//! The command line: one file for each command, which prints text for people or, with `--json`, one JSON document.
//!
//! The exit code is 0 for success, 1 for a failure and 2 for wrong usage. A closed pipe is not a failure. The layers
//! below do the work of the commands; only this one prints.

mod add;
mod analyst;
mod args;
mod article_rules;
mod articles;
mod comments;
mod demo;
mod doctor;
mod doctor_feeds;
mod doctor_private;
mod factcheck;
mod feeds;
mod find;
mod input;
mod inspect;
mod json;
mod listen;
mod mark;
mod moving;
mod out;
mod queue;
mod reference;
mod repeats;
mod reply;
mod rules;
mod save;
mod search;
mod show;
mod speech_file;
mod stories;
mod sync;
mod transfer;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Parser;

use crate::domain::query::{Fault, QueryError};
use crate::domain::{ClockFormat, Query};
use crate::library::Library;
use crate::runtime;
use crate::runtime::export::render;
use crate::settings::{Settings, SettingsError};
use args::{Arguments, Command};
use out::Out;

pub use args::command;

/// Runs the program with its arguments and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap returns help and version as errors too. Printing fails only if the pipe is closed.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let mut out = Out::stdout();
    match dispatch(arguments, &mut out).and_then(|()| Ok(out.finish()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(error) = error.downcast_ref::<SettingsError>() {
                error.lines().for_each(|line| out::print_stderr(&line));
            } else if let Some(error) = error.downcast_ref::<QueryError>() {
                out::print_stderr(&error.to_string());
                error.pointer().iter().for_each(|line| out::print_detail(line));
            } else {
                out::print_stderr(&format!("{error:#}"));
            }
            // A query with a syntax error is wrong usage, like an unknown option.
            let is_usage = error.is::<QueryError>() || error.is::<Fault>();
            if is_usage { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

fn dispatch(arguments: Arguments, out: &mut Out) -> anyhow::Result<()> {
    let folder = arguments.config_dir.as_deref();
    // These commands work with broken settings, and without a config folder.
    match &arguments.command {
        Some(Command::Completions { shell }) => return reference::completions(*shell, out),
        Some(Command::Man) => return reference::man(out),
        Some(Command::Doctor { part: None, .. }) => return doctor::run(folder, out),
        Some(Command::Demo) => return demo::run(folder),
        _ => {}
    }
    let settings = Settings::load(folder)?;
    if let Some(Command::Inspect { kind, source, base, width, json }) = &arguments.command {
        let options = inspect::Options { source, base: base.as_deref(), width: *width, json: *json };
        return inspect::run(&settings, *kind, &options, out);
    }
    let library = Library::open(&settings.paths)?;
    let app = App { settings, library };
    match arguments.command {
        None => app.read(),
        Some(Command::Add { url, folder, tag }) => add::run(&app, &url, folder.as_deref(), &tag, out),
        Some(Command::Remove { feed }) => feeds::remove(&app, &feed, out),
        Some(Command::Feeds { json }) => feeds::list(&app, json, out),
        Some(Command::Sync(arguments)) => sync::run(&app, &arguments, out),
        Some(Command::Articles(arguments)) => articles::run(&app, &arguments, out),
        Some(Command::Show { article, width, format, comments, changes }) => {
            show::run(&app, &article, &show::Options { width, format, comments, changes }, out)
        }
        Some(Command::Save { article, file, comments, overwrite }) => {
            save::run(&app, &article, file.as_deref(), (comments, overwrite), out)
        }
        Some(Command::Comments { article, refresh, repeats, json }) => {
            comments::run(&app, &article, &comments::Options { refresh, repeats, json }, out)
        }
        Some(Command::FactCheck { article, online, analyst, json }) => {
            factcheck::run(&app, &article, &factcheck::Options { online, analyst, json }, out)
        }
        Some(Command::Search { query, limit, json }) => search::run(&app, &query.join(" "), limit, json, out),
        Some(Command::Mark { mark, article }) => mark::run(&app, mark, &article, out),
        Some(Command::Reply { article, to, message, json }) => {
            reply::run(&app, &article, to.as_deref(), message.as_ref(), json, out)
        }
        Some(Command::Outbox { command, json }) => reply::outbox(&app, command.as_ref(), json, out),
        Some(Command::Listen(arguments)) => listen::run(&app, &arguments, out),
        Some(Command::Queue { command, json }) => queue::run(&app, command.as_ref(), json, out),
        Some(Command::Stories { limit, since, json }) => stories::run(&app, since.as_deref(), limit, json, out),
        Some(Command::Rules { command, json }) => rules::run(&app, command, json, out),
        Some(Command::Import { file, dry_run }) => transfer::import(&app, &file, dry_run, out),
        Some(Command::Doctor { part: Some(_), json }) => doctor_feeds::run(&app, json, out),
        Some(Command::Export { file }) => transfer::export(&app, file.as_deref(), out),
        Some(
            Command::Inspect { .. }
            | Command::Doctor { part: None, .. }
            | Command::Demo
            | Command::Completions { .. }
            | Command::Man,
        ) => Ok(()),
    }
}

/// Settings and library, for the commands that use the store.
struct App {
    settings: Settings,
    library: Library,
}

impl App {
    /// Returns the way to format times for people.
    fn clock(&self) -> ClockFormat {
        self.settings.config.screen.clock_format()
    }

    /// Parses a query, with dates in the user's time zone.
    fn query(&self, text: &str) -> Result<Query, QueryError> {
        Query::parse_at(text, self.clock().zone, runtime::system_clock()())
    }

    /// Opens the reader.
    fn read(&self) -> anyhow::Result<()> {
        require_terminal()?;
        runtime::run(&self.settings, &self.library, &runtime::system_clock())
    }

    /// Runs `work` with a network client.
    fn online<T>(&self, work: impl AsyncFnOnce(&crate::sync::Context) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let context = runtime::context(&self.library, &self.settings.config, runtime::system_clock());
        block_on(work(&context))
    }
}

/// Runs a future on a new runtime.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("can't start threads for the network")?;
    let result = runtime.block_on(work);
    // A parser past its deadline may still be running, and the program must not wait for it.
    runtime.shutdown_background();
    result
}

fn require_terminal() -> anyhow::Result<()> {
    if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        return Ok(());
    }
    bail!("the reader needs a terminal; use commands such as `tidings articles` without one")
}
