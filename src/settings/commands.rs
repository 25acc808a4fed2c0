//! `commands.toml`: the programs that the user can run on an article.
//!
//! Only this file defines commands: no import writes it. `runtime` runs them, without a shell.

use std::path::{Path, PathBuf};

use toml_edit::{Item, Table, Value};

use super::check::parse_document;
use super::{Paths, SettingsError};
use crate::domain::suggest::hint;
use crate::domain::text::line_of;
use crate::input::{Keymap, UserCommand};

/// A `commands.toml` with examples, which is also the reference.
pub const EXAMPLE_COMMANDS: &str = include_str!("../../config/commands.toml");

/// Seconds that a command may take if it does not say.
const TIME_LIMIT: u64 = 60;
/// The most seconds that a command can set as its limit.
const MAX_TIME_LIMIT: u64 = 86_400;
/// The most characters of a name, which the footer shows.
const MAX_NAME: usize = 24;
/// The most characters of a description.
const MAX_ABOUT: usize = 90;
/// All keys that a command may have.
const KEYS: &[&str] = &["name", "key", "about", "command", "input", "run", "then", "dir", "time_limit"];

/// A command of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Its name, which no other command has.
    pub name: String,
    /// Its keys, as in `keymap.toml`; without them only the palette runs it.
    pub keys: Option<String>,
    /// One line on what it does.
    pub about: String,
    /// The program and its arguments; empty for the pager itself.
    pub arguments: Vec<Argument>,
    /// What the program reads.
    pub input: CommandInput,
    /// Where it runs.
    pub run: CommandRun,
    /// Whether the article is marked read once the program has succeeded.
    pub marks_read: bool,
    /// Whether the next article is shown once the program has succeeded.
    pub goes_on: bool,
    /// The folder in which it runs, as written; `None` for the folder in which tidings was started.
    pub dir: Option<PathBuf>,
    /// Seconds after which it is stopped; 0 for a program that stays open.
    pub time_limit: u64,
}

/// An argument of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// This text.
    Text(String),
    /// A value of the article.
    Value(CommandValue),
}

/// Defines an enum whose values the user writes by name.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident: $($(#[$value_doc:meta])* $value:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$value_doc])* $value),+ }

        impl $name {
            /// The names in the order of the reference.
            const NAMES: &[&str] = &[$($text),+];

            fn of(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$value),)+ _ => None }
            }
        }
    };
}

named!(
    /// A value of an article that can be an argument.
    CommandValue:
    /// Its address, http or https.
    Url = "{url}",
    /// Its title.
    Title = "{title}",
    /// Its author, empty if it has none.
    Author = "{author}",
    /// The title of its feed.
    Feed = "{feed}",
    /// When it was published, as RFC 3339.
    Date = "{date}",
    /// Its number, as `tidings show` takes it.
    Id = "{id}",
    /// The path of a file with the input, which then is not on standard input.
    File = "{file}",
);

named!(
    /// What a command reads.
    CommandInput:
    /// Nothing.
    None = "none",
    /// The article's address.
    Url = "url",
    /// Its title.
    Title = "title",
    /// Its text.
    Text = "text",
    /// The article as Markdown.
    Markdown = "markdown",
    /// The article as HTML.
    Html = "html",
    /// The JSON of `tidings show --format json`.
    Json = "json",
);

named!(
    /// Where a command runs.
    CommandRun:
    /// Behind the screen, without a terminal.
    Background = "background",
    /// In the terminal, until it ends.
    Terminal = "terminal",
    /// Behind the screen; the user's pager then shows its output.
    Pager = "pager",
);

/// Reads the commands and adds them with their keys to the keymap; a missing file has none. The error has every problem of the file.
pub(super) fn load_into(keymap: &mut Keymap, file: &Path) -> Result<Vec<Command>, SettingsError> {
    let found = parse(&super::read_or_empty(file)?, file)?;
    let mut problems = Vec::new();
    for (line, command) in &found {
        let user = UserCommand { name: command.name.clone(), description: command.about.clone() };
        if let Err(why) = keymap.add_command(user, command.keys.as_deref()) {
            let keys = command.keys.as_deref().unwrap_or_default();
            problems.push((*line, format!("[[command]] {}: key = \"{keys}\": {why}", command.name)));
        }
    }
    SettingsError::check(problems).map_err(|error| error.in_file(file))?;
    Ok(found.into_iter().map(|(_, command)| command).collect())
}

