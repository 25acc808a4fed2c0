//! Reads Discourse's topics: the posts of a topic, the first of which is the article itself.
//!
//! A topic comes with its first 20 posts and the ids of all; the rest is requested by id. Posts name their parent by
//! its number in the topic, so the number serves as id here. A page that embeds a topic names only the forum, and the
//! forum's embed page names the topic.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::comments::{address, fields};
use crate::domain::encoding::decode_page;
use crate::domain::host::without_scheme;
use crate::domain::{Comment, Endpoints, Html, Moderation, dates};

/// Name of an answer in errors.
const KIND: &str = "Discourse topic";
/// Posts in one request.
const BATCH: usize = 20;
/// The `post_type` of a note about the topic, such as that it was closed.
const SMALL_ACTION: u64 = 3;
/// The action id of a like.
const LIKE: u64 = 2;

/// A topic of one forum.
#[derive(Debug)]
pub(in crate::comments) struct Topic {
    base: String,
    /// The forum's embed page, until it has named the topic.
    embed: Option<String>,
    id: String,
    page: String,
    /// User name of the first post's author.
    author: Option<String>,
}

impl Topic {
    /// Returns the topic of `/t/SLUG/ID` or, on configured forums, `/t/ID`; a post's number may follow.
    pub(in crate::comments) fn detect(url: &Url, hints: &Hints) -> Option<Self> {
        let known = Endpoints::of(&hints.endpoints.discourse, url);
        let base =
            known.map_or_else(|| url.origin().ascii_serialization(), |base| base.trim_end_matches('/').to_owned());
        Self::under(&base, url, known.is_some())
    }

    fn under(base: &str, url: &Url, is_known: bool) -> Option<Self> {
        let under = Url::parse(base).ok()?.path().trim_end_matches('/').to_owned();
        let path: Vec<&str> = url.path().strip_prefix(&under)?.split('/').filter(|part| !part.is_empty()).collect();
        let (slug, id) = match path.as_slice() {
            ["t", slug, id] | ["t", slug, id, _] if is_number(id) && !is_number(slug) => (Some(*slug), *id),
            ["t", id] | ["t", id, _] if is_known && is_number(id) => (None, *id),
            _ => return None,
        };
        let last = path.get(if slug.is_some() { 3 } else { 2 });
        last.is_none_or(|post| is_number(post)).then(|| Self::numbered(base, slug, id))
    }

    fn numbered(base: &str, slug: Option<&str>, id: &str) -> Self {
        let slug = slug.map(|slug| format!("{slug}/")).unwrap_or_default();
        Self {
            base: base.to_owned(),
            embed: None,
            id: id.to_owned(),
            page: format!("{base}/t/{slug}{id}"),
            author: None,
        }
    }

    /// Returns the topic that a forum has for a page that embeds it.
    pub(in crate::comments) fn embedded(forum: &Url, page: &str) -> Option<Self> {
        let base = forum.as_str().trim_end_matches('/').to_owned();
        let mut embed = Url::parse(&format!("{base}/embed/comments")).ok()?;
        embed.query_pairs_mut().append_pair("embed_url", page);
        Some(Self { base, embed: Some(embed.into()), id: String::new(), page: String::new(), author: None })
    }

    /// Returns the topic that a page names by its number.
    pub(in crate::comments) fn of_number(forum: &Url, id: &str) -> Option<Self> {
        is_number(id).then(|| Self::numbered(forum.as_str().trim_end_matches('/'), None, id))
    }

    fn topic(&self) -> Request {
        Request::json(format!("{}/t/{}.json", self.base, self.id))
    }

    /// Reads the topic's address from the links of the forum's embed page, and requests it.
    fn read_embed(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let html = decode_page(answer.body, answer.header("content-type"));
        let document = dom_query::Document::from(&*crate::page::guard(&html));
        let base = Url::parse(answer.url).ok();
        let links = document.select("a[href]");
        let mut topics = links.nodes().iter().filter_map(|link| {
            let url = address::resolve(&link.attr("href")?, base.as_ref())?;
            Self::under(&self.base, &url, true).filter(|_| url.as_str().starts_with(&self.base))
        });
        let Some(topic) = topics.next() else {
            return Err(CommentsError::malformed(KIND, "the forum has no topic for this page"));
        };
        *self = topic;
        Ok(Found { more: vec![self.topic()], ..Found::default() })
    }
}

impl Site for Topic {
    fn method(&self) -> Method {
        Method::Discourse
    }

    fn origin(&self) -> String {
        format!("discourse:{}/{}", without_scheme(&self.base), self.id)
    }

    fn page(&self) -> Option<String> {
        Some(self.page.clone()).filter(|page| !page.is_empty())
    }

