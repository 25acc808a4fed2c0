//! Reads Hacker News' comments: the whole tree from its search (Algolia), or item by item from Firebase if that fails.
//!
//! The search also finds the story of an article by the article's address. Unclosed paragraphs in the text are left to
//! `page`.

use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::json::{Json, Ref};
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::article::normalise_link;
use crate::domain::host::without_www;
use crate::domain::{Comment, Endpoints, Html, Moderation, Text, Warning, dates};

/// Name of an answer in errors.
const KIND: &str = "Hacker News answer";

/// A story, or the search for the story of an article.
#[derive(Debug)]
pub(in crate::comments) struct HackerNews {
    /// Base of the pages for people.
    people: String,
    search: String,
    items: String,
    /// The story's id; none until the search has found it.
    story: Option<String>,
    /// The article to search for.
    article: Option<Url>,
}

/// Returns the story that an address names or, if the hints allow it, the search for one.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    let story = hints.addresses().find_map(|url| item_id(&hints.endpoints, &url));
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    let article = || hints.article_url.as_deref().and_then(|url| Url::parse(url).ok()).filter(is_web);
    let article = if story.is_none() && hints.look_up { article() } else { None };
    if story.is_none() && article.is_none() {
        return None;
    }
    Some(Box::new(HackerNews { story, article, ..HackerNews::at(&hints.endpoints) }))
}

/// Recognises a saved item tree, and returns its story.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let is_tree = document.get("children").is_array() && document.get("story_id").exists();
    let story = document.get("id").id().filter(|_| is_tree)?;
    Some(Box::new(HackerNews { story: Some(story), ..HackerNews::at(&Endpoints::default()) }))
}

/// Returns N of `item?id=N`.
fn item_id(endpoints: &Endpoints, url: &Url) -> Option<String> {
    let (_, path) = Endpoints::below(std::slice::from_ref(&endpoints.hacker_news), url)?;
    let id = url.query_pairs().find(|(name, _)| name == "id")?.1;
    let number: u64 = id.parse().ok()?;
    (path == ["item"]).then(|| number.to_string())
}

/// Whether two addresses are the same except for scheme, `www.`, fragment, tracking parameters and trailing slashes.
fn is_same_address(one: &str, other: &str) -> bool {
    let normalise = |url: &str| {
        let link = normalise_link(url)?.replacen("/?", "?", 1);
        Some(without_www(&link).to_owned())
    };
    normalise(one).is_some_and(|one| Some(one) == normalise(other))
}

impl HackerNews {
    fn at(endpoints: &Endpoints) -> Self {
        Self {
            people: endpoints.hacker_news.clone(),
            search: endpoints.hacker_news_search.clone(),
            items: endpoints.hacker_news_items.clone(),
            story: None,
            article: None,
        }
    }

    fn tree(&self, story: &str) -> Request {
        Request::json(format!("{}/items/{story}", self.search))
    }

    fn item(&self, id: &str) -> Request {
        Request::json(format!("{}/item/{id}.json", self.items))
    }

    /// Requests the search for the article. Tracking parameters are dropped, as they would hide every hit.
    fn query(&self, article: &Url) -> Option<Request> {
        let mut wanted = article.clone();
        wanted.set_fragment(None);
        let kept = |name: &str| !name.starts_with("utm_");
        if article.query_pairs().any(|(name, _)| !kept(&name)) {
            wanted.set_query(None);
            let pairs: Vec<_> = article.query_pairs().filter(|(name, _)| kept(name)).collect();
            if !pairs.is_empty() {
                wanted.query_pairs_mut().extend_pairs(pairs);
            }
        }
        let query = [("query", wanted.as_str()), ("restrictSearchableAttributes", "url")];
        Some(Request::json(Url::parse_with_params(&format!("{}/search", self.search), query).ok()?))
    }

    /// Reads the search's hits and chooses the story on this article with the most comments.
    fn read_hits(&mut self, answer: Ref<'_>) -> Result<Found, CommentsError> {
        let hits = answer.get("hits");
        if !hits.is_array() {
            return Err(CommentsError::malformed(KIND, "no list of stories"));
        }
        let article = self.article.as_ref().map_or("", Url::as_str);
        let same = hits.items().filter(|hit| hit.get("url").str().is_some_and(|url| is_same_address(url, article)));
        let comments = |hit: &Ref<'_>| hit.get("num_comments").whole::<u32>().unwrap_or_default();
        let best = same.filter_map(|hit| Some((comments(&hit), hit.get("objectID").id()?)));
        // Among equals the first hit wins, which the search ranks best.
        let Some((stated, story)) = best.rev().max_by_key(|(comments, _)| *comments) else {
            return Err(CommentsError::Unrecognised("no story on this article"));
        };
        let more = vec![self.tree(&story)];
        self.story = Some(story);
        Ok(Found { stated: Some(stated), more, ..Found::default() })
    }

