//! `tidings add`: subscribes to a feed by its address or the address of a page.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};

use anyhow::{Context as _, bail};

use super::out::{Out, print_stderr};
use super::{App, sync};
use crate::domain::login::{mask, mask_typed};
use crate::domain::{Subscription, Text, pluralize};
use crate::feeds::Candidate;
use crate::sync::{Found, subscribe};

pub(super) fn run(app: &App, url: &str, folder: Option<&str>, tags: &[String], out: &mut Out) -> anyhow::Result<()> {
    let (url, title) = find(app, url)?;
    let mut subscription = Subscription {
        url,
        folder: folder.and_then(|folder| Text::line(folder.trim_matches('/')).non_empty()),
        tags: tags.iter().filter_map(|tag| Text::line(tag).non_empty()).collect(),
        ..Subscription::default()
    };
    let moved = app.library.move_logins(std::slice::from_mut(&mut subscription))?;
    let (url, shown) = (&subscription.url, mask(&subscription.url));
    if !app.library.change_subscriptions(|feeds| feeds.add(&subscription))? {
        bail!("already subscribed to {shown}; change its folder and tags in feeds.toml");
    }
    moved.notice(&app.library).iter().for_each(|notice| print_stderr(notice));
    let title = title.map_or_else(|| shown.to_string(), Text::into_string);
    if let Some(feed) = app.library.store.feed_by_url(url)? {
        // The feed stays subscribed even if the fetch fails, for example because another sync is running.
        match sync::quietly(app, vec![feed]) {
            Ok(report) => {
                for failure in &report.failures {
                    print_stderr(&format!("{}: {}", failure.feed, failure.error));
                }
                out.line(&format!("added {title} <{shown}>, {}", pluralize(report.new_articles, "article")))?;
            }
            Err(error) => {
                out.line(&format!("added {title} <{shown}>"))?;
                print_stderr(&format!("not fetched yet: {error:#}"));
            }
        }
    }
    Ok(())
}

/// Finds the feed at an address; the user chooses one if a page has several.
fn find(app: &App, address: &str) -> anyhow::Result<(String, Option<Text>)> {
    let shown = mask_typed(address).into_owned();
    let found = app.online(async |context| subscribe(&context.client, address).await.with_context(|| shown.clone()))?;
    let candidates = match found {
        Found::Feed { url, title, .. } => return Ok((url, title)),
        Found::Several(candidates) => candidates,
    };
    let chosen = choose(&shown, &candidates)?;
    match app.online(async |context| Ok(subscribe(&context.client, &chosen.url).await?))? {
        Found::Feed { url, title, .. } => Ok((url, title)),
        Found::Several(_) => bail!("no feed at {}", mask(&chosen.url)),
    }
}

/// Asks the user which feed to add; fails with a list of the feeds if standard input is not a terminal.
fn choose<'a>(address: &str, candidates: &'a [Candidate]) -> anyhow::Result<&'a Candidate> {
    let mut list = format!("{address} has several feeds:\n");
    for (i, candidate) in candidates.iter().enumerate() {
        let title = candidate.title.as_deref().unwrap_or("");
        let _ = writeln!(list, "{:3}  {}  {title}", i + 1, mask(&candidate.url));
    }
    let _ = stderr().write_all(Text::block(&list).as_bytes());
    if !stdin().is_terminal() {
        bail!("{address} has several feeds; run `tidings add` with the address of one");
    }
    let _ = write!(stderr(), "Which one? [1] ");
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    let number = if line.trim().is_empty() { Ok(1) } else { line.trim().parse::<usize>() };
    match number.ok().and_then(|n| candidates.get(n.checked_sub(1)?)) {
        Some(candidate) => Ok(candidate),
        None => bail!("no feed has the number {}; nothing was added", line.trim()),
    }
}