    fn begin(&mut self) -> Vec<Request> {
        let embed = self.embed.clone().map(|url| Request { url, accept: "text/html" });
        vec![embed.unwrap_or_else(|| self.topic())]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        if self.embed.take().is_some() {
            return self.read_embed(answer);
        }
        let document = fields::of_answer(KIND, answer)?;
        let mut found = parse(&document, Some(&self.page), &mut self.author)?;
        let loaded: HashSet<u64> = posts(&document).iter().filter_map(|post| post["id"].as_u64()).collect();
        let stream = document["post_stream"]["stream"].as_array().into_iter().flatten();
        let missing: Vec<u64> = stream.filter_map(Value::as_u64).filter(|id| !loaded.contains(id)).collect();
        found.more = missing
            .chunks(BATCH)
            .map(|ids| {
                let wanted: Vec<String> = ids.iter().map(|id| format!("post_ids[]={id}")).collect();
                Request::json(format!("{}/t/{}/posts.json?{}", self.base, self.id, wanted.join("&")))
            })
            .collect();
        Ok(found)
    }
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn posts(document: &Value) -> &[Value] {
    document["post_stream"]["posts"].as_array().map_or(&[], Vec::as_slice)
}

/// Whether a saved document is a topic or some of its posts.
pub(in crate::comments) fn is_topic(document: &Value) -> bool {
    document["post_stream"]["posts"].is_array()
}

/// Reads a topic or some of its posts.
///
/// `page` is the topic's address for people; `author` keeps the user name of the first post's author between answers.
pub(in crate::comments) fn parse(
    document: &Value,
    page: Option<&str>,
    author: &mut Option<String>,
) -> Result<Found, CommentsError> {
    if !is_topic(document) {
        let why = document["errors"][0].as_str().unwrap_or("no posts");
        return Err(CommentsError::malformed(KIND, why));
    }
    let posts = posts(document);
    let first = posts.iter().find(|post| post["post_number"].as_u64() == Some(1));
    *author = first.and_then(|post| post["username"].as_str().map(str::to_owned)).or_else(|| author.take());
    let mut malformed = 0;
    let mut comments = Vec::new();
    for post in posts {
        let number = post["post_number"].as_u64().filter(|number| *number > 0);
        let is_note =
            post["post_type"].as_u64() == Some(SMALL_ACTION) && post["cooked"].as_str().unwrap_or_default().is_empty();
        match number {
            Some(1) => {}
            Some(_) if is_note => {}
            Some(number) => comments.push(comment(post, number, page, author.as_deref())),
            None => malformed += 1,
        }
    }
    let stated = fields::count(&document["posts_count"]).map(|count| count.saturating_sub(1));
    let warnings = fields::malformed_entries(malformed).into_iter().collect();
    Ok(Found { comments, stated, warnings, ..Found::default() })
}

fn comment(post: &Value, number: u64, page: Option<&str>, author: Option<&str>) -> Comment {
    let is_removed = !post["deleted_at"].is_null() || post["user_deleted"] == true || post["hidden"] == true;
    let username = post["username"].as_str();
    // A post without likes leaves the count out.
    let mut actions = post["actions_summary"].as_array().into_iter().flatten();
    let likes = actions.find(|action| action["id"].as_u64() == Some(LIKE));
    Comment {
        id: number.to_string().into(),
        parent: post["reply_to_post_number"]
            .as_u64()
            .filter(|parent| *parent > 1)
            .map(|parent| parent.to_string().into()),
        author: fields::name(&post["username"]),
        published: post["created_at"].as_str().and_then(dates::parse_printed),
        // The body of a hidden post is the forum's notice, not the author's text.
        html: Html(post["cooked"].as_str().filter(|_| !is_removed).unwrap_or_default().trim().to_owned()),
        score: likes.map(|likes| likes["count"].as_i64().unwrap_or(0)),
        state: if is_removed { Moderation::Removed } else { Moderation::Visible },
        url: page.map(|page| format!("{page}/{number}")),
        by_author: username.is_some() && username == author,
        ..Comment::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_recognised_by_their_address() {
        let hints = Hints {
            endpoints: Endpoints { discourse: vec!["http://127.0.0.1:8000/f".to_owned()], ..Endpoints::default() },
            ..Hints::default()
        };
        for (url, expected) in [
            ("https://a.example/t/the-tram/57", Some("https://a.example/t/57.json")),
            ("https://a.example/t/the-tram/57/12?u=ann", Some("https://a.example/t/57.json")),
            ("http://127.0.0.1:8000/f/t/57", Some("http://127.0.0.1:8000/f/t/57.json")),
            ("http://127.0.0.1:8000/f/t/57/3", Some("http://127.0.0.1:8000/f/t/57.json")),
            ("https://a.example/t/57", None),
            ("https://a.example/t/57/3", None),
            ("https://a.example/t/the-tram", None),
            ("https://a.example/t/the-tram/x57", None),
            ("https://a.example/t/the-tram/57/x", None),
            ("https://a.example/x/t/the-tram/57", None),
        ] {
            let topic = Topic::detect(&Url::parse(url).unwrap(), &hints);
            assert_eq!(topic.map(|mut topic| topic.begin().remove(0).url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn an_error_is_quoted() {
        let error = |json: &str| parse(&serde_json::from_str(json).unwrap(), None, &mut None).unwrap_err().to_string();
        assert_eq!(error("{}"), "Discourse topic: no posts");
        let refused = r#"{"errors": ["The requested URL could not be found."], "error_type": "not_found"}"#;
        assert_eq!(error(refused), "Discourse topic: The requested URL could not be found.");
    }
}
