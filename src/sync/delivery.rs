//! Sends one reply: finds its target and identity, waits for its turn, and runs the conversation with the site.
//!
//! `outbox` decides what to send when, and what to make of the outcome.

use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::outbox::OutboxRun;
use super::{Cancel, SyncError};
use crate::domain::{Reply, ReplyState, Time, is_same_site, pluralize};
use crate::net::{Delivery, NotDelivered, Request as Plain, Trust, host_key};
use crate::reply::{Answer, Event, Failure, Hints, Method, Outcome, Request, sender, server_of};

/// Headers that hold an account's secret.
const SECRETS: [&str; 4] = ["authorization", "api-key", "user-api-key", "api-username"];
/// Key of the note on a host that has the time of the last reply sent there.
const REPLIED: &str = "replied";

/// Answer of a site: address, status, `Location`, `Retry-After` and body.
type SiteAnswer = (String, u16, Option<String>, Option<Duration>, Vec<u8>);

/// Site and identity for a reply.
pub(super) struct Target {
    /// Address of the thread's server, else of the article.
    home: String,
    pub(super) host: String,
    pub(super) hints: Hints,
}

impl Target {
    /// Returns the author's name that the site shows with the reply. Empty for Mastodon, which may show another name
    /// than the account's; there a search compares text and parent only.
    pub(super) fn name(&self) -> &str {
        let identity = &self.hints.identity;
        match &identity.account {
            _ if self.hints.source.starts_with("mastodon") => "",
            Some(account) => &account.user,
            None => &identity.name,
        }
    }
}

