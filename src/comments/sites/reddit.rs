//! Reddit: a post's comments as nested listings, and what their stubs leave out, asked for answer by answer.
//!
//! Without an account there is no way to ask for many at once. What would take too many requests is named.

use std::collections::HashSet;

use crate::comments::crawl::{Found, Site};
use crate::comments::json::{Json, Ref};
use crate::comments::source::{Answer, Hints, Method, Request};
use crate::comments::{CommentsError, Endpoints, dates, markdown};
use crate::domain::{Comment, Html, Moderation, Text, Warning};

/// What an answer is called in an error.
const KIND: &str = "Reddit answer";
/// Requests of a conversation that are not for what stubs leave out.
const KEPT: usize = 10;

/// A post.
#[derive(Debug)]
pub(in crate::comments) struct Reddit {
    base: String,
    post: String,
    /// What has been asked for by stubs.
    followed: HashSet<String>,
    /// How much of it may be.
    most: usize,
}

/// The post that an address names.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    hints.addresses().find_map(|url| {
        let (_, path) = Endpoints::below(&hints.endpoints.reddit, &url)?;
        let post = path.iter().skip_while(|part| **part != "comments").nth(1)?.trim_end_matches(".json");
        at(hints, post)
    })
}

/// The post of a saved answer.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let first = document.item(0).get("data").get("children").item(0);
    let post = first.get("data").get("id").id().filter(|_| first.get("kind").str() == Some("t3"))?;
    at(&Hints::default(), &post)
}

fn at(hints: &Hints, post: &str) -> Option<Box<dyn Site>> {
    let base = hints.endpoints.reddit.first().filter(|_| is_name(post))?.clone();
    let most = hints.most().saturating_sub(KEPT);
    Some(Box::new(Reddit { base, post: post.to_owned(), followed: HashSet::new(), most }))
}

fn is_name(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Reddit {
    /// What a stub stands for: answers by name, or (with none named) everything below the comment it hangs under.
    fn follow(&mut self, stub: Ref<'_>, found: &mut Found) {
        let above = stub.get("parent_id").id();
        let under = above.as_deref().and_then(|name| name.strip_prefix("t1_"));
        let mut names: Vec<String> = stub.get("children").items().filter_map(Ref::id).collect();
        let is_further = names.is_empty();
        names.extend(under.filter(|_| is_further).map(str::to_owned));
        names.retain(|name| is_name(name));
        let (mut left, mut asked) = (0, 0);
        for name in names {
            if self.followed.len() < self.most && self.followed.insert(name.clone()) {
                let path = format!("{}/comments/{}/_/{name}.json", self.base, self.post);
                found.more.push(Request::json(format!("{path}?limit=500&raw_json=1")));
                asked += 1;
            } else if !self.followed.contains(&name) || is_further {
                left += 1;
            }
        }
        if left == 0 && (asked > 0 || !is_further) {
            return;
        }
        let where_to = above.as_deref().filter(|_| under.is_some()).unwrap_or("the post");
        let count = stub.get("count").whole::<u64>().filter(|count| *count > 0 && asked == 0);
        let gap = match count.or((!is_further).then_some(left)) {
            Some(1) => format!("1 answer under {where_to}"),
            Some(count) => format!("{count} answers under {where_to}"),
            None => format!("answers under {where_to}"),
        };
        found.gaps.push(Warning::new(gap));
    }

    fn comment(&self, data: Ref<'_>, id: String, of_writer: bool) -> Comment {
        let body = data.get("body").str();
        let is_gone = matches!(body.map(str::trim), Some("[deleted]" | "[removed]"));
        let html = match (is_gone, data.get("body_html").str()) {
            (true, _) => Html::default(),
            (false, Some(html)) => Html(unescaped(html)),
            (false, None) => markdown::to_html(body.unwrap_or_default()),
        };
        let parent = data.get("parent_id").id().filter(|parent| !parent.starts_with("t3_"));
        let author = data.get("author").str().filter(|name| !is_gone && *name != "[deleted]");
        let path = data.get("permalink").str().filter(|path| path.starts_with('/'));
        Comment {
            id: id.into(),
            parent: parent.map(Into::into),
            author: author.and_then(|name| Text::line(name).non_empty()),
            published: data.get("created_utc").whole().and_then(dates::from_seconds),
            html,
            score: data.get("score").whole().filter(|_| !data.get("score_hidden").is_true()),
            state: if is_gone { Moderation::Removed } else { Moderation::Visible },
            url: path.map(|path| format!("{}{path}", self.base)),
            by_author: of_writer && data.get("is_submitter").is_true(),
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
        // A post that is a text of its own is the article, and whoever handed it in its writer.
        let is_text = post.get("is_self").is_true();
        let mut found = Found { stated: post.get("num_comments").whole(), ..Found::default() };
        let mut listings = vec![listing];
        while let Some(listing) = listings.pop() {
            for thing in listing.get("data").get("children").items() {
                let data = thing.get("data");
                match (thing.get("kind").str(), name(data)) {
                    (Some("t1"), Some(id)) => {
                        found.comments.push(self.comment(data, id, is_text));
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

/// A comment's full name, the one that its answers know it by.
fn name(data: Ref<'_>) -> Option<String> {
    data.get("name").id().or_else(|| Some(format!("t1_{}", data.get("id").id()?)))
}

/// HTML as it is, or (without `raw_json`) escaped once more.
fn unescaped(html: &str) -> String {
    if !html.trim_start().starts_with("&lt;") {
        return html.to_owned();
    }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    marks.into_iter().fold(html.to_owned(), |html, (escaped, mark)| html.replace(escaped, mark))
}
