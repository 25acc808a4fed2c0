//! The box under a comment in which a reply is written: it opens, has the keys, is saved, and ends in a menu or in the
//! user's editor.
//!
//! What keys do to the text is in `buffer`, their undo in `steps`, the text's rows in `wrap`, where the box stands in
//! `place`; painting is left to `ui`, keeping to the store. While the store is asked keys wait, so that none means
//! something that its answer would have changed.

mod buffer;
mod place;
mod steps;
mod wrap;

use super::ahead::{self, Awaited};
use super::asks::{reader_height, say};
use super::{Area, Effect, Model, Pane, ReplyNews, actions, replying};
use crate::domain::{Reply, ReplyId, Text};
use crate::input::{Action, Context, Key, Lookup};
use buffer::Buffer;
pub(super) use place::settle;
use wrap::Row;

/// A reply while it is written.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the text")]
pub struct Writing {
    /// As the store has it.
    reply: Reply,
    buffer: Buffer,
    /// Something was changed here: until then the text is the store's, which may have what the box can't show.
    is_edited: bool,
    /// What was typed since the last time it was handed to the store.
    is_unsaved: bool,
    /// What is on its way to the store.
    saving: Option<String>,
    /// The last time it could not be kept.
    has_failed: bool,
    /// It is to end, once it is saved.
    end: Option<End>,
    /// Whether the answered comment was gone to.
    is_found: bool,
    /// Lines that the view is scrolled back from where the answered comment ends.
    back: usize,
    /// The text in rows of the box, and which of them is its first.
    rows: Vec<Row>,
    top: usize,
    /// Where the box is, and the text in it.
    areas: (Area, Area),
    /// What is answered, in a word.
    answered: Text,
}

/// What comes after the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The choice of what becomes of the reply.
    Menu,
    /// The user's editor.
    Editor,
}

impl Writing {
    /// The box, and its inside.
    #[must_use]
    pub fn areas(&self) -> (Area, Area) {
        self.areas
    }

    /// What is answered, in a word.
    #[must_use]
    pub fn answered(&self) -> &str {
        &self.answered
    }

    /// The rows in view.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().skip(self.top).map(|row| self.buffer.row(*row))
    }

    /// Whether there is text above them, and below.
    #[must_use]
    pub fn goes_on(&self) -> (bool, bool) {
        (self.top > 0, self.top + usize::from(self.areas.1.height) < self.rows.len())
    }

    /// Where the cursor is in them: column and row.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        let (row, column) = self.buffer.cursor(&self.rows);
        (column, row.saturating_sub(self.top))
    }

    /// How it stands with what was typed, in a word.
    #[must_use]
    pub fn kept(&self) -> &'static str {
        match () {
            () if self.has_failed => "not saved",
            () if self.is_unsaved || self.saving.is_some() => "",
            () if self.buffer.is_blank() => "",
            () => "saved",
        }
    }

    /// What is kept in the end: without the white space behind it.
    fn text(&self) -> String {
        if !self.is_edited {
            return self.reply.text.clone();
        }
        let text = self.buffer.text();
        if self.end.is_some() { text.trim_matches('\n').trim_end().to_owned() } else { text }
    }

    fn save(&mut self) -> Effect {
        let text = self.text();
        // What is on its way is there before this is.
        let before = self.saving.replace(text.clone()).unwrap_or_else(|| self.reply.text.clone());
        self.is_unsaved = false;
        let heals = self.has_failed;
        Effect::SaveReply { reply: Box::new(Reply { text, ..self.reply.clone() }), before, heals }
    }
}

/// Whether something is typed that the next pause is to save. Where that failed it is tried now and then.
#[must_use]
pub fn is_unsaved(model: &Model) -> bool {
    model.writing.as_ref().is_some_and(|writing| writing.is_unsaved && !writing.has_failed)
}

/// Has the box opened by an effect; what is typed from now on is for it.
pub(super) fn ask(model: &mut Model, effect: Effect) -> Vec<Effect> {
    ahead::begin(model, Awaited::Box);
    vec![effect]
}

