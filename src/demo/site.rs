//! The data of the demo site: outlets, articles and comments, with their addresses and times.
//!
//! The tables are in `outlets` and `comments`. `form` checks posted comments, and one file a format writes them out.

use chrono::{SubsecRound, TimeDelta};

use super::comments::COMMENTS;
use super::outlets::OUTLETS;
use crate::domain::Time;

/// Minutes in an hour, the unit of the tables.
pub(super) const HOUR: i64 = 60;
/// Minutes in a day.
pub(super) const DAY: i64 = 24 * HOUR;

/// The format of an outlet's feed, and with it the kind of site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// RSS 2.0 with WordPress's extensions, beside a REST interface and comment feeds.
    WordPress,
    /// Atom 1.0 with RFC 4685 threading.
    Atom,
    /// RSS 1.0.
    Rdf,
    /// JSON Feed 1.1.
    JsonFeed,
    /// Hand-made RSS 2.0.
    Rss,
}

/// A site with one feed. Paths begin with a slash.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) kind: Kind,
    pub(super) title: &'static str,
    pub(super) tagline: &'static str,
    /// Path of the front page.
    pub(super) home: &'static str,
    /// Path before an article's slug, with the slash between them.
    pub(super) root: &'static str,
    pub(super) feed: &'static str,
    pub(super) folder: &'static str,
    pub(super) tags: &'static [&'static str],
    /// Whether the feed holds only the first paragraph of each article.
    pub(super) teasers_only: bool,
    /// Newest first.
    pub(super) articles: &'static [Article],
}

impl Outlet {
    /// Whether its articles have comments.
    pub(super) fn has_discussion(&self) -> bool {
        matches!(self.kind, Kind::WordPress | Kind::Atom)
    }
}

/// An article of the tables.
#[derive(Debug)]
pub(super) struct Article {
    /// Id, unique over all outlets; WordPress's post id.
    pub(super) id: u32,
    pub(super) slug: &'static str,
    /// Plain text; empty for an untitled note.
    pub(super) title: &'static str,
    pub(super) author: &'static str,
    /// Minutes before the site's `now`.
    pub(super) ago: i64,
    pub(super) categories: &'static [&'static str],
    /// HTML.
    pub(super) body: &'static str,
}

impl Article {
    /// Returns the comments that the tables hold for it, oldest first.
    pub(super) fn written(&self) -> impl Iterator<Item = &'static WrittenComment> + use<> {
        let id = self.id;
        COMMENTS.iter().filter(move |comment| comment.article == id)
    }
}

/// A comment of the tables.
#[derive(Debug)]
pub(super) struct WrittenComment {
    /// Id, unique over the whole site.
    pub(super) id: u32,
    pub(super) article: u32,
    /// Id of the parent comment; 0 for a comment on the article.
    pub(super) parent: u32,
    /// Empty if anonymous.
    pub(super) author: &'static str,
    /// Minutes before the site's `now`.
    pub(super) ago: i64,
    /// HTML.
    pub(super) body: &'static str,
}

/// A comment that a user posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostedComment {
    pub(super) id: u32,
    pub(super) article: u32,
    pub(super) parent: u32,
    pub(super) author: String,
    /// Never shown.
    pub(super) email: String,
    /// Time of posting, to the second.
    pub(super) at: Time,
    /// HTML that `form` made from the posted text.
    pub(super) body: String,
    /// Whether it is held for moderation, and not shown.
    pub(super) is_held: bool,
}

/// A comment that the site shows, from the tables or posted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comment<'a> {
    pub(super) id: u32,
    pub(super) article: u32,
    pub(super) parent: u32,
    pub(super) author: &'a str,
    pub(super) at: Time,
    /// HTML.
    pub(super) body: &'a str,
    /// Whether the author of the article wrote it.
    pub(super) is_by_author: bool,
}

/// The tables at an address and a time, with the comments posted since then.
#[derive(Debug)]
pub(super) struct SiteData {
    base: String,
    now: Time,
    /// Posted comments, oldest first.
    posted: Vec<PostedComment>,
}

