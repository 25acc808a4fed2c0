//! Discourse: the posts of a topic, the first of which is the article itself.
//!
//! A topic comes with its first 20 posts and the ids of all; the rest is asked for by id. Answers name the number of a
//! post within the topic and not its id, so that the number is the id here. A page that has a topic embedded names the
//! forum alone; which topic it is, the forum says.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::source::{Answer, Hints, Method, Request};
use crate::comments::{CommentsError, Endpoints, dates, fields};
use crate::domain::encoding::decode_page;
use crate::domain::{Comment, Html, Moderation, Warning};

const KIND: &str = "Discourse topic";
/// Posts asked for at once.
const BATCH: usize = 20;
/// What Discourse calls a note on what was done to the topic, such as that it was closed.
const SMALL_ACTION: u64 = 3;
/// What Discourse calls a vote for a post.
const LIKE: u64 = 2;

/// A topic of one forum.
#[derive(Debug)]
pub(in crate::comments) struct Topic {
    base: String,
    /// Where it is embedded, until the forum has said which topic it is.
    embed: Option<String>,
    id: String,
    page: String,
    /// Who wrote the first post.
    author: Option<String>,
}

impl Topic {
    /// The topic that an address names: `/t/SLUG/ID`, with a post's number behind it or not; `/t/ID` on known forums.
    pub(in crate::comments) fn detect(url: &Url, hints: &Hints) -> Option<Self> {
        let known = Endpoints::of(&hints.endpoints.discourse, url);
        let base =
            known.map_or_else(|| url.origin().ascii_serialization(), |base| base.trim_end_matches('/').to_owned());
        Self::under(&base, url, known.is_some())
    }

