//! What a key means: to the overlay on top, or through the keymap as an action. And which actions the footer offers.

use super::actions::act;
use super::asks::{FOR_COMMENTS, NO_COMMENTS, say};
use super::prompts::press_in_prompt;
use super::scroll::step;
use super::{Effect, LinkTarget, Model, Msg, Overlay, ahead, follow, help_size, menu, palette, writing};
use crate::input::{Action, Code, Context, Key, Lookup, help_lines};

/// A key was pressed.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Msg::Key(key)) = ahead::wait(model, Msg::Key(key)) else { return Vec::new() };
    model.status.key_pressed(model.now);
    if model.is_writing() {
        return writing::press(model, key);
    }
    if matches!(model.overlays.last(), Some(Overlay::Prompt(_))) {
        return press_in_prompt(model, key);
    }
    if matches!(model.overlays.last(), Some(Overlay::Hints(_))) {
        return follow::press(model, key);
    }
    if matches!(model.overlays.last(), Some(Overlay::Palette(_))) {
        return palette::press(model, key);
    }
    model.pending.push(key);
    let keys = std::mem::take(&mut model.pending);
    match model.keymap.lookup(model.context(), &keys) {
        Lookup::Action(action) if model.overlays.is_empty() => act(model, action, key),
        Lookup::Action(action) => act_in_overlay(model, action),
        Lookup::Prefix => {
            model.pending = keys;
            Vec::new()
        }
        Lookup::Nothing if key == Key::plain(Code::Enter) => act_in_overlay(model, Action::Open),
        Lookup::Nothing => tell_where_it_is_for(model, &keys),
    }
}

/// A key of the comments, pressed in the text.
fn tell_where_it_is_for(model: &mut Model, keys: &[Key]) -> Vec<Effect> {
    let is_comments = matches!(model.keymap.lookup(Context::Comments, keys), Lookup::Action(_) | Lookup::Prefix);
    let is_text = model.overlays.is_empty() && model.context() == Context::Reader;
    match &model.reader.opened {
        Some(opened) if is_text && is_comments => {
            let hint = if opened.thread.is_empty() { NO_COMMENTS } else { FOR_COMMENTS };
            say(model, hint)
        }
        _ => Vec::new(),
    }
}

fn act_in_overlay(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.1).saturating_sub(6).max(1);
    let most = match model.overlays.last() {
        Some(Overlay::Help(_)) => {
            let (columns, rows) = help_size(model.size);
            (help_lines(&model.keymap, columns).1.len() + 1).saturating_sub(usize::from(rows))
        }
        Some(Overlay::Messages(_)) => model.status.messages().count(),
        Some(Overlay::Menu(menu)) => menu.rows.len(),
        Some(Overlay::Peek(place, _)) => model.reader.texts.height(*place) as usize + 1,
        Some(Overlay::Links(_)) => model.reader.texts.links.len(),
        _ => return Vec::new(),
    };
    let Some(overlay) = model.overlays.last_mut() else { return Vec::new() };
    if let (Overlay::Menu(_), Action::Open | Action::ToggleFold | Action::Right) = (&overlay, action) {
        return menu::choose(model);
    }
    if let Overlay::Links(at) = *overlay
        && let Some(effects) = act_on_link(model, at, action)
    {
        return effects;
    }
    let Some(overlay) = model.overlays.last_mut() else { return Vec::new() };
    let at = match overlay {
        Overlay::Help(at) | Overlay::Messages(at) | Overlay::Links(at) | Overlay::Peek(_, at) => at,
        Overlay::Menu(menu) => &mut menu.cursor,
        _ => return Vec::new(),
    };
    match step(*at, action, page, most) {
        Some(row) => *at = row,
        None if action == Action::Quit => return vec![Effect::Quit],
        None => drop(model.overlays.pop()),
    }
    Vec::new()
}

/// What an action does to the link that is selected in their list; `None` for one that only moves or leaves.
fn act_on_link(model: &mut Model, at: usize, action: Action) -> Option<Vec<Effect>> {
    let url = model.reader.texts.links.get(at).cloned()?;
    let effects = match action {
        Action::Open | Action::ToggleFold | Action::Right | Action::OpenInBrowser | Action::FollowLink => {
            follow::follow(model, LinkTarget::Link(at), false)
        }
        Action::ReadLink => follow::follow(model, LinkTarget::Link(at), true),
        Action::CopyLink => vec![Effect::Copy(url)],
        _ => return None,
    };
    model.overlays.pop();
    Some(effects)
}

/// The actions that the footer offers in a context, the most wanted first.
#[must_use]
pub fn offered(context: Context) -> &'static [Action] {
    match context {
        Context::Global | Context::Feeds => &[
            Action::Open,
            Action::Sync,
            Action::SyncAll,
            Action::AddFeed,
            Action::RemoveFeed,
            Action::NextUnread,
            Action::Search,
            Action::MarkAllRead,
            Action::Palette,
            Action::Help,
            Action::Back,
        ],
        Context::Welcome => &[
            Action::AddChosen,
            Action::ToggleChoice,
            Action::ChooseAll,
            Action::AddFeed,
            Action::Import,
            Action::Undo,
            Action::Palette,
            Action::Help,
            Action::Back,
        ],
        // How to end is in the box itself.
        Context::Writing => &[Action::Undo, Action::Redo, Action::PageUp, Action::Quit, Action::Help],
        Context::Articles => &[
            Action::Open,
            Action::NextUnread,
            Action::ToggleRead,
            Action::ToggleStar,
            Action::Search,
            Action::OpenInBrowser,
            Action::SyncAll,
            Action::MarkAllRead,
            Action::FetchPage,
            Action::Undo,
            Action::Palette,
            Action::Help,
            Action::Back,
        ],
        Context::Reader => &[
            Action::NextUnread,
            Action::Comments,
            Action::Find,
            Action::FollowLink,
            Action::Links,
            Action::OpenInBrowser,
            Action::ToggleStar,
            Action::FetchPage,
            Action::Zen,
            Action::RefreshComments,
            Action::Palette,
            Action::Help,
            Action::Back,
        ],
        Context::Comments => &[
            Action::Done,
            Action::NextNew,
            Action::Keep,
            Action::ToggleFold,
            Action::NextThread,
            Action::NextSibling,
            Action::Parent,
            Action::Limit,
            Action::Sort,
            Action::Mute,
            Action::FoldAll,
            Action::UnfoldAll,
            Action::FoldSiblings,
            Action::Comments,
            Action::Palette,
            Action::Help,
            Action::Back,
        ],
    }
}
