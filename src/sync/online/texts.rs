//! Makes texts of what sources found, and fetches the pages of the most telling ones.
//!
//! Results are content: their addresses may not be private, whatever host named them.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;

use super::super::pages::{Page, extract};
use super::super::{Context, OnProgress, SyncError, host};
use super::hosts_of;
use crate::domain::article::normalise_link;
use crate::domain::host::host_of;
use crate::domain::outlet::address_key;
use crate::domain::text::{list_names, prefix};
use crate::domain::{FoundText, Outlet, Review, Text, Time};
use crate::factcheck::OnlineSearch;
use crate::factcheck::online::{Hit, MAX_PAGES};
use crate::net::Trust;
use crate::page;

/// Pages of one outlet among them, because an outlet is one voice.
const MAX_OF_OUTLET: usize = 2;
/// Bytes of a text from which its page is not fetched: the source has sent the whole text, or most of it.
const ENOUGH: usize = 1_000;
/// Bytes of a text that are kept: longer than nearly all articles.
const MAX_TEXT: usize = 50_000;

/// What pages have beside their texts.
#[derive(Default)]
pub(super) struct Fetched {
    /// The published fact-checks in the pages.
    pub(super) reviews: Vec<Review>,
    /// What failed, each as one line that names its host.
    pub(super) failures: Vec<Text>,
}

/// Makes texts of results: each address once, none of the article's own outlet, and none with a date outside the window.
pub(super) fn of_hits(hits: Vec<Hit>, search: &OnlineSearch, now: Time) -> Vec<FoundText> {
    let mut seen = HashSet::new();
    let mut is_new = |hit: &Hit| {
        let is_web = hit.url.starts_with("https://") || hit.url.starts_with("http://");
        is_web && normalise_link(&hit.url).is_some_and(|url| seen.insert(url))
    };
    let hits: Vec<Hit> = hits.into_iter().filter(|hit| is_new(hit)).collect();
    let texts = hits.into_iter().map(|hit| {
        let (address, title) = hit.outlet.unwrap_or_else(|| (hit.url.clone(), host(&hit.url)));
        let outlet = outlet(&address, title);
        FoundText {
            url: hit.url,
            host: outlet.host,
            outlet: outlet.title,
            title: hit.title,
            published: hit.published.unwrap_or(now).min(now),
            language: hit.language,
            text: cut(&hit.text),
            found_at: now,
        }
    });
    // The page of a text without a date may state one.
    texts.filter(|text| is_evidence(text, search) || (!is_dated(text) && text.host != search.own)).collect()
}

/// Makes an outlet of its address. One without a host is told apart by its title.
fn outlet(address: &str, title: Text) -> Outlet {
    Outlet { host: address_key(address).unwrap_or_else(|| title.as_str().to_owned()), title }
}

/// Whether a text is of another outlet, and from the window: its page may state another outlet or date than its source.
pub(super) fn is_evidence(text: &FoundText, search: &OnlineSearch) -> bool {
    let (first, last) = search.window;
    text.host != search.own && (first..=last).contains(&text.published)
}

/// Whether the source of a text stated its date.
fn is_dated(text: &FoundText) -> bool {
    text.published != text.found_at
}

/// Fetches the pages of the texts that have most words of the queries, and puts their texts in place of the shorter ones.
pub(super) async fn fetch_pages(
    context: &Context,
    texts: &mut [FoundText],
    search: &OnlineSearch,
    on_progress: &OnProgress<'_>,
) -> Fetched {
    let chosen = choose(texts, search);
    let hosts = hosts_of(chosen.iter().filter_map(|at| texts.get(*at)).map(|text| text.url.as_str()));
    if !hosts.is_empty() {
        on_progress(&format!("fetching pages of {} …", list_names(&hosts)));
    }
    let pages = chosen.iter().filter_map(|at| texts.get(*at)).map(|text| fetch(context, text.clone()));
    let pages = join_all(pages.collect::<Vec<_>>()).await;
    let mut fetched = Fetched::default();
    for (at, page) in chosen.into_iter().zip(pages) {
        match (page, texts.get_mut(at)) {
            (Ok((text, reviews)), Some(place)) => {
                fetched.reviews.extend(reviews);
                *place = text;
            }
            (Err(error), _) => fetched.failures.push(Text::line(&error.to_string())),
            (Ok(_), None) => {}
        }
    }
    fetched
}

/// Returns the indices of the texts whose pages are fetched. A search that passes texts on links to pages of its own,
/// which are not the texts.
fn choose(texts: &[FoundText], search: &OnlineSearch) -> Vec<usize> {
    let is_own_page = |text: &FoundText| address_key(&text.url).is_some_and(|key| key == text.host);
    let short = texts.iter().enumerate().filter(|(_, text)| text.text.len() < ENOUGH && is_own_page(text));
    let mut ranked: Vec<(usize, usize)> =
        short.map(|(at, text)| (search.words_in(&format!("{} {}", text.title, text.text)), at)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut of_outlet: HashMap<&str, usize> = HashMap::new();
    let chosen = ranked.into_iter().filter(|(words, at)| {
        let count = texts.get(*at).map(|text| of_outlet.entry(&text.host).or_default());
        *words > 0 && count.is_some_and(|count| std::mem::replace(count, *count + 1) < MAX_OF_OUTLET)
    });
    chosen.map(|(_, at)| at).take(MAX_PAGES).collect()
}

/// Fetches the page of a text.
async fn fetch(context: &Context, text: FoundText) -> Result<(FoundText, Vec<Review>), SyncError> {
    let trust = Trust::Content { hosts: Vec::new() };
    let Page { found, reviews, base, .. } = extract(context, text.url.clone(), &trust).await?;
    let html = found.html.0;
    let plain = context.parse(&base, move || cut(&page::prose(&html))).await?;
    let is_undated = !is_dated(&text);
    // A search may link to an address of its own, which redirects to the outlet.
    let has_moved = host_of(&base) != host_of(&text.url);
    let outlet = has_moved.then(|| outlet(&base, found.site.clone().unwrap_or_else(|| host(&base))));
    let outlet = outlet.unwrap_or(Outlet { host: text.host, title: text.outlet });
    let stated = found.published.filter(|time| is_undated && *time < text.found_at);
    let text = FoundText {
        host: outlet.host,
        outlet: outlet.title,
        title: text.title.non_empty().unwrap_or(found.title),
        published: stated.unwrap_or(text.published),
        language: found.language.or(text.language),
        text: if plain.len() > text.text.len() { plain } else { text.text },
        ..text
    };
    Ok((text, reviews))
}

fn cut(text: &str) -> Text {
    Text::block(prefix(text, MAX_TEXT))
}
