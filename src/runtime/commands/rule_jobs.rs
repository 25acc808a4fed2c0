//! Does after a sync what rules for articles ask for: runs commands on the articles, and makes the line of the notification.
//!
//! Every job is a row of the store, so that nothing is lost when the program ends. A command leaves the store before it
//! runs: it may be lost in a crash, and never runs twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::prepare::prepare;
use crate::app::commands::Run;
use crate::domain::{ClockFormat, RuleAction, RuleEffect, Text, Time, pluralize};
use crate::library::{Library, LibraryError};
use crate::runtime::system::program;
use crate::settings::{Command, Config, commands_of};

/// Most commands that run after one sync.
const MAX_RUNS: usize = 20;
/// Time after which no more commands are begun.
const RUN_LIMIT: Duration = Duration::from_mins(5);
/// Shortest time between two notifications.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// The key under which the store has the time of the last notification, in milliseconds since 1970.
const NOTIFIED: &str = "rules.notified";
/// The most characters of a notification.
const MAX_NOTICE: usize = 300;

/// What came of the jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleNews {
    /// The line to notify the user with.
    pub notice: Option<Text>,
    /// What the user must know about the commands: each failure once, and how many wait.
    pub warnings: Vec<Text>,
}

/// Runs the commands that rules ask for, and makes the notice. Blocks.
pub fn finish(
    library: &Library,
    config: &Config,
    now: Time,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<RuleNews, LibraryError> {
    let warnings = run_commands(library, config.screen.clock_format(), now, is_cancelled)?;
    Ok(RuleNews { notice: notice(library, now)?, warnings })
}

fn run_commands(
    library: &Library,
    clock: ClockFormat,
    now: Time,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Vec<Text>, LibraryError> {
    let (jobs, stale) = jobs(library)?;
    library.store.finish_rule_jobs(&stale)?;
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let commands = commands_of(&library.paths)?;
    let began = Instant::now();
    let mut failures: BTreeMap<String, usize> = BTreeMap::new();
    let mut done = 0;
    for job in jobs.iter().take(MAX_RUNS) {
        if is_cancelled() || began.elapsed() >= RUN_LIMIT {
            break;
        }
        let RuleAction::Run(name) = &job.action else { continue };
        library.store.finish_rule_jobs(std::slice::from_ref(job))?;
        done += 1;
        let command = commands.iter().find(|command| command.name == *name);
        let result = match command {
            Some(command) => run(library, command, job, clock, is_cancelled),
            None => Err("no such command in commands.toml".to_owned()),
        };
        match (result, command) {
            (Ok(()), Some(command)) if command.marks_read => {
                library.store.set_read(&[job.article], true, now)?;
            }
            (Ok(()), _) => {}
            (Err(why), _) => *failures.entry(format!("{name}: {why}")).or_default() += 1,
        }
    }
    let mut warnings: Vec<Text> = failures
        .into_iter()
        .map(|(why, articles)| match articles {
            1 => Text::line(&why),
            articles => Text::line(&format!("{why} ({})", pluralize(articles, "article"))),
        })
        .collect();
    if jobs.len() > done {
        let (ran, left) = (pluralize(done, "command"), jobs.len() - done);
        warnings.push(Text::line(&format!("rules ran {ran}; {left} more wait for the next sync")));
    }
    Ok(warnings)
}

/// Returns the commands to run, and those of rules that the user has removed or changed since.
fn jobs(library: &Library) -> Result<(Vec<RuleEffect>, Vec<RuleEffect>), LibraryError> {
    let jobs = library.store.rule_jobs(&["run"])?;
    if jobs.is_empty() {
        return Ok((jobs, Vec::new()));
    }
    let rules = library.article_rules()?;
    let is_wanted =
        |job: &RuleEffect| rules.iter().any(|rule| rule.name == job.rule && rule.actions.contains(&job.action));
    Ok(jobs.into_iter().partition(is_wanted))
}

fn run(
    library: &Library,
    command: &Command,
    job: &RuleEffect,
    clock: ClockFormat,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<(), String> {
    let run = Run { ticket: 0, command: Arc::new(command.clone()), article: job.article, opened: None };
    let prepared = prepare(library, &run, clock)?;
    program::run(&prepared.program, is_cancelled).map(drop).map_err(|error| error.to_string())
}

/// Makes the line about new articles, and forgets them. Without any, or too soon after the last line, returns `None`.
fn notice(library: &Library, now: Time) -> Result<Option<Text>, LibraryError> {
    let store = &library.store;
    let jobs = store.rule_jobs(&["notify"])?;
    let last = store.meta(NOTIFIED)?.and_then(|last| last.parse().ok()).and_then(Time::from_timestamp_millis);
    if jobs.is_empty() || last.is_some_and(|last| last <= now && now - last < PAUSE) {
        return Ok(None);
    }
    let mut rules: BTreeMap<&Text, usize> = BTreeMap::new();
    for job in &jobs {
        *rules.entry(&job.rule).or_default() += 1;
    }
    let line = |(rule, articles): (&&Text, &usize)| {
        let verb = if *articles == 1 { "matches" } else { "match" };
        format!("{} {verb} “{rule}”", pluralize(*articles, "new article"))
    };
    let text = rules.iter().map(line).collect::<Vec<_>>().join("; ");
    let short: String = text.chars().take(MAX_NOTICE).collect();
    store.set_meta(NOTIFIED, &now.timestamp_millis().to_string())?;
    store.finish_rule_jobs(&jobs)?;
    Ok(Some(Text::line(&if short.len() < text.len() { short + "…" } else { short })))
}
