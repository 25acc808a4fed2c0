//! The right pane: an article and its comments in one scroll.
//!
//! How the scroll moves is in `scroll`, `tree` and `motion`, what stays in place in `anchor`.

use std::sync::Arc;

use super::scroll_map::{Block, ScrollMap, Segment};
use crate::app::document::{Opened, LaidOutPage};
use crate::app::msg::Ticket;
use crate::app::reading_time::minutes;
use crate::app::thread::view::ThreadView;
use crate::domain::{ArticleId, CommentRef, Line, Position, ReplyId};

/// The right pane.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// The article and its thread.
    pub opened: Option<Arc<Opened>>,
    /// The same, laid out at a width.
    pub page: Arc<LaidOutPage>,
    /// Where the view is.
    pub scroll: Scroll,
    /// The comments.
    pub thread: ThreadView,
    /// What was searched for.
    pub find: Option<Find>,
    pub(in crate::app) jumps: Jumps,
    pub(in crate::app) saved: SavedPlace,
    /// What is on its way.
    pub pending: Pending,
}

/// The one scroll of text and comments.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    /// Which lines belong to what.
    pub map: ScrollMap,
    /// The first line in view.
    pub top: usize,
    /// The first line in view after a new layout, and what was put there. It holds until the view scrolls, so that several
    /// layouts don't add up to a drift.
    pub(in crate::app) anchor: Option<(usize, Anchor)>,
}

/// What is at the top of the view, in terms that no layout changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub(in crate::app) block: Block,
    /// Lines of the block above the view, of how many.
    pub(in crate::app) offset: (usize, usize),
    /// Letters of the block above the view.
    pub(in crate::app) letters: usize,
}

/// A search in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Find {
    /// What was typed, in lower case.
    pub words: String,
    /// The matches: the block and the line of it, top to bottom.
    pub matches: Vec<(Block, usize)>,
    /// The current match, an index into `matches`.
    pub at: usize,
}

/// Places to go back to.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct Jumps {
    /// Where jumps within the text began, the latest last.
    pub(in crate::app) list: Vec<(Anchor, Option<CommentRef>)>,
    /// The comment that was selected when the user went to the text.
    pub(in crate::app) left_comment: Option<CommentRef>,
    /// The place in the text while changes are shown.
    pub(in crate::app) saved_anchor: Option<Anchor>,
}

/// The place in the article that the store keeps.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct SavedPlace {
    /// The place that the store has.
    pub(in crate::app) stored: Option<Position>,
    /// The place that the article was opened at.
    pub(in crate::app) opened: Option<Position>,
    /// The same, as the view shows it: the view has moved when it shows another one.
    pub(in crate::app) start: Option<(Anchor, Option<CommentRef>)>,
}

/// What has been asked for and has not come yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pending {
    /// The article: the question, and which.
    pub article: (Ticket, Option<ArticleId>),
    /// The layout: the question, and its width.
    pub layout: (Ticket, u16),
    /// Reply to scroll to once its thread has loaded.
    pub reply: Option<ReplyId>,
}

impl Reader {
    /// The article that is open.
    #[must_use]
    pub fn article(&self) -> Option<ArticleId> {
        self.opened.as_ref().map(|opened| opened.article.row.id)
    }

    /// The comments in view and around it whose texts are to be set.
    pub(in crate::app) fn request_texts(&mut self, height: usize) -> Vec<usize> {
        let (from, lines) = (self.scroll.top.saturating_sub(height * 2), height * 5);
        let map = &self.scroll.map;
        self.thread.bodies.request(map.comments_in(from, lines))
    }

    /// The addresses of the links in a comment, as far as it is set.
    #[must_use]
    pub fn links_of(&self, comment: usize) -> Vec<String> {
        let spans = self.thread.bodies.lines(comment).unwrap_or_default().iter().flat_map(|line| &line.spans);
        let mut links: Vec<usize> = spans.filter_map(|span| span.link).collect();
        links.dedup();
        links.iter().filter_map(|link| self.thread.bodies.links.get(*link).cloned()).collect()
    }

    /// The address of the selected comment, or of the article.
    pub(in crate::app) fn url(&self) -> Option<&str> {
        let opened = self.opened.as_ref()?;
        let own = |i: usize| opened.thread.get(i)?.comment.url.as_deref().or(self.thread.bodies.url(i));
        self.thread.selected.and_then(own).or(opened.article.row.url.as_deref())
    }

    /// Whether nobody knows yet if a comment has an address.
    pub(in crate::app) fn lacks_url(&self, i: usize) -> bool {
        let node = self.opened.as_ref().and_then(|opened| opened.thread.get(i));
        let is_unset = self.thread.bodies.lines(i).is_none() && self.thread.bodies.url(i).is_none();
        is_unset && node.is_some_and(|node| node.comment.outline)
    }

    /// Whether a text in view is not set yet.
    #[must_use]
    pub fn is_waiting_for_texts(&self, height: usize) -> bool {
        self.scroll.map.comments_in(self.scroll.top, height).any(|i| self.thread.bodies.lines(i).is_none())
    }

    /// Whether the user has read a comment that was in view: folded comments are read only where the fold is automatic,
    /// because their line says why.
    pub(in crate::app) fn is_read_when_in_view(&self, i: usize) -> bool {
        !self.thread.folds.is_folded(i) || self.thread.triage.analysis.folds(i)
    }

    /// Lines of the whole scroll.
    #[must_use]
    pub fn total(&self) -> usize {
        self.scroll.map.total()
    }

    /// Scrolls by lines; `height` lines are in view.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        self.scroll.top = self.scroll.top.saturating_add_signed(lines);
        self.clamp(height);
    }

    /// Keeps the end of the scroll at the bottom of the view.
    pub fn clamp(&mut self, height: usize) {
        self.scroll.top = self.scroll.top.min(self.total().saturating_sub(height));
    }

    /// The first line of the comments.
    #[must_use]
    pub fn comments_start(&self) -> usize {
        self.scroll.map.find(&Block::CommentsHead).map_or(usize::MAX, |segment| segment.start)
    }

    /// The first line of the text, if there is one.
    #[must_use]
    pub fn body_start(&self) -> Option<usize> {
        self.scroll.map.find(&Block::Body).map(|segment| segment.start)
    }

    /// The lines of a comment: the first, and how many.
    #[must_use]
    pub fn lines_of(&self, comment: usize) -> Option<(usize, usize)> {
        self.scroll.map.of(comment).map(|segment| (segment.start, segment.len))
    }

    /// How much of the text has been scrolled past, in hundredths.
    #[must_use]
    pub fn percent(&self, height: usize) -> usize {
        let end = self.total().saturating_sub(height);
        (self.scroll.top.min(end) * 100).checked_div(end).unwrap_or(100)
    }

    /// Minutes that the text below the top of the view takes; `None` where none is left, or hardly any.
    #[must_use]
    pub fn minutes_left(&self) -> Option<usize> {
        let start = self.body_start()?;
        let lines = self.page.body.lines.len();
        let read = self.scroll.top.saturating_sub(start).min(lines);
        minutes(self.page.words * (lines - read) / lines.max(1))
    }

    /// The line of the scroll that is shown as text; headers of comments are not.
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

    /// The name of the selected comment.
    #[must_use]
    pub fn selected_name(&self) -> Option<CommentRef> {
        self.opened.as_ref()?.name_of(self.thread.selected?)
    }

    pub(in crate::app) fn name_of(&self, block: &Block) -> Option<CommentRef> {
        let Block::Comment(i) = block else { return None };
        self.opened.as_ref()?.name_of(*i)
    }
}
