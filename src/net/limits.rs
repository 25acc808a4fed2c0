//! Limits simultaneous requests, in total and per host, and keeps the pauses that hosts asked for.
//!
//! Callers decide how long a pause is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::NetError;
use super::redirect::host;
use crate::domain::Text;

/// Bytes of a body above which it is large.
pub(super) const SMALL: usize = 1 << 20;
/// Most large bodies that are in memory at once.
const LARGE: usize = 4;
/// Number of hosts above which idle ones are forgotten.
const MAX_HOSTS: usize = 4096;
/// Longest pause that a host can ask for.
const MAX_PAUSE: Duration = Duration::from_hours(24);

#[derive(Debug)]
pub(super) struct Limits {
    global: Arc<Semaphore>,
    large: Arc<Semaphore>,
    per_host: usize,
    hosts: Mutex<HashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    paused_until: Option<Instant>,
}

/// Permission to hold a large body in memory; released when dropped.
#[derive(Debug)]
pub struct LargeBody {
    _place: OwnedSemaphorePermit,
}

/// Permission for one request; released when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    _host: OwnedSemaphorePermit,
    _global: OwnedSemaphorePermit,
}

impl Limits {
    pub(super) fn new(global: usize, per_host: usize) -> Self {
        Self {
            global: Arc::new(Semaphore::new(global.clamp(1, Semaphore::MAX_PERMITS))),
            large: Arc::new(Semaphore::new(LARGE)),
            per_host: per_host.clamp(1, Semaphore::MAX_PERMITS),
            hosts: Mutex::default(),
        }
    }

    /// Waits for a free slot at the URL's host. Fails with [`NetError::Paused`] if the host is paused before or after
    /// the wait.
    pub(super) async fn acquire(&self, url: &Url) -> Result<Slot, NetError> {
        self.check(url)?;
        let slots = self.with_host(url, |host| Arc::clone(&host.slots));
        // The host's slot first, so that requests waiting for a busy host take no global slot from other hosts.
        let slot = Slot {
            _host: slots.acquire_owned().await.map_err(closed)?,
            _global: Arc::clone(&self.global).acquire_owned().await.map_err(closed)?,
        };
        self.check(url)?;
        Ok(slot)
    }

    /// Waits until memory may hold one more large body.
    pub(super) async fn large_body(&self) -> Result<LargeBody, NetError> {
        let place = Arc::clone(&self.large).acquire_owned().await.map_err(closed)?;
        Ok(LargeBody { _place: place })
    }

    /// Pauses the URL's host for `pause`, at most a day. A running pause that ends later stays.
    pub(super) fn pause(&self, url: &Url, pause: Duration) {
        let until = Instant::now() + pause.min(MAX_PAUSE);
        self.with_host(url, |host| host.paused_until = host.paused_until.max(Some(until)));
    }

    /// Time left of the pause of the URL's host.
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

fn closed(_: AcquireError) -> NetError {
    NetError::Client(Text::line("it is shutting down"))
}

/// Returns the name of a URL's host for limits and pauses, as `name:port`. `None` if the URL can't be parsed.
#[must_use]
pub fn host_key(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| key(&url))
}

/// Like [`host_key`]; includes the port because two servers on one machine are two hosts.
fn key(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn slots_are_counted_per_host_and_in_total() {
        let limits = Limits::new(3, 2);
        let [a, b] = ["http://a.example/", "http://b.example/"].map(|url| Url::parse(url).unwrap());
        let (first, second) = (limits.acquire(&a).await.unwrap(), limits.acquire(&a).await.unwrap());
        assert!(limits.acquire(&a).now_or_never().is_none(), "at most two at one host");
        let third = limits.acquire(&b).await.unwrap();
        drop(first);
        assert!(limits.acquire(&a).now_or_never().is_some(), "its slot is free again");
        let fourth = limits.acquire(&a).await.unwrap();
        assert!(limits.acquire(&b).now_or_never().is_none(), "at most three in total");
        drop((second, third, fourth));
    }

    #[tokio::test(start_paused = true)]
    async fn a_paused_host_gets_no_request_until_the_pause_is_over() {
        let limits = Limits::new(4, 1);
        let (paused, other) = (Url::parse("http://a.example/x").unwrap(), Url::parse("http://a.example:81/x").unwrap());
        limits.pause(&paused, Duration::from_mins(1));
        limits.pause(&paused, Duration::from_secs(5));
        assert!(matches!(limits.acquire(&paused).await, Err(NetError::Paused { .. })));
        assert!(limits.acquire(&other).await.is_ok());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(limits.acquire(&paused).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_begins_during_the_wait_holds_too() {
        let limits = Arc::new(Limits::new(4, 1));
        let url = Url::parse("http://a.example/x").unwrap();
        let first = limits.acquire(&url).await.unwrap();
        let second = tokio::spawn({
            let (limits, url) = (Arc::clone(&limits), url.clone());
            async move { limits.acquire(&url).await.map(drop) }
        });
        tokio::task::yield_now().await;
        limits.pause(&url, Duration::from_mins(1));
        drop(first);
        assert!(matches!(second.await.unwrap(), Err(NetError::Paused { .. })));
    }
}
