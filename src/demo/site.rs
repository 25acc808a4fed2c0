//! What the demo site is made of: outlets, articles, remarks, and where and when each of them stands.
//!
//! The tables themselves are in `outlets` and `remarks`; taking more remarks in is left to `form`, writing them out to
//! one file a format.

use chrono::{SubsecRound, TimeDelta};

use super::outlets::OUTLETS;
use super::remarks::REMARKS;
use crate::domain::Time;

/// Minutes in an hour, for the tables.
pub(super) const HOUR: i64 = 60;
/// Minutes in a day, for the tables.
pub(super) const DAY: i64 = 24 * HOUR;

/// Which format an outlet's feed is in, and with it the kind of site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// RSS 2.0 with WordPress's extensions; the REST interface and comment feeds are there.
    WordPress,
    /// Atom 1.0 with RFC 4685 threading.
    Atom,
    /// RSS 1.0.
    Rdf,
    /// JSON Feed 1.1.
    JsonFeed,
    /// RSS 2.0 as a hand-made site has it.
    Rss,
}

/// One site with one feed. Paths begin with a slash.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) kind: Kind,
    pub(super) title: &'static str,
    pub(super) tagline: &'static str,
    /// The front page.
    pub(super) home: &'static str,
    /// What stands before an article's slug, slash included.
    pub(super) root: &'static str,
    pub(super) feed: &'static str,
    pub(super) folder: &'static str,
    pub(super) tags: &'static [&'static str],
    /// The feed carries no more than each article's first paragraph.
    pub(super) teasers_only: bool,
    /// Newest first.
    pub(super) articles: &'static [Article],
}

impl Outlet {
    /// Whether anybody can say anything under its articles.
    pub(super) fn has_discussion(&self) -> bool {
        matches!(self.kind, Kind::WordPress | Kind::Atom)
    }
}

/// One article.
#[derive(Debug)]
pub(super) struct Article {
    /// Unique over all outlets; WordPress's post id.
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
    /// What the tables have under it, oldest first.
    pub(super) fn written(&self) -> impl Iterator<Item = &'static Remark> + use<> {
        let id = self.id;
        REMARKS.iter().filter(move |remark| remark.article == id)
    }
}

/// One comment of the tables.
#[derive(Debug)]
pub(super) struct Remark {
    /// Unique over the whole site.
    pub(super) id: u32,
    pub(super) article: u32,
    /// The remark answered to; 0 at the top.
    pub(super) parent: u32,
    /// Empty when unsigned.
    pub(super) author: &'static str,
    /// Minutes before the site's `now`.
    pub(super) ago: i64,
    /// HTML.
    pub(super) body: &'static str,
}

/// One comment that a reader posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Posted {
    pub(super) id: u32,
    pub(super) article: u32,
    pub(super) parent: u32,
    pub(super) author: String,
    /// Never shown.
    pub(super) email: String,
    /// To the second.
    pub(super) at: Time,
    /// HTML, made on the site of what was sent.
    pub(super) body: String,
    /// Waits for moderation, and is shown to nobody.
    pub(super) is_held: bool,
}

/// A comment as the site shows it, wherever it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) id: u32,
    pub(super) article: u32,
    pub(super) parent: u32,
    pub(super) author: &'a str,
    pub(super) at: Time,
    /// HTML.
    pub(super) body: &'a str,
    /// It is by who wrote the article.
    pub(super) is_by_author: bool,
}

/// The tables at a place and a moment, and what was posted since then.
#[derive(Debug)]
pub(super) struct SiteData {
    base: String,
    now: Time,
    /// Oldest first.
    posted: Vec<Posted>,
}

impl SiteData {
    /// `base` is scheme, host and port, without a slash at the end.
    pub(super) fn new(base: String, now: Time) -> Self {
        // HTTP's dates have no fractions: an ETag and a Last-Modified must tell the same story.
        Self { base, now: now.trunc_subsecs(0), posted: Vec::new() }
    }

    /// The absolute address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// An article's own address.
    pub(super) fn article_url(&self, outlet: &Outlet, article: &Article) -> String {
        format!("{}{}{}/", self.base, outlet.root, article.slug)
    }

    /// `ago` minutes before now.
    pub(super) fn time(&self, ago: i64) -> Time {
        self.now.checked_sub_signed(TimeDelta::minutes(ago)).unwrap_or(self.now)
    }

    /// What was posted, oldest first, with what is held.
    pub(super) fn posted(&self) -> &[Posted] {
        &self.posted
    }

    /// The number of the next: numbers grow over the whole newspaper, and stay below those of the other outlets.
    pub(super) fn next_id(&self) -> u32 {
        let newspaper = OUTLETS.iter().filter(|outlet| outlet.kind == Kind::WordPress);
        let written = newspaper.flat_map(|outlet| outlet.articles).flat_map(Article::written).map(|remark| remark.id);
        written.chain(self.posted.iter().map(|posted| posted.id)).max().unwrap_or_default() + 1
    }

    /// Keeps one more.
    pub(super) fn keep(&mut self, posted: Posted) {
        self.posted.push(posted);
    }

    /// What everybody can read under `article`, oldest first.
    pub(super) fn remarks(&self, article: &Article) -> Vec<Said<'_>> {
        let written = article.written().map(|remark| Said {
            id: remark.id,
            article: remark.article,
            parent: remark.parent,
            author: remark.author,
            at: self.time(remark.ago),
            body: remark.body,
            is_by_author: remark.author == article.author,
        });
        // Whoever posts under the author's name is not the author.
        let posted = self.posted.iter().filter(|posted| posted.article == article.id && !posted.is_held);
        let posted = posted.map(|posted| Said {
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

    /// When anything under `article` last changed.
    pub(super) fn changed(&self, article: &Article) -> Time {
        let said = self.remarks(article).iter().map(|remark| remark.at).max();
        self.time(article.ago).max(said.unwrap_or_default())
    }

    /// When anything in `outlet` last changed.
    pub(super) fn outlet_changed(&self, outlet: &Outlet) -> Time {
        outlet.articles.iter().map(|article| self.changed(article)).max().unwrap_or(self.now)
    }
}

/// The article of the WordPress outlet with this post id.
pub(super) fn post(id: u32) -> Option<(&'static Outlet, &'static Article)> {
    let outlet = OUTLETS.iter().find(|outlet| outlet.kind == Kind::WordPress)?;
    Some((outlet, outlet.articles.iter().find(|article| article.id == id)?))
}

/// Remarks in pre-order, each with its depth. `remarks` is oldest first, so that a parent stands before its answers.
pub(super) fn in_tree_order<'a>(remarks: &[Said<'a>]) -> Vec<(usize, Said<'a>)> {
    let mut ordered: Vec<(usize, Said<'a>)> = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let parent = ordered.iter().position(|(_, other)| other.id == remark.parent);
        let Some(parent) = parent else {
            ordered.push((0, *remark));
            continue;
        };
        let depth = ordered.get(parent).map_or(0, |(depth, _)| depth + 1);
        let after = ordered.iter().skip(parent + 1).take_while(|(other, _)| *other >= depth).count();
        ordered.insert(parent + 1 + after, (depth, *remark));
    }
    ordered
}
