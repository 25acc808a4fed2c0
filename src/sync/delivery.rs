//! Handing one reply over: to whom and as whom, in its turn, and the conversation with the site.
//!
//! What is handed over when, and what is made of the end, is left to `outbox`.

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
/// The note on a host that says when a reply last went there.
const REPLIED: &str = "replied";

/// Address, status, where it leads, how long to wait, body.
type Heard = (String, u16, Option<String>, Option<Duration>, Vec<u8>);

/// Where a reply goes.
pub(super) struct Target {
    /// The page that is written to: the article's, or the thread's.
    home: String,
    pub(super) host: String,
    pub(super) hints: Hints,
}

impl Target {
    /// The name that stands with the reply there; none where the site shows another than the account's, as Mastodon does:
    /// there the words and the parent decide.
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
    /// Where a reply goes and as whom; for people why that can't be told.
    pub(super) async fn target(&self, reply: &Reply) -> Result<Result<Target, String>, SyncError> {
        let id = reply.article;
        let Some(article) = self.context.store(move |store| store.article(id)).await? else {
            return Ok(Err("the article is not in the store any more; the text is kept".to_owned()));
        };
        let head = self.head(reply).await?;
        let Some(home) = server_of(&reply.origin).or_else(|| article.row.url.clone()) else {
            return Ok(Err("the article has no address to reply to".to_owned()));
        };
        let Some(host) = host_key(&home) else { return Ok(Err(format!("{home} is no address to reply to"))) };
        let (of, identities) = (host.clone(), self.mailing.identities.clone());
        let identity =
            tokio::task::spawn_blocking(move || identities(&of)).await.map_err(|_| SyncError::Interrupted)?;
        let hints = match identity {
            Ok(identity) => Hints {
                article_url: article.row.url.clone().unwrap_or_default(),
                origin: reply.origin.clone(),
                page: head.as_ref().and_then(|head| head.page.clone()).unwrap_or_default(),
                source: head.map(|head| head.source).unwrap_or_default(),
                parent: reply.parent.clone(),
                text: reply.text.clone(),
                key: format!("tidings-{}-{}", reply.id.0, reply.created.timestamp_millis()),
                identity,
                isso: self.mailing.isso.clone(),
            },
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok(Target { home, host, hints }))
    }

    /// Replies to one site keep their distance, whichever run of the program sent the one before.
    pub(super) async fn wait_for_turn(&self, host: &str, cancel: &Cancel) -> Result<(), SyncError> {
        let of = host.to_owned();
        let note = self.context.store(move |store| store.host_note(&of, REPLIED)).await?;
        let last = note.and_then(|note| note.parse().ok());
        let Some(left) = last.and_then(|last| left(last, self.mailing.pause, self.context.now())) else {
            return Ok(());
        };
        // Rounded up: nobody waits for nothing.
        let seconds = usize::try_from(left.as_millis().div_ceil(1000)).unwrap_or_default();
        (self.tell)(&format!("a reply went to {host} just now; the next one waits {}", pluralize(seconds, "second")));
        let mut cancel = cancel.clone();
        tokio::select! {
            () = tokio::time::sleep(left) => {}
            _ = cancel.wait_for(|stop| *stop) => {}
        }
        Ok(())
    }

    /// The distance to the next reply there begins anew.
    pub(super) async fn had_its_turn(&self, host: &str) -> Result<(), SyncError> {
        let (host, now) = (host.to_owned(), self.context.now().to_rfc3339());
        self.context.store(move |store| store.set_host_note(&host, REPLIED, Some(&now))).await
    }

    /// The conversation with the site. Before its request that hands the reply over, "sending" is in the store.
    pub(super) async fn converse(&mut self, reply: &mut Reply, target: &Target) -> Result<Outcome, SyncError> {
        let mut sender = sender(target.hints.clone());
        let trust = self.context.content_trust().await?;
        while let Some(request) = sender.next() {
            let has_secret = request.headers.iter().any(|(name, _)| SECRETS.contains(name));
            if has_secret && !is_within(&target.home, &request.url) {
                return Ok(Outcome::Refused(format!(
                    "the page names {}, which is not to know the account",
                    request.url
                )));
            }
            if request.hands_over && reply.state == ReplyState::Queued {
                // Before anything is begun: if this fails nothing has left.
                self.had_its_turn(&target.host).await?;
                let Some(begun) = self.note(reply, Event::Begin).await? else {
                    return Ok(Outcome::Later("somebody else has it on its way".to_owned(), None));
                };
                *reply = begun;
            }
            let asked = self.ask(&request, &trust).await;
            let read = move || {
                match asked {
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
                // The answer is there, but nobody can read it.
                Err(error) => return Ok(Outcome::Lost(error.to_string())),
            };
        }
        Ok(sender.end())
    }

    async fn ask(&self, request: &Request, trust: &Trust) -> Result<Heard, NotDelivered> {
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

/// Whether an address is of the site that an account is of.
fn is_within(home: &str, url: &str) -> bool {
    Url::parse(home).ok().zip(Url::parse(url).ok()).is_some_and(|(home, url)| is_same_site(&home, &url))
}

/// How long the next reply to a site has to wait. Clocks are set back at times: never for more than the pause.
fn left(last: Time, pause: TimeDelta, now: Time) -> Option<Duration> {
    (last + pause - now).min(pause).to_std().ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_comes_after_the_pause_whatever_the_clock_does() {
        let now: Time = "2026-05-10T12:00:00Z".parse().unwrap();
        for (ago, pause, waits) in [(0, 20, 20), (5, 20, 15), (20, 20, 0), (3600, 20, 0), (-3600, 20, 20), (0, 0, 0)] {
            let left = left(now - TimeDelta::seconds(ago), TimeDelta::seconds(pause), now);
            assert_eq!(left.unwrap_or_default(), Duration::from_secs(waits), "{ago} of {pause}");
        }
    }
}
