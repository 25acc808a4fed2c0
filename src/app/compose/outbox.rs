//! Begins replies, and shows the menu of a reply and the list of all replies.
//!
//! The user writes in the box of `writing`, or in an editor that `runtime` starts. `sync` sends replies, and
//! `reply::outbox` knows which state may follow which.

use super::{Effect as ComposeEffect, Msg, ReplyAct, ReplyTo, writing};
use crate::app::effect::{Effect, Terminal};
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::overlay::menu::MenuRow;
use crate::app::undo::{Undo, remember};
use crate::app::{articles, reader};
use crate::domain::{Reply, ReplyId, ReplyState, Text};
use crate::input::Action;
use crate::settings::ReplyEditor;

/// The characters of a reply that the outbox shows.
const MAX_SHOWN: usize = 60;

/// Begins a reply to the selected comment or to the article. If the user's own reply is selected, shows its menu.
pub(super) fn begin(model: &mut Model, in_editor: bool) -> Vec<Effect> {
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return model.say("open an article to reply to it") };
    if opened.is_preview() {
        return model.say_is_preview();
    }
    let article = opened.article.row.id;
    let node = reader.thread.selected.and_then(|i| Some((i, opened.thread.get(i)?)));
    let Some((i, node)) = node else {
        let origin = opened.summaries.first().map(|thread| thread.origin.clone()).unwrap_or_default();
        return write(model, ReplyTo { article, origin, parent: None }, in_editor);
    };
    if let Some((id, state)) = node.comment.reply {
        let is_draft = in_editor && state == ReplyState::Draft;
        return vec![if is_draft { ComposeEffect::EditInEditor(id) } else { ComposeEffect::Load(id) }.into()];
    }
    if node.comment.is_removed() {
        return model.say("this comment was removed by the site, so it can't be answered");
    }
    let parent = opened.name_of(i);
    let origin = parent.as_ref().map(|parent| parent.origin.clone()).unwrap_or_default();
    write(model, ReplyTo { article, origin, parent }, in_editor)
}

fn write(model: &mut Model, to: ReplyTo, in_editor: bool) -> Vec<Effect> {
    if in_editor || model.options.reply_editor == ReplyEditor::External {
        return vec![ComposeEffect::WriteInEditor(to).into()];
    }
    writing::ask(model, ComposeEffect::Begin(to))
}

/// Opens a reply for editing, in the box or in the user's editor as the settings say.
pub(super) fn edit(model: &mut Model, id: ReplyId) -> Vec<Effect> {
    match model.options.reply_editor {
        ReplyEditor::Box => writing::ask(model, ComposeEffect::Reopen(id)),
        ReplyEditor::External => vec![ComposeEffect::EditInEditor(id).into()],
    }
}

/// Shows the menu of a reply.
fn menu_of(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    use ReplyState::{Draft, Failed, Pending, Queued, Sending, Sent, Uncertain};
    let id = reply.id;
    let undo = format!("({}: undo)", model.key(Action::Undo));
    let act = |label: &str, detail: &str, act| MenuRow::new(label, detail, Msg::Change(id, act));
    let later = || act("Send with the next sync", "as soon as there is a network", ReplyAct::Queue);
    let now = || act("Send now", "", ReplyAct::Send);
    let write = || MenuRow::new("Keep writing", "", Msg::Edit(id));
    let discard = || act("Discard", &undo, ReplyAct::Drop);
    // The choices have the same order in every state: send, write, keep, discard.
    let rows = match reply.state {
        Draft => vec![later(), now(), write(), MenuRow::info("Save draft", ""), discard()],
        Queued => {
            vec![now(), write(), act("Hold as a draft", "it is not sent until you say so", ReplyAct::Hold), discard()]
        }
        Failed => vec![later(), now(), write(), discard()],
        Sending => vec![MenuRow::info("Being sent", "")],
        Uncertain => vec![
            act("Check whether it has arrived", "fetches the thread and searches it", ReplyAct::Search),
            MenuRow::new("Send again", "unless it is found now", Msg::SendAgain(id)),
            discard(),
        ],
        Pending | Sent => vec![act("Remove from this list", "the site keeps it", ReplyAct::Drop)],
    };
    let why = reply.error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default();
    model.menu(&format!("Your reply: {}{why}", reply.state.label()), rows)
}

