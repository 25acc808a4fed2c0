//! Handles the messages and actions of the first run's page.
//!
//! The suggested feeds are those of `config/feeds.toml`. `runtime` looks for the feeds of other readers.

use std::path::Path;

use super::page::{WelcomeLine, list_rows, welcome_area, welcome_lines};
use super::state::works_everywhere;
use super::{Effect as WelcomeEffect, Msg};
use crate::app::cursor::step;
use crate::app::effect::{Effect, Terminal};
use crate::app::model::Model;
use crate::app::msg::Msg as AnyMsg;
use crate::app::overlay::prompt::PromptKind;
use crate::domain::Subscription;
use crate::input::{Action, Code, Key};
use crate::settings::{STARTER_FEEDS, Subscriptions};

/// Handles a message.
pub(in crate::app) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Importable(import) => model.welcome.import = import,
        Msg::ImportFile(path) => {
            model.say(&format!("importing {path} …"));
            return vec![WelcomeEffect::ImportFile(path).into()];
        }
        Msg::NotImported(path, reason) => {
            // An error would wait until the prompt closes.
            if model.reopen_prompt_with(PromptKind::ImportFile, &path) {
                return model.say(&reason);
            }
            return model.fail(reason);
        }
        Msg::Click(x, y) => {
            if let Some(action) = clicked(model, x, y) {
                model.post(AnyMsg::Act(action, Key::plain(Code::Enter)));
            }
        }
    }
    Vec::new()
}

/// Fills the page once there are no feeds.
pub(in crate::app) fn settle(model: &mut Model) -> Option<Effect> {
    if !model.is_first_run() {
        return None;
    }
    super::page::keep_in_view(model);
    if !model.welcome.starters.is_empty() {
        return None;
    }
    // The file is part of the program and a test parses it. If parsing fails all the same, the page suggests no feeds.
    let starters = Subscriptions::parse(STARTER_FEEDS, Path::new("feeds.toml"));
    let starters = starters.map(|known| known.list().to_vec()).unwrap_or_default();
    model.welcome.starters = starters.into_iter().map(|feed| (feed, true)).collect();
    Some(WelcomeEffect::LookForImport.into())
}

/// Carries out an action of the page; `None` when the action works here as it does everywhere.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if works_everywhere(action) {
        return None;
    }
    let page = list_rows(model).max(1);
    let welcome = &mut model.welcome;
    if let Some(at) = step(welcome.cursor, action, page, welcome.starters.len()) {
        welcome.cursor = at;
        return Some(Vec::new());
    }
    Some(match action {
        Action::ToggleChoice => {
            if let Some((_, chosen)) = welcome.starters.get_mut(welcome.cursor) {
                *chosen = !*chosen;
            }
            Vec::new()
        }
        Action::ChooseAll => {
            let all = welcome.starters.iter().all(|(_, chosen)| *chosen);
            welcome.starters.iter_mut().for_each(|(_, chosen)| *chosen = !all);
            Vec::new()
        }
        Action::AddChosen => add_chosen(model),
        Action::Back => vec![Terminal::Quit.into()],
        Action::WhatsNew => return None,
        _ => {
            let key = model.key(Action::AddFeed);
            model.say(&format!("no feeds yet ({key}: add one)"))
        }
    })
}

/// Carries out the actions of importing, which work everywhere; `None` for any other.
pub(in crate::app) fn import(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Import if model.is_first_run() && model.welcome.import.is_none() => {
            let key = model.key(Action::ImportFile);
            Some(model.say(&format!("no newsboat urls file found ({key}: import another file)")))
        }
        Action::Import => {
            model.say("importing from newsboat …");
            Some(vec![WelcomeEffect::Import.into()])
        }
        Action::ImportFile => Some(model.prompt(PromptKind::ImportFile, "")),
        _ => None,
    }
}

/// Adds the feeds that the user selected.
fn add_chosen(model: &mut Model) -> Vec<Effect> {
    let starters = &model.welcome.starters;
    let chosen: Vec<Subscription> =
        starters.iter().filter(|(_, chosen)| *chosen).map(|(feed, _)| feed.clone()).collect();
    if chosen.is_empty() {
        let key = model.key(Action::ToggleChoice);
        return model.say(&format!("no feed marked ({key}: mark)"));
    }
    vec![WelcomeEffect::AddFeeds(chosen).into()]
}

/// Returns the action of the line that the user clicked. A click on a feed selects or deselects it.
fn clicked(model: &mut Model, x: u16, y: u16) -> Option<Action> {
    let area = welcome_area(model.size);
    let line = welcome_lines(model).into_iter().nth(usize::from(y.checked_sub(area.y)?));
    match line.filter(|_| area.contains(x, y))? {
        WelcomeLine::Do(action, _) => Some(action),
        WelcomeLine::Starter(at) => {
            model.welcome.cursor = at;
            Some(Action::ToggleChoice)
        }
        _ => None,
    }
}
