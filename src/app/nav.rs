//! Moves the keys from pane to pane, and opens or copies the address of the selected row or text.

use super::effect::{Effect, Terminal};
use super::layout::Pane;
use super::model::Model;
use super::thread::texts;
use super::{articles, msg::Msg};
use crate::domain::login::mask;
use crate::input::Action;

/// Carries out an action that concerns all panes; `None` when it is another action.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::NextPane => focus(model, 1),
        Action::PreviousPane => focus(model, 2),
        Action::Zen => {
            if model.reader.opened.is_some() {
                model.zen = !model.zen;
                model.focus = Pane::Reader;
            }
        }
        Action::OpenInBrowser => return Some(with_url(model, Terminal::OpenUrl)),
        Action::CopyLink => return Some(with_url(model, Terminal::Copy)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Moves the keys a number of panes to the right, continuing at the left.
fn focus(model: &mut Model, steps: usize) {
    let order = [Pane::Feeds, Pane::Articles, Pane::Reader];
    let at = order.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    match order[(at + steps) % order.len()] {
        Pane::Reader => match model.articles.selected().cloned() {
            Some(row) => model.post(Msg::Articles(articles::Msg::Read(Box::new(row)))),
            None => model.focus = Pane::Feeds,
        },
        pane => {
            model.zen = false;
            model.focus = pane;
        }
    }
}

/// Returns an effect on the address of the selection: a comment's address, an article's, or that of a feed's site.
fn with_url(model: &mut Model, effect: impl Fn(String) -> Terminal) -> Vec<Effect> {
    let url = match model.focus {
        Pane::Feeds => {
            model.feeds.selected_feed().map(|feed| feed.site.clone().unwrap_or_else(|| mask(&feed.url).into_owned()))
        }
        Pane::Articles => model.articles.selected().and_then(|row| row.url.clone()),
        Pane::Reader => {
            if let Some(unread) = model.reader.thread.selected.filter(|i| model.reader.lacks_url(*i)) {
                model.say("this comment is still loading; try again");
                return texts::ask_one(model, unread).into_iter().collect();
            }
            model.reader.url().map(str::to_owned)
        }
    };
    match url {
        Some(url) => vec![effect(url).into()],
        None => model.say("no address to open or copy"),
    }
}
