//! An address that the user typed becomes a feed: it is one, or its page names one, or there is one where sites
//! usually keep them.
//!
//! Keeping the subscription is left to the caller.

use url::Url;

use super::{SyncError, host, isolated};
use crate::domain::article::host_of;
use crate::domain::encoding;
use crate::domain::{ParsedFeed, Text, Warning};
use crate::feeds::{self, Candidate, CandidateKind, FeedError};
use crate::net::{Client, ConnectFailure, NetError, Request, Response, Trust};

const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, \
                      application/feed+json, application/xml;q=0.9, */*;q=0.5";
/// Links that look like feeds, tried when the page does not name any outright.
const MAX_ANCHORS: usize = 5;
/// Usual places tried, one after the other.
const MAX_GUESSES: usize = 12;

/// What an address leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One feed.
    Feed {
        /// The address to subscribe to: as typed, or where it has moved for good, or as the page names it.
        url: String,
        /// The feed's own title.
        title: Option<Text>,
        /// The feed as it is now.
        parsed: Box<ParsedFeed>,
        /// What was odd about it.
        warnings: Vec<Warning>,
    },
    /// Several, for the user to choose from: the most likely first, feeds of comments last. Not looked at yet.
    Several(Vec<Candidate>),
}

/// Finds the feed behind an address: a feed's or any page's, with or without `https://`.
pub async fn subscribe(client: &Client, address: &str) -> Result<Found, SyncError> {
    let (url, response) = get_named(client, address).await?;
    let base = Url::parse(&response.url).map_err(|_| NetError::Address(Text::line(&response.url)))?;
    let (content_type, body) = (response.content_type.clone(), response.body.clone());
    let found = match read(&url, response).await {
        Ok(found) => return Ok(found),
        // Something that is neither feed nor page names no feed either.
        Err(SyncError::Feed { error: FeedError::Html(_), .. }) => {
            isolated(&url, {
                let base = base.clone();
                move || feeds::discover(&encoding::decode_page(&body, content_type.as_deref()), &base)
            })
            .await?
        }
        Err(error) => return Err(error),
    };
    // The page's own host is the user's choice; where else it points is not.
    let trust = Trust::Content { hosts: [host_of(&url), host_of(base.as_str())].into_iter().flatten().collect() };
    choose(client, &base, found, trust).await?.ok_or_else(|| SyncError::NoFeed(host(base.as_str())))
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

/// `https://` in front of what has no scheme, as in a browser; `feed:` addresses become what they stand for.
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

/// Of the feeds that a page names, the one or the several that count.
async fn choose(client: &Client, base: &Url, found: Vec<Candidate>, trust: Trust) -> Result<Option<Found>, SyncError> {
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
        if let Some(feed) = attempt(client, guess.as_str(), &trust).await? {
            return Ok(Some(feed));
        }
    }
    Ok((!of_comments.is_empty()).then_some(Found::Several(of_comments)))
}

/// The feed at an address, if there is one. An error means that asking on is of no use.
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
