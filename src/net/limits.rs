//! How many requests run at once, in all and per host, and which hosts asked to be left alone.
//!
//! How long a pause should be is decided by those who read the answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::NetError;
use super::redirect::host;

/// Hosts remembered before idle ones are forgotten.
const MAX_HOSTS: usize = 4096;
/// The longest pause that a host can ask for.
const MAX_PAUSE: Duration = Duration::from_hours(24);

#[derive(Debug)]
pub(super) struct Limits {
    global: Arc<Semaphore>,
    per_host: usize,
    hosts: Mutex<HashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    paused_until: Option<Instant>,
}

/// The right to one request; given back when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    _host: OwnedSemaphorePermit,
    _global: OwnedSemaphorePermit,
}

impl Limits {
    pub(super) fn new(global: usize, per_host: usize) -> Self {
        Self {
            global: Arc::new(Semaphore::new(global.clamp(1, Semaphore::MAX_PERMITS))),
            per_host: per_host.clamp(1, Semaphore::MAX_PERMITS),
            hosts: Mutex::default(),
        }
    }

    /// Waits for a turn at the URL's host. Fails at once where the host is paused, also when the pause began
    /// during the wait.
    pub(super) async fn enter(&self, url: &Url) -> Result<Slot, NetError> {
        self.check(url)?;
        let slots = self.with_host(url, |host| Arc::clone(&host.slots));
        let closed = |_| NetError::Client(crate::domain::Text::line("it is shutting down"));
        // The host's turn comes first: those who wait for a busy host hold up nobody else.
        let slot = Slot {
            _host: slots.acquire_owned().await.map_err(closed)?,
            _global: Arc::clone(&self.global).acquire_owned().await.map_err(closed)?,
        };
        self.check(url)?;
        Ok(slot)
    }

    /// Leaves the URL's host alone for `pause`, a day at most. A longer pause already running stays.
    pub(super) fn pause(&self, url: &Url, pause: Duration) {
        let until = Instant::now() + pause.min(MAX_PAUSE);
        self.with_host(url, |host| host.paused_until = host.paused_until.max(Some(until)));
    }

    /// What is left of the pause of the URL's host.
    pub(super) fn pause_left(&self, url: &Url) -> Option<Duration> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let until = hosts.get(&key(url))?.paused_until?;
        until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    fn check(&self, url: &Url) -> Result<(), NetError> {
        self.pause_left(url).map_or(Ok(()), |left| Err(NetError::Paused { host: host(url), left }))
    }

    fn with_host<T>(&self, url: &Url, f: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| {
                Arc::strong_count(&host.slots) > 1
                    || host.slots.available_permits() < self.per_host
                    || host.paused_until.is_some_and(|until| until > now)
            });
        }
        f(hosts
            .entry(key(url))
            .or_insert_with(|| Host { slots: Arc::new(Semaphore::new(self.per_host)), paused_until: None }))
    }
}

/// What counts as one host for limits and pauses: name and port, as `name:port`.
#[must_use]
pub fn host_key(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| key(&url))
}

/// Two servers on one address are two hosts.
fn key(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn turns_are_counted_per_host_and_in_all() {
        let limits = Limits::new(3, 2);
        let [a, b] = ["http://a.example/", "http://b.example/"].map(|url| Url::parse(url).unwrap());
        let (first, second) = (limits.enter(&a).await.unwrap(), limits.enter(&a).await.unwrap());
        assert!(limits.enter(&a).now_or_never().is_none(), "two at one host");
        let third = limits.enter(&b).await.unwrap();
        drop(first);
        assert!(limits.enter(&a).now_or_never().is_some(), "its turn is free again");
        let fourth = limits.enter(&a).await.unwrap();
        assert!(limits.enter(&b).now_or_never().is_none(), "three in all");
        drop((second, third, fourth));
    }

    #[tokio::test(start_paused = true)]
    async fn a_paused_host_is_left_alone_until_the_pause_is_over() {
        let limits = Limits::new(4, 1);
        let (paused, other) = (Url::parse("http://a.example/x").unwrap(), Url::parse("http://a.example:81/x").unwrap());
        limits.pause(&paused, Duration::from_mins(1));
        limits.pause(&paused, Duration::from_secs(5));
        assert!(matches!(limits.enter(&paused).await, Err(NetError::Paused { .. })));
        assert!(limits.enter(&other).await.is_ok());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(limits.enter(&paused).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_begins_while_waiting_is_kept_too() {
        let limits = Arc::new(Limits::new(4, 1));
        let url = Url::parse("http://a.example/x").unwrap();
        let first = limits.enter(&url).await.unwrap();
        let second = tokio::spawn({
            let (limits, url) = (Arc::clone(&limits), url.clone());
            async move { limits.enter(&url).await.map(drop) }
        });
        tokio::task::yield_now().await;
        limits.pause(&url, Duration::from_mins(1));
        drop(first);
        assert!(matches!(second.await.unwrap(), Err(NetError::Paused { .. })));
    }
}