impl OutboxRun<'_> {
    /// Finds the site and identity for a reply. The inner error is a reason for the user.
    pub(super) async fn target(&self, reply: &Reply) -> Result<Result<Target, String>, SyncError> {
        let id = reply.article;
        let Some(article) = self.context.store(move |store| store.article(id)).await? else {
            return Ok(Err("the article was deleted; the text of the reply is kept".to_owned()));
        };
        let summary = self.summary(reply).await?;
        let Some(home) = server_of(&reply.origin).or_else(|| article.row.url.clone()) else {
            return Ok(Err("the article has no address to reply to".to_owned()));
        };
        let Some(host) = host_key(&home) else { return Ok(Err(format!("cannot reply to the address {home}"))) };
        let (name, identities) = (host.clone(), self.options.identities.clone());
        let identity =
            tokio::task::spawn_blocking(move || identities(&name)).await.map_err(|_| SyncError::Interrupted)?;
        let hints = match identity {
            Ok(identity) => Hints {
                article_url: article.row.url.clone().unwrap_or_default(),
                origin: reply.origin.clone(),
                page: summary.as_ref().and_then(|summary| summary.page.clone()).unwrap_or_default(),
                source: summary.map(|summary| summary.source).unwrap_or_default(),
                parent: reply.parent.clone(),
                text: reply.text.clone(),
                key: format!("tidings-{}-{}", reply.id.0, reply.created.timestamp_millis()),
                identity,
                isso: self.options.isso.clone(),
            },
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok(Target { home, host, hints }))
    }

    /// Waits until the pause after the last reply to the same site is over, even if another run of the program sent it.
    pub(super) async fn wait_for_turn(&self, host: &str, cancel: &Cancel) -> Result<(), SyncError> {
        let name = host.to_owned();
        let note = self.context.store(move |store| store.host_note(&name, REPLIED)).await?;
        let last = note.and_then(|note| note.parse().ok());
        let Some(left) = last.and_then(|last| time_left(last, self.options.pause, self.context.now())) else {
            return Ok(());
        };
        // Rounded up, so that it never says 0 seconds.
        let seconds = usize::try_from(left.as_millis().div_ceil(1000)).unwrap_or_default();
        (self.on_progress)(&format!("waiting {} before the next reply to {host}", pluralize(seconds, "second")));
        let mut cancel = cancel.clone();
        tokio::select! {
            () = tokio::time::sleep(left) => {}
            _ = cancel.wait_for(|stop| *stop) => {}
        }
        Ok(())
    }

    /// Records that a reply goes to a host now; the pause before the next one counts from here.
    pub(super) async fn record_turn(&self, host: &str) -> Result<(), SyncError> {
        let (host, now) = (host.to_owned(), self.context.now().to_rfc3339());
        self.context.store(move |store| store.set_host_note(&host, REPLIED, Some(&now))).await
    }

    /// Runs the conversation with the site. Stores the state "sending" before the request that has the reply.
    pub(super) async fn converse(&mut self, reply: &mut Reply, target: &Target) -> Result<Outcome, SyncError> {
        let mut sender = sender(target.hints.clone());
        let trust = self.context.content_trust().await?;
        while let Some(request) = sender.next() {
            let has_secret = request.headers.iter().any(|(name, _)| SECRETS.contains(name));
            if has_secret && !is_within(&target.home, &request.url) {
                let url = &request.url;
                let why = format!("the page points to {url}, which must not get the account's secret");
                return Ok(Outcome::Refused(why));
            }
            if request.hands_over && reply.state == ReplyState::Queued {
                // First of all, since nothing has been sent if this fails.
                self.record_turn(&target.host).await?;
                let Some(begun) = self.record(reply, Event::Begin).await? else {
                    return Ok(Outcome::Later("another process is sending it".to_owned(), None));
                };
                *reply = begun;
            }
            let answer = self.request(&request, &trust).await;
            let read = move || {
                match answer {
                    Ok((url, status, location, retry_after, body)) => sender.answer(&Answer {
                        url: &url,
                        status,
                        location: location.as_deref(),
                        retry_after,
                        body: &body,
                    }),
                    Err(failed) => sender
                        .fail(Failure { may_have_arrived: failed.may_have_arrived, why: failed.error.to_string() }),
                }
                sender
            };
            sender = match self.context.parse(&target.home, read).await {
                Ok(sender) => sender,
                // The site answered, but the answer can't be parsed.
                Err(error) => return Ok(Outcome::Lost(error.to_string())),
            };
        }
        Ok(sender.end())
    }

    async fn request(&self, request: &Request, trust: &Trust) -> Result<SiteAnswer, NotDelivered> {
        let client = &self.context.client;
        if request.method == Method::Get && request.headers.is_empty() {
            let plain = Plain { url: request.url.clone(), trust: trust.clone(), ..Plain::default() };
            let answer = client.get(&plain).await?;
            return Ok((answer.url, answer.status, None, answer.retry_after, answer.body));
        }
        let body = request.body.clone().map(|body| (body.kind, body.bytes));
        let headers = request.headers.clone();
        let delivery = Delivery { url: request.url.clone(), body, headers, trust: trust.clone() };
        let done = client.deliver(&delivery).await?;
        let answer = done.response;
        Ok((answer.url, answer.status, done.location, answer.retry_after, answer.body))
    }
}

/// Whether an address is on the account's own site.
fn is_within(home: &str, url: &str) -> bool {
    Url::parse(home).ok().zip(Url::parse(url).ok()).is_some_and(|(home, url)| is_same_site(&home, &url))
}

/// Returns how long the next reply to a site has to wait: never longer than the pause, even if the clock was set back.
fn time_left(last: Time, pause: TimeDelta, now: Time) -> Option<Duration> {
    (last + pause - now).min(pause).to_std().ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_waits_for_the_pause_at_most_whatever_the_clock_does() {
        let now: Time = "2026-05-10T12:00:00Z".parse().unwrap();
        for (ago, pause, waits) in [(0, 20, 20), (5, 20, 15), (20, 20, 0), (3600, 20, 0), (-3600, 20, 20), (0, 0, 0)] {
            let left = time_left(now - TimeDelta::seconds(ago), TimeDelta::seconds(pause), now);
            assert_eq!(left.unwrap_or_default(), Duration::from_secs(waits), "{ago} of {pause}");
        }
    }
}
