//! Finds comments through an article's page: the comment systems embedded in it, and comments in its markup.
//!
//! Requests to those systems are left to their own files, comments in the markup to `in_page`.

use dom_query::Document;
use url::Url;

use super::address;
use super::crawl::Site;
use super::in_page::{self, InPage};
use super::sites::{comment_feed, discourse, isso, remark42};
use crate::domain::Endpoints;

/// Most comment systems asked for one page.
const MAX_SITES: usize = 5;

/// The comments and comment systems found in one page.
#[derive(Debug, Default)]
pub(super) struct Embedded {
    /// The systems that the page loads comments from.
    pub(super) sites: Vec<Box<dyn Site>>,
    /// The comments in its markup.
    pub(super) comments: Option<InPage>,
}

/// Searches a page; `url` is its own address.
pub(super) fn find(html: &str, url: &Url, endpoints: &Endpoints) -> Embedded {
    let guarded = crate::page::guard(html);
    let document = Document::from(&*guarded);
    let mut page = url.clone();
    page.set_fragment(None);
    let mut sites: Vec<Box<dyn Site>> = Vec::new();
    if let Some(thread) = isso(&document, &page, endpoints) {
        sites.push(Box::new(thread));
    }
    for script in document.select("script:not([src])").nodes() {
        let script = script.text();
        if let Some(thread) = remark42(&script, &page, endpoints) {
            sites.push(Box::new(thread));
        }
        if let Some(topic) = discourse(&script, &page) {
            sites.push(Box::new(topic));
        }
    }
    if let Some(feed) = comment_feed(&document, &page) {
        sites.push(Box::new(comment_feed::CommentFeed { feed }));
    }
    sites.truncate(MAX_SITES);
    Embedded { sites, comments: in_page::read(html, Some(url)) }
}

fn isso(document: &Document, page: &Url, endpoints: &Endpoints) -> Option<isso::Thread> {
    let (server, uri) = crate::page::isso::marks(document, page, endpoints.isso.as_deref())?;
    Some(isso::Thread::new(server, uri, page))
}

/// Reads `var remark_config = { host: "…", site_id: "…" }`. Remark42 knows the page by its address without a query.
fn remark42(script: &str, page: &Url, endpoints: &Endpoints) -> Option<remark42::Thread> {
    let config = script.split_once("remark_config")?.1;
    let server = endpoints.remark42.clone().or_else(|| value(config, "host"))?;
    let mut plain = page.clone();
    plain.set_query(None);
    let known_by = value(config, "url").and_then(|own| web(page, &own)).unwrap_or(plain);
    Some(remark42::Thread::new(&web(page, &server)?, &value(config, "site_id")?, known_by.as_str()))
}

/// Reads `DiscourseEmbed = { discourseUrl: "…", discourseEmbedUrl: "…" }`, or a `topicId` in place of the latter.
fn discourse(script: &str, page: &Url) -> Option<discourse::Topic> {
    let config = script.split_once("DiscourseEmbed")?.1;
    let forum = web(page, &value(config, "discourseUrl")?)?;
    let topic = value(config, "topicId").and_then(|id| discourse::Topic::of_number(&forum, &id));
    topic.or_else(|| {
        let known_by = value(config, "discourseEmbedUrl").and_then(|own| web(page, &own));
        discourse::Topic::embedded(&forum, known_by.as_ref().unwrap_or(page).as_str())
    })
}

/// Returns the comment feed that the page names with `link rel=replies` (RFC 4685).
fn comment_feed(document: &Document, page: &Url) -> Option<String> {
    let links = document.select("link[rel~=replies][href]");
    let mut feeds = links.nodes().iter().filter(|link| {
        link.attr("type")
            .is_some_and(|kind| kind.starts_with("application/atom+xml") || kind.starts_with("application/rss+xml"))
    });
    feeds.find_map(|link| web(page, &link.attr("href")?)).map(String::from)
}

fn web(page: &Url, raw: &str) -> Option<Url> {
    address::web(page.join(raw.trim()).ok()?.as_str())
}