    fn under(base: &str, url: &Url, known: bool) -> Option<Self> {
        let under = Url::parse(base).ok()?.path().trim_end_matches('/').to_owned();
        let path: Vec<&str> = url.path().strip_prefix(&under)?.split('/').filter(|part| !part.is_empty()).collect();
        let (slug, id) = match path.as_slice() {
            ["t", slug, id] | ["t", slug, id, _] if is_number(id) && !is_number(slug) => (Some(*slug), *id),
            ["t", id] | ["t", id, _] if known && is_number(id) => (None, *id),
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

    /// The topic that a forum has for a page in which it is embedded.
    pub(in crate::comments) fn embedded(forum: &Url, page: &str) -> Option<Self> {
        let base = forum.as_str().trim_end_matches('/').to_owned();
        let mut embed = Url::parse(&format!("{base}/embed/comments")).ok()?;
        embed.query_pairs_mut().append_pair("embed_url", page);
        Some(Self { base, embed: Some(embed.into()), id: String::new(), page: String::new(), author: None })
    }

    /// The topic that a page names by its number.
    pub(in crate::comments) fn of_number(forum: &Url, id: &str) -> Option<Self> {
        is_number(id).then(|| Self::numbered(forum.as_str().trim_end_matches('/'), None, id))
    }

    fn topic(&self) -> Request {
        Request { url: format!("{}/t/{}.json", self.base, self.id), accept: "application/json" }
    }

    /// The page that is shown inside the other one links to its topic.
    fn read_embed(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let html = decode_page(answer.body, answer.header("content-type"));
        let document = dom_query::Document::from(&*crate::page::guard(&html));
        let base = Url::parse(answer.url).ok();
        let resolve = |href: &str| base.as_ref().map_or_else(|| Url::parse(href), |base| base.join(href)).ok();
        let links = document.select("a[href]");
        let mut topics = links.nodes().iter().filter_map(|link| {
            let url = resolve(&link.attr("href")?)?;
            Self::under(&self.base, &url, true).filter(|_| url.as_str().starts_with(&self.base))
        });
        let Some(topic) = topics.next() else {
            return Err(CommentsError::malformed(KIND, "the forum has none for this page"));
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
        let host = self.base.split_once("://").map_or(self.base.as_str(), |(_, host)| host);
        format!("discourse:{host}/{}", self.id)
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
        let have: HashSet<u64> = posts(&document).iter().filter_map(|post| post["id"].as_u64()).collect();
        let stream = document["post_stream"]["stream"].as_array().into_iter().flatten();
        let missing: Vec<u64> = stream.filter_map(Value::as_u64).filter(|id| !have.contains(id)).collect();
        found.more = missing
            .chunks(BATCH)
            .map(|ids| {
                let wanted: Vec<String> = ids.iter().map(|id| format!("post_ids[]={id}")).collect();
                let url = format!("{}/t/{}/posts.json?{}", self.base, self.id, wanted.join("&"));
                Request { url, accept: "application/json" }
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

/// Reads a topic or some of its posts. `page` is the topic's address for people; `author` is who wrote the first post,
/// once that has been read.
pub(in crate::comments) fn parse(
    document: &Value,
    page: Option<&str>,
    author: &mut Option<String>,
) -> Result<Found, CommentsError> {
    if !is_topic(document) {
        let why = document["errors"][0].as_str().unwrap_or("no posts in it");
        return Err(CommentsError::malformed(KIND, why));
    }
    let posts = posts(document);
    let first = posts.iter().find(|post| post["post_number"].as_u64() == Some(1));
    *author = first.and_then(|post| post["username"].as_str().map(str::to_owned)).or_else(|| author.take());
    let mut odd = 0;
    let mut comments = Vec::new();
    for post in posts {
        let number = post["post_number"].as_u64().filter(|number| *number > 0);
        let note =
            post["post_type"].as_u64() == Some(SMALL_ACTION) && post["cooked"].as_str().unwrap_or_default().is_empty();
        match number {
            Some(1) => {}
            Some(_) if note => {}
            Some(number) => comments.push(comment(post, number, page, author.as_deref())),
            None => odd += 1,
        }
    }
    let warnings = (odd > 0).then(|| Warning::new(format!("{odd} entries that are no posts are left out")));
    let stated = fields::count(&document["posts_count"]).map(|count| count.saturating_sub(1));
    Ok(Found { comments, stated, warnings: warnings.into_iter().collect(), ..Found::default() })
}

fn comment(post: &Value, number: u64, page: Option<&str>, author: Option<&str>) -> Comment {
    let gone = !post["deleted_at"].is_null() || post["user_deleted"] == true || post["hidden"] == true;
    let username = post["username"].as_str();
    // A post that nobody voted for says so by leaving the number out.
    let mut actions = post["actions_summary"].as_array().into_iter().flatten();
    let likes = actions.find(|action| action["id"].as_u64() == Some(LIKE));
    Comment {
        id: number.to_string().into(),
        parent: post["reply_to_post_number"]
            .as_u64()
            .filter(|parent| *parent > 1)
            .map(|parent| parent.to_string().into()),
        author: fields::name(&post["username"]),
        published: post["created_at"].as_str().and_then(dates::parse),
        // What stands in a hidden post's place is the forum's word, not the writer's.
        html: Html(post["cooked"].as_str().filter(|_| !gone).unwrap_or_default().trim().to_owned()),
        score: likes.map(|likes| likes["count"].as_i64().unwrap_or(0)),
        state: if gone { Moderation::Removed } else { Moderation::Visible },
        url: page.map(|page| format!("{page}/{number}")),
        by_author: username.is_some() && username == author,
        ..Comment::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_told_by_their_address() {
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
    fn a_refusal_says_why() {
        let error = |json: &str| parse(&serde_json::from_str(json).unwrap(), None, &mut None).unwrap_err().to_string();
        assert_eq!(error("{}"), "Discourse topic: no posts in it");
        let refused = r#"{"errors": ["The requested URL could not be found."], "error_type": "not_found"}"#;
        assert_eq!(error(refused), "Discourse topic: The requested URL could not be found.");
    }
}
