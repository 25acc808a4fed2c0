//! Handles the reader's messages and actions.

use super::{FullText, Msg, find_words, image_loading, leaving, links, opening, pointer, versions};
use crate::app::articles;
use crate::app::document::View;
use crate::app::effect::Effect;
use crate::app::layout::Pane;
use crate::app::model::Model;
use crate::app::overlay::prompt::PromptKind;
use crate::input::{Action, Key};

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Opened { ticket, opened } => return opening::show(model, ticket, opened),
        Msg::LaidOut { ticket, page } => opening::relayout(model, ticket, page),
        Msg::NotPreviewed { ticket, reason } => return opening::not_previewed(model, ticket, reason),
        Msg::Image { url, columns, rows } => return image_loading::loaded(model, &url, columns, rows),
        Msg::FullText(end) => return full_text(model, end),
        Msg::Open(article) => return vec![opening::ask(model, article)],
        Msg::Enter(article) => {
            model.focus = Pane::Reader;
            model.article_history.clear();
            return vec![opening::ask(model, article)];
        }
        Msg::Refresh(article) => return opening::refresh(model, article),
        Msg::HintKey(key) => return links::press(model, key),
        Msg::FollowLink(link, is_preview) => {
            return links::follow(model, super::hints::LinkTarget::Link(link), is_preview);
        }
        Msg::OpenLinkNumber(number) => return links::open_number(model, &number),
        Msg::Find(words) => return find_words::find(model, &words),
        Msg::FoundIn(words, count) => find_words::say_count(model, &words, count),
        Msg::GoToComment(name) => {
            let height = model.reader_height();
            let Some(place) = model.reader.opened.as_ref().and_then(|opened| opened.place_of(&name)) else {
                return model.say("this comment is no longer here");
            };
            model.reader.remember_place();
            super::tree::to(&mut model.reader, Some(place), height);
        }
        Msg::Click(x, y) => return pointer::click(model, (x, y)),
        Msg::Scroll(lines) => {
            let height = model.reader_height();
            model.reader.scroll(lines, height);
        }
        Msg::Uncovered => {
            let height = model.reader_height();
            model.reader.clamp(height);
        }
        Msg::FetchFullText(row) => return versions::fetch_full_text(model, &row),
    }
    Vec::new()
}

/// Says how the fetch of a full text ended, and shows the text if its article is still open.
fn full_text(model: &mut Model, end: FullText) -> Vec<Effect> {
    model.status.fetching_page = false;
    match end {
        FullText::Fetched(article, notice) => {
            model.say(&notice);
            model.post(articles::Msg::Reload);
            // Another article may be loading by now, or the reader may show a preview.
            if model.reader.pending.article.1 == Some(article) {
                return vec![opening::ask_view(model, article, View::Text)];
            }
            Vec::new()
        }
        FullText::Failed(reason) => model.fail(reason),
        FullText::Stopped => model.say("stopped: full text not fetched"),
    }
}

/// Brings the reader up to date after a message: asks for the article, its layout and its images.
pub(in crate::app) fn settle(model: &mut Model) -> Vec<Effect> {
    let mut effects = opening::settle(model);
    effects.extend(image_loading::ask(model));
    effects
}

/// Stores the place, marks and folds of the open article that the store does not have yet.
pub(in crate::app) fn save(model: &mut Model) -> Vec<Effect> {
    leaving::save(model)
}

/// Carries out an action on the text or its comments; `None` when the action is for another room.
pub(in crate::app) fn act(model: &mut Model, action: Action, key: Key) -> Option<Vec<Effect>> {
    if action == Action::PageDown && super::scroll::is_at_end(model) {
        model.post(articles::Msg::SeekUnread(false));
        return Some(Vec::new());
    }
    if super::scroll::act(model, action) {
        return Some(Vec::new());
    }
    Some(match action {
        Action::OpenLink => links::open_numbered(model, key),
        Action::FollowLink => links::hint(model, false),
        Action::ReadLink => links::hint(model, true),
        Action::Links => links::list(model),
        Action::JumpBack => links::back(model),
        Action::TogglePictures => image_loading::toggle(model),
        Action::ShowChanges => versions::show_changes(model),
        Action::FetchPage => {
            let row = model.reader.opened.as_ref().map(|opened| opened.article.row.clone());
            row.map(|row| versions::fetch_full_text(model, &row)).unwrap_or_default()
        }
        Action::Find => model.prompt(PromptKind::Find, ""),
        Action::Back | Action::Left => {
            model.zen = false;
            model.focus = Pane::Articles;
            Vec::new()
        }
        Action::Dismiss => return versions::leave_changes(model),
        _ => return None,
    })
}
