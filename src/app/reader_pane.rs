//! The right pane: an article and its comments in one scroll, what is selected, what was found.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::anchor::Anchor;
use super::rows::{Part, Rows, Segment, above};
use super::triage::Triage;
use super::{Find, Opened, SetComment, SetPage, Texts, Ticket, UNKEPT};
use crate::domain::{ArticleId, CommentRef, Folds, Line, Position, ReplyId};

/// Words that are read in a minute.
pub(super) const WORDS_A_MINUTE: usize = 230;
/// So few words are read before their time is.
const WORTH_TELLING: usize = 100;

/// Minutes that so many words take; `None` when it is hardly one.
#[must_use]
pub fn minutes(words: usize) -> Option<usize> {
    (words >= WORTH_TELLING).then(|| words.div_ceil(WORDS_A_MINUTE))
}

/// "12 min", "1 h 5 min".
#[must_use]
pub fn duration(minutes: usize) -> String {
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {} min", minutes / 60, minutes % 60) }
}

/// The right pane.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// The article and its thread.
    pub opened: Option<Arc<Opened>>,
    /// The same, set at a width.
    pub page: Arc<SetPage>,
    /// The comments' texts.
    pub texts: Texts,
    /// The whole scroll.
    pub rows: Rows,
    /// The first line in view.
    pub top: usize,
    /// The selected comment's place in the thread; `None` while the text is read.
    pub selected: Option<usize>,
    /// What is folded.
    pub folds: Folds,
    /// How far the reader is with the comments.
    pub triage: Triage,
    /// Levels that are shown, after the level keys were used.
    pub level: u32,
    /// Comments that are shown with what changed in them.
    pub changes: BTreeSet<usize>,
    /// The reply that is gone to when the thread comes with it.
    pub awaited: Option<ReplyId>,
    /// What was searched for.
    pub find: Option<Find>,
    /// Whether the comments have been looked at since the article was opened.
    pub visited: bool,
    pub(super) anchored: Option<Anchor>,
    /// Where jumps within the text began, the latest last.
    leaps: Vec<(Anchor, Option<CommentRef>)>,
    /// The comment that was left for the text.
    left_at: Option<CommentRef>,
    /// The folds and releases that the store knows.
    pub(super) kept_folds: (Vec<usize>, Vec<usize>),
    /// The place that the store knows.
    pub(super) kept: Option<Position>,
    /// The place that the article was opened at.
    pub(super) origin: Option<Position>,
    /// The same as the first line in view and the selected comment.
    pub(super) start: (usize, Option<CommentRef>),
    /// The place in the text while changes are shown.
    pub(super) aside: Option<Anchor>,
    /// The article that is on its way.
    pub asked: (Ticket, Option<ArticleId>),
    /// The setting that is on its way: its ticket and width.
    pub resetting: (Ticket, u16),
}

impl Reader {
    /// The article that is open.
    #[must_use]
    pub fn article(&self) -> Option<ArticleId> {
        self.opened.as_ref().map(|opened| opened.article.row.id)
    }

    /// Takes an article in. The same article again (its thread was fetched) keeps folds, selection and place.
    pub fn open(&mut self, opened: Arc<Opened>, page: Arc<SetPage>, height: usize) {
        // Pages behind links have no number of their own: their addresses tell them apart.
        let same = |known: &Opened| {
            let (known, row) = (&known.article.row, &opened.article.row);
            known.id == row.id && (row.id != UNKEPT || known.url == row.url)
        };
        let stays = self.opened.as_deref().is_some_and(same);
        let selected = self.selected_name();
        // One of the user's own that has arrived meanwhile has another name now.
        let own = self.selected.and_then(|i| self.opened.as_ref()?.thread.get(i)?.comment.reply).map(|(id, _)| id);
        // The row of the screen that the selected comment is on, if it is in view.
        let row = self.selected.and_then(|i| self.rows.of(i)?.start.checked_sub(self.top)).filter(|row| *row < height);
        let anchor = self.anchor_for(opened.view);
        let anchored = anchor.as_ref().and_then(|anchor| self.name_of(&anchor.part));
        let folded: Vec<CommentRef> = self.folds.places().filter_map(|i| self.opened.as_ref()?.name_of(i)).collect();
        if !stays {
            *self = Self {
                asked: self.asked,
                resetting: self.resetting,
                awaited: self.awaited,
                level: u32::MAX,
                ..Self::default()
            };
        }
        let folded = if stays { &folded } else { &opened.folded };
        self.folds = folded.iter().filter_map(|name| opened.place_of(name)).collect();
        let before = self.opened.as_deref().filter(|_| stays).map(|known| (known, &self.triage));
        self.triage = Triage::begin(&opened, before);
        self.kept_folds = super::triage::own(self);
        self.texts = Texts::begin(&opened, &page);
        // They are set as they are now.
        self.changes.clear();
        self.opened = Some(opened);
        self.page = page;
        self.rebuild();
        if stays {
            self.visited = false;
            self.selected = selected.and_then(|name| {
                let opened = self.opened.as_ref()?;
                let place = opened.place_of(&name).or_else(|| super::replying::arrived(opened, own?));
                Some(self.folds.anchor(&opened.thread, place?))
            });
            let part = anchored.and_then(|name| self.opened.as_ref()?.place_of(&name)).map(Part::Comment);
            self.restore(anchor.map(|anchor| Anchor { part: part.unwrap_or_else(|| anchor.part.clone()), ..anchor }));
            let start = self.selected.and_then(|i| Some(self.rows.of(i)?.start));
            if let Some((start, row)) = start.zip(row) {
                self.top = start.saturating_sub(row);
            }
            self.clamp(height);
        } else if let Some(position) = self.opened.as_ref().and_then(|opened| opened.position.clone()) {
            self.go_to(&position, height);
        }
        self.refind();
    }

