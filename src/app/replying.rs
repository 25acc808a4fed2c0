//! Replies from the screen: to what is selected, what to do with one that is written, and all that are on their way.
//!
//! Writing is left to `writing` or to an editor that `runtime` starts, sending to `sync`; what may follow what is told by
//! `reply::outbox`.

use super::asks::{ask_open, reload, say};
use super::menu::show;
use super::undo::remember;
use super::{Effect, MenuAct, MenuRow, Model, Opened, Pane, Reader, ReplyNews, UNKEPT, Undo, tree, writing};
use crate::domain::{ArticleId, CommentRef, Line, Node, Reply, ReplyId, ReplyState, Text};
use crate::settings::ReplyEditor;

/// Characters of a reply that a list shows.
const SHOWN: usize = 60;

/// What is done with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyAct {
    /// It goes out with the next sync.
    Queue,
    /// It goes out now.
    Send,
    /// It goes nowhere: it is a draft again.
    Hold,
    /// It is searched for now; nothing is sent unless it is not there and can't be there twice.
    Search,
    /// It is taken out.
    Drop,
}

/// Where a reply goes, and what it answers in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The article.
    pub article: ArticleId,
    /// The thread.
    pub origin: String,
    /// The comment; the article itself without it.
    pub parent: Option<CommentRef>,
    /// What it says.
    pub answered: String,
}

/// Writes a reply to the selected comment, or to the article, in the editor if that is wanted; on a reply of the user's
/// own, what to do with it.
pub(super) fn begin(model: &mut Model, in_editor: bool) -> Vec<Effect> {
    let reader = &model.reader;
    let Some(opened) = reader.opened.clone() else { return say(model, "open an article to reply to it") };
    let article = opened.article.row.id;
    if article == UNKEPT {
        return say(model, "this page belongs to no feed: o opens it, for a reply there");
    }
    let node = reader.selected.and_then(|i| Some((i, opened.thread.get(i)?)));
    let Some((i, node)) = node else {
        let origin = opened.summaries.first().map(|head| head.origin.clone()).unwrap_or_default();
        return write(model, ReplyTo { article, origin, parent: None, answered: words_of(model, None) }, in_editor);
    };
    if let Some((id, state)) = node.comment.reply {
        let is_draft = in_editor && state == ReplyState::Draft;
        return if is_draft { edit(model, id) } else { vec![Effect::LoadReply(id)] };
    }
    if node.comment.is_removed() {
        return say(model, "this comment was removed at its site: nothing can answer it");
    }
    let parent = opened.name_of(i);
    let origin = parent.as_ref().map(|parent| parent.origin.clone()).unwrap_or_default();
    write(model, ReplyTo { article, origin, parent, answered: words_of(model, Some(i)) }, in_editor)
}

fn write(model: &mut Model, to: ReplyTo, in_editor: bool) -> Vec<Effect> {
    if in_editor || model.options.reply_editor == ReplyEditor::External {
        return vec![Effect::WriteReply(to)];
    }
    writing::ask(model, Effect::BeginReply(to))
}

/// Goes on with a reply of the user's own, in what the settings say.
pub(super) fn write_on(model: &mut Model, id: ReplyId) -> Vec<Effect> {
    match model.options.reply_editor {
        ReplyEditor::Box => writing::ask(model, Effect::ReopenReply(id)),
        ReplyEditor::External => edit(model, id),
    }
}

/// Goes on with it in the editor.
fn edit(model: &Model, id: ReplyId) -> Vec<Effect> {
    let answered = model.reader.opened.as_ref().and_then(|opened| {
        let place = opened.thread.nodes().position(is_reply(id))?;
        Some(words_of(model, opened.thread.parent(place)))
    });
    vec![Effect::EditReply(id, answered.unwrap_or_default())]
}

/// What a reply answers, in words; nothing where that is not at hand.
pub(super) fn quoted(model: &Model, reply: &Reply) -> String {
    let opened = model.reader.opened.as_ref().filter(|opened| opened.article.row.id == reply.article);
    let Some(opened) = opened else { return String::new() };
    let Some(id) = reply.parent.clone() else { return words_of(model, None) };
    let place = opened.place_of(&CommentRef { origin: reply.origin.clone(), id });
    place.map(|place| words_of(model, Some(place))).unwrap_or_default()
}

