//! The marks of Isso in a page: where the server is, and what it knows the page by.
//!
//! Reading the comments is left to `comments`, answering them to `reply`.

use dom_query::Document;
use url::Url;

use super::wordpress::web;

/// A script says where the server is, an element may say what it knows the page by. `named` is a server that the user
/// has named, which counts more than what the page says.
#[must_use]
pub fn marks(document: &Document, page: &Url, named: Option<&str>) -> Option<(Url, String)> {
    let place = document.select("#isso-thread");
    let script = document.select("script[data-isso]");
    if !place.exists() && !script.exists() {
        return None;
    }
    let scripts = document.select("script[src]");
    // Without a word about it, the server is where the script comes from.
    let mut sources = scripts.nodes().iter().filter_map(|script| script.attr("src"));
    let beside = || sources.find_map(|src| Some(format!("{}/", src.rsplit_once("/js/embed.")?.0)));
    let named = named.map(str::to_owned);
    let server = named.or_else(|| script.attr("data-isso").map(|at| at.to_string())).or_else(beside)?;
    let uri = place.attr("data-isso-id").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let server = web(page.join(server.trim()).ok()?.as_str())?;
    Some((server, uri.unwrap_or_else(|| page.path().to_owned())))
}
