//! Holds the state of the reader: the open article, its comments, and the view of their one scroll.
//!
//! `scroll`, `tree` and `motion` move the view, and `anchor` keeps it in place.

use std::sync::Arc;

use super::scroll_map::{Block, ScrollMap, Segment};
use crate::app::document::{LaidOutPage, Opened};
use crate::app::reading_time::minutes;
use crate::app::thread::view::ThreadView;
use crate::app::ticket::Ticket;
use crate::domain::{ArticleId, CommentRef, Line, Position, ReplyId};

/// The state of the reader.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// The article and its thread.
    pub opened: Option<Arc<Opened>>,
    /// The article laid out at a width.
    pub page: Arc<LaidOutPage>,
    /// The scroll map and the view's place in it.
    pub scroll: Scroll,
    /// The comments.
    pub thread: ThreadView,
    /// The search in the article.
    pub find: Option<Find>,
    pub(in crate::app) jumps: Jumps,
    pub(in crate::app) saved: SavedPlace,
    /// Requests that have not been answered.
    pub pending: Pending,
}

/// The scroll of text and comments.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    /// Which lines belong to what.
    pub map: ScrollMap,
    /// The first line in view.
    pub top: usize,
    /// The anchor of the last layout, and the top line that it led to. It holds until the view scrolls, so that
    /// repeated layouts do not drift.
    pub(in crate::app) anchor: Option<(usize, Anchor)>,
}

/// The line at the top of the view, in terms that hold for every layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub(in crate::app) block: Block,
    /// Lines of the block above the view, and its number of lines.
    pub(in crate::app) offset: (usize, usize),
    /// Letters of the block above the view, without white space.
    pub(in crate::app) letters: usize,
}

/// A search in the open article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    /// The words that the user typed, in lower case.
    pub words: String,
    /// The matches from top to bottom, each by its block and its line in it.
    pub matches: Vec<(Block, usize)>,
    /// The current match, an index into `matches`.
    pub at: usize,
}

/// The places that the user can go back to.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct Jumps {
    /// The places where jumps within the article began, the latest last.
    pub(in crate::app) list: Vec<(Anchor, Option<CommentRef>)>,
    /// The comment that was selected when the user went to the text.
    pub(in crate::app) left_comment: Option<CommentRef>,
    /// The place in the text while changes are shown.
    pub(in crate::app) saved_anchor: Option<Anchor>,
}

/// The reader's place as the store has it.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct SavedPlace {
    /// The place that the store has.
    pub(in crate::app) stored: Option<Position>,
    /// The place at which the article was opened.
    pub(in crate::app) opened: Option<Position>,
    /// The view right after the article was opened. The user has moved if the view differs from it.
    pub(in crate::app) start: Option<(Anchor, Option<CommentRef>)>,
}

/// Requests that have not been answered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pending {
    /// The last question for an article, and which article.
    pub article: (Ticket, Option<ArticleId>),
    /// The last question for a layout, and its width.
    pub layout: (Ticket, u16),
    /// Reply to scroll to once its thread has loaded.
    pub reply: Option<ReplyId>,
}

impl Reader {
    /// Returns the open article.
    #[must_use]
    pub fn article(&self) -> Option<ArticleId> {
        self.opened.as_ref().map(|opened| opened.article.row.id)
    }

    /// Returns the comments in and near the view that are not laid out, and counts them as requested.
    pub(in crate::app) fn request_texts(&mut self, height: usize) -> Vec<usize> {
        let (from, lines) = (self.scroll.top.saturating_sub(height * 2), height * 5);
        let map = &self.scroll.map;
        self.thread.bodies.request(map.comments_in(from, lines))
    }

    /// Returns the addresses of the links in a comment that is laid out.
    #[must_use]
    pub fn links_of(&self, comment: usize) -> Vec<String> {
        let spans = self.thread.bodies.lines(comment).unwrap_or_default().iter().flat_map(|line| &line.spans);
        let mut links: Vec<usize> = spans.filter_map(|span| span.link).collect();
        links.dedup();
        links.iter().filter_map(|link| self.thread.bodies.links.get(*link).cloned()).collect()
    }

