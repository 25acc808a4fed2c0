//! Holds the model: the state of the whole screen. `notices` shows messages in its status line.

use std::collections::VecDeque;
use std::sync::Arc;

use super::articles::pane::ArticlesPane;
use super::articles::sorts::Sorts;
use super::commands::state::Commands;
use super::compose::state::Compose;
use super::effect::Effect;
use super::factcheck::state::FactCheck;
use super::feeds::pane::FeedsPane;
use super::input::typed::{Awaited, TypeAhead};
use super::layout::{Pane, Panes, panes};
use super::listen::state::Listen;
use super::msg::Msg;
use super::options::Options;
use super::overlay::history::PromptHistory;
use super::overlay::menu::{Menu, MenuRow};
use super::overlay::prompt::{Prompt, PromptKind};
use super::overlay::stack::Overlay;
use super::reader::images::Images;
use super::reader::state::Reader;
use super::save::Job;
use super::status::Status;
use super::stories::Stories;
use super::sync::Timer;
use super::ticket::Ticket;
use super::undo::Undo;
use super::welcome::state::Welcome;
use crate::domain::{ArticleId, ArticleRow, Text, Time};
use crate::input::{Action, Context, Key, Keymap, write_keys};

/// The state of the whole screen.
#[derive(Debug)]
pub struct Model {
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The time of the last tick.
    pub now: Time,
    /// The settings.
    pub options: Options,
    /// The keys and their actions.
    pub keymap: Arc<Keymap>,
    /// The pane that has the keys.
    pub focus: Pane,
    /// Whether the screen shows only the reader.
    pub zen: bool,
    /// The list of feeds.
    pub feeds: FeedsPane,
    /// The list of articles.
    pub articles: ArticlesPane,
    /// The open article with its comments.
    pub reader: Reader,
    /// The page that replaces the panes while there is no feed.
    pub welcome: Welcome,
    /// The overlays above the panes, the top one last.
    pub overlays: Vec<Overlay>,
    /// The lines that the user typed into prompts.
    pub(super) prompts: PromptHistory,
    /// The reply that the user is writing in its box.
    pub compose: Option<Compose>,
    /// Keys and text that wait for an article or a box to open.
    pub type_ahead: Option<TypeAhead>,
    /// The player and the queue.
    pub listen: Listen,
    /// The story over the panes.
    pub stories: Stories,
    /// The fact check of the article that was checked last.
    pub factcheck: FactCheck,
    /// What the user is saving in a file.
    pub(super) to_save: Option<Job>,
    /// The user's commands.
    pub commands: Commands,
    /// Where the user was when the help opened.
    pub help_context: Context,
    /// Words that the rows of the help must have.
    pub help_words: String,
    /// Unbound keys that the user has pressed, each of which the reader names once.
    pub(super) unbound: Vec<Vec<Key>>,
    /// When the reader syncs by itself.
    pub timer: Timer,
    /// The orders of lists of articles.
    pub sorts: Sorts,
    /// Messages and progress.
    pub status: Status,
    /// The changes that can be undone, the latest last.
    pub undo: Vec<Undo>,
    /// The keys of a sequence that isn't complete yet.
    pub pending_keys: Vec<Key>,
    /// The article that was selected when a search began, and its place in its list.
    pub before_search: Option<(ArticleId, usize)>,
    /// The search for an unread article: its question, and whether it goes towards newer articles.
    pub unread_search: Option<(Ticket, bool)>,
    /// The images of the open text.
    pub images: Images,
    /// The articles from which the user previewed links, the latest last.
    pub article_history: Vec<ArticleId>,
    /// The messages that the rooms have posted, the next one first.
    inbox: VecDeque<Msg>,
    tickets: Ticket,
}

impl Model {
    /// Creates an empty screen. [`Model::start`] returns the effects that fill it.
    #[must_use]
    pub fn new(size: (u16, u16), now: Time, keymap: Arc<Keymap>, options: Options) -> Self {
        let mut articles = ArticlesPane::default();
        articles.query.unread_only = options.unread_only;
        articles.query.unread_since = Some(now);
        articles.query.unfolded = options.unfolded(&articles.query.scope);
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
            listen: Listen::default(),
            stories: Stories::default(),
            factcheck: FactCheck::default(),
            to_save: None,
            commands: Commands::default(),
            help_context: Context::Global,
            help_words: String::new(),
            unbound: Vec::new(),
            timer: Timer::default(),
            sorts: Sorts::default(),
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

    /// Returns the effects for the first frame.
    pub fn start(&mut self) -> Vec<Effect> {
        self.focus_first();
        vec![
            super::feeds::Effect::Load.into(),
            super::compose::Effect::LookForDrafts.into(),
            super::listen::Effect::LoadQueue.into(),
        ]
    }

    /// Gives the keys to the list of articles, or on a narrow screen with one pane to the list of feeds.
    pub(super) fn focus_first(&mut self) {
        self.zen = false;
        self.focus = if panes(self.size, Pane::Articles, false).feeds.is_some() { Pane::Articles } else { Pane::Feeds };
    }

    /// Returns whether there is no feed, so that the page of the first run replaces the panes.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        self.feeds.loaded && self.feeds.feeds.is_empty()
    }