    /// Shows nothing, and forgets what was on its way.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Takes the same article in at another width; what was at the top stays there.
    pub fn reset(&mut self, page: Arc<SetPage>, height: usize) {
        let anchor = self.anchor();
        let is_unmoved = self.start.0 == self.top;
        self.changes.clear();
        self.texts = self.opened.as_ref().map(|opened| Texts::begin(opened, &page)).unwrap_or_default();
        self.page = page;
        self.rebuild();
        self.restore(anchor);
        self.clamp(height);
        self.refind();
        if is_unmoved {
            self.start.0 = self.top;
        }
    }

    /// Takes comments' texts in, if they are of what is shown; what is looked at stays where it is.
    pub fn take_texts(&mut self, width: u16, comments: &[(usize, SetComment)], height: usize) {
        if width != self.page.width {
            return;
        }
        let view = self.rows.comments_in(self.top, height).next().unwrap_or(0);
        self.hold(height, |reader| {
            let mut grown = reader.texts.take(comments, view);
            grown.retain(|i, _| !reader.folds.is_folded(*i) && reader.rows.of(*i).is_some());
            reader.rows.resize(&grown);
            !grown.is_empty()
        });
        let places: Vec<usize> = comments.iter().map(|(i, _)| *i).collect();
        self.find_again(&places);
    }

    /// Changes what has lines, and keeps what is looked at where it is: the selected comment if it is in view, else what
    /// is at the top. `change` counts the rows anew, and says whether they changed.
    pub(super) fn hold(&mut self, height: usize, change: impl FnOnce(&mut Self) -> bool) {
        let selected = self.selected.and_then(|i| Some((i, self.rows.of(i)?.start)));
        let in_view = selected.filter(|(_, start)| (self.top..self.top + height).contains(start));
        let anchor = self.anchor();
        if !change(self) {
            return;
        }
        match in_view {
            Some((i, before)) => {
                let now = self.rows.of(i).map_or(before, |segment| segment.start);
                self.top = (self.top + now).saturating_sub(before);
            }
            None => self.restore(anchor),
        }
        self.clamp(height);
    }

    /// The comments in view and around it whose texts are to be set.
    pub(super) fn lacking(&mut self, height: usize) -> Vec<usize> {
        let (from, lines) = (self.top.saturating_sub(height * 2), height * 5);
        let rows = &self.rows;
        self.texts.ask(rows.comments_in(from, lines))
    }

    /// The addresses of the links in a comment, as far as it is set.
    #[must_use]
    pub fn links_of(&self, comment: usize) -> Vec<String> {
        let spans = self.texts.lines(comment).unwrap_or_default().iter().flat_map(|line| &line.spans);
        let mut links: Vec<usize> = spans.filter_map(|span| span.link).collect();
        links.dedup();
        links.iter().filter_map(|link| self.texts.links.get(*link).cloned()).collect()
    }

    /// The address of the selected comment, or of the article.
    pub(super) fn url(&self) -> Option<&str> {
        let opened = self.opened.as_ref()?;
        let own = |i: usize| opened.thread.get(i)?.comment.url.as_deref().or(self.texts.url(i));
        self.selected.and_then(own).or(opened.article.row.url.as_deref())
    }

    /// Whether nobody knows yet if a comment has an address.
    pub(super) fn lacks_url(&self, i: usize) -> bool {
        let node = self.opened.as_ref().and_then(|opened| opened.thread.get(i));
        let is_unset = self.texts.lines(i).is_none() && self.texts.url(i).is_none();
        is_unset && node.is_some_and(|node| node.comment.outline)
    }

    /// Whether a text in view is not set yet.
    #[must_use]
    pub fn is_waiting_for_texts(&self, height: usize) -> bool {
        self.rows.comments_in(self.top, height).any(|i| self.texts.lines(i).is_none())
    }

    /// Computes the scroll again, after a fold or a new setting.
    pub fn rebuild(&mut self) {
        self.rows = match &self.opened {
            Some(opened) => {
                let (texts, shown) = (&self.texts, self.triage.shown());
                Rows::build(above(opened, &self.page), &opened.thread, &self.folds, shown, |i| texts.height(i))
            }
            None => Rows::default(),
        };
    }