    /// Returns the address of the selected comment, or else of the article.
    pub(in crate::app) fn url(&self) -> Option<&str> {
        let opened = self.opened.as_ref()?;
        let own = |i: usize| opened.thread.get(i)?.comment.url.as_deref().or(self.thread.bodies.url(i));
        self.thread.selected.and_then(own).or(opened.article.row.url.as_deref())
    }

    /// Returns whether a comment's address is still in the store, because its text was never laid out.
    pub(in crate::app) fn lacks_url(&self, i: usize) -> bool {
        let node = self.opened.as_ref().and_then(|opened| opened.thread.get(i));
        let is_unknown = self.thread.bodies.lines(i).is_none() && self.thread.bodies.url(i).is_none();
        is_unknown && node.is_some_and(|node| node.comment.outline)
    }

    /// Returns whether the text of a comment in view is not laid out yet.
    #[must_use]
    pub fn is_waiting_for_texts(&self, height: usize) -> bool {
        self.scroll.map.comments_in(self.scroll.top, height).any(|i| self.thread.bodies.lines(i).is_none())
    }

    /// Returns whether a comment counts as read once it is in view. A folded comment counts only if the fold is
    /// automatic, because its header says why.
    pub(in crate::app) fn is_read_when_in_view(&self, i: usize) -> bool {
        !self.thread.folds.is_folded(i) || self.thread.triage.analysis.folds(i)
    }

    /// Returns the number of lines of the whole scroll.
    #[must_use]
    pub fn total(&self) -> usize {
        self.scroll.map.total()
    }

    /// Scrolls by a number of lines, where `height` lines are in view.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        self.scroll.top = self.scroll.top.saturating_add_signed(lines);
        self.clamp(height);
    }

    /// Scrolls back so that the view does not reach beyond the end of the scroll.
    pub fn clamp(&mut self, height: usize) {
        self.scroll.top = self.scroll.top.min(self.total().saturating_sub(height));
    }

    /// Returns the line of the comments' heading, or `usize::MAX` without an article.
    #[must_use]
    pub fn comments_start(&self) -> usize {
        self.scroll.map.find(&Block::CommentsHead).map_or(usize::MAX, |segment| segment.start)
    }

    /// Returns the first line of the text, if there is one.
    #[must_use]
    pub fn body_start(&self) -> Option<usize> {
        self.scroll.map.find(&Block::Body).map(|segment| segment.start)
    }

    /// Returns the first line of a visible comment and its number of lines.
    #[must_use]
    pub fn lines_of(&self, comment: usize) -> Option<(usize, usize)> {
        self.scroll.map.of(comment).map(|segment| (segment.start, segment.len))
    }

    /// Returns how far the view is through the scroll, in percent.
    #[must_use]
    pub fn percent(&self, height: usize) -> usize {
        let end = self.total().saturating_sub(height);
        (self.scroll.top.min(end) * 100).checked_div(end).unwrap_or(100)
    }

    /// Returns the minutes that the rest of the text takes to read, or `None` if it takes hardly any.
    #[must_use]
    pub fn minutes_left(&self) -> Option<usize> {
        let start = self.body_start()?;
        let lines = self.page.body.lines.len();
        let read = self.scroll.top.saturating_sub(start).min(lines);
        minutes(self.page.words * (lines - read) / lines.max(1))
    }

    /// Returns a line of headline, text or comment. Headers of comments and other lines are not text.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&Line> {
        let segment: Segment = self.scroll.map.at(line)?;
        let inside = line - segment.start;
        match segment.block {
            Block::Head => self.page.head.get(inside),
            Block::Body => self.page.body.lines.get(inside),
            Block::Comment(i) => self.thread.bodies.lines(i)?.get(inside.checked_sub(1)?),
            _ => None,
        }
    }

    /// Returns the name of the selected comment.
    #[must_use]
    pub fn selected_name(&self) -> Option<CommentRef> {
        self.opened.as_ref()?.name_of(self.thread.selected?)
    }

    /// Returns the name of the comment that a segment belongs to.
    pub(in crate::app) fn name_of(&self, block: &Block) -> Option<CommentRef> {
        let Block::Comment(i) = block else { return None };
        self.opened.as_ref()?.name_of(*i)
    }
}
