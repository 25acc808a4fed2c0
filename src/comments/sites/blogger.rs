//! Reads Blogger's comments: the comment feed of a post in its JSON form, page by page.
//!
//! Every entry names the post in `thr:in-reply-to`. One of its links names the parent comment.

use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::json::{Json, Ref};
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::{Comment, Endpoints, Html, Moderation, Text, dates};

/// Name of an answer in errors.
const KIND: &str = "Blogger answer";
/// The name that Blogger gives to unsigned comments.
const UNSIGNED: &str = "Anonymous";
/// Index of the link to the parent among an entry's links, if no link is marked as such.
const PARENT_LINK: usize = 3;

/// A post's comment feed.
#[derive(Debug)]
pub(in crate::comments) struct Blogger {
    /// The feed's address without a query.
    feed: String,
}

/// Returns the comment feed that the hints name, or the one made of the article's guid and blog.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    let named = hints.comments_feed.as_deref().and_then(feed_of);
    let from_guid = || {
        let post = post_of(hints.guid.as_deref()?)?;
        let article = hints.article_url.as_deref().and_then(|url| Url::parse(url).ok());
        let article = article.filter(|url| matches!(url.scheme(), "http" | "https"));
        let base = match &article {
            Some(url) => match Endpoints::of(&hints.endpoints.blogger, url) {
                Some(base) => base.to_owned(),
                None => url.origin().ascii_serialization(),
            },
            None => hints.endpoints.blogger.first()?.clone(),
        };
        Some(format!("{base}/feeds/{post}/comments/default"))
    };
    Some(Box::new(Blogger { feed: named.or_else(from_guid)? }))
}

/// Recognises a saved answer.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let feed = document.get("feed");
    let of_blogger = feed.get("id").get("$t").str().is_some_and(|id| id.starts_with("tag:blogger.com,"));
    let has_parents = || feed.get("entry").item(0).get("thr$in-reply-to").exists();
    (of_blogger || has_parents())
        .then(|| Box::new(Blogger { feed: "https://blogger.invalid/".to_owned() }) as Box<dyn Site>)
}

/// Matches `…/feeds/POST/comments/default` or `…/feeds/BLOG/POST/comments/default`, and drops the query.
fn feed_of(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let path: Vec<&str> = url.path_segments()?.collect();
    let [before @ .., post, "comments", "default"] = path.as_slice() else { return None };
    let is_feed = matches!(before, [.., "feeds"] | [.., "feeds", _]);
    (is_feed && is_number(post)).then(|| format!("{}{}", url.origin().ascii_serialization(), url.path()))
}

/// Returns P of `tag:blogger.com,1999:blog-B.post-P`.
fn post_of(guid: &str) -> Option<&str> {
    let (_, post) = guid.trim().strip_prefix("tag:blogger.com,1999:blog-")?.split_once(".post-")?;
    Some(post).filter(|post| is_number(post))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Site for Blogger {
    fn method(&self) -> Method {
        Method::Blogger
    }

    fn begin(&mut self) -> Vec<Request> {
        let query = "alt=json&v=2&orderby=published&reverse=false&max-results=50";
        vec![Request::json(format!("{}?{query}", self.feed))]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = String::from_utf8_lossy(answer.body);
        let json = Json::parse(KIND, &text)?;
        let feed = json.root().get("feed");
        if !feed.is_object() {
            return Err(CommentsError::malformed(KIND, "no feed"));
        }
        let next = feed.get("link").items().find(|link| link.get("rel").str() == Some("next"));
        let next = next.and_then(|link| next_page(answer.url, link.get("href").str()?));
        Ok(Found {
            comments: feed.get("entry").items().filter_map(comment).collect(),
            stated: feed.get("openSearch$totalResults").get("$t").whole(),
            more: next.into_iter().collect(),
            ..Found::default()
        })
    }
}

/// Requests the page at `href`, in JSON even if the link does not ask for it.
fn next_page(from: &str, href: &str) -> Option<Request> {
    let mut url = match Url::parse(from) {
        Ok(base) => base.join(href).ok()?,
        Err(_) => Url::parse(href).ok()?,
    };
    for (name, value) in [("alt", "json"), ("v", "2")] {
        if !url.query_pairs().any(|(key, _)| key == name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    matches!(url.scheme(), "http" | "https").then(|| Request::json(url))
}

fn comment(entry: Ref<'_>) -> Option<Comment> {
    let id = post_of(entry.get("id").get("$t").str()?)?.to_owned();
    let properties = || entry.get("gd$extendedProperty").items();
    let removed = properties().find(|property| property.get("name").str() == Some("blogger.contentRemoved"));
    let is_removed = removed.is_some_and(|property| property.get("value").str() != Some("false"));
    let text = ["content", "summary"].into_iter().find_map(|name| entry.get(name).get("$t").str());
    let author = entry.get("author").item(0);
    let name = author.get("name").get("$t").str();
    let name = name.filter(|name| *name != UNSIGNED || author.get("uri").exists());
    let own = entry.get("link").items().find(|link| link.get("rel").str() == Some("alternate"));
    Some(Comment {
        parent: parent(entry, &id).map(Into::into),
        id: id.into(),
        author: name.and_then(|name| Text::line(name).non_empty()),
        published: entry.get("published").get("$t").str().and_then(dates::parse_printed),
        html: Html(text.filter(|_| !is_removed).unwrap_or_default().to_owned()),
        state: if is_removed { Moderation::Removed } else { Moderation::Visible },
        url: own.and_then(|link| link.get("href").str()).map(str::to_owned),
        ..Comment::default()
    })
}

/// Returns the parent of an entry: the comment of the link marked as related, or else of the fourth link.
fn parent(entry: Ref<'_>, id: &str) -> Option<String> {
    let links = entry.get("link");
    let related = links.items().find(|link| link.get("rel").str() == Some("related"));
    let link = related.unwrap_or_else(|| links.item(PARENT_LINK));
    let (_, rest) = link.get("href").str()?.split_once("/comments/default/")?;
    let number = rest.split(['?', '/']).next()?;
    (is_number(number) && number != id).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_comes_from_the_hints_or_the_guid() {
        let guid = Some("tag:blogger.com,1999:blog-11.post-22".to_owned());
        let article = Some("https://b.example/2026/01/x.html".to_owned());
        let named = |feed: &str| Hints { comments_feed: Some(feed.to_owned()), ..Hints::default() };
        for (hints, url) in [
            (
                named("http://b.example/feeds/22/comments/default?x=1"),
                Some("http://b.example/feeds/22/comments/default?"),
            ),
            (
                named("http://b.example/feeds/11/22/comments/default"),
                Some("http://b.example/feeds/11/22/comments/default?"),
            ),
            (named("http://b.example/2026/x/feed/"), None),
            (named("javascript:/feeds/22/comments/default"), None),
            (
                Hints { guid: guid.clone(), article_url: article.clone(), ..Hints::default() },
                Some("https://b.example/feeds/22/comments/default?"),
            ),
            (Hints { guid, ..Hints::default() }, None),
            (Hints { article_url: article, ..Hints::default() }, None),
        ] {
            let request = plan(&hints).map(|mut site| site.begin().remove(0).url);
            assert_eq!(request.is_some(), url.is_some(), "{hints:?}");
            assert!(request.is_none_or(|request| request.starts_with(url.unwrap())), "{hints:?}");
        }
    }
}
