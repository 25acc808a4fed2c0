//! Reads Lemmy's comments: a post's flat list, page by page, whose paths name the parents.
//!
//! Comments that are too deep for the list are requested by the comment above them.

use std::collections::{BTreeMap, HashMap, HashSet};

use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::json::{Json, Ref};
use crate::comments::markdown;
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::host::without_scheme;
use crate::domain::{Comment, Endpoints, Html, Moderation, Text, Votes, Warning, dates};

/// Name of an answer in errors.
const KIND: &str = "Lemmy answer";
/// Levels in one request, as many as on Lemmy's own pages.
const DEPTH: u32 = 8;
/// Comments on a page. A server that is asked for levels ignores this and sends more.
const PAGE: usize = 50;
/// The most comments that a server sends in one answer, whatever page is requested.
const MOST: usize = 300;

/// A post on one server.
#[derive(Debug)]
pub(in crate::comments) struct Lemmy {
    /// Empty for a saved answer that does not name its server.
    base: String,
    post: u64,
    /// Every comment received: its parent, and the number of comments that the server counts below it.
    known: BTreeMap<u64, (u64, u64)>,
    /// Comments whose replies have been requested.
    requested: HashSet<u64>,
}

/// Returns the post that an address names.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    hints.addresses().find_map(|url| {
        let (base, path) = Endpoints::below(&hints.endpoints.lemmy, &url)?;
        let ["post", number] = path.as_slice() else { return None };
        Some(Box::new(Lemmy::new(base, number.parse().ok()?)) as Box<dyn Site>)
    })
}

/// Recognises a saved answer, and returns its post. The server is known if the post's own address is on it.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let first = document.get("comments").item(0);
    let post = first.get("comment").get("path").str().and_then(|_| first.get("comment").get("post_id").whole())?;
    let base = first.get("post").get("ap_id").str().and_then(|url| url.strip_suffix(&format!("/post/{post}")));
    Some(Box::new(Lemmy::new(base.unwrap_or_default(), post)))
}

impl Lemmy {
    fn new(base: &str, post: u64) -> Self {
        Self { base: base.to_owned(), post, known: BTreeMap::new(), requested: HashSet::new() }
    }

    fn list(&self, under: Option<u64>, page: usize) -> Request {
        let under = under.map(|id| format!("&parent_id={id}")).unwrap_or_default();
        let query = format!("post_id={}{under}&max_depth={DEPTH}&type_=All&sort=Old", self.post);
        Request::json(format!("{}/api/v3/comment/list?{query}&limit={PAGE}&page={page}", self.base))
    }

    /// Returns each comment with missing replies and their number, without those counted below its known replies.
    fn missing(&self) -> Vec<(u64, u64)> {
        let mut missing: HashMap<u64, u64> = self.known.iter().map(|(id, (_, below))| (*id, *below)).collect();
        for (above, below) in self.known.values() {
            if let Some(missing) = missing.get_mut(above) {
                *missing = missing.saturating_sub(below.saturating_add(1));
            }
        }
        let mut missing: Vec<_> = missing.into_iter().filter(|(_, count)| *count > 0).collect();
        missing.sort_unstable();
        missing
    }

    /// Reads the entries into `found`, and returns how many of them are new.
    fn read_entries(&mut self, entries: Ref<'_>, found: &mut Found) -> usize {
        let before = self.known.len();
        for entry in entries.items() {
            let Some(number) = entry.get("comment").get("id").whole() else { continue };
            let path = entry.get("comment").get("path").str().unwrap_or_default();
            let above: Option<u64> = path.rsplit('.').nth(1).and_then(|id| id.parse().ok()).filter(|id| *id > 0);
            let below = entry.get("counts").get("child_count").whole().unwrap_or_default();
            self.known.insert(number, (above.unwrap_or_default(), below));
            found.comments.push(self.comment(entry, number, above));
        }
        self.known.len() - before
    }

    fn comment(&self, entry: Ref<'_>, number: u64, above: Option<u64>) -> Comment {
        let (comment, counts) = (entry.get("comment"), entry.get("counts"));
        let is_removed = comment.get("deleted").is_true() || comment.get("removed").is_true();
        let text = comment.get("content").str().filter(|_| !is_removed);
        let votes = counts.get("upvotes").whole().zip(counts.get("downvotes").whole());
        let here = || (!self.base.is_empty()).then(|| format!("{}/comment/{number}", self.base));
        Comment {
            id: number.to_string().into(),
            parent: above.map(|id| id.to_string().into()),
            author: entry.get("creator").get("name").str().and_then(|name| Text::line(name).non_empty()),
            published: comment.get("published").str().and_then(dates::parse_printed),
            html: text.map_or_else(Html::default, markdown::to_html),
            score: counts.get("score").whole(),
            votes: votes.map(|(up, down)| Votes { up, down }),
            state: if is_removed { Moderation::Removed } else { Moderation::Visible },
            url: comment.get("ap_id").str().map(str::to_owned).or_else(here),
            ..Comment::default()
        }
    }
}

impl Site for Lemmy {
    fn method(&self) -> Method {
        Method::Lemmy
    }

    fn origin(&self) -> String {
        // The origin includes the server's port and path: replies find the server by it.
        format!("lemmy:{}/{}", without_scheme(&self.base), self.post)
    }

    fn page(&self) -> Option<String> {
        (!self.base.is_empty()).then(|| format!("{}/post/{}", self.base, self.post))
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![self.list(None, 1)]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = String::from_utf8_lossy(answer.body);
        let json = Json::parse(KIND, &text)?;
        let entries = json.root().get("comments");
        if !entries.is_array() {
            let why = json.root().get("error").str().unwrap_or("no list of comments");
            return Err(CommentsError::malformed(KIND, why));
        }
        let mut found = Found::default();
        let new = self.read_entries(entries, &mut found);
        let (under, page) = requested_page(answer.url);
        // The last page is not full, or has nothing new: a server that is asked for levels ignores the page.
        if new > 0 && entries.items().len() >= PAGE {
            found.more.push(self.list(under, page + 1));
            return Ok(found);
        }
        let missing = self.missing();
        if let Some((id, count)) = missing.iter().find(|(id, _)| Some(*id) == under) {
            let replies = if *count == 1 { "reply" } else { "replies" };
            found.gaps.push(Warning::new(format!("{count} {replies} under {id}")));
        }
        if under.is_none() && self.known.len() >= MOST && new == 0 {
            found.gaps.push(Warning::new(format!("all comments after the first {MOST}")));
        }
        let ids = missing.into_iter().map(|(id, _)| id);
        let wanted: Vec<u64> = ids.filter(|id| self.requested.insert(*id)).collect();
        found.more.extend(wanted.into_iter().map(|id| self.list(Some(id), 1)));
        Ok(found)
    }
}

/// Returns what a request asked for: the comment above the replies, if any, and the page.
fn requested_page(url: &str) -> (Option<u64>, usize) {
    let Ok(url) = Url::parse(url) else { return (None, 1) };
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let under = value("parent_id").and_then(|id| id.parse().ok());
    (under, value("page").and_then(|page| page.parse().ok()).unwrap_or(1))
}
