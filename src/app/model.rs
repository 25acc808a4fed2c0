//! Everything the screen knows.

use std::collections::VecDeque;
use std::sync::Arc;

use super::articles::pane::ArticlesPane;
use super::compose::state::Compose;
use super::effect::Effect;
use super::feeds::pane::FeedsPane;
use super::input::typed::{Awaited, TypeAhead};
use super::layout::{Pane, Panes, panes};
use super::msg::Msg;
use super::overlay::history::PromptHistory;
use super::overlay::menu::{Menu, MenuRow};
use super::overlay::prompt::{Prompt, PromptKind};
use super::overlay::stack::Overlay;
use super::reader::images::Images;
use super::reader::state::Reader;
use super::status::Status;
use super::ticket::Ticket;
use super::undo::Undo;
use super::welcome::state::Welcome;
use crate::domain::triage::Order;
use crate::domain::{ArticleId, ClockFormat, Text, Time};
use crate::input::{Action, Context, Key, Keymap, write_keys};
use crate::settings::ReplyEditor;

/// What the settings say about the screen.
#[derive(Debug, Clone, Copy)]
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
    /// How times are written: the user's time zone and clock.
    pub clock: ClockFormat,
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
            clock: ClockFormat::default(),
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
    /// The page that replaces the panes while there is no feed.
    pub welcome: Welcome,
    /// What lies above the panes, the top one last.
    pub overlays: Vec<Overlay>,
    /// What the user typed into prompts before.
    pub(super) prompts: PromptHistory,
    /// The reply that the user is writing in its box.
    pub compose: Option<Compose>,
    /// Keys and text that wait for an article or a box to open.
    pub type_ahead: Option<TypeAhead>,
    /// Messages and progress.
    pub status: Status,
    /// What can be undone, the latest last.
    pub undo: Vec<Undo>,
    /// Keys of a sequence that isn't complete yet.
    pub pending_keys: Vec<Key>,
    /// Where a search began: the article, and its place in its list.
    pub before_search: Option<(ArticleId, usize)>,
    /// The search for an unread article: the question, and whether it goes towards newer ones.
    pub unread_search: Option<(Ticket, bool)>,
    /// The images of the open text.
    pub images: Images,
    /// Articles that links were followed from, the latest last.
    pub article_history: Vec<ArticleId>,
    /// Messages that the rooms have for each other, the next one first.
    inbox: VecDeque<Msg>,
    tickets: Ticket,
}

