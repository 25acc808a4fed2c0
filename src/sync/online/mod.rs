//! Searches the web for texts and reviews about the claims of an article, and stores them as evidence.
//!
//! Only sources that the user's settings name are asked, and only when the caller says so. `sources` asks one of them,
//! `texts` fetches pages of the results. What the evidence says is left to `factcheck`, showing it to the caller. A
//! caller cancels a search by dropping it; what was stored until then stays.

mod sources;
mod texts;

use std::sync::Arc;

use futures_util::future::join_all;

use super::run::FOUND_DAYS;
use super::{Context, OnProgress, SyncError, host};
use crate::domain::text::list_names;
use crate::domain::{FoundText, Review, Text, pluralize};
use crate::factcheck::OnlineSearch;
use crate::factcheck::online::Hit;
use sources::Source;

/// The sources of searches that the user has set.
#[derive(Clone, Default)]
pub struct OnlineSources {
    /// Address templates of search feeds.
    pub feeds: Vec<String>,
    /// Address of a search server.
    pub server: Option<String>,
    /// Access to Google's Fact Check Tools API.
    pub google: Option<GoogleAccess>,
}

/// The way to Google's Fact Check Tools API.
#[derive(Clone)]
pub struct GoogleAccess {
    /// Address of the interface, without a slash at the end.
    pub base: String,
    /// Reads the user's key. The error is for the user. Blocks.
    pub key: Arc<dyn Fn() -> Result<String, String> + Send + Sync>,
}

/// What a search found, and what failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnlineFound {
    /// Texts of other outlets.
    pub texts: usize,
    /// Published fact-checks.
    pub reviews: usize,
    /// What failed, each as one line that names its host.
    pub failures: Vec<Text>,
    /// Whether every source failed.
    pub has_failed: bool,
}

impl OnlineSources {
    fn all(&self) -> Vec<Source> {
        let feeds = self.feeds.iter().cloned().map(Source::Feed);
        let server = self.server.iter().cloned().map(Source::Server);
        feeds.chain(server).chain(self.google.iter().cloned().map(Source::Google)).collect()
    }

    /// Names the hosts that a search asks, each once.
    #[must_use]
    pub fn hosts(&self) -> Vec<Text> {
        hosts_of(self.all().iter().map(Source::address))
    }
}

/// Names the hosts of addresses, each once.
fn hosts_of<'a>(addresses: impl Iterator<Item = &'a str>) -> Vec<Text> {
    let mut hosts: Vec<Text> = Vec::new();
    for host in addresses.map(host) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

impl OnlineFound {
    /// Says in one line what was found.
    #[must_use]
    pub fn summary(&self) -> String {
        let (texts, reviews) = (pluralize(self.texts, "text"), pluralize(self.reviews, "published fact-check"));
        format!("found online: {texts}, {reviews}")
    }
}

/// Asks all sources, fetches some of the pages that they name, and stores what it found. `on_progress` gets the hosts
/// before they are asked. A source that fails stops no other one.
pub async fn search_online(
    context: &Context,
    search: &OnlineSearch,
    on_progress: &OnProgress<'_>,
) -> Result<OnlineFound, SyncError> {
    let sources = context.online.all();
    on_progress(&format!("asking {} …", list_names(&context.online.hosts())));
    let answers = join_all(sources.iter().map(|source| source.ask(context, search))).await;
    let mut found = OnlineFound::default();
    let (mut hits, mut reviews): (Vec<Hit>, Vec<Review>) = Default::default();
    for answer in answers {
        hits.extend(answer.hits);
        merge(&mut reviews, answer.reviews);
        found.failures.extend(answer.failure);
    }
    found.has_failed = !sources.is_empty() && found.failures.len() == sources.len();
    let mut texts = texts::of_hits(hits, search, context.now());
    // A cancelled search keeps what the sources said.
    save(context, texts.clone(), reviews.clone()).await?;
    let fetched = texts::fetch_pages(context, &mut texts, search, on_progress).await;
    found.failures.extend(fetched.failures);
    merge(&mut reviews, fetched.reviews);
    found.texts = texts.iter().filter(|text| texts::is_evidence(text, search)).count();
    found.reviews = reviews.len();
    save(context, texts, reviews).await?;
    Ok(found)
}

/// Adds the reviews that are not among those of earlier queries or pages.
fn merge(all: &mut Vec<Review>, more: Vec<Review>) {
    for review in more {
        if !all.contains(&review) {
            all.push(review);
        }
    }
}

async fn save(context: &Context, texts: Vec<FoundText>, reviews: Vec<Review>) -> Result<(), SyncError> {
    let now = context.now();
    context
        .store(move |store| {
            store.expire_found(FOUND_DAYS, now)?;
            store.save_found(&texts, &reviews, now)
        })
        .await
}
