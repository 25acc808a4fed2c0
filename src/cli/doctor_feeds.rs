//! `tidings doctor feeds`: lists dead, silent and noisy feeds, and says what to do about them.

use std::borrow::Cow;

use serde::Serialize;

use super::App;
use super::json::Timestamp;
use super::out::Out;
use crate::domain::health::{FeedFacts, Health};
use crate::domain::login::mask;
use crate::domain::{FeedId, Text, Time, pluralize};

pub(super) fn run(app: &App, as_json: bool, out: &mut Out) -> anyhow::Result<()> {
    let now = chrono::Utc::now();
    let feeds = app.library.store.feed_facts(None, now)?;
    if as_json {
        return out.json(&feeds.iter().map(|feed| Checked::new(feed, now)).collect::<Vec<_>>());
    }
    for health in [Health::Dead, Health::Silent, Health::Noisy] {
        let of_kind: Vec<&FeedFacts> = feeds.iter().filter(|feed| feed.health(now) == health).collect();
        if of_kind.is_empty() {
            continue;
        }
        out.line(&format!("{} ({})", health.name(), pluralize(of_kind.len(), "feed")))?;
        for feed in of_kind {
            out.line(&format!("{:>6}  {}  {}", feed.id.0, feed.title, why(app, feed, now)))?;
            out.line(&format!("        {}", feed.advice(now)))?;
        }
    }
    let well = feeds.iter().filter(|feed| feed.health(now) == Health::Well).count();
    let bytes: u64 = feeds.iter().map(|feed| feed.bytes).sum();
    out.line(&format!("{} of {} well, {} KiB of texts", well, pluralize(feeds.len(), "feed"), bytes / 1024))?;
    Ok(())
}

/// Says why a feed is listed.
fn why(app: &App, feed: &FeedFacts, now: Time) -> String {
    let date = |time: Option<Time>| time.map_or_else(|| "ever".to_owned(), |time| app.clock().date(time));
    match feed.health(now) {
        Health::Dead => {
            let error = feed.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
            format!("not fetched since {}{error}", date(feed.last_success))
        }
        Health::Silent => format!("nothing new since {}", date(feed.newest)),
        _ => format!("{} articles a week, {} of {} unread", feed.a_week(now), feed.unread, feed.articles),
    }
}

/// A feed, as JSON.
#[derive(Serialize)]
struct Checked<'a> {
    id: FeedId,
    title: &'a Text,
    url: Cow<'a, str>,
    health: &'static str,
    advice: &'static str,
    failures: u32,
    error: Option<&'a Text>,
    last_fetch: Option<Timestamp>,
    last_success: Option<Timestamp>,
    next_due: Option<Timestamp>,
    newest: Option<Timestamp>,
    articles: u32,
    unread: u32,
    per_week: u64,
    bytes: u64,
}

impl<'a> Checked<'a> {
    fn new(feed: &'a FeedFacts, now: Time) -> Self {
        Self {
            id: feed.id,
            title: &feed.title,
            url: mask(&feed.url),
            health: feed.health(now).name(),
            advice: feed.advice(now),
            failures: feed.failures,
            error: feed.error.as_ref(),
            last_fetch: feed.last_fetch.map(Into::into),
            last_success: feed.last_success.map(Into::into),
            next_due: feed.next_due.map(Into::into),
            newest: feed.newest.map(Into::into),
            articles: feed.articles,
            unread: feed.unread,
            per_week: feed.a_week(now),
            bytes: feed.bytes,
        }
    }
}