impl SiteData {
    /// Makes the data for a site at `base` (scheme, host and port, without a trailing slash).
    pub(super) fn new(base: String, now: Time) -> Self {
        // HTTP dates are whole seconds: with fractions, ETag and Last-Modified would disagree.
        Self { base, now: now.trunc_subsecs(0), posted: Vec::new() }
    }

    /// Returns the absolute address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Returns the address of an article.
    pub(super) fn article_url(&self, outlet: &Outlet, article: &Article) -> String {
        format!("{}{}{}/", self.base, outlet.root, article.slug)
    }

    /// Returns the time `ago` minutes before the site's `now`.
    pub(super) fn time(&self, ago: i64) -> Time {
        self.now.checked_sub_signed(TimeDelta::minutes(ago)).unwrap_or(self.now)
    }

    /// Returns the posted comments with those held for moderation, oldest first.
    pub(super) fn posted(&self) -> &[PostedComment] {
        &self.posted
    }

    /// Returns the next id: ids grow over the whole newspaper, and stay below those of the other outlets.
    pub(super) fn next_id(&self) -> u32 {
        let newspaper = OUTLETS.iter().filter(|outlet| outlet.kind == Kind::WordPress);
        let written = newspaper.flat_map(|outlet| outlet.articles).flat_map(Article::written).map(|comment| comment.id);
        written.chain(self.posted.iter().map(|posted| posted.id)).max().unwrap_or_default() + 1
    }

    /// Adds a posted comment.
    pub(super) fn add(&mut self, posted: PostedComment) {
        self.posted.push(posted);
    }

    /// Returns the comments shown under `article`, oldest first.
    pub(super) fn comments(&self, article: &Article) -> Vec<Comment<'_>> {
        let written = article.written().map(|comment| Comment {
            id: comment.id,
            article: comment.article,
            parent: comment.parent,
            author: comment.author,
            at: self.time(comment.ago),
            body: comment.body,
            is_by_author: comment.author == article.author,
        });
        // A user who posts under the author's name is not the author.
        let posted = self.posted.iter().filter(|posted| posted.article == article.id && !posted.is_held);
        let posted = posted.map(|posted| Comment {
            id: posted.id,
            article: posted.article,
            parent: posted.parent,
            author: &posted.author,
            at: posted.at,
            body: &posted.body,
            is_by_author: false,
        });
        written.chain(posted).collect()
    }

    /// Returns the time of the last change to `article` or its comments.
    pub(super) fn changed(&self, article: &Article) -> Time {
        let newest = self.comments(article).iter().map(|comment| comment.at).max();
        self.time(article.ago).max(newest.unwrap_or_default())
    }

    /// Returns the time of the last change to the articles of `outlet` or their comments.
    pub(super) fn outlet_changed(&self, outlet: &Outlet) -> Time {
        outlet.articles.iter().map(|article| self.changed(article)).max().unwrap_or(self.now)
    }
}

/// Finds the article of the WordPress outlet with this post id.
pub(super) fn post(id: u32) -> Option<(&'static Outlet, &'static Article)> {
    let outlet = OUTLETS.iter().find(|outlet| outlet.kind == Kind::WordPress)?;
    Some((outlet, outlet.articles.iter().find(|article| article.id == id)?))
}

/// Orders comments in pre-order, each with its depth. `comments` must be oldest first, parents before replies.
pub(super) fn in_tree_order<'a>(comments: &[Comment<'a>]) -> Vec<(usize, Comment<'a>)> {
    let mut ordered: Vec<(usize, Comment<'a>)> = Vec::with_capacity(comments.len());
    for comment in comments {
        let parent = ordered.iter().position(|(_, other)| other.id == comment.parent);
        let Some(parent) = parent else {
            ordered.push((0, *comment));
            continue;
        };
        let depth = ordered.get(parent).map_or(0, |(depth, _)| depth + 1);
        let after = ordered.iter().skip(parent + 1).take_while(|(other, _)| *other >= depth).count();
        ordered.insert(parent + 1 + after, (depth, *comment));
    }
    ordered
}
