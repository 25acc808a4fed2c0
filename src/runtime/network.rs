//! What fetching and sending need to know, from the settings; and what is done to the library when they have ended.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::clock::Clock;
use super::system::secrets::identity;
use crate::comments::Endpoints;
use crate::domain::Time;
use crate::library::{Library, LibraryError};
use crate::net::{Client, NetOptions};
use crate::settings::Config;
use crate::sync::{self, Context, DeliveryOptions};

/// The context that everything fetched needs, from the settings.
#[must_use]
pub fn context(library: &Library, config: &Config, clock: Clock) -> Context {
    let of = library.clone();
    Context::new(library.store.clone(), Client::new(net_options(config)))
        .with_clock(move || clock())
        .with_interval(config.sync.interval)
        .with_comments(endpoints(config), config.comments.look_up)
        // A file that can't be read has been complained of where it was changed; comments are fetched all the same.
        .with_rules(config.comments.me.clone(), move || of.rules().unwrap_or_default())
        .with_mailing(mailing(config))
}

/// How replies go out, from the settings.
fn mailing(config: &Config) -> DeliveryOptions {
    let reply = config.reply.clone();
    DeliveryOptions {
        with_sync: reply.with_sync,
        pause: TimeDelta::seconds(reply.pause.into()),
        settle: TimeDelta::seconds(reply.settle.into()),
        isso: config.comments.isso.clone(),
        identities: Arc::new(move |host| identity(&reply, host)),
    }
}

/// Where comments are looked for, from the settings.
fn endpoints(config: &Config) -> Endpoints {
    let comments = config.comments.clone();
    let given = |base: String| Some(base).filter(|base| !base.is_empty());
    Endpoints {
        hacker_news: comments.hacker_news,
        hacker_news_search: comments.hacker_news_search,
        hacker_news_items: comments.hacker_news_items,
        lobsters: comments.lobsters,
        reddit: comments.reddit,
        lemmy: comments.lemmy,
        mastodon: comments.mastodon,
        discourse: comments.discourse,
        blogger: comments.blogger,
        isso: given(comments.isso),
        remark42: given(comments.remark42),
    }
}

/// The client's limits, from the settings.
#[must_use]
pub fn net_options(config: &Config) -> NetOptions {
    let network = &config.network;
    NetOptions {
        user_agent: network.user_agent.clone(),
        total: Duration::from_secs(network.timeout),
        max_body: usize::try_from(network.max_body).unwrap_or(15) * 1024 * 1024,
        per_host: config.sync.per_host,
        global: config.sync.concurrency,
        allow_private: network.allow_private.clone(),
        proxy: network.proxy.clone().filter(|proxy| !proxy.is_empty()),
        ..NetOptions::default()
    }
}

/// Rewrites the address of a feed that has moved for good: at once, for the store knows it by the new one already.
pub fn follow_move(library: &Library, moved: &sync::Moved) -> Result<(), LibraryError> {
    library.change_subscriptions(|feeds| feeds.replace_url(&moved.from, &moved.to))?;
    Ok(())
}

/// What the settings ask for when a sync has ended: old articles go.
pub fn after_sync(library: &Library, config: &Config, now: Time) -> Result<(), LibraryError> {
    if config.sync.keep_days > 0 {
        library.store.expire(config.sync.keep_days, now)?;
    }
    Ok(())
}
