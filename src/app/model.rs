//! Everything the screen knows.

use std::sync::Arc;

use super::{ArticlesPane, FeedsPane, Overlay, Panes, Reader, Status, Ticket, Undo, Welcome, Writing, panes};
use crate::domain::Time;
use crate::domain::triage::Order;
use crate::input::{Context, Key, Keymap};
use crate::settings::ReplyEditor;

/// The pane that has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// Feeds, folders, tags.
    #[default]
    Feeds,
    /// The list of articles.
    Articles,
    /// The text and its comments.
    Reader,
}

/// What the settings say about the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Options {
    /// Columns that a line of text may have.
    pub measure: u16,
    /// Begin with unread articles only.
    pub unread_only: bool,
    /// ASCII characters only.
    pub ascii: bool,
    /// Links that the terminal can open.
    pub hyperlinks: bool,
    /// Text from right to left is put in order for the terminal.
    pub bidi: bool,
    /// Pictures are shown.
    pub pictures: bool,
    /// How comments are sorted.
    pub sort: Order,
    /// What a reply is written in.
    pub reply_editor: ReplyEditor,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            measure: 72,
            unread_only: false,
            ascii: false,
            hyperlinks: false,
            bidi: true,
            pictures: false,
            sort: Order::default(),
            reply_editor: ReplyEditor::Box,
        }
    }
}

/// Everything the screen knows.
#[derive(Debug)]
pub struct Model {
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the clock said last.
    pub now: Time,
    /// Settings.
    pub options: Options,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// The pane that has them.
    pub focus: Pane,
    /// The reader alone.
    pub zen: bool,
    /// The left pane.
    pub feeds: FeedsPane,
    /// The list.
    pub articles: ArticlesPane,
    /// The text.
    pub reader: Reader,
    /// What stands in place of them while there is no feed.
    pub welcome: Welcome,
    /// What lies above, the top one last.
    pub overlays: Vec<Overlay>,
    /// The reply that is being written, in its box.
    pub writing: Option<Writing>,
    /// What was typed since something was asked for that it is for.
    pub ahead: Option<super::ahead::Ahead>,
    /// Messages and progress.
    pub status: Status,
    /// What can be taken back, the latest last.
    pub undo: Vec<Undo>,
    /// Keys of a sequence that isn't whole yet.
    pub pending: Vec<Key>,
    /// Where a search began: the article, and its place in its list.
    pub before_search: Option<(crate::domain::ArticleId, usize)>,
    /// The unread article that is looked for: the question, and whether it goes towards newer ones.
    pub seeking: Option<(Ticket, bool)>,
    /// The pictures of the open text.
    pub pictures: super::Pictures,
    /// Articles that links were followed from, the latest last.
    pub trail: Vec<crate::domain::ArticleId>,
    tickets: Ticket,
}

impl Model {
    /// An empty screen; `Model::start` says what to load for it.
    #[must_use]
    pub fn new(size: (u16, u16), now: Time, keymap: Arc<Keymap>, options: Options) -> Self {
        let mut articles = ArticlesPane::default();
        articles.query.unread_only = options.unread_only;
        articles.query.unread_since = Some(now);
        Self {
            size,
            now,
            options,
            keymap,
            focus: Pane::default(),
            zen: false,
            feeds: FeedsPane::default(),
            articles,
            reader: Reader::default(),
            welcome: Welcome::default(),
            overlays: Vec::new(),
            writing: None,
            ahead: None,
            status: Status::default(),
            undo: Vec::new(),
            pending: Vec::new(),
            before_search: None,
            seeking: None,
            pictures: super::Pictures::new(options.pictures),
            trail: Vec::new(),
            tickets: 0,
        }
    }

    /// What to load for the first frame.
    pub fn start(&mut self) -> Vec<super::Effect> {
        self.focus_first();
        vec![super::Effect::LoadFeeds, super::Effect::LookForDrafts]
    }

    /// The keys go where reading begins. On a narrow screen one pane is seen: there, where the way in begins.
    pub(super) fn focus_first(&mut self) {
        self.zen = false;
        self.focus = if panes(self.size, Pane::Articles, false).feeds.is_some() { Pane::Articles } else { Pane::Feeds };
    }

    /// Whether there is no feed at all, and the page of the first run stands in place of the panes.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        self.feeds.loaded && self.feeds.feeds.is_empty()
    }

    /// A ticket for the next question.
    pub fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        self.tickets
    }

    /// Where the panes are.
    #[must_use]
    pub fn panes(&self) -> Panes {
        panes(self.size, self.focus, self.zen)
    }

    /// Whether the box for a reply has the keys.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.writing.is_some() && self.overlays.is_empty()
    }

    /// Where keys mean what.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.focus {
            _ if self.is_writing() => Context::Writing,
            _ if self.is_first_run() => Context::Welcome,
            Pane::Feeds => Context::Feeds,
            Pane::Articles => Context::Articles,
            Pane::Reader if self.reader.selected.is_some() => Context::Comments,
            Pane::Reader => Context::Reader,
        }
    }

    /// Columns for the text: the measure, or what the reader's pane has. A pane that is not shown now is measured
    /// as it would be.
    #[must_use]
    pub fn text_width(&self) -> u16 {
        let area = self.panes().reader.or_else(|| panes(self.size, Pane::Reader, self.zen).reader);
        area.map_or(0, |area| area.width.saturating_sub(2)).clamp(1, self.options.measure)
    }
}