/// What a comment says, or what the article is called.
fn words_of(model: &Model, comment: Option<usize>) -> String {
    let reader = &model.reader;
    let Some(opened) = &reader.opened else { return String::new() };
    let node = comment.and_then(|i| Some((i, opened.thread.get(i)?)));
    let Some((i, node)) = node else { return opened.article.row.title.to_string() };
    let author = node.comment.author.as_deref().unwrap_or("unsigned");
    let words: Vec<String> = reader.texts.lines(i).unwrap_or_default().iter().map(Line::text).collect();
    format!("{author}:\n\n{}", words.join("\n"))
}

/// Takes in what came of a reply.
pub(super) fn take(model: &mut Model, news: ReplyNews) -> Vec<Effect> {
    match news {
        ReplyNews::Written(reply) => written(model, &reply),
        ReplyNews::Begun(reply) => writing::open(model, *reply),
        ReplyNews::NotBegun(why) => writing::not_opened(model, why),
        ReplyNews::Saved { was, reply, notice } => writing::saved(model, was, *reply, notice),
        ReplyNews::NotSaved(was, why) => writing::not_saved(model, was, why),
        ReplyNews::NotEdited(id, why) => not_edited(model, id, why),
        ReplyNews::Unfinished(true) => say(model, "a reply is not finished: O shows it"),
        ReplyNews::Unfinished(false) => Vec::new(),
        ReplyNews::All(replies) => outbox(model, &replies),
        ReplyNews::Changed { undo, notice, send } => changed(model, undo, notice, send),
        ReplyNews::Posted { notice, is_failure, manual } => {
            let mut effects = posted(model, notice, is_failure);
            if let Some((page, text)) = manual {
                effects.extend([Effect::Copy(text), Effect::OpenUrl(page)]);
            }
            effects
        }
    }
}

/// Shows what can be done with a reply.
fn menu_of(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    use ReplyState::{Draft, Failed, Pending, Queued, Sending, Sent, Uncertain};
    let id = reply.id;
    let act = |label: &str, detail: &str, act| MenuRow::new(label, detail, MenuAct::Reply(id, act));
    let later = || act("send it with the next sync", "offline, as soon as there is a network", ReplyAct::Queue);
    let now = || act("send it now", "", ReplyAct::Send);
    let write = || MenuRow::new("write on", "", MenuAct::EditReply(id));
    let drop = || act("throw it away", "u takes that back", ReplyAct::Drop);
    // What there is stands in the same order whatever the state: to send it, to write on, to keep it, to be rid of it.
    let rows = match reply.state {
        Draft => vec![later(), now(), write(), MenuRow::new("leave it as a draft", "", MenuAct::Nothing), drop()],
        Queued => {
            vec![now(), write(), act("hold it back as a draft", "it goes out when you say so", ReplyAct::Hold), drop()]
        }
        Failed => vec![later(), now(), write(), drop()],
        Sending => vec![MenuRow::new("it is on its way", "", MenuAct::Nothing)],
        Uncertain => vec![
            act("look whether it has arrived", "the thread is fetched and searched for it", ReplyAct::Search),
            MenuRow::new("send it again all the same", "unless it is found now", MenuAct::SendAgain(id)),
            drop(),
        ],
        Pending | Sent => vec![act("take it off this list", "the site keeps it", ReplyAct::Drop)],
    };
    let why = reply.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
    show(model, &format!("Your reply, {}{why}", reply.state.told()), rows)
}

/// All replies.
fn outbox(model: &mut Model, replies: &[Reply]) -> Vec<Effect> {
    let replies: Vec<&Reply> = replies.iter().filter(|reply| !reply.is_unwritten()).collect();
    if replies.is_empty() {
        return say(model, "no replies yet; a writes one");
    }
    let is_any_queued = replies.iter().any(|reply| reply.state == ReplyState::Queued);
    let send = is_any_queued.then(|| MenuRow::new("send what is queued now", "", MenuAct::SendOutbox));
    let rows = send.into_iter().chain(replies.iter().rev().map(|reply| row_of(model, reply))).collect();
    show(model, "Replies, the latest first", rows)
}

