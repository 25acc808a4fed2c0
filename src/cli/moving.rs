//! `tidings import` for newsboat's `cache.db` and `config`: shows the progress and prints what came over.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use super::App;
use super::out::{Out, is_stderr_terminal, print_stderr};
use crate::domain::{Warning, pluralize};
use crate::library::moving::Moved;
use crate::library::newsboat_config::{self, ConfigLine, Fate, THEME};
use crate::store::NewsboatCache;

/// The most lines printed about what is not imported.
const MAX_WARNINGS: usize = 20;
/// The last line of a dry run.
pub(super) const DRY: &str = "Dry run: nothing was changed.";
/// The most characters that the table of a config shows of a line.
const SHOWN: usize = 40;

/// Returns whether a file is a SQLite database; standard input is not.
pub(super) fn is_database(file: &Path) -> anyhow::Result<bool> {
    if file == Path::new("-") {
        return Ok(false);
    }
    let mut head = Vec::new();
    // A pipe has no beginning that could be read twice.
    if std::fs::metadata(file).is_ok_and(|found| found.is_file()) {
        let opened = File::open(file).and_then(|file| file.take(16).read_to_end(&mut head));
        opened.with_context(|| format!("{} can't be read", file.display()))?;
    }
    Ok(NewsboatCache::is_database(&head))
}

pub(super) fn import_cache(app: &App, file: &Path, is_dry: bool, out: &mut Out) -> anyhow::Result<()> {
    let bar = is_stderr_terminal().then(ProgressBar::no_length);
    if let Some(bar) = &bar {
        let style = ProgressStyle::with_template("{bar:24.cyan} {pos}/{len} articles");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━─"));
    }
    let moved = app.library.import_newsboat(file, chrono::Utc::now(), is_dry, |done, total| {
        if let Some(bar) = &bar {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    });
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let moved = moved?;
    print_skipped(file, &moved.skipped);
    for line in report(&moved, is_dry) {
        out.line(&line)?;
    }
    moved.logins.notice(&app.library).map_or(Ok(()), |notice| out.line(&notice))?;
    Ok(())
}

fn report(moved: &Moved, is_dry: bool) -> Vec<String> {
    let verb = if is_dry { "to add" } else { "added" };
    let counts = &moved.articles;
    let mut lines = vec![
        format!("{} {verb}, {} already subscribed", pluralize(moved.feeds_added.len(), "feed"), moved.feeds_known),
        format!(
            "{} {verb}, {} already stored; {} read, {} starred",
            pluralize(counts.added, "article"),
            counts.known,
            counts.read,
            counts.starred
        ),
    ];
    if !moved.flags.is_empty() {
        let flags: Vec<String> = moved.flags.iter().map(|(letter, count)| format!("{letter} on {count}")).collect();
        lines
            .push(format!("Flags: {}. An article with a flag is starred; the letters are not kept.", flags.join(", ")));
    }
    if !moved.skipped.is_empty() {
        lines.push(format!("{} skipped (see above)", moved.skipped.len()));
    }
    if is_dry {
        lines.push(DRY.to_owned());
    }
    lines
}

/// Converts newsboat's config, prints what became of each line, and writes the files that the user does not have.
pub(super) fn import_config(app: &App, text: &str, is_dry: bool, out: &mut Out) -> anyhow::Result<()> {
    let converted = newsboat_config::convert(text);
    for line in &converted.lines {
        out.line(&row(line))?;
    }
    let paths = &app.settings.paths;
    let files = [
        (paths.config_file(), &converted.config),
        (paths.keymap_file(), &converted.keymap),
        (paths.theme_file(THEME), &converted.theme),
        (paths.rules_file(), &converted.rules),
    ];
    for (file, text) in files.into_iter().filter(|(_, text)| !text.is_empty()) {
        out.line("")?;
        if file.exists() {
            out.line(&format!("{} exists and was not changed. Lines that you may add:", file.display()))?;
            text.lines().try_for_each(|line| out.line(&format!("  {line}")))?;
        } else if is_dry {
            out.line(&format!("{} would be written:", file.display()))?;
            text.lines().try_for_each(|line| out.line(&format!("  {line}")))?;
        } else {
            write_new(&file, text).with_context(|| format!("can't write {}", file.display()))?;
            out.line(&format!("{} written", file.display()))?;
        }
    }
    let taken = converted.lines.iter().filter(|line| matches!(line.fate, Fate::Became(_))).count();
    out.line("")?;
    out.line(&format!("{} converted, {} not", pluralize(taken, "line"), converted.lines.len() - taken))?;
    if is_dry {
        out.line(DRY)?;
    }
    Ok(())
}

/// Writes a file that does not exist, and the folder around it.
fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create_new(file)?.write_all(text.as_bytes())
}

/// Prints what is not imported, and why.
pub(super) fn print_skipped(file: &Path, warnings: &[Warning]) {
    for warning in warnings.iter().take(MAX_WARNINGS) {
        print_stderr(&format!("{}: {warning}", file.display()));
    }
    if warnings.len() > MAX_WARNINGS {
        print_stderr(&format!("{}: {} more not imported", file.display(), warnings.len() - MAX_WARNINGS));
    }
}

/// Formats a row of the table: line, what it was, what it became.
fn row(line: &ConfigLine) -> String {
    let fate = match &line.fate {
        Fate::Became(what) => format!("→ {what}"),
        Fate::NotTaken(reason) => format!("– {reason}"),
    };
    let shown: String = line.line.chars().take(SHOWN).collect();
    format!("{:>4}  {shown:<SHOWN$}  {fate}", line.number)
}
