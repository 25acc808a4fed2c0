//! Makes the arguments and the input of a command from an article. No shell reads any of them.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::app::commands::Run;
use crate::app::document::{Opened, View};
use crate::domain::ClockFormat;
use crate::domain::clock_format::timestamp;
use crate::domain::triage::Order;
use crate::library::Library;
use crate::runtime::export::{Format, Parts, export};
use crate::runtime::system::opener::web_address;
use crate::runtime::system::program::Program;
use crate::settings::{Argument, CommandInput, CommandRun, CommandValue};

/// The most bytes of output for the pager.
pub(super) const MAX_PAGED: usize = 16 << 20;
/// The bytes of output whose first line is shown.
const MAX_SHOWN: usize = 4 << 10;

/// A program with its arguments, and the file with its input as long as it runs.
pub(super) struct Prepared {
    pub(super) program: Program,
    _file: Option<NamedTempFile>,
}

/// Makes the arguments and the input of a command. The error is a text for the user.
pub(super) fn prepare(library: &Library, run: &Run, clock: ClockFormat) -> Result<Prepared, String> {
    let command = &run.command;
    let opened = match &run.opened {
        Some(opened) => opened.clone(),
        None => library
            .opened_as(run.article, View::Text, Order::default())
            .map_err(|error| error.to_string())?
            .ok_or("the article is no longer stored")?,
    };
    let mut input = input(&opened, command.input, clock)?;
    let has_file = command.arguments.contains(&Argument::Value(CommandValue::File));
    let file = has_file.then(|| file_of(&std::mem::take(&mut input), command.input)).transpose()?;
    let path = file.as_ref().map(NamedTempFile::path);
    let pages = command.run == CommandRun::Pager;
    let program = Program {
        arguments: arguments(&command.arguments, &opened, path)?,
        dir: command.dir.as_deref().map(|dir| library.paths.folder(dir)),
        input,
        time_limit: Some(command.time_limit).filter(|seconds| *seconds > 0).map(Duration::from_secs),
        max_output: if pages { MAX_PAGED } else { MAX_SHOWN },
        stops_at_max: pages,
    };
    if let Some(dir) = program.dir.as_ref().filter(|dir| !dir.is_dir()) {
        return Err(format!("there is no folder {} (dir in commands.toml)", dir.display()));
    }
    Ok(Prepared { program, _file: file })
}

/// Returns what a program reads on standard input.
fn input(opened: &Opened, input: CommandInput, clock: ClockFormat) -> Result<Vec<u8>, String> {
    let format = match input {
        CommandInput::None => return Ok(Vec::new()),
        CommandInput::Url => return Ok(address(opened)?.into_bytes()),
        CommandInput::Title => return Ok(opened.article.row.title.as_bytes().to_vec()),
        CommandInput::Text => Format::Text,
        CommandInput::Markdown => Format::Markdown,
        CommandInput::Html => Format::Html,
        CommandInput::Json => Format::Json,
    };
    export(opened, Parts::Article, format, clock).map(String::into_bytes)
}

/// Writes the input to a file that only the user can read.
fn file_of(input: &[u8], kind: CommandInput) -> Result<NamedTempFile, String> {
    let ending = match kind {
        CommandInput::Markdown => ".md",
        CommandInput::Html => ".html",
        CommandInput::Json => ".json",
        _ => ".txt",
    };
    let write = || {
        let mut file = tempfile::Builder::new().prefix("tidings-").suffix(ending).tempfile()?;
        file.write_all(input)?;
        Ok(file)
    };
    write().map_err(|error: std::io::Error| format!("can't write a temporary file: {error}"))
}

/// Puts the values of an article in place of their names.
///
/// A value that begins with `-` could be an option. It is passed only behind the argument `--`.
fn arguments(all: &[Argument], opened: &Opened, file: Option<&Path>) -> Result<Vec<String>, String> {
    let mut is_behind = false;
    let mut made = Vec::with_capacity(all.len());
    for argument in all {
        let value = match argument {
            Argument::Text(text) => {
                is_behind |= text == "--";
                made.push(text.clone());
                continue;
            }
            Argument::Value(value) => value,
        };
        let (name, text) = match value {
            CommandValue::Url => ("address", address(opened)?),
            CommandValue::Title => ("title", opened.article.row.title.to_string()),
            CommandValue::Author => {
                ("author", opened.article.row.author.as_ref().map(ToString::to_string).unwrap_or_default())
            }
            CommandValue::Feed => ("feed", opened.article.row.feed_title.to_string()),
            CommandValue::Date => ("date", timestamp(opened.article.row.published)),
            CommandValue::Id => ("number", opened.article.row.id.0.to_string()),
            CommandValue::File => ("file", file.map(|path| path.display().to_string()).unwrap_or_default()),
        };
        if text.starts_with('-') && !is_behind {
            return Err(format!(
                "not run: the {name} begins with -, so it could be an option; put \"--\" before it in commands.toml"
            ));
        }
        made.push(text);
    }
    Ok(made)
}

/// Returns the address of an article, which is http or https.
fn address(opened: &Opened) -> Result<String, String> {
    let url = opened.article.row.url.as_deref().ok_or("the article has no address")?;
    web_address(url).map(Into::into)
}
