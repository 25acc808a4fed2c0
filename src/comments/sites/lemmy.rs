//! Lemmy: a post's comments as a flat list whose paths say the parents, page by page, and what lies too deep for it
//! asked for by the comment that it hangs under.

use std::collections::{BTreeMap, HashMap, HashSet};

use url::Url;

use crate::comments::crawl::{Found, Site};
use crate::comments::json::{Json, Ref};
use crate::comments::source::{Answer, Hints, Method, Request};
use crate::comments::{CommentsError, Endpoints, dates, markdown};
use crate::domain::{Comment, Html, Moderation, Text, Votes, Warning};

/// What an answer is called in an error.
const KIND: &str = "Lemmy answer";
/// Levels asked for at once: as many as Lemmy's own pages do.
const DEPTH: u32 = 8;
/// Comments on a page; a server that counts levels sends more.
const PAGE: usize = 50;
/// The most that a server sends for one question, whatever page is asked for.
const MOST: usize = 300;

/// A post on one server.
#[derive(Debug)]
pub(in crate::comments) struct Lemmy {
    /// Empty for a saved answer that does not tell.
    base: String,
    post: u64,
    /// Every comment that has come: the one above it, and how many the server counts below it.
    known: BTreeMap<u64, (u64, u64)>,
    /// Comments whose answers have been asked for.
    asked: HashSet<u64>,
}

/// The post that an address names.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    hints.addresses().find_map(|url| {
        let (base, path) = Endpoints::below(&hints.endpoints.lemmy, &url)?;
        let ["post", number] = path.as_slice() else { return None };
        Some(Box::new(Lemmy::new(base, number.parse().ok()?)) as Box<dyn Site>)
    })
}

/// The post of a saved answer; the server is known by the post's own address, if it has one there.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let first = document.get("comments").item(0);
    let post = first.get("comment").get("path").str().and_then(|_| first.get("comment").get("post_id").whole())?;
    let base = first.get("post").get("ap_id").str().and_then(|url| url.strip_suffix(&format!("/post/{post}")));
    Some(Box::new(Lemmy::new(base.unwrap_or_default(), post)))
}

impl Lemmy {
    fn new(base: &str, post: u64) -> Self {
        Self { base: base.to_owned(), post, known: BTreeMap::new(), asked: HashSet::new() }
    }

    fn list(&self, under: Option<u64>, page: usize) -> Request {
        let under = under.map(|id| format!("&parent_id={id}")).unwrap_or_default();
        let what = format!("post_id={}{under}&max_depth={DEPTH}&type_=All&sort=Old", self.post);
        Request::json(format!("{}/api/v3/comment/list?{what}&limit={PAGE}&page={page}", self.base))
    }

    /// How many the server counts below each comment beyond those that came or are counted below its answers.
    fn short(&self) -> Vec<(u64, u64)> {
        let mut missing: HashMap<u64, u64> = self.known.iter().map(|(id, (_, below))| (*id, *below)).collect();
        for (above, below) in self.known.values() {
            if let Some(missing) = missing.get_mut(above) {
                *missing = missing.saturating_sub(below.saturating_add(1));
            }
        }
        let mut short: Vec<_> = missing.into_iter().filter(|(_, missing)| *missing > 0).collect();
        short.sort_unstable();
        short
    }

    /// Reads the entries; says how many of them are new.
    fn take(&mut self, entries: Ref<'_>, found: &mut Found) -> usize {
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
        let is_gone = comment.get("deleted").is_true() || comment.get("removed").is_true();
        let text = comment.get("content").str().filter(|_| !is_gone);
        let votes = counts.get("upvotes").whole().zip(counts.get("downvotes").whole());
        let here = || (!self.base.is_empty()).then(|| format!("{}/comment/{number}", self.base));
        Comment {
            id: number.to_string().into(),
            parent: above.map(|id| id.to_string().into()),
            author: entry.get("creator").get("name").str().and_then(|name| Text::line(name).non_empty()),
            published: comment.get("published").str().and_then(dates::parse),
            html: text.map_or_else(Html::default, markdown::to_html),
            score: counts.get("score").whole(),
            votes: votes.map(|(up, down)| Votes { up, down }),
            state: if is_gone { Moderation::Removed } else { Moderation::Visible },
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
        // With the port and the path that a server may lie under: replies go there by this name.
        let host = self.base.split_once("://").map_or("", |(_, host)| host);
        format!("lemmy:{host}/{}", self.post)
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
        let new = self.take(entries, &mut found);
        let (under, page) = question(answer.url);
        // A page that isn't full is the last; so is one that only repeats what is known, for a server that counts
        // levels does not count pages.
        if new > 0 && entries.items().len() >= PAGE {
            found.more.push(self.list(under, page + 1));
            return Ok(found);
        }
        let short = self.short();
        if let Some((_, missing)) = short.iter().find(|(id, _)| Some(*id) == under) {
            found.gaps.push(Warning::new(match missing {
                1 => format!("1 answer under {}", under.unwrap_or_default()),
                missing => format!("{missing} answers under {}", under.unwrap_or_default()),
            }));
        }
        if under.is_none() && self.known.len() >= MOST && new == 0 {
            found.gaps.push(Warning::new(format!("what is beyond the first {MOST} at the top")));
        }
        let wanted: Vec<u64> = short.into_iter().map(|(id, _)| id).filter(|id| self.asked.insert(*id)).collect();
        found.more.extend(wanted.into_iter().map(|id| self.list(Some(id), 1)));
        Ok(found)
    }
}

/// What an answer is to: the answers below which comment, and which page of them.
fn question(url: &str) -> (Option<u64>, usize) {
    let Ok(url) = Url::parse(url) else { return (None, 1) };
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let under = value("parent_id").and_then(|id| id.parse().ok());
    (under, value("page").and_then(|page| page.parse().ok()).unwrap_or(1))
}
