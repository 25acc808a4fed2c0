//! Holds an article with its thread, as the store has it and as it is laid out for the screen.
//!
//! It is plain data: `runtime` makes it, the reader scrolls it, and `ui` paints it.

use std::sync::Arc;

use crate::domain::triage::Order;
use crate::domain::{
    Article, Comment, CommentRef, Document, Html, Line, Moderation, Position, ReplyId, Text, Thread, ThreadSummary,
    Time, Warning,
};

/// The id of every previewed page. The store does not have it.
pub const PREVIEW_ID: crate::domain::ArticleId = crate::domain::ArticleId(0);

/// One of an article's texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The full text if it was fetched, else the feed's text.
    #[default]
    Text,
    /// The feed's text of an article that has a full text.
    Feed,
    /// A change of the text: 0 is the latest.
    Change(usize),
}

/// A change of an article: two successive versions of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// When tidings saw the later version.
    pub at: Time,
    /// The earlier and the later title.
    pub titles: (Text, Text),
    /// The earlier and the later text.
    pub texts: (Html, Html),
}

/// An article and its thread, as the reader holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Its comments.
    pub thread: Arc<Thread>,
    /// The summaries of its threads; a comment's `origin` is an index into them. Empty if no thread was ever loaded.
    pub summaries: Vec<ThreadSummary>,
    /// The counts of each thread.
    pub tallies: Vec<Tally>,
    /// The warnings from building the comment tree.
    pub warnings: Vec<Warning>,
    /// The text that is shown.
    pub view: View,
    /// The number of earlier texts.
    pub revisions: usize,
    /// The change that is shown, if the view is one.
    pub change: Option<Change>,
    /// The place where the user stopped reading.
    pub position: Option<Position>,
    /// The comments that the user has folded, as the store has them.
    pub folded: Vec<CommentRef>,
    /// The comments that are exempt from automatic folding, as the store has them.
    pub released: Vec<CommentRef>,
    /// The user's replies that the site has accepted, each with the comment that it became.
    pub arrived: Vec<(ReplyId, CommentRef)>,
    /// The order of siblings.
    pub order: Order,
    /// The other outlets of its story.
    pub also_in: Vec<Text>,
}

impl Opened {
    /// Makes an article with its thread, as if the user had never opened it and the store knew nothing more.
    #[must_use]
    pub fn new(article: Article, thread: Arc<Thread>) -> Self {
        Self {
            article,
            thread,
            summaries: Vec::new(),
            tallies: Vec::new(),
            warnings: Vec::new(),
            view: View::Text,
            revisions: 0,
            change: None,
            position: None,
            folded: Vec::new(),
            released: Vec::new(),
            arrived: Vec::new(),
            order: Order::default(),
            also_in: Vec::new(),
        }
    }

    /// Returns the name of the comment at a place.
    #[must_use]
    pub fn name_of(&self, i: usize) -> Option<CommentRef> {
        let comment = &self.thread.get(i)?.comment;
        let origin = self.summaries.get(usize::from(comment.origin)).map(|summary| summary.origin.clone());
        Some(CommentRef { origin: origin.unwrap_or_default(), id: comment.id.to_string() })
    }

    /// Returns the place of the comment with a name.
    #[must_use]
    pub fn place_of(&self, name: &CommentRef) -> Option<usize> {
        let origin = self.summaries.iter().position(|summary| summary.origin == name.origin).unwrap_or(0);
        self.thread.index_of(u16::try_from(origin).ok()?, &name.id)
    }

    /// Returns the place of the comment that one of the user's replies has become.
    #[must_use]
    pub fn place_of_reply(&self, id: ReplyId) -> Option<usize> {
        let (_, name) = self.arrived.iter().find(|(known, _)| *known == id)?;
        self.place_of(name)
    }

    /// Returns whether both are the same article. Previewed pages share one id, so their addresses are compared.
    #[must_use]
    pub fn is_same_article(&self, other: &Self) -> bool {
        let (known, row) = (&self.article.row, &other.article.row);
        known.id == row.id && (row.id != PREVIEW_ID || known.url == row.url)
    }

    /// Returns whether this is a preview of a linked page, which the store does not have.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        self.article.row.id == PREVIEW_ID
    }

    /// Returns whether the outlet has edited the article since its full text was fetched.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        let fetched = self.article.page.as_ref().and_then(|page| page.at);
        matches!((fetched, self.article.row.edited), (Some(fetched), Some(edited)) if fetched < edited)
    }

    /// Returns whether the article's author wrote a comment: the source says so, or the names are the same.
    #[must_use]
    pub fn is_by_author(&self, comment: &Comment) -> bool {
        let name = |text: &Option<Text>| text.as_ref().map(|name| name.to_lowercase());
        comment.by_author || (comment.author.is_some() && name(&comment.author) == name(&self.article.row.author))
    }

    /// Returns when a thread of the article was last fetched.
    #[must_use]
    pub fn fetched(&self) -> Option<Time> {
        self.summaries.iter().map(|summary| summary.fetched).max()
    }

    /// Returns the sources, joined by `+`. The text is empty if no thread was ever loaded.
    #[must_use]
    pub fn source(&self) -> String {
        self.summaries
            .iter()
            .map(|summary| summary.source.as_str())
            .filter(|source| !source.is_empty())
            .collect::<Vec<_>>()
            .join("+")
    }

    /// Returns whether every source has said that its thread is complete.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.summaries.is_empty() && self.summaries.iter().all(|summary| summary.complete)
    }
}

/// An article laid out at one width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaidOutPage {
    /// The width in columns.
    pub width: u16,
    /// Headline and byline.
    pub head: Vec<Line>,
    /// The text. Its links are in `links`.
    pub body: Document,
    /// The number of words, for the reading time.
    pub words: usize,
    /// The addresses of the numbered links.
    pub links: Vec<String>,
    /// The text of each link; empty where an image is the link.
    pub link_texts: Vec<Text>,
    /// The texts of the comments that will be in view first, by their places.
    pub comments: Vec<(usize, LaidOutComment)>,
}

/// A comment's text, laid out for its depth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaidOutComment {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The addresses of its links. Its spans refer to them by index.
    pub links: Vec<String>,
    /// The text of each link.
    pub link_texts: Vec<Text>,
    /// The address of the comment.
    pub url: Option<String>,
}

/// The counts of one thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Comments in the store.
    pub loaded: usize,
    /// Comments whose parent is not in the store.
    pub orphans: usize,
    /// Comments that the site has removed.
    pub removed: usize,
    /// Comments that wait for moderation.
    pub pending: usize,
    /// Recent comments: fetched since the user's last visit, and none before the first visit.
    pub new: usize,
}

/// Counts the comments of each thread of an article.
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