/// Reads the commands of the config folder, without their keys; a missing file has none.
pub fn commands_of(paths: &Paths) -> Result<Vec<Command>, SettingsError> {
    let file = paths.commands_file();
    let found = parse(&super::read_or_empty(&file)?, &file)?;
    Ok(found.into_iter().map(|(_, command)| command).collect())
}

/// Parses the text of `file`; returns each command with its line.
fn parse(text: &str, file: &Path) -> Result<Vec<(usize, Command)>, SettingsError> {
    parse_text(text).map_err(|error| error.in_file(file))
}

fn parse_text(text: &str) -> Result<Vec<(usize, Command)>, SettingsError> {
    let document = parse_document(text)?;
    let (mut found, mut problems) = (Vec::<(usize, Command)>::new(), Vec::new());
    for (key, item) in document.as_table() {
        let Some(tables) = item.as_array_of_tables().filter(|_| key == "command") else {
            let line = item.span().map_or(0, |span| line_of(text, span.start));
            problems.push((line, format!("{key}: unknown section; begin a command with [[command]]")));
            continue;
        };
        for table in tables {
            let line = table.span().map_or(0, |span| line_of(text, span.start));
            let Some(command) = parse_command(table, (text, line), &mut problems) else { continue };
            if let Some((first, _)) = found.iter().find(|(_, known)| known.name == command.name) {
                let name = &command.name;
                problems.push((line, format!("[[command]] {name}: line {first} has a command with this name")));
            }
            found.push((line, command));
        }
    }
    SettingsError::check(problems)?;
    Ok(found)
}

/// Parses one command; adds what is wrong with it to `problems`.
fn parse_command(table: &Table, (text, line): (&str, usize), problems: &mut Vec<(usize, String)>) -> Option<Command> {
    let known_problems = problems.len();
    let mut command = Command {
        name: String::new(),
        keys: None,
        about: String::new(),
        arguments: Vec::new(),
        input: CommandInput::None,
        run: CommandRun::Background,
        marks_read: false,
        goes_on: false,
        dir: None,
        time_limit: TIME_LIMIT,
    };
    for (key, item) in table {
        let at = item.span().map_or(line, |span| line_of(text, span.start));
        if !KEYS.contains(&key) {
            problems.push((at, format!("[[command]] {key}: unknown key; {}", hint(key, KEYS))));
        } else if let Err(allowed) = set(&mut command, key, item) {
            let given = item.span().and_then(|span| text.get(span)).unwrap_or_default();
            problems.push((at, format!("[[command]] {key} = {given}: {allowed}")));
        }
    }
    if problems.len() == known_problems {
        problems.extend(incomplete(&command).map(|missing| (line, format!("[[command]]: {missing}"))));
    }
    if command.about.is_empty() {
        command.about = description(&command);
    }
    (problems.len() == known_problems).then_some(command)
}

/// Says what a command lacks, or which of its keys contradict each other.
fn incomplete(command: &Command) -> Option<&'static str> {
    let names_file = command.arguments.contains(&Argument::Value(CommandValue::File));
    match command {
        _ if command.name.is_empty() => Some("needs name, the name in palette and help"),
        _ if command.arguments.is_empty() && command.run != CommandRun::Pager => {
            Some("needs command, a list of the program and its arguments")
        }
        _ if command.arguments.is_empty() && command.input == CommandInput::None => {
            Some("needs command or input, so that the pager has something to show")
        }
        _ if names_file && command.input == CommandInput::None => Some("{file} needs input, what the file contains"),
        _ => None,
    }
}