/// A reply in their list: how far it is and its words, then what went wrong and the article, where that is at hand.
fn row_of(model: &Model, reply: &Reply) -> MenuRow {
    let words = reply.text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let shown: String = words.chars().take(SHOWN).collect();
    let more = if shown.len() < words.len() { "…" } else { "" };
    let opened = model.reader.opened.as_ref().map(|opened| &opened.article.row);
    let article = opened.into_iter().chain(&model.articles.window.rows).find(|row| row.id == reply.article);
    let told_more: Vec<&str> = reply.error.iter().chain(article.map(|row| &row.title)).map(Text::as_str).collect();
    let label = format!("{}: {shown}{more}", reply.state.told());
    MenuRow::new(&label, &told_more.join(" · "), MenuAct::LoadReply(reply.id))
}

/// The editor could not be started, or failed: what was written is there all the same.
fn not_edited(model: &mut Model, id: ReplyId, why: Text) -> Vec<Effect> {
    model.status.fail(why, model.now);
    match model.options.reply_editor {
        ReplyEditor::Box => writing::ask(model, Effect::ReopenReply(id)),
        ReplyEditor::External => Vec::new(),
    }
}

/// A reply was written or changed: it is shown where it stands.
fn changed(model: &mut Model, undo: Option<Undo>, notice: Text, send: bool) -> Vec<Effect> {
    remember(&mut model.undo, undo);
    model.status.say(notice, model.now);
    let mut effects = shown_again(model);
    effects.extend(send.then_some(Effect::SendOutbox));
    effects
}

/// The reply has been written, or was chosen: it is gone to where it stands. What is to become of it?
fn written(model: &mut Model, reply: &Reply) -> Vec<Effect> {
    model.reader.awaited = Some(reply.id);
    let mut effects = if model.reader.asked.1 == Some(reply.article) {
        shown_again(model)
    } else {
        model.trail.clear();
        vec![ask_open(model, reply.article)]
    };
    model.focus = Pane::Reader;
    effects.extend(menu_of(model, reply));
    effects
}

/// The outbox has been gone through.
fn posted(model: &mut Model, notice: Text, is_failure: bool) -> Vec<Effect> {
    if is_failure {
        model.status.fail(notice, model.now);
    } else {
        model.status.say(notice, model.now);
    }
    let mut effects = reload(model);
    effects.extend(shown_again(model));
    effects
}

/// Goes to the reply that was written or chosen last, or the comment that it has become, where it stands in the tree now.
pub(super) fn go_to_awaited(reader: &mut Reader, height: usize) {
    let Some((id, opened)) = reader.awaited.take().zip(reader.opened.clone()) else { return };
    let place = opened.thread.nodes().position(is_reply(id)).or_else(|| arrived(&opened, id));
    tree::to(reader, place, height);
}

/// Where the comment stands that a reply has become.
pub(super) fn arrived(opened: &Opened, id: ReplyId) -> Option<usize> {
    let (_, name) = opened.arrived.iter().find(|(known, _)| *known == id)?;
    opened.place_of(name)
}

fn is_reply(id: ReplyId) -> impl Fn(Node<'_>) -> bool {
    move |node| node.comment.reply.is_some_and(|(known, _)| known == id)
}

/// A sync sends what is queued: where a reply stands in the open article, it is shown as it is now.
pub(super) fn after_sync(model: &mut Model) -> Vec<Effect> {
    let opened = model.reader.opened.as_ref();
    let has_reply = opened.is_some_and(|opened| opened.thread.nodes().any(|node| node.comment.reply.is_some()));
    if has_reply { shown_again(model) } else { Vec::new() }
}

fn shown_again(model: &mut Model) -> Vec<Effect> {
    let article = model.reader.article().filter(|article| *article != UNKEPT);
    let asked = model.reader.asked.1;
    article.filter(|article| asked == Some(*article)).map(|article| ask_open(model, article)).into_iter().collect()
}