/// The draft is there: the box opens.
pub(super) fn open(model: &mut Model, reply: Reply) -> Vec<Effect> {
    let typed = ahead::take(model, Awaited::Box);
    if reply.text.len() > buffer::MOST_BYTES {
        return say(model, "this draft is too long to be written on here; A goes on in your editor");
    }
    let mut effects = Vec::new();
    if model.reader.asked.1 != Some(reply.article) {
        model.trail.clear();
        effects.push(super::asks::ask_open(model, reply.article));
    }
    model.focus = Pane::Reader;
    let buffer = Buffer::new(&reply.text);
    model.writing = Some(Writing {
        is_edited: false,
        is_unsaved: false,
        reply,
        buffer,
        saving: None,
        has_failed: false,
        end: None,
        is_found: false,
        back: 0,
        rows: Vec::new(),
        top: 0,
        areas: Default::default(),
        answered: Text::default(),
    });
    effects.extend(ahead::replay(model, typed));
    effects
}

/// Nothing came of it.
pub(super) fn not_opened(model: &mut Model, why: Text) -> Vec<Effect> {
    drop(ahead::take(model, Awaited::Box));
    model.status.fail(why, model.now);
    Vec::new()
}

/// A key, while the box has them. Only those that type nothing can be the keymap's.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let mut keys = std::mem::take(&mut model.pending);
    if key.typed().is_none() {
        keys.push(key);
        match model.keymap.lookup(Context::Writing, &keys) {
            Lookup::Action(action) => return act(model, action, key),
            Lookup::Prefix => {
                model.pending = keys;
                return Vec::new();
            }
            Lookup::Nothing if keys.len() > 1 => return Vec::new(),
            Lookup::Nothing => {}
        }
    }
    type_in(model, |writing| writing.buffer.edit(key, &writing.rows))
}

/// Text was pasted.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    type_in(model, |writing| writing.buffer.insert(text))
}

/// Changes the text or moves in it.
fn type_in(model: &mut Model, edit: impl FnOnce(&mut Writing) -> bool) -> Vec<Effect> {
    let Some(writing) = &mut model.writing else { return Vec::new() };
    let before = writing.buffer.text();
    let has_room = edit(writing);
    let is_other = writing.buffer.text() != before;
    writing.is_edited |= is_other;
    writing.is_unsaved |= is_other;
    writing.back = 0;
    if has_room { Vec::new() } else { say(model, "no site takes so long a reply") }
}

fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    let height = isize::try_from(reader_height(model) / 2).unwrap_or(1).max(1);
    match action {
        Action::EndWriting => end(model, End::Menu),
        Action::ReplyInEditor => end(model, End::Editor),
        Action::Undo => type_in(model, |writing| {
            writing.buffer.undo();
            true
        }),
        Action::Redo => type_in(model, |writing| {
            writing.buffer.redo();
            true
        }),
        Action::PageUp | Action::HalfPageUp => look(model, -height),
        Action::PageDown | Action::HalfPageDown => look(model, height),
        Action::Suspend => keep(model).into_iter().chain([Effect::Suspend]).collect(),
        Action::Help
        | Action::Messages
        | Action::NextTheme
        | Action::Redraw
        | Action::Quit
        | Action::SyncAll
        | Action::Cancel => actions::act(model, action, key),
        _ => say(model, "not while a reply is written"),
    }
}

/// Scrolls what stands above the box, until something is typed.
pub(super) fn look(model: &mut Model, lines: isize) -> Vec<Effect> {
    let height = reader_height(model);
    if let Some(writing) = &mut model.writing {
        writing.back = writing.back.saturating_add_signed(-lines);
        if writing.reply.parent.is_none() {
            model.reader.scroll(lines, height);
        }
    }
    Vec::new()
}