/// Sets one key of a command. The error says what the key allows.
fn set(command: &mut Command, key: &str, item: &Item) -> Result<(), String> {
    let text = || item.as_str().map(str::trim).filter(|text| !text.is_empty()).ok_or("must be text in quotes");
    match key {
        "name" => command.name = short(text()?, MAX_NAME)?,
        "about" => command.about = short(text()?, MAX_ABOUT)?,
        "key" => command.keys = Some(text()?.to_owned()),
        "dir" => command.dir = Some(PathBuf::from(text()?)),
        "command" => command.arguments = arguments(item)?,
        "input" => command.input = CommandInput::of(text()?).ok_or_else(|| one_of(CommandInput::NAMES))?,
        "run" => command.run = CommandRun::of(text()?).ok_or_else(|| one_of(CommandRun::NAMES))?,
        "then" => {
            for name in texts(item).ok_or_else(|| one_of(THEN))? {
                match name {
                    "mark-read" => command.marks_read = true,
                    "next" => command.goes_on = true,
                    "nothing" => {}
                    _ => return Err(one_of(THEN)),
                }
            }
        }
        _ => {
            let seconds = item.as_integer().and_then(|seconds| u64::try_from(seconds).ok());
            command.time_limit = seconds
                .filter(|seconds| *seconds <= MAX_TIME_LIMIT)
                .ok_or_else(|| format!("must be seconds from 0 (no limit) to {MAX_TIME_LIMIT}"))?;
        }
    }
    Ok(())
}

/// What can happen after a command.
const THEN: &[&str] = &["nothing", "mark-read", "next"];

fn one_of(names: &[&str]) -> String {
    format!("must be one of {}", names.join(", "))
}

fn short(text: &str, most: usize) -> Result<String, String> {
    let fits = text.chars().count() <= most && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(format!("must be one line of at most {most} characters")) }
}

/// Returns the texts of a list, or the one text in place of a list.
fn texts(item: &Item) -> Option<Vec<&str>> {
    match item.as_array() {
        Some(list) => list.iter().map(Value::as_str).collect(),
        None => item.as_str().map(|text| vec![text]),
    }
}

/// Parses the program and its arguments. A value of the article is always a whole argument.
fn arguments(item: &Item) -> Result<Vec<Argument>, String> {
    let list = item.as_array().and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    let list = list.ok_or("must be a list of texts in quotes: [\"mpv\", \"{url}\"]")?;
    let parsed = list.iter().map(|text| argument(text)).collect::<Result<Vec<_>, _>>()?;
    match parsed.first() {
        Some(Argument::Text(program)) if !program.trim().is_empty() => Ok(parsed),
        None => Ok(parsed),
        _ => Err("must begin with the name of a program".to_owned()),
    }
}

fn argument(text: &str) -> Result<Argument, String> {
    if let Some(value) = CommandValue::of(text) {
        return Ok(Argument::Value(value));
    }
    if let Some(inside) = CommandValue::NAMES.iter().find(|name| text.contains(**name)) {
        return Err(format!("\"{text}\": {inside} must be an argument of its own"));
    }
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if is_name(name) => Err(format!("\"{text}\": unknown value; {}", hint(text, CommandValue::NAMES))),
        _ => Ok(Argument::Text(text.to_owned())),
    }
}