    /// Reads the whole tree, without recursion.
    fn read_tree(&self, root: Ref<'_>) -> Vec<Comment> {
        let mut comments = Vec::new();
        let mut waiting: Vec<(Ref<'_>, Option<String>)> = vec![(root, None)];
        while let Some((node, above)) = waiting.pop() {
            let id = node.get("id").id();
            let is_story = id == self.story;
            let parent = if is_story { None } else { id.clone().or_else(|| above.clone()) };
            waiting.extend(node.get("children").items().map(|child| (child, parent.clone())));
            let is_option = node.get("type").str() == Some("pollopt");
            if let Some(id) = id.filter(|_| !is_story && !is_option) {
                let date = node.get("created_at_i").whole().and_then(dates::from_seconds);
                comments.push(Comment {
                    published: date.or_else(|| node.get("created_at").str().and_then(dates::parse_printed)),
                    score: node.get("points").whole(),
                    ..self.comment(node, id, above, node.get("author"))
                });
            }
        }
        comments
    }

    /// Reads one item of Firebase, and requests its replies.
    fn read_item(&self, item: Ref<'_>, url: &str) -> Result<Found, CommentsError> {
        if item.is_null() {
            let name = url.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
            return Ok(Found { gaps: vec![Warning::new(format!("item {name} is missing"))], ..Found::default() });
        }
        let id = item.get("id").id().ok_or_else(|| CommentsError::malformed(KIND, "no item"))?;
        let more = item.get("kids").items().filter_map(Ref::id).map(|kid| self.item(&kid)).collect();
        if Some(&id) == self.story.as_ref() {
            return Ok(Found { more, stated: item.get("descendants").whole(), ..Found::default() });
        }
        let parent = item.get("parent").id().filter(|parent| Some(parent) != self.story.as_ref());
        let mut comment = Comment {
            published: item.get("time").whole().and_then(dates::from_seconds),
            ..self.comment(item, id, parent, item.get("by"))
        };
        if item.get("deleted").is_true() || item.get("dead").is_true() {
            (comment.state, comment.html) = (Moderation::Removed, Html::default());
        }
        Ok(Found { comments: vec![comment], more, ..Found::default() })
    }

    fn comment(&self, node: Ref<'_>, id: String, parent: Option<String>, author: Ref<'_>) -> Comment {
        let text = node.get("text").str();
        Comment {
            url: Some(format!("{}/item?id={id}", self.people)),
            id: id.into(),
            parent: parent.map(Into::into),
            author: author.str().and_then(|name| Text::line(name).non_empty()),
            html: Html(text.unwrap_or_default().to_owned()),
            state: if text.is_some() { Moderation::Visible } else { Moderation::Removed },
            ..Comment::default()
        }
    }
}

impl Site for HackerNews {
    fn method(&self) -> Method {
        Method::HackerNews
    }

    fn origin(&self) -> String {
        self.story.as_ref().map_or_else(|| "hacker-news".to_owned(), |story| format!("hacker-news:{story}"))
    }

    fn page(&self) -> Option<String> {
        Some(format!("{}/item?id={}", self.people, self.story.as_ref()?))
    }

    fn begin(&mut self) -> Vec<Request> {
        let tree = self.story.as_ref().map(|story| self.tree(story));
        tree.or_else(|| self.query(self.article.as_ref()?)).into_iter().collect()
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = String::from_utf8_lossy(answer.body);
        let json = Json::parse(KIND, &text)?;
        let root = json.root();
        if self.story.is_none() {
            return self.read_hits(root);
        }
        if !root.get("children").is_array() {
            return self.read_item(root, answer.url);
        }
        if root.get("id").id() != self.story {
            return Err(CommentsError::malformed(KIND, "not the requested item"));
        }
        Ok(Found { comments: self.read_tree(root), ..Found::default() })
    }

    /// Falls back to Firebase, which serves one item a request: the story first, then level by level.
    fn fallback(&mut self, failed: &str) -> Vec<Request> {
        let story = self.story.as_ref().filter(|story| self.tree(story).url == failed);
        story.map(|story| self.item(story)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_article_are_equal() {
        let article = "https://www.a.example/x/?id=3&utm_source=rss#top";
        for (url, same) in [
            ("http://a.example/x?id=3", true),
            ("https://a.example/x/?id=3#other", true),
            ("https://a.example/x?id=4", false),
            ("https://b.example/x?id=3", false),
            ("not an address", false),
        ] {
            assert_eq!(is_same_address(article, url), same, "{url}");
        }
        assert!(is_same_address("https://a.example/", "http://www.a.example"));
    }

    #[test]
    fn items_are_recognised_by_their_address() {
        for (url, id) in [
            ("https://news.ycombinator.com/item?id=8863#9224", Some("8863")),
            ("https://news.ycombinator.com/item?p=2&id=8863", Some("8863")),
            ("https://news.ycombinator.com/user?id=8863", None),
            ("https://news.ycombinator.com/item?id=x", None),
            ("https://news.example/item?id=8863", None),
        ] {
            assert_eq!(item_id(&Endpoints::default(), &Url::parse(url).unwrap()).as_deref(), id, "{url}");
        }
    }
}
