//! Reads Lobsters' comments: a story with all its comments in one flat answer.
//!
//! Older versions of Lobsters state only each comment's depth, newer ones its parent.

use crate::comments::crawl::{Found, Site};
use crate::comments::error::CommentsError;
use crate::comments::json::{Json, Ref};
use crate::comments::method::Method;
use crate::comments::request::{Answer, Hints, Request};
use crate::domain::host::host_of;
use crate::domain::{Comment, Endpoints, Html, Moderation, Text, Votes, dates};

/// Name of an answer in errors.
const KIND: &str = "Lobsters answer";

/// A story on one site.
#[derive(Debug)]
pub(in crate::comments) struct Lobsters {
    base: String,
    story: String,
}

/// Returns the story that an address names.
pub(in crate::comments) fn plan(hints: &Hints) -> Option<Box<dyn Site>> {
    hints.addresses().find_map(|url| {
        let (base, path) = Endpoints::below(&hints.endpoints.lobsters, &url)?;
        let ["s", story, ..] = path.as_slice() else { return None };
        let story = story.trim_end_matches(".json").to_owned();
        let is_id = !story.is_empty() && story.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_id.then(|| Box::new(Lobsters { base: base.to_owned(), story }) as Box<dyn Site>)
    })
}

/// Recognises a saved answer, and returns its story.
pub(in crate::comments) fn saved(document: Ref<'_>) -> Option<Box<dyn Site>> {
    let story = document.get("short_id").id().filter(|_| document.get("comments").is_array())?;
    let base = document.get("short_id_url").str().and_then(|url| url.strip_suffix(&format!("/s/{story}")));
    let base = base.unwrap_or("https://lobste.rs").to_owned();
    Some(Box::new(Lobsters { base, story }))
}

impl Site for Lobsters {
    fn method(&self) -> Method {
        Method::Lobsters
    }

    fn origin(&self) -> String {
        format!("lobsters:{}/{}", host_of(&self.base).unwrap_or_default(), self.story)
    }

    fn page(&self) -> Option<String> {
        Some(format!("{}/s/{}", self.base, self.story))
    }

    fn begin(&mut self) -> Vec<Request> {
        vec![Request::json(format!("{}/s/{}.json", self.base, self.story))]
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<Found, CommentsError> {
        let text = String::from_utf8_lossy(answer.body);
        let json = Json::parse(KIND, &text)?;
        let story = json.root();
        if !story.get("comments").is_array() {
            return Err(CommentsError::malformed(KIND, "no list of comments"));
        }
        // The submitter wrote the article only if the story says so.
        let writer = user(story.get("submitter_user")).filter(|_| story.get("user_is_author").is_true());
        let mut comments = Vec::new();
        let mut path: Vec<(i64, String)> = Vec::new();
        for entry in story.get("comments").items() {
            let Some(id) = entry.get("short_id").id() else { continue };
            let depth = entry.get("depth").whole().or_else(|| entry.get("indent_level").whole()).unwrap_or_default();
            while path.last().is_some_and(|(above, _)| *above >= depth) {
                path.pop();
            }
            let named = entry.get("parent_comment");
            let parent = if named.exists() { named.id() } else { path.last().map(|(_, id)| id.clone()) };
            path.push((depth, id.clone()));
            let mut comment = self.comment(entry, id, parent);
            comment.by_author = writer.is_some() && comment.author == writer;
            comments.push(comment);
        }
        Ok(Found { comments, stated: story.get("comment_count").whole(), ..Found::default() })
    }
}

impl Lobsters {
    fn comment(&self, entry: Ref<'_>, id: String, parent: Option<String>) -> Comment {
        let is_removed = entry.get("is_deleted").is_true() || entry.get("is_moderated").is_true();
        let html = entry.get("comment").str().filter(|_| !is_removed).unwrap_or_default();
        let own = ["short_id_url", "url"].into_iter().find_map(|name| entry.get(name).str());
        let score: Option<i64> = entry.get("score").whole();
        Comment {
            url: Some(own.map_or_else(|| format!("{}/c/{id}", self.base), str::to_owned)),
            id: id.into(),
            parent: parent.map(Into::into),
            author: user(entry.get("commenting_user")),
            published: entry.get("created_at").str().and_then(dates::parse_printed),
            html: Html(html.to_owned()),
            score,
            votes: score.and_then(|score| votes(score, entry.get("flags").whole()?)),
            state: if is_removed { Moderation::Removed } else { Moderation::Visible },
            ..Comment::default()
        }
    }
}

/// Computes the votes: the score is the votes for the comment minus the flags.
fn votes(score: i64, flags: i64) -> Option<Votes> {
    let count = |votes: i64| u32::try_from(votes.max(0)).ok();
    Some(Votes { up: count(score.saturating_add(flags))?, down: count(flags)? })
}

/// Reads a user, who is a name in newer versions of Lobsters and an object in older ones.
fn user(user: Ref<'_>) -> Option<Text> {
    let name = user.str().or_else(|| user.get("username").str())?;
    Text::line(name).non_empty()
}