/// Describes a command that does not describe itself.
fn description(command: &Command) -> String {
    let words = command.arguments.iter().map(|argument| match argument {
        Argument::Text(text) => text.as_str(),
        Argument::Value(value) => CommandValue::NAMES.get(*value as usize).copied().unwrap_or_default(),
    });
    let words: Vec<&str> = words.collect();
    let all = if words.is_empty() { "show in the pager".to_owned() } else { format!("run {}", words.join(" ")) };
    all.chars().take(MAX_ABOUT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Command>, String> {
        let mut keymap = Keymap::with_user("").unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let name = file.path().display().to_string();
        load_into(&mut keymap, file.path()).map_err(|error| error.to_string().replace(&name, ""))
    }

    #[test]
    fn the_examples_can_be_used_as_they_are() {
        let commands = read(EXAMPLE_COMMANDS).unwrap();
        let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
        for wanted in ["mpv", "yt-dlp", "wallabag", "readeck", "linkding", "buku", "toot", "mail", "pager"] {
            assert!(names.contains(&wanted), "{wanted} is not among {names:?}");
        }
        let of = |name: &str| commands.iter().find(|command| command.name == name).unwrap();
        assert_eq!((of("mpv").time_limit, of("wallabag").marks_read), (0, true));
        assert_eq!(of("words").about, "count the lines, words and characters of the text");
        assert_eq!((of("pager").arguments.len(), of("pager").run), (0, CommandRun::Pager));
    }

    #[test]
    fn a_command_is_read_with_its_defaults() {
        let commands = read("[[command]]\nname = \"x\"\ncommand = [\"a\", \"{title}\", \"{print}x\"]\n").unwrap();
        let arguments = ["a", "{print}x"].map(|text| Argument::Text(text.to_owned()));
        assert_eq!(
            commands[0].arguments,
            [arguments[0].clone(), Argument::Value(CommandValue::Title), arguments[1].clone()]
        );
        assert_eq!((commands[0].about.as_str(), commands[0].time_limit), ("run a {title} {print}x", TIME_LIMIT));
        let text = "[[command]]\nname = \"x\"\ncommand = [\"a\"]\nthen = [\"mark-read\", \"next\"]\n";
        let command = read(text).unwrap().remove(0);
        assert!(command.marks_read && command.goes_on);
    }

    #[test]
    fn errors_name_the_line_the_command_and_what_is_allowed() {
        let own = |line: &str| format!("[[command]]\nname = \"x\"\ncommand = [\"a\"]\n{line}\n");
        for (text, error) in [
            (own("inputs = \"url\""), ":4: [[command]] inputs: unknown key; did you mean input?"),
            (
                own("input = \"pdf\""),
                ":4: [[command]] input = \"pdf\": must be one of none, url, title, text, markdown, html, json",
            ),
            (own("run = 1"), ":4: [[command]] run = 1: must be text in quotes"),
            (own("run = \"shell\""), "must be one of background, terminal, pager"),
            (own("then = \"star\""), "must be one of nothing, mark-read, next"),
            (own("time_limit = -1"), "must be seconds from 0 (no limit) to 86400"),
            (own("key = \"n\""), ":1: [[command]] x: key = \"n\": these are the keys of next-unread"),
            (
                own("[[command]]\nname = \"x\"\ncommand = [\"b\"]"),
                ":4: [[command]] x: line 1 has a command with this name",
            ),
            ("[[command]]\nname = \"x\"\n".into(), ":1: [[command]]: needs command"),
            ("[[command]]\ncommand = [\"a\"]\n".into(), ":1: [[command]]: needs name"),
            ("[[command]]\nname = \"x\"\nrun = \"pager\"\n".into(), "needs command or input"),
            ("[[command]]\nname = \"x\"\ncommand = [\"a\", \"{file}\"]\n".into(), "{file} needs input"),
            ("[[command]]\nname = \"x\"\ncommand = [\"{url}\"]\n".into(), "must begin with the name of a program"),
            ("[[command]]\nname = \"x\"\ncommand = [\"a\", \"{link}\"]\n".into(), "unknown value; "),
            (
                "[[command]]\nname = \"x\"\ncommand = [\"a\", \"--t={title}\"]\n".into(),
                "{title} must be an argument of its own",
            ),
            ("[[command]]\nname = \"x\"\ncommand = \"mpv {url}\"\n".into(), "must be a list of texts in quotes"),
            ("[commands]\n".into(), "commands: unknown section; begin a command with [[command]]"),
        ] {
            let found = read(&text).unwrap_err();
            assert!(found.contains(error), "{text}\n{found}");
        }
        let two = "[[command]]\nname = \"a\"\nkey = \"; x\"\ncommand = [\"a\"]\n[[command]]\nname = \"b\"\nkey = \";\"\ncommand = [\"a\"]\n";
        let found = read(two).unwrap_err();
        assert!(
            found.contains("b: key = \";\": these can't be told from the keys \"; x\" of a (commands.toml)"),
            "{found}"
        );
    }
}
