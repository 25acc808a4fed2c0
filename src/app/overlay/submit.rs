//! Handles the keys of a prompt, and sends the submitted line to the room that it is for.

use super::prompt::{Prompt, PromptKind};
use super::stack::Overlay;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{articles, feeds, reader, thread, welcome};
use crate::domain::Scope;
use crate::domain::query::Query;
use crate::domain::triage::{Matcher, Rule, Verb};
use crate::input::{Code, Key};

/// Handles a key while a prompt is on top.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let is_cancel = key == Key::plain(Code::Esc) || (key.ctrl && key.code == Code::Char('c'));
    let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() else { return Vec::new() };
    match key.code {
        _ if is_cancel => drop(model.overlays.pop()),
        Code::Enter => {
            let prompt = prompt.clone();
            model.overlays.pop();
            return submit(model, &prompt);
        }
        Code::Up | Code::Down => {
            let earlier = model.prompts.of(prompt.kind);
            prompt.recall(&earlier, key.code == Code::Up);
        }
        _ => prompt.edit(key),
    }
    Vec::new()
}

/// Sends the line to the room that it is for. A line that is not valid comes back into the prompt with an error.
fn submit(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.text().trim().to_owned();
    if text.is_empty() {
        return Vec::new();
    }
    model.prompts.add(prompt.kind, &text);
    match prompt.kind {
        PromptKind::AddFeed => model.post(feeds::Msg::Add(text)),
        PromptKind::ImportFile => model.post(welcome::Msg::ImportFile(text)),
        PromptKind::Find => model.post(reader::Msg::Find(text)),
        PromptKind::Search | PromptKind::FilterArticles => {
            let query = match Query::parse_in(&text, model.options.clock.zone) {
                Ok(query) => query,
                Err(error) => {
                    model.reopen_prompt();
                    return model.say(&error.to_string());
                }
            };
            model.post(match prompt.kind {
                PromptKind::Search => articles::Msg::TurnTo(Scope::Search(text)),
                _ => articles::Msg::Filter(text, query),
            });
        }
        PromptKind::FilterFeeds => model.post(feeds::Msg::Filter(text)),
        PromptKind::Filter => model.post(thread::Msg::Filter(text)),
        PromptKind::Skim => model.post(thread::Msg::Skim(text)),
        PromptKind::MuteWord | PromptKind::FollowWord => {
            let verb = if prompt.kind == PromptKind::MuteWord { Verb::Mute } else { Verb::Follow };
            match Rule::new(verb, Matcher::Word(text), None) {
                Ok(rule) => model.post(thread::Msg::AddRule(rule)),
                Err(error) => {
                    model.reopen_prompt();
                    return model.say(&error.to_string());
                }
            }
        }
        PromptKind::Link => model.post(reader::Msg::OpenLinkNumber(text)),
    }
    Vec::new()
}
