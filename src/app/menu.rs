//! A list to choose from, and what each choice does.

use super::asks::ask;
use super::{Effect, Model, Overlay, Prompt, PromptKind, ReplyAct, tree};
use crate::domain::triage::Rule;
use crate::domain::{ArticleId, ReplyId, Text};

/// A list to choose one from.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// Above the list.
    pub title: Text,
    /// What there is.
    pub rows: Vec<MenuRow>,
    /// The one that Enter takes.
    pub cursor: usize,
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuRow {
    /// What it is.
    pub label: Text,
    /// More of it.
    pub detail: Text,
    /// What choosing it does.
    pub act: MenuAct,
}

/// What a choice does.
#[derive(Debug, Clone, PartialEq)]
pub enum MenuAct {
    /// Nothing: it is only there to be read.
    Nothing,
    /// Adds the feed at this address.
    AddFeed(String),
    /// Adds a rule.
    AddRule(Rule),
    /// Takes one out.
    RemoveRule(Rule),
    /// Asks for a line.
    Ask(PromptKind),
    /// Goes to a comment.
    GoTo(usize),
    /// Unfolds a comment that was folded by itself, for good.
    Release(usize),
    /// Opens an article.
    Open(ArticleId),
    /// Does something with a reply.
    Reply(ReplyId, ReplyAct),
    /// Writes on.
    EditReply(ReplyId),
    /// Shows what can be done with a reply.
    LoadReply(ReplyId),
    /// Sends what waits.
    SendOutbox,
    /// Sends one again that may have arrived.
    SendAgain(ReplyId),
}

impl MenuRow {
    /// A line.
    #[must_use]
    pub fn new(label: &str, detail: &str, act: MenuAct) -> Self {
        Self { label: Text::line(label), detail: Text::line(detail), act }
    }
}

/// Shows a menu; not while something is written: the keys are not meant for it.
pub(super) fn show(model: &mut Model, title: &str, rows: Vec<MenuRow>) -> Vec<Effect> {
    if model.is_writing() || model.ahead.is_some() {
        return super::asks::say(model, "what you asked for came while you type; ask again");
    }
    model.overlays.push(Overlay::Menu(Menu { title: Text::line(title), rows, cursor: 0 }));
    Vec::new()
}

/// Takes the choice under the cursor.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.pop() else { return Vec::new() };
    let Some(row) = menu.rows.into_iter().nth(menu.cursor) else { return Vec::new() };
    let height = super::asks::reader_height(model);
    match row.act {
        MenuAct::Nothing => Vec::new(),
        MenuAct::AddFeed(url) => vec![Effect::AddFeed(url)],
        MenuAct::AddRule(rule) => vec![Effect::AddRule(rule)],
        MenuAct::RemoveRule(rule) => vec![Effect::RemoveRule(rule)],
        MenuAct::Ask(kind) => ask(model, Prompt::new(kind, "")),
        MenuAct::GoTo(place) => {
            model.reader.mark();
            tree::to(&mut model.reader, Some(place), height);
            Vec::new()
        }
        MenuAct::Release(place) => {
            super::triage::release(model, place);
            Vec::new()
        }
        MenuAct::Reply(id, act) => vec![Effect::ChangeReply(id, act)],
        MenuAct::EditReply(id) => super::replying::write_on(model, id),
        MenuAct::LoadReply(id) => vec![Effect::LoadReply(id)],
        MenuAct::SendOutbox => vec![Effect::SendOutbox],
        MenuAct::SendAgain(id) => vec![Effect::SendAgain(id)],
        MenuAct::Open(article) => vec![super::asks::ask_open(model, article)],
    }
}
