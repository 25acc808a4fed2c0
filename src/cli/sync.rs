//! `tidings sync`: fetches the feeds, with a progress bar in a terminal and plain lines elsewhere.
//!
//! The command fails if every feed failed. Without a network it says so in one line, instead of an error for each feed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::{mpsc, watch};

use super::App;
use super::args::SyncArguments;
use super::out::{Out, is_stderr_terminal, print_stderr};
use crate::domain::login::mask;
use crate::domain::{FeedId, Text, pluralize};
use crate::runtime::{RuleNews, after_sync, finish_rules, follow_move, notify};
use crate::sync::{Options, Outcome, Progress, Report, SyncScope, no_network_notice, run as sync, tally};

pub(super) fn run(app: &App, arguments: &SyncArguments, out: &mut Out) -> anyhow::Result<()> {
    let config = &app.settings.config.sync;
    let only = arguments.feed.iter().map(|name| Ok(app.feed(name)?.id)).collect::<anyhow::Result<Vec<_>>>()?;
    let options = Options {
        only: (!only.is_empty()).then_some(only),
        ask: if arguments.force { SyncScope::Force } else { SyncScope::All },
        comments: arguments.comments || config.comments,
        pages: arguments.pages || config.pages,
        audio: arguments.audio,
        catch_up: arguments.comments || arguments.pages,
        index: true,
    };
    let mut printer = if arguments.quiet { ProgressPrinter::quiet() } else { ProgressPrinter::new() };
    let report = fetch(app, &options, &mut printer)?;
    if arguments.json {
        out.json(&report)?;
    } else if arguments.quiet {
        let failures = report.failures.iter().filter(|_| report.waiting == 0);
        failures.for_each(|failure| print_stderr(&format!("! {}: {}", failure.feed, failure.error)));
    } else if report.waiting == 0 || report.waiting < report.feeds {
        out.line(&summary(&report))?;
    }
    let has_failed = report.feeds > 0 && report.failed == report.feeds;
    if has_failed {
        out.finish()?;
    }
    match (has_failed, printer.waiting.as_slice()) {
        (true, []) => bail!("all feeds failed; `tidings feeds` shows why"),
        (true, titles) => bail!(no_network_notice(titles)),
        (false, []) => {}
        (false, titles) => print_stderr(&no_network_notice(titles)),
    }
    Ok(())
}

/// Syncs feeds without showing progress.
pub(super) fn quietly(app: &App, feeds: Vec<FeedId>) -> anyhow::Result<Report> {
    let config = &app.settings.config.sync;
    let options = Options { only: Some(feeds), comments: config.comments, pages: config.pages, ..Options::default() };
    fetch(app, &options, &mut ProgressPrinter::quiet())
}

/// Syncs and shows the progress.
pub(super) fn fetch(app: &App, options: &Options, printer: &mut ProgressPrinter) -> anyhow::Result<Report> {
    let (report, news) = app.online(async |context| {
        let (sender, mut progress) = mpsc::unbounded_channel();
        let (stop, cancel) = watch::channel(false);
        let printing = async {
            loop {
                tokio::select! {
                    event = progress.recv() => match event {
                        Some(event) => {
                            if let Progress::Moved(moved) = &event {
                                follow_move(&app.library, moved)?;
                            }
                            printer.print(event);
                        }
                        None => break anyhow::Ok(()),
                    },
                    // An interrupt stops the sync, which keeps what it has fetched.
                    _ = tokio::signal::ctrl_c() => drop(stop.send(true)),
                }
            }
        };
        let (report, printed) = tokio::join!(sync(context, options, sender, cancel), printing);
        printed?;
        let report = report?;
        let news = after_rules(app, report.cancelled).await?;
        Ok((report, news))
    })?;
    let config = &app.settings.config;
    news.warnings.iter().for_each(|warning| print_stderr(warning));
    if let Some(notice) = news.notice {
        if let Err(why) = notify(&config.sync.notify, &notice) {
            print_stderr(&why);
        }
        printer.line(&format!("  {notice}"));
    }
    after_sync(&app.library, config, chrono::Utc::now())?;
    app.library.store.count_smart_feeds(app.clock().zone, chrono::Utc::now(), || {})?;
    Ok(report)
}