impl Model {
    /// An empty screen; [`Model::start`] says what to load for it.
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
            prompts: PromptHistory::default(),
            compose: None,
            type_ahead: None,
            status: Status::default(),
            undo: Vec::new(),
            pending_keys: Vec::new(),
            before_search: None,
            unread_search: None,
            images: Images::new(options.pictures),
            article_history: Vec::new(),
            inbox: VecDeque::new(),
            tickets: 0,
        }
    }

    /// What to load for the first frame.
    pub fn start(&mut self) -> Vec<Effect> {
        self.focus_first();
        vec![super::feeds::Effect::Load.into(), super::compose::Effect::LookForDrafts.into()]
    }

    /// Gives the keys to the pane where reading begins. On a narrow screen one pane is seen: the list of feeds.
    pub(super) fn focus_first(&mut self) {
        self.zen = false;
        self.focus = if panes(self.size, Pane::Articles, false).feeds.is_some() { Pane::Articles } else { Pane::Feeds };
    }

    /// Whether there is no feed at all, and the page of the first run replaces the panes.
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
    pub fn is_composing(&self) -> bool {
        self.compose.is_some() && self.overlays.is_empty()
    }

    /// Which of the keymap's contexts the keys are in.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.focus {
            _ if self.is_composing() => Context::Writing,
            _ if self.is_first_run() => Context::Welcome,
            Pane::Feeds => Context::Feeds,
            Pane::Articles => Context::Articles,
            Pane::Reader if self.reader.thread.selected.is_some() => Context::Comments,
            Pane::Reader => Context::Reader,
        }
    }

    /// Columns for the text: the measure, or what the reader's pane has. A hidden pane is measured as it would be.
    #[must_use]
    pub fn text_width(&self) -> u16 {
        let area = self.panes().reader.or_else(|| panes(self.size, Pane::Reader, self.zen).reader);
        area.map_or(0, |area| area.width.saturating_sub(2)).clamp(1, self.options.measure)
    }

    /// Rows of the reader's text.
    #[must_use]
    pub fn reader_height(&self) -> usize {
        self.panes().reader.map_or(0, |area| usize::from(area.body().height))
    }

    /// The keys of an action as the user has bound them, for a message: `ctrl-o`. Without a key the action's name in the
    /// palette.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        let spec = action.spec();
        let mut contexts = std::iter::once(self.context()).chain(spec.contexts.iter().copied());
        let keys = contexts.find_map(|context| self.keymap.keys_for(context, action).into_iter().next());
        keys.map_or_else(|| format!("“{}”", spec.id), |keys| write_keys(&keys))
    }

    /// A notice with the key that undoes what it says, where that can be undone.
    pub(super) fn with_undo(&self, notice: &str, undo: Option<&Undo>) -> String {
        match undo {
            Some(_) => format!("{notice} ({}: undo)", self.key(Action::Undo)),
            None => notice.to_owned(),
        }
    }

    /// Puts a message for a room into the inbox.
    pub(super) fn post(&mut self, msg: impl Into<Msg>) {
        self.inbox.push_back(msg.into());
    }

    /// The next message of the inbox.
    pub(super) fn next_message(&mut self) -> Option<Msg> {
        self.inbox.pop_front()
    }

    /// Opens a prompt again with a text that failed later; not while the user does something else.
    pub(super) fn reopen_prompt_with(&mut self, kind: PromptKind, text: &str) {
        if self.overlays.is_empty() && !self.is_composing() && self.type_ahead.is_none() {
            self.overlays.push(Overlay::Prompt(Prompt::with_text(kind, text)));
        }
    }

    /// Takes the whole inbox out, so that what a handler posts comes before what waited.
    pub(super) fn take_inbox(&mut self) -> VecDeque<Msg> {
        std::mem::take(&mut self.inbox)
    }

    /// Puts messages behind those that are in the inbox.
    pub(super) fn post_all(&mut self, messages: impl IntoIterator<Item = Msg>) {
        self.inbox.extend(messages);
    }

    /// Shows information in the status line.
    pub(super) fn say(&mut self, text: &str) -> Vec<Effect> {
        self.status.say(Text::line(text), self.now);
        Vec::new()
    }

    /// Says that there are no comments, and how to fetch them.
    pub(super) fn say_no_comments(&mut self) -> Vec<Effect> {
        let key = self.key(Action::RefreshComments);
        self.say(&format!("no comments loaded ({key}: fetch comments)"))
    }

    /// Says that an action needs a comment, and how to select one.
    pub(super) fn say_no_comment_selected(&mut self) -> Vec<Effect> {
        let key = self.key(Action::Comments);
        self.say(&format!("no comment selected ({key}: go to the comments)"))
    }

    /// Says that the reader shows the page behind a link, which the store does not keep.
    pub(super) fn say_is_preview(&mut self) -> Vec<Effect> {
        let key = self.key(Action::JumpBack);
        self.say(&format!("this page is only a preview ({key}: back)"))
    }

    /// Shows an error in the status line.
    pub(super) fn fail(&mut self, why: Text) -> Vec<Effect> {
        self.status.fail(why, self.now);
        Vec::new()
    }

    /// Opens a prompt. The first key replaces the text that it offers.
    pub(super) fn prompt(&mut self, kind: PromptKind, offered: &str) -> Vec<Effect> {
        self.overlays.push(Overlay::Prompt(Prompt::new(kind, offered)));
        Vec::new()
    }

    /// Shows a menu; not while the user types something else, whose keys would choose from it.
    pub(super) fn menu(&mut self, title: &str, rows: Vec<MenuRow>) -> Vec<Effect> {
        if self.is_composing() || self.type_ahead.is_some() {
            return self.say("a menu came up while you were typing; ask again");
        }
        self.overlays.push(Overlay::Menu(Menu { title: Text::line(title), rows, cursor: 0 }));
        Vec::new()
    }

    /// Opens the last prompt again with the text that failed, so that the user can mend it.
    pub(super) fn reopen_prompt(&mut self) {
        if self.overlays.is_empty() && !self.is_composing() {
            self.overlays.extend(self.prompts.last_submitted().map(Overlay::Prompt));
        }
    }

    /// Keys and text wait from now on, until an article or a box is there.
    pub(super) fn wait_for(&mut self, awaited: Awaited) {
        self.type_ahead = Some(TypeAhead { awaited, typed: Vec::new() });
    }

    /// Takes out what the user typed while waiting for this.
    pub(super) fn take_typed(&mut self, awaited: Awaited) -> Vec<Msg> {
        self.type_ahead.take_if(|ahead| ahead.awaited == awaited).map(|ahead| ahead.typed).unwrap_or_default()
    }

    /// Replays what the user typed while waiting for this.
    pub(super) fn release_typed(&mut self, awaited: Awaited) {
        let typed = self.take_typed(awaited);
        self.post_all(typed);
    }

    /// The title of the next unread article, as far as the list in memory tells.
    #[must_use]
    pub fn next_unread_title(&self) -> Option<&Text> {
        let window = &self.articles.window;
        let after = (self.articles.cursor + 1).saturating_sub(window.offset);
        window.rows.get(after..)?.iter().find(|row| !row.read).map(|row| &row.title)
    }

    /// Whether this thread is the one in the reader.
    pub(super) fn is_shown(&self, thread: &Arc<crate::domain::Thread>) -> bool {
        self.reader.opened.as_ref().is_some_and(|opened| Arc::ptr_eq(&opened.thread, thread))
    }
}
