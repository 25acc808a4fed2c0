//! Finds the feed behind an address that the user typed: at the address itself, in links of its page, or at the
//! addresses where sites usually have a feed.
//!
//! The caller stores the subscription.

use url::Url;

use super::{SyncError, host, isolated};
use crate::domain::encoding;
use crate::domain::host::host_of;
use crate::domain::login::with_login_of;
use crate::domain::{ParsedFeed, Text, Warning};
use crate::feeds::{self, Candidate, CandidateKind, FeedError};
use crate::net::{Client, ConnectFailure, NetError, Request, Response, Trust};

const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, \
                      application/feed+json, application/xml;q=0.9, */*;q=0.5";
/// Most ordinary links that are tried as feeds, if the page declares no feed.
const MAX_ANCHORS: usize = 5;
/// Most usual addresses that are tried, one after the other.
const MAX_GUESSES: usize = 12;

/// The feed or feeds behind an address.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One feed.
    Feed {
        /// Address to subscribe to: as typed or linked, or the target of a permanent redirect.
        url: String,
        /// Title that the feed states.
        title: Option<Text>,
        /// The fetched feed.
        parsed: Box<ParsedFeed>,
        /// Warnings about the feed.
        warnings: Vec<Warning>,
    },
    /// Several feeds for the user to choose from, the most likely first, feeds of comments last. They may not have been
    /// fetched.
    Several(Vec<Candidate>),
}

/// Finds the feed behind the address of a feed or of any page, with or without `https://`.
pub async fn subscribe(client: &Client, address: &str) -> Result<Found, SyncError> {
    let (url, response) = get_named(client, address).await?;
    let base = Url::parse(&response.url).map_err(|_| NetError::Address(Text::line(&response.url)))?;
    let (content_type, body) = (response.content_type.clone(), response.body.clone());
    let found = match read(&url, response).await {
        Ok(found) => return Ok(found),
        // Only an HTML page can link to a feed.
        Err(SyncError::Feed { error: FeedError::Html(_), .. }) => {
            isolated(&url, {
                let base = base.clone();
                move || feeds::discover(&encoding::decode_page(&body, content_type.as_deref()), &base)
            })
            .await?
            .into_iter()
            // The login that the user typed holds for the feeds of that server too.
            .map(|found| Candidate { url: with_login_of(&url, &found.url), ..found })
            .collect()
        }
        Err(error) => return Err(error),
    };
    // The user named the page's own host; other hosts that it links to may not be private.
    let trust = Trust::Content { hosts: [host_of(&url), host_of(base.as_str())].into_iter().flatten().collect() };
    choose(client, &url, &base, found, trust).await?.ok_or_else(|| SyncError::NoFeed(host(base.as_str())))
}

/// Gets an address that the user typed. An address without a scheme is tried with https, then with http if no server
/// speaks TLS there. Returns the address that answered.
async fn get_named(client: &Client, address: &str) -> Result<(String, Response), NetError> {
    let url = complete(address);
    match get(client, &url, Trust::Named).await {
        Ok(response) => Ok((url, response)),
        Err(error) => {
            let may_speak_http = error.connect_failure().is_some_and(ConnectFailure::may_speak_http);
            match url.strip_prefix("https://").filter(|_| may_speak_http && !address.contains("://")) {
                Some(rest) => {
                    let url = format!("http://{rest}");
                    let response = get(client, &url, Trust::Named).await?;
                    Ok((url, response))
                }
                None => Err(error),
            }
        }
    }
}

/// Adds `https://` to an address without a scheme, as browsers do, and resolves `feed:` addresses.
fn complete(address: &str) -> String {
    let address = address.trim();
    if let Some(rest) = strip_scheme(address, "feed:") {
        // feed://host/path, and feed:https://host/path.
        return if let Some(rest) = rest.strip_prefix("//") { format!("http://{rest}") } else { complete(rest) };
    }
    if address.contains("://") { address.to_owned() } else { format!("https://{address}") }
}

fn strip_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let head = address.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..)).flatten()
}

/// Chooses among the feeds that a page links to. Feeds it declares come first, then ordinary links, then usual
/// addresses, then feeds of comments.
async fn choose(
    client: &Client,
    typed: &str,
    base: &Url,
    found: Vec<Candidate>,
    trust: Trust,
) -> Result<Option<Found>, SyncError> {
    let (of_comments, main): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|candidate| feeds::is_of_comments(candidate, base));
    let (linked, anchors): (Vec<_>, Vec<_>) =
        main.into_iter().partition(|candidate| candidate.kind == CandidateKind::Linked);
    if linked.len() > 1 {
        return Ok(Some(Found::Several(linked.into_iter().chain(of_comments).collect())));
    }
    if let Some(only) = linked.first()
        && let Some(feed) = attempt(client, &only.url, &trust).await?
    {
        return Ok(Some(feed));
    }
    let mut good = Vec::new();
    let mut first = None;
    for anchor in anchors.into_iter().take(MAX_ANCHORS) {
        if let Some(feed) = attempt(client, &anchor.url, &trust).await? {
            good.push(anchor);
            first.get_or_insert(feed);
        }
    }
    if good.len() > 1 {
        return Ok(Some(Found::Several(good)));
    }
    if first.is_some() {
        return Ok(first);
    }
    for guess in feeds::common_paths(base).iter().take(MAX_GUESSES) {
        if let Some(feed) = attempt(client, &with_login_of(typed, guess.as_str()), &trust).await? {
            return Ok(Some(feed));
        }
    }
    Ok((!of_comments.is_empty()).then_some(Found::Several(of_comments)))
}

/// Fetches the feed at an address, if there is one. An error means that the host wants no more requests.
async fn attempt(client: &Client, url: &str, trust: &Trust) -> Result<Option<Found>, SyncError> {
    match get(client, url, trust.clone()).await {
        Ok(response) => Ok(read(url, response).await.ok()),
        Err(error @ (NetError::Paused { .. } | NetError::Status { status: 429 | 503, .. })) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

async fn get(client: &Client, url: &str, trust: Trust) -> Result<Response, NetError> {
    let request = Request { url: url.to_owned(), accept: Some(ACCEPT), trust, ..Request::default() };
    client.get(&request).await?.ok()
}

async fn read(url: &str, response: Response) -> Result<Found, SyncError> {
    let Response { url: base, permanent, content_type, body, .. } = response;
    let error_host = host(&base);
    let parsed = isolated(&base.clone(), move || feeds::parse(&body, content_type.as_deref(), &base)).await?;
    let (parsed, warnings) = parsed.map_err(|error| SyncError::Feed { host: error_host, error })?;
    let title = parsed.title.clone().and_then(Text::non_empty);
    Ok(Found::Feed { url: permanent.unwrap_or_else(|| url.to_owned()), title, parsed: Box::new(parsed), warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_as_in_a_browser() {
        for (typed, address) in [
            ("news.example", "https://news.example"),
            (" news.example:8080/feed ", "https://news.example:8080/feed"),
            ("http://news.example/", "http://news.example/"),
            ("feed://news.example/rss", "http://news.example/rss"),
            ("feed:https://news.example/rss", "https://news.example/rss"),
            ("FEED:news.example/rss", "https://news.example/rss"),
            ("ftp://news.example/", "ftp://news.example/"),
        ] {
            assert_eq!(complete(typed), address, "{typed}");
        }
    }
}