/// Lists all replies.
pub(super) fn list(model: &mut Model, replies: &[Reply]) -> Vec<Effect> {
    let replies: Vec<&Reply> = replies.iter().filter(|reply| !reply.is_unwritten()).collect();
    if replies.is_empty() {
        let key = model.key(Action::Reply);
        return model.say(&format!("no replies yet ({key}: reply)"));
    }
    let is_any_queued = replies.iter().any(|reply| reply.state == ReplyState::Queued);
    let send = is_any_queued.then(|| MenuRow::new("Send queued replies now", "", Msg::Send));
    let rows = send.into_iter().chain(replies.iter().rev().map(|reply| row_of(model, reply))).collect();
    model.menu("Outbox, latest first", rows)
}

/// Returns the menu row of a reply: its state and text, then its error and its article if the model has them.
fn row_of(model: &Model, reply: &Reply) -> MenuRow {
    let words = reply.text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let shown: String = words.chars().take(MAX_SHOWN).collect();
    let more = if shown.len() < words.len() { "…" } else { "" };
    let opened = model.reader.opened.as_ref().map(|opened| &opened.article.row);
    let article = opened.into_iter().chain(&model.articles.window.rows).find(|row| row.id == reply.article);
    let details: Vec<&str> = reply.error.iter().chain(article.map(|row| &row.title)).map(Text::as_str).collect();
    let label = format!("{}: {shown}{more}", reply.state.label());
    MenuRow::new(&label, &details.join(" · "), Msg::Show(reply.id))
}

/// Says why the user's editor failed, and opens the reply in the box. The store has the text.
pub(super) fn not_edited(model: &mut Model, id: ReplyId, why: Text) -> Vec<Effect> {
    model.fail(why);
    match model.options.reply_editor {
        ReplyEditor::Box => writing::ask(model, ComposeEffect::Reopen(id)),
        ReplyEditor::External => Vec::new(),
    }
}

/// Says how a reply was changed, and shows it in the thread as it is now.
pub(super) fn changed(model: &mut Model, undo: Option<Undo>, notice: &Text, send: bool) -> Vec<Effect> {
    let notice = model.with_undo(notice, undo.as_ref());
    remember(&mut model.undo, undo);
    model.say(&notice);
    refresh(model);
    send.then(|| ComposeEffect::Send.into()).into_iter().collect()
}

/// Scrolls to a reply that the user wrote or chose, and shows its menu.
pub(super) fn written(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    model.reader.pending.reply = Some(reply.id);
    if model.reader.pending.article.1 == Some(reply.article) {
        refresh(model);
    } else {
        model.post(reader::Msg::Enter(reply.article));
    }
    model.focus = Pane::Reader;
    menu_of(model, reply)
}

/// Says which replies were sent, and shows them as they are now. For a site that takes only manual replies, copies the
/// text and opens the page.
pub(super) fn posted(
    model: &mut Model,
    (notice, is_failure): (Text, bool),
    manual: Option<(String, String)>,
) -> Vec<Effect> {
    if is_failure {
        model.fail(notice);
    } else {
        model.say(&notice);
    }
    model.post(articles::Msg::Reload);
    refresh(model);
    let Some((page, text)) = manual else { return Vec::new() };
    vec![Terminal::Copy(text).into(), Terminal::OpenUrl(page).into()]
}

/// Loads the open article again after a sync, if it has replies that the sync may have sent.
pub(super) fn synced(model: &mut Model) {
    let opened = model.reader.opened.as_ref();
    if opened.is_some_and(|opened| opened.thread.nodes().any(|node| node.comment.reply.is_some())) {
        refresh(model);
    }
}

fn refresh(model: &mut Model) {
    if let Some(article) = model.reader.article() {
        model.post(reader::Msg::Refresh(article));
    }
}