/// Returns the string or number after `key` and a colon or equals sign. It reads no other JavaScript.
fn value(script: &str, key: &str) -> Option<String> {
    let mut rest = script;
    loop {
        let (before, after) = rest.split_once(key)?;
        rest = after;
        let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '/' || c == '$');
        let after = after.strip_prefix(['"', '\'']).unwrap_or(after).trim_start();
        let Some(after) = after.strip_prefix([':', '=']).filter(|_| starts) else { continue };
        let after = after.trim_start();
        let value = match after.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => after.split(quote).nth(1).map(|text| text.replace("\\/", "/")),
            Some('0'..='9') => after.split(|c: char| !c.is_ascii_digit()).next().map(str::to_owned),
            _ => None,
        };
        if let Some(value) = value.filter(|value| !value.trim().is_empty() && !value.contains("${")) {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(html: &str, endpoints: &Endpoints) -> Vec<String> {
        let page = Url::parse("http://a.example/news/tram/?utm=1").unwrap();
        let sites = find(html, &page, endpoints).sites;
        sites.into_iter().flat_map(|mut site| site.begin()).map(|request| request.url).collect()
    }

    #[test]
    fn comment_systems_are_found_by_the_code_that_loads_them() {
        let isso = "uri=%2Fnews%2Ftram%2F&limit=100&nested_limit=100";
        for (html, expected) in [
            ("<script data-isso='//c.example/'></script>", format!("http://c.example/?{isso}")),
            (
                "<script data-isso=/isso></script><section id=isso-thread></section>",
                format!("http://a.example/isso/?{isso}"),
            ),
            (
                "<script src=https://c.example/i/js/embed.min.js></script><p id=isso-thread>",
                format!("https://c.example/i/?{isso}"),
            ),
            (
                "<script data-isso=https://c.example/></script><p id=isso-thread data-isso-id=tram>",
                "https://c.example/?uri=tram&limit=100&nested_limit=100".to_owned(),
            ),
            (
                "<script>var remark_config = { host: 'https://r.example', 'site_id': \"news\", components: ['embed'] };</script>",
                "https://r.example/api/v1/find?site=news&url=http%3A%2F%2Fa.example%2Fnews%2Ftram%2F&format=plain"
                    .to_owned(),
            ),
            (
                "<script>window.remark_config={\"site_id\":\"n\",\"host\":\"https:\\/\\/r.example\\/x\",url:'/y',my_host:'no'}</script>",
                "https://r.example/x/api/v1/find?site=n&url=http%3A%2F%2Fa.example%2Fy&format=plain".to_owned(),
            ),
            (
                "<script>DiscourseEmbed = { discourseUrl: 'https://f.example/', discourseEmbedUrl: 'http://a.example/t' };</script>",
                "https://f.example/embed/comments?embed_url=http%3A%2F%2Fa.example%2Ft".to_owned(),
            ),
            (
                "<script>DiscourseEmbed = { discourseUrl: 'https://f.example/', topicId: 57 };</script>",
                "https://f.example/t/57.json".to_owned(),
            ),
            ("<link rel=replies type=application/atom+xml href=/tram.atom>", "http://a.example/tram.atom".to_owned()),
        ] {
            assert_eq!(requests(html, &Endpoints::default()), [expected], "{html}");
        }
    }

    #[test]
    fn configured_servers_replace_those_that_pages_name() {
        let own = |base: &str| Some(base.to_owned());
        let endpoints = Endpoints {
            isso: own("http://127.0.0.1:1"),
            remark42: own("http://127.0.0.1:2/r"),
            ..Endpoints::default()
        };
        let html =
            "<p id=isso-thread></p><script>var remark_config = {host: 'https://r.example', site_id: 'n'}</script>";
        let requests = requests(html, &endpoints);
        assert!(requests[0].starts_with("http://127.0.0.1:1/?uri="), "{requests:?}");
        assert!(requests[1].starts_with("http://127.0.0.1:2/r/api/v1/find?"), "{requests:?}");
    }

    #[test]
    fn markup_that_names_no_server_is_ignored() {
        for html in [
            "<p id=isso-thread></p>",
            "<script data-isso='javascript:x'></script>",
            "<script>var remark_config = {host: window.x, site_id: 'n'}</script>",
            "<script>var remark_config = {host: 'https://r.example'</script>",
            "<script>DiscourseEmbed = {discourseUrl: `${x}`}</script>",
            "<link rel=replies href=/x>",
            "<script>remark_config host: '</script>",
        ] {
            assert_eq!(requests(html, &Endpoints::default()), Vec::<String>::new(), "{html}");
        }
    }
}