/// Runs the commands that rules ask for; an interrupt stops them.
async fn after_rules(app: &App, is_cancelled: bool) -> anyhow::Result<RuleNews> {
    let stopped = Arc::new(AtomicBool::new(is_cancelled));
    let (library, config, stop) = (app.library.clone(), app.settings.config.clone(), stopped.clone());
    let look = move || stop.load(Ordering::SeqCst);
    let mut work = tokio::task::spawn_blocking(move || finish_rules(&library, &config, chrono::Utc::now(), &look));
    loop {
        tokio::select! {
            news = &mut work => return Ok(news??),
            _ = tokio::signal::ctrl_c() => stopped.store(true, Ordering::SeqCst),
        }
    }
}

fn summary(report: &Report) -> String {
    let mut parts = vec![
        pluralize(report.feeds, "feed"),
        report.news(),
        format!("{} updated", report.updated_articles),
        format!("{} unchanged", report.not_modified),
        format!("{} failed", report.failed),
    ];
    if report.comments > 0 {
        parts.push(pluralize(report.comments, "new comment"));
    }
    if !report.replies.is_empty() {
        parts.push(format!("replies: {}", tally(report.replies.iter().map(|reply| reply.state))));
    }
    parts.push(format!("{:.1} s", report.seconds));
    if report.cancelled {
        parts.push("cancelled".to_owned());
    }
    parts.join(", ")
}

/// Prints the progress of a sync on standard error.
pub(super) struct ProgressPrinter {
    bar: Option<ProgressBar>,
    /// Whether messages are printed at all.
    has_lines: bool,
    /// The titles of the feeds that wait for a network.
    waiting: Vec<Text>,
}

impl ProgressPrinter {
    pub(super) fn new() -> Self {
        let bar = is_stderr_terminal().then(ProgressBar::no_length);
        Self { bar, has_lines: true, waiting: Vec::new() }
    }

    /// Makes one that prints nothing.
    fn quiet() -> Self {
        Self { bar: None, has_lines: false, waiting: Vec::new() }
    }

    fn print(&mut self, event: Progress) {
        match event {
            Progress::Started { total } => {
                if let Some(bar) = &self.bar {
                    bar.set_length(total as u64);
                    let style = ProgressStyle::with_template("{bar:24.cyan} {pos}/{len} {wide_msg}");
                    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━─"));
                    bar.enable_steady_tick(Duration::from_millis(200));
                }
            }
            Progress::Feed { title, outcome, .. } => {
                match &outcome {
                    Outcome::Failed(reason) => self.line(&format!("! {title}: {reason}")),
                    Outcome::Fetched { new, updated, warnings } => {
                        for warning in warnings {
                            self.line(&format!("  {title}: {warning}"));
                        }
                        if self.bar.is_none() {
                            self.line(&format!("  {title}: {new} new, {updated} updated"));
                        }
                    }
                    Outcome::NotModified if self.bar.is_none() => self.line(&format!("  {title}: unchanged")),
                    Outcome::NotModified => {}
                }
                if let Some(bar) = &self.bar {
                    bar.set_message(title.into_string());
                    bar.inc(1);
                }
            }
            Progress::Part { title, saved, total } => self.message(&format!("{title}: {saved} of {total} articles")),
            Progress::FollowUp { total } => {
                self.message(&format!("fetching {} (comments, full texts, audio)", pluralize(total, "article")));
            }
            Progress::Rules { left } => self.message(&format!("applying rules to {}", pluralize(left, "article"))),
            Progress::Indexing { left } => self.message(&format!("indexing {}", pluralize(left, "article"))),
            Progress::Warning(text) => self.line(&format!("! {text}")),
            Progress::Finished(_) => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
            }
            Progress::Moved(moved) => self.line(&format!("  {} has moved to {}", moved.from, moved.to)),
            // The command says so at its end, once.
            Progress::Offline { titles } => self.waiting = titles,
            Progress::Thread { .. } | Progress::Page { .. } | Progress::Recording { .. } => {}
        }
    }

    fn message(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.to_owned());
        }
    }

    fn line(&self, text: &str) {
        if !self.has_lines {
            return;
        }
        match &self.bar {
            Some(bar) => bar.println(Text::line(&mask(text)).as_str()),
            None => print_stderr(text),
        }
    }
}
