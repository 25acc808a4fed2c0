//! An article with its thread, as the store has it and as it is laid out for the screen.
//!
//! Plain data: `runtime` makes it, the reader's room scrolls it, `ui` paints it.

use std::sync::Arc;

use crate::domain::triage::Order;
use crate::domain::{
    Article, Comment, CommentRef, Document, Html, Line, Moderation, Position, ReplyId, Text, Thread, ThreadSummary,
    Time, Warning,
};

/// The article of a page behind a link: the reader previews it, and no store knows it.
pub const PREVIEW_ID: crate::domain::ArticleId = crate::domain::ArticleId(0);

/// One of an article's texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The page if it was fetched, else the feed's text.
    #[default]
    Text,
    /// The feed's text, though there is a page.
    Feed,
    /// A change: 0 is the latest.
    Change(usize),
}

/// A text and the one that came after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// When the later one was seen.
    pub at: Time,
    /// The titles, earlier and later.
    pub titles: (Text, Text),
    /// The texts, earlier and later.
    pub texts: (Html, Html),
}

/// An article and its thread, as the reader holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Its comments.
    pub thread: Arc<Thread>,
    /// What is known of each of its threads; a comment's `origin` is a place in it. Empty when none was ever loaded.
    pub summaries: Vec<ThreadSummary>,
    /// The comments of each, counted.
    pub tallies: Vec<Tally>,
    /// What was odd when they were put together.
    pub warnings: Vec<Warning>,
    /// Which of its texts is shown.
    pub view: View,
    /// How many earlier texts there are.
    pub revisions: usize,
    /// What changed, where that is shown.
    pub change: Option<Change>,
    /// Where reading stopped.
    pub position: Option<Position>,
    /// What is folded, as it was kept.
    pub folded: Vec<CommentRef>,
    /// What no rule folds any more, as it was kept.
    pub released: Vec<CommentRef>,
    /// The comments that replies of the user's have become.
    pub arrived: Vec<(ReplyId, CommentRef)>,
    /// How siblings are sorted.
    pub order: Order,
}

impl Opened {
    /// The name of the comment at a place.
    #[must_use]
    pub fn name_of(&self, i: usize) -> Option<CommentRef> {
        let comment = &self.thread.get(i)?.comment;
        let origin = self.summaries.get(usize::from(comment.origin)).map(|head| head.origin.clone());
        Some(CommentRef { origin: origin.unwrap_or_default(), id: comment.id.to_string() })
    }

    /// Where the comment of that name stands.
    #[must_use]
    pub fn place_of(&self, name: &CommentRef) -> Option<usize> {
        let origin = self.summaries.iter().position(|head| head.origin == name.origin).unwrap_or(0);
        self.thread.index_of(u16::try_from(origin).ok()?, &name.id)
    }

    /// Where the comment stands that a reply has become.
    #[must_use]
    pub fn place_of_reply(&self, id: ReplyId) -> Option<usize> {
        let (_, name) = self.arrived.iter().find(|(known, _)| *known == id)?;
        self.place_of(name)
    }

    /// Whether both are the same article. Previewed pages share one id: their addresses tell them apart.
    #[must_use]
    pub fn is_same_article(&self, other: &Self) -> bool {
        let (known, row) = (&self.article.row, &other.article.row);
        known.id == row.id && (row.id != PREVIEW_ID || known.url == row.url)
    }

    /// Whether this is the page behind a link, which no store keeps.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        self.article.row.id == PREVIEW_ID
    }

    /// Whether the outlet has changed the article since its full text was fetched.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        let fetched = self.article.page.as_ref().and_then(|page| page.at);
        matches!((fetched, self.article.row.edited), (Some(fetched), Some(edited)) if fetched < edited)
    }

    /// Whether the article's author wrote it: the source says so, or the names are the same.
    #[must_use]
    pub fn is_by_author(&self, comment: &Comment) -> bool {
        let name = |text: &Option<Text>| text.as_ref().map(|name| name.to_lowercase());
        comment.by_author || (comment.author.is_some() && name(&comment.author) == name(&self.article.row.author))
    }

    /// When the latest answer of any source came.
    #[must_use]
    pub fn fetched(&self) -> Option<Time> {
        self.summaries.iter().map(|head| head.fetched).max()
    }

    /// The sources, joined by `+`; empty when no thread was ever loaded.
    #[must_use]
    pub fn source(&self) -> String {
        self.summaries
            .iter()
            .map(|head| head.source.as_str())
            .filter(|source| !source.is_empty())
            .collect::<Vec<_>>()
            .join("+")
    }

    /// Whether every source has said that this is all of it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.summaries.is_empty() && self.summaries.iter().all(|head| head.complete)
    }
}

/// An article set at one width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaidOutPage {
    /// Columns it was set for.
    pub width: u16,
    /// Headline and byline.
    pub head: Vec<Line>,
    /// The text. Its links are in `links`.
    pub body: Document,
    /// Words of it, for the time that reading takes.
    pub words: usize,
    /// The addresses of the numbered links.
    pub links: Vec<String>,
    /// What each of them is called in the text; empty where a picture is the link.
    pub link_texts: Vec<Text>,
    /// The texts of the first comments that will be looked at, by their places.
    pub comments: Vec<(usize, LaidOutComment)>,
}

/// A comment's text, set for its depth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaidOutComment {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The addresses of its links, which its spans name from 0.
    pub links: Vec<String>,
    /// What each of them is called.
    pub link_texts: Vec<Text>,
    /// The comment's own address.
    pub url: Option<String>,
}

/// Comments of one thread, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the store.
    pub loaded: usize,
    /// Whose parent is not.
    pub orphans: usize,
    /// Removed at the source.
    pub removed: usize,
    /// Waiting for moderation.
    pub pending: usize,
    /// Loaded since the last visit; before the first one nothing is.
    pub new: usize,
}

/// Counts each of the threads.
#[must_use]
pub fn tallies(thread: &crate::domain::Thread, threads: usize) -> Vec<Tally> {
    let mut all = vec![Tally::default(); threads];
    for node in thread.nodes().filter(|node| node.comment.reply.is_none()) {
        let Some(tally) = all.get_mut(usize::from(node.comment.origin)) else { continue };
        tally.loaded += 1;
        tally.orphans += usize::from(node.orphan);
        tally.removed += usize::from(node.comment.state == Moderation::Removed);
        tally.new += usize::from(node.comment.new);
        tally.pending += usize::from(node.comment.state == Moderation::Pending);
    }
    all
}
