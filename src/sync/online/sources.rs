//! Asks one source of a search: a search feed, the user's search server, or Google's Fact Check Tools API.
//!
//! `factcheck::online` reads the answers. A source that fails is not asked again in the same search.

use url::Url;

use super::super::{Context, SyncError, feed, host};
use super::GoogleAccess;
use crate::domain::host::{host_of, is_local};
use crate::domain::search_template::fill;
use crate::domain::{Entry, Html, Review, Text};
use crate::factcheck::OnlineSearch;
use crate::factcheck::online::{Hit, claims_query, google_reason, parse_claims, parse_hits, search_query};
use crate::feeds;
use crate::net::{Delivery, Request, Response};
use crate::page;

/// Results of one query that are read. Searches put the best ones first, and the tail is rarely about the event.
const MAX_RESULTS: usize = 10;
/// What a search server is asked for.
const JSON: &str = "application/json";

/// A source of a search.
pub(super) enum Source {
    /// The address template of a search feed.
    Feed(String),
    /// The address of a search server.
    Server(String),
    /// Google's Fact Check Tools API.
    Google(GoogleAccess),
}

/// What one source answered.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) hits: Vec<Hit>,
    pub(super) reviews: Vec<Review>,
    /// Why the source failed; what it answered before is kept.
    pub(super) failure: Option<Text>,
}

impl Source {
    /// The address or template that the user has set.
    pub(super) fn address(&self) -> &str {
        match self {
            Self::Feed(address) | Self::Server(address) | Self::Google(GoogleAccess { base: address, .. }) => address,
        }
    }

    /// Asks the source one query after the other.
    pub(super) async fn ask(&self, context: &Context, search: &OnlineSearch) -> Answer {
        let mut answer = Answer::default();
        for words in &search.queries {
            let asked = match self {
                Self::Feed(template) => ask_feed(context, template, words).await.map(|hits| answer.hits.extend(hits)),
                Self::Server(base) => ask_server(context, base, words).await.map(|hits| answer.hits.extend(hits)),
                Self::Google(access) => {
                    let language = search.language.as_deref();
                    ask_google(context, access, words, language).await.map(|found| answer.reviews.extend(found))
                }
            };
            if let Err(error) = asked {
                answer.failure = Some(Text::line(&error.to_string()));
                break;
            }
        }
        answer
    }
}

async fn ask_feed(context: &Context, template: &str, words: &str) -> Result<Vec<Hit>, SyncError> {
    let request = Request { url: fill(template, words), accept: Some(feed::ACCEPT), ..Request::default() };
    let Response { url, body, content_type, .. } = success(context.client.get(&request).await?)?;
    let (at, base, own) = (host(&url), url.clone(), host_of(template));
    let parsed = context.parse(&url, move || {
        let (feed, _) = feeds::parse(&body, content_type.as_deref(), &base)?;
        let language = feed.language;
        Ok(feed
            .entries
            .into_iter()
            .filter_map(|entry| hit(entry, language.clone(), own.as_deref()))
            .take(MAX_RESULTS)
            .collect())
    });
    parsed.await?.map_err(|error| SyncError::Feed { host: at, error })
}

/// Makes a hit of an entry of the search at the host `own`.
fn hit(entry: Entry, language: Option<String>, own: Option<&str>) -> Option<Hit> {
    let Html(html) = entry.content.or(entry.summary).unwrap_or_default();
    let (title, mut text) = (entry.title.unwrap_or_default(), Text::block(&page::prose(&html)));
    let url = behind(entry.url?, own);
    let outlet = entry.source.filter(|(outlet, _)| host_of(outlet) != host_of(&url));
    let title = match &outlet {
        Some((_, name)) => {
            // A search that passes entries on mostly describes them by the titles of several outlets.
            text = Text::default();
            title.strip_suffix(&format!(" - {name}")).map(Text::line).unwrap_or(title)
        }
        None => title,
    };
    Some(Hit { url, title, text, published: entry.published.or(entry.updated), language, outlet })
}

/// Returns the address that a search's own address leads to, if it has that in its query: `bing.example/click?url=…`.
fn behind(url: String, own: Option<&str>) -> String {
    let target = Url::parse(&url).ok().filter(|url| url.host_str() == own).and_then(|url| {
        let (_, target) = url.query_pairs().find(|(name, _)| name == "url")?;
        let is_web =
            Url::parse(&target).is_ok_and(|to| matches!(to.scheme(), "http" | "https") && to.host() != url.host());
        is_web.then(|| target.into_owned())
    });
    target.unwrap_or(url)
}

async fn ask_server(context: &Context, base: &str, words: &str) -> Result<Vec<Hit>, SyncError> {
    let request = Request { url: format!("{base}{}", search_query(words)), accept: Some(JSON), ..Request::default() };
    let response = context.client.get(&request).await?;
    let at = host(base);
    if response.status == 403 {
        let reason = "it answered 403: its JSON format is disabled; add json to `formats` in its settings.yml";
        return Err(SyncError::Page { host: at, reason: Text::line(reason) });
    }
    let Response { url, body, .. } = success(response)?;
    let found = context.parse(&url, move || parse_hits(&body, MAX_RESULTS)).await?;
    let reason = Text::line("the answer is not the JSON of a search; check `search_server` in [fact_check]");
    found.ok_or(SyncError::Page { host: at, reason })
}

async fn ask_google(
    context: &Context,
    access: &GoogleAccess,
    words: &str,
    language: Option<&str>,
) -> Result<Vec<Review>, SyncError> {
    let at = host(&access.base);
    let failed = |reason: &str| SyncError::Page { host: at.clone(), reason: Text::line(reason) };
    // The key must not go over the network in the clear.
    if !Url::parse(&access.base).is_ok_and(|url| url.scheme() == "https" || is_local(&url)) {
        return Err(failed("the key is only sent over https; change `google` in [fact_check]"));
    }
    let read = access.key.clone();
    let key = tokio::task::spawn_blocking(move || read()).await.map_err(|_| SyncError::Interrupted)?;
    let key = key.map_err(|why| failed(&why))?;
    let url = format!("{}{}", access.base, claims_query(words, language));
    // A delivery follows no redirect, so the key stays with its host.
    let delivery = Delivery { url, headers: vec![("x-goog-api-key", key.clone())], ..Delivery::default() };
    let response = context.client.deliver(&delivery).await.map_err(|error| SyncError::Net(error.error))?.response;
    if matches!(response.status, 400 | 401 | 403) {
        let why = google_reason(&response.body, &key).map(|why| format!(": {why}")).unwrap_or_default();
        let advice = "check `google_key_command` or `google_key_env` in [fact_check]";
        return Err(failed(&format!("it answered {}{why}; {advice}", response.status)));
    }
    let Response { url, body, .. } = success(response)?;
    let found = context.parse(&url, move || parse_claims(&body)).await?;
    found.ok_or_else(|| failed("the answer is not that of the Fact Check Tools API; check `google` in [fact_check]"))
}

/// Returns an answer of success; else the error says which pause the host asks for.
fn success(response: Response) -> Result<Response, SyncError> {
    match (response.status, response.retry_after) {
        (status @ (429 | 503), Some(pause)) => {
            let reason = format!("it answered {status} and asks for a pause of {} s", pause.as_secs());
            Err(SyncError::Page { host: host(&response.url), reason: Text::line(&reason) })
        }
        (300..=399, _) => {
            let reason = Text::line("it redirects; set the address that it redirects to");
            Err(SyncError::Page { host: host(&response.url), reason })
        }
        _ => Ok(response.ok()?),
    }
}
