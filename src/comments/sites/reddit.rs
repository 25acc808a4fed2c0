//! Reads Reddit's comments: a post's nested listings, and one further request for each comment that a stub replaces.
//!
//! Without an account, comments can't be requested in bulk. Those that would take too many requests are reported as
//! gaps.

use std::collections::HashSet;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::json::{Json, Ref};
use crate::comments::markdown;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::{Comment, Endpoints, Html, Moderation, Text, Warning, dates};

/// Name of an answer in errors.
const KIND: &str = "Reddit answer";
/// Requests of a thread that are reserved for other things than stubs.
const RESERVED: usize = 10;

/// One post.
#[derive(Debug)]
pub(in crate::comments) struct Reddit {
    base: String,
    post: String,
    /// Comments requested in place of stubs.
    followed: HashSet<String>,
    /// Most comments in `followed`.
    most: usize,
}

/// Returns the post that an address names.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    hints.addresses().find_map(|url| {
        let (_, path) = Endpoints::below(&hints.endpoints.reddit, &url)?;
        let post = path.iter().skip_while(|part| **part != "comments").nth(1)?.trim_end_matches(".json");
        at(hints, post)
    })
}

/// Recognises a saved answer, and returns its post.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let first = document.item(0).get("data").get("children").item(0);
    let post = first.get("data").get("id").id().filter(|_| first.get("kind").str() == Some("t3"))?;
    at(&Hints::default(), &post)
}

fn at(hints: &Hints, post: &str) -> Option<Box<dyn Site>> {
    let base = hints.endpoints.reddit.first().filter(|_| is_id(post))?.clone();
    let most = hints.most().saturating_sub(RESERVED);
    Some(Box::new(Reddit { base, post: post.to_owned(), followed: HashSet::new(), most }))
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Reddit {
    /// Requests the comments that a stub names, or everything below the stub's parent if it names none.
    fn follow(&mut self, stub: Ref<'_>, found: &mut Found) {
        let above = stub.get("parent_id").id();
        let under = above.as_deref().and_then(|name| name.strip_prefix("t1_"));
        let mut names: Vec<String> = stub.get("children").items().filter_map(Ref::id).collect();
        // Without names the stub says "continue this thread".
        let is_continuation = names.is_empty();
        names.extend(under.filter(|_| is_continuation).map(str::to_owned));
        names.retain(|name| is_id(name));
        let (mut skipped, mut requested) = (0, 0);
        for name in names {
            if self.followed.len() < self.most && self.followed.insert(name.clone()) {
                let path = format!("{}/comments/{}/_/{name}.json", self.base, self.post);
                found.more.push(Request::json(format!("{path}?limit=500&raw_json=1")));
                requested += 1;
            } else if !self.followed.contains(&name) || is_continuation {
                skipped += 1;
            }
        }
        if skipped == 0 && (requested > 0 || !is_continuation) {
            return;
        }
        let parent = above.as_deref().filter(|_| under.is_some()).unwrap_or("the post");
        let count = stub.get("count").whole::<u64>().filter(|count| *count > 0 && requested == 0);
        let gap = match count.or((!is_continuation).then_some(skipped)) {
            Some(1) => format!("1 reply under {parent}"),
            Some(count) => format!("{count} replies under {parent}"),
            None => format!("replies under {parent}"),
        };
        found.gaps.push(Warning::new(gap));
    }

    /// Reads a comment. `is_text_post` tells whether the post's author wrote the article.
    fn comment(&self, data: Ref<'_>, id: String, is_text_post: bool) -> Comment {
        let body = data.get("body").str();
        let is_removed = matches!(body.map(str::trim), Some("[deleted]" | "[removed]"));
        let html = match (is_removed, data.get("body_html").str()) {
            (true, _) => Html::default(),
            (false, Some(html)) => Html(unescape(html)),
            (false, None) => markdown::to_html(body.unwrap_or_default()),
        };
        let parent = data.get("parent_id").id().filter(|parent| !parent.starts_with("t3_"));
        let author = data.get("author").str().filter(|name| !is_removed && *name != "[deleted]");
        let path = data.get("permalink").str().filter(|path| path.starts_with('/'));
        Comment {
            id: id.into(),
            parent: parent.map(Into::into),
            author: author.and_then(|name| Text::line(name).non_empty()),
            published: data.get("created_utc").whole().and_then(dates::from_seconds),
            html,
            score: data.get("score").whole().filter(|_| !data.get("score_hidden").is_true()),
            state: if is_removed { Moderation::Removed } else { Moderation::Visible },
            url: path.map(|path| format!("{}{path}", self.base)),
            by_author: is_text_post && data.get("is_submitter").is_true(),
            ..Comment::default()
        }
    }
}

impl Site for Reddit {
    fn method(&self) -> Method {
        Method::Reddit
    }

    fn origin(&self) -> String {
        format!("reddit:{}", self.post)
    }

    fn page(&self) -> Option<String> {
        Some(format!("{}/comments/{}", self.base, self.post))
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![Request::json(format!("{}/comments/{}.json?limit=500&raw_json=1", self.base, self.post))]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = String::from_utf8_lossy(answer.body);
        let json = Json::parse(KIND, &text)?;
        let (posts, listing) = (json.root().item(0), json.root().item(1));
        if !listing.get("data").get("children").is_array() {
            return Err(CommentsError::malformed(KIND, "no listing of comments"));
        }
        let post = posts.get("data").get("children").item(0).get("data");
        // A text post is itself the article, so its author is the article's; a link's submitter is not.
        let is_text_post = post.get("is_self").is_true();
        let mut found = Found { stated: post.get("num_comments").whole(), ..Found::default() };
        let mut listings = vec![listing];
        while let Some(listing) = listings.pop() {
            for thing in listing.get("data").get("children").items() {
                let data = thing.get("data");
                match (thing.get("kind").str(), name(data)) {
                    (Some("t1"), Some(id)) => {
                        found.comments.push(self.comment(data, id, is_text_post));
                        listings.push(data.get("replies"));
                    }
                    (Some("more"), _) => self.follow(data, &mut found),
                    _ => {}
                }
            }
        }
        Ok(found)
    }
}

/// Returns a comment's full name, by which its replies name it.
fn name(data: Ref<'_>) -> Option<String> {
    data.get("name").id().or_else(|| Some(format!("t1_{}", data.get("id").id()?)))
}

/// Unescapes HTML that was escaped once too often, as in answers without `raw_json`.
fn unescape(html: &str) -> String {
    if !html.trim_start().starts_with("&lt;") {
        return html.to_owned();
    }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    marks.into_iter().fold(html.to_owned(), |html, (escaped, mark)| html.replace(escaped, mark))
}