    /// Returns a new ticket for a question.
    pub fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        self.tickets
    }

    /// Returns the areas of the panes.
    #[must_use]
    pub fn panes(&self) -> Panes {
        panes(self.size, self.focus, self.zen)
    }

    /// Returns whether the box for a reply has the keys.
    #[must_use]
    pub fn is_composing(&self) -> bool {
        self.compose.is_some() && self.overlays.is_empty()
    }

    /// Returns the context of the keymap in which keys are looked up.
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

    /// Returns the columns for the text: the measure, or fewer in a narrow pane. A hidden reader has the width that it
    /// would have if it were shown.
    #[must_use]
    pub fn text_width(&self) -> u16 {
        let area = self.panes().reader.or_else(|| panes(self.size, Pane::Reader, self.zen).reader);
        area.map_or(0, |area| area.width.saturating_sub(2)).clamp(1, self.options.measure)
    }

    /// Returns the rows for the reader's text.
    #[must_use]
    pub fn reader_height(&self) -> usize {
        self.panes().reader.map_or(0, |area| usize::from(area.body().height))
    }

    /// Returns the keys of an action as the user has bound them, for a message: `ctrl-o`. For an action without a key
    /// returns its name in the palette.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        let spec = action.spec();
        let mut contexts = std::iter::once(self.context()).chain(spec.contexts.iter().copied());
        let keys = contexts.find_map(|context| self.keymap.keys_for(context, action).into_iter().next());
        keys.map_or_else(|| format!("“{}”", self.keymap.name_of(action)), write_keys)
    }

    /// Puts a message for a room into the inbox.
    pub(super) fn post(&mut self, msg: impl Into<Msg>) {
        self.inbox.push_back(msg.into());
    }

    /// Takes the next message out of the inbox.
    pub(super) fn next_message(&mut self) -> Option<Msg> {
        self.inbox.pop_front()
    }

    /// Opens a prompt again with a text that failed later; returns `false` if the user is doing something else by now.
    pub(super) fn reopen_prompt_with(&mut self, kind: PromptKind, text: &str) -> bool {
        let is_idle = self.overlays.is_empty() && !self.is_composing() && self.type_ahead.is_none();
        if is_idle {
            self.overlays.push(Overlay::Prompt(Prompt::with_text(kind, text)));
        }
        is_idle
    }

    /// Takes the whole inbox out, so that messages of a handler come before those that wait.
    pub(super) fn take_inbox(&mut self) -> VecDeque<Msg> {
        std::mem::take(&mut self.inbox)
    }

    /// Puts messages at the end of the inbox.
    pub(super) fn post_all(&mut self, messages: impl IntoIterator<Item = Msg>) {
        self.inbox.extend(messages);
    }

    /// Opens a prompt with a suggested text, which the first typed character replaces.
    pub(super) fn prompt(&mut self, kind: PromptKind, offered: &str) -> Vec<Effect> {
        self.overlays.push(Overlay::Prompt(Prompt::new(kind, offered)));
        Vec::new()
    }

    /// Shows a menu, unless the user is typing, because the keys would choose from it.
    pub(super) fn menu(&mut self, title: &str, rows: Vec<MenuRow>) -> Vec<Effect> {
        self.menu_at(title, rows, 0)
    }

    /// Like [`Self::menu`], with this row selected.
    pub(super) fn menu_at(&mut self, title: &str, rows: Vec<MenuRow>, cursor: usize) -> Vec<Effect> {
        if self.is_composing() || self.type_ahead.is_some() {
            return self.say("a menu opened while you were typing; try again");
        }
        self.overlays.push(Overlay::Menu(Menu { title: Text::line(title), rows, cursor }));
        Vec::new()
    }

    /// Opens the last prompt again with the text that failed, so that the user can correct it.
    pub(super) fn reopen_prompt(&mut self) {
        if self.overlays.is_empty() && !self.is_composing() {
            self.overlays.extend(self.prompts.last_submitted().map(Overlay::Prompt));
        }
    }

    /// Queues keys and text from now on, until an article or a box is there.
    pub(super) fn wait_for(&mut self, awaited: Awaited) {
        self.type_ahead = Some(TypeAhead { awaited, typed: Vec::new() });
    }

    /// Takes out the input that the user typed while waiting.
    pub(super) fn take_typed(&mut self, awaited: Awaited) -> Vec<Msg> {
        self.type_ahead.take_if(|ahead| ahead.awaited == awaited).map(|ahead| ahead.typed).unwrap_or_default()
    }

    /// Posts the input that the user typed while waiting.
    pub(super) fn release_typed(&mut self, awaited: Awaited) {
        let typed = self.take_typed(awaited);
        self.post_all(typed);
    }

    /// Returns the title of the next unread article among the rows in memory.
    #[must_use]
    pub fn next_unread_title(&self) -> Option<&Text> {
        let window = &self.articles.window;
        let after = (self.articles.cursor + 1).saturating_sub(window.offset);
        window.rows.get(after..)?.iter().find(|row| !row.read).map(|row| &row.title)
    }

    /// Returns the article that the user means, with its marks as the list has them: the open one if the reader has the
    /// keys, else the selected one.
    pub(super) fn target(&self) -> Option<&ArticleRow> {
        if self.focus != Pane::Reader {
            return self.articles.selected();
        }
        let opened = self.reader.opened.as_ref()?;
        let listed = self.articles.window.rows.iter().find(|row| row.id == opened.article.row.id);
        Some(listed.unwrap_or(&opened.article.row))
    }

    /// Returns whether the reader shows this thread.
    pub(super) fn is_shown(&self, thread: &Arc<crate::domain::Thread>) -> bool {
        self.reader.opened.as_ref().is_some_and(|opened| Arc::ptr_eq(&opened.thread, thread))
    }
}
