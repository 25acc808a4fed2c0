//! Reads a saved document as a thread, after recognising its kind by its contents.

use url::Url;

use super::crawl::{Crawl, Found};
use super::error::{CommentsError, truncated_page};
use super::json::Json;
use super::merge::oldest_first;
use super::method::Method;
use super::request::Answer;
use super::sites::wordpress::{Batch, parse_feed, parse_page, parse_rest};
use super::sites::{blogger, hacker_news, lemmy, lobsters, reddit};
use super::{detect, in_page};
use crate::domain::LoadedThread;
use crate::domain::encoding::decode_page;

/// The error for JSON that no source answers with.
const UNKNOWN_JSON: &str = "unknown kind of JSON (supported: WordPress, Hacker News, Lobsters, Reddit, Lemmy, \
    Mastodon, Discourse, Blogger, Isso and Remark42)";

/// Reads a source's answer, a comment feed or a page. `base` is the document's own address, if known.
pub fn recognise(bytes: &[u8], content_type: Option<&str>, base: Option<&str>) -> Result<LoadedThread, CommentsError> {
    let text = decode_page(bytes, content_type);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if let Some(thread) = read_with_crawl(start, base) {
        return thread;
    }
    let url = base.and_then(|base| Url::parse(base).ok());
    let json = || serde_json::from_str::<serde_json::Value>(start).ok();
    if start.starts_with('{')
        && let Some(read) = json().and_then(|document| detect::saved(&document, url.as_ref()))
    {
        return read.map(|(method, found)| thread_of_found(method, found));
    }
    let (method, batch, stated, is_cut) = if start.starts_with(['[', '{']) {
        let read = parse_rest(start, None).map_err(|error| match json() {
            None => CommentsError::Unrecognised("it looks like JSON but can't be parsed"),
            // WordPress' own error says more.
            Some(document) if document["code"].is_string() || document["message"].is_string() => error,
            Some(_) => CommentsError::Unrecognised(UNKNOWN_JSON),
        });
        (Method::WordPressRest, read?, None, false)
    } else if matches!(root_element(start), Some("rss" | "feed" | "rdf:RDF" | "RDF")) {
        let (method, batch) = parse_feed(start, None)?;
        (method, batch, None, false)
    } else if start.starts_with('<') {
        let page = parse_page(start, url.as_ref());
        if page.batch.entries() == 0
            && let Some(found) = in_page::read(start, url.as_ref())
        {
            return Ok(found.into_thread());
        }
        if !page.is_wordpress() {
            return Err(CommentsError::Unrecognised("the page has no comments in a known format"));
        }
        (Method::WordPressHtml, page.batch, page.stated, page.is_cut)
    } else {
        return Err(CommentsError::Unrecognised("not JSON, a comment feed or a page"));
    };
    Ok(thread_of_batch(method, batch, stated, is_cut))
}

/// Reads an answer that only one source gives, as a crawl of one request. Further requests become a gap.
fn read_with_crawl(text: &str, base: Option<&str>) -> Option<Result<LoadedThread, CommentsError>> {
    let document = Json::parse("answer", text).ok()?;
    let root = document.root();
    let kinds = [
        blogger::saved(root),
        hacker_news::saved(root),
        lemmy::saved(root),
        lobsters::saved(root),
        reddit::saved(root),
    ];
    let mut crawl = Crawl::new(kinds.into_iter().flatten().next()?);
    let request = crawl.request()?;
    let url = base.unwrap_or(&request.url);
    crawl.answer(Ok(Answer { url, status: 200, headers: &[], body: text.as_bytes() }));
    Some(crawl.finish())
}

/// Makes a thread of one answer's comments.
fn thread_of_found(method: Method, found: Found) -> LoadedThread {
    LoadedThread {
        source: method.as_str().to_owned(),
        stated: found.stated,
        complete: found.stated.is_some_and(|stated| found.comments.len() >= stated as usize),
        comments: oldest_first(found.comments),
        gaps: found.gaps,
        warnings: found.warnings,
        ..LoadedThread::default()
    }
}

/// Makes a thread of one WordPress document or comment feed.
fn thread_of_batch(method: Method, batch: Batch, stated: Option<u32>, is_cut: bool) -> LoadedThread {
    let known = batch.comments.len() + batch.pings.len();
    let has_all = stated.is_some_and(|stated| known >= stated as usize);
    LoadedThread {
        source: method.as_str().to_owned(),
        origin: String::new(),
        page: None,
        gaps: (is_cut && !has_all).then(truncated_page).into_iter().collect(),
        stated,
        complete: has_all,
        warnings: batch.warnings(),
        comments: oldest_first(batch.comments),
    }
}

/// Returns the name of the first element, skipping declarations, comments and the document type.
fn root_element(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.split_once('<')?.1;
        rest = match rest.as_bytes().first()? {
            b'!' if rest.starts_with("!--") => rest.split_once("-->")?.1,
            b'!' | b'?' => rest.split_once('>')?.1,
            _ => return rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_recognised_by_the_contents() {
        for (document, expected) in [
            (" [{\"id\": 1, \"content\": {}}]", Ok(("wordpress-rest", 1))),
            (
                "\u{feff}<?xml version='1.0'?><!-- <x> --><rss><item><guid>#comment-1</guid></item></rss>",
                Ok(("wordpress-rss", 1)),
            ),
            ("<!DOCTYPE html><p id=comment-1>a</p>", Ok(("wordpress-html", 1))),
            ("<?xml version='1.0'?><!DOCTYPE html><html><body class=postid-4></html>", Ok(("wordpress-html", 0))),
            ("<html><p>news</p></html>", Err("no comments found: the page has no comments in a known format")),
            ("plain", Err("no comments found: not JSON, a comment feed or a page")),
            ("", Err("no comments found: not JSON, a comment feed or a page")),
            ("{", Err("no comments found: it looks like JSON but can't be parsed")),
            ("[{\"id\": 1, \"con", Err("no comments found: it looks like JSON but can't be parsed")),
            ("{\"code\": \"rest_forbidden\"}", Err("WordPress REST answer: rest_forbidden")),
            (
                "{}",
                Err("no comments found: unknown kind of JSON (supported: WordPress, Hacker News, Lobsters, Reddit, \
                    Lemmy, Mastodon, Discourse, Blogger, Isso and Remark42)"),
            ),
        ] {
            let read = recognise(document.as_bytes(), None, None);
            let read = read.map(|thread| (thread.source, thread.comments.len())).map_err(|error| error.to_string());
            assert_eq!(read, expected.map(|(s, n)| (s.to_owned(), n)).map_err(str::to_owned), "{document}");
        }
    }

    proptest::proptest! {
        #[test]
        fn random_bytes_hold_no_comments_and_the_error_is_one_line(bytes: Vec<u8>) {
            let read = || recognise(&bytes, None, Some("http://a.example/"));
            let error = read().map(|thread| thread.comments).expect_err("no comments");
            let error = error.to_string();
            proptest::prop_assert!(error.len() < 500 && !error.chars().any(char::is_control), "{:?}", error);
            proptest::prop_assert_eq!(read().map(|_| ()).map_err(|error| error.to_string()), Err(error));
        }
    }
}
