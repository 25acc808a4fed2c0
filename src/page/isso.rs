//! Finds the marks of Isso in a page: the address of its server, and the name that the server knows the page by.
//!
//! Reading the comments is left to `comments`, replying to them to `reply`.

use dom_query::Document;
use url::Url;

use super::wordpress::web;

/// Finds the server and the name of the page: a script names the server, an element may name the page.
///
/// `named` is a server from the user's settings, which overrides the page.
#[must_use]
pub fn marks(document: &Document, page: &Url, named: Option<&str>) -> Option<(Url, String)> {
    let place = document.select("#isso-thread");
    let script = document.select("script[data-isso]");
    if !place.exists() && !script.exists() {
        return None;
    }
    let scripts = document.select("script[src]");
    // Where the page names no server, it is the one that the script comes from.
    let mut sources = scripts.nodes().iter().filter_map(|script| script.attr("src"));
    let beside = || sources.find_map(|src| Some(format!("{}/", src.rsplit_once("/js/embed.")?.0)));
    let named = named.map(str::to_owned);
    let server = named.or_else(|| script.attr("data-isso").map(|at| at.to_string())).or_else(beside)?;
    let uri = place.attr("data-isso-id").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let server = web(page.join(server.trim()).ok()?.as_str())?;
    Some((server, uri.unwrap_or_else(|| page.path().to_owned())))
}
