//! Detects Mastodon, Discourse, Isso and Remark42 by an article's addresses or by the contents of a saved document.
//!
//! Requests and answers are left to each site's own file.

use serde_json::Value;
use url::Url;

use super::address::web;
use super::crawl::{Found, Site};
use super::error::CommentsError;
use super::method::Method;
use super::request::Hints;
use super::sites::{discourse, isso, mastodon, remark42};

/// Returns the threads that the article's addresses name, each once.
pub(super) fn sites(hints: &Hints) -> Vec<Box<dyn Site>> {
    let addresses = [&hints.comments_url, &hints.article_url, &hints.guid];
    let urls = addresses.into_iter().flatten().filter_map(|raw| web(raw));
    let mut sites: Vec<Box<dyn Site>> = Vec::new();
    for url in urls {
        let status = mastodon::Status::detect(&url, hints).map(|status| Box::new(status) as Box<dyn Site>);
        let topic = || discourse::Topic::detect(&url, hints).map(|topic| Box::new(topic) as Box<dyn Site>);
        let found = status.or_else(topic);
        sites.extend(found.filter(|found| sites.iter().all(|known| known.origin() != found.origin())));
    }
    sites
}

/// Reads a saved answer of one of these sites; `None` if it is another document. `base` is its own address.
pub(super) fn saved(document: &Value, base: Option<&Url>) -> Option<Result<(Method, Found), CommentsError>> {
    let (method, found) = if mastodon::is_context(document) {
        let mut path = base.into_iter().flat_map(|base| base.path().split('/'));
        let status = path.by_ref().find(|part| *part == "statuses").and_then(|_| path.next());
        (Method::Mastodon, mastodon::parse(document, status))
    } else if discourse::is_topic(document) {
        let named = document["slug"].as_str().zip(document["id"].as_u64());
        let page = base.zip(named).and_then(|(base, (slug, id))| base.join(&format!("/t/{slug}/{id}")).ok());
        (Method::Discourse, discourse::parse(document, page.as_ref().map(Url::as_str), &mut None))
    } else if isso::is_answer(document) {
        (Method::Isso, isso::parse(document, base))
    } else if remark42::is_answer(document) {
        (Method::Remark42, remark42::parse(document, base))
    } else {
        return None;
    };
    Some(found.map(|found| (method, found)))
}