    fn refind(&mut self) {
        if let Some(words) = self.find.as_ref().map(|find| find.words.clone()) {
            self.find(&words);
        }
    }

    /// Unfolds whatever hides a comment, and lets go of a limit that leaves it out.
    pub(super) fn show_hidden(&mut self, i: usize) {
        let Some(opened) = self.opened.clone() else { return };
        if self.folds.anchor(&opened.thread, i) != i {
            self.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
        if self.triage.leaves_out(i) {
            self.triage.unlimit(&mut self.folds);
            self.folds.reveal(&opened.thread, i);
            self.rebuild();
        }
    }

    /// Lines of the whole scroll.
    #[must_use]
    pub fn total(&self) -> usize {
        self.rows.total()
    }

    /// Scrolls by lines; `height` lines are in view.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        self.top = self.top.saturating_add_signed(lines);
        self.clamp(height);
    }

    /// Keeps the end of the scroll at the bottom of the view.
    pub fn clamp(&mut self, height: usize) {
        self.top = self.top.min(self.total().saturating_sub(height));
    }

    /// The first line of the comments.
    #[must_use]
    pub fn comments_start(&self) -> usize {
        self.rows.find(&Part::CommentsHead).map_or(usize::MAX, |segment| segment.start)
    }

    /// The first line of the text, if there is one.
    #[must_use]
    pub fn body_start(&self) -> Option<usize> {
        self.rows.find(&Part::Body).map(|segment| segment.start)
    }

    /// Remembers this place for `leap_back`.
    pub fn mark(&mut self) {
        let selected = self.selected_name();
        self.leaps.extend(self.anchor().map(|anchor| (anchor, selected)));
    }

    /// Jumps to a line, which comes to the upper part of the view; `leap_back` leads back.
    pub fn leap(&mut self, line: usize, height: usize) {
        self.mark();
        self.selected = None;
        self.top = line.saturating_sub(height / 4);
        self.clamp(height);
    }

    /// Goes back to where the last jump began; says whether there was one.
    pub fn leap_back(&mut self, height: usize) -> bool {
        let Some((anchor, selected)) = self.leaps.pop() else { return false };
        self.selected = selected.and_then(|name| self.opened.as_ref()?.place_of(&name));
        if let Some(selected) = self.selected {
            self.show_hidden(selected);
        }
        self.restore(Some(anchor));
        self.clamp(height);
        true
    }

    /// From the comments to the line of the text that was left for them, or else to its beginning.
    pub(super) fn leave_comments(&mut self, height: usize) {
        self.left_at = self.selected_name();
        let is_text = |part: &Part| matches!(part, Part::Head | Part::Note | Part::Body | Part::Teaser);
        let from_text = self.leaps.iter().rposition(|(anchor, selected)| selected.is_none() && is_text(&anchor.part));
        self.selected = None;
        match from_text {
            Some(at) => {
                self.leaps.truncate(at + 1);
                self.leap_back(height);
            }
            None => self.top = 0,
        }
    }

    /// The comment that was left for the text, if it is still in view of the tree.
    pub(super) fn take_left(&mut self) -> Option<usize> {
        let (name, opened) = (self.left_at.take()?, self.opened.as_ref()?);
        let place = self.folds.anchor(&opened.thread, opened.place_of(&name)?);
        (!self.triage.leaves_out(place)).then_some(place)
    }

    /// The lines of a comment: the first, and how many.
    #[must_use]
    pub fn lines_of(&self, comment: usize) -> Option<(usize, usize)> {
        self.rows.of(comment).map(|segment| (segment.start, segment.len))
    }

    /// How much of the text has been scrolled past, in hundredths.
    #[must_use]
    pub fn percent(&self, height: usize) -> usize {
        let end = self.total().saturating_sub(height);
        (self.top.min(end) * 100).checked_div(end).unwrap_or(100)
    }

    /// Minutes that the text below the top of the view takes; `None` where none is left, or hardly any.
    #[must_use]
    pub fn minutes_left(&self) -> Option<usize> {
        let start = self.body_start()?;
        let lines = self.page.body.lines.len();
        let read = self.top.saturating_sub(start).min(lines);
        minutes(self.page.words * (lines - read) / lines.max(1))
    }

    /// The line of the scroll that is shown as text; headers of comments are not.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&Line> {
        let segment: Segment = self.rows.at(line)?;
        let inside = line - segment.start;
        match segment.part {
            Part::Head => self.page.head.get(inside),
            Part::Body => self.page.body.lines.get(inside),
            Part::Comment(i) => self.texts.lines(i)?.get(inside.checked_sub(1)?),
            _ => None,
        }
    }

    /// The name of the selected comment.
    #[must_use]
    pub fn selected_name(&self) -> Option<CommentRef> {
        self.opened.as_ref()?.name_of(self.selected?)
    }

    pub(super) fn name_of(&self, part: &Part) -> Option<CommentRef> {
        let Part::Comment(i) = part else { return None };
        self.opened.as_ref()?.name_of(*i)
    }
}
