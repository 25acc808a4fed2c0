//! Makes the options of fetching and sending from the settings, and updates the library after a sync.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::clock::Clock;
use super::system::access::{account, ask_access};
use super::system::program::{self, Program};
use super::system::secrets::{google_key, identity};
use crate::domain::{ArticleRule, Text, Time};
use crate::library::{Library, LibraryError};
use crate::net::{Client, NetOptions};
use crate::settings::{Config, Duplicates, Paths, Subscriptions};
use crate::sync::{self, Context, DeliveryOptions, Downloads, FeedProgram, GoogleAccess, OnlineSources};

/// Makes the context of fetching and sending from the settings.
#[must_use]
pub fn context(library: &Library, config: &Config, clock: Clock) -> Context {
    let rules = library.clone();
    let now = clock.clone();
    Context::new(library.store.clone(), Client::new(net_options(&library.paths, config)))
        .with_clock(move || now())
        .with_interval(config.sync.interval)
        .with_comments(config.comments.endpoints.clone(), config.comments.look_up)
        // The reader and `tidings rules` report errors in the file. Fetching goes on without rules.
        .with_rules(config.comments.me.clone(), move || rules.rules().unwrap_or_default())
        .with_article_rules(article_rules(library, config, clock))
        .with_duplicates_hidden(config.sync.duplicates == Duplicates::Hide)
        .with_downloads(downloads(library, config))
        .with_delivery(delivery(&library.paths, config))
        .with_online(online(config))
        .with_feed_program(feed_program(library, config))
}

/// Makes the function that reads the rules for articles, with dates in the user's time zone.
fn article_rules(
    library: &Library,
    config: &Config,
    clock: Clock,
) -> impl Fn() -> Result<Vec<ArticleRule>, Text> + Send + Sync + use<> {
    let (library, zone) = (library.clone(), config.screen.clock_format().zone);
    move || {
        let rules = library.article_rules().map_err(|error| Text::line(&error.to_string()))?;
        let now = clock();
        Ok(rules.into_iter().map(|rule| rule.at(zone, now)).collect())
    }
}

/// Makes the function that runs the program of a feed: in the config folder, within the limits for a fetched feed.
fn feed_program(library: &Library, config: &Config) -> FeedProgram {
    let (library, network) = (library.clone(), config.network.clone());
    Arc::new(move |url, is_cancelled| {
        let feeds = Subscriptions::load(&library.paths.feeds_file()).map_err(|error| error.to_string())?;
        let feed = feeds.list().iter().find(|feed| feed.url == url && !feed.command.is_empty());
        let arguments = feed.ok_or("feeds.toml has no command for this feed")?.command.clone();
        let name = arguments.first().cloned().unwrap_or_default();
        let program = Program {
            arguments,
            dir: Some(library.paths.config.clone()),
            input: Vec::new(),
            time_limit: Some(Duration::from_secs(network.timeout)),
            max_output: max_body(network.max_body),
            stops_at_max: true,
        };
        match program::run(&program, is_cancelled) {
            Ok(printed) if printed.is_cut => {
                Err(format!("{name}: prints more than {} MiB ([network] max_body)", network.max_body))
            }
            Ok(printed) => Ok(printed.bytes),
            Err(error) => Err(format!("{name}: {error}")),
        }
    })
}

/// Returns the most bytes of a body that is set in MiB.
fn max_body(mebibytes: u64) -> usize {
    usize::try_from(mebibytes).unwrap_or(15) * 1024 * 1024
}

/// Returns where recordings are kept.
fn downloads(library: &Library, config: &Config) -> Downloads {
    Downloads::new(&library.paths.state.join("audio"), config.listen.downloads.saturating_mul(1_000_000))
}

/// Returns whom an online fact check may ask.
fn online(config: &Config) -> OnlineSources {
    let sources = config.fact_check.clone();
    let has_key = !sources.google_key_command.is_empty() || !sources.google_key_env.is_empty();
    let google = (has_key && !sources.google.is_empty()).then(|| {
        let with_key = sources.clone();
        GoogleAccess { base: sources.google.clone(), key: Arc::new(move || google_key(&with_key)) }
    });
    let server = Some(sources.search_server).filter(|server| !server.is_empty());
    OnlineSources { feeds: sources.search, server, google }
}

/// Makes the options of sending replies.
fn delivery(paths: &Paths, config: &Config) -> DeliveryOptions {
    let (reply, paths, sites) = (config.reply.clone(), paths.clone(), config.site.clone());
    DeliveryOptions {
        with_sync: reply.with_sync,
        pause: TimeDelta::seconds(reply.pause.into()),
        settle: TimeDelta::seconds(reply.settle.into()),
        isso: config.comments.endpoints.isso.clone(),
        identities: Arc::new(move |host| identity(&reply, host, || account(&paths, &sites, host))),
    }
}

/// Makes the options of the HTTP client.
#[must_use]
pub fn net_options(paths: &Paths, config: &Config) -> NetOptions {
    let network = &config.network;
    NetOptions {
        user_agent: network.user_agent.clone(),
        total: Duration::from_secs(network.timeout),
        max_body: max_body(network.max_body),
        per_host: config.sync.per_host,
        global: config.sync.concurrency,
        allow_private: network.allow_private.clone(),
        proxy: network.proxy.clone().filter(|proxy| !proxy.is_empty()),
        access: Some(ask_access(paths, &config.site)),
        ..NetOptions::default()
    }
}

/// Changes the address of a feed that has moved permanently in `feeds.toml`. The store already has the new address.
pub fn follow_move(library: &Library, moved: &sync::Moved) -> Result<(), LibraryError> {
    library.change_subscriptions(|feeds| feeds.replace_url(&moved.from, &moved.to))?;
    Ok(())
}

/// Removes old articles after a sync, if the settings say so.
pub fn after_sync(library: &Library, config: &Config, now: Time) -> Result<(), LibraryError> {
    if config.sync.keep_days > 0 {
        library.store.expire(config.sync.keep_days, now)?;
    }
    Ok(())
}