/// A click in the box puts the cursor there.
pub(super) fn click(model: &mut Model, (x, y): (u16, u16)) {
    let Some(writing) = &mut model.writing else { return };
    let inside = writing.areas.1;
    if inside.contains(x, y) {
        let row = writing.top + usize::from(y - inside.y);
        writing.buffer.go_to(&writing.rows, row.min(writing.rows.len().saturating_sub(1)), usize::from(x - inside.x));
    }
}

/// Writing has ended: what is not kept yet is, then comes what follows.
fn end(model: &mut Model, end: End) -> Vec<Effect> {
    let Some(writing) = &mut model.writing else { return Vec::new() };
    writing.end = Some(end);
    if end == End::Menu && writing.buffer.is_blank() {
        let effects = drop_blank(writing);
        close(model);
        return effects;
    }
    ahead::begin(model, Awaited::Box);
    go_on_ending(model)
}

fn drop_blank(writing: &Writing) -> Vec<Effect> {
    let before = writing.saving.clone().unwrap_or_else(|| writing.reply.text.clone());
    vec![Effect::DropDraft { id: writing.reply.id, before }]
}

/// Saves what is not saved; where nothing is left to save the end has come.
fn go_on_ending(model: &mut Model) -> Vec<Effect> {
    let Some(writing) = &mut model.writing else { return Vec::new() };
    let Some(end) = writing.end else { return Vec::new() };
    if writing.saving.is_some() {
        return Vec::new();
    }
    // Where it could not be kept a copy has it: that is gone once the store does.
    if writing.text() != writing.reply.text || writing.has_failed {
        return vec![writing.save()];
    }
    let reply = writing.reply.clone();
    close(model);
    let typed = ahead::take(model, Awaited::Box);
    match end {
        End::Menu => {
            let mut effects = replying::take(model, ReplyNews::Written(Box::new(reply)));
            effects.extend(ahead::replay(model, typed));
            effects
        }
        End::Editor => {
            let answered = replying::quoted(model, &reply);
            vec![Effect::EditReply(reply.id, answered)]
        }
    }
}

fn close(model: &mut Model) {
    model.writing = None;
    let height = reader_height(model);
    model.reader.clamp(height);
}

/// The store has what was handed to it, or has put it into a draft of its own and says why.
pub(super) fn saved(model: &mut Model, was: ReplyId, reply: Reply, notice: Option<Text>) -> Vec<Effect> {
    let writing = model.writing.as_mut().filter(|writing| writing.reply.id == was);
    if let Some(writing) = writing {
        if writing.saving.as_ref() == Some(&reply.text) {
            writing.saving = None;
        }
        writing.has_failed = false;
        writing.reply = reply;
    }
    if let Some(notice) = notice {
        model.status.fail(notice, model.now);
    }
    go_on_ending(model)
}

/// It has not: the box stays, with all that was typed.
pub(super) fn not_saved(model: &mut Model, was: ReplyId, why: Text) -> Vec<Effect> {
    let mut is_news = true;
    if let Some(writing) = model.writing.as_mut().filter(|writing| writing.reply.id == was) {
        writing.saving = None;
        writing.is_unsaved = true;
        // Told once, and whenever somebody waits for it.
        is_news = !std::mem::replace(&mut writing.has_failed, true) || writing.end.take().is_some();
        drop(ahead::take(model, Awaited::Box));
    }
    if is_news {
        model.status.fail(why, model.now);
    }
    Vec::new()
}

/// What was typed since the last time, for the store; one text after the other.
pub(super) fn keep(model: &mut Model) -> Option<Effect> {
    let writing = model.writing.as_mut().filter(|writing| writing.is_unsaved && writing.saving.is_none())?;
    Some(writing.save())
}

/// The program ends: what is not kept is, and a draft without a word goes.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(mut writing) = model.writing.take() else { return Vec::new() };
    match () {
        () if writing.buffer.is_blank() => drop_blank(&writing),
        () if writing.is_unsaved => vec![writing.save()],
        () => Vec::new(),
    }
}
